import { Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useMemo, useState } from 'react';

import { change, client } from '../api/client';
import type { ImportReport } from '../api/types';
import { ProblemNote } from '../parts/ProblemNote';
import { partyName, partyOrder, usePlace } from '../parts/place';
import sheet from '../parts/sheet.module.css';
import { guessColumns, guessShape, guessStates, guessTimeFormat, knownFormats } from './guess';
import classes from './imports.module.css';
import { type Chosen, mapOf, missingOf, ourStates, type OurState, type Role, roles, timeRoles } from './map';
import { Tried } from './Tried';
import { roleWords, stateWords, words } from './words';

export interface ReadFile {
  name: string;
  text: string;
  header: string[];
  rows: string[][];
}

// More values than these nobody maps by hand.
const mostStates = 40;
const mostTeams = 60;

function valuesOf(file: ReadFile, column: string | undefined, most: number): string[] {
  const at = column === undefined ? -1 : file.header.indexOf(column);
  if (at < 0) return [];
  const seen = new Set<string>();
  for (const row of file.rows) if (row[at]) seen.add(row[at]);
  return seen.size > most ? [] : [...seen];
}

function guessed(file: ReadFile, zone: string): Chosen {
  const columns = guessColumns(file.header);
  const column = (role: Role) => {
    const at = file.header.indexOf(columns[role] ?? '');
    return at < 0 ? [] : file.rows.slice(0, 500).flatMap((row) => row[at] || []);
  };
  return {
    shape: guessShape(column('ticket')),
    zone,
    timeFormat: guessTimeFormat(timeRoles.flatMap(column)),
    columns,
    states: guessStates(valuesOf(file, columns.state, mostStates)),
    teams: Object.fromEntries(valuesOf(file, columns.team, mostTeams).map((one) => [one, ''])),
  };
}

/** One file: what its columns mean, what would come of it, and taking it in. */
export function ImportFile({ organisation: id, file, begun }: { organisation: string; file: ReadFile; begun: () => void }) {
  const { organisation } = usePlace();
  const [chosen, setChosen] = useState(() => guessed(file, organisation.zone || 'UTC'));
  const [other, setOther] = useState(false);
  const map = mapOf(chosen);
  const send = (given: { dry: boolean; skip: boolean; map: string }) =>
    change((header) =>
      client.POST('/api/v1/organisations/{organisation}/imports', {
        params: { path: { organisation: id }, header },
        body: { format: 'csv', file: file.name, map: given.map, content: file.text, dry_run: given.dry, skip_bad: given.skip },
      }),
    );
  // Tried with the bad rows left out, so that all of them are told, by line and column.
  const trying = useMutation({
    mutationFn: async () => ({ map, report: (await send({ dry: true, skip: true, map })) as ImportReport }),
  });
  const samples = useMemo(
    () => file.header.map((_, at) => [...new Set(file.rows.slice(0, 200).flatMap((row) => row[at] || []))].slice(0, 3)),
    [file],
  );
  const set = (part: Partial<Chosen>) => setChosen({ ...chosen, ...part });
  const roleOf = (column: string) => roles.find((one) => chosen.columns[one] === column) ?? null;
  const setRole = (column: string, role: Role | null) => {
    const columns = { ...chosen.columns };
    for (const one of roles) if (columns[one] === column) delete columns[one];
    if (role) columns[role] = column;
    const states = role === 'state' ? guessStates(valuesOf(file, column, mostStates)) : chosen.states;
    const teams = role === 'team' ? Object.fromEntries(valuesOf(file, column, mostTeams).map((one) => [one, ''])) : chosen.teams;
    set({ columns, states, teams });
  };
  const missing = missingOf(chosen);
  const stateNames = chosen.columns.state === undefined ? [] : Object.keys(chosen.states);
  const teamNames = chosen.columns.team === undefined ? [] : Object.keys(chosen.teams);
  return (
    <>
      <section className={sheet.section} aria-label={words.columns}>
        <h2>{words.columns}</h2>
        <p className={sheet.lead}>{words.columnsText}</p>
        <ul className={classes.pairs}>
          {file.header.map((column, at) => (
            <li key={`${at} ${column}`} data-used={roleOf(column) !== null || undefined}>
              <span className={sheet.grow}>
                <b>{column}</b>
                <small className="ellipsis" dir="auto">
                  {samples[at]?.join(' · ')}
                </small>
              </span>
              <Select
                size="xs"
                aria-label={words.column(column)}
                placeholder={words.unused}
                clearable
                searchable
                disabled={file.header.indexOf(column) !== file.header.lastIndexOf(column)}
                value={roleOf(column)}
                onChange={(role) => setRole(column, role as Role | null)}
                data={roles.map((one) => ({ value: one, label: roleWords[one] }))}
              />
            </li>
          ))}
        </ul>
      </section>
      <div className={classes.settings}>
        <div>
          <div className="eyebrow">{words.shape}</div>
          <SegmentedControl
            aria-label={words.shape}
            value={chosen.shape}
            onChange={(shape) => set({ shape: shape as Chosen['shape'] })}
            data={Object.entries(words.shapes).map(([value, label]) => ({ value, label }))}
          />
        </div>
        <TextInput label={words.zone} description={words.zoneHint} value={chosen.zone} onChange={(event) => set({ zone: event.currentTarget.value })} />
        <div>
          <Select
            label={words.format}
            allowDeselect={false}
            value={other ? 'other' : chosen.timeFormat || 'iso'}
            onChange={(next) => {
              setOther(next === 'other');
              if (next && next !== 'other') set({ timeFormat: next === 'iso' ? '' : next });
            }}
            data={[
              ...knownFormats.map((one) => (one === '' ? { value: 'iso', label: words.iso } : { value: one, label: one })),
              { value: 'other', label: words.otherFormat },
            ]}
          />
          {other && (
            <TextInput
              mt={6}
              aria-label={words.formatLabel}
              value={chosen.timeFormat}
              onChange={(event) => set({ timeFormat: event.currentTarget.value })}
            />
          )}
        </div>
      </div>
      {stateNames.length > 0 && (
        <section className={sheet.section} aria-label={words.states}>
          <h2>{words.states}</h2>
          <p className={sheet.lead}>{words.statesText}</p>
          <ul className={classes.pairs}>
            {stateNames.map((name) => (
              <li key={name} data-used={chosen.states[name] !== undefined || undefined}>
                <span className={sheet.grow} dir="auto">
                  {name}
                </span>
                <Select
                  size="xs"
                  aria-label={words.stateOf(name)}
                  placeholder={words.open}
                  clearable
                  value={chosen.states[name] ?? null}
                  onChange={(state) => set({ states: { ...chosen.states, [name]: (state as OurState | null) ?? undefined } })}
                  data={ourStates.map((one) => ({ value: one, label: stateWords[one] }))}
                />
              </li>
            ))}
          </ul>
        </section>
      )}
      {teamNames.length > 0 && organisation.parties.length > 0 && (
        <section className={sheet.section} aria-label={words.teams}>
          <h2>{words.teams}</h2>
          <p className={sheet.lead}>{words.teamsText}</p>
          <ul className={classes.pairs}>
            {teamNames.map((name) => (
              <li key={name} data-used={chosen.teams[name] ? true : undefined}>
                <span className={sheet.grow} dir="auto">
                  {name}
                </span>
                <Select
                  size="xs"
                  aria-label={words.teamOf(name)}
                  placeholder={words.noParty}
                  clearable
                  value={chosen.teams[name] || null}
                  onChange={(party) => set({ teams: { ...chosen.teams, [name]: party ?? '' } })}
                  data={partyOrder(organisation).map((one) => ({ value: one, label: partyName(organisation, one) }))}
                />
              </li>
            ))}
          </ul>
        </section>
      )}
      <details className={classes.map}>
        <summary>{words.map}</summary>
        <p className="quiet">{words.mapText}</p>
        <pre className={sheet.code} tabIndex={0}>
          {map}
        </pre>
      </details>
      {missing.map((one) => (
        <p key={one} className={classes.missing}>
          {words.need[one]}
        </p>
      ))}
      <ProblemNote error={trying.error} />
      <div>
        <Button loading={trying.isPending} disabled={missing.length > 0} onClick={() => trying.mutate()}>
          {words.tryIt}
        </Button>
      </div>
      {trying.data && (
        <Tried
          organisation={id}
          file={file}
          report={trying.data.report}
          stale={trying.data.map !== map}
          begun={begun}
          run={(skip) => send({ dry: false, skip, map }) as Promise<ImportReport>}
        />
      )}
    </>
  );
}

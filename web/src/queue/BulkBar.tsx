import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { change, client } from '../api/client';
import { asProblem } from '../api/problem';
import { organisationQuery, peopleQuery } from '../api/queries';
import type { TicketLine } from '../api/types';
import { placeOf, PlaceProvider, useMaybePlace, type Place } from '../parts/place';
import { fromService } from '../service/said';
import { keyLabel } from '../shell/keys';
import { ActionForm } from '../ticket/ActionForm';
import type { Fields } from '../ticket/commands';
import { type Action, actionWords } from '../ticket/words';
import classes from './queue.module.css';
import { keyOf } from './pages';
import { words } from './words';

const commands: Action[] = ['assign', 'classify', 'prioritise', 'owner', 'resolve', 'close', 'cancel'];
// Teams, people and categories are each organisation's own.
const sameEverywhere: Action[] = ['prioritise', 'resolve', 'close', 'cancel'];
const atOnceMost = 200;

interface Failed {
  line: TicketLine;
  detail: string;
}

/**
 * One command for all that are picked; each stands for itself, and what could not be done is listed. Over several
 * organisations each ticket is named before anything is done to it, and each is decided by the rights there.
 */
export function BulkBar({ lines, clear }: { lines: TicketLine[]; clear: () => void }) {
  const here = useMaybePlace();
  const organisations = byOrganisation(lines);
  const [form, setForm] = useState<Action>();
  const [outcome, setOutcome] = useState<{ done: number; failed: Failed[] }>();
  const there = usePlaceOf(here ? undefined : lines[0]?.organisation);
  const place = here ?? there;
  const run = async (command: Action, fields: Fields) => {
    const found = { done: 0, failed: [] as Failed[] };
    for (const [organisation, its] of organisations) {
      for (let i = 0; i < its.length; i += atOnceMost) {
        const some = its.slice(i, i + atOnceMost);
        const body = { tickets: some.map((one) => one.ticket), command, with: withoutEmpty(fields) as Record<string, never> };
        const path = { organisation };
        try {
          const said = await change((header) =>
            client.POST('/api/v1/organisations/{organisation}/bulk', { params: { path, header }, body }),
          );
          found.done += said.done;
          const refused = (said.results ?? []).filter((one) => one.status >= 300);
          for (const one of refused) {
            const line = some.find((each) => each.ticket === one.ticket);
            if (line) found.failed.push({ line, detail: fromService(one.detail) });
          }
        } catch (error) {
          // Before anything was done the form says what is wrong with it.
          if (found.done === 0 && found.failed.length === 0) throw error;
          const detail = asProblem(error).message;
          found.failed.push(...some.map((line) => ({ line, detail })));
        }
      }
    }
    if (found.failed.length > 0) setOutcome(found);
    else clear();
  };
  const possible = organisations.size > 1 ? sameEverywhere : commands;
  const begin = (one: Action) => {
    if (one === 'close' && here) void run(one, {});
    else setForm(one);
  };
  return (
    <div className={classes.bulk} role="region" aria-label={words.pickedCount(lines.length)}>
      <b>{words.pickedCount(lines.length)}</b>
      {possible.map((one) => (
        <button key={one} type="button" className={classes.tool} disabled={!place} onClick={() => begin(one)}>
          {actionWords[one]}
        </button>
      ))}
      <button type="button" className={classes.tool} onClick={clear} style={{ marginLeft: 'auto' }}>
        {words.clear} <kbd>{keyLabel('Escape')}</kbd>
      </button>
      {form && place && (
        <PlaceProvider value={place}>
          <ActionForm
            action={form}
            what={words.nTickets(lines.length)}
            draftKey={`bulk ${form}`}
            close={() => setForm(undefined)}
            send={(fields) => run(form, fields)}
            {...(here ? {} : { about: <Targets organisations={organisations} /> })}
          />
        </PlaceProvider>
      )}
      {outcome && (
        <Modal
          opened
          onClose={() => {
            setOutcome(undefined);
            clear();
          }}
          title={words.results(outcome.done, outcome.done + outcome.failed.length)}
        >
          <p className="quiet" style={{ marginBottom: 12 }}>
            {words.resultsText}
          </p>
          <ul className={classes.results}>
            {outcome.failed.map(({ line, detail }) => (
              <li key={keyOf(line)}>
                <b>
                  {!here && <span className="quiet">{line.organisation_name} </span>}
                  {line.ticket}
                </b>
                <span>{detail}</span>
              </li>
            ))}
          </ul>
        </Modal>
      )}
    </div>
  );
}

/** Every ticket that the command is for, under its organisation. */
function Targets({ organisations }: { organisations: Map<string, TicketLine[]> }) {
  return (
    <div className={classes.targets} role="region" aria-label={words.targets} tabIndex={0}>
      {[...organisations].map(([organisation, lines]) => (
        <section key={organisation}>
          <h3>{lines[0]?.organisation_name}</h3>
          <ul>
            {lines.map((line) => (
              <li key={line.ticket}>
                <span className="quiet nowrap">{line.ticket}</span>
                <span className="ellipsis" dir="auto">
                  {line.subject || line.category}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

/** What a form needs to know of an organisation that is not the page's. */
function usePlaceOf(id: string | undefined): Place | undefined {
  const organisation = useQuery({ ...organisationQuery(id ?? ''), enabled: id !== undefined });
  const people = useQuery({ ...peopleQuery(id ?? ''), enabled: id !== undefined });
  return organisation.data && people.data ? placeOf(organisation.data, people.data) : undefined;
}

function byOrganisation(lines: TicketLine[]): Map<string, TicketLine[]> {
  const found = new Map<string, TicketLine[]>();
  for (const one of lines) found.set(one.organisation, [...(found.get(one.organisation) ?? []), one]);
  return found;
}

const withoutEmpty = (fields: Fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''));

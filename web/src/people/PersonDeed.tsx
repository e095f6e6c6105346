import { Select, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';

import { change, client, matching } from '../api/client';
import type { Person } from '../api/types';
import { Confirm } from '../parts/Confirm';
import { teamName, usePlace } from '../parts/place';
import { accessChanged } from './data';
import classes from './people.module.css';
import { personWords as words } from './words';

export type PersonDeedName =
  | 'joinTeam'
  | 'leaveTeam'
  | 'setKey'
  | 'represent'
  | 'makeAdministrator'
  | 'removeAdministrator'
  | 'makeOwner'
  | 'removeOwner'
  | 'end';

interface Props {
  organisation: string;
  person: Person;
  /** Of the person as they are shown: a change is refused where somebody else was quicker. */
  etag: string;
  deed: PersonDeedName;
  close: () => void;
}

const base = '/api/v1/organisations/{organisation}';

export function PersonDeed({ organisation: id, person, etag, deed, close }: Props) {
  const { organisation } = usePlace();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [team, setTeam] = useState<string | null>(null);
  const first = person.teams[0] ?? '';
  const path = { organisation: id, person: person.person };
  const ofParty = { organisation: id, party: person.party };
  const named = { person: person.key || person.person };
  const run: Record<PersonDeedName, () => Promise<unknown>> = {
    joinTeam: () => change(() => client.PUT(`${base}/people/{person}/teams/{team}`, { params: { path: { ...path, team: team ?? '' } }, ...matching(etag) })),
    leaveTeam: () => change(() => client.DELETE(`${base}/people/{person}/teams/{team}`, { params: { path: { ...path, team: first } }, ...matching(etag) })),
    setKey: () => change(() => client.PUT(`${base}/people/{person}/key`, { params: { path }, body: { key: typed.trim() }, ...matching(etag) })),
    represent: () => change((header) => client.POST(`${base}/parties/{party}/representatives`, { params: { path: ofParty, header }, body: named })),
    makeAdministrator: () => change((header) => client.POST(`${base}/parties/{party}/administrators`, { params: { path: ofParty, header }, body: named })),
    removeAdministrator: () => change(() => client.DELETE(`${base}/parties/{party}/administrators/{person}`, { params: { path: { ...ofParty, ...named } } })),
    makeOwner: () => change((header) => client.POST(`${base}/owners`, { params: { path: { organisation: id }, header }, body: named })),
    removeOwner: () => change(() => client.DELETE(`${base}/owners/{person}`, { params: { path: { organisation: id, ...named } } })),
    end: () => change(() => client.DELETE(`${base}/people/{person}`, { params: { path }, ...matching(etag) })),
  };
  const titles: Partial<Record<PersonDeedName, string>> = {
    leaveTeam: words.leaveTeam(teamName(organisation, first)),
    end: words.endTitle(person.name),
  };
  const said: Partial<Record<PersonDeedName, string>> = {
    represent: words.representText,
    makeAdministrator: words.makeAdministratorText,
    removeAdministrator: words.removeAdministratorText,
    makeOwner: words.makeOwnerText,
    removeOwner: words.removeOwnerText,
  };
  const wait =
    (deed === 'end' && typed.trim() !== person.name) ||
    (deed === 'joinTeam' && !team) ||
    (deed === 'setKey' && typed.trim() === '');
  const deedWords = deed === 'leaveTeam' ? (titles.leaveTeam ?? '') : words[deed];
  return (
    <Confirm
      title={titles[deed] ?? `${words[deed as 'end']}: ${person.name}`}
      deed={deedWords}
      grave={deed === 'end' || deed === 'removeOwner'}
      wait={wait}
      close={close}
      run={run[deed]}
      done={() => {
        accessChanged(id);
        if (deed === 'end') void navigate({ to: '/$organisation/people', params: { organisation: id }, search: {} });
      }}
    >
      {said[deed] && <p>{said[deed]}</p>}
      {deed === 'joinTeam' && (
        <Select
          data-autofocus
          label={words.teamLabel}
          value={team}
          onChange={setTeam}
          data={organisation.teams
            .filter((one) => one.parties.includes(person.party) && !person.teams.includes(one.key))
            .map((one) => ({ value: one.key, label: one.name }))}
        />
      )}
      {deed === 'setKey' && (
        <TextInput
          data-autofocus
          label={words.keyLabel}
          description={words.keyHint}
          value={typed}
          placeholder={person.key}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      {deed === 'end' && (
        <>
          <ul className={classes.effects}>
            {words.endText.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
          <TextInput
            data-autofocus
            label={words.endType(person.name)}
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        </>
      )}
    </Confirm>
  );
}

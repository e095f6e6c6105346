import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { ask, client } from '../api/client';
import type { Ticket, WhoMay } from '../api/types';
import { ProblemNote } from '../parts/ProblemNote';
import { partyName, usePlace } from '../parts/place';
import { fromService } from '../service/said';
import classes from './ticket.module.css';
import { words } from './words';

const actions = ['triage', 'resolve', 'fulfil', 'change', 'approve', 'comment', 'reassign', 'read'];

/** Who may do something on this ticket, and which row gives it. */
export function WhoMayWhat({ organisation, ticket }: { organisation: string; ticket: Ticket }) {
  const place = usePlace();
  const [action, setAction] = useState<string | null>(null);
  const path = '/api/v1/organisations/{organisation}/agreement/who-may';
  const asked = useQuery({
    queryKey: ['who-may', organisation, ticket.ticket, action],
    enabled: action !== null,
    queryFn: async () =>
      (await ask(
        client.GET(path, { params: { path: { organisation }, query: { may: action ?? '', ticket: ticket.ticket } } }),
      )) as WhoMay,
  });
  const nameOf = (person: string) =>
    place.people.get(person)?.name ?? [...place.people.values()].find((one) => one.key === person)?.name ?? person;
  return (
    <>
      <h2>{words.whoMay}</h2>
      <Select
        aria-label={words.whoMayPick}
        placeholder={words.whoMayPick}
        data={actions}
        value={action}
        onChange={setAction}
        size="xs"
      />
      {asked.error && <ProblemNote error={asked.error} />}
      {asked.data && (
        <ul className={classes.because} aria-live="polite">
          {asked.data.people.length === 0 && <li className="quiet">{words.nobodyMay}</li>}
          {asked.data.people.map((one) => (
            <li key={one.person} title={one.because.map((because) => fromService(because.words)).join('\n')}>
              {nameOf(one.person)}
              {one.party && <span className="quiet">, {partyName(place.organisation, one.party)}</span>}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

import { useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { ask, client } from '../api/client';
import type { TicketLines } from '../api/types';
import { Empty } from '../parts/Empty';
import { Swatch } from '../parts/Holder';
import { ProblemNote } from '../parts/ProblemNote';
import { partyFace, usePlace } from '../parts/place';
import sheet from '../parts/sheet.module.css';
import { accessQuery, useMay } from './data';
import { PartyDeed, type PartyDeedName } from './PartyDeed';
import { contractWords as words } from './words';

/** How many open tickets a party holds, of those that one may see. */
export const heldQuery = (organisation: string, party: string) => ({
  queryKey: ['held-by', organisation, party],
  queryFn: async () =>
    (await ask(
      client.GET('/api/v1/organisations/{organisation}/tickets', {
        params: { path: { organisation }, query: { tab: 'open', party, count: 'true', limit: '5', sort: 'priority' } },
      }),
    )) as TicketLines,
});

/** Every other party: whether its contract runs, and what can be taken from it at once. */
export function Contracts({ organisation: id }: { organisation: string }) {
  const { organisation, people } = usePlace();
  const access = useQuery(accessQuery(id));
  const [deed, setDeed] = useState<{ name: PartyDeedName; party: string }>();
  const mayEnd = useMay(id, 'end-contract');
  const others = organisation.parties.filter((one) => one.kind !== 'internal');
  const held = useQueries({ queries: others.map((one) => heldQuery(id, one.key)) });
  if (others.length === 0) return <Empty title={words.none}>{words.noneText}</Empty>;
  const stateOf = (party: string) =>
    (['dismissed', 'suspended', 'narrowed'] as const).find((what) => access.data?.some((one) => one.what === what && one.who === party));
  return (
    <>
      <p className={sheet.lead}>{words.lead}</p>
      <ProblemNote error={access.error} />
      <ul className={sheet.rows}>
        {others.map((one, i) => {
          const state = stateOf(one.key);
          const of = [...people.values()].filter((each) => each.party === one.key).length;
          const tickets = held[i]?.data?.count;
          return (
            <li key={one.key}>
              <Swatch face={partyFace(organisation, one.key)} />
              <span className={sheet.grow}>
                <b>{one.name}</b>
                <small>
                  {words.people(of)}
                  {tickets && `, ${words.holds(tickets.tickets.toLocaleString() + (tickets.exact ? '' : '+'))}`}
                </small>
              </span>
              <span className={sheet.mark} data-tone={state ? (state === 'narrowed' ? 'warn' : 'bad') : 'good'}>
                {words[state ?? 'running']}
              </span>
              {mayEnd && state !== 'dismissed' && (
                <>
                  {(['narrow', 'suspend', 'end'] as const).map((name) => (
                    <button
                      key={name}
                      type="button"
                      aria-label={`${words[name]}: ${one.name}`}
                      className={sheet.deed}
                      data-grave={name === 'end' || undefined}
                      onClick={() => setDeed({ name, party: one.key })}
                    >
                      {words[name]}
                    </button>
                  ))}
                </>
              )}
            </li>
          );
        })}
      </ul>
      {deed && <PartyDeed organisation={id} name={deed.name} party={deed.party} close={() => setDeed(undefined)} />}
    </>
  );
}

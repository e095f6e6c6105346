import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';

import { ask, client } from '../api/client';
import type { Decision } from '../api/types';
import { Bones } from '../parts/Empty';
import { teamName, usePlace } from '../parts/place';
import { heldQuery } from './Contracts';
import { weekQuery } from './data';
import classes from './people.module.css';
import { withoutParty, workOf } from './standing';
import { activityName, contractWords as words } from './words';

/** What would come of a party's leaving, as things stand: its people, its tickets, its work and who comes after it. */
export function EndPreview({ organisation: id, party, ending }: { organisation: string; party: string; ending: boolean }) {
  const { organisation, people } = usePlace();
  const week = useQuery(weekQuery(id, organisation.agreement));
  const held = useQuery(heldQuery(id, party));
  const work = workOf(week.data?.rows ?? [], party);
  const decided = useQueries({
    queries: work.map((one) => ({
      queryKey: ['decide', id, one.function, one.activity],
      queryFn: async () =>
        (await ask(
          client.GET('/api/v1/organisations/{organisation}/agreement/decide', {
            params: { path: { organisation: id }, query: { function: one.function, activity: one.activity } },
          }),
        )) as Decision,
    })),
  });
  if (week.isPending || held.isPending) return <Bones lines={5} />;
  const losing = [...people.values()].filter((one) => one.party === party).map((one) => one.name);
  const functionName = (key: string) => organisation.functions.find((one) => one.key === key)?.name ?? key;
  const rest = (held.data?.count?.tickets ?? 0) - (held.data?.tickets.length ?? 0);
  return (
    <section className={classes.preview} aria-label={words.preview}>
      <h3 className="eyebrow">{words.preview}</h3>
      <dl>
        <dt>{words.losing}</dt>
        <dd>{losing.join(', ') || words.people(0)}</dd>
        <dt>{words.moving}</dt>
        <dd>
          {held.data?.tickets.length === 0 && words.movingNone}
          {held.data?.tickets.map((one, i) => (
            <span key={one.ticket}>
              {i > 0 && ', '}
              <Link to="/$organisation/tickets/$ticket" params={{ organisation: id, ticket: one.ticket }} title={one.subject}>
                {one.ticket}
              </Link>
            </span>
          ))}
          {rest > 0 && ` +${rest.toLocaleString()}`}
        </dd>
        <dt>{words.work}</dt>
        <dd>
          {work.length === 0 && words.workNone}
          <table>
            <tbody>
              {work.map((one, i) => {
                const responsible = decided[i]?.data?.responsible;
                const next = responsible && withoutParty(responsible, organisation.teams, party);
                return (
                  <tr key={`${one.function} ${one.activity}`}>
                    <td>{functionName(one.function)}</td>
                    <td>{activityName(one.activity)}</td>
                    <td>{words.hours(one.hours)}</td>
                    <td className={next?.length === 0 ? classes.gap : undefined}>
                      {next && (next.length === 0 ? words.nobodyNext : words.next(next.map((team) => teamName(organisation, team)).join(', ')))}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </dd>
        {ending && (
          <>
            <dt>{words.stays}</dt>
            <dd>{words.staysText}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

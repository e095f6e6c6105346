import type { UseQueryResult } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';

import type { Difference } from '../api/types';
import { Bones } from '../parts/Empty';
import { Swatch } from '../parts/Holder';
import { Icon } from '../parts/icons';
import { ProblemNote } from '../parts/ProblemNote';
import { partyFace, teamName, usePlace } from '../parts/place';
import { Moment } from '../parts/Time';
import { fromService } from '../service/said';
import { isEmpty } from './difference';
import classes from './difference.module.css';
import { words } from './words';

type Change = Difference['changes'][number];
type Tickets = NonNullable<Difference['tickets']>;

/** What a change does: before and after, row by row, and what becomes of open tickets. */
export function DifferenceView({ query }: { query: UseQueryResult<Difference> }) {
  const { data, error } = query;
  if (error) return <ProblemNote error={error} again={() => void query.refetch()} />;
  if (!data) return <Bones lines={6} />;
  const sections: [string, Change[]][] = [
    [words.hands, data.changes],
    [words.rights, data.rights],
    [words.targets, data.targets],
    [words.prices, data.prices],
  ];
  return (
    <div className={classes.difference}>
      {isEmpty(data) && <p className="quiet">{words.nothingChanges}</p>}
      {data.renamed.length > 0 && (
        <section>
          <h3>{words.renamed}</h3>
          <ul>
            {data.renamed.map((one) => (
              <li key={one.kind + one.from}>{words.renamedTo(fromService(one.kind, 'said'), one.from, one.to)}</li>
            ))}
          </ul>
        </section>
      )}
      {sections.map(([title, list]) => list.length > 0 && <Changes key={title} title={title} list={list} />)}
      {data.tickets && !isEmpty(data) && <OpenTickets tickets={data.tickets} />}
    </div>
  );
}

/** What a line says: a word of the language, or names. */
function valueWords(value: string): string {
  const said = fromService(value, 'value');
  return said === value ? fromService(value) : said;
}

function Changes({ title, list }: { title: string; list: Change[] }) {
  const { organisation } = usePlace();
  const functionName = (key: string) => organisation.functions.find((one) => one.key === key)?.name || key;
  return (
    <section>
      <h3>{title}</h3>
      <table className={classes.changes}>
        <thead className="hidden-words">
          <tr>
            <th scope="col">{words.what}</th>
            <th scope="col">{words.was}</th>
            <th scope="col">{words.becomes}</th>
          </tr>
        </thead>
        <tbody>
          {list.map((one, i) => (
            <tr key={i}>
              <th scope="row">
                {one.function ? functionName(one.function) : fromService(one.subject ?? '', 'said')}
                {one.activity && <> · {one.activity}</>}
                <span className="quiet"> {fromService(one.what, 'said')}</span>
              </th>
              <td className={classes.was}>{one.from ? valueWords(one.from) : <span className="quiet">{words.isNew}</span>}</td>
              <td>
                <Icon name="arrow" size={13} /> {one.to ? valueWords(one.to) : <span className={classes.gone}>{words.isGone}</span>}
                {!!one.hours_per_week && <span className={classes.hours}>{words.hours(one.hours_per_week)}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function OpenTickets({ tickets }: { tickets: Tickets }) {
  const { organisation: id } = useParams({ from: '/$organisation' });
  const { organisation } = usePlace();
  const looked = tickets.looked_at ?? 0;
  const moves = [...tickets.moves].sort((a, b) => a.ticket.localeCompare(b.ticket, undefined, { numeric: true }));
  const who = (team: string | undefined) => {
    const party = organisation.teams.find((one) => one.key === team)?.parties[0];
    return (
      <>
        {party !== undefined && <Swatch face={partyFace(organisation, party)} />}{' '}
        {team ? teamName(organisation, team) : words.nobody}
      </>
    );
  };
  return (
    <section>
      <h3>
        {words.tickets}
        {tickets.moves.length > 0 && (
          <span className="quiet"> {words.someTickets(tickets.moves.length, looked)}</span>
        )}
      </h3>
      {tickets.moves.length === 0 && <p className="quiet">{words.noTickets(looked)}</p>}
      <ul className={classes.tickets}>
        {moves.map((one) => (
          <li key={one.ticket}>
            <Link to="/$organisation/tickets/$ticket" params={{ organisation: id, ticket: one.ticket }}>
              {one.ticket}
            </Link>
            <span className="ellipsis" dir="auto">
              {one.subject}
            </span>
            {one.holder_from !== one.holder_to && (
              <span>
                <span className={classes.was}>{who(one.holder_from)}</span> <Icon name="arrow" size={13} />{' '}
                {who(one.holder_to)}
              </span>
            )}
            {one.clocks.map((clock) => (
              <span key={clock.target}>
                <span className="quiet">{words.due(clock.target)}</span>{' '}
                <span className={classes.was}>
                  {clock.due_from ? <Moment at={clock.due_from} /> : words.noClock}
                </span>{' '}
                <Icon name="arrow" size={13} /> {clock.due_to ? <Moment at={clock.due_to} /> : words.noClock}
              </span>
            ))}
          </li>
        ))}
      </ul>
      {!!tickets.more && <p className="quiet">{words.moreTickets(tickets.more)}</p>}
    </section>
  );
}

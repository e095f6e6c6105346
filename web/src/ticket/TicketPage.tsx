import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';

import { asProblem } from '../api/problem';
import { Bones, Empty } from '../parts/Empty';
import { HolderName } from '../parts/Holder';
import { Icon } from '../parts/icons';
import { ProblemNote } from '../parts/ProblemNote';
import { partyName, teamName, usePlace } from '../parts/place';
import { Level } from '../queue/cells';
import { stateName } from '../queue/words';
import { useKeys } from '../shell/keys';
import { Actions } from './Actions';
import { Attachments } from './Attachments';
import { Composer } from './Composer';
import { Conversation } from './Conversation';
import { custodyQuery, entriesQuery, ticketQuery, useTicketNews } from './data';
import { Facts } from './Facts';
import { Major } from './Major';
import { Ribbon } from './Ribbon';
import classes from './ticket.module.css';
import { words } from './words';

/** A ticket: its life as a line, what was said, and the facts. */
export function TicketPage() {
  const { organisation, ticket: id } = useParams({ from: '/$organisation/desk/tickets/$ticket' });
  const navigate = useNavigate();
  const place = usePlace();
  const ticket = useQuery(ticketQuery(organisation, id));
  const entries = useQuery(entriesQuery(organisation, id));
  const custody = useQuery(custodyQuery(organisation, id));
  useTicketNews(organisation, id);
  const back = () => void navigate({ to: '/$organisation/queue', params: { organisation }, search: (now) => now });
  useKeys([{ keys: 'Escape', words: words.back, group: words.group, run: back }]);
  const subject = ticket.data?.subject;
  useEffect(() => {
    document.title = subject ? `${id} ${subject}` : id;
    return () => {
      document.title = 'Concordat';
    };
  }, [id, subject]);

  if (ticket.error) {
    const problem = asProblem(ticket.error);
    return problem.status === 404 ? (
      <Empty title={words.gone}>{problem.hint}</Empty>
    ) : (
      <div style={{ padding: 18 }}>
        <ProblemNote error={problem} again={() => void ticket.refetch()} />
      </div>
    );
  }
  if (!ticket.data) return <Bones />;
  const now = ticket.data;
  const { bearer, party, team } = now.with;
  return (
    <article className={classes.ticket} aria-label={`${id} ${now.subject}`}>
      <header className={classes.head}>
        <div className={classes.headLine}>
          <Link
            to="/$organisation/queue"
            params={{ organisation }}
            search={(current) => current}
            className={classes.back}
            aria-label={words.back}
            title={words.back}
          >
            <Icon name="close" />
          </Link>
          <span className="quiet">{id}</span>
          <span className={classes.state}>{stateName(now.state)}</span>
          <Level priority={now.priority} />
          <span className={classes.holder}>
            <HolderName bearer={bearer} party={party} team={team} />
          </span>
        </div>
        <h1 dir="auto">{now.subject || now.category || id}</h1>
        {now.offer && (
          <p className={classes.offer} role="status">
            <Icon name="arrow" />
            <span>
              <b>{words.offered(nameOf(place.organisation, now.offer.from_party, now.offer.from_team), nameOf(place.organisation, now.offer.to_party, now.offer.to_team))}.</b>{' '}
              {now.offer.mode === 'cold' ? words.offeredCold : words.offeredWarm}
            </span>
          </p>
        )}
        <Major organisation={organisation} ticket={now} />
        <Actions organisation={organisation} ticket={now} />
      </header>
      {custody.data && <Ribbon custody={custody.data} entries={entries.data ?? []} />}
      <div className={classes.body}>
        <section className={classes.talk} aria-label={words.conversation}>
          <ProblemNote error={entries.error} again={() => void entries.refetch()} />
          {entries.data ? <Conversation entries={entries.data} requester={now.requester?.person ?? ''} item={now.catalogue_item} /> : <Bones lines={5} />}
          <Attachments organisation={organisation} ticket={now} />
          <Composer key={`${organisation} ${id}`} organisation={organisation} ticket={now} />
        </section>
        <Facts organisation={organisation} ticket={now} />
      </div>
    </article>
  );
}

type Organisation = ReturnType<typeof usePlace>['organisation'];
const nameOf = (organisation: Organisation, party: string, team: string) =>
  `${partyName(organisation, party)} · ${teamName(organisation, team)}`;

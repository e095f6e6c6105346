import { Link, useParams } from '@tanstack/react-router';
import { type CSSProperties, Fragment } from 'react';

import type { TicketLine } from '../api/types';
import { locale } from '../parts/language';
import { Bones } from '../parts/Empty';
import { HolderName, Swatch } from '../parts/Holder';
import holder from '../parts/holder.module.css';
import { ProblemNote } from '../parts/ProblemNote';
import { partyFace, partyName, partyOrder, usePlace } from '../parts/place';
import { momentWords } from '../parts/time';
import { Ago } from '../parts/Time';
import { Due, Level } from '../queue/cells';
import { useCounts } from '../queue/rows';
import { tabWords } from '../queue/words';
import { useNowData } from './data';
import classes from './now.module.css';
import { words } from './words';

/** For the lead: what runs out next, who is there at both companies, what nobody holds, and the day so far. */
export function NowPage() {
  const { organisation: id } = useParams({ from: '/$organisation' });
  const { next, nobody, today } = useNowData(id);
  return (
    <div className={classes.page}>
      <h1 className="hidden-words">{words.title}</h1>
      <Shares organisation={id} />
      <section className={classes.next} aria-label={words.next}>
        <h2>{words.next}</h2>
        <ProblemNote error={next.error} again={() => void next.refetch()} />
        {next.isPending && <Bones lines={6} />}
        {next.data?.length === 0 && <p className="quiet">{words.nextNone}</p>}
        <ol>
          {next.data?.map((one) => (
            <TicketRow key={one.ticket} line={one} due />
          ))}
        </ol>
      </section>
      <Duty />
      <section className={classes.nobody} aria-label={words.nobody}>
        <h2>{words.nobody}</h2>
        <ProblemNote error={nobody.error} />
        {nobody.data?.length === 0 && <p className="quiet">{words.nobodyNone}</p>}
        <ol>
          {nobody.data?.map((one) => (
            <TicketRow key={one.ticket} line={one} />
          ))}
        </ol>
      </section>
      <section className={classes.today} aria-label={words.today}>
        <h2>{words.today}</h2>
        <ProblemNote error={today.error} />
        <dl>
          {[words.raised, words.resolved, words.returned, words.breached].map((name, i) => {
            const one = today.data?.[i];
            return (
              <div key={name} data-bad={(name === words.breached && (one?.count ?? 0) > 0) || undefined}>
                <dd>{one ? `${one.count.toLocaleString(locale)}${one.more ? '+' : ''}` : '–'}</dd>
                <dt>{name}</dt>
              </div>
            );
          })}
        </dl>
      </section>
    </div>
  );
}

function Shares({ organisation: id }: { organisation: string }) {
  const counts = useCounts(id).data;
  const { organisation } = usePlace();
  const other = partyOrder(organisation).find((one) => one !== organisation.party) ?? '';
  const parts = [
    { face: partyFace(organisation, organisation.party), n: counts?.with_us, name: tabWords['with-us'], tab: 'with-us' as const },
    { face: partyFace(organisation, other), n: counts?.with_them, name: tabWords['with-them'], tab: 'with-them' as const },
    { face: holder.requester ?? '', n: counts?.waiting_for_requester, name: tabWords['waiting-for-requester'], tab: 'waiting-for-requester' as const },
    { face: holder.nobody ?? '', n: counts?.with_nobody, name: tabWords['with-nobody'], tab: 'with-nobody' as const },
  ];
  return (
    <nav className={classes.shares} aria-label={words.openNow}>
      {parts.map((one) => (
        <Link
          key={one.tab}
          to="/$organisation/queue"
          params={{ organisation: id }}
          search={{ tab: one.tab }}
          style={{ '--share': one.n ?? 0 } as CSSProperties}
        >
          <span className={`${classes.block} ${one.face}`} aria-hidden="true" />
          <strong>{one.n?.toLocaleString(locale) ?? '–'}</strong>
          <span>{one.name}</span>
        </Link>
      ))}
    </nav>
  );
}

function TicketRow({ line, due }: { line: TicketLine; due?: boolean }) {
  return (
    <li>
      <Link
        to="/$organisation/tickets/$ticket"
        params={{ organisation: line.organisation, ticket: line.ticket }}
        search={{ tab: 'open', ...(due ? { sort: 'due' as const } : {}) }}
      >
        <span className={classes.when}>{due ? <Due due={line.due} target={line.target} /> : <Ago at={line.opened} />}</span>
        <span className={classes.what}>
          <b className="ellipsis" dir="auto">
            {line.subject || line.category || line.ticket}
          </b>
          <span className="quiet">
            <HolderName bearer={line.bearer} party={line.party} team={line.team} /> · {line.ticket}
          </span>
        </span>
        <Level priority={line.priority} />
      </Link>
    </li>
  );
}

/** The teams of each company, those who are there first. */
function Duty() {
  const { organisation } = usePlace();
  return (
    <section className={classes.duty} aria-label={words.duty}>
      <h2>{words.duty}</h2>
      {organisation.teams.length === 0 && <p className="quiet">{words.dutyNone}</p>}
      {partyOrder(organisation).map((party) => {
        const teams = organisation.teams
          .filter((one) => one.parties[0] === party)
          .sort((a, b) => Number(b.on_duty) - Number(a.on_duty) || a.name.localeCompare(b.name));
        if (teams.length === 0) return null;
        return (
          <Fragment key={party}>
            <h3>
              <Swatch face={partyFace(organisation, party)} /> {partyName(organisation, party)}
            </h3>
            <ul>
              {teams.map((one) => (
                <li key={one.key} data-on={one.on_duty || undefined}>
                  <span>{one.name}</span>
                  <span className="quiet">
                    {one.until
                      ? one.on_duty
                        ? words.until(momentWords(one.until))
                        : words.from(momentWords(one.until))
                      : one.on_duty
                        ? words.always
                        : '–'}
                  </span>
                </li>
              ))}
            </ul>
          </Fragment>
        );
      })}
    </section>
  );
}

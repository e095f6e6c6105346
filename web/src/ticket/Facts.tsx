import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import { ask, client } from '../api/client';
import type { Clock, Decision, Ticket } from '../api/types';
import { PlanFacts } from '../changes/PlanFacts';
import { ProblemNote } from '../parts/ProblemNote';
import { partyName, teamName, usePlace } from '../parts/place';
import { dueWords, lengthWords, momentWords } from '../parts/time';
import { Moment, useExact, useNow } from '../parts/Time';
import { typeWords } from '../queue/words';
import { Approvals, TimeWorked, Watchers } from './Beside';
import classes from './ticket.module.css';
import { WhoMayWhat } from './WhoMayWhat';
import { clockStateWords, metricWords, relationWords, words } from './words';

/** The right side: promises that run, who it is for, and why it is where it is. */
export function Facts({ organisation, ticket }: { organisation: string; ticket: Ticket }) {
  const place = usePlace();
  const team = (key: string) => teamName(place.organisation, key);
  const rows: [string, React.ReactNode][] = [
    [words.requester, ticket.requester ? ticket.requester.name || '–' : '–'],
    [words.owner, ticket.owner_team ? team(ticket.owner_team) : '–'],
    [words.kind, typeWords[ticket.type] ?? ticket.type],
    [words.category, ticket.category || '–'],
    [
      words.function,
      place.organisation.functions.find((one) => one.key === ticket.function)?.name ?? (ticket.function || words.noFunction),
    ],
    [words.priority, <PriorityWords key="p" ticket={ticket} />],
    [words.opened, <Moment key="o" at={ticket.opened} />],
    ...(ticket.resolved ? [[words.resolved, <Moment key="r" at={ticket.resolved} />] as [string, React.ReactNode]] : []),
    ...(ticket.closed ? [[words.closed, <Moment key="c" at={ticket.closed} />] as [string, React.ReactNode]] : []),
    ...(ticket.reopened > 0 ? [[words.reopened, words.times(ticket.reopened)] as [string, React.ReactNode]] : []),
  ];
  const others: [string, string][] = [
    ...(ticket.parent ? [[words.parent, ticket.parent] as [string, string]] : []),
    ...(ticket.merged_into ? [[words.mergedInto, ticket.merged_into] as [string, string]] : []),
    ...(ticket.links ?? []).map((one) => [relationWords[one.relation] ?? one.relation, one.ticket] as [string, string]),
  ];
  return (
    <aside className={classes.facts} aria-label={words.facts}>
      <h2>{words.clocks}</h2>
      {ticket.imported && <p className="quiet">{words.imported}</p>}
      {!ticket.imported && ticket.clocks.length === 0 && <p className="quiet">{words.noClocks}</p>}
      {ticket.clocks.map((one, i) => (
        <ClockLine key={`${one.target} ${i}`} clock={one} />
      ))}
      <PlanFacts organisation={organisation} ticket={ticket} />
      <h2>{words.facts}</h2>
      <dl>
        {rows.map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Approvals organisation={organisation} ticket={ticket} />
      <TimeWorked organisation={organisation} ticket={ticket} />
      <Watchers organisation={organisation} ticket={ticket} />
      {others.length > 0 && (
        <>
          <h2>{words.links}</h2>
          <ul>
            {others.map(([how, other]) => (
              <li key={how + other}>
                <span className="quiet">{how}</span>{' '}
                <Link to="/$organisation/tickets/$ticket" params={{ organisation, ticket: other }} search={(now) => now}>
                  {other}
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
      <h2>{whyWords(ticket, place.me?.party)}</h2>
      <Why organisation={organisation} ticket={ticket} />
      <WhoMayWhat organisation={organisation} ticket={ticket} />
    </aside>
  );
}

function whyWords(ticket: Ticket, mine: string | undefined): string {
  if (ticket.with.bearer === 'nobody') return words.whyNobody;
  return ticket.with.bearer === 'team' && ticket.with.party === mine ? words.whyUs : words.whyThem;
}

function PriorityWords({ ticket }: { ticket: Ticket }) {
  if (!ticket.priority) return <>–</>;
  const table = ticket.impact && ticket.urgency ? ` (${words.impact} ${ticket.impact}, ${words.urgency} ${ticket.urgency})` : '';
  return (
    <>
      {ticket.priority}
      <span className="quiet">{table}</span>
    </>
  );
}

function ClockLine({ clock }: { clock: Clock }) {
  const { organisation } = usePlace();
  const now = useNow();
  const exact = useExact();
  const due = clock.due && clock.state === 'running' ? dueWords(clock.due, now) : undefined;
  const late = clock.state === 'breached' || due?.tone === 'late';
  const share = clock.within_s > 0 ? Math.min(1, clock.counted_s / clock.within_s) : 0;
  return (
    <div className={classes.clock}>
      <div className={classes.clockHead}>
        <b>{metricWords[clock.metric] ?? clock.target}</b>
        <span title={clock.due ? exact(clock.due) : undefined} style={late ? { color: 'var(--bad)', fontWeight: 600 } : undefined}>
          {due?.words ?? clockStateWords[clock.state] ?? clock.state}
        </span>
      </div>
      <div className={classes.gauge} data-tone={late ? 'late' : (due?.tone ?? 'calm')}>
        <span style={{ width: `${share * 100}%` }} />
      </div>
      <span className="quiet">
        {words.of(lengthWords(clock.counted_s), lengthWords(clock.within_s))} · {clock.target}
        {clock.obligor && `, ${partyName(organisation, clock.obligor)}`}
      </span>
    </div>
  );
}

/** The agreement's own answer, with its row. */
function Why({ organisation, ticket }: { organisation: string; ticket: Ticket }) {
  const place = usePlace();
  const [open, setOpen] = useState(false);
  const path = '/api/v1/organisations/{organisation}/agreement/decide';
  const decision = useQuery({
    queryKey: ['decide', organisation, ticket.ticket, ticket.updated],
    enabled: open,
    queryFn: async () =>
      (await ask(client.GET(path, { params: { path: { organisation }, query: { ticket: ticket.ticket } } }))) as Decision,
  });
  if (!open) {
    return (
      <button type="button" className={classes.plain} onClick={() => setOpen(true)}>
        {words.askAgreement}
      </button>
    );
  }
  if (decision.error) return <ProblemNote error={decision.error} />;
  if (!decision.data) return <p className="quiet">…</p>;
  const { row, responsible, on_duty: duty, next_on_duty: next, function: of, activity, accountable } = decision.data;
  const team = (key: string) => teamName(place.organisation, key);
  return (
    <div className={classes.because}>
      <p>
        {words.because(of, activity, responsible.map(team).join(words.thenTeam) || '–')}
      </p>
      <p>
        {duty ? words.onDuty(team(duty.team), duty.until ? momentWords(duty.until) : '') : words.nobodyOnDuty}
        {next && ` ${words.nextOnDuty(team(next.team), next.from ? momentWords(next.from) : '')}`}
      </p>
      {accountable && <p className="quiet">{words.accountable(accountable)}</p>}
      {row && (
        <Link to="/$organisation/agreement" params={{ organisation }}>
          {words.row(row.id, row.line)}
        </Link>
      )}
    </div>
  );
}

import { SegmentedControl, TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';

import { change, client } from '../api/client';
import type { Ticket } from '../api/types';
import { Confirm } from '../parts/Confirm';
import sheet from '../parts/sheet.module.css';
import { Moment } from '../parts/Time';
import { useTaken } from '../ticket/data';
import ticketClasses from '../ticket/ticket.module.css';
import { forField, fromField, soon } from './calendar';
import { words } from './words';

const open = (ticket: Ticket) => !['resolved', 'closed', 'cancelled'].includes(ticket.state) && !ticket.merged_into;

/** Of a change: when it is to be done, how much can go wrong, what it touches. */
export function PlanFacts({ organisation, ticket }: { organisation: string; ticket: Ticket }) {
  const [planning, setPlanning] = useState(false);
  if (ticket.type !== 'change') return null;
  const { plan } = ticket;
  return (
    <>
      <h2>{words.plan}</h2>
      {plan ? (
        <dl>
          <dt>{words.from}</dt>
          <dd>
            <Moment at={plan.starts} />
          </dd>
          <dt>{words.to}</dt>
          <dd>
            <Moment at={plan.ends} />
          </dd>
          <dt>{words.kind}</dt>
          <dd>{words.kinds[plan.kind as keyof typeof words.kinds] ?? plan.kind}</dd>
          <dt>{words.risk}</dt>
          <dd>{words.riskLevels[plan.risk as keyof typeof words.riskLevels] ?? plan.risk}</dd>
          {plan.touches.length > 0 && (
            <>
              <dt>{words.touches}</dt>
              <dd>{plan.touches.join(', ')}</dd>
            </>
          )}
        </dl>
      ) : (
        <p className="quiet">{words.noPlan}</p>
      )}
      {open(ticket) && (
        <button type="button" className={ticketClasses.plain} onClick={() => setPlanning(true)}>
          {plan ? words.planAnew : words.planIt}
        </button>
      )}
      {planning && <PlanForm organisation={organisation} ticket={ticket} close={() => setPlanning(false)} />}
    </>
  );
}

function PlanForm({ organisation, ticket, close }: { organisation: string; ticket: Ticket; close: () => void }) {
  const taken = useTaken(organisation, ticket.ticket);
  const { plan } = ticket;
  const [kind, setKind] = useState(plan?.kind ?? 'normal');
  const [risk, setRisk] = useState(plan?.risk ?? 'medium');
  const [from, setFrom] = useState(() => forField(plan ? new Date(plan.starts) : soon(Date.now(), 1, 20)));
  const [to, setTo] = useState(() => forField(plan ? new Date(plan.ends) : soon(Date.now(), 1, 22)));
  const [touches, setTouches] = useState<string[]>(plan?.touches ?? []);
  const [starts, ends] = [fromField(from), fromField(to)];
  const wrong = starts && ends && ends <= starts ? words.endsFirst : undefined;
  const run = async () =>
    taken(
      (await change((header) =>
        client.POST('/api/v1/organisations/{organisation}/tickets/{ticket}/plan', {
          params: { path: { organisation, ticket: ticket.ticket }, header },
          body: { kind: kind as 'normal', risk: risk as 'low', starts: starts ?? '', ends: ends ?? '', touches },
        }),
      )) as Ticket,
    );
  const choices = (all: Record<string, string>) => Object.entries(all).map(([value, label]) => ({ value, label }));
  return (
    <Confirm title={`${words.planIt}: ${ticket.ticket}`} deed={words.savePlan} wait={!starts || !ends || wrong !== undefined} close={close} run={run}>
      <div className={sheet.pair}>
        <TextInput data-autofocus type="datetime-local" label={words.from} value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
        <TextInput type="datetime-local" label={words.to} value={to} error={wrong} onChange={(event) => setTo(event.currentTarget.value)} />
      </div>
      <div>
        <div className="eyebrow">{words.kind}</div>
        <SegmentedControl fullWidth aria-label={words.kind} value={kind} data={choices(words.kinds)} onChange={setKind} />
        <p className="quiet">{words.kindHints[kind as keyof typeof words.kindHints]}</p>
      </div>
      <div>
        <div className="eyebrow">{words.risk}</div>
        <SegmentedControl fullWidth aria-label={words.risk} value={risk} data={choices(words.riskLevels)} onChange={setRisk} />
      </div>
      <TagsInput label={words.touches} description={words.touchesHint} value={touches} onChange={setTouches} />
    </Confirm>
  );
}

import { Checkbox, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { ask, change, client } from '../api/client';
import type { Approval, Ticket, TimeList } from '../api/types';
import { Confirm } from '../parts/Confirm';
import { ProblemNote } from '../parts/ProblemNote';
import { partyName, usePlace } from '../parts/place';
import sheet from '../parts/sheet.module.css';
import { lengthWords, momentWords } from '../parts/time';
import { useTaken } from './data';
import { minutesOf } from './minutes';
import classes from './ticket.module.css';
import { besideWords as words } from './words';

const base = '/api/v1/organisations/{organisation}/tickets/{ticket}';
const open = (ticket: Ticket) => !['resolved', 'closed', 'cancelled'].includes(ticket.state) && !ticket.merged_into;

interface Props {
  organisation: string;
  ticket: Ticket;
}

/** What was asked before it is done, and the answers. */
export function Approvals({ organisation, ticket }: Props) {
  const { me } = usePlace();
  const taken = useTaken(organisation, ticket.ticket);
  const [form, setForm] = useState<'ask' | number>();
  const [text, setText] = useState('');
  const path = { organisation, ticket: ticket.ticket };
  const waiting = ticket.approvals.some((one) => one.state === 'asked');
  const may = useQuery({
    queryKey: ['right', organisation, 'approve', ticket.ticket],
    enabled: waiting,
    retry: false,
    queryFn: async () =>
      ask(
        client.GET('/api/v1/organisations/{organisation}/agreement/explain', {
          params: { path: { organisation }, query: { may: 'approve', ticket: ticket.ticket } },
        }),
      ),
  });
  const answer = useMutation({
    mutationFn: async ({ approval, how }: { approval: number; how: 'approve' | 'withdraw' }) => {
      const at = { ...path, approval: String(approval) };
      return (await (how === 'approve'
        ? change((header) => client.POST(`${base}/approvals/{approval}/approve`, { params: { path: at, header }, body: {} }))
        : change((header) => client.POST(`${base}/approvals/{approval}/withdraw`, { params: { path: at, header } })))) as Ticket;
    },
    onSuccess: taken,
  });
  const close = () => {
    setForm(undefined);
    setText('');
  };
  const run = async () => {
    const said =
      form === 'ask'
        ? await change((header) => client.POST(`${base}/approvals`, { params: { path, header }, body: text ? { what: text } : {} }))
        : await change((header) =>
            client.POST(`${base}/approvals/{approval}/refuse`, {
              params: { path: { ...path, approval: String(form) }, header },
              body: { reason: text },
            }),
          );
    taken(said as Ticket);
  };
  if (ticket.approvals.length === 0 && !open(ticket)) return null;
  return (
    <>
      <h2>{words.approvals}</h2>
      {ticket.approvals.map((one) => (
        <div key={one.approval} className={classes.approval}>
          <span>
            <b>{words.states[one.state as keyof typeof words.states] ?? one.state}</b> <ApprovalWords approval={one} />
          </span>
          {one.state === 'asked' && (
            <span className="line">
              {(may.isError || may.data?.allow || one.action !== '') && one.by?.person !== me?.person && (
                <>
                  <button type="button" className={sheet.deed} onClick={() => answer.mutate({ approval: one.approval, how: 'approve' })}>
                    {words.yes}
                  </button>
                  <button type="button" className={sheet.deed} onClick={() => setForm(one.approval)}>
                    {words.no}
                  </button>
                </>
              )}
              {one.by?.person === me?.person && (
                <button type="button" className={sheet.deed} onClick={() => answer.mutate({ approval: one.approval, how: 'withdraw' })}>
                  {words.withdraw}
                </button>
              )}
            </span>
          )}
        </div>
      ))}
      <ProblemNote error={answer.error} />
      {open(ticket) && !waiting && (
        <button type="button" className={classes.plain} onClick={() => setForm('ask')}>
          {words.askApproval}
        </button>
      )}
      {form !== undefined && (
        <Confirm
          title={form === 'ask' ? words.askTitle : words.noTitle}
          deed={form === 'ask' ? words.ask : words.no}
          wait={form !== 'ask' && text.trim() === ''}
          run={run}
          close={close}
        >
          {form === 'ask' && <p>{words.askText}</p>}
          <Textarea
            data-autofocus
            label={form === 'ask' ? words.what : words.reason}
            autosize
            minRows={2}
            dir="auto"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </Confirm>
      )}
    </>
  );
}

function ApprovalWords({ approval }: { approval: Approval }) {
  const what = [approval.action, approval.thing].filter((one) => one !== '').join(' ');
  return (
    <span className="quiet">
      {words.asks(approval.by?.name ?? '', what)}
      {approval.role && ` ${words.of(approval.role)}`}
      {approval.acts_from && approval.state === 'asked' && `, ${words.from(momentWords(approval.acts_from))}`}
      {approval.answered_by && `, ${words.by(approval.answered_by.name)}`}
    </span>
  );
}

/** The time that counts, and logging more of it. */
export function TimeWorked({ organisation, ticket }: Props) {
  const place = usePlace();
  const taken = useTaken(organisation, ticket.ticket);
  const [logging, setLogging] = useState(false);
  const [length, setLength] = useState('');
  const [note, setNote] = useState('');
  const [free, setFree] = useState(false);
  const path = { organisation, ticket: ticket.ticket };
  const list = useQuery({
    queryKey: ['time', organisation, ticket.ticket, ticket.updated],
    placeholderData: (before: TimeList | undefined) => before,
    queryFn: async () => (await ask(client.GET(`${base}/time`, { params: { path } }))) as TimeList,
  });
  const minutes = minutesOf(length);
  return (
    <>
      <h2>
        {words.time} {list.data && list.data.minutes > 0 && <span className="quiet">{lengthWords(list.data.minutes * 60)}</span>}
      </h2>
      <ProblemNote error={list.error} />
      {list.data?.time.length === 0 && <p className="quiet">{words.noTime}</p>}
      <ul className={classes.because}>
        {list.data?.time.map((one) => (
          <li key={one.entry}>
            {lengthWords(one.minutes * 60)}{' '}
            <span className="quiet">
              {one.person?.name}, {partyName(place.organisation, one.party)}
              {!one.billable && `, ${words.unbilled}`}
            </span>
          </li>
        ))}
      </ul>
      <button type="button" className={classes.plain} onClick={() => setLogging(true)}>
        {words.logTime}
      </button>
      {logging && (
        <Confirm
          title={`${words.logTime}: ${ticket.ticket}`}
          deed={words.log}
          wait={minutes === undefined}
          close={() => {
            setLogging(false);
            setLength('');
            setNote('');
            setFree(false);
          }}
          run={async () =>
            taken(
              (await change((header) =>
                client.POST(`${base}/time`, {
                  params: { path, header },
                  body: { minutes: minutes ?? 0, not_billable: free, ...(note.trim() ? { note: note.trim() } : {}) },
                }),
              )) as Ticket,
            )
          }
        >
          <TextInput
            data-autofocus
            label={words.howLong}
            description={words.howLongHint}
            value={length}
            error={length !== '' && minutes === undefined ? words.notLength : undefined}
            onChange={(event) => setLength(event.currentTarget.value)}
          />
          <Textarea label={words.note} autosize minRows={2} dir="auto" value={note} onChange={(event) => setNote(event.currentTarget.value)} />
          <Checkbox label={words.notBillable} checked={free} onChange={(event) => setFree(event.currentTarget.checked)} />
        </Confirm>
      )}
    </>
  );
}

/** Who is told of what happens to it. */
export function Watchers({ organisation, ticket }: Props) {
  const { me } = usePlace();
  const taken = useTaken(organisation, ticket.ticket);
  const watches = ticket.watchers.some((one) => one.person === me?.person);
  const turn = useMutation({
    mutationFn: async () =>
      (await change((header) =>
        client.POST(watches ? `${base}/unwatch` : `${base}/watch`, { params: { path: { organisation, ticket: ticket.ticket }, header } }),
      )) as Ticket,
    onSuccess: taken,
  });
  return (
    <>
      <h2>{words.watchers}</h2>
      <p className={ticket.watchers.length === 0 ? 'quiet' : undefined}>
        {ticket.watchers.map((one) => one.name).join(', ') || words.nobodyWatches}
      </p>
      <ProblemNote error={turn.error} />
      <button type="button" className={classes.plain} aria-pressed={watches} disabled={turn.isPending} onClick={() => turn.mutate()}>
        {watches ? words.unwatch : words.watch}
      </button>
    </>
  );
}

import { Button, Textarea } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';

import { asProblem } from '../api/problem';
import { change, client } from '../api/client';
import type { Ticket } from '../api/types';
import { Answers } from '../catalogue/Answers';
import { clearDraft, useDraft } from '../parts/draft';
import { Bones, Empty } from '../parts/Empty';
import { Icon } from '../parts/icons';
import { ProblemNote } from '../parts/ProblemNote';
import { usePlace } from '../parts/place';
import { Moment } from '../parts/Time';
import { doAction } from '../ticket/commands';
import { entriesQuery, ticketQuery, useTaken, useTicketNews } from '../ticket/data';
import { textsOf } from '../ticket/story';
import { Rating } from './Rating';
import classes from './requests.module.css';
import { statusOf, words } from './words';

/** One request: where it is, what was said, and what one can do about it. */
export function RequestPage() {
  const { organisation, ticket: id } = useParams({ from: '/$organisation/requests/$ticket' });
  const ticket = useQuery(ticketQuery(organisation, id));
  const entries = useQuery(entriesQuery(organisation, id));
  useTicketNews(organisation, id);
  const { me } = usePlace();
  if (ticket.error) {
    const problem = asProblem(ticket.error);
    return <Empty title={problem.message}>{problem.hint}</Empty>;
  }
  if (!ticket.data) return <Bones />;
  const now = ticket.data;
  const status = statusOf({ state: now.state, bearer: now.with.bearer });
  const said = (entries.data ?? []).filter((one) => one.audience === 'requester' && textsOf(one).length > 0);
  return (
    <div className={classes.page}>
      <Link to="/$organisation/requests" params={{ organisation }} className={classes.back}>
        <Icon name="back" /> {words.back}
      </Link>
      <h1 dir="auto">{now.subject || id}</h1>
      <p className="quiet">
        {id}, {words.asked.toLowerCase()} <Moment at={now.opened} />
      </p>
      <div className={classes.where} data-tone={status.tone} role="status">
        <p>{status.long}</p>
        <Choices organisation={organisation} ticket={now} />
        {(now.state === 'resolved' || now.state === 'closed') && <Rating organisation={organisation} ticket={now} />}
      </div>
      <div className={classes.talk}>
        {said.map((one) => (
          <div key={one.sequence} className={classes.said} data-mine={one.actor?.person === me?.person || undefined}>
            <div className={classes.by}>
              <span>{one.actor?.person === me?.person ? words.you : one.actor?.name || words.somebody}</span>
              <Moment at={one.at} />
            </div>
            {textsOf(one).map((text) =>
              text.what === 'answers' ? (
                <Answers key={text.what} organisation={organisation} item={now.catalogue_item} text={text.text} />
              ) : (
                <p key={text.what} dir="auto">
                  {text.text}
                </p>
              ),
            )}
          </div>
        ))}
      </div>
      {now.state !== 'cancelled' && <Answer key={id} organisation={organisation} ticket={now} />}
    </div>
  );
}

function Answer({ organisation, ticket }: { organisation: string; ticket: Ticket }) {
  const draftKey = `answer ${organisation} ${ticket.ticket}`;
  const [text, setText] = useDraft(draftKey, '');
  const taken = useTaken(organisation, ticket.ticket);
  const send = useMutation({
    mutationFn: async () =>
      (await change((header) =>
        client.POST('/api/v1/organisations/{organisation}/tickets/{ticket}/comments', {
          params: { path: { organisation, ticket: ticket.ticket }, header },
          body: { text, audience: 'requester' },
        }),
      )) as Ticket,
    onSuccess: (answer) => {
      setText('');
      clearDraft(draftKey);
      taken(answer);
    },
  });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        send.mutate();
      }}
    >
      <Textarea
        label={words.answer}
        autosize
        minRows={3}
        dir="auto"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && text.trim()) send.mutate();
        }}
      />
      <ProblemNote error={send.error} />
      <div>
        <Button type="submit" disabled={!text.trim()} loading={send.isPending}>
          {words.sendAnswer}
        </Button>
      </div>
    </form>
  );
}

/** Close what works, open again what does not, withdraw what is no longer needed. */
function Choices({ organisation, ticket }: { organisation: string; ticket: Ticket }) {
  const [asks, setAsks] = useState<'reopen' | 'cancel'>();
  const [reason, setReason] = useState('');
  const taken = useTaken(organisation, ticket.ticket);
  const deed = useMutation({
    mutationFn: (action: 'close' | 'reopen' | 'cancel') =>
      doAction(organisation, ticket.ticket, action, action === 'close' ? {} : { reason }),
    onSuccess: (answer) => {
      setAsks(undefined);
      setReason('');
      taken(answer);
    },
  });
  const solved = ticket.state === 'resolved';
  const over = solved || ticket.state === 'closed';
  if (ticket.state === 'cancelled') return null;
  return (
    <>
      {asks ? (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            deed.mutate(asks);
          }}
        >
          <Textarea
            label={asks === 'reopen' ? words.notSolvedWhy : words.withdrawWhy}
            autosize
            minRows={2}
            required
            withAsterisk={false}
            data-autofocus
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <div className="line">
            <Button type="submit" loading={deed.isPending}>
              {asks === 'reopen' ? words.reopenYes : words.withdrawYes}
            </Button>
            <Button variant="default" onClick={() => setAsks(undefined)}>
              {words.notNow}
            </Button>
          </div>
        </form>
      ) : (
        <div className="line">
          {solved && (
            <Button onClick={() => deed.mutate('close')} loading={deed.isPending}>
              {words.works}
            </Button>
          )}
          {over ? (
            <Button variant="default" onClick={() => setAsks('reopen')}>
              {words.notSolved}
            </Button>
          ) : (
            <Button variant="default" onClick={() => setAsks('cancel')}>
              {words.withdraw}
            </Button>
          )}
        </div>
      )}
      <ProblemNote error={deed.error} />
    </>
  );
}

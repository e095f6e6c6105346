import { Button, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { FormEvent } from 'react';

import { ask, change, client } from '../api/client';
import type { TicketLine, TicketLines } from '../api/types';
import { Tiles } from '../catalogue/Tiles';
import { clearDraft, useDraft } from '../parts/draft';
import { Bones, Empty } from '../parts/Empty';
import { ProblemNote } from '../parts/ProblemNote';
import { Ago } from '../parts/Time';
import { useHeard } from '../shell/live';
import classes from './requests.module.css';
import { statusOf, words } from './words';

const fresh = { subject: '', description: '', type: 'incident' as 'incident' | 'request' };
const isDone = (line: TicketLine) => line.state === 'closed' || line.state === 'cancelled';

/** For whoever asks for things: one form, and where each request is. */
export function RequestsPage() {
  const { organisation } = useParams({ from: '/$organisation' });
  const queries = useQueryClient();
  const key = ['requests', organisation];
  const path = '/api/v1/organisations/{organisation}/tickets';
  const lists = useInfiniteQuery({
    queryKey: key,
    initialPageParam: '',
    queryFn: async ({ pageParam }) =>
      (await ask(
        client.GET(path, {
          params: {
            path: { organisation },
            query: { tab: 'requested', limit: '50', ...(pageParam ? { cursor: pageParam } : {}) },
          },
        }),
      )) as TicketLines,
    getNextPageParam: (last) => last.next || undefined,
  });
  useHeard((heard) => {
    if (heard.organisation === organisation && heard.ticket) void queries.invalidateQueries({ queryKey: key });
  });
  const lines = (lists.data?.pages ?? []).flatMap((one) => one.tickets);
  const groups = [
    { title: words.open, lines: lines.filter((one) => !isDone(one)) },
    { title: words.done, lines: lines.filter(isDone) },
  ];
  return (
    <div className={classes.page}>
      <h1>{words.ask}</h1>
      <AskForm organisation={organisation} sent={() => void queries.invalidateQueries({ queryKey: key })} />
      <Tiles organisation={organisation} />
      <ProblemNote error={lists.error} again={() => void lists.refetch()} />
      {lists.isPending && <Bones lines={4} />}
      {lists.data && lines.length === 0 && <Empty title={words.none}>{words.noneText}</Empty>}
      {groups.map(
        (group) =>
          group.lines.length > 0 && (
            <section key={group.title} style={{ marginBottom: 28 }}>
              <h2>{group.title}</h2>
              <ul className={classes.list}>
                {group.lines.map((one) => (
                  <RequestLine key={one.ticket} line={one} />
                ))}
              </ul>
            </section>
          ),
      )}
      {lists.hasNextPage && (
        <Button variant="default" loading={lists.isFetchingNextPage} onClick={() => void lists.fetchNextPage()}>
          {words.more}
        </Button>
      )}
    </div>
  );
}

function RequestLine({ line }: { line: TicketLine }) {
  const status = statusOf(line);
  return (
    <li>
      <Link to="/$organisation/requests/$ticket" params={{ organisation: line.organisation, ticket: line.ticket }}>
        <span className={classes.subject} dir="auto">
          {line.subject || line.ticket}
        </span>
        <span className={classes.status} data-tone={status.tone}>
          {status.short}
        </span>
        <span className="quiet">
          <Ago at={line.updated} />
        </span>
      </Link>
    </li>
  );
}

function AskForm({ organisation, sent }: { organisation: string; sent: () => void }) {
  const draftKey = `ask ${organisation}`;
  const [draft, setDraft] = useDraft(draftKey, fresh);
  const path = '/api/v1/organisations/{organisation}/tickets';
  const send = useMutation({
    mutationFn: () => {
      const { description, ...rest } = draft;
      const body = { ...rest, ...(description ? { description } : {}) };
      return change((header) => client.POST(path, { params: { path: { organisation }, header }, body }));
    },
    onSuccess: () => {
      setDraft(fresh);
      clearDraft(draftKey);
      sent();
    },
  });
  const set = (part: Partial<typeof fresh>) => {
    if (send.isSuccess) send.reset();
    setDraft({ ...draft, ...part });
  };
  return (
    <form
      className={classes.ask}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        send.mutate();
      }}
    >
      <TextInput
        aria-label={words.ask}
        placeholder={words.askHint}
        size="md"
        required
        dir="auto"
        maxLength={400}
        value={draft.subject}
        onChange={(event) => set({ subject: event.currentTarget.value })}
      />
      {draft.subject && (
        <>
          <SegmentedControl
            aria-label={words.kind}
            value={draft.type}
            onChange={(type) => set({ type: type as typeof fresh.type })}
            data={[
              { value: 'incident', label: words.broken },
              { value: 'request', label: words.wanted },
            ]}
          />
          <Textarea
            aria-label={words.details}
            placeholder={words.details}
            autosize
            minRows={3}
            dir="auto"
            value={draft.description}
            onChange={(event) => set({ description: event.currentTarget.value })}
          />
        </>
      )}
      <ProblemNote error={send.error} />
      {send.isSuccess && <p role="status">{words.sent}</p>}
      {draft.subject && (
        <div>
          <Button type="submit" loading={send.isPending}>
            {words.send}
          </Button>
        </div>
      )}
    </form>
  );
}

import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';

import { ask, client } from '../api/client';
import { organisationQuery } from '../api/queries';
import type { Heard, Organisation, Ticket, TicketCounts, TicketLines } from '../api/types';
import { useHeard } from '../shell/live';
import { belongs, lineOf } from './belongs';
import { parameters, parse } from './filters';
import { keyOf, type Place, placeOf, rowsOf } from './pages';
import { directionOf, type QueueSearch, sortOf, tabOf } from './search';

const pageSize = 100;

/** What the service is asked for this address; times that are relative stay as they were when the list was asked for. */
export function useAsked(search: QueueSearch): Record<string, string> {
  const key = `${tabOf(search)} ${search.q ?? ''} ${sortOf(search)} ${directionOf(search)}`;
  return useMemo(
    () => ({
      tab: tabOf(search),
      sort: sortOf(search),
      direction: directionOf(search),
      ...parameters(parse(search.q ?? '').terms, Date.now()),
    }),
    [key],
  );
}

function getLines(organisation: string, query: Record<string, string>, signal: AbortSignal) {
  if (organisation === 'all') return ask(client.GET('/api/v1/me/tickets', { params: { query }, signal }));
  const path = '/api/v1/organisations/{organisation}/tickets';
  return ask(client.GET(path, { params: { path: { organisation }, query }, signal }));
}

/** The tabs' counts, asked anew soon after something happened, once for all that happened. */
export function useCounts(organisation: string) {
  const queries = useQueryClient();
  const soon = useRef<ReturnType<typeof setTimeout>>(undefined);
  const counts = useQuery({
    queryKey: ['counts', organisation],
    queryFn: async () => {
      if (organisation === 'all') return (await ask(client.GET('/api/v1/me/ticket-counts'))).all as TicketCounts;
      const path = '/api/v1/organisations/{organisation}/ticket-counts';
      return (await ask(client.GET(path, { params: { path: { organisation } } }))) as TicketCounts;
    },
  });
  useHeard((heard) => {
    if (!heard.ticket || (organisation !== 'all' && heard.organisation !== organisation)) return;
    soon.current ??= setTimeout(() => {
      soon.current = undefined;
      void queries.invalidateQueries({ queryKey: ['counts', organisation] });
    }, 700);
  });
  useEffect(() => () => clearTimeout(soon.current), []);
  return counts;
}

type Pages = InfiniteData<TicketLines, string | undefined>;

/**
 * The rows of a list, page by page. What changes is changed where it stands; what would come, go or move is counted, and
 * moves when somebody says so: nothing jumps under the cursor.
 */
export function useRows(organisation: string, search: QueueSearch) {
  const queries = useQueryClient();
  const asked = useAsked(search);
  const queryKey = useMemo(() => ['tickets', organisation, asked], [organisation, asked]);
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const [arrived, setArrived] = useState<ReadonlySet<string>>(new Set());
  const lists = useInfiniteQuery({
    queryKey,
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) =>
      (await getLines(
        organisation,
        { ...asked, limit: String(pageSize), ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      )) as TicketLines,
    getNextPageParam: (last) => last.next || undefined,
    staleTime: Infinity,
    gcTime: 60_000,
  });

  useEffect(() => {
    setGone(new Set());
    setArrived(new Set());
  }, [queryKey]);

  const pages = lists.data?.pages;
  const take = (heard: Heard, ticket: Ticket, there: Organisation) => {
    const key = `${heard.organisation} ${ticket.ticket}`;
    const place = placeOf(pages ?? [], key);
    const stays = belongs(asked, ticket, there.party, there.me);
    if (!place) {
      if (stays) setArrived((now) => new Set(now).add(key));
      return;
    }
    queries.setQueryData<Pages>(queryKey, (old) => old && replaced(old, place, key, ticket));
    setGone((now) => toggled(now, key, !stays));
  };
  useChangedTickets(organisation, take);

  const rows = useMemo(() => rowsOf(pages ?? [], gone), [pages, gone]);
  /** Where a ticket stands among the rows; -1: nowhere. */
  const indexOf = (key: string | undefined) => (key === undefined ? -1 : (placeOf(pages ?? [], key)?.at ?? -1));
  const showAnew = () => {
    setGone(new Set());
    setArrived(new Set());
    void queries.resetQueries({ queryKey, exact: true });
  };
  // In an empty list nothing can jump.
  const empty = lists.isSuccess && rows.length === 0;
  useEffect(() => {
    if (empty && arrived.size > 0) showAnew();
    // showAnew is made anew each time, and does the same.
  }, [empty, arrived]);
  const leftOut = pages?.[0]?.left_out ?? [];
  return { rows, indexOf, lists, moved: gone.size + arrived.size, showAnew, asked, leftOut };
}

function replaced(pages: Pages, { page: p, index: i }: Place, key: string, ticket: Ticket): Pages {
  const line = pages.pages[p]?.tickets?.[i];
  if (!line || keyOf(line) !== key) return pages;
  return {
    ...pages,
    pages: pages.pages.map((page, at) =>
      at === p ? { ...page, tickets: page.tickets.map((one, j) => (j === i ? lineOf(one, ticket) : one)) } : page,
    ),
  };
}

function toggled(set: ReadonlySet<string>, key: string, on: boolean): ReadonlySet<string> {
  if (set.has(key) === on) return set;
  const next = new Set(set);
  if (on) next.add(key);
  else next.delete(key);
  return next;
}

const atOnceMost = 25;

/** Asks anew for each ticket that something happened to, gathered for a moment; a storm is passed over. */
function useChangedTickets(organisation: string, take: (heard: Heard, ticket: Ticket, there: Organisation) => void) {
  const queries = useQueryClient();
  const waiting = useRef(new Map<string, Heard>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(take);
  latest.current = take;
  useHeard((heard) => {
    if (!heard.ticket || (organisation !== 'all' && heard.organisation !== organisation)) return;
    waiting.current.set(`${heard.organisation} ${heard.ticket}`, heard);
    timer.current ??= setTimeout(() => {
      const all = [...waiting.current.values()].slice(-atOnceMost);
      waiting.current.clear();
      timer.current = undefined;
      for (const one of all) {
        const path = { organisation: one.organisation, ticket: one.ticket as string };
        // Whose people "us" are is each organisation's own.
        Promise.all([
          ask(client.GET('/api/v1/organisations/{organisation}/tickets/{ticket}', { params: { path } })),
          queries.ensureQueryData(organisationQuery(one.organisation)),
        ])
          .then(([ticket, there]) => {
            queries.setQueryData(['ticket', path.organisation, path.ticket], ticket);
            latest.current(one, ticket as Ticket, there);
          })
          .catch(() => undefined); // not for this reader any more, or the line is lost: the list is asked anew then
      }
    }, 250);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
}

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

import { ask, client } from '../api/client';
import type { RecordLine, TicketLine } from '../api/types';
import { useHeard } from '../shell/live';

const ticketsPath = '/api/v1/organisations/{organisation}/tickets';
const entriesPath = '/api/v1/organisations/{organisation}/entries';
const entriesMost = 200;

async function lines(organisation: string, query: Record<string, string>) {
  return ((await ask(client.GET(ticketsPath, { params: { path: { organisation }, query } }))).tickets ?? []) as TicketLine[];
}

/** Midnight, where the reader is. */
export function startOfToday(now: Date): string {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate()).toISOString().replace('.000Z', 'Z');
}

/** How often something happened today, exactly up to as many as one page holds. */
async function happened(organisation: string, kind: string, from: string) {
  const query = { kind, from, limit: String(entriesMost) };
  const said = await ask(client.GET(entriesPath, { params: { path: { organisation }, query } }));
  return { count: ((said.entries ?? []) as RecordLine[]).length, more: !!said.next };
}

/** What the page shows, asked anew a moment after something happened, and each minute for what only time changes. */
export function useNowData(organisation: string) {
  const queries = useQueryClient();
  const soon = useRef<ReturnType<typeof setTimeout>>(undefined);
  useHeard((heard) => {
    if (heard.organisation !== organisation) return;
    soon.current ??= setTimeout(() => {
      soon.current = undefined;
      void queries.invalidateQueries({ queryKey: ['now', organisation] });
    }, 1500);
  });
  useEffect(() => () => clearTimeout(soon.current), []);
  const refetchInterval = 60_000;
  const next = useQuery({
    queryKey: ['now', organisation, 'next'],
    refetchInterval,
    queryFn: async () =>
      (await lines(organisation, { tab: 'open', sort: 'due', limit: '10' })).filter((one) => one.due),
  });
  const nobody = useQuery({
    queryKey: ['now', organisation, 'nobody'],
    refetchInterval,
    queryFn: () => lines(organisation, { tab: 'with-nobody', sort: 'opened', direction: 'asc', limit: '6' }),
  });
  const today = useQuery({
    queryKey: ['now', organisation, 'today'],
    refetchInterval,
    queryFn: async () => {
      const from = startOfToday(new Date());
      const kinds = ['ticket.created', 'ticket.resolved', 'ticket.returned', 'clock.breached'];
      return Promise.all(kinds.map((kind) => happened(organisation, kind, from)));
    },
  });
  return { next, nobody, today };
}

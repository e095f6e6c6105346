import { queryOptions, useQueryClient } from '@tanstack/react-query';

import { ask, client } from '../api/client';
import type { Custody, Entry, Ticket } from '../api/types';
import { useHeard } from '../shell/live';

// A ticket's three views of the record: as it stands, everything that happened, and who had the ball.

const paths = {
  ticket: '/api/v1/organisations/{organisation}/tickets/{ticket}',
  entries: '/api/v1/organisations/{organisation}/tickets/{ticket}/entries',
  custody: '/api/v1/organisations/{organisation}/tickets/{ticket}/custody',
} as const;

export const ticketQuery = (organisation: string, ticket: string) =>
  queryOptions({
    queryKey: ['ticket', organisation, ticket],
    queryFn: async ({ signal }) =>
      (await ask(client.GET(paths.ticket, { params: { path: { organisation, ticket } }, signal }))) as Ticket,
  });

export const entriesQuery = (organisation: string, ticket: string) =>
  queryOptions({
    queryKey: ['entries', organisation, ticket],
    queryFn: async ({ signal }) => {
      const said = await ask(client.GET(paths.entries, { params: { path: { organisation, ticket } }, signal }));
      return (said.entries ?? []) as Entry[];
    },
  });

export const custodyQuery = (organisation: string, ticket: string) =>
  queryOptions({
    queryKey: ['custody', organisation, ticket],
    queryFn: async ({ signal }) => {
      const said = await ask(client.GET(paths.custody, { params: { path: { organisation, ticket } }, signal }));
      return said.custody as unknown as Custody;
    },
    refetchInterval: 60_000,
  });

// Custody counts whole seconds that are over: what happens in this one shows with the next.
const secondOver_ms = 1500;

/** Asks anew what the stream says has changed. */
export function useTicketNews(organisation: string, ticket: string) {
  const queries = useQueryClient();
  useHeard((heard) => {
    if (heard.organisation !== organisation || heard.ticket !== ticket) return;
    for (const key of ['ticket', 'entries', 'custody']) {
      void queries.invalidateQueries({ queryKey: [key, organisation, ticket] });
    }
    setTimeout(() => void queries.invalidateQueries({ queryKey: ['custody', organisation, ticket] }), secondOver_ms);
  });
}

/** After one's own deed: the answer is the ticket as it stands now; the rest is asked for. */
export function useTaken(organisation: string, ticket: string) {
  const queries = useQueryClient();
  return (answer: Ticket) => {
    queries.setQueryData(ticketQuery(organisation, ticket).queryKey, answer);
    void queries.invalidateQueries({ queryKey: ['entries', organisation, ticket] });
    void queries.invalidateQueries({ queryKey: ['custody', organisation, ticket] });
  };
}

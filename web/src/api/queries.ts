import { QueryClient, queryOptions, useQuery } from '@tanstack/react-query';

import { ask, client } from './client';
import { Problem } from './problem';
import type { Me, Organisation, Person } from './types';

// What is asked once and kept: who I am, where I am, who is there. A list is asked anew when the event stream says that
// something happened, not by the clock.
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failed, error) =>
        failed < 2 && error instanceof Problem && (error.code === 'no-connection' || error.status >= 500),
      refetchOnWindowFocus: false,
    },
    mutations: { networkMode: 'always' },
  },
});

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async () => (await ask(client.GET('/api/v1/me'))) as Me,
  staleTime: Infinity,
  retry: false,
});

export const organisationQuery = (organisation: string) =>
  queryOptions({
    queryKey: ['organisation', organisation],
    queryFn: async () =>
      (await ask(
        client.GET('/api/v1/organisations/{organisation}', { params: { path: { organisation } } }),
      )) as Organisation,
    staleTime: 5 * 60_000,
  });

export const peopleQuery = (organisation: string) =>
  queryOptions({
    queryKey: ['people', organisation],
    queryFn: async () => {
      const path = '/api/v1/organisations/{organisation}/people';
      const list = await ask(client.GET(path, { params: { path: { organisation } } }));
      return (list.people ?? []) as Person[];
    },
    staleTime: 5 * 60_000,
  });

export const useMe = () => useQuery(meQuery);

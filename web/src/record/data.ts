import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import { ask, client } from '../api/client';
import type { Checkpoint, RecordLine } from '../api/types';
import type { Key } from './seal';
import { queryOf, type RecordSearch } from './timeline';

const base = '/api/v1/organisations/{organisation}';

/** The record a page at a time, the last first. A page may be empty and have a next: then the service looked without finding. */
export const entriesQuery = (organisation: string, search: RecordSearch) => {
  const query = queryOf(search);
  return infiniteQueryOptions({
    queryKey: ['entries', organisation, query],
    initialPageParam: '',
    queryFn: async ({ pageParam }) => {
      const list = await ask(
        client.GET(`${base}/entries`, {
          params: { path: { organisation }, query: { ...query, limit: '100', ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      );
      return { entries: (list.entries ?? []) as RecordLine[], next: list.next };
    },
    getNextPageParam: (last) => last.next || undefined,
  });
};

export const checkpointsQuery = (organisation: string) =>
  infiniteQueryOptions({
    queryKey: ['checkpoints', organisation],
    initialPageParam: '',
    queryFn: async ({ pageParam }) => {
      const list = await ask(
        client.GET(`${base}/checkpoints`, {
          params: { path: { organisation }, query: pageParam ? { cursor: pageParam } : {} },
        }),
      );
      return { checkpoints: (list.checkpoints ?? []) as Checkpoint[], next: list.next };
    },
    getNextPageParam: (last) => last.next || undefined,
  });

export interface Keys {
  host: Key & { fingerprint: string };
  parties: (Key & { fingerprint: string })[];
}
export const keysQuery = (organisation: string) =>
  queryOptions({
    queryKey: ['pairings', organisation],
    queryFn: async () => {
      const { host, parties } = await ask(client.GET(`${base}/pairings`, { params: { path: { organisation } } }));
      return { host, parties: parties ?? [] } as Keys;
    },
  });
export const allKeys = (keys: Keys | undefined): Key[] => (keys ? [keys.host, ...keys.parties] : []);

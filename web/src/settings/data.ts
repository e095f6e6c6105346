import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import { ask, askWhole, client } from '../api/client';
import type { Delivery, MyIdentity, Provider, Session, Token, Webhook } from '../api/types';

const base = '/api/v1/organisations/{organisation}';

export const sessionsQuery = queryOptions({
  queryKey: ['my-sessions'],
  queryFn: async () => ((await ask(client.GET('/api/v1/me/sessions'))).sessions ?? []) as Session[],
});

export const tokensQuery = queryOptions({
  queryKey: ['my-tokens'],
  queryFn: async () => ((await ask(client.GET('/api/v1/me/tokens'))).tokens ?? []) as Token[],
});

export const webhooksQuery = (organisation: string) =>
  queryOptions({
    queryKey: ['webhooks', organisation],
    queryFn: async () =>
      ((await ask(client.GET(`${base}/webhooks`, { params: { path: { organisation } } }))).webhooks ?? []) as Webhook[],
  });

/** One webhook, with the ETag that a change of it names where the service gives one. */
export const webhookQuery = (organisation: string, webhook: string) =>
  queryOptions({
    queryKey: ['webhooks', organisation, webhook],
    queryFn: async () => {
      const read = await askWhole(client.GET(`${base}/webhooks/{webhook}`, { params: { path: { organisation, webhook } } }));
      return { webhook: read.data as Webhook, etag: read.etag };
    },
  });

export const deliveriesQuery = (organisation: string, webhook: string) =>
  infiniteQueryOptions({
    queryKey: ['webhooks', organisation, webhook, 'deliveries'],
    initialPageParam: '',
    refetchInterval: 15_000,
    queryFn: async ({ pageParam }) => {
      const list = await ask(
        client.GET(`${base}/webhooks/{webhook}/deliveries`, {
          params: { path: { organisation, webhook }, query: { limit: '30', ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      );
      return { deliveries: (list.deliveries ?? []) as Delivery[], next: list.next };
    },
    getNextPageParam: (last) => last.next || undefined,
  });

/** The providers of identity of one's party, and whether they sign one in. */
export const identitiesQuery = (organisation: string) =>
  queryOptions({
    queryKey: ['my-identities', organisation],
    queryFn: async () =>
      ((await ask(client.GET(`${base}/my-identities`, { params: { path: { organisation } } }))).identities ?? []) as MyIdentity[],
  });

export const providersQuery = (organisation: string) =>
  queryOptions({
    queryKey: ['providers', organisation],
    queryFn: async () =>
      ((await ask(client.GET(`${base}/identity-providers`, { params: { path: { organisation } } }))).providers ?? []) as Provider[],
  });

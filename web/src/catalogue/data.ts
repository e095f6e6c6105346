import { queryOptions } from '@tanstack/react-query';

import { ask, askWhole, change, client, matching } from '../api/client';
import type { CatalogueItem, Ticket } from '../api/types';

const base = '/api/v1/organisations/{organisation}';

/** What can be ordered, by the key by which it is. */
export const catalogueQuery = (organisation: string) =>
  queryOptions({
    queryKey: ['catalogue', organisation],
    staleTime: 5 * 60_000,
    queryFn: async () => {
      const said = await ask(client.GET(`${base}/catalogue`, { params: { path: { organisation } } }));
      return Object.entries((said.items ?? {}) as Record<string, CatalogueItem>)
        .map(([key, item]) => ({ key, item }))
        .sort((a, b) => a.item.name.localeCompare(b.item.name));
    },
  });

/** One of them, with the ETag that a change of it names. */
export const itemQuery = (organisation: string, item: string) =>
  queryOptions({
    queryKey: ['catalogue', organisation, item],
    queryFn: async () => {
      const read = await askWhole(client.GET(`${base}/catalogue/{item}`, { params: { path: { organisation, item } } }));
      return { item: read.data as CatalogueItem, etag: read.etag };
    },
  });

export const putItem = (organisation: string, key: string, item: CatalogueItem, etag: string) =>
  change(() => client.PUT(`${base}/catalogue/{item}`, { params: { path: { organisation, item: key } }, body: item, ...matching(etag) }));

export const removeItem = (organisation: string, item: string) =>
  change(() => client.DELETE(`${base}/catalogue/{item}`, { params: { path: { organisation, item } } }));

export const order = async (organisation: string, item: string, answers: Record<string, unknown>) =>
  (await change((header) =>
    client.POST(`${base}/orders`, { params: { path: { organisation }, header }, body: { item, answers: answers as never } }),
  )) as Ticket;

import { queryOptions } from '@tanstack/react-query';

import { ask, askWhole, change, client, matching } from '../api/client';
import type { Template, Ticket } from '../api/types';
import type { Step } from './steps';

const base = '/api/v1/organisations/{organisation}';

export interface Kept {
  name: string;
  /** Left out: for the whole party. */
  team?: string;
  steps: Step[];
}

/** The templates of one's party, by name. */
export const templatesQuery = (organisation: string) =>
  queryOptions({
    queryKey: ['templates', organisation],
    staleTime: 5 * 60_000,
    retry: false,
    queryFn: async () => ((await ask(client.GET(`${base}/templates`, { params: { path: { organisation } } }))).templates ?? []) as Template[],
  });

/** One of them, with the ETag that a change of it names. */
export const templateQuery = (organisation: string, template: string) =>
  queryOptions({
    queryKey: ['templates', organisation, template],
    queryFn: async () => {
      const read = await askWhole(client.GET(`${base}/templates/{template}`, { params: { path: { organisation, template } } }));
      return { template: read.data as Template, etag: read.etag };
    },
  });

/** What a template holds has the shape that its commands take; the service checks each. */
export const keepTemplate = (organisation: string, template: string, kept: Kept, etag: string) =>
  change((header) =>
    template
      ? client.PUT(`${base}/templates/{template}`, { params: { path: { organisation, template } }, body: kept as never, ...matching(etag) })
      : client.POST(`${base}/templates`, { params: { path: { organisation }, header }, body: kept as never }),
  );

export const removeTemplate = (organisation: string, template: string) =>
  change(() => client.DELETE(`${base}/templates/{template}`, { params: { path: { organisation, template } } }));

export const applyTemplate = async (organisation: string, ticket: string, id: string, words: Record<string, string>) =>
  (await change((header) =>
    client.POST(`${base}/tickets/{ticket}/template`, { params: { path: { organisation, ticket }, header }, body: { id, words } }),
  )) as Ticket;

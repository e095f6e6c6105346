import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { ask, askWhole, change, client, matching } from '../api/client';
import type { FilledTemplate, ImportReport, Person, TemplateList, Version, Week } from '../api/types';

const base = '/api/v1/organisations/{organisation}';
const file = 'agreement.toml';

export const useTemplates = (organisation: string) =>
  useQuery({
    queryKey: ['agreement-templates', organisation],
    staleTime: Infinity,
    queryFn: async () =>
      (await ask(client.GET(`${base}/agreement/templates`, { params: { path: { organisation } } }))) as TemplateList,
  });

export interface Gaps {
  name: string;
  organisation: string;
  provider: string;
  zone: string;
}

/** The template with its gaps filled, and its first week; what was there before stays until the next is. */
export function useFilled(organisation: string, gaps: Gaps) {
  const { name, ...query } = gaps;
  const filled = useQuery({
    queryKey: ['template', organisation, gaps],
    placeholderData: keepPreviousData,
    staleTime: 10 * 60_000,
    queryFn: async ({ signal }) =>
      (await ask(
        client.GET(`${base}/agreement/templates/{name}`, { params: { path: { organisation, name }, query }, signal }),
      )) as FilledTemplate,
  });
  const text = filled.data?.text;
  const week = useQuery({
    queryKey: ['template-week', organisation, text],
    enabled: text !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 10 * 60_000,
    queryFn: async ({ signal }) =>
      (await ask(
        client.POST(`${base}/agreement/week`, {
          params: { path: { organisation } },
          body: { texts: [{ file, text: text ?? '' }] },
          signal,
        }),
      )) as Week,
  });
  return { filled, week };
}

/** Proposed, and put in force by the organisation alone; the version's name. */
export async function putInForce(organisation: string, text: string): Promise<string> {
  const made = (await change((header) =>
    client.POST(`${base}/agreement/versions`, {
      params: { path: { organisation }, header },
      body: { texts: [{ file, text }] },
    }),
  )) as Version;
  await change((header) =>
    client.POST(`${base}/agreement/versions/{version}/apply`, {
      params: { path: { organisation, version: made.version }, header },
      body: {},
    }),
  );
  return made.version;
}

/** Says who somebody is in the agreement. */
export async function takePlace(organisation: string, person: string, key: string) {
  const path = { organisation, person };
  const read = await askWhole(client.GET(`${base}/people/{person}`, { params: { path } }));
  if ((read.data as Person).key === key) return;
  await change(() => client.PUT(`${base}/people/{person}/key`, { params: { path }, body: { key }, ...matching(read.etag) }));
}

export async function invite(organisation: string, email: string, party: string, person: string) {
  return await change((header) =>
    client.POST(`${base}/invitations`, { params: { path: { organisation }, header }, body: { email, party, person } }),
  );
}

/** A quarter of a real desk and an agreement over it; only where there is nothing yet. */
export async function loadSample(organisation: string) {
  return (await change((header) => client.POST(`${base}/sample`, { params: { path: { organisation }, header } }))) as ImportReport;
}

import { queryOptions } from '@tanstack/react-query';

import { ask, change, client } from '../api/client';
import type { ChangeCalendar } from '../api/types';

const base = '/api/v1/organisations/{organisation}';

export const changesQuery = (organisation: string, from: string, to: string) =>
  queryOptions({
    queryKey: ['changes', organisation, from, to],
    queryFn: async () =>
      (await ask(client.GET(`${base}/changes`, { params: { path: { organisation }, query: { from, to } } }))) as ChangeCalendar,
  });

export const declareFreeze = (organisation: string, body: { from: string; to: string; why: string }) =>
  change((header) => client.POST(`${base}/freezes`, { params: { path: { organisation }, header }, body }));

export const liftFreeze = (organisation: string, freeze: string) =>
  change(() => client.DELETE(`${base}/freezes/{freeze}`, { params: { path: { organisation, freeze } } }));

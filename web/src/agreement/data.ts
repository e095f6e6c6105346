import { useQuery } from '@tanstack/react-query';

import { ask, client } from '../api/client';
import type { CheckedAgreement, ShownVersion, VersionList, Week } from '../api/types';

const base = '/api/v1/organisations/{organisation}/agreement';

/** The version in force with its texts, what the checker says of them, all versions, and a week of it. */
export function useAgreement(organisation: string, version: string | undefined, weekAt: string) {
  const path = { organisation };
  const shown = useQuery({
    queryKey: ['agreement', organisation, version],
    enabled: version !== undefined,
    queryFn: async () => (await ask(client.GET(base, { params: { path } }))) as unknown as ShownVersion,
  });
  const texts = (shown.data?.texts ?? []).map(({ file, text }) => ({ file, text }));
  const checked = useQuery({
    queryKey: ['agreement-check', organisation, version],
    enabled: texts.length > 0,
    staleTime: Infinity,
    queryFn: async () =>
      (await ask(client.POST(`${base}/check`, { params: { path }, body: { texts } }))) as CheckedAgreement,
  });
  const versions = useQuery({
    queryKey: ['agreement-versions', organisation, version],
    queryFn: async () => (await ask(client.GET(`${base}/versions`, { params: { path } }))) as VersionList,
  });
  const week = useQuery({
    queryKey: ['agreement-week', organisation, version, weekAt],
    enabled: version !== undefined,
    placeholderData: (before) => before,
    queryFn: async () => (await ask(client.GET(`${base}/week`, { params: { path, query: { at: weekAt } } }))) as Week,
  });
  return { shown, checked, versions, week };
}

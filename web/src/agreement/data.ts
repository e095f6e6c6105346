import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import { ask, askWhole, client } from '../api/client';
import type { CheckedAgreement, Difference, Right, ShownVersion, VersionList, Week } from '../api/types';
import { useHeard } from '../shell/live';
import type { AgreementText } from './draft';
import { comingOf } from './versions';

const base = '/api/v1/organisations/{organisation}/agreement';
const pause_ms = 350; // between the last key and the question
const kept_ms = 60_000; // a text that was typed over is not asked about again

interface Texts {
  texts: AgreementText[];
  lists: AgreementText[];
}

/** The version in force, with those of its texts that one may read. */
export function useInForce(organisation: string, version: string | undefined) {
  return useQuery({
    queryKey: ['agreement', organisation, version],
    enabled: version !== undefined,
    queryFn: async () =>
      (await ask(client.GET(base, { params: { path: { organisation } } }))) as unknown as ShownVersion,
  });
}

/** All versions, and the ETag of their list; asked anew as somebody proposes, approves or applies. */
export function useVersions(organisation: string, enabled = true) {
  const queries = useQueryClient();
  useHeard((heard) => {
    if (heard.organisation !== organisation || !heard.kind.startsWith('agreement.')) return;
    void queries.invalidateQueries({ queryKey: ['agreement-versions', organisation] });
    void queries.invalidateQueries({ queryKey: ['agreement-version', organisation] });
  });
  return useQuery({
    queryKey: ['agreement-versions', organisation],
    enabled,
    queryFn: async () => {
      const { data, etag } = await askWhole(client.GET(`${base}/versions`, { params: { path: { organisation } } }));
      return { ...(data as VersionList), etag };
    },
  });
}

/** Where none is in force yet: the version that comes into force next. */
export function useComing({ id, agreement }: { id: string; agreement?: string | undefined }) {
  const versions = useVersions(id, agreement === undefined);
  return agreement === undefined ? comingOf(versions.data?.versions ?? [], Date.now()) : undefined;
}

export function useVersion(organisation: string, version: string | undefined) {
  return useQuery({
    queryKey: ['agreement-version', organisation, version],
    enabled: version !== undefined,
    queryFn: async () => {
      const params = { path: { organisation, version: version ?? '' } };
      const { data, etag } = await askWhole(client.GET(`${base}/versions/{version}`, { params }));
      return { ...(data as unknown as ShownVersion), etag };
    },
  });
}

/** What the checker says of texts. One that is typed over is not waited for. */
export function useChecked(organisation: string, { texts, lists }: Texts) {
  return useQuery({
    queryKey: ['agreement-check', organisation, texts, lists],
    enabled: texts.length > 0,
    staleTime: Infinity,
    gcTime: kept_ms,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      (await ask(
        client.POST(`${base}/check`, { params: { path: { organisation } }, body: { texts, lists }, signal }),
      )) as CheckedAgreement,
  });
}

/** A week of the version in force. */
export function useWeek(organisation: string, version: string | undefined, at: string) {
  return useQuery({
    queryKey: ['agreement-week', organisation, version, at],
    enabled: version !== undefined,
    placeholderData: keepPreviousData,
    queryFn: async () =>
      (await ask(client.GET(`${base}/week`, { params: { path: { organisation }, query: { at } } }))) as Week,
  });
}

/** A week of texts that are no version yet. */
export function useDraftWeek(organisation: string, { texts, lists }: Texts, at: string) {
  return useQuery({
    queryKey: ['agreement-draft-week', organisation, texts, lists, at],
    enabled: texts.length > 0,
    staleTime: Infinity,
    gcTime: kept_ms,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      (await ask(
        client.POST(`${base}/week`, { params: { path: { organisation } }, body: { texts, lists, at }, signal }),
      )) as Week,
  });
}

/** What texts change against a version. */
export function useDifference(organisation: string, texts: Texts | undefined, against: string | undefined) {
  return useQuery({
    queryKey: ['agreement-diff', organisation, texts, against],
    enabled: texts !== undefined && texts.texts.length > 0,
    gcTime: kept_ms,
    queryFn: async ({ signal }) =>
      (await ask(
        client.POST(`${base}/diff`, {
          params: { path: { organisation } },
          body: { texts: texts?.texts ?? [], lists: texts?.lists ?? [], ...(against ? { base: against } : {}) },
          signal,
        }),
      )) as Difference,
  });
}

/** Whether one may do this here, and by what. Where that cannot be asked, the service says so when it is tried. */
export function useRight(organisation: string, action: string) {
  return useQuery({
    queryKey: ['agreement-right', organisation, action],
    queryFn: async () =>
      (await ask(
        client.GET(`${base}/explain`, { params: { path: { organisation }, query: { may: action } } }),
      )) as Right,
  });
}

/** The value once it has not changed for a moment. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const later = setTimeout(() => setSettled(value), pause_ms);
    return () => clearTimeout(later);
  }, [value]);
  return settled;
}

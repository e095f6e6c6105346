import { queryOptions, useQuery } from '@tanstack/react-query';

import { ask, askWhole, client } from '../api/client';
import { queries } from '../api/queries';
import type { AccessLine, Invitation, Person, Right, Week } from '../api/types';

const base = '/api/v1/organisations/{organisation}';

export const accessQuery = (organisation: string) =>
  queryOptions({
    queryKey: ['access', organisation],
    queryFn: async () => {
      const list = await ask(client.GET(`${base}/access`, { params: { path: { organisation } } }));
      return (list.access ?? []) as AccessLine[];
    },
  });

export const invitationsQuery = (organisation: string) =>
  queryOptions({
    queryKey: ['invitations', organisation],
    queryFn: async () => {
      const list = await ask(client.GET(`${base}/invitations`, { params: { path: { organisation } } }));
      return (list.invitations ?? []) as Invitation[];
    },
  });

/** Somebody as they are now, with the ETag that a change of them names. */
export const personQuery = (organisation: string, person: string) =>
  queryOptions({
    queryKey: ['person', organisation, person],
    queryFn: async () => {
      const read = await askWhole(
        client.GET(`${base}/people/{person}`, { params: { path: { organisation, person } } }),
      );
      return { person: read.data as Person, etag: read.etag };
    },
  });

export interface Asked {
  /** A person, or oneself where it is left out. */
  who?: string;
  may: string;
  on?: string;
}
/** Whether somebody may do something, and what says so. */
export const rightQuery = (organisation: string, asked: Asked) =>
  queryOptions({
    queryKey: ['right', organisation, asked.who ?? '', asked.may, asked.on ?? ''],
    queryFn: async () =>
      (await ask(
        client.GET(`${base}/agreement/explain`, { params: { path: { organisation }, query: { ...asked } } }),
      )) as Right,
  });

/** Who does what in the coming seven days: also which activities there are. */
export const weekQuery = (organisation: string, agreement: string | undefined) =>
  queryOptions({
    queryKey: ['week-from-now', organisation, agreement],
    enabled: agreement !== undefined,
    staleTime: 5 * 60_000,
    queryFn: async () => (await ask(client.GET(`${base}/agreement/week`, { params: { path: { organisation } } }))) as Week,
  });

/**
 * Whether a deed is to be shown to whoever is here: not where the service says no. Where it cannot say (no agreement is in
 * force), it is shown, and the service answers when it is done.
 */
export function useMay(organisation: string, may: string, on?: string): boolean {
  const asked = useQuery({ ...rightQuery(organisation, { may, ...(on ? { on } : {}) }), retry: false });
  return asked.isError || asked.data?.allow === true;
}

/** After a change: whatever says who may what is asked anew. */
export function accessChanged(organisation: string) {
  for (const key of ['people', 'person', 'access', 'invitations', 'right', 'organisation', 'who-may']) {
    void queries.invalidateQueries({ queryKey: [key, organisation] });
  }
}

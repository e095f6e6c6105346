import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import { client } from '../api/client';
import type { Entry, Writing } from '../api/types';
import { useHeard, useWriting } from '../shell/live';
import { entriesQuery } from './data';

// Two people at one ticket: each sees that the other writes, and what happened since one began to write oneself.

const sayEvery_ms = 4_000;
const goneAfter_ms = 10_000;

/** Those who are writing on the ticket at this moment, without oneself. */
export function useWriters(organisation: string, ticket: string): Writing[] {
  const [writers, setWriters] = useState<Writing[]>([]);
  const gone = useRef(new Map<string, ReturnType<typeof setTimeout>>());
  const forget = (person: string) => {
    clearTimeout(gone.current.get(person));
    gone.current.delete(person);
    setWriters((now) => now.filter((one) => one.person !== person));
  };
  useWriting((one) => {
    if (one.organisation !== organisation || one.ticket !== ticket) return;
    clearTimeout(gone.current.get(one.person));
    gone.current.set(one.person, setTimeout(() => forget(one.person), goneAfter_ms));
    setWriters((now) => [...now.filter((other) => other.person !== one.person), one]);
  });
  // Whoever has said it writes no more; the others say so again in a moment.
  useHeard((heard) => {
    if (heard.organisation === organisation && heard.ticket === ticket && heard.kind === 'ticket.commented') [...gone.current.keys()].forEach(forget);
  });
  useEffect(() => {
    const timers = gone.current;
    return () => timers.forEach(clearTimeout);
  }, []);
  return writers;
}

/** Says with each letter, and at most every few seconds, that one writes. That it is not heard harms nothing. */
export function useSayWriting(organisation: string, ticket: string, isWriting: boolean) {
  const said = useRef<{ at: number; ownPartyOnly: boolean } | undefined>(undefined);
  useEffect(() => {
    if (!isWriting) said.current = undefined;
  }, [isWriting]);
  return (ownPartyOnly: boolean) => {
    const before = said.current;
    if (before?.ownPartyOnly === ownPartyOnly && performance.now() - before.at < sayEvery_ms) return;
    said.current = { at: performance.now(), ownPartyOnly };
    client
      .POST('/api/v1/organisations/{organisation}/writing', {
        params: { path: { organisation } },
        body: { ticket, own_party_only: ownPartyOnly },
      })
      .catch(() => undefined);
  };
}

/** What other people did since one began to write, and how to say that it was seen. */
export function useSinceBegun(organisation: string, ticket: string, isWriting: boolean, me: string) {
  const entries = useQuery(entriesQuery(organisation, ticket)).data;
  const last = entries?.reduce((most, one) => Math.max(most, one.sequence), -1);
  const [begun, setBegun] = useState<number>();
  useEffect(() => {
    if (!isWriting) setBegun(undefined);
    else if (last !== undefined) setBegun((before) => before ?? last);
  }, [isWriting, last]);
  const others = (one: Entry) => begun !== undefined && one.sequence > begun && one.actor && one.actor.person !== me;
  return { news: entries?.filter(others) ?? [], seen: () => setBegun(last) };
}

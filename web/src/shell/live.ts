import { useEffect, useRef, useSyncExternalStore } from 'react';

import { queries } from '../api/queries';
import type { Heard, Writing } from '../api/types';

// One event stream for each browser, however many tabs: the tab that holds the lock listens and tells the others. Where the
// browser has no locks (a page that came over plain HTTP from another machine), each tab in view listens by itself.

type Line = 'joining' | 'open' | 'lost';
interface Told {
  heard?: Heard;
  writing?: Writing;
  line?: Line;
  anew?: boolean; // a stream has begun
}

const channel = 'BroadcastChannel' in window ? new BroadcastChannel('concordat-events') : undefined;
const ears = new Set<(heard: Heard) => void>();
const writingEars = new Set<(writing: Writing) => void>();
const watchers = new Set<() => void>();
let line: Line = 'joining';
let everOpen = false;
let stop: (() => void) | undefined;

function take(told: Told) {
  if (told.line && told.line !== line) {
    line = told.line;
    everOpen ||= line === 'open';
    watchers.forEach((one) => one());
  }
  // It tells of nothing that happened before: what was fetched until now may be older than that.
  if (told.anew) void queries.invalidateQueries();
  const { heard, writing } = told;
  if (heard) ears.forEach((one) => one(heard));
  if (writing) writingEars.forEach((one) => one(writing));
}

function tell(told: Told) {
  take(told);
  channel?.postMessage(told);
}

if (channel) channel.onmessage = (event: MessageEvent<Told>) => take(event.data);

/** Listens until the answer is called. */
function listen(): () => void {
  let source: EventSource | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  let wait = 1000;
  const open = () => {
    source = new EventSource('/api/v1/events');
    let anew = true; // where the line breaks, the same stream goes on where it was
    source.onopen = () => {
      wait = 1000;
      tell({ line: 'open', anew });
      anew = false;
    };
    source.onerror = () => {
      tell({ line: 'lost' });
      // The browser comes back by itself after a broken line, but not after a refusal.
      if (source?.readyState !== EventSource.CLOSED) return;
      again = setTimeout(open, wait);
      wait = Math.min(wait * 2, 30_000);
    };
    source.addEventListener('entry', (event) => tell({ heard: JSON.parse((event as MessageEvent<string>).data) as Heard }));
    source.addEventListener('writing', (event) => tell({ writing: JSON.parse((event as MessageEvent<string>).data) as Writing }));
  };
  open();
  return () => {
    clearTimeout(again);
    source?.close();
  };
}

/** Begins when somebody is signed in; once, however often it is called. */
export function beginListening() {
  if (stop) return;
  let close: (() => void) | undefined;
  if ('locks' in navigator) {
    const abort = new AbortController();
    navigator.locks
      .request('concordat-events', { signal: abort.signal }, () => {
        close = listen();
        return new Promise<void>((done) => abort.signal.addEventListener('abort', () => done()));
      })
      .catch(() => undefined); // given up before it was this tab's turn
    stop = () => {
      abort.abort();
      close?.();
    };
  } else {
    close = listen();
    stop = () => close?.();
  }
}

export function endListening() {
  stop?.();
  stop = undefined;
  line = 'joining';
  everOpen = false;
}

function useEar<T>(all: Set<(told: T) => void>, ear: (told: T) => void) {
  const latest = useRef(ear);
  latest.current = ear;
  useEffect(() => {
    const one = (told: T) => latest.current(told);
    all.add(one);
    return () => void all.delete(one);
  }, [all]);
}

/** Called with each entry of the record as it happens. */
export const useHeard = (ear: (heard: Heard) => void) => useEar(ears, ear);

/** Called every few seconds for everybody who writes on a ticket, of those whom one works with. */
export const useWriting = (ear: (writing: Writing) => void) => useEar(writingEars, ear);

function watch(told: () => void) {
  watchers.add(told);
  window.addEventListener('online', told);
  window.addEventListener('offline', told);
  return () => {
    watchers.delete(told);
    window.removeEventListener('online', told);
    window.removeEventListener('offline', told);
  };
}

/** Whether what is on the page may be old: there is no network, or the stream broke after it had been there. */
export const useIsCut = () => useSyncExternalStore(watch, () => !navigator.onLine || (everOpen && line === 'lost'));

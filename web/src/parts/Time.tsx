import { createContext, useContext, useEffect, useState } from 'react';

import { locale } from './language';
import { agoWords, exactWords, momentWords } from './time';
import { words } from './words';

/** The zone of the agreement, for the hover; unknown outside an organisation. */
export const ContractZone = createContext<string | undefined>(undefined);

const ticking = new Set<(now: number) => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Now, to the half minute; all that show it move together. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    ticking.add(setNow);
    timer ??= setInterval(() => ticking.forEach((one) => one(Date.now())), 20_000);
    return () => {
      ticking.delete(setNow);
      if (ticking.size === 0) {
        clearInterval(timer);
        timer = undefined;
      }
    };
  }, []);
  return now;
}

/** What stands behind a time: here, and where the agreement was made. */
export function useExact(): (instant: string) => string {
  const zone = useContext(ContractZone);
  return (instant) => {
    const here = exactWords(instant);
    const there = zone ? exactWords(instant, locale, zone) : here;
    return here === there ? here : `${here}\n${words.contractZone(there)}`;
  };
}

export function Ago({ at }: { at: string }) {
  const now = useNow();
  const exact = useExact();
  return (
    <time dateTime={at} title={exact(at)} className="nowrap">
      {agoWords(at, now)}
    </time>
  );
}

export function Moment({ at }: { at: string }) {
  const exact = useExact();
  return (
    <time dateTime={at} title={exact(at)} className="nowrap">
      {momentWords(at)}
    </time>
  );
}

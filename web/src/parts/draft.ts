import { useCallback, useEffect, useState } from 'react';

// What somebody has typed and not sent: kept in this browser, by place, until it is sent. Closing the page, losing the
// network or the session loses nothing.

const prefix = 'concordat-draft ';
const keepDays = 30;

interface Kept<T> {
  at: number;
  value: T;
}

function read<T>(key: string, empty: T): T {
  try {
    const kept = JSON.parse(localStorage.getItem(prefix + key) ?? 'null') as Kept<T> | null;
    return kept && Date.now() - kept.at < keepDays * 86_400_000 ? kept.value : empty;
  } catch {
    return empty;
  }
}

export function clearDraft(key: string) {
  localStorage.removeItem(prefix + key);
}

/** A value that outlives the page. `key` names the place; set it back to `empty` and nothing is kept. */
export function useDraft<T>(key: string, empty: T): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => read(key, empty));
  const [at, setAt] = useState(key);
  useEffect(() => {
    if (at === key) return;
    setAt(key);
    setValue(read(key, empty));
  }, [at, key, empty]);
  const set = useCallback(
    (next: T) => {
      setValue(next);
      try {
        if (JSON.stringify(next) === JSON.stringify(empty)) clearDraft(key);
        else localStorage.setItem(prefix + key, JSON.stringify({ at: Date.now(), value: next } satisfies Kept<T>));
      } catch {
        // No storage, or it is full: the draft lives as long as the page.
      }
    },
    [key, empty],
  );
  return [value, set];
}

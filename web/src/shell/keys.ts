import { useEffect, useRef } from 'react';

// The keyboard, in one place: what keys do is registered with words, so that the `?` sheet lists exactly what works here.

export interface KeyAction {
  /** "j", "?", "mod+k", or two after another: "g q". */
  keys: string;
  words: string;
  /** Under which heading the sheet lists it. */
  group: string;
  run: () => void;
  /** Also while somebody types in a field (those with mod). */
  whileTyping?: boolean;
}

const layers: KeyAction[][] = [];
let first = ''; // of two keys after another
let firstAt = 0;

export const knownKeys = (): KeyAction[] => {
  const seen = new Set<string>();
  return [...layers].reverse().flat().filter((one) => !seen.has(one.keys) && seen.add(one.keys));
};

function isTyping(target: EventTarget | null) {
  const element = target as HTMLElement | null;
  return !!element?.closest?.('input, textarea, select, [contenteditable="true"]');
}

export function nameOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): string {
  const mod = event.ctrlKey || event.metaKey ? 'mod+' : '';
  return mod + (event.key.length === 1 ? event.key.toLowerCase() : event.key);
}

function onKey(event: KeyboardEvent) {
  if (event.defaultPrevented || event.altKey || event.isComposing) return;
  const inDialog = document.querySelector('[role="dialog"][aria-modal="true"]') !== null;
  const typing = isTyping(event.target);
  const name = nameOf(event);
  const now = event.timeStamp;
  const chord = first && now - firstAt < 1200 ? `${first} ${name}` : '';
  for (let i = layers.length - 1; i >= 0; --i) {
    const found =
      layers[i]?.find((one) => one.keys === chord) ?? layers[i]?.find((one) => one.keys === name);
    if (!found || ((typing || inDialog) && !found.whileTyping)) continue;
    event.preventDefault();
    first = '';
    found.run();
    return;
  }
  first = typing || name.startsWith('mod') ? '' : name;
  firstAt = now;
}

let listening = false;

/** These keys while the part is on the page; the newest part goes first. */
export function useKeys(actions: KeyAction[]) {
  const latest = useRef(actions);
  latest.current = actions;
  const names = actions.map((one) => one.keys).join('\n');
  useEffect(() => {
    if (!listening) window.addEventListener('keydown', onKey);
    listening = true;
    const layer = latest.current.map((one, i) => ({ ...one, run: () => latest.current[i]?.run() }));
    layers.push(layer);
    return () => void layers.splice(layers.indexOf(layer), 1);
  }, [names]);
}

export const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);
export const keyLabel = (keys: string) =>
  keys
    .split(' ')
    .flatMap((one) => one.split(/(?<=.)\+/))
    .map((one) => (one === 'mod' ? (isMac ? '⌘' : 'Ctrl') : one === 'Enter' ? '↵' : one === 'Escape' ? 'Esc' : one.length === 1 ? one.toUpperCase() : one));

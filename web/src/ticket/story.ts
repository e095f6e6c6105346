import type { Entry } from '../api/types';

// The conversation: what people wrote stands out, and the steps between are gathered into one line each. Pure.

export interface Said {
  kind: 'said';
  entry: Entry;
  /** The texts with what each is, in order. */
  texts: { what: string; text: string }[];
}
export interface Steps {
  kind: 'steps';
  entries: Entry[];
}
export type Piece = Said | Steps;

const textOrder = ['description', 'text', 'answers', 'what', 'tried', 'next_step', 'reason', 'solution', 'why', 'findings', 'override_reason', 'at_reason'];

/** What somebody wrote in an entry; the subject stands at the top of the page already. */
export function textsOf(entry: Entry): { what: string; text: string }[] {
  return textOrder
    .filter((what) => entry.texts?.[what])
    .map((what) => ({ what, text: entry.texts?.[what] as string }));
}

export function piecesOf(entries: Entry[]): Piece[] {
  const pieces: Piece[] = [];
  for (const entry of [...entries].sort((a, b) => a.at.localeCompare(b.at) || a.sequence - b.sequence)) {
    const texts = textsOf(entry);
    const last = pieces.at(-1);
    if (texts.length > 0) pieces.push({ kind: 'said', entry, texts });
    else if (last?.kind === 'steps') last.entries.push(entry);
    else pieces.push({ kind: 'steps', entries: [entry] });
  }
  return pieces;
}

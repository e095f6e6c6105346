import type { Checkpoint } from '../api/types';

// Who has signed a checkpoint, and when: read from its note (C2SP signed-note, tlog-cosignature). Pure.

export interface Key {
  party: string;
  /** NAME+HASH+KEY, as in a pairing. */
  vkey: string;
}
export interface Signature {
  /** The key's name, where its party is not known. */
  name: string;
  party: string;
  /** When a witness signed; a host's signature has no time of its own. */
  at: string | undefined;
}

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
const hexOf = (bytes: Uint8Array) => Array.from(bytes, (one) => one.toString(16).padStart(2, '0')).join('');

// What precedes a signature: four bytes of the key's hash; of a witness eight more, seconds since 1970.
const hashBytes = 4;
const timeBytes = 8;
const signatureBytes = 64;

/** The signatures under a note, by the parties whose keys they name; what is no signature is passed over. */
export function signaturesOf(note: string, keys: Key[]): Signature[] {
  return note.split('\n').flatMap((line) => {
    const found = /^— (\S+) ([A-Za-z0-9+/]+=*)$/.exec(line);
    if (!found?.[1] || !found[2]) return [];
    const bytes = bytesOf(found[2]);
    const timed = bytes.length === hashBytes + timeBytes + signatureBytes;
    if (!timed && bytes.length !== hashBytes + signatureBytes) return [];
    const hash = hexOf(bytes.subarray(0, hashBytes));
    const key = keys.find((one) => one.vkey.startsWith(`${found[1]}+${hash}+`));
    const s = timed ? Number(new DataView(bytes.buffer).getBigUint64(hashBytes)) : undefined;
    return [{ name: found[1], party: key?.party ?? '', at: s === undefined ? undefined : new Date(s * 1000).toISOString() }];
  });
}

/** The signatures of other parties' witnesses: what makes a checkpoint agreed. */
export const cosignaturesOf = (note: string, keys: Key[], own: string): Signature[] =>
  signaturesOf(note, keys).filter((one) => one.at !== undefined && one.party !== own);

export interface Seal {
  /** Entries that another party has signed for; 0: nobody has. */
  agreed: number;
  by: Signature[];
}

/** How far the record is agreed: the longest checkpoint that another party has cosigned. */
export function sealOf(checkpoints: Checkpoint[], keys: Key[], own: string): Seal {
  for (const one of [...checkpoints].sort((a, b) => b.size - a.size)) {
    const by = cosignaturesOf(one.note, keys, own);
    if (by.length > 0) return { agreed: one.size, by };
  }
  return { agreed: 0, by: [] };
}

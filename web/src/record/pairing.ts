// A public key that somebody pastes, and what two people read to each other of it (src/record/key.hpp). Pure but for SHA-256,
// which browsers have only on pages that came over HTTPS or from the machine itself.

const keyBytes = 32;
// NAME+HASH+KEY: the key is a byte of its type and the 32 bytes, in base64.
const pattern = /(?:^|\s)([^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44})(?=\s|$)/;

export type Read = { wrong: 'none' | 'private' } | { vkey: string; key: Uint8Array };

/** The first public key in a text, such as what `concordat key show` printed. */
export function keyIn(text: string): Read {
  if (text.includes('PRIVATE+KEY+')) return { wrong: 'private' };
  const vkey = pattern.exec(text)?.[1];
  if (!vkey) return { wrong: 'none' };
  return { vkey, key: Uint8Array.from(atob(vkey.slice(-44)), (one) => one.charCodeAt(0)).subarray(-keyBytes) };
}

/** Eight groups of five digits, each two bytes of a digest. */
export function groupsOf(digest: Uint8Array): string {
  return Array.from({ length: 8 }, (_, i) => String(((digest[2 * i] ?? 0) << 8) | (digest[2 * i + 1] ?? 0)).padStart(5, '0')).join(' ');
}

export const canHash = () => typeof crypto !== 'undefined' && 'subtle' in crypto;

export async function fingerprintOf(key: Uint8Array): Promise<string> {
  return groupsOf(new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(key))));
}

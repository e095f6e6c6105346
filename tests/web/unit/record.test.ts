import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import type { Checkpoint, RecordLine } from '../../../web/src/api/types';
import { fingerprintOf, keyIn } from '../../../web/src/record/pairing';
import { cosignaturesOf, sealOf, signaturesOf } from '../../../web/src/record/seal';
import { isKindAlone, queryOf, readRecordSearch, subjectOf, withDays } from '../../../web/src/record/timeline';
import { entryWords } from '../../../web/src/record/words.en';
import { stepWords } from '../../../web/src/ticket/words.en';

// A note as `concordat checkpoint` and `concordat witness` wrote it: the host's signature, and a witness's, made at
// 2026-11-28T00:53:34Z (its eight bytes of time: 00 00 00 00 6b 0a 26 0e).
const host = 'concordat.local/h_3jqn925f8bg4gab2+fa3325cc+Abj96SGU+TAB2AT8+R1xxZWCbzJ8UYNT13VHmjp9cOhl';
const witness = 'witness.local/w_bep7xc5j6fpqq4wz+0fe6f724+BDQRz703l5YCZTjvfXB/OjGawAfTNJKc3TOwg0zfHOk4';
const hostLine = '— concordat.local/h_3jqn925f8bg4gab2 +jMlzBI0BR2ZStYKSD7Yg9sMMYqMyVFJsDEZLS+pg4Wdg8TQVe3ZEAaMyrMqfTvUjHZdzsvN/qPpcR5kYjflYYRbHQc=';
const witnessLine = '— witness.local/w_bep7xc5j6fpqq4wz D+b3JAAAAABrCiYOlahCs4+F+vXOAMRxnzV/+tU2QSnwakxKCFuALq70jDy/klLZwUB+ZMwjNjqUHvvqk7fSgnUQ+2kWF8HE141MBw==';
const head = 'concordat.local/h_3jqn925f8bg4gab2/o_ys9v5ftypgydc0qd\n126\nSUJ6nVA2nU2i6s1dtMoU8uFbw+GM6XyuYPl2zeIV4hM=\n\n';
const note = `${head}${hostLine}\n${witnessLine}\n`;
const keys = [
  { party: 'hq', vkey: host },
  { party: 'northwind', vkey: witness },
];
const seconds = 0x6b0a260e;

describe('the signatures under a checkpoint', () => {
  it('are whose keys they name; a witness’s has its time', () => {
    expect(signaturesOf(note, keys)).toEqual([
      { name: 'concordat.local/h_3jqn925f8bg4gab2', party: 'hq', at: undefined },
      { name: 'witness.local/w_bep7xc5j6fpqq4wz', party: 'northwind', at: new Date(seconds * 1000).toISOString() },
    ]);
  });
  it('are nobody’s where the name is right and the key another', () => {
    const other = [{ party: 'northwind', vkey: witness.replace('0fe6f724', '0fe6f725') }];
    expect(signaturesOf(note, other).map((one) => one.party)).toEqual(['', '']);
  });
  it('are none where a line is only like one', () => {
    expect(signaturesOf(`${head}— witness.local AAAA\n${head}`, keys)).toEqual([]);
  });
  it('make it agreed only where another party’s witness is among them', () => {
    expect(cosignaturesOf(note, keys, 'hq').map((one) => one.party)).toEqual(['northwind']);
    expect(cosignaturesOf(`${head}${hostLine}\n`, keys, 'hq')).toEqual([]);
    const ownWitness = [{ party: 'hq', vkey: witness }];
    expect(cosignaturesOf(note, ownWitness, 'hq')).toEqual([]);
  });
  it('reach as far as the longest that is agreed, whatever was signed since', () => {
    const at = (size: number, text: string) => ({ size, root: '', made_at: '', signers: [], note: text }) as Checkpoint;
    const alone = `${head}${hostLine}\n`;
    expect(sealOf([at(200, alone), at(90, note), at(126, note)], keys, 'hq').agreed).toBe(126);
    expect(sealOf([at(200, alone)], keys, 'hq')).toEqual({ agreed: 0, by: [] });
  });
});

describe('a public key that is pasted', () => {
  const shown = `  name         concordat.local/h_3jqn925f8bg4gab2\n  public key   ${host}\n  as witness   ${witness}\n`;
  it('is found in what the program printed', () => {
    expect(keyIn(shown)).toMatchObject({ vkey: host });
    expect(keyIn(witness)).toMatchObject({ vkey: witness });
  });
  it('has the digits that Python works out: sha256(key).digest() by twos', async () => {
    const digits = async (text: string) => {
      const read = keyIn(text);
      return 'vkey' in read ? fingerprintOf(read.key) : read.wrong;
    };
    expect(await digits(host)).toBe('35962 31730 27386 48282 02672 21736 63532 61386');
    expect(await digits(witness)).toBe('52587 63691 31813 55179 50463 02734 36607 51731');
  });
  it('is none where it is cut short or goes on, and a private one is known as such', () => {
    expect(keyIn(host.slice(0, -1))).toEqual({ wrong: 'none' });
    expect(keyIn(`${host}A`)).toEqual({ wrong: 'none' });
    expect(keyIn(`PRIVATE+KEY+${host}`)).toEqual({ wrong: 'private' });
  });
});

describe('the timeline', () => {
  it('reads filters from the address and leaves out what is none', () => {
    const read = readRecordSearch({ kind: 'access', from: '2026-11-27', through: 'soon', ticket: '', view: 'verify', more: 'x' });
    expect(read).toEqual({ kind: 'access', from: '2026-11-27', view: 'verify' });
  });
  it('asks for whole days where the viewer is, also on the day of 25 hours', () => {
    // Berlin: 25 October 2026 begins at UTC+2 and ends at UTC+1.
    const query = queryOf({ view: 'verify', kind: 'ticket', from: '2026-10-25', through: '2026-10-25' });
    expect(query).toEqual({ kind: 'ticket', from: '2026-10-24T22:00:00Z', until: '2026-10-25T23:00:00Z' });
  });
  it('puts each day before its entries', () => {
    const lines = ['2026-11-28T00:10:00Z', '2026-11-27T23:30:00Z', '2026-11-27T09:00:00Z'].map((at) => ({ at }) as RecordLine);
    // In Berlin the second is of the 28th, too.
    const days = withDays(lines).map((one) => ('day' in one ? 'day' : one.line.at.slice(8, 13)));
    expect(days).toEqual(['day', '28T00', '27T23', 'day', '27T09']);
  });
  it('knows a kind that the service has no sentence for', () => {
    expect(isKindAlone({ kind: 'access.grant_asked', words: 'access grant asked' })).toBe(true);
    expect(isKindAlone({ kind: 'access.granted', words: 'A person was granted actions for a while.' })).toBe(false);
  });
  it('knows what an entry is about', () => {
    expect(subjectOf('ticket:T9')).toEqual({ kind: 'ticket', id: 'T9' });
    expect(subjectOf('organisation')).toEqual({ kind: 'organisation', id: '' });
  });
});

describe('an entry of the record', () => {
  const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
  const serviceText = read('src/operate/proof/timeline.cpp');
  // docs/record.md has a row for every kind that there is.
  const kinds = [...read('docs/record.md').matchAll(/^\| (`[a-z]+\.[^|]*)\|/gm)].flatMap(([, cell]) => [...(cell ?? '').matchAll(/`([a-z]+\.[a-z_]+)`/g)].map((one) => one[1] ?? ''));
  it('is of one of many kinds', () => expect(kinds.length).toBeGreaterThan(80));
  it.each(kinds)('%s is said in a sentence, and not by its kind', (kind) => {
    // Those that the service says itself have their German by web/sentences.mjs.
    expect(kind in stepWords || kind in entryWords || serviceText.includes(`{"${kind}", "`)).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';

import { firstSpoken } from '../../../web/src/parts/language';
import * as queueDe from '../../../web/src/queue/words.de';
import * as requestsDe from '../../../web/src/requests/words.de';

type Words = Record<string, unknown>;
const english = import.meta.glob<Words>('../../../web/src/*/words.en.ts', { eager: true });
const german = import.meta.glob<Words>('../../../web/src/*/words.de.ts', { eager: true });

/** "words.reach.own: string", for everything that is said. */
function shape(words: unknown, path: string): string[] {
  if (typeof words !== 'object' || words === null) return [`${path}: ${typeof words}`];
  return Object.entries(words).flatMap(([key, value]) => shape(value, path ? `${path}.${key}` : key));
}
function texts(words: unknown): string[] {
  if (typeof words === 'string') return [words];
  return typeof words === 'object' && words !== null ? Object.values(words).flatMap(texts) : [];
}

describe('the words', () => {
  it.each(Object.keys(english))('%s are all there in German', (file) => {
    expect(Object.keys(english).length).toBeGreaterThan(6);
    const twin = german[file.replace('.en.', '.de.')];
    expect(shape(twin, '').sort()).toEqual(shape(english[file], '').sort());
  });

  it('no German text still has a word that only English has', () => {
    const left = Object.values(german).flatMap(texts).filter((one) => /\b(the|and|of|with|your|is|are|this)\b/i.test(one));
    expect(left).toEqual([]);
  });

  it('speaks the first of the browser’s languages that it can', () => {
    expect(firstSpoken(['fr-FR', 'de-AT', 'en'])).toBe('de');
    expect(firstSpoken(['en-GB', 'de'])).toBe('en');
    expect(firstSpoken(['fr', 'pt-BR'])).toBe('en');
    expect(firstSpoken([])).toBe('en');
  });

  it('says a filter in German', () => {
    const name = (value: string) => value;
    expect(queueDe.termWords({ field: 'due', op: 'before', value: '4h' }, name)).toBe('Frist endet in höchstens 4 Stunden');
    expect(queueDe.termWords({ field: 'opened', op: 'after', value: '1d' }, name)).toBe('Gemeldet vor mehr als 1 Tag');
    expect(queueDe.termWords({ field: 'priority', op: 'is', value: '1-2' }, name)).toBe('Priorität 1 bis 2');
    expect(queueDe.termWords({ field: 'resolved', op: 'before', value: '7d' }, name)).toBe('Gelöst vor weniger als 7 Tagen');
    expect(queueDe.termWords({ field: 'watcher', op: 'is', value: 'Nora' }, (said) => said)).toBe('Verfolgt von: Nora');
    expect(queueDe.termWords({ field: 'updated', op: 'before', value: '2026-05-31' }, name)).toBe('Geändert vor 2026-05-31');
  });

  it('has a state for every request', () => {
    expect(requestsDe.statusOf({ state: 'resolved', bearer: 'team' }).tone).toBe('yours');
    expect(requestsDe.statusOf({ state: 'new', bearer: 'nobody' }).short).toBe('Eingegangen');
  });
});

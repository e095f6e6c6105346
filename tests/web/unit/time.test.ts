import { describe, expect, it } from 'vitest';

import { agoWords, dueWords, exactWords, lengthWords, momentWords } from '../../../web/src/parts/time';

const now = Date.UTC(2026, 4, 31, 10, 0, 0);
const before = (s: number) => new Date(now - s * 1000).toISOString();

describe('time in words', () => {
  it.each([
    [0, '0 s'],
    [59, '59 s'],
    [60, '1 min'],
    [3599, '59 min'],
    [3600, '1 h'],
    [3600 + 5 * 60, '1 h 5 min'],
    [86_400, '1 d'],
    [86_400 * 2 + 3600 * 4 + 59, '2 d 4 h'],
    [-5, '0 s'],
  ])('%d seconds are %s', (s, said) => expect(lengthWords(s)).toBe(said));

  it('says how long ago, and the date after a week', () => {
    expect(agoWords(before(10), now)).toBe('now');
    expect(agoWords(before(50), now)).toBe('1 min');
    expect(agoWords(before(3 * 3600 + 1800), now)).toBe('3 h');
    expect(agoWords(before(6.9 * 86_400), now)).toBe('6 d');
    expect(agoWords(before(8 * 86_400), now, 'en-GB')).toBe('23 May');
    expect(agoWords(before(200 * 86_400), now, 'en-GB')).toBe('12 Nov 2025');
  });

  it('says late in words, not only in colour', () => {
    expect(dueWords(before(7200), now)).toEqual({ words: '2 h late', tone: 'late' });
    expect(dueWords(before(-35 * 60), now)).toEqual({ words: 'in 35 min', tone: 'soon' });
    expect(dueWords(before(-5 * 3600), now)).toEqual({ words: 'in 5 h', tone: 'calm' });
  });

  it('is in the reader’s language and zone, and in the agreement’s on hover', () => {
    expect(momentWords('2026-05-31T10:00:00Z', 'de-DE')).toBe('31. Mai, 12:00');
    expect(exactWords('2026-05-31T10:00:00Z', 'en-GB', 'America/New_York')).toContain('06:00:00');
  });
});

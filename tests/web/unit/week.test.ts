import { describe, expect, it } from 'vitest';

import { byLine, mondayOf, placed } from '../../../web/src/agreement/week';

const iso = (at: number) => new Date(at).toISOString();

describe('the week of the agreement', () => {
  it('begins on Monday at midnight in the agreement’s zone', () => {
    // Friday, 27 November 2026: London is at UTC, Berlin an hour ahead, New York five behind.
    const now = Date.UTC(2026, 10, 27, 16, 0, 0);
    expect(iso(mondayOf(now, 'Europe/London'))).toBe('2026-11-23T00:00:00.000Z');
    expect(iso(mondayOf(now, 'Europe/Berlin'))).toBe('2026-11-22T23:00:00.000Z');
    expect(iso(mondayOf(now, 'America/New_York', 1))).toBe('2026-11-30T05:00:00.000Z');
  });

  it('begins there also where the clocks change in between', () => {
    // Summer time begins in London on Sunday, 29 March 2026, at one in the morning.
    const wednesday = Date.UTC(2026, 3, 1, 12, 0, 0);
    expect(iso(mondayOf(wednesday, 'Europe/London'))).toBe('2026-03-29T23:00:00.000Z');
    expect(iso(mondayOf(wednesday, 'Europe/London', -1))).toBe('2026-03-23T00:00:00.000Z');
    // Late on Sunday in UTC it is Monday already in Auckland.
    expect(iso(mondayOf(Date.UTC(2026, 10, 29, 20, 0, 0), 'Pacific/Auckland'))).toBe('2026-11-29T11:00:00.000Z');
  });

  it('places a stretch as shares of itself', () => {
    const week = ['2026-11-23T00:00:00Z', '2026-11-30T00:00:00Z'] as const;
    expect(placed('2026-11-23T12:00:00Z', '2026-11-24T00:00:00Z', ...week)).toEqual({ from: 0.5 / 7, to: 1 / 7 });
    expect(placed('2026-11-20T00:00:00Z', '2026-12-20T00:00:00Z', ...week)).toEqual({ from: 0, to: 1 });
  });

  it('has findings at the lines that they name, once each', () => {
    const one = { rows: [{ file: 'a.toml', line: 3 }, { file: 'a.toml', line: 3 }, { file: 'b.toml', line: 4 }] };
    const two = { rows: [{ file: 'a.toml', line: 3 }] };
    expect([...byLine([one, two], 'a.toml')]).toEqual([[3, [one, two]]]);
  });
});

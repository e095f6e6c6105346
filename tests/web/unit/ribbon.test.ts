import { describe, expect, it } from 'vitest';

import type { Custody } from '../../../web/src/api/types';
import { holderOf, marks, stretches, sums, ticks } from '../../../web/src/ticket/ribbon';

const team = (party: string, name: string) => ({ kind: 'team' as const, party, team: name });

// README.md, "Ask who had a ticket": 09:00 to 17:00, the desk until 10:15, Northwind until 16:40, then resolved.
const custody: Custody = {
  opened: '2026-03-02T09:00:00Z',
  until: '2026-03-02T17:00:00Z',
  intervals: [
    { from: '2026-03-02T09:00:00Z', to: '2026-03-02T10:00:00Z', holder: team('us', 'Desk'), assumed: false },
    { from: '2026-03-02T10:00:00Z', to: '2026-03-02T10:15:00Z', holder: { ...team('us', 'Desk'), person: 'Ana' }, assumed: false },
    { from: '2026-03-02T10:15:00Z', to: '2026-03-02T16:40:00Z', holder: team('northwind', 'Northwind'), assumed: false },
    { from: '2026-03-02T16:40:00Z', to: '2026-03-02T17:00:00Z', holder: { kind: 'resolved' }, assumed: false },
  ],
  sum_s: { resolved: 1200, 'team:northwind/Northwind': 23_100, 'team:us/Desk': 4500 },
  total_s: 28_800,
};

describe('the ball ribbon', () => {
  it('joins what one team had, and fills the line', () => {
    const parts = stretches(custody);
    expect(parts.map((one) => one.seconds)).toEqual([4500, 23_100, 1200]);
    expect(parts[0]?.from).toBe(0);
    expect(parts.at(-1)?.to).toBe(1);
    parts.slice(1).forEach((one, i) => expect(one.from).toBe(parts[i]?.to));
    expect(parts[1]?.from).toBeCloseTo(75 / 480, 12);
  });

  it('leaves a gap between a closure and a reopening', () => {
    const reopened: Custody = {
      ...custody,
      intervals: [custody.intervals[0]!, { ...custody.intervals[3]!, from: '2026-03-02T16:00:00Z' }],
    };
    const parts = stretches(reopened);
    expect(parts[1]!.from - parts[0]!.to).toBeCloseTo(6 / 8, 12);
  });

  it('has sums that add up to the whole, the largest first', () => {
    const parts = sums(custody);
    expect(parts.map((one) => one.key)).toEqual(['team:northwind/Northwind', 'team:us/Desk', 'resolved']);
    expect(parts.reduce((sum, one) => sum + one.seconds, 0)).toBe(custody.total_s);
    expect(parts.reduce((sum, one) => sum + one.share, 0)).toBeCloseTo(1, 12);
  });

  it('reads a key as docs/tickets.md writes it', () => {
    expect(holderOf('team:a%2Fb/c/d')).toEqual({ kind: 'team', party: 'a/b', team: 'c/d' });
    expect(holderOf('team:50%252F/x')).toEqual({ kind: 'team', party: '50%2F', team: 'x' });
    expect(holderOf('nobody')).toEqual({ kind: 'nobody' });
  });

  it('marks clock events and hand-offs where they were', () => {
    const entry = (kind: string, at: string) =>
      ({ sequence: 1, at, recorded: at, kind, words: kind, party: '', audience: 'shared', texts: {} }) as never;
    const found = marks(custody, [
      entry('clock.breached', '2026-03-02T13:00:00Z'),
      entry('ticket.commented', '2026-03-02T13:30:00Z'),
      entry('ticket.offered', '2026-03-02T10:00:00Z'),
      entry('clock.warned', '2026-03-03T10:00:00Z'),
    ]);
    expect(found.map((one) => [one.kind, one.at])).toEqual([
      ['clock.breached', 0.5],
      ['ticket.offered', 0.125],
    ]);
  });

  it('has an axis of a few rounded instants', () => {
    const found = ticks(custody.opened, custody.until, 7);
    expect(found.length).toBeGreaterThan(2);
    expect(found.length).toBeLessThanOrEqual(7);
    found.forEach((one) => expect(one.slice(14, 19)).toBe('00:00'));
  });
});

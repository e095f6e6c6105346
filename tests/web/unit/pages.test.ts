import { describe, expect, it } from 'vitest';

import type { TicketLines } from '../../../web/src/api/types';
import { placeOf, rowsOf } from '../../../web/src/queue/pages';

const page = (...tickets: string[]) => ({ tickets: tickets.map((ticket) => ({ organisation: 'o', ticket })) }) as unknown as TicketLines;

describe('a list that comes by pages', () => {
  const pages = [page('T1', 'T2'), page(), page('T3', 'T4', 'T5')];
  it('is one list, in which each ticket has its place', () => {
    expect(rowsOf(pages, new Set()).map((one) => one.line.ticket)).toEqual(['T1', 'T2', 'T3', 'T4', 'T5']);
    expect(placeOf(pages, 'o T1')).toEqual({ page: 0, index: 0, at: 0 });
    expect(placeOf(pages, 'o T4')).toEqual({ page: 2, index: 1, at: 3 });
    expect(placeOf(pages, 'p T4')).toBeUndefined();
  });
  it('marks what has left it, and makes no other row anew', () => {
    const before = rowsOf(pages, new Set());
    const after = rowsOf([...pages, page('T6')], new Set(['o T4']));
    expect(after.map((one) => one.gone)).toEqual([false, false, false, true, false, false]);
    expect([0, 1, 2, 4].every((i) => after[i] === before[i])).toBe(true);
  });
});

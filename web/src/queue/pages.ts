import type { TicketLine, TicketLines } from '../api/types';

// The rows of a list that comes page by page. What is made of a page is made once, so that a list of 100,000 rows grows and is
// looked through by its pages, not by its rows. Pure.

export interface Row {
  line: TicketLine;
  /** It is not of this list any more, and stays until the list is shown anew. */
  gone: boolean;
}

export const keyOf = (line: { organisation: string; ticket: string }) => `${line.organisation} ${line.ticket}`;

const made = new WeakMap<TicketLines, { rows: Row[]; at: Map<string, number> }>();

function madeOf(page: TicketLines) {
  let one = made.get(page);
  if (!one) {
    const tickets = page.tickets ?? [];
    one = { rows: tickets.map((line) => ({ line, gone: false })), at: new Map(tickets.map((line, i) => [keyOf(line), i])) };
    made.set(page, one);
  }
  return one;
}

export function rowsOf(pages: readonly TicketLines[], gone: ReadonlySet<string>): Row[] {
  return pages.flatMap((page) => {
    const { rows, at } = madeOf(page);
    const some = [...gone].some((key) => at.has(key));
    return some ? rows.map((row) => (gone.has(keyOf(row.line)) ? { ...row, gone: true } : row)) : rows;
  });
}

export interface Place {
  page: number;
  /** In its page. */
  index: number;
  /** In the list. */
  at: number;
}

/** Where a ticket stands in the list. */
export function placeOf(pages: readonly TicketLines[], key: string): Place | undefined {
  let before = 0;
  for (const [page, one] of pages.entries()) {
    const { rows, at } = madeOf(one);
    const index = at.get(key);
    if (index !== undefined) return { page, index, at: before + index };
    before += rows.length;
  }
  return undefined;
}

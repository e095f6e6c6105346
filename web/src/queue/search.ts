// What the address of the queue says: the tab, the filters as one line of text, and the order.

export const tabs = ['with-us', 'with-them', 'with-nobody', 'waiting-for-requester', 'open', 'all'] as const;
export const moreTabs = ['mine', 'offered', 'requested'] as const;
export type Tab = (typeof tabs)[number] | (typeof moreTabs)[number];

export const sorts = ['due', 'updated', 'opened', 'priority', 'resolved', 'closed'] as const;
export type Sort = (typeof sorts)[number];

export interface QueueSearch {
  tab?: Tab;
  q?: string;
  sort?: Sort;
  dir?: 'asc' | 'desc';
  view?: string;
}

const oneOf = <T extends string>(known: readonly T[], value: unknown): T | undefined =>
  known.find((one) => one === value);

export function readQueueSearch(search: Record<string, unknown>): QueueSearch {
  const tab = oneOf<Tab>([...tabs, ...moreTabs], search.tab);
  const sort = oneOf(sorts, search.sort);
  const dir = oneOf(['asc', 'desc'] as const, search.dir);
  const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : undefined);
  const q = text(search.q)?.slice(0, 400);
  const view = text(search.view);
  return {
    ...(tab ? { tab } : {}),
    ...(q ? { q } : {}),
    ...(sort ? { sort } : {}),
    ...(dir ? { dir } : {}),
    ...(view ? { view } : {}),
  };
}

export const tabOf = (search: QueueSearch): Tab => search.tab ?? 'with-us';

/** Which way an order goes when nobody says: the most urgent and the first due, and the last of what has happened. */
export const naturalDirection = (sort: Sort): 'asc' | 'desc' => (sort === 'priority' || sort === 'due' ? 'asc' : 'desc');
export const sortOf = (search: QueueSearch): Sort => search.sort ?? 'updated';
export const directionOf = (search: QueueSearch) => search.dir ?? naturalDirection(sortOf(search));

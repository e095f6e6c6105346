import type { Field, Term } from './filters';
import type { Sort, Tab } from './search';

// The words of the queue.
export const words = {
  title: 'Queue',
  newTicket: 'New ticket',
  filter: 'Filter',
  filterHint: 'subject:printer  priority:1-2  due:<4h',
  removeFilter: (what: string) => `Remove the filter: ${what}`,
  clear: 'Clear',
  columns: 'Columns',
  order: 'Order',
  saveView: 'Save as a view',
  views: 'Saved views',
  noViews: 'No view is saved yet. Set filters, then save them by a name.',
  viewName: 'Its name',
  viewReach: 'For whom',
  reach: { own: 'Me', team: 'My team', shared: 'Everybody' },
  save: 'Save',
  forget: 'Forget this view',
  changed: (n: number) => (n === 1 ? 'One ticket changed place' : `${n} tickets changed place`),
  show: 'Show',
  moved: (where: string) => `now with ${where}`,
  left: 'left this list',
  loading: 'More are on their way',
  end: (n: string) => `That is all: ${n}`,
  none: 'No ticket here',
  noneText: {
    'with-us': 'Nothing is with your people now. What is offered to you stands here as soon as somebody accepts it.',
    'with-them': 'The other companies have nothing of yours now.',
    'with-nobody': 'Every open ticket is with somebody. That is how it should be.',
    'waiting-for-requester': 'Nobody is waiting for an answer of a requester.',
    open: 'Nothing is open. Raise a ticket with c, or import last year’s with `concordat import`.',
    all: 'There is no ticket yet. Raise one with c, or import last year’s with `concordat import`.',
    mine: 'No open ticket has you as its person.',
    offered: 'Nothing is offered to your people now.',
    requested: 'You have asked for nothing yet.',
  } satisfies Record<Tab, string>,
  noneFiltered: 'No ticket of this tab has all of these. Take a filter away.',
  leftOut: 'An organisation is not in this list: it wants a second factor of you first.',
  noDue: 'no clock',
  nobody: 'nobody',
  offeredTo: (party: string) => `offered to ${party}`,
  pick: 'Pick or leave it, for several at once',
  picked: 'picked',
  unpick: 'Pick none',
  pickedCount: (n: number) => (n === 1 ? '1 picked' : `${n} picked`),
  nTickets: (n: number) => (n === 1 ? 'one ticket' : `${n} tickets`),
  results: (done: number, all: number) => `${done} of ${all} done`,
  resultsText: 'These were not. The others are done.',
  targets: 'It is done to each of these',
  balance: 'Who has the open tickets now',
  inList: 'In the list',
  nextTicket: 'Next ticket',
  ticketBefore: 'Ticket before',
  openIt: 'Open it',
  act: 'Do',
  firstStep: 'Begin with an agreement',
  priority: 'Priority',
  prio: 'Prio',
  viewsShort: 'Views',
} as const;

export const tabWords: Record<Tab, string> = {
  'with-us': 'With us',
  'with-them': 'With them',
  'with-nobody': 'With nobody',
  'waiting-for-requester': 'Waiting for the requester',
  open: 'Open',
  all: 'All',
  mine: 'Mine',
  offered: 'Offered to us',
  requested: 'Asked for by me',
};

export const sortWords: Record<Sort, string> = {
  due: 'Next clock',
  updated: 'Last change',
  opened: 'Opened',
  priority: 'Priority',
  resolved: 'Resolved',
  closed: 'Closed',
};

const stateWords: Record<string, string> = {
  new: 'New',
  in_progress: 'In progress',
  on_hold: 'On hold',
  resolved: 'Resolved',
  closed: 'Closed',
  cancelled: 'Cancelled',
};
/** A state in words; an import keeps the words of its source. */
export const stateName = (state: string) => stateWords[state] ?? state;

export const typeWords: Record<string, string> = {
  incident: 'Incident',
  request: 'Request',
  problem: 'Problem',
  change: 'Change',
};

export const columnWords = {
  organisation: 'Organisation',
  with: 'With',
  ticket: 'Ticket',
  subject: 'Subject',
  state: 'State',
  priority: 'Priority',
  category: 'Category',
  person: 'Person',
  requester: 'Requester',
  owner: 'Kept informed by',
  due: 'Next clock',
  opened: 'Opened',
  updated: 'Changed',
  resolved: 'Resolved',
  closed: 'Closed',
} as const;
export type Column = keyof typeof columnWords;

const fieldWords: Record<Field, string> = {
  subject: 'Subject',
  ticket: 'Ticket',
  target: 'Next clock of',
  state: 'State',
  type: 'Kind',
  category: 'Category',
  party: 'With the party',
  team: 'With the team',
  person: 'With the person',
  requester: 'Asked for by',
  owner: 'Kept informed by',
  offered: 'Offered to',
  with: 'With',
  waiting: 'Waits for',
  'waits-for': 'Waits for the party',
  function: 'Function',
  watcher: 'Watched by',
  impact: 'Impact',
  urgency: 'Urgency',
  priority: 'Priority',
  due: 'Due',
  opened: 'Opened',
  updated: 'Changed',
  resolved: 'Resolved',
  closed: 'Closed',
};

const spanWords = (value: string) => {
  const found = /^(\d+)(min|h|d|w)$/.exec(value);
  if (!found) return undefined;
  const unit = { min: 'minute', h: 'hour', d: 'day', w: 'week' }[found[2] as 'min'];
  return `${found[1]} ${unit}${found[1] === '1' ? '' : 's'}`;
};

/** A filter as a person would say it: "Due within 4 hours". */
export function termWords(term: Term, name: (value: string) => string): string {
  const field = fieldWords[term.field];
  if (term.op === 'is') {
    if (term.field === 'priority' && term.value.includes('-')) {
      const [from, to] = term.value.split('-');
      return to ? `Priority ${from} to ${to}` : `Priority ${from} or less urgent`;
    }
    return `${field}: ${name(term.value)}`;
  }
  const span = spanWords(term.value);
  if (!span) return `${field} ${term.op} ${term.value.replace('T', ' ').replace('Z', ' UTC')}`;
  if (term.field === 'due') return term.op === 'before' ? `Due within ${span}` : `Due later than in ${span}`;
  return term.op === 'before' ? `${field} in the last ${span}` : `${field} more than ${span} ago`;
}

/** Why a filter was not understood, and what would have been. */
export const readingWords = {
  noColon: 'Write a filter as field:value, as in subject:printer. Words of whatever was said are found with /.',
  noField: (field: string, fields: string) => `There is no field ${field}. There are ${fields}.`,
  noValue: (field: string) => `${field}: needs a value.`,
  priority: 'A priority is 1, 1-2 or 3-.',
  values: (field: string, values: string) => `${field} is ${values}.`,
  time: (field: string) => `${field}:<4h, ${field}:>2d or ${field}:<2026-05-31.`,
} as const;

export const newTicketWords = {
  title: 'New ticket',
  type: 'What kind',
  subject: 'What it is about',
  description: 'What happened',
  category: 'Category',
  categoryHint: 'A word by which the agreement routes it, as in “network” or “phishing”. May stay empty.',
  more: 'Say how bad it is',
  impact: 'How much stands still',
  urgency: 'How soon it matters',
  levels: ['1 most', '2', '3 least'],
  raise: 'Raise it',
} as const;

// The filters of the queue as a line of text: `priority:1-2 team:nw-noc due:<4h state:on-hold`. The same terms are the chips
// that people click, the query that the service is asked, and what a saved view holds. Pure.

import { readingWords as words } from './words';

export interface Term {
  field: Field;
  /** "before" and "after" of times; "is" of everything else. */
  op: 'is' | 'before' | 'after';
  value: string;
}

export const wordFields = {
  subject: 'subject',
  ticket: 'ticket',
  state: 'state',
  type: 'type',
  category: 'category',
  party: 'party',
  team: 'team',
  person: 'person',
  requester: 'requester',
  owner: 'owner-team',
  offered: 'offered-to',
  target: 'target',
  with: 'bearer',
  waiting: 'waiting-on',
  'waits-for': 'waiting-on-party',
  function: 'function',
  watcher: 'watcher',
  impact: 'impact',
  urgency: 'urgency',
} as const;
export const timeFields = ['due', 'opened', 'updated', 'resolved', 'closed'] as const;
export type Field = keyof typeof wordFields | (typeof timeFields)[number] | 'priority';
export const fields: Field[] = [...(Object.keys(wordFields) as (keyof typeof wordFields)[]), 'priority', ...timeFields];

/** Values that the service knows by a word of its own; in the text a hyphen stands for its underscore. */
export const closedValues: Partial<Record<Field, string[]>> = {
  state: ['new', 'in-progress', 'on-hold', 'resolved', 'closed', 'cancelled'],
  type: ['incident', 'request', 'problem', 'change'],
  with: ['team', 'requester', 'third-party', 'nobody', 'resolved'],
  waiting: ['requester', 'provider', 'internal', 'third-party', 'change', 'problem', 'scheduled'],
};

export interface Parsed {
  terms: Term[];
  /** What could not be read, with what would have been understood. */
  wrong: { text: string; why: string }[];
}

export const isTime = (field: Field): field is (typeof timeFields)[number] => (timeFields as readonly string[]).includes(field);
const span = /^(\d{1,4})(min|h|d|w)$/;
const date = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(\.\d+)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** Splits at blanks outside quotes. */
function pieces(text: string): string[] {
  return text.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? [];
}

export function parse(text: string): Parsed {
  const parsed: Parsed = { terms: [], wrong: [] };
  for (const piece of pieces(text)) {
    const term = readTerm(piece);
    if (typeof term === 'string') parsed.wrong.push({ text: piece, why: term });
    else parsed.terms.push(term);
  }
  return parsed;
}

/** A term, or why there is none. */
function readTerm(piece: string): Term | string {
  const colon = piece.indexOf(':');
  if (colon < 1) return words.noColon;
  const field = piece.slice(0, colon).toLowerCase() as Field;
  const raw = piece.slice(colon + 1).replaceAll('"', '');
  if (!fields.includes(field)) return words.noField(field, fields.join(', '));
  if (raw === '') return words.noValue(field);
  if (isTime(field)) return readTime(field, raw);
  if (field === 'priority') {
    return /^[1-9]\d?(-([1-9]\d?)?)?$/.test(raw) ? { field, op: 'is', value: raw } : words.priority;
  }
  const known = closedValues[field];
  const value = known ? raw.toLowerCase().replaceAll('_', '-') : raw;
  if (known && !known.includes(value)) return words.values(field, known.join(', '));
  return { field, op: 'is', value };
}

function readTime(field: (typeof timeFields)[number], raw: string): Term | string {
  const sign = raw[0];
  const value = sign === '<' || sign === '>' ? raw.slice(1) : '';
  if (!span.test(value) && !date.test(value)) return words.time(field);
  return { field, op: sign === '<' ? 'before' : 'after', value };
}

export function write(terms: Term[]): string {
  const sign = { is: '', before: '<', after: '>' };
  return terms
    .map((one) => `${one.field}:${sign[one.op]}${/\s/.test(one.value) ? `"${one.value}"` : one.value}`)
    .join(' ');
}

const seconds = { min: 60, h: 3600, d: 86_400, w: 604_800 };

/**
 * The parameters of the service's list. A span of a due time lies ahead (`due:<4h`: within four hours), of other times
 * behind (`opened:<2d`: in the last two days). `now` in milliseconds; instants come out to the minute, so that a list
 * keeps its name for a while.
 */
export function parameters(terms: Term[], now: number): Record<string, string> {
  const asked: Record<string, string> = {};
  for (const { field, op, value } of terms) {
    if (isTime(field)) {
      const [bound, instant] = boundOf(field, op, value, now);
      asked[`${field}-${bound}`] = instant;
    } else if (field === 'priority') {
      const [from, to] = value.split('-');
      if (!value.includes('-')) asked.priority = value;
      if (value.includes('-') && from) asked['priority-from'] = from;
      if (to) asked['priority-to'] = to;
    } else {
      asked[wordFields[field]] = closedValues[field] ? value.replaceAll('-', '_') : value;
    }
  }
  return asked;
}

function boundOf(field: Field, op: Term['op'], value: string, now: number): ['from' | 'before', string] {
  const found = span.exec(value);
  if (!found) return [op === 'before' ? 'before' : 'from', new Date(value).toISOString().replace('.000Z', 'Z')];
  const length = Number(found[1]) * seconds[found[2] as keyof typeof seconds] * 1000;
  const ahead = field === 'due';
  const instant = new Date(Math.floor((ahead ? now + length : now - length) / 60_000) * 60_000);
  const said = instant.toISOString().replace('.000Z', 'Z');
  // Less than two days ago: from then on. Due in less than four hours: before then.
  return [(op === 'before') === ahead ? 'before' : 'from', said];
}

/** The other way: a saved view's query to terms; whatever is no filter is left out. */
export function fromParameters(asked: URLSearchParams): Term[] {
  const terms: Term[] = [];
  for (const [field, name] of Object.entries(wordFields) as [keyof typeof wordFields, string][]) {
    const value = asked.get(name);
    if (value) terms.push({ field, op: 'is', value: closedValues[field] ? value.replaceAll('_', '-') : value });
  }
  const [level, from, to] = [asked.get('priority'), asked.get('priority-from'), asked.get('priority-to')];
  const range = level ?? (from || to ? `${from ?? '1'}-${to ?? ''}` : null);
  if (range) terms.push({ field: 'priority', op: 'is', value: range });
  for (const field of timeFields) {
    const [after, before] = [asked.get(`${field}-from`), asked.get(`${field}-before`)];
    if (after) terms.push({ field, op: 'after', value: after });
    if (before) terms.push({ field, op: 'before', value: before });
  }
  return terms;
}

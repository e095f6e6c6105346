import type { Custody, Entry, Holder } from '../api/types';

// The ball ribbon's geometry: a ticket's life as one line from 0 to 1. Pure.

export interface Stretch {
  from: number;
  to: number;
  holder: Holder;
  assumed: boolean;
  start: string;
  end: string;
  seconds: number;
}

export interface Mark {
  at: number;
  instant: string;
  kind: string;
  words: string;
}

export interface Sum {
  key: string;
  holder: Holder;
  seconds: number;
  share: number;
}

const seconds = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 1000;

/** "team:northwind/nw-noc": the party ends at the first slash; a slash in its name is written %2F, a percent sign %25. */
export function holderOf(key: string): Holder {
  if (!key.startsWith('team:')) return { kind: key as Holder['kind'] };
  const slash = key.indexOf('/');
  const party = key.slice(5, slash < 0 ? undefined : slash).replaceAll('%2F', '/').replaceAll('%25', '%');
  return { kind: 'team', party, ...(slash < 0 ? {} : { team: key.slice(slash + 1) }) };
}

/** Stretches in order, each at its place; neighbours with the same team are one. Between a closure and a reopening: a gap. */
export function stretches(custody: Custody): Stretch[] {
  const whole = seconds(custody.opened, custody.until);
  if (whole <= 0) return [];
  const place = (instant: string) => Math.min(1, Math.max(0, seconds(custody.opened, instant) / whole));
  const out: Stretch[] = [];
  for (const one of custody.intervals) {
    const last = out.at(-1);
    if (last && last.end === one.from && last.assumed === one.assumed && sameHolder(last.holder, one.holder)) {
      last.end = one.to;
      last.to = place(one.to);
      last.seconds = seconds(last.start, one.to);
      continue;
    }
    out.push({
      from: place(one.from),
      to: place(one.to),
      holder: one.holder,
      assumed: one.assumed,
      start: one.from,
      end: one.to,
      seconds: seconds(one.from, one.to),
    });
  }
  return out;
}

const sameHolder = (a: Holder, b: Holder) => a.kind === b.kind && a.party === b.party && a.team === b.team;

const marked = new Set([
  'clock.warned',
  'clock.breached',
  'clock.told',
  'ticket.offered',
  'ticket.returned',
  'ticket.timed_out',
  'ticket.reopened',
]);

/** What stands on the line: clock events, offers, returns. */
export function marks(custody: Custody, entries: Entry[]): Mark[] {
  const whole = seconds(custody.opened, custody.until);
  if (whole <= 0) return [];
  return entries
    .filter((one) => marked.has(one.kind))
    .map((one) => ({ at: seconds(custody.opened, one.at) / whole, instant: one.at, kind: one.kind, words: one.words }))
    .filter((one) => one.at >= 0 && one.at <= 1);
}

/** The parts of the whole, the largest first. They add up to the total, to the second. */
export function sums(custody: Custody): Sum[] {
  return Object.entries(custody.sum_s)
    .map(([key, s]) => ({ key, holder: holderOf(key), seconds: s, share: custody.total_s > 0 ? s / custody.total_s : 0 }))
    .sort((a, b) => b.seconds - a.seconds || a.key.localeCompare(b.key));
}

/** Instants for the axis: the rounded step that gives at most `most` of them. */
export function ticks(opened: string, until: string, most: number): string[] {
  const from = Date.parse(opened);
  const to = Date.parse(until);
  const hour = 3_600_000;
  const steps = [hour / 4, hour / 2, hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, 24 * hour, 48 * hour, 168 * hour, 720 * hour, 4320 * hour];
  const step = steps.find((one) => (to - from) / one <= most) ?? 8760 * hour;
  const offset = new Date(from).getTimezoneOffset() * 60_000; // round in the viewer's day
  const out: string[] = [];
  for (let at = Math.ceil((from - offset) / step) * step + offset; at < to; at += step) out.push(new Date(at).toISOString());
  return out;
}

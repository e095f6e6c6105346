// Time as people read it, in the viewer's zone and language; the exact instant is for the hover.

import { locale } from './language';
import { words } from './words';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** A length of time with its two largest units: "2 d 4 h", "35 min", "12 s". */
export function lengthWords(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < minute) return `${s} s`;
  if (s < hour) return `${Math.floor(s / minute)} min`;
  if (s < day) return two(Math.floor(s / hour), 'h', Math.floor((s % hour) / minute), 'min');
  return two(Math.floor(s / day), 'd', Math.floor((s % day) / hour), 'h');
}

function two(large: number, largeUnit: string, small: number, smallUnit: string) {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** How long ago, short enough for a column: "now", "5 min", "3 h", "2 d", then the date. */
export function agoWords(instant: string, now: number, language: string = locale): string {
  const s = (now - Date.parse(instant)) / 1000;
  if (s < 45) return words.now;
  if (s < hour) return `${Math.max(1, Math.round(s / minute))} min`;
  if (s < day) return `${Math.floor(s / hour)} h`;
  if (s < 7 * day) return `${Math.floor(s / day)} d`;
  return dateWords(instant, now, language);
}

/** "12 Mar", and with the year where it is another. */
export function dateWords(instant: string, now: number, language: string = locale): string {
  const date = new Date(instant);
  const sameYear = date.getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(date);
}

/** A day without a time, "2026-03-12", is the same everywhere: "Thu, 12 March 2026". */
export function dayWords(date: string, language: string = locale): string {
  const parts = { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(language, parts).format(new Date(`${date}T00:00:00Z`));
}

/** "12 Mar, 14:05", in a zone where one is given. */
export function momentWords(instant: string, language: string = locale, zone?: string): string {
  return new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    ...(zone ? { timeZone: zone } : {}),
  }).format(new Date(instant));
}

/** Everything, for the hover: weekday, date, time to the second, and the zone's name. */
export function exactWords(instant: string, language: string = locale, zone?: string): string {
  return new Intl.DateTimeFormat(language, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
    ...(zone ? { timeZone: zone } : {}),
  }).format(new Date(instant));
}

export interface DueWords {
  words: string;
  /** late: it is over; soon: within the hour; calm: later. */
  tone: 'late' | 'soon' | 'calm';
}

/** A clock's end against now: "in 35 min", "2 h late". */
export function dueWords(due: string, now: number): DueWords {
  const s = (Date.parse(due) - now) / 1000;
  if (s < 0) return { words: words.late(lengthWords(-s)), tone: 'late' };
  return { words: words.ahead(lengthWords(s)), tone: s <= hour ? 'soon' : 'calm' };
}

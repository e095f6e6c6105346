import type { RecordLine } from '../api/types';

// The filters of the timeline, and its lines by days. Pure.

export interface RecordSearch {
  view?: 'checkpoints' | 'verify';
  kind?: string;
  ticket?: string;
  actor?: string;
  party?: string;
  /** Days: 2026-11-28, both included, in the viewer's zone. */
  from?: string;
  through?: string;
}
const texts = ['kind', 'ticket', 'actor', 'party', 'from', 'through'] as const;

export function readRecordSearch(search: Record<string, unknown>): RecordSearch {
  const read: RecordSearch = {};
  for (const name of texts) {
    const value = search[name];
    const isDay = name !== 'from' && name !== 'through' ? true : /^\d{4}-\d\d-\d\d$/.test(String(value));
    if (typeof value === 'string' && value !== '' && isDay) read[name] = value;
  }
  if (search.view === 'checkpoints' || search.view === 'verify') read.view = search.view;
  return read;
}

export const isFiltered = (search: RecordSearch) => texts.some((one) => search[one] !== undefined);

const instant = (date: Date) => date.toISOString().replace(/\.\d+Z$/, 'Z');
function dayIn(text: string, later: number) {
  const [year = 0, month = 1, day = 1] = text.split('-').map(Number);
  return new Date(year, month - 1, day + later); // midnight where the viewer is, also when the clocks change
}

/** What the service is asked for: its filters, and instants for days. */
export function queryOf(search: RecordSearch): Record<string, string> {
  const { view: _, from, through, ...rest } = search;
  return {
    ...rest,
    ...(from ? { from: instant(dayIn(from, 0)) } : {}),
    ...(through ? { until: instant(dayIn(through, 1)) } : {}),
  };
}

export type Shown = { day: string } | { line: RecordLine };

/** Lines, the last first, with each day before its own; days as the viewer has them. */
export function withDays(lines: RecordLine[]): Shown[] {
  const shown: Shown[] = [];
  let day = '';
  for (const line of lines) {
    const date = new Date(line.at);
    const of = `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
    if (of !== day) shown.push({ day: line.at });
    day = of;
    shown.push({ line });
  }
  return shown;
}

/** Whether the service sent a kind's own words because it has no sentence for it. */
export const isKindAlone = (line: Pick<RecordLine, 'kind' | 'words'>) => line.words === line.kind.replace(/[._]/g, ' ');

/** What an entry is about: "ticket:T9". */
export function subjectOf(subject: string): { kind: string; id: string } {
  const at = subject.indexOf(':');
  return at < 0 ? { kind: subject, id: '' } : { kind: subject.slice(0, at), id: subject.slice(at + 1) };
}

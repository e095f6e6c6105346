// Days across, and where something stands among them. Pure.

const day_ms = 86_400_000;
export const daysShown = 28;

/** Midnight here of the day that an instant is in. */
export function midnightOf(at: number): Date {
  const date = new Date(at);
  date.setHours(0, 0, 0, 0);
  return date;
}

/** Midnights of the days from one on, one more than days: also where the last ends. By the calendar, not by 24 hours. */
export function daysFrom(first: Date, count = daysShown): Date[] {
  return Array.from({ length: count + 1 }, (_, i) => new Date(first.getFullYear(), first.getMonth(), first.getDate() + i));
}

/** Where a stretch stands among those days, in shares from 0 to 1; undefined where it does not. */
export function spanOf(from: string, to: string, days: readonly Date[]): { from: number; to: number } | undefined {
  const first = days[0]?.getTime() ?? 0;
  const whole = (days.at(-1)?.getTime() ?? 0) - first;
  const share = (instant: string) => Math.min(1, Math.max(0, (Date.parse(instant) - first) / whole));
  const [start, end] = [share(from), share(to)];
  return end > start ? { from: start, to: end } : undefined;
}

/** "2026-05-04T10:30" here, for a field of date and time; and back. */
export function forField(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
export const fromField = (text: string): string | undefined => {
  const at = new Date(text);
  return text && Number.isFinite(at.getTime()) ? at.toISOString().replace(/\.\d+Z$/, 'Z') : undefined;
};

/** The next whole hour, some days on. */
export function soon(now: number, days: number, hour: number): Date {
  const date = new Date(now + days * day_ms);
  date.setHours(hour, 0, 0, 0);
  return date;
}

// The week of the grid: where it begins in the agreement's zone, and where a stretch stands in it. Pure.

const day = 86_400_000;

/** How far the zone's wall time is from UTC at an instant, in milliseconds. */
function offset(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(new Date(at));
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wall - Math.floor(at / 1000) * 1000;
}

/** Monday, midnight, in the zone, of the week that `now` is in, and `weeks` further. */
export function mondayOf(now: number, zone: string, weeks = 0): number {
  const wall = now + offset(now, zone);
  const weekday = (new Date(wall).getUTCDay() + 6) % 7;
  const midnight = Math.floor(wall / day) * day - weekday * day + weeks * 7 * day;
  const guess = midnight - offset(midnight, zone);
  return midnight - offset(guess, zone); // once more, where the clocks change in between
}

export interface Placed {
  from: number;
  to: number;
}

/** A stretch as shares of the week, from 0 to 1. */
export function placed(from: string, until: string, weekFrom: string, weekUntil: string): Placed {
  const start = Date.parse(weekFrom);
  const whole = Date.parse(weekUntil) - start;
  const at = (instant: string) => Math.min(1, Math.max(0, (Date.parse(instant) - start) / whole));
  return { from: at(from), to: at(until) };
}

/** Findings by the lines of a file that they name. */
export function byLine<F extends { rows: { file: string; line: number }[] }>(findings: F[], file: string): Map<number, F[]> {
  const found = new Map<number, F[]>();
  for (const one of findings) {
    for (const row of one.rows) {
      if (row.file !== file) continue;
      const known = found.get(row.line) ?? [];
      if (!known.includes(one)) found.set(row.line, [...known, one]);
    }
  }
  return found;
}

interface Flaw {
  rule: string;
  function?: string | undefined;
  activity?: string | undefined;
}

/** A gap and an overlap that the checker finds in a row of the grid; an overlap without an activity is in all of its function. */
export function flawsOf<F extends Flaw>(findings: F[], row: { function: string; activity: string }): { gap?: F; overlap?: F } {
  const found: { gap?: F; overlap?: F } = {};
  for (const one of findings) {
    if (one.function !== row.function || (one.activity && one.activity !== row.activity)) continue;
    if (one.rule === 'gap' && one.activity) found.gap ??= one;
    if (one.rule === 'overlap') found.overlap ??= one;
  }
  return found;
}

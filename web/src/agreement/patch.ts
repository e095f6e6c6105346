// A unified diff of one text, as the checker writes its mends, laid on that text. Pure.

interface Hunk {
  /** Where it begins in the text that it was made of; 0 is the first line. */
  at: number;
  before: string[];
  after: string[];
}

/** Lines with their ends, so that a last line without one stays without. */
const linesOf = (text: string) => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

function hunksOf(patch: string): Hunk[] {
  const hunks: Hunk[] = [];
  const lines = patch.split('\n');
  for (let i = 0; i < lines.length; ++i) {
    const line = lines[i] ?? '';
    const head = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@/.exec(line);
    if (head) {
      const from = Number(head[1]);
      hunks.push({ at: head[2] === '0' ? from : from - 1, before: [], after: [] });
    }
    const hunk = hunks.at(-1);
    if (head || !hunk || !/^[ +-]/.test(line)) continue;
    const whole = line.slice(1) + (lines[i + 1]?.startsWith('\\') ? '' : '\n');
    if (line[0] !== '+') hunk.before.push(whole);
    if (line[0] !== '-') hunk.after.push(whole);
  }
  return hunks;
}

const standsAt = (lines: string[], part: string[], at: number) =>
  at >= 0 && at + part.length <= lines.length && part.every((one, i) => lines[at + i] === one);

/** Where the lines stand: where they are said to, else the only other place where they do. */
function placeOf(lines: string[], part: string[], said: number): number | undefined {
  if (standsAt(lines, part, said)) return said;
  if (part.length === 0) return undefined;
  const places = lines.flatMap((_, at) => (standsAt(lines, part, at) ? [at] : []));
  return places.length === 1 ? places[0] : undefined;
}

/** The text with the patch on it; undefined where its lines are not there any more. */
export function patched(text: string, patch: string): string | undefined {
  const lines = linesOf(text);
  const hunks = hunksOf(patch);
  let grown = 0;
  for (const { at: said, before, after } of hunks) {
    const at = placeOf(lines, before, said + grown);
    if (at === undefined) return undefined;
    lines.splice(at, before.length, ...after);
    grown += after.length - before.length;
  }
  return hunks.length > 0 ? lines.join('') : undefined;
}

/** What of a text becomes what, so that the rest of it, and where one stands in it, is left alone. */
export function changeOf(before: string, after: string): { from: number; to: number; put: string } {
  let from = 0;
  while (from < before.length && before[from] === after[from]) ++from;
  let end = 0;
  while (
    end < before.length - from &&
    end < after.length - from &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  ) {
    ++end;
  }
  return { from, to: before.length - end, put: after.slice(from, after.length - end) };
}

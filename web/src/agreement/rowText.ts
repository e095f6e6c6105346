// Who does an activity, as the text says it in one line: read from it and written back, the rest of the line left alone. Pure.

export interface Doer {
  /** A team or role, by its key. */
  key: string;
  /** As it stands in the text: `"hq-desk"`, `{ team = "nw-noc", after = "30m" }`. */
  raw: string;
  after?: string;
}

export interface Doers {
  /** Where the list stands in the text, with its brackets. */
  from: number;
  to: number;
  list: Doer[];
}

const item = /^\s*(?:"(?<plain>[\w.-]+)"|\{(?<table>[^{}#]*)\})\s*$/;

const escaped = (key: string) => key.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * Who does an activity of a function; undefined where the list goes over several lines, or says more than who and after how
 * long. It is looked for by its table and key: what is typed above it moves it.
 */
export function doersOf(text: string, of: string, activity: string): Doers | undefined {
  const head = new RegExp(`^[ \\t]*\\[function\\.${escaped(of)}\\][^\\n]*\\n`, 'm').exec(text);
  if (!head) return undefined;
  const start = head.index + head[0].length;
  const body = /^[^]*?(?=^[ \t]*\[|$(?![^]))/m.exec(text.slice(start))?.[0] ?? '';
  const found = new RegExp(`^[ \\t]*does\\.${escaped(activity)}[ \\t]*=[ \\t]*(\\[[^\\[\\]#\\n]*\\])`, 'm').exec(body);
  const list = found?.[1];
  if (!found || list === undefined) return undefined;
  const from = start + found.index + found[0].length - list.length;
  const doers: Doer[] = [];
  for (const part of list.slice(1, -1).match(/\{[^{}]*\}|[^,{}]+/g) ?? []) {
    if (part.trim() === '') continue;
    const groups = item.exec(part)?.groups;
    const table = groups?.table;
    const key = groups?.plain ?? (table && /(?:^|[,\s])(?:team|role)\s*=\s*"([\w.-]+)"/.exec(table)?.[1]);
    if (!key) return undefined;
    const after = table && /(?:^|[,\s])after\s*=\s*"([^"]*)"/.exec(table)?.[1];
    doers.push({ key, raw: part.trim(), ...(after ? { after } : {}) });
  }
  return { from, to: from + list.length, list: doers };
}

/** The text with another list there. */
export const withDoers = (text: string, { from, to }: Doers, list: Doer[]) =>
  `${text.slice(0, from)}[${list.map((one) => one.raw).join(', ')}]${text.slice(to)}`;

export const plainDoer = (key: string): Doer => ({ key, raw: `"${key}"` });

/** All teams, then all roles, that the texts name. */
export function namedDoers(texts: { text: string }[]): string[] {
  const whole = texts.map((one) => one.text).join('\n');
  const keys = (kind: string) => [...whole.matchAll(new RegExp(`^\\s*\\[${kind}\\.([\\w-]+)\\]`, 'gm'))].map((one) => one[1] ?? '');
  return [...new Set([...keys('team'), ...keys('role')])];
}

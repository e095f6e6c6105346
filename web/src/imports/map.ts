// The map of an import (docs/imports.md) from what a person chose. Pure.

export const roles = [
  'ticket',
  'subject',
  'at',
  'state',
  'substate',
  'team',
  'party',
  'person',
  'priority',
  'impact',
  'urgency',
  'category',
  'opened',
  'responded',
  'resolved',
  'closed',
  'reopen_count',
  'reassignment_count',
  'sla_met',
] as const;
export type Role = (typeof roles)[number];

export const timeRoles: readonly Role[] = ['at', 'opened', 'responded', 'resolved', 'closed'];

/** States of ours, and on hold by whom it waits for. */
export const ourStates = [
  'new',
  'in_progress',
  'on_hold',
  'waits_for_requester',
  'waits_for_third_party',
  'resolved',
  'closed',
  'cancelled',
] as const;
export type OurState = (typeof ourStates)[number];

export interface Chosen {
  shape: 'ticket' | 'update';
  zone: string;
  timeFormat: string;
  columns: Partial<Record<Role, string>>;
  /** By the source's name; where one is not said, every name is kept as it is. */
  states: Record<string, OurState | undefined>;
  /** The party of a team, by the source's name. */
  teams: Record<string, string>;
}

/** What is still missing before it can be tried. */
export function missingOf(chosen: Chosen): ('ticket' | 'time')[] {
  const time = timeRoles.some((one) => chosen.columns[one]);
  return [...(chosen.columns.ticket ? [] : (['ticket'] as const)), ...(time ? [] : (['time'] as const))];
}

// A text of TOML: what JSON escapes, TOML escapes the same way, but for the one character that JSON leaves.
const quoted = (text: string) => JSON.stringify(text).replace(/\u007f/g, '\\u007f');
const list = (texts: string[]) => `[${texts.map(quoted).join(', ')}]`;

/** Whether every state that the source has is said in our words. */
export const saysStates = (chosen: Chosen) => {
  const all = Object.values(chosen.states);
  return chosen.columns.state !== undefined && all.length > 0 && all.every((one) => one !== undefined);
};

export function mapOf(chosen: Chosen): string {
  const said = saysStates(chosen) ? (Object.entries(chosen.states) as [string, OurState][]) : [];
  const waits = (what: OurState) => said.filter(([, one]) => one === what).map(([name]) => name);
  const lines = [`shape = ${quoted(chosen.shape)}`, `zone = ${quoted(chosen.zone)}`];
  if (chosen.timeFormat) lines.push(`time_format = ${quoted(chosen.timeFormat)}`);
  for (const what of ['waits_for_requester', 'waits_for_third_party'] as const) {
    if (waits(what).length > 0) lines.push(`${what} = ${list(waits(what))}`);
  }
  lines.push('', '[columns]');
  for (const role of roles) {
    const column = chosen.columns[role];
    if (column !== undefined) lines.push(`${role} = ${quoted(column)}`);
  }
  if (said.length > 0) {
    lines.push('', '[states]');
    for (const [name, one] of said) lines.push(`${quoted(name)} = ${quoted(one.startsWith('waits') ? 'on_hold' : one)}`);
  }
  if (chosen.columns.team !== undefined) {
    for (const [name, party] of Object.entries(chosen.teams)) {
      if (party) lines.push('', `[team.${quoted(name)}]`, `party = ${quoted(party)}`);
    }
  }
  return lines.join('\n') + '\n';
}

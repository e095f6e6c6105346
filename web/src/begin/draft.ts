import type { FilledTemplate, Organisation, Week } from '../api/types';

// From a template to an agreement with one's own people. Pure.

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** "Ána Müller" as a key: letters, digits and hyphens, the first name alone. */
export function keyFrom(name: string): string {
  const first = name.trim().split(/[\s@]+/)[0] ?? '';
  return first
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

/** The text with other people in the places of its examples: where they are quoted, declared, or named in a remark. */
export function withPeople(text: string, keys: ReadonlyMap<string, string>): string {
  const changed = [...keys].filter(([from, to]) => to !== '' && from !== to);
  if (changed.length === 0) return text;
  const other = new Map(changed);
  const names = changed.map(([from]) => escaped(from)).join('|');
  const quoted = new RegExp(`"(${names})"`, 'g');
  const declared = new RegExp(`^\\[person\\.(${names})\\]`);
  const remark = new RegExp(`\\b(${names})\\b`, 'g');
  return text
    .split('\n')
    .map((line) => {
      const hash = line.startsWith('#') ? 0 : line.length;
      const code = line
        .slice(0, hash)
        .replace(quoted, (_, key: string) => `"${other.get(key)}"`)
        .replace(declared, (_, key: string) => `[person.${other.get(key)}]`);
      return code + line.slice(hash).replace(remark, (key) => other.get(key) ?? key);
    })
    .join('\n');
}

/** Two people of one name, or none where one is needed: what stands in the way, by the example's key. */
export function clashes(keys: ReadonlyMap<string, string>): Set<string> {
  const seen = new Map<string, string>();
  const wrong = new Set<string>();
  for (const [from, to] of keys) {
    const before = seen.get(to);
    if (before !== undefined) wrong.add(from).add(before);
    if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(to)) wrong.add(from);
    seen.set(to, from);
  }
  return wrong;
}

/** The organisation as the draft would have it, so that the week is drawn before anything is in force. */
export function asDrafted(organisation: Organisation, filled: FilledTemplate, week: Week): Organisation {
  const own = filled.parties.find((one) => one.kind === 'internal')?.key ?? organisation.party;
  const teams = new Map(week.rows.flatMap((row) => row.stretches).filter((one) => one.team).map((one) => [one.team, one.party]));
  return {
    ...organisation,
    party: own,
    parties: filled.parties,
    teams: [...teams].map(([key, party]) => ({ key, name: key, parties: [party], on_duty: false, until: '' })),
    functions: [],
  };
}

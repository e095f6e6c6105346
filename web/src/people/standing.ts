import type { AccessLine, Organisation, Person } from '../api/types';

// Who is who, from what the service says. Pure.

export interface PartyGroup {
  /** The party's key; empty for whoever is of none. */
  party: string;
  people: Person[];
}

/** People by their party, in the order of `parties`; owners first, then who works, then who only asks; each by name. */
export function byParty(people: Iterable<Person>, parties: string[]): PartyGroup[] {
  const groups = new Map<string, Person[]>(parties.map((one) => [one, []]));
  for (const one of people) {
    const known = groups.get(one.party);
    if (known) known.push(one);
    else groups.set(one.party, [one]);
  }
  const rank = (one: Person) => (one.is_owner ? 0 : one.is_administrator ? 1 : one.teams.length > 0 || one.key ? 2 : 3);
  return [...groups].map(([party, of]) => ({
    party,
    people: of.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name)),
  }));
}

/** A name for whatever a line of the record names: a person by id or key, a team, a party. */
export function calledIn(organisation: Organisation, people: Iterable<Person>, who: string): string {
  for (const one of people) {
    if (one.person === who || (one.key !== '' && one.key === who)) return one.name;
  }
  const team = organisation.teams.find((one) => one.key === who);
  const party = organisation.parties.find((one) => one.key === who);
  return team?.name || party?.name || who;
}

/** What a line gives or takes, and the reason that somebody gave. */
export function splitReason(words: string): { what: string; why: string } {
  const at = words.indexOf(': ');
  return at < 0 ? { what: words, why: '' } : { what: words.slice(0, at), why: words.slice(at + 2) };
}

/** The lines of one kind, those that end first before the others. */
export function ofKind(lines: AccessLine[], kind: string): AccessLine[] {
  const end = (one: AccessLine) => (one.until ? Date.parse(one.until) : Infinity);
  return lines.filter((one) => one.what === kind).sort((a, b) => end(a) - end(b) || Date.parse(b.from) - Date.parse(a.from));
}

/** The ticket that an open question or grant is for, where its words name one. */
export const ticketIn = (words: string): string | undefined => / for (T\d+)(?=$|:)/.exec(words)?.[1];

/** An instant as the service reads it, a span such as "4h" or "7d" from now on. */
export function spanFrom(now: number, span: string): string {
  const found = /^(\d+)([hd])$/.exec(span);
  if (!found) throw new Error(`no span: ${span}`);
  const ms = Number(found[1]) * (found[2] === 'h' ? 3_600_000 : 86_400_000);
  return new Date(now + ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** What a party's teams do in a week. */
export interface Taken {
  function: string;
  activity: string;
  hours: number;
}
interface Row {
  function: string;
  activity: string;
  stretches: { from: string; until: string; team: string; party: string }[];
}
export function workOf(rows: Row[], party: string): Taken[] {
  return rows.flatMap((row) => {
    const mine = row.stretches.filter((one) => one.party === party);
    const s = mine.reduce((sum, one) => sum + (Date.parse(one.until) - Date.parse(one.from)) / 1000, 0);
    return s > 0 ? [{ function: row.function, activity: row.activity, hours: Math.round(s / 3600) }] : [];
  });
}

/** Of those who do a piece of work in order of preference: who is left without a party. A role is its own team here. */
export function withoutParty(responsible: string[], teams: Organisation['teams'], party: string): string[] {
  return responsible.filter((one) => {
    const team = teams.find((each) => each.key === one);
    return !team || team.parties.some((each) => each !== party);
  });
}

/** The link of an invitation: its token never reaches a server before it is used. */
export const invitationLink = (origin: string, token: string) => `${origin}/join#${token}`;

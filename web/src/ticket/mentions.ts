import type { Person } from '../api/types';

// People who are named in a comment with an @ before them. Pure.

export interface Mention {
  /** Where the @ stands. */
  at: number;
  /** What was typed after it. */
  typed: string;
}
/** What is being typed after an @ before the caret: up to two words. */
export function mentionAt(text: string, caret: number): Mention | undefined {
  const found = /(^|[\s(])@([\p{L}\p{N}'-]*(?: [\p{L}\p{N}'-]*)?)$/u.exec(text.slice(0, caret));
  return found ? { at: found.index + (found[1]?.length ?? 0), typed: found[2] ?? '' } : undefined;
}

/** Whom it may mean: names that begin so, then those of which another word does; at most six. */
export function mentionable(people: Iterable<Person>, typed: string): Person[] {
  const words = typed.toLowerCase();
  const fits = (name: string) => name.startsWith(words) || name.split(' ').some((one) => one.startsWith(words));
  const later = (one: Person) => Number(!one.name.toLowerCase().startsWith(words));
  return [...people]
    .filter((one) => one.can_sign_in && fits(one.name.toLowerCase()))
    .sort((a, b) => later(a) - later(b))
    .slice(0, 6);
}

/** The text with the name in its place, and where the caret stands then. */
export function completed(text: string, mention: Mention, caret: number, name: string): { text: string; caret: number } {
  const rest = text.slice(caret);
  const before = `${text.slice(0, mention.at)}@${name}${rest.startsWith(' ') ? '' : ' '}`;
  return { text: before + rest, caret: before.length };
}

/** Everybody whom a text names with an @; of names that begin alike, the longest is meant. */
export function mentionedIn(text: string, people: Iterable<Person>): Person[] {
  const all = [...people].filter((one) => one.name !== '');
  const meant = new Set<Person>();
  for (const { index } of text.matchAll(/@/g)) {
    const rest = text.slice(index + 1);
    const named = all.filter((one) => rest.startsWith(one.name) && !/^[\p{L}\p{N}]/u.test(rest.slice(one.name.length)));
    const longest = Math.max(...named.map((one) => one.name.length));
    for (const one of named) if (one.name.length === longest) meant.add(one);
  }
  return all.filter((one) => meant.has(one));
}

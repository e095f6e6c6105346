import type { Person } from '../api/types';

/** Words of the service, with names where they have the ids of people. */
export function withNames(words: string, people: Map<string, Person>): string {
  return words.replace(/\bp_[a-z0-9]{16}\b/g, (id) => people.get(id)?.name ?? id);
}

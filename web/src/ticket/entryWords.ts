import type { Entry } from '../api/types';
import { partyName, type Place } from '../parts/place';
import { words as parts } from '../parts/words';
import { fromService } from '../service/said';
import { nobodyUntilThen, stepWords } from './words';

// A step of a ticket's life in a few words. The service names teams and people by their keys and ids; here they have names.

/** "nw-noc (northwind), p_…" as people know them: "Northwind · Operations, Nils Berg". */
export function named(text: string, place: Place): string {
  const team = (key: string) => place.organisation.teams.find((one) => one.key === key)?.name ?? key;
  return text
    .split(', ')
    .map((one) => fromService(one, 'step'))
    .join(', ')
    .replace(/([\p{L}\p{N}_-]+) \(([\p{L}\p{N}_-]+)\)/gu, (_, key: string, party: string) =>
      `${partyName(place.organisation, party)} · ${team(key)}`)
    .replace(/p_[a-z0-9]+/g, (person) => place.people.get(person)?.name ?? parts.somebody)
    .replace(/, warm$/, '')
    .replace(/, cold$/, nobodyUntilThen)
    .replace('third_party', parts.thirdParty);
}

export function entryWords(entry: Pick<Entry, 'kind' | 'words'>, place: Place): string {
  // Of a kind without words the service says the kind itself.
  const plain = entry.kind.replace('.', ' ').replaceAll('_', ' ');
  const what = entry.words === plain ? '' : named(entry.words, place);
  return stepWords[entry.kind]?.(what) ?? (what || entry.kind.replace(/^[a-z]+\./, '').replaceAll('_', ' '));
}

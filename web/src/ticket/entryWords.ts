import type { Entry } from '../api/types';
import { partyName, type Place } from '../parts/place';

// A step of a ticket's life in a few words. The service names teams and people by their keys and ids; here they have names.

const kinds: Record<string, (what: string) => string> = {
  'ticket.created': (what) => `raised: ${what}`,
  'ticket.observed': (what) => what || 'seen in the import',
  'ticket.classified': (what) => `classified: ${what}`,
  'ticket.prioritised': (what) => what,
  'ticket.owned': (what) => `${what} keeps the requester informed`,
  'ticket.assigned': (what) => `with ${what}`,
  'ticket.started': () => 'work began',
  'ticket.offered': (what) => `offered to ${what}`,
  'ticket.accepted': (what) => `accepted by ${what}`,
  'ticket.returned': () => 'returned',
  'ticket.taken_back': () => 'the offer was taken back',
  'ticket.timed_out': (what) => `nobody answered the offer${what ? `: ${what}` : ''}`,
  'ticket.waiting': (what) => `waits ${what}`,
  'ticket.resumed': () => 'goes on',
  'ticket.resolved': () => 'resolved',
  'ticket.closed': () => 'closed',
  'ticket.cancelled': () => 'cancelled',
  'ticket.reopened': () => 'reopened',
  'ticket.commented': () => 'a comment',
  'clock.warned': (what) => `a clock warns${what ? `: ${what}` : ''}`,
  'clock.breached': (what) => `a promise was not kept${what ? `: ${what}` : ''}`,
  'clock.told': (what) => `the ladder told${what ? ` ${what}` : ' whoever it names'}`,
};

/** "nw-noc (northwind), p_…" as people know them: "Northwind · Operations, Nils Berg". */
export function named(text: string, place: Place): string {
  const team = (key: string) => place.organisation.teams.find((one) => one.key === key)?.name ?? key;
  return text
    .replace(/([\p{L}\p{N}_-]+) \(([\p{L}\p{N}_-]+)\)/gu, (_, key: string, party: string) =>
      `${partyName(place.organisation, party)} · ${team(key)}`)
    .replace(/p_[a-z0-9]+/g, (person) => place.people.get(person)?.name ?? 'somebody')
    .replace(/, warm$/, '')
    .replace(/, cold$/, ', and nobody has it until then')
    .replace('third_party', 'a third party');
}

export function entryWords(entry: Pick<Entry, 'kind' | 'words'>, place: Place): string {
  // Of a kind without words the service says the kind itself.
  const plain = entry.kind.replace('.', ' ').replaceAll('_', ' ');
  const what = entry.words === plain ? '' : named(entry.words, place);
  return kinds[entry.kind]?.(what) ?? (what || entry.kind.replace(/^[a-z]+\./, '').replaceAll('_', ' '));
}

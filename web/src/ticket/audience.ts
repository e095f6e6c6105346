import type { Organisation } from '../api/types';
import { locale } from '../parts/language';
import { partyName } from '../parts/place';
import { audienceWords } from './words';

// Who reads what is written, in words. Colour never says it alone.

export type Choice = 'requester' | 'shared' | 'own';

const list = (names: string[]) => new Intl.ListFormat(locale, { type: 'conjunction' }).format(names);
const names = (organisation: Organisation, parties: string[]) =>
  list(parties.map((one) => partyName(organisation, one)));

/** Before sending: "Emil Weber, Harbour and Northwind will read this." */
export function willRead(choice: Choice, organisation: Organisation, requester: string): string {
  const parties = organisation.parties.map((one) => partyName(organisation, one.key));
  if (choice === 'own') return audienceWords.onlyWillRead(partyName(organisation, organisation.party));
  if (choice === 'shared') {
    return requester ? audienceWords.willReadWithout(list(parties), requester) : audienceWords.willRead(list(parties));
  }
  return audienceWords.willRead(list([...(requester ? [requester] : []), ...parties]));
}

/** Under what was written: "requester", "shared", or the parties with commas. */
export function audienceName(audience: string, organisation: Organisation): { words: string; isPrivate: boolean } {
  if (audience === 'requester') return { words: audienceWords.requesterToo, isPrivate: false };
  if (audience === 'shared') return { words: audienceWords.companiesOnly, isPrivate: false };
  return { words: audienceWords.only(names(organisation, audience.split(','))), isPrivate: true };
}

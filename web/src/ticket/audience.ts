import type { Organisation } from '../api/types';
import { partyName } from '../parts/place';

// Who reads what is written, in words. Colour never says it alone.

export type Choice = 'requester' | 'shared' | 'own';

const list = (names: string[]) => new Intl.ListFormat(undefined, { type: 'conjunction' }).format(names);
const names = (organisation: Organisation, parties: string[]) =>
  list(parties.map((one) => partyName(organisation, one)));

/** Before sending: "Emil Weber, Harbour and Northwind will read this." */
export function willRead(choice: Choice, organisation: Organisation, requester: string): string {
  const parties = organisation.parties.map((one) => partyName(organisation, one.key));
  if (choice === 'own') return `Only ${partyName(organisation, organisation.party)} will read this.`;
  if (choice === 'shared') {
    return `${list(parties)} will read this${requester ? `; ${requester} will not` : ''}.`;
  }
  return `${list([...(requester ? [requester] : []), ...parties])} will read this.`;
}

/** Under what was written: "requester", "shared", or the parties with commas. */
export function audienceName(audience: string, organisation: Organisation): { words: string; isPrivate: boolean } {
  if (audience === 'requester') return { words: 'The requester and all companies', isPrivate: false };
  if (audience === 'shared') return { words: 'All companies, not the requester', isPrivate: false };
  return { words: `Only ${names(organisation, audience.split(','))}`, isPrivate: true };
}

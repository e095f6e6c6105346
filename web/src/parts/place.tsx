import { createContext, useContext } from 'react';

import type { Organisation, Person } from '../api/types';
import holder from './holder.module.css';
import { words } from './words';

// Where somebody is: the organisation, whose people they are there, and the names of everybody.

export interface Place {
  organisation: Organisation;
  me: Person | undefined;
  people: Map<string, Person>;
}

export function placeOf(organisation: Organisation, people: Person[]): Place {
  const known = new Map(people.map((one) => [one.person, one]));
  return { organisation, me: known.get(organisation.me), people: known };
}

const PlaceContext = createContext<Place | undefined>(undefined);
export const PlaceProvider = PlaceContext.Provider;

export function usePlace(): Place {
  const place = useContext(PlaceContext);
  if (!place) throw new Error('This part stands outside an organisation.');
  return place;
}
export const useMaybePlace = () => useContext(PlaceContext);

/** Works here, or only asks for things: who is in no team, owns nothing and is named by no agreement. */
export function isStaff({ me, organisation }: Place): boolean {
  if (organisation.is_owner) return true;
  if (!me) return false;
  const own = organisation.parties.find((one) => one.key === me.party)?.kind ?? 'internal';
  return me.teams.length > 0 || me.key !== '' || me.is_administrator || own !== 'internal';
}

/** The parties in the order of their colours: the organisation's own first. */
export function partyOrder(organisation: Organisation): string[] {
  return [...organisation.parties]
    .sort((a, b) => Number(b.kind === 'internal') - Number(a.kind === 'internal'))
    .map((one) => one.key);
}

export interface HolderFace {
  /** A class of holder.module.css: colour and pattern. */
  face: string;
  name: string;
}

/** How a holder looks and is called. `bearer` is team, requester, third_party, nobody or resolved; empty: its life is over. */
export function holderFace(organisation: Organisation | undefined, bearer: string, party: string): HolderFace {
  if (bearer === 'requester') return { face: holder.requester ?? '', name: words.requester };
  if (bearer === 'third_party') return { face: holder.third ?? '', name: party || words.thirdParty };
  if (bearer === 'nobody') return { face: holder.nobody ?? '', name: words.nobody };
  if (bearer === 'team') return { face: partyFace(organisation, party), name: partyName(organisation, party) };
  return { face: holder.resolved ?? '', name: bearer === 'resolved' ? words.resolved : words.closed };
}

export function partyFace(organisation: Organisation | undefined, party: string): string {
  const order = organisation ? partyOrder(organisation) : [];
  const at = order.indexOf(party);
  const faces = [holder.p0, holder.p1, holder.p2, holder.p3, holder.p4];
  return faces[at < 0 ? hashOf(party) % faces.length : at % faces.length] ?? '';
}

// A party that no agreement names (of an import) still keeps one colour.
const hashOf = (text: string) => Array.from(text).reduce((sum, one) => sum + (one.codePointAt(0) ?? 0), 1);

export const partyName = (organisation: Organisation | undefined, party: string) =>
  organisation?.parties.find((one) => one.key === party)?.name || party;

export const teamName = (organisation: Organisation | undefined, team: string) =>
  organisation?.teams.find((one) => one.key === team)?.name || team;

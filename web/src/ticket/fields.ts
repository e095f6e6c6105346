import type { Ticket } from '../api/types';
import { partyName, type Place } from '../parts/place';
import { typeWords } from '../queue/words';
import type { Fields } from './commands';
import { type Action, formWords, relationWords, waitWords } from './words';

// What each deed asks for.

export interface Field {
  name: string;
  kind: 'pick' | 'line' | 'text';
  label: string;
  hint?: string;
  needed?: boolean;
  preset?: string;
  number?: boolean;
  options?: Option[];
  groups?: { group: string; items: Option[] }[];
}
interface Option {
  value: string;
  label: string;
}

const options = (words: Record<string, string>): Option[] =>
  Object.entries(words).map(([value, label]) => ({ value, label }));
const levels: Option[] = ['1', '2', '3'].map((one) => ({ value: one, label: one }));
const ticketField: Field = { name: 'ticket', kind: 'line', label: formWords.otherTicket, needed: true };

/** Teams by party, with those who are there now said so. */
function teamsByParty(place: Place, which: (parties: string[]) => boolean) {
  const { organisation } = place;
  return organisation.parties
    .map((party) => ({
      group: partyName(organisation, party.key),
      items: organisation.teams
        .filter((team) => team.parties[0] === party.key && which(team.parties))
        .map((team) => ({ value: team.key, label: team.on_duty ? formWords.onDuty(team.name) : team.name })),
    }))
    .filter((one) => one.items.length > 0);
}

function assignFields(ticket: Ticket | undefined, place: Place, values: Fields): Field[] {
  const { organisation, me, people } = place;
  const preset = ticket?.with.party === organisation.party ? ticket.with.team : (me?.teams[0] ?? '');
  const team = String(values.team ?? preset);
  const members = [...people.values()].filter((one) => one.teams.includes(team));
  return [
    {
      name: 'team',
      kind: 'pick',
      label: formWords.ownTeam,
      preset,
      groups: teamsByParty(place, (parties) => parties.includes(organisation.party)),
    },
    {
      name: 'person',
      kind: 'pick',
      label: formWords.person,
      options: [
        { value: '', label: formWords.nobodyInParticular },
        ...members.map((one) => ({ value: one.person, label: one.person === me?.person ? formWords.me(one.name) : one.name })),
      ],
      ...(members.some((one) => one.person === me?.person) ? { preset: me?.person ?? '' } : {}),
    },
  ];
}

export function fieldsOf(action: Action, ticket: Ticket | undefined, place: Place, values: Fields): Field[] {
  const { organisation } = place;
  const target = organisation.teams.find((one) => one.key === values.team);
  const between = !target || !target.parties.includes(organisation.party);
  const forms: Partial<Record<Action, () => Field[]>> = {
    offer: () => [
      { name: 'team', kind: 'pick', label: formWords.team, hint: formWords.teamHint, needed: true, groups: teamsByParty(place, () => true) },
      { name: 'what', kind: 'text', label: formWords.what, needed: true },
      { name: 'tried', kind: 'text', label: formWords.tried, needed: between },
      { name: 'next_step', kind: 'text', label: formWords.nextStep, needed: between },
      {
        name: 'mode',
        kind: 'pick',
        label: formWords.mode,
        preset: 'warm',
        options: [
          { value: 'warm', label: formWords.warm },
          { value: 'cold', label: formWords.cold },
        ],
      },
    ],
    return: () => [{ name: 'reason', kind: 'text', label: formWords.reason, hint: formWords.returnHint, needed: true }],
    reopen: () => [{ name: 'reason', kind: 'text', label: formWords.reason }],
    cancel: () => [{ name: 'reason', kind: 'text', label: formWords.reason, needed: true }],
    assign: () => assignFields(ticket, place, values),
    owner: () => [
      { name: 'team', kind: 'pick', label: formWords.ownTeam, needed: true, preset: ticket?.owner_team ?? '', groups: teamsByParty(place, () => true) },
    ],
    wait: () => [
      { name: 'on', kind: 'pick', label: formWords.waitOn, needed: true, preset: 'requester', options: options(waitWords) },
      ...(['provider', 'third_party'].includes(String(values.on))
        ? [{ name: 'party', kind: 'line', label: formWords.waitParty, needed: values.on === 'provider' } as Field]
        : []),
    ],
    resolve: () => [{ name: 'solution', kind: 'text', label: formWords.solution, hint: formWords.solutionHint }],
    classify: () => [
      { name: 'type', kind: 'pick', label: formWords.type, preset: ticket?.type ?? '', options: options(typeWords) },
      { name: 'category', kind: 'line', label: formWords.category, preset: ticket?.category ?? '' },
    ],
    prioritise: () => [
      { name: 'impact', kind: 'pick', number: true, label: formWords.impact, preset: ticket?.impact ?? '', options: levels },
      { name: 'urgency', kind: 'pick', number: true, label: formWords.urgency, preset: ticket?.urgency ?? '', options: levels },
      { name: 'priority', kind: 'line', number: true, label: formWords.level },
      ...(values.priority ? [{ name: 'reason', kind: 'text', label: formWords.levelReason, needed: true } as Field] : []),
    ],
    merge: () => [ticketField],
    link: () => [
      { name: 'relation', kind: 'pick', label: formWords.relation, preset: 'relates', options: options(relationWords) },
      ticketField,
    ],
    split: () => [{ name: 'subject', kind: 'line', label: formWords.subject, needed: true }],
  };
  return forms[action]?.() ?? [];
}

/** What is sent: what was typed or stood there, numbers as such. */
export function asSent(fields: readonly Field[], values: Fields): Fields {
  const out: Fields = {};
  for (const one of fields) {
    const value = values[one.name] ?? one.preset;
    out[one.name] = one.number && value ? Number(value) : value;
  }
  return out;
}

import { partyName, type Place, teamName } from '../parts/place';
import type { Fields } from '../ticket/commands';
import { asSent, type Field, fieldsOf } from '../ticket/fields';
import { type Action, actionWords, audienceWords, waitWords } from '../ticket/words';
import { words } from './words';

// What a template does, step by step: each is a command of a ticket and what it takes. Pure.

export interface Step {
  command: string;
  with?: Record<string, unknown>;
}

const comment = 'comments';
const deeds: Action[] = ['classify', 'prioritise', 'owner', 'assign', 'offer', 'start', 'wait', 'resume', 'resolve', 'cancel'];

/** What a step can be made of here. What other programs kept besides stays as it is. */
export const commands: { value: string; label: string }[] = [
  { value: comment, label: words.write },
  ...deeds.map((one) => ({ value: one, label: actionWords[one] })),
];
export const canEdit = (command: string) => commands.some((one) => one.value === command);

export const stepName = (command: string) =>
  command === comment ? words.write : ((actionWords as Record<string, string>)[command] ?? command);

export function fieldsOfStep(command: string, place: Place, values: Fields): Field[] {
  if (command !== comment) return fieldsOf(command as Action, undefined, place, values);
  const { organisation } = place;
  return [
    { name: 'text', kind: 'text', label: words.text, needed: true },
    {
      name: 'audience',
      kind: 'pick',
      label: words.audience,
      preset: 'requester',
      options: [
        { value: 'requester', label: audienceWords.everybody },
        { value: 'shared', label: audienceWords.allCompanies },
        { value: 'own', label: audienceWords.only(partyName(organisation, organisation.party)) },
      ],
    },
  ];
}

/** As it is sent: what was left empty is left out. */
export function stepAsSent(step: Step, place: Place): Step {
  if (!canEdit(step.command)) return step;
  const values = valuesOf(step);
  const filled = Object.entries(asSent(fieldsOfStep(step.command, place, values), values)).filter(([, value]) => value !== undefined && value !== '');
  return filled.length > 0 ? { command: step.command, with: Object.fromEntries(filled) } : { command: step.command };
}

export const valuesOf = (step: Step): Fields => (step.with ?? {}) as Fields;

/** What a step still lacks. */
export const lacking = (step: Step, place: Place): string[] =>
  canEdit(step.command)
    ? fieldsOfStep(step.command, place, valuesOf(step))
        .filter((one) => one.needed && !(valuesOf(step)[one.name] ?? one.preset))
        .map((one) => one.name)
    : [];

/** What it takes, in short: the text that is written, the team that gets it. */
export function stepDetail(step: Step, place: Place): string {
  const given = step.with ?? {};
  const said = (name: string) => (typeof given[name] === 'string' || typeof given[name] === 'number' ? String(given[name]) : '');
  const level = [said('impact') && `${words.impact} ${said('impact')}`, said('urgency') && `${words.urgency} ${said('urgency')}`];
  const party = said('party') && partyName(place.organisation, said('party'));
  const parts = [
    said('text') || said('solution') || said('reason') || said('what'),
    said('team') && teamName(place.organisation, said('team')),
    said('person') && (place.people.get(said('person'))?.name ?? ''),
    said('on') && (waitWords[said('on')] ?? said('on')),
    party,
    said('category'),
    ...level,
    said('priority'),
  ];
  return parts.filter((one) => one !== '').join(', ');
}

// The words that the service fills in by itself.
export const knownWords = ['requester', 'ticket', 'subject', 'me'] as const;

/** The words that somebody has to give when the template is used, in the order in which they stand. */
export function wordsToGive(steps: readonly Step[]): string[] {
  const found = JSON.stringify(steps.map((one) => one.with ?? {})).matchAll(/\{\{([^{}"\\]+)\}\}/g);
  const names = [...found].map((one) => one[1] ?? '');
  return [...new Set(names)].filter((one) => !(knownWords as readonly string[]).includes(one));
}

/** The text with "{{name}}" replaced, as the service does it: a name that is not known stays as it is written. */
export const filledIn = (text: string, given: Record<string, string>) =>
  text.replace(/\{\{([^{}]*)\}\}/g, (whole, name: string) => given[name] ?? whole);

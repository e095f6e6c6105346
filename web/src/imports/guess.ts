import type { OurState, Role } from './map';

// What the columns of another desk's log may mean: guessed by their names and values, to be looked at by a person. Pure.

// By the names that desks give them; earlier ones are surer.
const names: Record<Role, string[]> = {
  ticket: ['ticket', 'ticket_id', 'issue_key', 'number', 'ticket_number', 'incident', 'case_id', 'id', '', 'key', 'nummer', 'vorgang'],
  at: ['sys_updated_at', 'last_updated_time', 'last_update', 'last_action_date', 'updated_at', 'updated', 'when', 'changed', 'timestamp', 'geändert', 'zeitpunkt'],
  state: ['incident_state', 'state', 'status', 'zustand'],
  substate: ['substate', 'substatus', 'sub_status'],
  team: ['assignment_group', 'assigned_to_technician_group', 'custom_field_team', 'team', 'group', 'gruppe', 'queue'],
  party: ['party', 'partei', 'provider'],
  person: ['assigned_to_technician', 'assigned_to', 'assignee', 'agent', 'owner', 'technician', 'who', 'bearbeiter'],
  priority: ['priority', 'priorität'],
  impact: ['impact', 'auswirkung'],
  urgency: ['urgency', 'dringlichkeit'],
  category: ['category', 'category_1', 'issue_type', 'kategorie'],
  subject: ['subject', 'summary', 'title', 'short_description', 'betreff', 'titel'],
  opened: ['opened_at', 'created_at', 'created_time', 'opening_date', 'date_occurred', 'created', 'opened', 'erstellt', 'gemeldet'],
  responded: ['first_response_at', 'initial_response_time', 'date_responded', 'responded'],
  resolved: ['resolved_at', 'resolved_time', 'resolution_date', 'resolved', 'gelöst'],
  closed: ['closed_at', 'closed_time', 'closing_date', 'date_closed', 'closed', 'geschlossen'],
  reopen_count: ['reopen_count', 'reopened'],
  reassignment_count: ['reassignment_count'],
  sla_met: ['made_sla', 'fix_sla_met', 'sla_met', 'resolution_status'],
};

const plain = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '');

/** The column for each role that one was found for; a name that occurs twice is none, and none serves twice. */
export function guessColumns(header: string[]): Partial<Record<Role, string>> {
  const found: Partial<Record<Role, string>> = {};
  const single = header.filter((one) => header.indexOf(one) === header.lastIndexOf(one));
  const taken = new Set<string>();
  for (const [role, known] of Object.entries(names) as [Role, string[]][]) {
    // A column without letters is only the ticket's: "#".
    for (const name of known) {
      const column = single.find((one) => one !== '' && plain(one) === name && !taken.has(one));
      if (column === undefined) continue;
      found[role] = column;
      taken.add(column);
      break;
    }
  }
  return found;
}

interface Format {
  format: string;
  looks: RegExp;
}
// ISO 8601 needs none. Where day and month cannot be told apart, the day is first, unless a value says otherwise.
const formats: Format[] = [
  { format: '', looks: /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:?\d\d)?)?$/ },
  { format: '%d/%m/%Y %H:%M', looks: /^([0-2]?\d|3[01])\/(0?\d|1[0-2])\/\d{4} \d?\d:\d\d$/ },
  { format: '%d/%m/%Y %H:%M:%S', looks: /^([0-2]?\d|3[01])\/(0?\d|1[0-2])\/\d{4} \d?\d:\d\d:\d\d$/ },
  { format: '%m/%d/%Y %H:%M', looks: /^(0?\d|1[0-2])\/([0-2]?\d|3[01])\/\d{4} \d?\d:\d\d$/ },
  { format: '%m/%d/%Y %I:%M %p', looks: /^(0?\d|1[0-2])\/([0-2]?\d|3[01])\/\d{4} \d?\d:\d\d [AaPp][Mm]$/ },
  { format: '%d.%m.%Y %H:%M', looks: /^([0-2]?\d|3[01])\.(0?\d|1[0-2])\.\d{4} \d?\d:\d\d$/ },
  { format: '%d.%m.%Y %H:%M:%S', looks: /^([0-2]?\d|3[01])\.(0?\d|1[0-2])\.\d{4} \d?\d:\d\d:\d\d$/ },
  { format: '%d/%b/%y %I:%M %p', looks: /^\d?\d\/[A-Za-z]{3}\/\d\d \d?\d:\d\d [AaPp][Mm]$/ },
  { format: '%d-%m-%Y %H:%M', looks: /^([0-2]?\d|3[01])-(0?\d|1[0-2])-\d{4} \d?\d:\d\d$/ },
];
export const knownFormats = formats.map((one) => one.format);

/** The form of times that fits the most of these values. */
export function guessTimeFormat(values: string[]): string {
  const fits = (one: Format) => values.filter((value) => one.looks.test(value)).length;
  return formats.reduce((best, one) => (fits(one) > fits(best) ? one : best)).format;
}

/** A row for each ticket, unless tickets occur again and again. */
export function guessShape(tickets: string[]): 'ticket' | 'update' {
  return new Set(tickets).size < tickets.length ? 'update' : 'ticket';
}

const states: [RegExp, OurState][] = [
  [/cancel|storniert|abgebrochen/, 'cancelled'],
  [/waiting_for_support/, 'in_progress'],
  [/(wait|await|pending|with).*(user|customer|requester|caller|client)|wartet_auf_(anwender|kunde)/, 'waits_for_requester'],
  [/(wait|await|pending|with).*(vendor|supplier|third|partner)/, 'waits_for_third_party'],
  [/hold|pend|wait|wartet|angehalten/, 'on_hold'],
  [/reopen/, 'in_progress'],
  [/clos|geschlossen/, 'closed'],
  [/resolv|solved|done|complete|fixed|gelöst|erledigt/, 'resolved'],
  [/progress|work|process|active|assign|escalat|bearbeitung/, 'in_progress'],
  [/new|regist|submitted|neu/, 'new'],
];
/**
 * Which states of ours a source's may be, by its names; undefined where a name says nothing. "Open" is worked on, unless
 * another state is that and none is new.
 */
export function guessStates(sources: string[]): Record<string, OurState | undefined> {
  const alone = (name: string) => states.find(([looks]) => looks.test(plain(name)))?.[1];
  const isOpen = (name: string) => /^(open|offen)$/.test(plain(name));
  const rest = sources.filter((one) => !isOpen(one)).map(alone);
  const open = !rest.includes('new') && rest.includes('in_progress') ? 'new' : 'in_progress';
  const guess = (name: string) => (isOpen(name) ? open : alone(name));
  return Object.fromEntries(sources.map((one) => [one, guess(one)]));
}

import type { Ticket, TicketLine } from '../api/types';

// Whether a ticket that changed is still of the list that is shown, as the service would say. Pure.

const open = (state: string) => !['resolved', 'closed', 'cancelled'].includes(state);

/** By the tab and those filters that a change of a ticket moves; `asked` are the parameters of the list. */
export function belongs(asked: Record<string, string>, ticket: Ticket, myParty: string, me: string): boolean {
  const { bearer, party, team, person } = ticket.with;
  const inTab: Record<string, () => boolean> = {
    'with-us': () => open(ticket.state) && bearer === 'team' && party === myParty,
    'with-them': () => open(ticket.state) && bearer === 'team' && party !== myParty,
    'with-nobody': () => open(ticket.state) && bearer === 'nobody',
    'waiting-for-requester': () => open(ticket.state) && bearer === 'requester',
    mine: () => open(ticket.state) && person?.person === me,
    offered: () => open(ticket.state) && ticket.offer?.to_party === myParty,
    requested: () => ticket.requester?.person === me,
    open: () => open(ticket.state),
    all: () => true,
  };
  if (!(inTab[asked.tab ?? 'open']?.() ?? true)) return false;
  const is: [string, string | undefined][] = [
    ['state', ticket.state],
    ['type', ticket.type],
    ['category', ticket.category],
    ['bearer', bearer],
    ['party', party],
    ['team', team],
    ['priority', ticket.priority],
    ['owner-team', ticket.owner_team],
    ['offered-to', ticket.offer?.to_party ?? ''],
    ['waiting-on', ticket.waiting_on],
    ['waiting-on-party', ticket.waiting_on_party],
    ['function', ticket.function],
    ['impact', ticket.impact],
    ['urgency', ticket.urgency],
  ];
  if (asked.subject && !saysAll(ticket.subject, asked.subject)) return false;
  if (asked.ticket && asked.ticket !== ticket.ticket) return false;
  const watcher = asked.watcher === 'me' ? me : asked.watcher;
  if (watcher && !ticket.watchers.some((one) => one.person === watcher)) return false;
  if (!within(asked, 'resolved', ticket.resolved) || !within(asked, 'closed', ticket.closed)) return false;
  return is.every(([name, value]) => asked[name] === undefined || asked[name] === value);
}

/** Whether it ended when it is asked for: a ticket that is reopened has not ended. */
function within(asked: Record<string, string>, when: 'resolved' | 'closed', at: string | undefined): boolean {
  const [from, before] = [asked[`${when}-from`], asked[`${when}-before`]];
  if (asked.sort !== when && from === undefined && before === undefined) return true;
  if (!at) return false;
  const time = Date.parse(at);
  return (from === undefined || time >= Date.parse(from)) && (before === undefined || time < Date.parse(before));
}

const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** Whether a subject has the words that are asked for: `begin*`, and none that stands behind a minus. */
export function saysAll(subject: string, asked: string): boolean {
  const known = plain(subject);
  return asked
    .split(/\s+/)
    .filter(Boolean)
    .every((piece) => {
      const unwanted = piece.startsWith('-');
      const begins = piece.endsWith('*');
      const parts = plain(piece);
      const has = parts.every((part, i) =>
        known.some((word) => word === part || (begins && i === parts.length - 1 && word.startsWith(part))),
      );
      return parts.length === 0 || has !== unwanted;
    });
}

/** The row of a ticket, brought up to what the ticket says now. */
export function lineOf(line: TicketLine, ticket: Ticket): TicketLine {
  const running = (ticket.clocks ?? []).filter((one) => one.due && one.state === 'running');
  const next = running.sort((a, b) => (a.due as string).localeCompare(b.due as string))[0];
  return {
    ...line,
    type: ticket.type,
    state: ticket.state,
    subject: ticket.subject,
    category: ticket.category,
    priority: ticket.priority,
    bearer: ticket.with.bearer,
    party: ticket.with.party,
    team: ticket.with.team,
    person: ticket.with.person?.person ?? '',
    offered_to: ticket.offer?.to_party ?? '',
    owner_team: ticket.owner_team,
    updated: ticket.updated,
    function: ticket.function,
    impact: ticket.impact,
    urgency: ticket.urgency,
    waiting_on: ticket.waiting_on,
    waiting_on_party: ticket.waiting_on_party,
    resolved: ticket.resolved,
    closed: ticket.closed,
    ...(next?.due ? { due: next.due, target: next.target } : {}),
    ...(!next && line.due ? { due: undefined as unknown as string, target: '' } : {}),
  };
}

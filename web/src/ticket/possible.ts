import type { Ticket } from '../api/types';
import type { Action } from './words';

// What can be done with a ticket as it stands. The agreement says whether somebody may; this says only what the ticket's
// state leaves open, so that no button stands there that could never work (docs/tickets.md). Pure.

const openStates = ['new', 'in_progress', 'on_hold'];
const known = [...openStates, 'resolved', 'closed', 'cancelled'];

export interface Possible {
  /** What somebody of this party would do next, first. */
  first: Action[];
  rest: Action[];
}

export function possible(ticket: Ticket, myParty: string): Possible {
  // A source's own state is open: all that is possible in progress is.
  const state = known.includes(ticket.state) ? ticket.state : 'in_progress';
  if (ticket.merged_into) return { first: [], rest: [] };
  if (state === 'resolved') return { first: ['close', 'reopen'], rest: ['merge', 'link'] };
  if (!openStates.includes(state)) return { first: ['reopen'], rest: ['link'] };

  const { offer } = ticket;
  const withUs = ticket.with.party === myParty && ticket.with.team !== '';
  const first: Action[] = [];
  if (offer) {
    if (offer.to_party === myParty) first.push('accept', 'return');
    if (offer.from_party === myParty) first.push('take-back');
  } else {
    if (state === 'new') first.push('start');
    if (state === 'on_hold') first.push('resume');
    if (withUs) first.push('offer');
    else first.push('assign');
  }
  if (withUs && state !== 'on_hold') first.push('wait');
  if (withUs || !offer) first.push('resolve');
  const rest: Action[] = (['assign', 'offer', 'wait', 'classify', 'prioritise', 'owner', 'link', 'merge', 'split', 'cancel'] as const).filter(
    (one) => !first.includes(one) && !(offer && one === 'offer'),
  );
  return { first, rest };
}

import type { Ticket } from '../api/types';

// What can be done with a major incident as it stands (docs/tickets.md). Pure.

export type MajorDeed = 'propose' | 'accept' | 'reject' | 'update' | 'roles' | 'review';

export interface MajorField {
  name: 'why' | 'manager' | 'communications' | 'technical' | 'next_update_minutes' | 'reason' | 'text' | 'findings' | 'actions';
  kind: 'text' | 'person' | 'minutes';
  needed?: boolean;
  preset?: string;
}

const over = (ticket: Ticket) => ['resolved', 'closed', 'cancelled'].includes(ticket.state);

/** Whether somebody may say that this incident is a major one. */
export const canBeMajor = (ticket: Ticket) =>
  ticket.type === 'incident' && !over(ticket) && ticket.merged_into === '' && !ticket.imported && (!ticket.major || ticket.major.state === 'rejected');

export function majorDeeds(ticket: Ticket, me: string, mayApprove: boolean): MajorDeed[] {
  const { major } = ticket;
  const leads = mayApprove || major?.manager?.person === me;
  if (!major || ticket.merged_into !== '') return [];
  if (major.state === 'candidate') return mayApprove && !over(ticket) ? ['accept', 'reject'] : [];
  if (major.state !== 'accepted') return [];
  if (over(ticket)) return leads ? ['review'] : [];
  return [...(leads || major.communications?.person === me ? (['update'] as const) : []), ...(leads ? (['roles'] as const) : [])];
}

export function fieldsOfDeed(deed: MajorDeed, ticket: Ticket, me: string): MajorField[] {
  const role = (name: 'manager' | 'communications' | 'technical', otherwise = ''): MajorField => ({
    name,
    kind: 'person',
    preset: ticket.major?.[name]?.person ?? otherwise,
  });
  const next: MajorField = { name: 'next_update_minutes', kind: 'minutes', preset: '30' };
  const fields: Record<MajorDeed, MajorField[]> = {
    propose: [{ name: 'why', kind: 'text', needed: true }],
    accept: [role('manager', me), role('communications'), role('technical'), next],
    reject: [{ name: 'reason', kind: 'text', needed: true }],
    roles: [role('manager'), role('communications'), role('technical')],
    update: [{ name: 'text', kind: 'text', needed: true }, next],
    review: [
      { name: 'findings', kind: 'text', needed: true },
      { name: 'actions', kind: 'text' },
    ],
  };
  return fields[deed];
}

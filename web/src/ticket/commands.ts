import { change, client } from '../api/client';
import type { Ticket } from '../api/types';
import type { Action } from './words';

// Each deed on a ticket is a POST to a path of its name; the service answers the ticket as it stands then.

const base = '/api/v1/organisations/{organisation}/tickets/{ticket}';
const withoutBody: Action[] = ['start', 'resume', 'accept', 'take-back', 'close'];

export const needsForm = (action: Action) => !withoutBody.includes(action);

export type Fields = Record<string, string | number | undefined>;

export function doAction(organisation: string, ticket: string, action: Action, fields: Fields): Promise<Ticket> {
  const body = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''));
  return change((header) =>
    // One shape for all of them: their paths differ in the last word alone, and the service checks each body.
    client.POST(`${base}/${action}` as `${typeof base}/offer`, {
      params: { path: { organisation, ticket }, header },
      ...(withoutBody.includes(action) ? {} : { body: body as never }),
    } as never),
  ) as Promise<Ticket>;
}

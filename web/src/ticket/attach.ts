import { ask, freshKey } from '../api/client';
import type { Ticket } from '../api/types';
import type { Choice } from './audience';

/** A pasted picture has no name worth keeping; it gets the time. */
export function nameOf(file: File, now: Date): string {
  if (file.name && file.name !== 'image.png') return file.name;
  const stamp = now.toISOString().slice(0, 19).replace('T', ' ').replaceAll(':', '-');
  return `Picture ${stamp}.${file.type.split('/')[1] ?? 'png'}`;
}

/** Attaches a file: its bytes are the body. */
export async function attach(organisation: string, ticket: string, file: File, audience: Choice): Promise<Ticket> {
  const query = new URLSearchParams({ name: nameOf(file, new Date()), audience });
  const address = `/api/v1/organisations/${organisation}/tickets/${encodeURIComponent(ticket)}/attachments?${query.toString()}`;
  const sending = fetch(address, {
    method: 'POST',
    body: file,
    headers: { 'Content-Type': 'application/octet-stream', 'Idempotency-Key': freshKey() },
  }).then(async (response) => {
    const said = (await response.json().catch(() => undefined)) as unknown;
    return response.ok ? { data: said as Ticket, response } : { error: said, response };
  });
  return ask<Ticket>(sending as Promise<{ data?: Ticket; error?: unknown; response: Response }>);
}

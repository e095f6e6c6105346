import createClient from 'openapi-fetch';

import { noConnection, Problem, problemOf } from './problem';
import type { paths } from './schema';

// The one way to the service. Every change carries an Idempotency-Key that stays the same while it is tried again, so that
// an answer lost on the way does nothing twice.
export const client = createClient<paths>({ baseUrl: '', headers: { Accept: 'application/json' } });

type Answered<T> = Promise<{ data?: T; error?: unknown; response: Response }>;

let onSignedOut: (() => void) | undefined;

/** Who is told when the service does not know this browser any more (revoked, ended, signed out elsewhere). */
export function whenSignedOut(told: () => void) {
  onSignedOut = told;
}

/** The answer, or a Problem thrown. */
export async function ask<T>(asking: Answered<T>): Promise<T> {
  return (await askWhole(asking)).data;
}

/** The answer with its ETag, for a change that must not pass over somebody else's. */
export async function askWhole<T>(asking: Answered<T>): Promise<{ data: T; etag: string }> {
  let answered: Awaited<Answered<T>>;
  try {
    answered = await asking;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw noConnection();
  }
  const { data, error, response } = answered;
  if (!response.ok) {
    const problem = problemOf(response.status, error);
    if (problem.code === 'not-signed-in') onSignedOut?.();
    throw problem;
  }
  return { data: data as T, etag: response.headers.get('ETag') ?? '' };
}

/** With a change of what was read: it is refused where somebody else changed that in the meantime. */
export const matching = (etag: string) => (etag ? { headers: { 'If-Match': etag } } : {});

/** A name that nobody had before; also where the page is not in a secure context, as behind a plain proxy at home. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/**
 * A change, tried again with the same key where the connection broke or the service was busy. `send` gets the header to
 * give with the request.
 */
export async function change<T>(send: (header: { 'Idempotency-Key': string }) => Answered<T>): Promise<T> {
  const header = { 'Idempotency-Key': freshKey() };
  for (let tried = 0; ; ++tried) {
    try {
      return await ask(send(header));
    } catch (error) {
      const passing = error instanceof Problem && (error.code === 'no-connection' || error.status === 503);
      if (!passing || tried >= 2) throw error;
      await pause(400 * 2 ** tried);
    }
  }
}

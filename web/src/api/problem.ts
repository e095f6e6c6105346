import { fromService } from '../service/said';
import { words } from './words';

// A refusal of the service (RFC 9457): what is wrong, where, and what to do. Everything that a request can end in other than
// its answer is one of these, so that a page has one way to show it.
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string;
  readonly fields: readonly { pointer: string; detail: string }[];

  constructor(status: number, code: string, detail: string, hint = '', fields: readonly FieldError[] = []) {
    super(detail);
    this.status = status;
    this.code = code;
    this.hint = hint;
    this.fields = fields;
  }

  // What is said of one member of the body: "/email".
  at(pointer: string): string | undefined {
    return this.fields.find((one) => one.pointer === pointer)?.detail;
  }
}

export interface FieldError {
  pointer: string;
  detail: string;
}

interface ProblemDocument {
  detail?: string;
  title?: string;
  code?: string;
  hint?: string;
  errors?: FieldError[];
}

export function problemOf(status: number, document: unknown): Problem {
  const said = (typeof document === 'object' && document !== null ? document : {}) as ProblemDocument;
  return new Problem(
    status,
    said.code ?? `http-${status}`,
    fromService(said.detail ?? said.title ?? '') || words.answered(status),
    fromService(said.hint ?? ''),
    (said.errors ?? []).map(({ pointer, detail }) => ({ pointer, detail: fromService(detail) })),
  );
}

export const noConnection = () =>
  new Problem(0, 'no-connection', words.cut, words.cutHint);

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(0, 'page', error instanceof Error ? error.message : String(error), words.reload);
}

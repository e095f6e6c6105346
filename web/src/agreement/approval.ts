// What `concordat agreement sign` made, as somebody pastes, drops or picks it. Pure.

export interface Approval {
  party: string;
  vkey: string;
  signature: string;
}
export type ReadApproval = { approval: Approval } | { wrong: 'not-json' | 'not-an-approval' | 'version-itself' | 'other-party' };

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** The approval, or what it is instead; `party` is whose it has to be. */
export function readApproval(text: string, party: string): ReadApproval {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return { wrong: 'not-json' };
  }
  const one = (typeof said === 'object' && said !== null ? said : {}) as Record<string, unknown>;
  if ('statement' in one) return { wrong: 'version-itself' };
  const { party: whose, vkey, signature } = one;
  if (!isText(whose) || !isText(vkey) || !isText(signature)) return { wrong: 'not-an-approval' };
  if (whose !== party) return { wrong: 'other-party' };
  return { approval: { party: whose, vkey, signature } };
}

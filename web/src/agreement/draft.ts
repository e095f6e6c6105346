import type { ShownVersion } from '../api/types';
import { useDraft } from '../parts/draft';

export interface AgreementText {
  file: string;
  text: string;
}

/** What somebody changes and has not proposed: kept in this browser until it is, or is thrown away. */
export interface AgreementDraft {
  /** The version that it was begun from, and the versions that there were by then (the ETag of their list). */
  base: string;
  etag: string;
  texts: AgreementText[];
  /** Lists of holidays that the texts name and that are not built in. */
  lists: AgreementText[];
}

export const draftKey = (organisation: string) => `agreement ${organisation}`;

export function useAgreementDraft(organisation: string) {
  return useDraft<AgreementDraft | null>(draftKey(organisation), null);
}

export const textsOf = (shown: Pick<ShownVersion, 'texts'>): AgreementText[] =>
  shown.texts.map(({ file, text }) => ({ file, text }));

export const sameTexts = (a: AgreementText[], b: AgreementText[]) =>
  a.length === b.length && a.every((one, i) => one.file === b[i]?.file && one.text === b[i]?.text);

/** Texts of an agreement end in .toml; whatever else is added is a list that one of them names. */
export const isAgreementText = (file: string) => file.endsWith('.toml');

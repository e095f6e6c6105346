import type { CatalogueItem, FormField } from '../api/types';
import { locale } from '../parts/language';
import { dayWords } from '../parts/time';

// A form of the catalogue, filled in. Pure.

export type Filled = Record<string, string>;

/** What is sent: numbers and yes or no as such, and nothing of what was left empty. */
export function answersOf(item: CatalogueItem, filled: Filled): Record<string, string | number | boolean> {
  const answers: Record<string, string | number | boolean> = {};
  for (const field of item.fields) {
    const text = (filled[field.key] ?? '').trim();
    if (text === '') continue;
    if (field.kind === 'number') answers[field.key] = Number(text);
    else if (field.kind === 'yes_no') answers[field.key] = text === 'yes';
    else answers[field.key] = text;
  }
  return answers;
}

/** What has to be answered and is not. */
export const missing = (item: CatalogueItem, filled: Filled): FormField[] =>
  item.fields.filter((one) => one.required && (filled[one.key] ?? '').trim() === '');

/**
 * The answers of an order as its record has them, each with what it was asked by: the form's words, else its key. Dates and
 * numbers are written as the reader writes them.
 */
export function readAnswers(text: string, item: CatalogueItem | undefined, language: string = locale): { label: string; value: string | boolean }[] {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return [{ label: '', value: text }];
  }
  if (typeof read !== 'object' || read === null) return [{ label: '', value: text }];
  const asked = new Map(item?.fields.map((one, i) => [one.key, { ...one, at: i }]));
  return Object.entries(read)
    .sort(([a], [b]) => (asked.get(a)?.at ?? 99) - (asked.get(b)?.at ?? 99))
    .map(([key, value]) => ({ label: asked.get(key)?.label || key, value: answerWords(value, asked.get(key)?.kind, language) }));
}

function answerWords(value: unknown, kind: FormField['kind'] | undefined, language: string): string | boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value.toLocaleString(language);
  if (kind === 'date' && /^\d{4}-\d{2}-\d{2}$/.test(String(value))) return dayWords(String(value), language);
  return String(value);
}

/** "Laptop, 14 inch" as a key that no other has. */
export function freshItemKey(name: string, taken: readonly string[]): string {
  const stem =
    name
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/ß/g, 'ss')
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'item';
  for (let i = 1; ; ++i) {
    const key = i === 1 ? stem : `${stem}-${i}`;
    if (!taken.includes(key)) return key;
  }
}

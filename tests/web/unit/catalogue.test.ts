import { describe, expect, it } from 'vitest';

import { answersOf, freshItemKey, missing, readAnswers } from '../../../web/src/catalogue/form';

// As docs/service.md and the service's own check have it: numbers and booleans as such, what is not answered left out.
const item = {
  name: 'Laptop',
  description: '',
  category: 'hardware',
  approval: true,
  fields: [
    { key: 'size', label: 'Which size', kind: 'choice', required: true, choices: ['13', '15'], least: undefined, most: undefined },
    { key: 'from', label: 'From when', kind: 'date', required: false, choices: [], least: undefined, most: undefined },
    { key: 'screens', label: 'How many screens', kind: 'number', required: false, choices: [], least: 0, most: 3 },
    { key: 'remote', label: 'Works at home', kind: 'yes_no', required: true, choices: [], least: undefined, most: undefined },
  ],
} as never as Parameters<typeof answersOf>[0];

describe('a form of the catalogue', () => {
  it('sends what was answered, each as the form asks for it', () => {
    expect(answersOf(item, { size: '15', from: ' ', screens: '2', remote: 'no' })).toEqual({ size: '15', screens: 2, remote: false });
  });
  it('names what has to be answered still', () => {
    expect(missing(item, { size: ' ', remote: 'yes' }).map((one) => one.key)).toEqual(['size']);
  });
  it('shows the answers of an order in the words and the order of its form', () => {
    expect(readAnswers('{"remote":true,"extra":"x","size":"13"}', item)).toEqual([
      { label: 'Which size', value: '13' },
      { label: 'Works at home', value: true },
      { label: 'extra', value: 'x' },
    ]);
    expect(readAnswers('{"size":"13"}', undefined)).toEqual([{ label: 'size', value: '13' }]);
    expect(readAnswers('no json', item)).toEqual([{ label: '', value: 'no json' }]);
  });
  it('shows a date and a number as the reader writes them, and what only looks like a date as it is', () => {
    const answers = '{"from":"2026-03-01","screens":1.5,"size":"2026-03-01"}';
    const values = (language: string) => readAnswers(answers, item, language).map((one) => one.value);
    expect(values('de-DE')).toEqual(['2026-03-01', 'So., 1. März 2026', '1,5']);
    expect(values('en-US')).toEqual(['2026-03-01', 'Sun, March 1, 2026', '1.5']);
  });
  it('gives each item a key of its own', () => {
    expect(freshItemKey('Notebook für Gäste, groß', [])).toBe('notebook-fur-gaste-gross');
    expect(freshItemKey('Laptop', ['laptop', 'laptop-2'])).toBe('laptop-3');
    expect(freshItemKey('***', [])).toBe('item');
  });
});

import { describe, expect, it } from 'vitest';

import type { Place } from '../../../web/src/parts/place';
import { filledIn, lacking, stepAsSent, stepDetail, wordsToGive } from '../../../web/src/templates/steps';

const place = {
  organisation: {
    party: 'hq',
    parties: [{ key: 'hq', name: 'Harbour IT', kind: 'internal' }],
    teams: [{ key: 'hq-desk', name: 'Desk', parties: ['hq'], on_duty: true }],
  },
  me: undefined,
  people: new Map(),
} as unknown as Place;

describe('the words of a template', () => {
  it('are filled in as the service does it (tests/operate/template_test.cpp)', () => {
    expect(filledIn('{{me}} on {{ticket}}', { me: 'Ana', ticket: 'T1' })).toBe('Ana on T1');
    expect(filledIn('{{who}} {{me', { me: 'Ana' })).toBe('{{who}} {{me');
    expect(filledIn('{{a}}', { a: '{{me}}', me: 'Ana' })).toBe('{{me}}');
    expect(filledIn('{}}{{}}{{me}}', { me: 'Ana' })).toBe('{}}{{}}Ana');
  });
  it('are asked for where the service does not know them, each once and in their order', () => {
    const steps = [
      { command: 'comments', with: { text: 'Dear {{requester}}: {{when}}, "{{where to}}"' } },
      { command: 'resolve', with: { solution: '{{when}}' } },
      { command: 'start' },
    ];
    expect(wordsToGive(steps)).toEqual(['when', 'where to']);
  });
});

describe('a step', () => {
  it('is sent with what stands there and without what was left empty', () => {
    expect(stepAsSent({ command: 'comments', with: { text: 'Hello' } }, place)).toEqual({ command: 'comments', with: { text: 'Hello', audience: 'requester' } });
    expect(stepAsSent({ command: 'prioritise', with: { impact: '1', urgency: '2', priority: '' } }, place)).toEqual({
      command: 'prioritise',
      with: { impact: 1, urgency: 2 },
    });
    expect(stepAsSent({ command: 'start' }, place)).toEqual({ command: 'start' });
  });
  it('that the pages cannot make stays as it is', () => {
    const link = { command: 'link', with: { relation: 'relates', ticket: 'T1' } };
    expect(stepAsSent(link, place)).toBe(link);
    expect(lacking(link, place)).toEqual([]);
  });
  it('lacks what is needed', () => {
    expect(lacking({ command: 'comments' }, place)).toEqual(['text']);
    expect(lacking({ command: 'wait' }, place)).toEqual([]);
  });
  it('says in short what it does', () => {
    expect(stepDetail({ command: 'assign', with: { team: 'hq-desk' } }, place)).toBe('Desk');
    expect(stepDetail({ command: 'prioritise', with: { impact: 1, urgency: 2 } }, place)).toBe('impact 1, urgency 2');
  });
});

import { describe, expect, it } from 'vitest';

import type { Person } from '../../../web/src/api/types';
import { completed, mentionable, mentionAt, mentionedIn } from '../../../web/src/ticket/mentions';
import { minutesOf } from '../../../web/src/ticket/minutes';

const people = ['Ana Silva', 'Ben Carter', 'Anna Berg', 'Ana'].map((name) => ({ person: `p_${name}`, name, can_sign_in: true }) as Person);
const gone = { person: 'p_x', name: 'Anton Gone', can_sign_in: false } as Person;
const names = (found: Person[]) => found.map((one) => one.name);

describe('mentions', () => {
  it('are typed after an @ that begins a word', () => {
    expect(mentionAt('Ask @An', 7)).toEqual({ at: 4, typed: 'An' });
    expect(mentionAt('@', 1)).toEqual({ at: 0, typed: '' });
    expect(mentionAt('(@Ana Sil', 9)).toEqual({ at: 1, typed: 'Ana Sil' });
    expect(mentionAt('Ask @An then', 7)).toEqual({ at: 4, typed: 'An' });
    expect(mentionAt('ana@harbour', 11)).toBeUndefined();
    expect(mentionAt('@Ana Silva has it', 17)).toBeUndefined();
  });
  it('offer whoever has a word that begins so, and can sign in', () => {
    expect(names(mentionable([...people, gone], 'an'))).toEqual(['Ana Silva', 'Anna Berg', 'Ana']);
    expect(names(mentionable(people, 'ana s'))).toEqual(['Ana Silva']);
    expect(names(mentionable(people, 'b'))).toEqual(['Ben Carter', 'Anna Berg']);
    expect(names(mentionable(people, 'cart'))).toEqual(['Ben Carter']);
  });
  it('put the name in the place of what was typed', () => {
    const mention = { at: 4, typed: 'An' };
    expect(completed('Ask @An please', mention, 7, 'Ana Silva')).toEqual({ text: 'Ask @Ana Silva please', caret: 14 });
    expect(completed('@', { at: 0, typed: '' }, 1, 'Ana')).toEqual({ text: '@Ana ', caret: 5 });
  });
  it('are of the text as it is sent: whole names alone', () => {
    expect(names(mentionedIn('@Ana Silva, please; @Ben Cartwright too', people))).toEqual(['Ana Silva']);
    expect(names(mentionedIn('(@Ana) and @Ana Silva', people))).toEqual(['Ana Silva', 'Ana']);
    expect(names(mentionedIn('Ana Silva without a sign', people))).toEqual([]);
  });
});

it('a length of work is read as people type it', () => {
  const said = ['45', '45 min', '1:30', '1h 30', '1h', '2 h', '1.5h', '0,5 h', '1 h 5 min'].map(minutesOf);
  expect(said).toEqual([45, 45, 90, 90, 60, 120, 90, 30, 65]);
  expect(['', '0', 'soon', '1:75', '-5'].map(minutesOf)).toEqual(Array(5).fill(undefined));
});

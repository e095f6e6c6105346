import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { clashes, keyFrom, withPeople } from '../../../web/src/begin/draft';

const template = (name: string) => readFileSync(new URL(`../../../data/templates/${name}.toml`, import.meta.url), 'utf8');

describe('a template with other people', () => {
  it.each([
    ['Ana Silva', 'ana'],
    ['Zoë', 'zoe'],
    ['Jürgen Groß', 'jurgen'],
    ['Straße', 'strasse'],
    ['  o’Neill  ', 'o-neill'],
    ['ana@harbour.example', 'ana'],
    ['王', ''],
  ])('%s is %s', (name, key) => expect(keyFrom(name)).toBe(key));

  it('puts them wherever they are quoted, declared or remarked, and nowhere else', () => {
    const text = [
      '# alex and max are examples; maximum is a word.',
      'person = "alex"',
      '[person.raj]',
      'members = ["alex", "max"]  # max stays',
      'max = 3',
      '[team.alex]',
    ].join('\n');
    const keys = new Map([['alex', 'max'], ['max', 'alex'], ['raj', 'rajiv']]);
    expect(withPeople(text, keys).split('\n')).toEqual([
      '# max and alex are examples; maximum is a word.',
      'person = "max"',
      '[person.rajiv]',
      'members = ["max", "alex"]  # max stays',
      'max = 3',
      '[team.alex]',
    ]);
    expect(withPeople(text, new Map([['alex', 'alex']]))).toBe(text);
  });

  // An independent reader of TOML: everybody whom Python finds in the changed text is one of the new people.
  it('changes what a reader of TOML finds, and only that', () => {
    const keys = new Map(['alex', 'sam', 'kim', 'jo', 'robin', 'lee', 'max', 'noor', 'raj'].map((one) => [one, `${one}-x`]));
    const script = [
      'import sys, json, tomllib',
      't = tomllib.loads(sys.stdin.read())',
      'named = [r[k] for r in t["role"].values() for k in ("person", "deputy") if k in r]',
      'named += [m for team in t["team"].values() for m in team["members"]]',
      'named += list(t.get("person", {}))',
      'print(json.dumps(sorted(set(named))))',
    ].join('\n');
    const named = JSON.parse(execFileSync('python3', ['-c', script], { input: withPeople(template('hybrid').replaceAll('"{{effective}}"', '2026-01-01').replaceAll('"{{through}}"', '2027-01-01'), keys), encoding: 'utf8' }));
    expect(named).toEqual([...keys.values()].sort());
  });

  it('names those that cannot stay so', () => {
    expect(clashes(new Map([['alex', 'ana'], ['sam', 'ana'], ['kim', 'kim']]))).toEqual(new Set(['alex', 'sam']));
    expect(clashes(new Map([['alex', ''], ['sam', 'Ana B'], ['kim', 'kim-2']]))).toEqual(new Set(['alex', 'sam']));
  });
});

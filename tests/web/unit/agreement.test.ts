import { describe, expect, it } from 'vitest';

import { readApproval } from '../../../web/src/agreement/approval';
import { changeOf, patched } from '../../../web/src/agreement/patch';
import { doersOf, namedDoers, plainDoer, withDoers } from '../../../web/src/agreement/rowText';
import { piecesOf } from '../../../web/src/agreement/toml';
import { baseOf, comingOf } from '../../../web/src/agreement/versions';
import { flawsOf } from '../../../web/src/agreement/week';
import * as german from '../../../web/src/agreement/words.de';
import { countWords, exampleWords } from '../../../web/src/agreement/words.en';

describe('a mend', () => {
  // As diff -u writes it, of these two texts.
  const before = 'a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\nm';
  const after = 'a\nB\nc\nd\ne\nf\ng\nh\ni\nj\nk\nnew\nl\nm\n';
  const patch = `--- x
+++ y
@@ -1,5 +1,5 @@
 a
-b
+B
 c
 d
 e
@@ -9,5 +9,6 @@
 i
 j
 k
+new
 l
-m
\\ No newline at end of file
+m
`;
  it('is laid on the text that it was made of', () => {
    expect(patched(before, patch)).toBe(after);
  });

  it('finds its lines where others were written above them', () => {
    expect(patched(`zone = "UTC"\n\n${before}`, patch)).toBe(`zone = "UTC"\n\n${after}`);
  });

  it('is refused where its lines are not there, or are there twice', () => {
    expect(patched(before.replace('k\n', ''), patch)).toBeUndefined();
    const twice = 'x\na\nb\nc\nd\ne\na\nb\nc\nd\ne\n';
    expect(patched(twice, '@@ -1,5 +1,5 @@\n a\n-b\n+B\n c\n d\n e\n')).toBeUndefined();
    expect(patched(before, 'nothing of a patch')).toBeUndefined();
  });

  it('adds to a text that is empty, and takes the last line away', () => {
    expect(patched('', '--- x\n+++ x\n@@ -0,0 +1 @@\n+a\n')).toBe('a\n');
    expect(patched('a\n', '@@ -1 +0,0 @@\n-a\n')).toBe('');
  });

  it('changes no more of the text than differs', () => {
    expect(changeOf('within = "4h"', 'within = "2h"')).toEqual({ from: 10, to: 11, put: '2' });
    expect(changeOf('aa', 'aaa')).toEqual({ from: 2, to: 2, put: 'a' });
    expect(changeOf('aaa', 'a')).toEqual({ from: 1, to: 3, put: '' });
    expect(changeOf('same', 'same')).toEqual({ from: 4, to: 4, put: '' });
  });
});

describe('a line of the text', () => {
  const kinds = (line: string) => piecesOf(line).map((one) => `${one.kind}:${one.text}`);
  it('is its table, keys, texts and comment, one after another', () => {
    expect(kinds('[function.desk]   # theirs')).toEqual(['table:[function.desk]', 'plain:   ', 'comment:# theirs']);
    expect(kinds('does.resolve = ["hq", { team = "nw # 1", after = "30m" }]')).toEqual([
      'key:does.resolve',
      'plain: = [',
      'text:"hq"',
      'plain:, { ',
      'key:team',
      'plain: = ',
      'text:"nw # 1"',
      'plain:, ',
      'key:after',
      'plain: = ',
      'text:"30m"',
      'plain: }]',
    ]);
  });

  it('loses nothing, whatever stands in it', () => {
    for (const line of ['', 'x = "open', "names = ['Ostern', \"a\\\"b\"] # ü", '\t[[a.b]] = é😀', '"key" = 2026-04-01', ']][[#']) {
      expect(piecesOf(line).map((one) => one.text).join('')).toBe(line);
    }
  });
});

describe('who does an activity', () => {
  const text = `[team.hq]
party = "own"
[role.lead]
party = "own"
[function.desk]
does.resolve = ["hq"]
[function.service-desk] # all else
takes = ["*"]
does.triage  = [ "hq", "nw" ]   # the first on duty
does.resolve = ["hq", { team = "nw", after = "30m" }]
does.plan = ["hq",
  "nw"]
does.change = [{ team = "nw", during = "office", odd = ["x"] }]
[[function.service-desk.except]]
does.fulfil = ["nw"]
`;
  it('is read from its line, in its own table', () => {
    expect(doersOf(text, 'service-desk', 'resolve')?.list).toEqual([
      { key: 'hq', raw: '"hq"' },
      { key: 'nw', raw: '{ team = "nw", after = "30m" }', after: '30m' },
    ]);
    expect(doersOf(text, 'desk', 'resolve')?.list).toEqual([{ key: 'hq', raw: '"hq"' }]);
  });

  it('is left to the text where it is no plain list, and where there is none', () => {
    for (const [of, activity] of [['service-desk', 'plan'], ['service-desk', 'change'], ['service-desk', 'fulfil'], ['desk', 'triage'], ['des', 'resolve'], ['service.desk', 'triage']]) {
      expect(doersOf(text, of ?? '', activity ?? ''), `${of} ${activity}`).toBeUndefined();
    }
  });

  it('is written back with everything else as it was', () => {
    const before = doersOf(text, 'service-desk', 'triage');
    if (!before) throw new Error('no list');
    expect(withDoers(text, before, [...before.list].reverse())).toBe(
      text.replace('[ "hq", "nw" ]   # the', '["nw", "hq"]   # the'),
    );
    const other = doersOf(text, 'service-desk', 'resolve');
    if (!other) throw new Error('no list');
    expect(withDoers(text, other, [...other.list.slice(1), plainDoer('lead')])).toBe(
      text.replace('["hq", { team = "nw", after = "30m" }]', '[{ team = "nw", after = "30m" }, "lead"]'),
    );
  });

  it('may be any team or role that the texts name', () => {
    expect(namedDoers([{ text }, { text: '[team.nw]\n' }])).toEqual(['hq', 'nw', 'lead']);
  });
});

describe('an approval that somebody brings', () => {
  const made = { party: 'northwind', vkey: 'northwind.example+1+A', signature: 'c2ln' };
  it('is what the command line prints', () => {
    expect(readApproval(`${JSON.stringify(made)}\n`, 'northwind')).toEqual({ approval: made });
  });
  it('is told apart from what it is not', () => {
    expect(readApproval('concordat: no such file', 'northwind')).toEqual({ wrong: 'not-json' });
    expect(readApproval('null', 'northwind')).toEqual({ wrong: 'not-an-approval' });
    expect(readApproval('{"party":"northwind","vkey":"x"}', 'northwind')).toEqual({ wrong: 'not-an-approval' });
    expect(readApproval('{"statement":{},"texts":[]}', 'northwind')).toEqual({ wrong: 'version-itself' });
    expect(readApproval(JSON.stringify(made), 'hq')).toEqual({ wrong: 'other-party' });
  });
});

describe('a version', () => {
  const v = (version: string, from?: string) => ({ version, in_force_from: from });
  const list = {
    in_force: 'c',
    versions: [v('e', '2027-01-01T00:00:00Z'), v('d'), v('c', '2026-03-01T00:00:00Z'), v('b', '2026-02-01T00:00:00Z'), v('a')],
  };
  it('is held against the one in force while it is proposed', () => {
    expect(baseOf(list, 'd')).toBe('c');
    expect(baseOf(list, 'a')).toBe('c');
  });
  it('is held against the one that it took over from, or will', () => {
    expect(baseOf(list, 'c')).toBe('b');
    expect(baseOf(list, 'e')).toBe('c');
    expect(baseOf(list, 'b')).toBeUndefined();
    expect(baseOf({ versions: [v('a')] }, 'a')).toBeUndefined();
  });
});

describe('where none is in force yet', () => {
  const now = Date.parse('2026-05-01T12:00:00Z');
  const of = (version: string, in_force_from?: string, withdrawn?: string) => ({ version, in_force_from, withdrawn });
  it('the version that comes is the first whose day is still to come', () => {
    const later = of('later', '2026-06-01T00:00:00Z');
    const next = of('next', '2026-05-08T00:00:00Z');
    expect(comingOf([later, next, of('open')], now)).toBe(next);
    expect(comingOf([of('withdrawn', '2026-05-02T00:00:00Z', '2026-05-01T00:00:00Z'), later], now)).toBe(later);
  });
  it('none comes where nothing is decided, or its day has come', () => {
    expect(comingOf([of('open')], now)).toBeUndefined();
    expect(comingOf([of('past', '2026-04-30T00:00:00Z')], now)).toBeUndefined();
  });
});

describe('what the checker says', () => {
  const row = { function: 'desk', activity: 'resolve' };
  it('is drawn in the row that it is about', () => {
    const gap = { rule: 'gap', function: 'desk', activity: 'resolve' };
    const overlap = { rule: 'overlap', function: 'desk' };
    const others = [
      { rule: 'gap', function: 'desk', activity: 'triage' },
      { rule: 'gap', function: 'cloud', activity: 'resolve' },
      { rule: 'uncovered', function: 'desk', activity: 'resolve' },
    ];
    expect(flawsOf([...others, gap, overlap], row)).toEqual({ gap, overlap });
    expect(flawsOf(others, row)).toEqual({});
  });

  it('is counted in words', () => {
    expect(countWords(2, 1, 2)).toBe('2 errors, 1 warning, 2 notes');
    expect(countWords(0, 0, 0)).toBe('');
    expect(german.countWords(1, 2, 1)).toBe('1 Fehler, 2 Warnungen, 1 Hinweis');
  });

  it('has its example in words', () => {
    const example = { priority: 1, class: 'server', who: ['hq-desk', 'nw-noc'] };
    expect(exampleWords(example, 'Friday')).toBe(
      'For example work of priority 1, of class server, on Friday, named: hq-desk, nw-noc',
    );
    expect(exampleWords({ who: [] }, '')).toBe('');
    expect(german.exampleWords({ site: 'plant', who: [] }, '')).toBe('Zum Beispiel Arbeit am Standort plant');
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { delimiterOf, rowsOf, textOf } from '../../../web/src/imports/csv';
import { guessColumns, guessShape, guessStates, guessTimeFormat } from '../../../web/src/imports/guess';
import { type Chosen, mapOf, missingOf, saysStates, timeRoles } from '../../../web/src/imports/map';

// What other desks export, with the maps that people wrote for it.
const examples = join(import.meta.dirname, '../../../examples/imports');
const fileOf = (name: string) => readFileSync(join(examples, name));
interface Written {
  top: Record<string, string>;
  columns: Record<string, string>;
  states: Record<string, string>;
}
/** As much of TOML as these maps have: a key and a text on a line. */
function written(name: string): Written {
  const read: Written = { top: {}, columns: {}, states: {} };
  let into: Record<string, string> | undefined = read.top;
  for (const line of fileOf(name).toString('utf8').split('\n')) {
    const table = /^\[(.*)\]/.exec(line)?.[1];
    if (table !== undefined) into = table === 'columns' ? read.columns : table === 'states' ? read.states : undefined;
    const [, key, text] = /^"?([^"=]+?)"?\s*=\s*"([^"]*)"/.exec(line) ?? [];
    if (key !== undefined && text !== undefined && into) into[key] = text;
  }
  return read;
}

describe.each(['sheet', 'jira', 'glpi', 'zammad', 'halopsa', 'freshservice'])('the export of %s', (desk) => {
  const [header = [], ...rows] = rowsOf(textOf(fileOf(`${desk}.csv`)));
  const map = written(`${desk}.toml`);
  const columns = guessColumns(header);
  const values = (role: keyof typeof columns) => rows.flatMap((row) => row[header.indexOf(columns[role] ?? '')] || []);

  it('has its columns guessed as people would map them', () => {
    expect(Object.keys(map.columns).length).toBeGreaterThan(4);
    expect(columns).toMatchObject(map.columns);
  });
  it('has its times and rows told', () => {
    expect(guessTimeFormat(timeRoles.flatMap(values))).toBe(map.top.time_format ?? '');
    expect(guessShape(values('ticket'))).toBe(map.top.shape);
  });
  it('has its states told, where it is told anything else', () => {
    const guessed = guessStates(Object.keys(map.states));
    const ours = (name: string) => guessed[name]?.replace(/^waits_.*/, 'on_hold');
    const other = Object.entries(map.states).filter(([name, state]) => ours(name) !== undefined && ours(name) !== state);
    expect(other).toEqual([]);
  });
});

describe('a CSV', () => {
  it('has quoted fields with separators, quotation marks and lines in them', () => {
    const text = '\uFEFFa;b;"c ""d"""\r\n1;"two;\r\nlines";\n\n3;4;5';
    expect(rowsOf(text)).toEqual([['a', 'b', 'c "d"'], ['1', 'two;\r\nlines', ''], ['3', '4', '5']]);
    expect(rowsOf(text, 1)).toHaveLength(1);
    expect(rowsOf('')).toEqual([]);
  });
  it('is separated by what its first line has most of', () => {
    expect(['a,b;c,d\n;;;;', 'a;b;c', 'a\tb,c\td', 'a|b'].map(delimiterOf)).toEqual([',', ';', '\t', '|']);
  });
  it('is UTF-8, or what a spreadsheet of Windows writes', () => {
    expect(textOf(new TextEncoder().encode('Écran'))).toBe('Écran');
    expect(textOf(Uint8Array.from([0xc9, 0x63, 0x72, 0x61, 0x6e]))).toBe('Écran');
  });
});

describe('a map', () => {
  const chosen: Chosen = {
    shape: 'update',
    zone: 'Europe/Berlin',
    timeFormat: '%d.%m.%Y %H:%M',
    columns: { ticket: 'Nr "neu"', at: 'When', state: 'State', team: 'Team' },
    states: { New: 'new', 'With the user': 'waits_for_requester' },
    teams: { 'Desk \\ 1': 'hq', Other: '' },
  };
  it('is written as TOML', () => {
    expect(mapOf(chosen)).toBe(
      [
        'shape = "update"',
        'zone = "Europe/Berlin"',
        'time_format = "%d.%m.%Y %H:%M"',
        'waits_for_requester = ["With the user"]',
        '',
        '[columns]',
        'ticket = "Nr \\"neu\\""',
        'at = "When"',
        'state = "State"',
        'team = "Team"',
        '',
        '[states]',
        '"New" = "new"',
        '"With the user" = "on_hold"',
        '',
        '[team."Desk \\\\ 1"]',
        'party = "hq"',
        '',
      ].join('\n'),
    );
  });
  it('says no state where one is left open', () => {
    const open = { ...chosen, states: { New: 'new', Odd: undefined } as Chosen['states'] };
    expect(saysStates(open)).toBe(false);
    expect(mapOf(open)).not.toMatch(/states|waits/);
  });
  it('needs a ticket and a time', () => {
    expect(missingOf(chosen)).toEqual([]);
    expect(missingOf({ ...chosen, columns: { subject: 'S' } })).toEqual(['ticket', 'time']);
    expect(missingOf({ ...chosen, columns: { ticket: 'T', opened: 'O' } })).toEqual([]);
  });
});

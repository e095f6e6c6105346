import { describe, expect, it } from 'vitest';

import type { Ticket } from '../../../web/src/api/types';
import { belongs, saysAll } from '../../../web/src/queue/belongs';
import { fromParameters, parameters, parse, write } from '../../../web/src/queue/filters';

const now = Date.UTC(2026, 4, 31, 10, 0, 30);

describe('the filters of the queue as text', () => {
  it('are the parameters that the service documents', () => {
    const { terms, wrong } = parse('priority:1-2 team:nw-noc state:on-hold person:me offered:hq owner:desk with:third-party');
    expect(wrong).toEqual([]);
    expect(parameters(terms, now)).toEqual({
      'priority-from': '1',
      'priority-to': '2',
      team: 'nw-noc',
      state: 'on_hold',
      person: 'me',
      'offered-to': 'hq',
      'owner-team': 'desk',
      bearer: 'third_party',
    });
  });

  it('ask for every field', () => {
    const text =
      'waiting:third-party waits-for:northwind function:service-desk watcher:me impact:1 urgency:3 resolved:<7d closed:>1d';
    const { terms, wrong } = parse(text);
    expect(wrong).toEqual([]);
    const asked = {
      'waiting-on': 'third_party',
      'waiting-on-party': 'northwind',
      function: 'service-desk',
      watcher: 'me',
      impact: '1',
      urgency: '3',
      'resolved-from': '2026-05-24T10:00:00Z',
      'closed-before': '2026-05-30T10:00:00Z',
    };
    expect(parameters(terms, now)).toEqual(asked);
    expect(write(fromParameters(new URLSearchParams(asked)))).toBe(
      'waiting:third-party waits-for:northwind function:service-desk watcher:me impact:1 urgency:3 ' +
        'resolved:>2026-05-24T10:00:00Z closed:<2026-05-30T10:00:00Z',
    );
    expect(parse('waiting:godot').wrong[0]?.why).toContain('third-party');
  });

  it('are what a ticket that changed is held against', () => {
    const ticket = {
      ticket: 'T1',
      state: 'resolved',
      subject: 'Printer',
      function: 'service-desk',
      impact: '1',
      urgency: '3',
      waiting_on: '',
      waiting_on_party: '',
      resolved: '2026-05-04T12:00:00Z',
      watchers: [{ person: 'p_nora', name: 'Nora' }],
      with: { bearer: 'resolved', party: '', team: '' },
    } as unknown as Ticket;
    const stays = (asked: Record<string, string>) => belongs({ tab: 'all', ...asked }, ticket, 'hq', 'p_nora');
    expect(stays({ function: 'service-desk', impact: '1', urgency: '3', watcher: 'me' })).toBe(true);
    expect(stays({ watcher: 'p_nora', 'resolved-from': '2026-05-04T12:00:00Z' })).toBe(true);
    expect(stays({ 'resolved-before': '2026-05-04T12:00:00Z' })).toBe(false);
    expect(stays({ sort: 'closed' })).toBe(false);
    expect(stays({ watcher: 'p_abe' })).toBe(false);
    expect(stays({ function: 'network' })).toBe(false);
    expect(stays({ 'waiting-on': 'requester' })).toBe(false);
  });

  it('count a due time ahead and every other time back', () => {
    expect(parameters(parse('due:<4h').terms, now)).toEqual({ 'due-before': '2026-05-31T14:00:00Z' });
    expect(parameters(parse('due:>1d').terms, now)).toEqual({ 'due-from': '2026-06-01T10:00:00Z' });
    expect(parameters(parse('opened:<2d').terms, now)).toEqual({ 'opened-from': '2026-05-29T10:00:00Z' });
    expect(parameters(parse('updated:>1w').terms, now)).toEqual({ 'updated-before': '2026-05-24T10:00:00Z' });
    expect(parameters(parse('opened:<2026-05-01T00:00:00Z').terms, now)).toEqual({ 'opened-before': '2026-05-01T00:00:00Z' });
  });

  it('ask for words of the subject, which a row that changes is held against as well', () => {
    const { terms } = parse('subject:"no paper" target:resolve ticket:T7');
    expect(parameters(terms, now)).toEqual({ subject: 'no paper', target: 'resolve', ticket: 'T7' });
    expect(write(terms)).toBe('subject:"no paper" target:resolve ticket:T7');
    expect(saysAll('Printer: no PAPER', 'no paper')).toBe(true);
    expect(saysAll('Crème brûlée on the glass', 'creme brul*')).toBe(true);
    expect(saysAll('Crème brûlée on the glass', 'creme brul')).toBe(false);
    expect(saysAll('Printer: no paper', 'printer -paper')).toBe(false);
  });

  it('keep blanks inside quotes, and come out as they went in', () => {
    const text = 'category:"Badge printer" priority:3- due:<30min';
    expect(parse(text).terms[0]).toEqual({ field: 'category', op: 'is', value: 'Badge printer' });
    expect(write(parse(text).terms)).toBe(text);
  });

  it.each([
    ['printer', 'field:value'],
    ['colour:red', 'no field colour'],
    ['state:asleep', 'new, in-progress'],
    ['priority:high', '1-2'],
    ['due:4h', 'due:<4h'],
    ['team:', 'needs a value'],
  ])('say what is wrong with %s', (text, why) => {
    const { terms, wrong } = parse(text);
    expect(terms).toEqual([]);
    expect(wrong[0]?.why).toContain(why);
  });

  it('are read back from what a saved view holds', () => {
    const query = 'tab=with-us&sort=due&state=on_hold&priority-from=2&priority-to=3&due-before=2026-06-01T00%3A00%3A00Z';
    const terms = fromParameters(new URLSearchParams(query));
    expect(write(terms)).toBe('state:on-hold priority:2-3 due:<2026-06-01T00:00:00Z');
    expect(parameters(terms, now)).toEqual({
      state: 'on_hold',
      'priority-from': '2',
      'priority-to': '3',
      'due-before': '2026-06-01T00:00:00Z',
    });
  });
});

import { describe, expect, it } from 'vitest';

import type { AccessLine, Organisation, Person } from '../../../web/src/api/types';
import { withNames } from '../../../web/src/parts/names';
import { byParty, calledIn, invitationLink, ofKind, spanFrom, splitReason, ticketIn, withoutParty, workOf } from '../../../web/src/people/standing';

const person = (name: string, more: Partial<Person> = {}): Person => ({
  person: `p_${name}`,
  name,
  key: '',
  party: 'hq',
  teams: [],
  is_owner: false,
  is_administrator: false,
  admitted: true,
  has_second_factor: false,
  can_sign_in: true,
  ...more,
});
const teams = [
  { key: 'desk', name: 'Desk', parties: ['hq'], on_duty: true },
  { key: 'noc', name: 'Operations', parties: ['northwind'], on_duty: true },
  { key: 'joint', name: 'Projects', parties: ['hq', 'northwind'], on_duty: true },
] as unknown as Organisation['teams'];

describe('who is who', () => {
  it('puts people under their party: owners, who works, who only asks; then whoever is of none', () => {
    const all = [
      person('Zoe'),
      person('Ana', { is_owner: true }),
      person('Nils', { party: 'northwind', teams: ['noc'] }),
      person('Ben', { key: 'ben' }),
      person('Stray', { party: '' }),
      person('Adam'),
    ];
    const groups = byParty(all, ['hq', 'northwind', 'aegis']).map((one) => [one.party, one.people.map((each) => each.name)]);
    expect(groups).toEqual([
      ['hq', ['Ana', 'Ben', 'Adam', 'Zoe']],
      ['northwind', ['Nils']],
      ['aegis', []],
      ['', ['Stray']],
    ]);
  });

  it('calls them by name, whether the record says their id, their key, a team or a party', () => {
    const organisation = { teams, parties: [{ key: 'northwind', name: 'Northwind', kind: 'provider' }] } as unknown as Organisation;
    const people = [person('Ana', { key: 'ana' })];
    const names = ['p_Ana', 'ana', 'noc', 'northwind', 'who'].map((one) => calledIn(organisation, people, one));
    expect(names).toEqual(['Ana', 'Ana', 'Operations', 'Northwind', 'who']);
    // Whoever has no key is not meant by an empty one.
    expect(calledIn(organisation, [person('Emil')], '')).toBe('');
  });
});

describe('rights for a while', () => {
  const line = (what: string, who: string, until?: string): AccessLine =>
    ({ what, who, words: '', from: '2026-11-01T00:00:00Z', ...(until ? { until } : {}) }) as AccessLine;
  it('stand with what ends first before the others, and without an end last', () => {
    const lines = [line('grant', 'open'), line('grant', 'late', '2026-12-24T00:00:00Z'), line('owner', 'ana'), line('grant', 'soon', '2026-11-29T00:00:00Z')];
    expect(ofKind(lines, 'grant').map((one) => one.who)).toEqual(['soon', 'late', 'open']);
  });
  it('say for which ticket, where they say one', () => {
    expect(ticketIn('change (plant-network) for T12')).toBe('T12');
    expect(ticketIn('approve on cloud for T7: it waits for Monday')).toBe('T7');
    expect(ticketIn('approve on cloud: for T7 and others')).toBeUndefined();
  });
  it('end so long from now', () => {
    const now = Date.UTC(2026, 10, 28, 0, 30, 15, 250);
    expect(spanFrom(now, '4h')).toBe('2026-11-28T04:30:15Z');
    expect(spanFrom(now, '30d')).toBe('2026-12-28T00:30:15Z');
    expect(() => spanFrom(now, 'soon')).toThrow('no span');
  });
});

describe('the end of a contract', () => {
  it('takes the work of a party’s teams, by the week', () => {
    const rows = [
      {
        function: 'service-desk',
        activity: 'resolve',
        stretches: [
          { from: '2026-11-23T00:00:00Z', until: '2026-11-23T08:30:00Z', team: 'noc', party: 'northwind' },
          { from: '2026-11-23T08:30:00Z', until: '2026-11-23T17:30:00Z', team: 'desk', party: 'hq' },
          { from: '2026-11-23T17:30:00Z', until: '2026-11-24T00:00:00Z', team: 'noc', party: 'northwind' },
        ],
      },
      { function: 'service-desk', activity: 'fulfil', stretches: [{ from: '2026-11-23T08:30:00Z', until: '2026-11-23T17:30:00Z', team: 'desk', party: 'hq' }] },
    ];
    expect(workOf(rows, 'northwind')).toEqual([{ function: 'service-desk', activity: 'resolve', hours: 15 }]);
  });
  it('leaves what others do, also in a joint team, and roles', () => {
    expect(withoutParty(['noc', 'desk', 'joint', 'it-lead'], teams, 'northwind')).toEqual(['desk', 'joint', 'it-lead']);
    expect(withoutParty(['noc'], teams, 'northwind')).toEqual([]);
  });
});

it('an invitation’s token stands where no server is sent it', () => {
  const link = new URL(invitationLink('https://desk.example', 'ci_o.i.s'));
  expect([link.pathname, link.search, link.hash]).toEqual(['/join', '', '#ci_o.i.s']);
});

it('names people where the service has their ids, and tells a reason from what it is a reason for', () => {
  const known = new Map([['p_djcaxcged7576yk6', person('Nils Berg')]]);
  expect(withNames('p_djcaxcged7576yk6 is in nw-noc; p_aaaaaaaaaaaaaaaa is not.', known)).toBe('Nils Berg is in nw-noc; p_aaaaaaaaaaaaaaaa is not.');
  expect(splitReason('approve on cloud for T7: it waits: for Monday')).toEqual({ what: 'approve on cloud for T7', why: 'it waits: for Monday' });
  expect(splitReason('stands for northwind')).toEqual({ what: 'stands for northwind', why: '' });
});

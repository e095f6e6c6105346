// What happened at Harbour in the last days: tickets that were raised, offered, returned, waited for and solved by people of
// both companies. Told through the API, each deed at its own time.
import { join } from 'node:path';

import { day, hour, password, World } from './world.mjs';

const min = 60_000;

// Two hours instead of four, somebody else accountable for backups, and less that Aegis does without asking.
const propose = (id) => async (w) => {
  const { texts } = await w.as('ana', 'GET', '/agreement');
  const changed = texts.map(({ file, text }) => ({
    file,
    text: text
      .replace('within = "4h"', 'within = "2h"')
      .replace('does.fulfil  = ["hq-desk"]', 'does.fulfil  = ["hq-desk", "nw-noc"]')
      .replace('accountable = "nw-manager"', 'accountable = "it-lead"')
      .replace('workstation = "yes"', 'workstation = "inform"'),
  }));
  id.proposal = (await w.as('ana', 'POST', '/agreement/versions', { texts: changed, despite_errors: true })).version;
};

/** Deeds by the time before now; each runs with the service at that time. */
function deeds(id) {
  const t = (ticket, what) => `/tickets/${id[ticket]}/${what}`;
  const raise = (who, name, body) => async (w) => (id[name] = (await w.as(who, 'POST', '/tickets', body)).ticket);
  const post = (who, ticket, what, body) => (w) =>
    w.as(who, 'POST', t(ticket, what), body.person ? { ...body, person: w.people.get(body.person).person } : body);
  // Whoever has it when the agreement routed it (that goes by the hour of the day), gives it to this team's person.
  const take = (who, team, ticket) => async (w) => {
    const { with: has } = await w.as('ana', 'GET', `/tickets/${id[ticket]}`);
    const person = w.people.get(who).person;
    if (has.team && has.team !== team) {
      const holder = { 'hq-desk': 'chloe', 'nw-noc': 'nils', 'aegis-soc': 'abe' }[has.team];
      const why = { what: 'This is yours by the agreement.', tried: 'Looked at what is known.', next_step: 'Please take it on.' };
      await w.as(holder, 'POST', t(ticket, 'offer'), { team, ...why });
      await w.as(who, 'POST', t(ticket, 'accept'), {});
    }
    const { with: taken } = await w.as('ana', 'GET', `/tickets/${id[ticket]}`);
    if (taken.person?.person !== person) await w.as(who, 'POST', t(ticket, 'assign'), { team, person });
  };
  const start = (who, ticket) => async (w) => {
    const { state } = await w.as('ana', 'GET', `/tickets/${id[ticket]}`);
    if (state === 'new') await w.as(who, 'POST', t(ticket, 'start'), {});
  };
  return [
    [6 * day + 5 * hour, raise('emil', 'vpn', { subject: 'VPN drops every twenty minutes when I work from home', description: 'Since Monday. I have to sign in again each time, and calls break off.', category: 'network' })],
    [6 * day + 4.5 * hour, take('nils', 'nw-noc', 'vpn')],
    [6 * day + 4.4 * hour, start('nils', 'vpn')],
    [6 * day + 4 * hour, post('nils', 'vpn', 'comments', { text: 'The concentrator closes idle tunnels after 20 minutes since the last update. Checking with the vendor whether that is meant.', audience: 'shared' })],
    [5 * day + 20 * hour, post('nils', 'vpn', 'wait', { on: 'third_party', party: 'the vendor' })],
    [4 * day + 3 * hour, post('nils', 'vpn', 'resume', {})],
    [4 * day + 2 * hour, post('nils', 'vpn', 'comments', { text: 'A new profile is ready. Emil, please connect once and tell us whether it holds.', audience: 'requester' })],
    [4 * day + 1.9 * hour, post('nils', 'vpn', 'wait', { on: 'requester' })],
    [3 * day + 2 * hour, post('emil', 'vpn', 'comments', { text: 'Held for the whole afternoon. Thank you!' })],
    [3 * day + 1 * hour, post('nils', 'vpn', 'resolve', { solution: 'New VPN profile with keep-alive; the idle time-out of the last update no longer applies.' })],

    [2 * day + 7 * hour, raise('emil', 'floor', { subject: 'No network on the second floor', description: 'About thirty people cannot work. The phones are dead too.', category: 'network', impact: 1, urgency: 1 })],
    [2 * day + 6.8 * hour, take('nils', 'nw-noc', 'floor')],
    [2 * day + 6.7 * hour, start('nils', 'floor')],
    [2 * day + 6.5 * hour, post('nils', 'floor', 'comments', { text: 'The distribution switch does not answer. Somebody has to look at the cabinet on site.', audience: 'shared' })],
    [2 * day + 6.4 * hour, post('nils', 'floor', 'offer', { team: 'hq-desk', what: 'Cabinet 2B: please power-cycle the distribution switch and read its front panel.', tried: 'Remote console and out-of-band port: both silent.', next_step: 'Tell us the colour of the status lamp.' })],
    [2 * day + 6 * hour, post('chloe', 'floor', 'return', { reason: 'The cabinet key is with facilities until noon. Please keep it until then.' })],
    [2 * day + 3 * hour, post('nils', 'floor', 'offer', { team: 'hq-desk', what: 'It is past noon: cabinet 2B, please.', tried: 'Remote console again.', next_step: 'Swap the power supply if the lamp is dark.' })],
    [2 * day + 2.8 * hour, post('chloe', 'floor', 'accept', {})],
    [2 * day + 2 * hour, post('chloe', 'floor', 'comments', { text: 'Power supply was dead. Swapped it with the spare; the floor is back.', audience: 'requester' })],
    [2 * day + 1.9 * hour, post('chloe', 'floor', 'comments', { text: 'We have no spare left now. Order two.', audience: 'own' })],
    [2 * day + 1.5 * hour, post('chloe', 'floor', 'offer', { team: 'nw-noc', what: 'Please watch the switch for a day and order a spare under the contract.', tried: 'Power supply swapped, all ports up.', next_step: 'Confirm the delivery date.' })],
    [2 * day + 1 * hour, post('nils', 'floor', 'accept', {})],

    [1 * day + 6 * hour, raise('chloe', 'phish', { subject: 'Invoice e-mail with a strange attachment, opened by accounting', description: 'Forwarded as an attachment to the SOC mailbox.', category: 'phishing', impact: 2, urgency: 1 })],
    [1 * day + 5.8 * hour, take('abe', 'aegis-soc', 'phish')],
    [1 * day + 5.7 * hour, start('abe', 'phish')],
    [1 * day + 5 * hour, post('abe', 'phish', 'comments', { text: 'The attachment is a known loader. The workstation is isolated; no lateral movement so far.', audience: 'shared' })],

    [28 * hour, raise('ben', 'laptop', { type: 'request', subject: 'Laptop for a new colleague in sales, starts on Monday', category: 'hardware', impact: 3, urgency: 2 })],
    [27 * hour, take('ben', 'hq-desk', 'laptop')],
    [26 * hour, post('ben', 'laptop', 'wait', { on: 'requester' })],
    [25 * hour, raise('emil', 'printer', { subject: 'The printer beside the kitchen prints stripes', category: 'printer', impact: 3, urgency: 3 })],
    [22 * hour, raise('dora', 'mailbox', { subject: 'Shared mailbox for the tender team', type: 'request', category: 'm365', impact: 3, urgency: 2 })],
    [9 * hour, raise('ben', 'backup', { subject: 'Nightly backup of the file server ended with warnings', category: 'backup', impact: 2, urgency: 2 })],
    [8 * hour, take('nils', 'nw-noc', 'backup')],
    [7.9 * hour, start('nils', 'backup')],
    [7 * hour, post('nils', 'backup', 'offer', { team: 'hq-desk', what: 'Two folders of accounting are locked by an open spreadsheet each night. Please ask who keeps it open.', tried: 'Volume snapshot: fails on the same files.', next_step: 'Close the file, then tonight’s run shows it.' })],
    [5 * hour, raise('emil', 'slow', { subject: 'Sign-in to the wiki takes a minute', category: 'server', impact: 2, urgency: 2 })],
    [3.5 * hour, raise('chloe', 'core', { subject: 'Core switch reports a fan failure', category: 'network', impact: 1, urgency: 1 })],
    [3.3 * hour, take('nils', 'nw-noc', 'core')],
    [3.2 * hour, start('nils', 'core')],
    [2.5 * hour, raise('ben', 'azure', { subject: 'Cost alert: storage account grew by 400 GB in a night', category: 'azure', impact: 3, urgency: 2 })],
    [40 * min, raise('emil', 'badge', { subject: 'مشكلة في طابعة البطاقات عند الاستقبال', category: 'printer', impact: 3, urgency: 2 })],
    [30 * min, propose(id)],
    [20 * min, raise('chloe', 'long', { subject: 'When I open the monthly report in the old spreadsheet programme and then switch to the second screen, the whole window goes white, comes back after a while, and the numbers in the column of the northern branches are shifted by one row', category: 'desktop', impact: 3, urgency: 3 })],
  ];
}

/** What stands beside the agreement: a right asked for and one given, broken glass, somebody invited who has not come. */
export async function beside(w) {
  const until = (days) => new Date(w.clock() + days * day).toISOString().replace(/\.\d+Z/, 'Z');
  const why = 'The file server is moved at the weekend; somebody of ours may have to act there.';
  await w.as('nils', 'POST', '/access/requests', {
    actions: ['approve'], functions: ['infrastructure'], until: until(3), why: 'Changes of the core switch wait for Ana, who is away until Monday.',
  });
  await w.as('ana', 'POST', '/access/grants', { person: 'chloe', actions: ['change'], functions: ['cloud'], until: until(2), why });
  await w.as('ben', 'POST', '/access/broken-glass', { why: 'The SOC did not answer, and an account had to be locked at once.' });
  await w.as('ana', 'POST', '/invitations', { email: 'raj@northwind.example', party: 'northwind', person: 'raj' });
}

/** Settings: a token of Ana's, templates, a webhook whose receiver does not answer, and who vouches at sign-in. */
export async function connected(w) {
  await w.own('ana', 'POST', '/tokens', { name: 'Monthly report', scopes: ['read', 'record'], days: 90 });
  await w.as('ana', 'POST', '/templates', {
    name: 'Parts are ordered',
    steps: [
      { command: 'comments', with: { text: 'Dear {{requester}}, the parts for {{ticket}} are ordered and come {{when}}. {{me}}', audience: 'requester' } },
      { command: 'wait', with: { on: 'third_party', party: 'the supplier' } },
    ],
  });
  await w.as('ben', 'POST', '/templates', { name: 'Password reset', team: 'hq-desk', steps: [{ command: 'resolve', with: { solution: 'A new password is set, and came by telephone.' } }] });
  await w.as('ana', 'POST', '/webhooks', { url: 'https://chat.harbour.example/desk', name: 'Chat of the desk', kinds: ['ticket.offered', 'ticket.returned'] });
  await w.as('ana', 'POST', '/identity-providers', {
    name: 'Harbour ID',
    issuer: 'https://id.harbour.example',
    client_id: 'concordat',
    client_secret: 'not a secret',
    redirect_uri: 'https://desk.harbour.example/api/v1/identity/callback',
  });
}

/** What can be ordered, and an order; what is planned and when nothing is; an incident that is everybody's. */
export async function planned(w, id) {
  const at = (days, hours) => new Date(Math.floor(w.clock() / day) * day + days * day + hours * hour).toISOString().replace(/\.\d+Z/, 'Z');
  const item = (key, name, description, category, approval, fields) =>
    w.as('ana', 'PUT', `/catalogue/${key}`, { name, description, category, approval, fields });
  await item('laptop', 'Laptop', 'A new one, or another for what you do now.', 'hardware', true, [
    { key: 'size', label: 'Which size', kind: 'choice', required: true, choices: ['13 inch', '15 inch'] },
    { key: 'from', label: 'From when', kind: 'date', required: true },
    { key: 'screens', label: 'How many screens', kind: 'number', least: 0, most: 3 },
    { key: 'home', label: 'Will you work at home', kind: 'yes_no', required: true },
    { key: 'why', label: 'What you need it for', kind: 'text' },
  ]);
  await item('colleague', 'New colleague', 'Account, mail, phone and a place to work, from the first day on.', 'account', true, []);
  await item('mailbox', 'Shared mailbox', 'For a team or a project, with those who may read it.', 'm365', false, []);
  await item('vpn', 'Access from outside', 'The company’s network at home and on the way.', 'network', false, []);
  const answers = { size: '15 inch', from: at(10, 0).slice(0, 10), screens: 2, home: true };
  id.order = (await w.as('emil', 'POST', '/orders', { item: 'laptop', answers })).ticket;
  const planOf = async (name, subject, body) => {
    id[name] = (await w.as('ben', 'POST', '/tickets', { type: 'change', subject, category: 'network' })).ticket;
    for (let tries = 0; tries < 50 && (await w.as('ana', 'GET', `/tickets/${id[name]}`)).with.bearer === 'nobody'; ++tries)
      await new Promise((later) => setTimeout(later, 200));
    await w.as('nils', 'POST', `/tickets/${id[name]}/plan`, body);
  };
  await planOf('swap', 'Swap the core switch', { kind: 'normal', risk: 'high', starts: at(3, 20), ends: at(4, 4), touches: ['network', 'phones'] });
  await planOf('firmware', 'Firmware of the access points', { kind: 'standard', risk: 'low', starts: at(3, 22), ends: at(3, 23), touches: ['network'] });
  await planOf('lines', 'Second line to the data centre', { kind: 'normal', risk: 'medium', starts: at(17, 6), ends: at(18, 18), touches: ['internet'] });
  await w.as('ana', 'POST', '/freezes', { from: at(8, 18), to: at(12, 8), why: 'Month-end close' });
  await w.as('nils', 'POST', `/tickets/${id.core}/major`, { why: 'If the second fan fails too, both floors are without a network.' });
  await w.as('ana', 'POST', `/tickets/${id.core}/major/accept`, { communications: w.people.get('chloe').person, technical: w.people.get('nils').person });
}

/** Another organisation, in which nothing is done yet. */
export async function begun(w, id) {
  const { setup_token: token } = JSON.parse(w.run(['setup', '--new-token', '--json']));
  const email = 'oscar@lighthouse.example';
  const { said, cookie } = await w.ask('POST', '/api/v1/setup', { token, organisation: 'Lighthouse', name: 'Oscar Lund', email, password });
  w.people.set('oscar', { email, cookie });
  id.lighthouse = said.organisations[0].id;
}

/** Northwind's witness has seen the record, and signs it. */
export async function witnessed(w) {
  const { host } = await w.as('ana', 'GET', '/pairings');
  const [bundle, mirror] = [join(w.folder, 'northwind.bundle'), join(w.folder, 'mirror')];
  w.run(['export', '--org', 'Harbour', '--as', 'northwind', bundle]);
  const seen = JSON.parse(w.run(['witness', '--source', bundle, '--mirror', mirror, '--host', host.vkey, '--json']));
  w.run(['cosign', join(mirror, 'checkpoint'), '--org', 'Harbour', '--party', 'northwind', '--vkey', seen.vkey]);
}

/** Lives through the story and leaves the service running at the real time. Answers the world and the tickets by name. */
export async function harbour(program, agreement) {
  const w = new World(program, agreement);
  const now = Date.now();
  const id = {};
  try {
    await w.start(now - 8 * day);
    await w.setUp();
    await w.bringIn('ben', 'Ben Carter', 'hq', { person: 'ben' });
    await w.bringIn('chloe', 'Chloe Martin', 'hq', { person: 'chloe' });
    await w.bringIn('dora', 'Dora Novak', 'hq', { person: 'dora' });
    await w.bringIn('emil', 'Emil Weber', 'hq');
    await w.bringIn('nora', 'Nora Lind', 'northwind', { person: 'nora' });
    await w.bringIn('nils', 'Nils Berg', 'northwind', { team: 'nw-noc' });
    await w.bringIn('abe', 'Abe Cohen', 'aegis', { person: 'abe', team: 'aegis-soc' });
    for (const [before, deed] of deeds(id)) {
      await w.at(now - before);
      await deed(w);
    }
    await w.at(undefined);
    await planned(w, id);
    await beside(w); // after what is much on the record, whose first page shows it
    await connected(w);
    await witnessed(w);
    await begun(w, id);
    return { world: w, id };
  } catch (error) {
    await w.end();
    throw error;
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const { world, id } = await harbour(process.argv[2], process.argv[3]);
  const people = Object.fromEntries([...world.people].map(([who, { email, secret, person, cookie }]) => [who, { email, secret, person, cookie }]));
  console.log(JSON.stringify({ address: world.address, organisation: world.organisation, id, people }));
  process.on('SIGTERM', () => void world.end().then(() => process.exit(0)));
}

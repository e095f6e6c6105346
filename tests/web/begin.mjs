// node begin.mjs PROGRAM: the first run, from the link that the server prints to a desk that two companies work at, without a
// terminal. Ends with a line "ok".
import assert from 'node:assert/strict';

import { browserOf, launch } from './browser.mjs';
import { password, totp, World } from './world.mjs';

const world = new World(process.argv[2]);
let step = 'start';
const doing = (what) => (step = what);
await world.start();
const browser = await launch();
try {
  const { page: ana, wrong } = await browserOf(browser, world);
  await ana.goto(world.said.setup_link);
  await ana.getByLabel('Organisation', { exact: true }).fill('Harbour');
  await ana.getByLabel('Your name').fill('Ana Silva');
  await ana.getByLabel('E-mail address').fill('ana@harbour.example');
  await ana.getByLabel('A password').fill(password);
  await ana.getByRole('button', { name: 'Make the desk' }).click();

  doing('a template is seen as a week at once');
  await ana.getByRole('heading', { level: 1, name: 'Begin' }).waitFor();
  world.organisation = new URL(ana.url()).pathname.split('/')[1];
  await ana.getByLabel('The other company').fill('Blue Sky Services');
  await ana.getByRole('rowheader', { name: 'resolve' }).first().waitFor();
  await ana.getByText('Blue Sky Services', { exact: true }).first().waitFor();
  const rows = await ana.getByRole('rowheader', { name: 'resolve' }).count();
  await ana.getByRole('radio', { name: /^Internal/ }).check();
  await ana.waitForFunction((before) => document.querySelectorAll('tbody th[scope=row]').length !== before, rows);
  await ana.getByRole('radio', { name: /^Hybrid/ }).check();
  await ana.getByText('service-manager').waitFor();

  doing('two people of one name are refused before anything is sent');
  const names = ana.getByLabel('Name in the agreement');
  assert.equal(await names.first().inputValue(), 'ana', 'the first of one’s own is oneself');
  const second = ana.locator('li', { has: ana.getByText('director') }).getByLabel('Name in the agreement');
  await second.fill('ana');
  await ana.getByText('Needs a name of its own').first().waitFor();
  assert.ok(await ana.getByRole('button', { name: /^Put it in force/ }).isDisabled());
  await second.fill('jo');

  doing('the agreement is in force, and there is a link for everybody who was named with an address');
  const manager = ana.locator('li', { has: ana.getByText('service-manager') });
  await manager.getByLabel('Name in the agreement').fill('nils');
  await manager.getByLabel('E-mail address of nils').fill('nils@bluesky.example');
  await ana.getByRole('button', { name: 'Put it in force, and make 1 invitation' }).click();
  await ana.getByRole('heading', { name: 'The desk works' }).waitFor();
  const link = await ana.getByRole('group', { name: 'nils@bluesky.example' }).innerText();
  assert.match(link, /^http:\/\/127\.0\.0\.1:\d+\/join#/);
  world.people.set('ana', { email: 'ana@harbour.example' });
  const here = await world.as('ana', 'GET', '');
  assert.deepEqual(here.not_agreed_by.includes('provider'), true, 'nobody agreed for the other side');
  const people = (await world.as('ana', 'GET', '/people')).people;
  assert.equal(people.find((one) => one.name === 'Ana Silva').key, 'ana');

  doing('what is raised is routed by it');
  await ana.getByRole('link', { name: 'To the queue' }).click();
  await ana.getByRole('tab', { name: 'With us' }).waitFor();
  const notice = ana.getByText('Not agreed by Blue Sky Services');
  await notice.waitFor();

  doing('that says so on a phone and on paper too');
  const wide = ana.viewportSize();
  await ana.emulateMedia({ media: 'print' });
  await notice.waitFor();
  await ana.emulateMedia({ media: 'screen' });
  await ana.setViewportSize({ width: 320, height: 640 });
  await notice.waitFor();
  await ana.setViewportSize(wide);
  await ana.keyboard.press('c');
  await ana.getByLabel('What it is about').fill('Firewall is down');
  await ana.getByLabel('Category').fill('network');
  await ana.getByLabel('What it is about').press('Control+Enter');
  await ana.getByRole('heading', { level: 1, name: 'Firewall is down' }).waitFor();
  await ana.getByText(/engineers/).first().waitFor();

  doing('the other company’s person joins by the link');
  const { page: nils } = await browserOf(browser, world);
  await nils.goto(link);
  await nils.getByLabel('Your name').fill('Nils Berg');
  await nils.getByLabel('Password').fill(password);
  await nils.keyboard.press('Enter');
  await nils.getByText('A second factor first').waitFor();
  await nils.getByRole('button', { name: 'Set it up' }).click();
  const secret = (await nils.getByText('or type the secret there:').locator('span').innerText()).replace(/\s/g, '');
  await nils.getByLabel('Then type the six digits').fill(totp(secret, Date.now()));
  await nils.keyboard.press('Enter');
  await nils.getByRole('button', { name: 'I have kept them' }).click();
  await nils.getByRole('tab', { name: 'With us' }).waitFor();

  doing('whoever comes back to the first run is told that it is over');
  await ana.goto(`${world.address}/${world.organisation}/begin`);
  await ana.getByText('An agreement is in force already').waitFor();

  doing('who only looks around loads the sample quarter, of which the examples say how much it is');
  const { page: oscar, wrong: oscarWrong } = await browserOf(browser, world);
  await oscar.goto(`${world.address}/setup#${JSON.parse(world.run(['setup', '--new-token', '--json'])).setup_token}`);
  await oscar.getByLabel('Organisation', { exact: true }).fill('A look around');
  await oscar.getByLabel('Your name').fill('Oscar Lund');
  await oscar.getByLabel('E-mail address').fill('oscar@look.example');
  await oscar.getByLabel('A password').fill(password);
  await oscar.getByRole('button', { name: 'Make the desk' }).click();
  await oscar.getByRole('button', { name: 'Load the sample quarter' }).click();
  await oscar.getByRole('button', { name: 'Load it' }).click();
  await oscar.getByRole('heading', { name: '24,918 tickets and 141,712 updates are here' }).waitFor({ timeout: 120_000 });
  await oscar.getByRole('link', { name: 'See the tickets' }).click();
  await oscar.getByText('Not agreed by provider').waitFor();
  await oscar.getByRole('row', { name: /INC00/ }).first().waitFor();
  assert.deepEqual([...wrong, ...oscarWrong], []);
  console.log('ok');
} catch (error) {
  console.error(`while: ${step}`);
  throw error;
} finally {
  await browser.close();
  await world.end();
}

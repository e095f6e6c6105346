// node agreeing.mjs PROGRAM AGREEMENT: two companies change their agreement while a ticket is open: one writes and proposes, the
// other signs where its key is, and both see what becomes of it. Ends with a line "ok".
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { browserOf, launch } from './browser.mjs';
import { password, World } from './world.mjs';

const [program, agreement] = process.argv.slice(2);
const world = new World(program, agreement);
let step = 'start';
const doing = (what) => (step = what);
const key = (party) => join(world.folder, `${party}.key`);
/** What somebody runs on a machine of their own, with the words that the page shows. */
const here = (...words) => execFileSync(program, words, { encoding: 'utf8', cwd: world.folder, stdio: ['ignore', 'pipe', 'ignore'] });

/** Types over a part of the text as a person would who selected it. */
async function retype(page, what, by) {
  await page.getByLabel('Text of harbour.toml').evaluate((field, part) => {
    const at = field.value.indexOf(part);
    if (at < 0) throw new Error(`no "${part}" in the text`);
    field.focus();
    field.setSelectionRange(at, at + part.length);
  }, what);
  await page.keyboard.insertText(by);
}

/** Saves the version, signs it with the party's key, and answers the path of what came out. */
async function signed(page, party) {
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Save the version' }).click();
  const version = join(world.folder, `version-${party}.json`);
  await (await download).saveAs(version);
  const approval = join(world.folder, `approval-${party}.json`);
  writeFileSync(approval, here('agreement', 'sign', version, '--as', party, '--key', key(party)));
  return { version, approval };
}

await world.start();
const browser = await launch();
try {
  await world.setUp();
  await world.bringIn('nora', 'Nora Lind', 'northwind', { person: 'nora', team: 'nw-noc' });
  for (const party of ['hq', 'northwind']) here('key', 'new', '--name', `${party}.example`, '--key', key(party));
  const { ticket } = await world.as('ana', 'POST', '/tickets', { subject: 'Core switch is down', category: 'network', impact: 1, urgency: 1 });
  const { page: ana, wrong: anaWrong } = await browserOf(browser, world, 'ana');
  const { page: nora, wrong: noraWrong } = await browserOf(browser, world, 'nora');

  doing('the owner says whose a key is, once its digits were compared; the other company sees it');
  const shown = JSON.parse(here('key', 'show', '--key', key('northwind'), '--json'));
  await ana.goto(`${world.address}/${world.organisation}/record?view=checkpoints`);
  await ana.getByRole('button', { name: 'Pair a key' }).click();
  const pairing = ana.getByRole('dialog');
  await pairing.getByRole('textbox', { name: 'Whose key it is' }).click();
  await ana.getByRole('option', { name: 'Northwind' }).click();
  await pairing.getByLabel('Their public key').fill(shown.vkey.slice(0, -3));
  await pairing.getByText('There is no public key in it').waitFor();
  const printed = { name: 'key.txt', mimeType: 'text/plain', buffer: Buffer.from(here('key', 'show', '--key', key('northwind'))) };
  await pairing.locator('input[type=file]').setInputFiles(printed);
  await pairing.getByText(shown.fingerprint, { exact: true }).waitFor();
  assert.equal(await pairing.getByRole('button', { name: 'Pair it' }).isDisabled(), true);
  await pairing.getByLabel('We have read both to each other').check();
  await pairing.getByRole('button', { name: 'Pair it' }).click();
  await nora.goto(`${world.address}/${world.organisation}/record?view=checkpoints`);
  for (const page of [ana, nora]) await page.getByRole('listitem').filter({ hasText: 'Northwind' }).getByText(shown.fingerprint).waitFor();
  assert.equal(await nora.getByRole('button', { name: 'Pair a key' }).count(), 0);

  doing('the text opens beside its week, with the keyboard');
  await ana.goto(`${world.address}/${world.organisation}/agreement`);
  await ana.getByRole('heading', { level: 1, name: 'Agreement' }).waitFor();
  await ana.keyboard.press('e');
  await ana.getByRole('heading', { level: 1, name: 'Draft of the agreement' }).waitFor();
  const text = ana.getByLabel('Text of harbour.toml');
  await ana.getByRole('region', { name: 'Who has what, over a week' }).getByText('resolve').first().waitFor();
  assert.equal(await ana.getByRole('button', { name: 'Review and propose' }).isDisabled(), true);

  doing('a slip is found as it is typed, and mended by a button');
  const findings = ana.getByRole('region', { name: 'What the checker says' });
  await retype(ana, 'does.fulfil  = ["hq-desk"]', 'does.fulfil  = ["hq-dsek"]');
  await findings.getByText('hq-dsek').first().waitFor();
  await ana.getByText('The week of the last text that could be read').waitFor();
  await findings.getByRole('listitem').filter({ hasText: 'hq-dsek' }).getByRole('button', { name: 'Mend it' }).click();
  await findings.getByText('hq-dsek').first().waitFor({ state: 'detached' });
  assert.match(await text.inputValue(), /does\.fulfil {2}= \["hq-desk"\]/);
  await ana.keyboard.press('Control+z');
  assert.match(await text.inputValue(), /hq-dsek/, 'a mend is a step that can be undone');
  await ana.keyboard.press('Control+Shift+z');

  doing('a gap is drawn in the week, and leads to its line');
  await retype(ana, 'does.resolve = ["hq-desk", { team = "nw-noc", after = "30m" }]', 'does.resolve = ["hq-desk"]');
  const gap = ana.getByRole('rowheader', { name: /^resolve.*gap/ }).getByRole('button', { name: 'gap' });
  await gap.click();
  assert.match(await text.evaluate((field) => field.value.slice(field.selectionStart).split('\n')[0]), /does\.resolve/);
  await retype(ana, 'does.resolve = ["hq-desk"]', 'does.resolve = ["hq-desk", { team = "nw-noc", after = "30m" }]');
  await gap.waitFor({ state: 'detached' });

  doing('what is changed in the week stands in the text, and can be undone there');
  await ana.getByRole('button', { name: 'Change who does triage' }).click();
  await ana.getByRole('button', { name: 'Put nw-noc earlier' }).press('Enter');
  await ana.getByRole('button', { name: 'Put nw-noc earlier', disabled: true }).waitFor();
  assert.match(await text.inputValue(), /does\.triage {2}= \["nw-noc", "hq-desk"\] {3,}# the first on duty/);
  await ana.getByRole('button', { name: 'Put nw-noc later' }).press('Enter');
  await ana.getByRole('button', { name: 'Put nw-noc later', disabled: true }).waitFor();
  assert.match(await text.inputValue(), /does\.triage {2}= \["hq-desk", "nw-noc"\]/);
  await ana.keyboard.press('Escape');

  doing('the draft outlives the page and the session');
  await retype(ana, 'within = "4h"', 'within = "2h"');
  await ana.reload();
  await text.waitFor();
  assert.match(await text.inputValue(), /within = "2h"/);
  await ana.context().clearCookies();
  await retype(ana, 'accountable = "nw-manager"', 'accountable = "it-lead"');
  await ana.getByText('Your session has ended').waitFor();
  await ana.getByLabel('Password').fill(password);
  await ana.getByLabel('Password').press('Enter');
  await ana.getByText('Your session has ended').waitFor({ state: 'hidden' });
  assert.match(await text.inputValue(), /within = "2h"/);

  doing('what it changes is said before it is proposed, and what becomes of the open ticket');
  await ana.getByRole('button', { name: 'Review and propose' }).click();
  const dialog = ana.getByRole('dialog');
  await dialog.getByRole('row', { name: /target p1-restore.*4h.*2h/ }).waitFor();
  await dialog.getByRole('row', { name: /backup-and-dr.*accountable.*nw-manager.*it-lead/ }).waitFor();
  await dialog.getByRole('listitem').filter({ hasText: ticket }).getByText('p1-restore is due').waitFor();

  doing('somebody else proposed in between: that is said, and has to be seen first');
  const inForce = await world.as('ana', 'GET', '/agreement');
  const other = inForce.texts.map((one) => ({ file: one.file, text: one.text.replace('within = "4h"', 'within = "3h"') }));
  const rival = await world.as('ana', 'POST', '/agreement/versions', { texts: other, despite_errors: true });
  if (await dialog.getByLabel('Propose although the checker finds errors').isVisible()) {
    await dialog.getByLabel('Propose although the checker finds errors').check();
  }
  await dialog.getByRole('button', { name: 'Propose', exact: true }).click();
  await dialog.getByText('Since you began, versions were proposed').waitFor();
  await dialog.getByRole('button', { name: 'I have seen them, carry on' }).click();
  await dialog.getByRole('button', { name: 'Propose', exact: true }).click();
  await ana.getByRole('heading', { level: 1, name: /^Proposal of/ }).waitFor();
  await ana.getByText('Not agreed by Harbour IT, Northwind').first().waitFor();
  const version = new URL(ana.url()).pathname.split('/').at(-1);

  doing('the side that is asked rejects the other proposal with a reason, both write about it, and it is withdrawn');
  const there = `${world.address}/${world.organisation}/agreement/versions/`;
  await nora.goto(there + rival.version);
  await ana.goto(there + rival.version);
  await nora.getByRole('button', { name: 'Reject' }).click();
  await nora.getByLabel('Why').fill('Three hours are not enough at night.');
  await nora.getByRole('dialog').getByRole('button', { name: 'Reject' }).click();
  await nora.getByRole('region', { name: 'Approvals' }).getByText('rejected').waitFor();
  await ana.getByRole('region', { name: 'What was said' }).getByText('Three hours are not enough at night.').waitFor();
  await ana.getByLabel('A note to all parties').fill('Then two, with a rota.');
  await ana.getByRole('button', { name: 'Send the note' }).click();
  await nora.getByRole('region', { name: 'What was said' }).getByText('Then two, with a rota.').waitFor();
  await ana.getByRole('button', { name: 'Withdraw' }).click();
  await ana.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
  await nora.getByText('Withdrawn', { exact: true }).waitFor();
  await nora.getByRole('region', { name: 'Approve for Northwind' }).waitFor({ state: 'detached' });
  await ana.goto(there + version);

  doing('the other company sees the proposal, and what it does to the ticket');
  await nora.goto(`${world.address}/${world.organisation}/agreement`);
  await nora.locator(`a[href$="${version}"]`).first().click();
  await nora.getByRole('row', { name: /target p1-restore.*4h.*2h/ }).waitFor();
  await nora.getByRole('listitem').filter({ hasText: ticket }).getByText('p1-restore is due').waitFor();

  doing('what is no approval is refused with what it is');
  const { version: whole, approval } = await signed(nora, 'northwind');
  const approving = nora.getByRole('region', { name: 'Approve for Northwind' });
  await approving.locator('input[type=file]').setInputFiles(whole);
  await approving.getByText('This is the version. Sign it first').waitFor();
  assert.equal(await approving.getByRole('button', { name: 'Approve', exact: true }).isDisabled(), true);

  doing('the provider approves, and the other page says so by itself');
  await approving.locator('input[type=file]').setInputFiles(approval);
  await approving.getByRole('button', { name: 'Approve', exact: true }).click();
  await approving.waitFor({ state: 'detached' });
  await ana.getByRole('region', { name: 'Approvals' }).getByText('approved').waitFor();
  await ana.getByText('Not agreed by Harbour IT', { exact: true }).first().waitFor();

  doing('the organisation approves by pasting, and the version is in force');
  const own = await signed(ana, 'hq');
  const pasted = ana.getByRole('region', { name: 'Approve for Harbour IT' });
  await pasted.getByLabel('What approval.json says').fill(execFileSync('cat', [own.approval], { encoding: 'utf8' }));
  await pasted.getByRole('button', { name: 'Approve', exact: true }).click();
  await ana.getByText('Agreed by everybody whom it binds').waitFor();
  await ana.getByText(/^in force since/).first().waitFor();
  assert.equal((await world.as('ana', 'GET', '/agreement')).version.version, version);
  await nora.getByText('Agreed by everybody whom it binds').waitFor();

  doing('the open ticket has two hours now, not four');
  const due = async () => {
    const { clocks, opened } = await world.as('ana', 'GET', `/tickets/${ticket}`);
    const clock = clocks.filter((one) => one.target === 'p1-restore').at(-1);
    return Math.round((Date.parse(clock.due) - Date.parse(opened)) / 36_000) / 100;
  };
  // Its rules hold from the next second on.
  for (let tries = 0; (await due()) !== 2 && tries < 50; ++tries) await new Promise((later) => setTimeout(later, 100));
  assert.equal(await due(), 2);

  doing('two versions of the past are held against each other');
  await nora.getByRole('textbox', { name: 'Against' }).click();
  await nora.getByRole('option', { name: /withdrawn/ }).first().click();
  await nora.getByRole('row', { name: /target p1-restore.*3h.*2h/ }).waitFor();

  doing('who may not propose is told who does, and hands on what they would change');
  await nora.getByRole('button', { name: 'Start a draft from this' }).click();
  await retype(nora, 'within = "2h"', 'within = "6h"');
  await nora.getByRole('button', { name: 'Review', exact: true }).click();
  await nora.getByText('Harbour IT proposes the agreement.').waitFor();
  assert.equal(await nora.getByRole('button', { name: 'Propose', exact: true }).count(), 0);

  assert.deepEqual([...anaWrong, ...noraWrong], []);
  console.log('ok');
} catch (error) {
  console.log(`not so: ${step}\n${error.stack ?? error}`);
  for (const context of browser.contexts()) {
    for (const page of context.pages()) {
      const picture = join(process.env.TMPDIR ?? '/tmp', `concordat-agreeing-${browser.contexts().indexOf(context)}.png`);
      await page.screenshot({ path: picture }).then(() => console.log(`${page.url()}: ${picture}`), () => undefined);
    }
  }
  process.exitCode = 1;
} finally {
  await browser.close();
  await world.end();
}

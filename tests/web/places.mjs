// A page in a language that the steps of `ready` are not written in: its head has come, and nothing is on its way any more.
export const rested = (page) =>
  page.waitForFunction(() => document.querySelector('h1') && !document.querySelector('[aria-label="Loading"], [aria-label="Wird geladen"]'));

// Every page, who looks at it, and when it has come to rest: for the pictures and for the test of accessibility, which looks
// at each in one theme on a screen and in the other on a phone, and at those that are whole in all four ways.

// A year that another desk kept, with two mistakes in it.
const csv = `Ticket ID,Summary,Status,Priority,Team,Agent,Created,Resolved
INC-1,"Laptop does not wake, again",Resolved,2,Service Desk,Ana,2025-11-03 08:40,2025-11-03 11:05
INC-2,Nightly backup failed,Closed,1,Operations,Nils,2025-11-04 02:00,2025-11-04 06:30
INC-3,Access to the payroll share,Waiting for user,3,Service Desk,Ben,yesterday,
INC-4,Firewall rule for the new site,In progress,2,Operations,Nils,2025-11-06 10:30,
,Printer jams,New,3,Service Desk,Chloe,2025-11-07 09:12,
`;

// A draft that somebody is at: with a gap that the checker finds, and a promise that it changes.
async function draft(page) {
  const text = page.getByLabel('Text of harbour.toml');
  await text.waitFor();
  const before = await text.inputValue();
  const after = before.replace('["hq-desk", { team = "nw-noc", after = "30m" }]', '["hq-desk"]').replace('within = "4h"', 'within = "2h"');
  if (after !== before) await text.fill(after);
  await page.getByRole('button', { name: 'gap' }).waitFor();
}

export function places({ world, id }) {
  const here = `/${world.organisation}`;
  const rows = (page) => page.getByRole('row').nth(1).waitFor();
  return [
    { name: 'sign-in', path: '/sign-in', ready: (page) => page.getByRole('heading', { name: 'Sign in' }).waitFor() },
    { name: 'setup', path: '/setup#setup_example', ready: (page) => page.getByRole('heading', { name: 'Set up your desk' }).waitFor() },
    { name: 'join', path: '/join#inv_example', ready: (page) => page.getByRole('heading', { name: 'Join' }).waitFor() },
    { name: 'second-factor', who: 'ana', path: '/second-factor', ready: (page) => page.getByRole('img', { name: 'QR code' }).waitFor() },
    { name: 'begin', who: 'oscar', path: `/${id.lighthouse}/begin`, ready: (page) => page.getByRole('rowheader', { name: 'resolve' }).first().waitFor() },
    { name: 'queue', whole: true, who: 'ana', path: `${here}/queue?tab=open`, ready: rows },
    { name: 'queue-provider', who: 'nils', path: `${here}/queue?tab=with-us&sort=due`, ready: rows },
    { name: 'queue-filtered', who: 'ana', path: `${here}/queue?tab=open&q=priority%3A1-2%20due%3A%3C1d`, ready: (page) => page.getByText('Due within 1 day').waitFor() },
    { name: 'queue-empty', who: 'ana', path: `${here}/queue?tab=with-nobody`, ready: (page) => page.getByRole('tab', { name: 'With nobody' }).waitFor() },
    { name: 'requests', who: 'emil', path: `${here}/requests`, ready: (page) => page.getByText('No network on the second floor').waitFor() },
    { name: 'request', whole: true, who: 'emil', path: `${here}/requests/${id.vpn}`, ready: (page) => page.getByText('Held for the whole afternoon').waitFor() },
    {
      name: 'order',
      who: 'emil',
      path: `${here}/requests/order/laptop`,
      ready: async (page) => {
        await page.getByLabel('From when').waitFor();
        await page.getByRole('button', { name: 'Order it' }).click();
        await page.getByText('Please answer this.').first().waitFor();
      },
    },
    { name: 'ordered', who: 'emil', path: `${here}/requests/${id.order}`, ready: (page) => page.getByText('15 inch').waitFor() },
    { name: 'changes', who: 'ana', path: `${here}/changes`, ready: (page) => page.getByText('Swap the core switch').waitFor() },
    { name: 'change', who: 'nils', path: `${here}/tickets/${id.swap}?tab=open`, ready: (page) => page.getByRole('heading', { name: 'Plan' }).waitFor() },
    {
      name: 'change-plan',
      who: 'nils',
      path: `${here}/tickets/${id.swap}?tab=open`,
      ready: async (page) => {
        await page.getByRole('button', { name: 'Plan it anew' }).click();
        await page.getByRole('dialog').waitFor();
      },
    },
    { name: 'major', who: 'ana', path: `${here}/tickets/${id.core}?tab=open`, ready: (page) => page.getByRole('button', { name: 'Tell everybody' }).waitFor() },
    {
      name: 'catalogue',
      who: 'ana',
      path: `${here}/settings?view=catalogue`,
      ready: async (page) => {
        await page.getByRole('button', { name: 'Edit Laptop' }).click();
        await page.getByLabel('The choices').waitFor();
      },
    },
    { name: 'now', whole: true, who: 'ana', path: `${here}/now`, ready: (page) => page.getByText('What runs out next').waitFor() },
    { name: 'agreement', whole: true, who: 'ana', path: `${here}/agreement`, ready: (page) => page.getByRole('rowheader', { name: 'resolve' }).first().waitFor() },
    { name: 'agreement-draft', whole: true, who: 'ana', path: `${here}/agreement/draft`, ready: draft },
    {
      name: 'agreement-review',
      who: 'ana',
      path: `${here}/agreement/draft`,
      ready: async (page) => {
        await draft(page);
        await page.getByRole('button', { name: 'Review and propose' }).click();
        await page.getByRole('dialog').getByRole('row', { name: /p1-restore/ }).waitFor();
      },
    },
    {
      name: 'agreement-proposal',
      who: 'nora',
      path: `${here}/agreement/versions/${id.proposal}`,
      ready: (page) => page.getByRole('row', { name: /p1-restore/ }).waitFor(),
    },
    { name: 'people', who: 'ana', path: `${here}/people`, ready: (page) => page.getByText('raj@northwind.example').waitFor() },
    { name: 'person', who: 'ana', path: `${here}/people?person=${world.people.get('nils').person}`, ready: (page) => page.getByRole('heading', { name: 'What they may do' }).waitFor() },
    { name: 'rights', who: 'ana', path: `${here}/people?view=rights`, ready: (page) => page.getByText('the SOC did not answer', { exact: false }).waitFor() },
    { name: 'who-may', who: 'ana', path: `${here}/people?view=ask`, ready: (page) => page.getByRole('listitem').first().waitFor() },
    {
      name: 'contract-end',
      who: 'ana',
      path: `${here}/people?view=contracts`,
      ready: async (page) => {
        await page.getByRole('button', { name: 'End the contract: Northwind' }).click();
        await page.getByText('What it keeps').waitFor();
      },
    },
    { name: 'record', whole: true, who: 'ana', path: `${here}/record`, ready: (page) => page.getByText('Somebody broke the glass.').waitFor() },
    { name: 'record-checkpoints', who: 'ana', path: `${here}/record?view=checkpoints`, ready: (page) => page.getByText('agreed', { exact: true }).waitFor() },
    {
      name: 'record-pair',
      who: 'ana',
      path: `${here}/record?view=checkpoints`,
      ready: async (page) => {
        await page.getByRole('button', { name: 'Pair a key' }).click();
        await page.getByLabel('Their public key').fill('watch.aegis.example+0fe6f724+BDQRz703l5YCZTjvfXB/OjGawAfTNJKc3TOwg0zfHOk4');
        await page.getByText('You read out').waitFor();
      },
    },
    { name: 'record-verify', who: 'ana', path: `${here}/record?view=verify`, ready: (page) => page.getByText('--trust', { exact: false }).first().waitFor() },
    { name: 'settings', who: 'nils', path: `${here}/settings`, ready: (page) => page.getByRole('heading', { name: 'Second factor' }).waitFor() },
    {
      name: 'identity-link',
      who: 'ana',
      path: `${here}/settings`,
      ready: async (page) => {
        await page.getByRole('button', { name: 'Link Harbour ID' }).click();
        await page.getByLabel('Your password', { exact: true }).waitFor();
      },
    },
    { name: 'sessions', who: 'ana', path: `${here}/settings?view=sessions`, ready: (page) => page.getByText('this one').waitFor() },
    { name: 'tokens', who: 'ana', path: `${here}/settings?view=tokens`, ready: (page) => page.getByText('Monthly report').first().waitFor() },
    {
      name: 'token-new',
      who: 'ana',
      path: `${here}/settings?view=tokens`,
      ready: async (page) => {
        await page.getByRole('button', { name: 'New token' }).click();
        await page.getByRole('dialog').waitFor();
      },
    },
    { name: 'webhooks', who: 'ana', path: `${here}/settings?view=webhooks`, ready: (page) => page.getByText('Chat of the desk').waitFor() },
    {
      name: 'webhook',
      who: 'ana',
      path: `${here}/settings?view=webhooks`,
      ready: async (page) => {
        await page.getByRole('link', { name: 'Chat of the desk' }).click();
        await page.getByRole('heading', { name: 'Last deliveries' }).waitFor();
      },
    },
    { name: 'providers', who: 'ana', path: `${here}/settings?view=providers`, ready: (page) => page.getByText('Harbour ID').first().waitFor() },
    { name: 'templates', who: 'ana', path: `${here}/settings?view=templates`, ready: (page) => page.getByRole('button', { name: 'Change Parts are ordered' }).waitFor() },
    {
      name: 'template-edit',
      who: 'ana',
      path: `${here}/settings?view=templates`,
      ready: async (page) => {
        await page.getByRole('button', { name: 'Change Parts are ordered' }).click();
        await page.getByText('Asked for each time: when').waitFor();
      },
    },
    {
      name: 'template-use',
      who: 'ana',
      path: `${here}/tickets/${id.slow}?tab=open`,
      ready: async (page) => {
        await page.getByRole('button', { name: 'Templates' }).click();
        await page.getByRole('menuitem', { name: 'Parts are ordered' }).click();
        await page.getByLabel('when', { exact: true }).fill('on Friday');
      },
    },
    { name: 'imports', who: 'ana', path: `${here}/settings?view=imports`, ready: (page) => page.getByRole('button', { name: 'Choose a CSV' }).waitFor() },
    {
      name: 'import-tried',
      who: 'ana',
      path: `${here}/settings?view=imports`,
      ready: async (page) => {
        await page.getByLabel('Choose a CSV').first().setInputFiles({ name: 'last-year.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
        await page.getByRole('button', { name: 'Try it' }).click();
        await page.getByRole('region', { name: 'bad rows' }).scrollIntoViewIfNeeded();
      },
    },
    { name: 'ticket', whole: true, who: 'ana', path: `${here}/tickets/${id.floor}?tab=open`, ready: (page) => page.getByText('Power supply was dead').waitFor() },
    {
      name: 'ticket-mention',
      who: 'ana',
      path: `${here}/tickets/${id.core}?tab=open`,
      ready: async (page) => {
        await page.getByLabel('Write a comment').fill('The fan is at the desk, @n');
        await page.getByRole('option', { name: 'Nils Berg' }).waitFor();
      },
    },
    {
      name: 'ticket-collision',
      who: 'ana',
      path: `${here}/tickets/${id.azure}?tab=open`,
      ready: async (page) => {
        await page.getByLabel('Write a comment').fill('I will ask the vendor whether');
        await world.as('nils', 'POST', `/tickets/${id.azure}/comments`, { text: 'The growth is the nightly export; it is kept twice.', audience: 'shared' });
        await page.getByText('Nils Berg changed this ticket').waitFor();
        await world.as('nils', 'POST', '/writing', { ticket: id.azure, own_party_only: false });
        await page.getByText('Nils Berg of Northwind is writing').waitFor();
      },
    },
    { name: 'ticket-offered', who: 'chloe', path: `${here}/tickets/${id.backup}?tab=with-them`, ready: (page) => page.getByRole('button', { name: 'Accept' }).waitFor() },
    { name: 'ticket-long', who: 'nils', path: `${here}/tickets/${id.long}?tab=open`, ready: (page) => page.getByRole('heading', { level: 1, name: /monthly report/ }).waitFor() },
    {
      name: 'offer',
      whole: true,
      who: 'ana',
      path: `${here}/tickets/${id.laptop}?tab=open`,
      ready: async (page) => {
        await page.getByRole('button', { name: 'More to do' }).click();
        await page.getByRole('menuitem', { name: 'Offer' }).or(page.getByRole('menuitem', { name: 'Wait' })).first().click();
        await page.getByRole('dialog').waitFor();
      },
    },
    {
      name: 'palette',
      whole: true,
      who: 'ana',
      path: `${here}/queue?tab=open`,
      ready: async (page) => {
        await rows(page);
        await page.keyboard.press('Control+k');
        await page.getByRole('combobox', { name: 'Search or do' }).fill('network');
        await page.waitForTimeout(500);
      },
    },
    {
      name: 'keyboard',
      who: 'ana',
      path: `${here}/queue?tab=open`,
      ready: async (page) => {
        await rows(page);
        await page.keyboard.press('?');
        await page.getByRole('dialog').waitFor();
      },
    },
    {
      name: 'new-ticket',
      who: 'ana',
      path: `${here}/queue?tab=open`,
      ready: async (page) => {
        await rows(page);
        await page.keyboard.press('c');
        await page.getByRole('dialog').waitFor();
      },
    },
  ];
}

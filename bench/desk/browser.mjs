// SPDX-License-Identifier: Apache-2.0
// How soon the pages answer a hand, with all tickets of a desk in one list: browser.mjs PROGRAM DATA, by bench/desk/browser.sh.
// From Chromium's own trace: what the browser calls the timing of an event, from the key or click to the paint that follows it.
// Content is there in the frame after it came into the page. Exits with 1 where an aim is missed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { browserOf, launch } from '../../tests/web/browser.mjs';
import { World } from '../../tests/web/world.mjs';

const [program, data] = process.argv.slice(2);
const world = new World(program, '');
world.data = data;
world.organisation = readFileSync(join(data, 'bench-organisation'), 'utf8').trim();
world.people.set('ana', { email: 'ana@bench.example' });
const pause = (ms) => new Promise((later) => setTimeout(later, ms));

const percentile = (all, share) => [...all].sort((a, b) => a - b)[Math.min(all.length - 1, Math.floor(all.length * share))];
const rows = [];
let session;
/** What the page's thread has computed since it began, in milliseconds of its own. */
async function computed() {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find((one) => one.name === 'TaskDuration').value * 1000;
}
/** A line of the table. That there are fewer than were done means that the trace was read wrongly. */
function tell(what, took, aim, least = 1) {
  if (took.length < least) throw new Error(`${what}: ${took.length} in the trace of ${least} that were done`);
  const [p50, p95] = [0.5, 0.95].map((share) => percentile(took, share));
  rows.push({ what, times: took.length, p50, p95, computed: took.each, aim });
  console.error(`${what}: ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} of ${took.length}`);
}

/** What the trace says of events of these types while something is done: from the event to the next paint, in milliseconds.
 * `took.each`: what the page's thread computed for each of them. */
async function traced(types, deed) {
  const events = [];
  const take = ({ value }) => events.push(...value);
  session.on('Tracing.dataCollected', take);
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['devtools.timeline'] } });
  const before = await computed();
  await deed();
  await pause(300);
  const spent = (await computed()) - before;
  const complete = new Promise((done) => session.once('Tracing.tracingComplete', done));
  await session.send('Tracing.end');
  await complete;
  session.off('Tracing.dataCollected', take);
  const begun = new Map();
  const took = [];
  for (const one of events.filter((each) => each.name === 'EventTiming').sort((a, b) => a.ts - b.ts)) {
    const id = `${one.pid} ${one.id2?.local ?? one.id}`;
    if (one.ph === 'b' && types.includes(one.args.data?.type)) begun.set(id, one.ts);
    else if (one.ph === 'e' && begun.has(id)) {
      took.push((one.ts - begun.get(id)) / 1000);
      begun.delete(id);
    }
  }
  took.each = spent / Math.max(1, took.length);
  return took;
}

/** Does something that opens a page; answers how long until what was asked for (by selector) was painted, in all and after the
 * last answer of the service that came before it. */
async function opening(page, content, deed) {
  await page.evaluate((selector) => {
    performance.clearResourceTimings();
    window.opened = new Promise((done) => {
      let from;
      const begin = (event) => (from ??= event.timeStamp);
      for (const type of ['pointerdown', 'keydown']) addEventListener(type, begin, { once: true, capture: true });
      const look = () => {
        if (from === undefined || !document.querySelector(selector)) return requestAnimationFrame(look);
        const seen = performance.now();
        requestAnimationFrame(() =>
          setTimeout(() => {
            const now = performance.now();
            const answers = performance.getEntriesByType('resource').map((one) => one.responseEnd);
            done({ whole: now - from, after: now - Math.max(from, ...answers.filter((end) => end > 0 && end <= seen)) });
          }),
        );
      };
      requestAnimationFrame(look);
    });
  }, content);
  await deed();
  return page.evaluate(() => window.opened);
}

/** How long each frame took while the wheel turned: one that is late is seen as a jerk. */
async function frames(page, times, by) {
  const box = await page.getByRole('grid').boundingBox();
  await page.mouse.move(box.x + 200, box.y + 300);
  await page.evaluate(() => {
    window.took = [];
    let before = performance.now();
    const next = (now) => {
      window.took.push(now - before);
      before = now;
      window.framing = requestAnimationFrame(next);
    };
    window.framing = requestAnimationFrame(next);
  });
  for (let i = 0; i < times; ++i) {
    await page.mouse.wheel(0, by);
    await pause(16);
  }
  return page.evaluate(() => {
    cancelAnimationFrame(window.framing);
    return window.took.slice(1);
  });
}

await world.start();
const browser = await launch();
try {
  const { page } = await browserOf(browser, world, 'ana');
  session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const here = `${world.address}/${world.organisation}`;
  const begun = performance.now();
  await page.goto(`${here}/queue?tab=all&sort=opened`);
  await page.getByRole('row').nth(1).waitFor();
  console.error(`the list is there after ${(performance.now() - begun).toFixed(0)} ms`);
  const keys = async (key, times) => {
    for (let i = 0; i < times; ++i) {
      await page.keyboard.press(key);
      await pause(35);
    }
  };
  const moving = () =>
    traced(['keydown'], async () => {
      await keys('k', 60);
      await keys('j', 60);
    });
  await keys('j', 80); // the first strokes compile what the others use
  tell('j and k in the list, its first rows there', await moving(), 50, 120);
  tell('a frame while scrolling, rows coming', await frames(page, 150, 400), 50);

  // Down to the end, or as far as somebody would have patience for: each page of rows is asked for as its place comes into view.
  const loading = performance.now();
  const end = () => page.getByRole('grid').getAttribute('aria-rowcount').then((count) => Number(count) > 0);
  while (!(await end()) && performance.now() - loading < 30_000) {
    await page.evaluate(() => {
      const grid = document.querySelector('[role=grid]');
      grid.scrollTop = grid.scrollHeight;
    });
    await pause(10);
  }
  const all = Number(await page.locator('[role=row][aria-rowindex]').last().getAttribute('aria-rowindex')) - 1;
  console.error(`${all} rows are there after ${((performance.now() - loading) / 1000).toFixed(0)} s`);
  const last = () => page.locator('[role=row][aria-rowindex]').last();
  await page.evaluate(() => {
    const grid = document.querySelector('[role=grid]');
    grid.scrollTop = grid.scrollHeight;
  });
  await pause(300);
  await last().focus();
  await keys('k', 5);
  tell(`j and k at the end of ${all} rows`, await moving(), 50, 120);
  tell(`a frame while scrolling ${all} rows`, await frames(page, 150, -400), 50);

  // The click's own paint, and how long until the conversation is there; the list stays beside it.
  const [whole, after, clicks] = [[], [], []];
  const times = 20;
  for (let i = 0; i <= times; ++i) {
    await page.getByRole('article').waitFor({ state: 'detached' });
    const box = await page.getByRole('grid').boundingBox();
    let opened;
    const took = await traced(['click'], async () => {
      opened = await opening(page, 'article [data-sequence]', () => page.mouse.click(box.x + 300, box.y + 100 + 25 * i));
    });
    await page.keyboard.press('Escape');
    if (i === 0) continue; // the page's script comes with the first
    clicks.push(...took);
    clicks.each = ((clicks.each ?? 0) * (i - 1) + took.each) / i;
    whole.push(opened.whole);
    after.push(opened.after);
  }
  tell('a click that opens a ticket, to the next paint', clicks, 50, times);
  tell('from that click to the conversation', whole, undefined, times);
  tell('from its data to the conversation', after, 100, times);

  const box = await page.getByRole('grid').boundingBox();
  await page.mouse.click(box.x + 300, box.y + 100);
  await page.locator('article [data-sequence]').first().waitFor();
  const reading = async (key, n) => {
    for (let i = 0; i < n; ++i) {
      await page.keyboard.press(key);
      await pause(150);
    }
  };
  await reading('j', 3);
  tell('j with a ticket open: the next one opens', await traced(['keydown'], () => reading('j', 40)), 50, 40);
  await page.getByLabel('Write a comment').click();
  const text = 'The fan is swapped and quiet; it was dust. '.repeat(4);
  const typing = async () => {
    for (const letter of text) {
      await page.keyboard.press(letter === ' ' ? 'Space' : letter);
      await pause(30);
    }
  };
  tell('typing in the composer', await traced(['keydown'], typing), 50, text.length);
  await page.getByLabel('Write a comment').fill('');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.getByRole('article').waitFor({ state: 'detached' });
  await page.getByLabel('Filter', { exact: true }).click();
  tell('typing a filter', await traced(['keydown'], typing), 50, text.length);
  await page.keyboard.press('Escape');

  // From page to page by the links at the side, each a second time: its script is there then.
  const side = page.getByRole('navigation', { name: 'Pages' }).first();
  const pages = [
    ['Now', 'main section ol li'],
    ['Agreement', 'main th[scope=row]'],
    ['People and access', 'main li a[href*="person="]'],
    ['Record', 'main ol li time'],
    ['Queue', '[role=row][aria-rowindex="2"]'],
  ];
  const routes = [];
  for (let round = 0; round < 6; ++round) {
    for (const [name, content] of pages) {
      const opened = await opening(page, content, () => side.getByRole('link', { name, exact: true }).click());
      if (round > 0) routes.push(opened.after);
      await pause(200);
    }
  }
  tell('from page to page, data to content', routes, 100, 25);

  const ms = (value) => value.toFixed(1);
  console.log(`| what, ${all} rows there | times | p50 ms | p95 ms | computed for each, ms | aim |\n|---|---|---|---|---|---|`);
  for (const one of rows) console.log(`| ${one.what} | ${one.times} | ${ms(one.p50)} | ${ms(one.p95)} | ${one.computed === undefined ? '' : ms(one.computed)} | ${one.aim ?? ''} |`);
  process.exitCode = rows.some((one) => one.aim && one.p95 > one.aim) ? 1 : 0;
} finally {
  await browser.close();
  await world.end();
}

// node axe.mjs PROGRAM AGREEMENT: axe finds nothing on any page, in both themes, on a screen and on a phone. The desk with a
// life of its own takes minutes to tell, so that this is of `./test all`, which sets CONCORDAT_LONG.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { browserOf, launch } from './browser.mjs';
import { places, rested } from './places.mjs';
import { harbour } from './story.mjs';
import { World } from './world.mjs';

if (!process.env.CONCORDAT_LONG) {
  console.log('[  NOT RUN ] web.Accessibility: without CONCORDAT_LONG');
  process.exit(0);
}
const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const [program, agreement] = process.argv.slice(2);
const known = process.env.CONCORDAT_STORY ? JSON.parse(readFileSync(process.env.CONCORDAT_STORY, 'utf8')) : undefined;
const base = process.env.CONCORDAT_PAGES;
const told = known ? { id: known.id, world: World.told(known) } : await harbour(program, agreement);
const browser = await launch();
const asksForDialog = new Set(['identity-link', 'ticket-collision', 'record-pair', 'template-edit', 'template-use', 'order', 'change-plan', 'catalogue', 'offer', 'agreement-review', 'palette', 'keyboard', 'new-ticket']); // opened by their English words
let found = 0;
try {
  for (const [theme, locale] of [['light', 'en-GB'], ['dark', 'en-GB'], ['light', 'de-DE']]) {
    const german = locale === 'de-DE'; // on a phone, where its longer words have the least room
    for (const width of german ? [360] : [360, 1440]) {
      const open = new Map();
      for (const place of places(told)) {
        if (!german && !place.whole && (theme === 'light') === (width === 360)) continue; // light on a screen, dark on a phone
        if (german && asksForDialog.has(place.name)) continue;
        const key = place.who ?? '';
        if (!open.has(key)) {
          const options = { viewport: { width, height: 900 }, colorScheme: theme, reducedMotion: 'reduce', bypassCSP: true, locale };
          open.set(key, await browserOf(browser, told.world, place.who, { ...options, ...(base ? { baseURL: base } : {}) }));
        }
        const { page } = open.get(key);
        await page.goto((base ?? told.world.address) + place.path);
        if (german) await rested(page);
        else await place.ready?.(page, width);
        await page.waitForTimeout(150);
        // What axe judges is the same in both languages; the room for words is not.
        if (!german) await page.evaluate(source);
        const { violations } = german
          ? { violations: [] }
          : await page.evaluate(() =>
              window.axe.run({
                // Of what is in order nothing is asked.
                resultTypes: ['violations'],
                selectors: false,
                runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
              }),
            );
        const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth + 1);
        if ((await page.getAttribute('html', 'lang')) !== locale.slice(0, 2)) violations.push({ id: 'language', help: 'the page speaks another', nodes: [] });
        if (wide) violations.push({ id: 'overflow', help: 'the page is wider than the window', nodes: [] });
        for (const one of violations) {
          found += 1;
          console.log(`${place.name} ${theme} ${width} ${locale}: ${one.id}: ${one.help}`);
          for (const node of one.nodes.slice(0, 3)) console.log(`    ${node.html.slice(0, 160)}\n    ${node.failureSummary?.split('\n').slice(1, 2).join('')}`);
        }
      }
      for (const { context } of open.values()) await context.close();
    }
  }
} finally {
  await browser.close();
  await told.world.end();
}
if (found) process.exitCode = 1;
else console.log('ok');

// node pictures.mjs PROGRAM AGREEMENT OUT [BASE]: every page, in both themes, at three widths, over a desk with a life of its
// own (story.mjs). BASE is where the pages are served where that is not the program (the dev server).
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { browserOf, launch } from './browser.mjs';
import { places, rested } from './places.mjs';
import { harbour } from './story.mjs';
import { World } from './world.mjs';

const [program, agreement, out, only] = process.argv.slice(2);
const known = process.env.CONCORDAT_STORY ? JSON.parse(readFileSync(process.env.CONCORDAT_STORY, 'utf8')) : undefined;
const base = process.env.CONCORDAT_PAGES;
const locale = process.env.CONCORDAT_LOCALE; // another than English
mkdirSync(out, { recursive: true });

// A story that is told already is looked at again without telling it anew.
const told = known ? { id: known.id, world: World.told(known) } : await harbour(program, agreement);
const browser = await launch();
try {
  for (const theme of ['light', 'dark']) {
    for (const width of [360, 900, 1440]) {
      const open = new Map();
      for (const place of places(told)) {
        if (only && !new RegExp(only).test(place.name)) continue;
        const key = place.who ?? '';
        if (!open.has(key)) {
          open.set(
            key,
            await browserOf(browser, told.world, place.who, {
              viewport: { width, height: width === 360 ? 760 : 900 },
              colorScheme: theme,
              ...(locale ? { locale } : {}),
              ...(base ? { baseURL: base } : {}),
            }),
          );
        }
        const { page, wrong } = open.get(key);
        await page.goto((base ?? told.world.address) + place.path, { waitUntil: 'load' });
        if (locale) await rested(page);
        else await place.ready?.(page, width);
        await page.waitForTimeout(250);
        await page.screenshot({ path: join(out, `${place.name}-${theme}-${width}.png`) });
        if (wrong.length) console.error(place.name, theme, width, wrong.splice(0).join('\n'));
      }
      for (const { context } of open.values()) await context.close();
    }
  }
} finally {
  await browser.close();
  await told.world.end();
}

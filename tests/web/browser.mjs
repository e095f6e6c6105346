// Debian's Chromium, and people signed in to it.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

import { password, totp } from './world.mjs';

export function chromiumPath() {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, 'chromium');
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // the next
    }
  }
  return undefined;
}

export function launch() {
  // As root, Chromium's own sandbox cannot be had; what it shows here is ours.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: chromiumPath(), args: [...args, '--disable-gpu', '--font-render-hinting=none'] });
}

// In a page: the time of day is another, and moves on.
function asIfLater(ahead) {
  const Real = Date;
  globalThis.Date = class extends Real {
    constructor(...given) {
      super(...(given.length > 0 ? given : [Real.now() + ahead]));
    }
    static now() {
      return Real.now() + ahead;
    }
  };
}

/** A browser of one person. Whatever the page says to the console as an error, or breaks the policy with, is kept in `wrong`. */
export async function browserOf(browser, world, who, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', timezoneId: 'Europe/London', ...options });
  if (world.ahead !== undefined) await context.addInitScript(asIfLater, world.ahead);
  const wrong = [];
  context.on('weberror', (error) => wrong.push(String(error.error())));
  context.on('console', (message) => {
    if (message.type() === 'error' && !/status of (401|403|404|409|412|422)/.test(message.text())) wrong.push(`${message.text()} ${message.location().url}`);
  });
  const base = options.baseURL ?? world.address;
  const one = who ? world.people.get(who) : undefined;
  if (one?.cookie && world.isTold) {
    // Whoever looks at a told story again and again would be held up at signing in.
    await context.addCookies(one.cookie.split('; ').map((pair) => ({ name: pair.split('=')[0], value: pair.slice(pair.indexOf('=') + 1), url: base })));
  } else if (one) {
    const body = { email: one.email, password };
    if (one.secret) body.code = await freshCode(one);
    const answer = await context.request.post(`${base}/api/v1/sessions`, { data: body });
    if (!answer.ok()) throw new Error(`${who} cannot sign in: ${await answer.text()}`);
  }
  const page = await context.newPage();
  return { context, page, wrong };
}

/** A code is good once: the next step of the clock where this one was used. */
export async function freshCode(one) {
  if (one.codes?.length) return one.codes.pop();
  let step = Math.floor(Date.now() / 30_000);
  while (step <= (one.step ?? 0)) {
    await new Promise((later) => setTimeout(later, 500));
    step = Math.floor(Date.now() / 30_000);
  }
  one.step = step;
  return totp(one.secret, step * 30_000);
}

// node size.mjs DIST: what a browser loads before it shows the queue, packed as the service sends it.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const dist = process.argv[2];
const most = 300_000;
const page = readFileSync(join(dist, 'index.html'), 'utf8');
const scripts = [...page.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map((one) => one[1]);
if (scripts.length < 2) throw new Error(`the page names too few scripts: ${scripts}`);
const packed = (name) => statSync(join(dist, existsSync(join(dist, `${name}.gz`)) ? `${name}.gz` : name)).size;
const bytes = scripts.reduce((sum, name) => sum + packed(name), 0);
console.log(`${scripts.join(' ')}: ${bytes} bytes packed`);
if (bytes >= most) throw new Error(`the queue's first script is ${bytes} bytes packed, and may be ${most}`);
if (/<script(?![^>]*src=)/.test(page)) throw new Error('an inline script, which the policy forbids');

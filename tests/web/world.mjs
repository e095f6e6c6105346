// A desk with a life of its own, for the tests of the pages and their pictures: the real program, started again and again
// at other times, so that tickets have a past that was really lived.
import { spawn, execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const password = 'correct horse battery';
const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** A code of an authenticator (RFC 6238). */
export function totp(secret, at) {
  const bits = [...secret].map((one) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(one).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((one) => parseInt(one, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const digest = createHmac('sha1', key).update(step).digest();
  const from = digest[19] & 15;
  return String((digest.readUInt32BE(from) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

// Debian's libfaketime for programs of many threads, which lies to one of them about the time of day.
function faketime() {
  const found = readdirSync('/usr/lib').map((one) => `/usr/lib/${one}/faketime/libfaketimeMT.so.1`).find((one) => existsSync(one));
  if (!found) throw new Error('There is no libfaketime: apt-get install faketime');
  return found;
}

/** The next Tuesday, Wednesday or Thursday that is a working day in London, at an hour when offices are open there. */
export function nextWorkingDay() {
  for (let at = Math.ceil(Date.now() / day) * day; ; at += day) {
    const date = new Date(at).toISOString().slice(5, 10);
    if ([2, 3, 4].includes(new Date(at).getUTCDay()) && !['12-25', '12-26', '01-01'].includes(date)) return at + 10.5 * hour;
  }
}

export class World {
  /** `moving`: the service runs from that time on, and moveTo() moves its clock while it runs. */
  constructor(program, agreement, { moving } = {}) {
    this.ahead = moving === undefined ? undefined : moving - Date.now();
    this.program = program;
    this.agreement = agreement;
    this.folder = mkdtempSync(join(tmpdir(), 'concordat-web-'));
    this.data = join(this.folder, 'data');
    this.people = new Map();
    this.port = 0;
  }

  /** A desk that story.mjs told and still serves, by what it printed. */
  static told({ people, ...known }) {
    const lived = Object.assign(Object.create(World.prototype), known, { people: new Map(Object.entries(people)) });
    return Object.assign(lived, { isTold: true, end: async () => undefined });
  }

  /** Starts the service; `at` is the time it takes it to be, or nothing for the real one. */
  async start(at) {
    this.now = at;
    const env = this.env();
    const words = ['serve', '--data', this.data, '--listen', `127.0.0.1:${this.port}`, '--json', '--rate', '100000', '--address-rate', '100000'];
    this.server = spawn(this.program, words, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.log = '';
    this.server.stderr.on('data', (bytes) => (this.log = (this.log + bytes).slice(-4000)));
    const ended = new Promise((_, no) => this.server.once('exit', (code) => no(new Error(`the service ended (${code}): ${this.log}`))));
    ended.catch(() => undefined);
    const line = await Promise.race([
      new Promise((yes) => createInterface({ input: this.server.stdout }).once('line', yes)),
      ended,
    ]);
    this.said = JSON.parse(line);
    this.address = this.said.address;
    this.port = new URL(this.address).port;
  }

  async stop() {
    if (!this.server) return;
    const gone = new Promise((yes) => this.server.once('exit', yes));
    this.server.kill('SIGTERM');
    await gone;
    this.server = undefined;
  }

  /** The same desk, at another time. */
  async at(time) {
    await this.stop();
    await this.start(time);
    for (const one of this.people.values()) one.cookie = undefined;
  }

  async end() {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  run(words, options = {}) {
    return execFileSync(this.program, [...words, '--data', this.data], { encoding: 'utf8', env: this.env(), stdio: ['pipe', 'pipe', 'pipe'], ...options });
  }

  async ask(method, path, body, cookie) {
    const answer = await fetch(this.address + path, {
      method,
      headers: { ...(body ? { 'Content-Type': 'application/json' } : {}), ...(cookie ? { Cookie: cookie } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    const said = text ? JSON.parse(text) : undefined;
    if (!answer.ok) throw new Error(`${method} ${path} ${answer.status}: ${text}`);
    const set = answer.headers.getSetCookie?.() ?? [answer.headers.get('set-cookie')].filter(Boolean);
    return { said, cookie: set.map((one) => one.split(';')[0]).join('; ') };
  }

  clock = () => this.now ?? Date.now() + (this.ahead ?? 0);

  /** Moves the clock of the service that runs, of one that was made `moving`. */
  moveTo(time) {
    this.ahead = time - Date.now();
    this.tellTime();
  }
  tellTime() {
    writeFileSync(`${this.timeFile}.next`, `+${Math.ceil(this.ahead / 1000)}s\n`);
    renameSync(`${this.timeFile}.next`, this.timeFile); // never read by halves
  }
  get timeFile() {
    return join(this.folder, 'time');
  }

  async cookieOf(who) {
    const one = this.people.get(who);
    if (!one.cookie) {
      const sent = { email: one.email, password };
      if (one.secret) sent.code = totp(one.secret, this.clock());
      one.cookie = (await this.ask('POST', '/api/v1/sessions', sent)).cookie;
    }
    return one.cookie;
  }

  /** Does something as somebody, in the organisation. */
  async as(who, method, path, body) {
    return (await this.ask(method, `/api/v1/organisations/${this.organisation}${path}`, body, await this.cookieOf(who))).said;
  }

  /** Does something with somebody's own account. */
  async own(who, method, path, body) {
    return (await this.ask(method, `/api/v1/me${path}`, body, await this.cookieOf(who))).said;
  }

  /** From nothing to an organisation with an agreement in force. */
  async setUp() {
    const email = 'ana@harbour.example';
    const token = this.said.setup_token;
    const { said, cookie } = await this.ask('POST', '/api/v1/setup', {
      token, organisation: 'Harbour', name: 'Ana Silva', email, password, person: 'ana',
    });
    this.organisation = said.organisations[0].id;
    this.people.set('ana', { email, cookie });
    const file = join(this.folder, 'harbour.toml');
    writeFileSync(file, this.dated(readFileSync(this.agreement, 'utf8')));
    this.run(['agreement', 'apply', file, '--org', 'Harbour', '--despite-errors']);
  }

  env() {
    const { CONCORDAT_TEST_NOW: _, ...env } = process.env;
    if (this.now) return { ...env, CONCORDAT_TEST_NOW: new Date(this.now).toISOString().replace(/\.\d+Z/, 'Z') };
    if (this.ahead === undefined) return env;
    this.tellTime();
    // Time of day alone: what waits, waits as long as it would.
    const lies = { LD_PRELOAD: faketime(), FAKETIME_TIMESTAMP_FILE: this.timeFile, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' };
    return { ...env, ...lies };
  }

  // The example's contracts, moved to around now, so that they run whenever this does.
  dated(text) {
    const on = (days) => new Date(Date.now() + days * day).toISOString().slice(0, 10);
    return text
      .replaceAll('2026-04-01', on(-240))
      .replaceAll('2028-03-31', on(700))
      .replaceAll('2027-03-31', on(330))
      .replace('[party.hq]', '[party.hq]\nname = "Harbour IT"')
      .replace('[party.northwind]', '[party.northwind]\nname = "Northwind"')
      .replace('[party.aegis]', '[party.aegis]\nname = "Aegis"')
      .replace('[team.hq-desk]', '[team.hq-desk]\nname = "Desk"')
      .replace('[team.nw-noc]', '[team.nw-noc]\nname = "Operations"')
      .replace('[team.aegis-soc]', '[team.aegis-soc]\nname = "Security"');
  }

  /** Brings somebody in; of another party, with a second factor and admitted. */
  async bringIn(who, name, party, more = {}) {
    const email = `${who}@${party === 'hq' ? 'harbour' : party}.example`;
    const { token } = await this.as('ana', 'POST', '/invitations', { email, party, ...more });
    const { said, cookie } = await this.ask('POST', '/api/v1/invitations/accept', { token, name, password });
    const person = said.organisations.find((each) => each.id === this.organisation).person;
    const one = { email, cookie, person };
    if (party !== 'hq') {
      const offer = (await this.ask('POST', '/api/v1/me/second-factor', undefined, cookie)).said;
      one.secret = offer.secret;
      const code = totp(offer.secret, this.clock());
      const done = await this.ask('POST', '/api/v1/me/second-factor/confirm', { pending: offer.pending, code }, cookie);
      one.cookie = done.cookie || cookie;
      one.codes = done.said.codes;
    }
    this.people.set(who, one);
  }
}

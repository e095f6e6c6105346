// node sentences.mjs: names every sentence that the service can send to a page and that has no German in src/service/*.de.ts,
// and everything there that the service does not say (any more). They are read from the sources of the service, so that nobody
// has to keep a list: every text in these rooms that looks like words of a sentence, with a slot for what is put together when
// it runs. With --list FOLDER…: all of a folder, where they stand.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';

const web = dirname(fileURLToPath(import.meta.url));
const root = join(web, '..');

// Where the sentences stand that pages show, and what of it no page ever shows.
const rooms = [
  { folder: 'src/operate/access', but: [] },
  { folder: 'src/operate/agreement', but: [] },
  { folder: 'src/operate/api', but: [] },
  { folder: 'src/operate/desk', but: ['list_csv.cpp', 'ticket_statements.cpp'] }, // headers of a file; SQL
  { folder: 'src/operate/events', but: [] },
  { folder: 'src/operate/imports', but: [] },
  { folder: 'src/operate/notify', but: [] },
  { folder: 'src/operate/present', but: [] },
  { folder: 'src/operate/proof', but: [] },
  { folder: 'src/agreement', but: ['decide_words.cpp', 'explain.cpp', 'finding.cpp'] }, // texts of the command line
  { folder: 'src/ticket', but: ['custody.cpp', 'history.cpp', 'ticket_json.cpp'] },
  { folder: 'src/http', but: ['framing.cpp', 'media_type.cpp', 'multipart.cpp', 'networks.cpp', 'static_files.cpp', 'tls.cpp'] },
  { folder: 'src/base', but: [] },
];

// Words that are put into another sentence, by the function that does so: impossible(ticket, "assigned") says that it "cannot be
// assigned", and in German that is one word.
const within = { unknown_name: 'There is no', one_of: 'There is no', all_of: 'There is no', impossible: 'cannot be', reason_needed: 'cannot be', check_major: 'cannot be', not_yours: 'can', check_name: 'the' };

// What reads like a sentence and is none: statements of SQL, fields of HTTP, words of a query.
const silent = [
  /^ ?(select|insert into|update|delete from|from|and|order by) /,
  /; \w+=|^attachment/,
  /^ (team requester|new in_progress|incident request|requester provider) |^(team|new|incident|with-us), |^(exactly this|who|which|whose|the party that|its name|an instant|true: say|words of its|words, all|subject, or|`next` of)/, // what lists can be asked for
  /^(Go on at the Location|RFC 9457|The same key with|The ETag of the thing|It was refused, or could not be done)/, // the description of the API
  /search finds it not/, // the log
  /^Nothing besides the agreement|^ \(by rule\)$|No newline at end of file|^rejected_line/, // the command line
  /  where /, // nobody writes it so
  /^(within sla|sla violated)$/, // words of other desks
  /listen(ed)? (on|to)|^Another program may have it|^Give a certificate|^127\.0\.0\.1|address of a scanner|^Write unix:/, // how the service is begun
  /^(openid email profile|search all|stream: OK)$/,
];

// A source as tokens: texts, words, and signs. Comments and lines of the preprocessor say nothing.
function tokensOf(source) {
  const tokens = [];
  const rule = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|^[ \t]*#[^\n]*|R"(\w*)\(([\s\S]*?)\)\1"|(?:u8)?"((?:[^"\\\n]|\\.)*)"|'(?:[^'\\]|\\.)+'|[A-Za-z_][\w]*(?:::~?[A-Za-z_]\w*)*|\d[\w.']*|->|\+=|==|!=|<=|>=|&&|\|\||<<|[^\s]/gm;
  for (let found; (found = rule.exec(source)); ) {
    const [all] = found;
    if (/^(\/\/|\/\*|[ \t]*#)/.test(all)) continue;
    const at = found.index;
    if (found[2] !== undefined) tokens.push({ text: found[2], at });
    else if (found[3] !== undefined) tokens.push({ text: unescaped(found[3]), at });
    else tokens.push({ sign: all, at });
  }
  return tokens;
}
const unescaped = (text) => text.replace(/\\(.)/g, (_, c) => ({ n: '\n', t: '\t' })[c] ?? c);

const opens = { '(': ')', '[': ']', '{': '}' };

// Tokens between brackets as trees: { open, inner }.
function treeOf(tokens) {
  let next = 0;
  const level = (close) => {
    const inner = [];
    while (next < tokens.length) {
      const token = tokens[next++];
      if (token.sign === close) return inner;
      if (opens[token.sign]) inner.push({ open: token.sign, at: token.at, inner: level(opens[token.sign]) });
      else inner.push(token);
    }
    return inner;
  };
  return level(undefined);
}

const split = (nodes, isBetween) =>
  nodes.reduce(
    (parts, node) => {
      if (isBetween(node)) parts.push([]);
      else parts.at(-1).push(node);
      return parts;
    },
    [[]],
  );

const ends = new Set([';', ',', ':', '=', '+=', '<', '>', '==', '!=', '&&', '||', '<<', 'return', 'case', 'else']);
const slot = '\u0000';
// Casts that leave a text as it is.
const casts = new Set(['std::string', 'std::string_view', 'as_utf8', 'std::to_string']);

/** All that an expression can be: its texts, with a slot for what is only known when it runs. */
function formsOf(nodes) {
  const question = nodes.findIndex((one) => one.sign === '?');
  if (question >= 0) {
    let depth = 0;
    const colon = nodes.findIndex((one, at) => {
      if (at <= question) return false;
      if (one.sign === '?') ++depth;
      return one.sign === ':' && depth-- === 0;
    });
    // What is asked comes before: "a" + b ? … does not parse so, but (…) and names do.
    if (colon > 0) return [...formsOf(nodes.slice(question + 1, colon)), ...formsOf(nodes.slice(colon + 1))];
  }
  let forms = [''];
  for (const part of split(nodes, (one) => one.sign === '+')) {
    const said = partForms(part);
    forms = forms.flatMap((before) => said.map((one) => before + one)).slice(0, 64);
  }
  return forms;
}

function partForms(part) {
  if (part.length > 0 && part.every((one) => one.text !== undefined)) return [part.map((one) => one.text).join('')];
  const [first, second] = part;
  if (part.length === 1 && first.open === '(') return formsOf(first.inner);
  if (part.length === 2 && casts.has(first.sign) && (second.open === '(' || second.open === '{') && first.sign !== 'std::to_string') {
    return formsOf(second.inner);
  }
  return [slot];
}

/** Every expression with a text in it; of one that another takes in as it is, only what stands in its brackets. */
function expressionsOf(nodes, found, prefix, isTakenIn = false) {
  // A conditional's colon belongs to it; a label's does not matter.
  const parts = [];
  let part = [];
  let questions = 0;
  for (const node of nodes) {
    if (node.sign === '?') ++questions;
    const ofQuestion = node.sign === ':' && questions > 0;
    if (ofQuestion) --questions;
    // A comparison before the question mark is what is asked.
    if (ends.has(node.sign) && !ofQuestion) {
      parts.push(part);
      part = [];
    } else part.push(node);
  }
  parts.push(part);
  const put = parts.find(hasText); // of several arguments the first text is put in
  for (const one of parts) {
    if (one.length === 0) continue;
    const before = one === put ? prefix : undefined;
    if (hasText(one) && !isTakenIn) found.push({ forms: formsOf(one).map((form) => ({ form, prefix: before })), at: one[0].at });
    one.forEach((node, index) => {
      if (!node.open) return;
      const caller = one[index - 1]?.sign;
      const takenIn = node.open === '(' && hasText(node.inner) && (index === 0 || ['+', '?', ':'].includes(caller) || casts.has(caller));
      expressionsOf(node.inner, found, within[caller] ?? before, takenIn);
    });
  }
}
const hasText = (nodes) =>
  nodes.some((one) => one.text !== undefined || (one.open === '(' && hasText(one.inner)));

// What describes the routes stands in the description of the API, for those who write programs.
const described = JSON.stringify(JSON.parse(readFileSync(join(root, 'docs/openapi.json'), 'utf8')));

// Two words after another, which may have a slot between.
const isFrame = (form) => form.includes(slot) && /^[^{}="<>/]*\p{L}{3,}[^{}="<>/]*[.?!]$/u.test(form); // "Expected {}."
const isSentence = (form) =>
  (isFrame(form) || /\p{L}{2,}[,;:]?[ \u0000]+(\u0000 )?\p{L}{2,}/u.test(form)) && !silent.some((one) => one.test(form)) && !described.includes(JSON.stringify(form).slice(1, -1));
const isWhole = (form) => /^\p{Lu}.*[.?!]$/su.test(form);

/** What a source says: its forms, each with the words that are put before it, and where it stands. */
function sentencesOf(source) {
  const found = [];
  expressionsOf(treeOf(tokensOf(source)), found);
  return found
    .flatMap(({ forms, at }) => forms.map((one) => ({ ...one, at })))
    .filter(({ form, prefix }) => (prefix ? /\p{L}{2}/u.test(form) && !isWhole(form) : isSentence(form)));
}

// That it finds what it is for, and leaves the rest alone.
const seen = sentencesOf(`
  // "No words of a comment"
  #include "no words of a path"
  if (x) return fail("code", "There is no " + kind + " \\"" + name + "\\".", near ? "Did you mean " + *near + "?" : "None is declared.");
  return impossible(*ticket_, late ? "closed" : std::string("put ") + "on hold");
  Statement at(connection, "select name from organisation where id = :id");`).map((one) => (one.prefix ? `${one.prefix} ` : '') + one.form.replaceAll(slot, '{}'));
const wanted = ['There is no {} "{}".', 'Did you mean {}?', 'None is declared.', 'cannot be closed', 'cannot be put on hold'];
if (wanted.some((one, at) => one !== seen[at]) || seen.length !== wanted.length) throw new Error(`the check itself is broken: ${JSON.stringify(seen)}`);

function sourcesIn({ folder, but }) {
  const files = readdirSync(join(root, folder), { recursive: true }).map(String).sort();
  return files
    .filter((one) => /\.[ch]pp$/.test(one) && !but.includes(one))
    .map((one) => ({ file: `${folder}/${one}`, source: readFileSync(join(root, folder, one), 'utf8') }));
}

function* said(rooms) {
  for (const name of readdirSync(join(root, 'data/templates')).sort()) {
    const file = `data/templates/${name}`;
    yield { form: readFileSync(join(root, file), 'utf8').split('\n', 1)[0].replace(/^# */, ''), where: `${file}:1` };
  }
  for (const { file, source } of rooms.flatMap(sourcesIn)) {
    const before = new Set();
    for (const { form, prefix, at } of sentencesOf(source)) {
      const whole = (prefix ? `${prefix} ` : '') + form.trim().replace(/^\0\n/, ''); // a line of a longer text
      if (before.has(whole)) continue;
      before.add(whole);
      yield { form: whole, where: `${file}:${source.slice(0, at).split('\n').length}` };
    }
  }
}

if (process.argv[2] === '--list') {
  const folders = process.argv.slice(3).map((folder) => ({ folder, but: [] }));
  for (const { form, where } of said(folders)) console.log(`${where}: ${form.replaceAll(slot, '{}')}`);
  process.exit(0);
}

// The German of all of them. A message file holds nothing but texts, so that it can be read as it is.
async function messages() {
  const all = new Map();
  for (const name of readdirSync(join(web, 'src/service')).filter((one) => one.endsWith('.de.ts'))) {
    const { outputText } = ts.transpileModule(readFileSync(join(web, 'src/service', name), 'utf8'), { compilerOptions: { module: ts.ModuleKind.ESNext } });
    const { default: _, ...parts } = await import(`data:text/javascript;base64,${Buffer.from(outputText).toString('base64')}`);
    for (const [key, german] of Object.values(parts).flatMap(Object.entries)) {
      const before = all.get(key);
      if (before && before.german !== german) throw new Error(`${name}: ${before.name} has other German for: ${key}`);
      all.set(key, { german, name });
    }
  }
  return all;
}

/** Whether all the words of a form stand in this text, in their order. */
function holds(text, form) {
  let from = 0;
  return form.split(slot).every((piece) => {
    const words = piece.trim();
    const at = text.indexOf(words, from);
    from = at + words.length;
    return at >= 0;
  });
}

const german = await messages();
// Words that are put after others: those of the service's own functions, and those that a German sentence asks for.
const befores = new Set(Object.values(within).concat('step', 'right', 'said', 'value', ...[...german.values()].flatMap(({ german: text }) => [...text.matchAll(/\{\d+\|([^}]*)\}/g)].map((one) => one[1]))));
const afterOthers = (key) => [...befores].filter((one) => key.startsWith(`${one} `)).map((one) => key.slice(one.length + 1));
const keys = [...german.keys()].map((one) => one.replaceAll('{}', slot));
const wrong = [];
const texts = new Set(rooms.flatMap(sourcesIn).flatMap(({ source }) => tokensOf(source).flatMap(({ text }) => (text ? [text, text.replaceAll('_', ' ')] : [])).map((one) => one.trim())));
/** Whether texts of the service can stand so after another; a word such as a state is written with underscores for programs. */
const isMade = (piece) => {
  const rest = piece.trim();
  if (rest === '' || texts.has(rest)) return true;
  for (let end = rest.length - 1; end > 0; --end) if (texts.has(rest.slice(0, end).trim()) && isMade(rest.slice(end))) return true;
  return false;
};
const live = new Set();
for (const { form, where } of said(rooms)) {
  const exact = german.has(form.replaceAll(slot, '{}'));
  // What is only a part of a sentence stands in the keys of the whole sentences that it can become.
  const parts = exact || isWhole(form) ? [] : keys.filter((one) => holds(one, form));
  if (exact) live.add(form);
  for (const one of parts) live.add(one);
  if (!exact && parts.length === 0) wrong.push(`${where}: no German: ${form.replaceAll(slot, '{}')}`);
}
for (const one of keys) {
  if (live.has(one) || [one, ...afterOthers(one)].some((each) => each.split(slot).every((piece, at, all) => isMade(piece) || (at === all.length - 1 && (isMade(`${piece}.`) || isMade(`${piece}:`)))))) continue;
  const key = one.replaceAll(slot, '{}');
  wrong.push(`src/service/${german.get(key).name}: the service does not say: ${key}`);
}
for (const [key, { german: text, name }] of german) {
  const slots = key.split('{}').length - 1;
  for (const [, n] of text.matchAll(/\{(\d+)(?:\|[^}]*)?\}/g)) if (Number(n) < 1 || Number(n) > slots) wrong.push(`src/service/${name}: there is no {${n}} in: ${key}`);
}
for (const one of wrong) console.log(one);
if (wrong.length > 0) {
  console.log('What the service says has its German in web/src/service/*.de.ts (docs/decisions/0025-german-of-the-service.md).');
  process.exit(1);
}

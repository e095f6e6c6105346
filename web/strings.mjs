// node strings.mjs: names every text for people that stands outside the message files (words.en.ts, words.de.ts). Such are all
// texts between tags, the attributes that are read out or shown, and every other text that looks like words of a sentence.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';

const source = join(dirname(fileURLToPath(import.meta.url)), 'src');
const shown = new Set(['title', 'label', 'placeholder', 'alt', 'description', 'aria-label', 'aria-description', 'aria-roledescription', 'group', 'words', 'hint']);
const silent = new Set(['className', 'style', 'styles', 'd', 'viewBox', 'points', 'gridTemplateColumns', 'transform', 'rel', 'accept', 'keys', 'minmax']);
const letters = /\p{L}{2,}/u;
// Two words after another, or one that begins as a sentence does and ends as one.
const sentence = /\p{L}{2,}[,;:]? \p{L}{2,}|^\p{Lu}\p{Ll}+[.…?!]$/u;
const word = /^\p{Lu}\p{Ll}{2,}$/u; // in what is put between tags

const nameOf = (node) => node.name?.text ?? node.name?.getText?.() ?? '';

/** Whether this text is one that nobody sees: of a class, a type, an import, a comparison, an error for whoever builds. */
function isSilent(node) {
  for (let at = node; at.parent; at = at.parent) {
    const up = at.parent;
    if (ts.isImportDeclaration(up) || ts.isExportDeclaration(up) || ts.isLiteralTypeNode(up) || ts.isTypeNode(up)) return true;
    if ((ts.isJsxAttribute(up) || ts.isPropertyAssignment(up)) && silent.has(nameOf(up))) return true;
    if (ts.isNewExpression(up) && up.expression.getText() === 'Error') return true;
    if (ts.isCallExpression(up) && /(^|\.)(querySelector|matchMedia|closest|startsWith|matches)\??$/.test(up.expression.getText())) return true;
    if (ts.isArrayLiteralExpression(up) && ts.isPropertyAccessExpression(up.parent) && up.parent.name.text === 'includes') return true;
    if (ts.isBinaryExpression(up) && up.operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken) return true;
    if (ts.isJsxElement(up) && /^(code|kbd|pre)$/.test(up.openingElement.tagName.getText())) return true; // for a terminal
    if (ts.isJsxElement(up) || ts.isBlock(up)) return false;
  }
  return false;
}

function isBetweenTags(node) {
  for (let at = node; at.parent; at = at.parent) {
    if (ts.isJsxExpression(at)) return ts.isJsxElement(at.parent) || ts.isJsxFragment(at.parent);
    if (ts.isCallExpression(at) || ts.isArrowFunction(at) || ts.isJsxAttribute(at)) return false;
  }
  return false;
}

function isShown(node) {
  const up = node.parent;
  if (up.name === node) return false;
  return (ts.isJsxAttribute(up) || ts.isPropertyAssignment(up)) && shown.has(nameOf(up));
}

function textsOf(file, text) {
  const found = [];
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true, file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS);
  const say = (node, words) =>
    found.push(`${file}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${words.trim()}`);
  const walk = (node) => {
    if (ts.isJsxText(node) && letters.test(node.text) && !isSilent(node)) say(node, node.text);
    const literal = ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node);
    const piece = literal || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node);
    if (piece) {
      const holder = literal ? node : ts.isTemplateHead(node) ? node.parent : node.parent.parent;
      if (isShown(holder) ? letters.test(node.text) : (sentence.test(node.text) || (word.test(node.text) && isBetweenTags(holder))) && !isSilent(holder)) say(node, node.text);
    }
    ts.forEachChild(node, walk);
  };
  walk(tree);
  return found;
}

// That it finds what it is for, and leaves the rest alone.
const seen = textsOf('try.tsx', '<p className="two words" title="Close">Some text {`of ${n} parts of it`} <b>{a === "no problem here" && "Done."}</b>{b ?? "Views"}</p>');
if (seen.length !== 5) throw new Error(`the check itself is broken: ${JSON.stringify(seen)}`);

const files = readdirSync(source, { recursive: true })
  .map(String)
  .filter((one) => /\.tsx?$/.test(one) && !/(^|\/)words\.(en|de)\.ts$|^service\/\w+\.de\.ts$|schema\.d\.ts$/.test(one));
const outside = files.flatMap((one) => textsOf(relative('.', join('src', one)), readFileSync(join(source, one), 'utf8')));
for (const one of outside) console.log(one);
if (outside.length > 0) {
  console.log('Texts for people stand in words.en.ts and words.de.ts of the folder.');
  process.exit(1);
}

import { access } from './access.de';
import { agreement } from './agreement.de';
import { desk } from './desk.de';
import { house } from './house.de';
import { imports } from './imports.de';
import { record } from './record.de';
import { rules } from './rules.de';
import { steps } from './steps.de';
import { templates } from './templates.de';

// The service's sentences in German. A key is what the service says, with {} where it puts something in; the German says with
// {1}, {2}… where that stands. What was put in may be a sentence or a part of one itself, and is said in German too where there
// is German for it; {3|cannot be} asks for what "cannot be …" is in German. Pure.

type Say = (english: string) => string;

interface Pattern {
  english: RegExp;
  german: string;
  /** How much of it is fixed: the more, the surer that it is meant; frames, which know what may stand in them, come first. */
  fixed: number;
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function patternOf([key, german]: [string, string]): Pattern {
  const pieces = key.split('{}');
  const isFrame = german.includes('|');
  return { english: new RegExp(`^${pieces.map(escaped).join('(.*?)')}$`, 's'), german, fixed: pieces.join('').length + (isFrame ? 1000 : 0) };
}

/** "a, b and c" is a list of names, which only a comma and a word hold together. */
const listed = (text: string) => text.replace(/^([^\s,]+(?:, [^\s,]+)*) and ([^\s,]+)$/, '$1 und $2');

export function translator(sentences: Readonly<Record<string, string>>): Say {
  const patterns = Object.entries(sentences)
    .filter(([key]) => key.includes('{}'))
    .map(patternOf)
    .sort((a, b) => b.fixed - a.fixed);
  const known = new Map(Object.entries(sentences).filter(([key]) => !key.includes('{}')));
  const find = (english: string): string | undefined => findOne(english) ?? findEach(english);
  // Several sentences after another, where there is German for all of them.
  const findEach = (english: string): string | undefined => {
    const each = english.split(/(?<=[.?!]) (?=[\p{Lu}`"[])/u);
    const german = each.length > 1 ? each.map(findOne) : [undefined];
    return german.every((one) => one !== undefined) ? german.join(' ') : undefined;
  };
  const findOne = (english: string): string | undefined => {
    const whole = known.get(english);
    if (whole !== undefined) return whole;
    for (const { english: pattern, german } of patterns) {
      const found = pattern.exec(english);
      if (!found) continue;
      let fits = true; // what stands in a frame is known to stand in it
      const said = german.replace(/\{(\d+)(?:\|([^}]*))?\}/g, (_, n: string, before?: string) => {
        const part = found[Number(n)] ?? '';
        if (!before) return put(part);
        const within = putEach(part, before) ?? find(`${before} ${part}`);
        if (within === undefined) fits = false;
        return within ?? part;
      });
      if (fits) return said;
    }
    return undefined;
  };
  const put = (english: string): string => putEach(english) ?? (/\p{L}{2}/u.test(english) ? (find(english) ?? listed(english)) : english);
  // "a has nobody, b rests on c and nobody is accountable": parts with German each.
  const putEach = (english: string, before?: string): string | undefined => {
    const parts = english.split(/, | and /);
    const german = parts.map((part, at) => (at === 0 && before ? find(`${before} ${part}`) : undefined) ?? findOne(part));
    if (!/ and [^,]*$/.test(english) || german.some((one) => one === undefined)) return undefined;
    return `${german.slice(0, -1).join(', ')} und ${german.at(-1)}`;
  };
  const said = new Map<string, string>();
  return (english) => {
    let german = said.get(english);
    if (german === undefined) {
      if (said.size > 2000) said.clear();
      german = find(english) ?? english;
      said.set(english, german);
    }
    return german;
  };
}

export const inGerman = translator({ ...access, ...agreement, ...desk, ...house, ...imports, ...record, ...rules, ...steps, ...templates });

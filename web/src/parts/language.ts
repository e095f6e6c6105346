// In which language the pages speak: the one that was chosen in this browser, or else the first of the browser's own that
// there is. It is fixed while a page is open; choosing another loads the page anew (drafts are kept).

export type Language = 'en' | 'de';
export const languages: Record<Language, string> = { en: 'English', de: 'Deutsch' };

const key = 'concordat-language';
const isLanguage = (word: string | undefined | null): word is Language => word === 'en' || word === 'de';

export function chosenLanguage(): Language | undefined {
  try {
    const kept = localStorage.getItem(key);
    return isLanguage(kept) ? kept : undefined;
  } catch {
    return undefined; // no storage: the browser decides
  }
}

/** The first that the pages can speak; "de-AT" is German. English where there is none. */
export function firstSpoken(wanted: readonly string[]): Language {
  return wanted.map((one) => one.slice(0, 2).toLowerCase()).find(isLanguage) ?? 'en';
}

const wanted = typeof navigator === 'undefined' ? [] : navigator.languages;
export const language: Language = chosenLanguage() ?? firstSpoken(wanted);

/** For dates, numbers and lists: the browser's own variant of the language, such as "en-GB" or "de-AT". */
export const locale: string = wanted.find((one) => one.slice(0, 2).toLowerCase() === language) ?? language;

export function chooseLanguage(next: Language | undefined) {
  if (next) localStorage.setItem(key, next);
  else localStorage.removeItem(key);
  location.reload();
}

/** The same words in another language: texts are texts, and functions take the same. */
export type Said<T> = T extends string
  ? string
  : T extends (...given: infer Given) => infer Out
    ? (...given: Given) => Said<Out>
    : { readonly [Key in keyof T]: Said<T[Key]> };

/** Of two sets of words those of the page's language. */
export const said = <T>(en: T, de: Said<T>): Said<T> => (language === 'de' ? de : (en as Said<T>));

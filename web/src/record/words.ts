import { said } from '../parts/language';
import * as de from './words.de';
import * as en from './words.en';

export const { words, familyWords, checkpointWords, pairWords, verifyWords } = said(en, de);
export const entryWords: Record<string, string> = said(en, de).entryWords;

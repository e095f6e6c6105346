import { said } from '../parts/language';
import * as de from './words.de';
import * as en from './words.en';

export type { Column } from './words.en';
export const { words, tabWords, sortWords, stateName, typeWords, columnWords, newTicketWords, termWords, readingWords } = said(en, de);

import { said } from '../parts/language';
import * as de from './words.de';
import * as en from './words.en';

export type { Status } from './words.en';
export const { words, ratingWords, statusOf } = said(en, de);

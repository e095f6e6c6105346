import { said } from '../parts/language';
import * as de from './words.de';
import * as en from './words.en';

export const { words, severityWords, flawWords, countWords, exampleWords, approvalWords, eventWords } = said(en, de);

import { said } from './language';
import * as de from './words.de';
import * as en from './words.en';

export const { fieldNames, words } = said(en, de);

import { said } from '../parts/language';
import * as de from './words.de';
import * as en from './words.en';

export const { words } = said(en, de);

import { said } from '../parts/language';
import * as de from './words.de';
import * as en from './words.en';

export const { words, youWords, sessionWords, tokenWords, scopeWords, webhookWords, providerWords, identityWords } = said(en, de);

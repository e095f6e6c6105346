import { said } from '../parts/language';
import * as de from './words.de';
import * as en from './words.en';

export const {
  words,
  inviteWords,
  personWords,
  rightsWords,
  kindWords,
  askWords,
  contractWords,
  platformWords,
  activityWords,
  activityName,
} = said(en, de);

import { said } from '../parts/language';
import * as de from './words.de';
import * as en from './words.en';

export type { Action } from './words.en';
export const { words, relationWords, clockStateWords, metricWords, waitWords, actionWords, formWords, audienceWords, headWords, stepWords, nobodyUntilThen, besideWords, collisionWords, majorWords } = said(en, de);

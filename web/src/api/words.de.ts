import type { Said } from '../parts/language';
import type * as en from './words.en';

export const words: Said<typeof en.words> = {
  answered: (status) => `Der Dienst hat mit ${status} geantwortet.`,
  cut: 'Der Dienst ist nicht zu erreichen.',
  cutHint: 'Was Sie geschrieben haben, bleibt hier erhalten. Versuchen Sie es gleich noch einmal.',
  reload: 'Laden Sie die Seite neu.',
};

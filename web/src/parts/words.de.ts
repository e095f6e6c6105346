import type { Said } from './language';
import type * as en from './words.en';

export const words: Said<typeof en.words> = {
  copy: 'Kopieren',
  copied: 'Kopiert',
  once: 'Wird nur jetzt gezeigt. Bewahren Sie es sicher auf; der Dienst behält nichts davon.',
  kept: 'Ich habe es aufbewahrt',
  cancel: 'Abbrechen',
  loading: 'Wird geladen',
  tryAgain: 'Noch einmal versuchen',
  requester: 'Antragsteller',
  thirdParty: 'Dritte',
  nobody: 'niemand',
  resolved: 'gelöst',
  closed: 'geschlossen',
  somebody: 'Jemand',
  contractZone: (when) => `In der Zone der Vereinbarung: ${when}`,
  now: 'jetzt',
  late: (length) => `${length} zu spät`,
  ahead: (length) => `in ${length}`,
};

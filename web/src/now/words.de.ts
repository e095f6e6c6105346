import type { Said } from '../parts/language';
import type * as en from './words.en';

export const words: Said<typeof en.words> = {
  title: 'Jetzt',
  openNow: 'offen',
  next: 'Was als Nächstes abläuft',
  nextNone: 'Keine Frist läuft. Nichts kann ablaufen.',
  duty: 'Wer da ist',
  dutyNone: 'Es gilt keine Vereinbarung; also hat auch niemand danach Dienst.',
  until: (when) => `bis ${when}`,
  from: (when) => `wieder ab ${when}`,
  always: 'rund um die Uhr',
  nobody: 'Was niemand hat',
  nobodyNone: 'Jedes offene Ticket ist bei jemandem.',
  offered: 'Angeboten und noch nicht angenommen',
  offeredNone: 'Kein Angebot wartet.',
  today: 'Heute',
  raised: 'gemeldet',
  resolved: 'gelöst',
  returned: 'zurückgegeben',
  breached: 'Zusagen nicht gehalten',
  all: 'Alle davon',
  by: (party) => `an ${party}`,
};

import type { Said } from '../parts/language';
import type * as en from './words.en';

export const words: Said<typeof en.words> = {
  title: 'Oder etwas bestellen',
  find: 'Suchen',
  nothingLike: 'So etwas gibt es nicht. Schreiben Sie oben, was Sie brauchen.',
  gone: 'Das wird nicht mehr angeboten',
  goneText: 'Schreiben Sie mit eigenen Worten, was Sie brauchen, auf der Seite Meine Anfragen.',
  approvalNeeded: 'Jemand muss zustimmen, bevor Sie es bekommen.',
  needed: 'Bitte beantworten.',
  ifAny: (label) => `${label} (freiwillig)`,
  order: 'Bestellen',
  yesNo: { yes: 'Ja', no: 'Nein' },
};

export const keepWords: Said<typeof en.keepWords> = {
  lead: 'Was Beschäftigte bestellen können, jeweils mit dem, was Sie dafür wissen müssen. Es steht auf der Seite Meine Anfragen.',
  none: 'Noch lässt sich nichts bestellen',
  noneText: 'Beginnen Sie mit dem, wonach am meisten gefragt wird: ein Laptop, ein Zugang, eine neue Kollegin.',
  make: 'Neues Angebot',
  edit: 'Bearbeiten',
  name: 'Name',
  description: 'In einem Satz',
  category: 'Kategorie',
  categoryHint: 'Nach ihr sagt die Vereinbarung, wessen Arbeit es ist.',
  approval: 'Jemand muss zustimmen, bevor es erfüllt wird',
  fields: 'Was gefragt wird',
  noFields: 'Nichts: die Bestellung sagt alles.',
  field: 'Frage',
  kind: 'Art der Antwort',
  kinds: { text: 'Text', number: 'Zahl', date: 'Datum', choice: 'Auswahl', yes_no: 'Ja oder nein' },
  required: 'Nötig',
  choices: 'Die Möglichkeiten, mit Kommas dazwischen',
  addField: 'Etwas fragen',
  removeField: (label) => `${label || 'Dies'} nicht fragen`,
  save: 'Speichern',
  remove: 'Nicht mehr anbieten',
  removeTitle: (name) => `${name} nicht mehr anbieten?`,
  removeText: 'Was schon bestellt wurde, bleibt, wie es ist.',
  asks: (n) => (n === 0 ? 'fragt nichts' : n === 1 ? 'fragt eines' : `fragt ${n} Dinge`),
  withApproval: 'mit Zustimmung',
};

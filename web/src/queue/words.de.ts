import type { Said } from '../parts/language';
import type { Field, Term } from './filters';
import type * as en from './words.en';

export const words: Said<typeof en.words> = {
  title: 'Tickets',
  newTicket: 'Neues Ticket',
  filter: 'Filtern',
  filterHint: 'subject:drucker  priority:1-2  due:<4h',
  removeFilter: (what) => `Filter entfernen: ${what}`,
  clear: 'Leeren',
  columns: 'Spalten',
  order: 'Reihenfolge',
  saveView: 'Als Ansicht sichern',
  views: 'Gesicherte Ansichten',
  noViews: 'Noch ist keine Ansicht gesichert. Setzen Sie Filter, und sichern Sie sie unter einem Namen.',
  viewName: 'Ihr Name',
  viewReach: 'Für wen',
  reach: { own: 'Mich', team: 'Mein Team', shared: 'Alle' },
  save: 'Sichern',
  forget: 'Diese Ansicht löschen',
  changed: (n) => (n === 1 ? 'Ein Ticket steht nun woanders' : `${n} Tickets stehen nun woanders`),
  show: 'Zeigen',
  moved: (where) => `jetzt bei ${where}`,
  left: 'nicht mehr in dieser Liste',
  loading: 'Weitere kommen gleich',
  end: (n) => `Das sind alle: ${n}`,
  none: 'Hier ist kein Ticket',
  noneText: {
    'with-us': 'Bei Ihren Leuten ist jetzt nichts. Was Ihnen angeboten wird, steht hier, sobald es jemand annimmt.',
    'with-them': 'Die anderen Firmen haben jetzt nichts von Ihnen.',
    'with-nobody': 'Jedes offene Ticket ist bei jemandem. So soll es sein.',
    'waiting-for-requester': 'Niemand wartet auf die Antwort eines Antragstellers.',
    open: 'Nichts ist offen. Melden Sie ein Ticket mit c, oder importieren Sie die des letzten Jahres mit `concordat import`.',
    all: 'Noch gibt es kein Ticket. Melden Sie eines mit c, oder importieren Sie die des letzten Jahres mit `concordat import`.',
    mine: 'Kein offenes Ticket ist Ihnen zugewiesen.',
    offered: 'Ihren Leuten ist jetzt nichts angeboten.',
    requested: 'Sie haben noch um nichts gebeten.',
  },
  noneFiltered: 'Kein Ticket hier erfüllt alle Filter. Nehmen Sie einen weg.',
  leftOut: 'Eine Organisation fehlt in dieser Liste: Sie verlangt von Ihnen erst einen zweiten Faktor.',
  noDue: 'keine Frist',
  nobody: 'niemand',
  offeredTo: (party) => `${party} angeboten`,
  pick: 'Auswählen oder abwählen, für mehrere zugleich',
  picked: 'ausgewählt',
  unpick: 'Nichts auswählen',
  pickedCount: (n) => `${n} ausgewählt`,
  nTickets: (n) => (n === 1 ? 'ein Ticket' : `${n} Tickets`),
  results: (done, all) => `${done} von ${all} erledigt`,
  resultsText: 'Diese nicht. Die übrigen sind erledigt.',
  targets: 'Das geschieht mit jedem von diesen',
  balance: 'Bei wem die offenen Tickets jetzt sind',
  inList: 'In der Liste',
  nextTicket: 'Nächstes Ticket',
  ticketBefore: 'Voriges Ticket',
  openIt: 'Öffnen',
  act: 'Tun',
  firstStep: 'Mit einer Vereinbarung anfangen',
  priority: 'Priorität',
  prio: 'Prio',
  viewsShort: 'Ansichten',
};

export const tabWords: Said<typeof en.tabWords> = {
  'with-us': 'Bei uns',
  'with-them': 'Bei den anderen',
  'with-nobody': 'Bei niemandem',
  'waiting-for-requester': 'Wartet auf Antragsteller',
  open: 'Offen',
  all: 'Alle',
  mine: 'Meine',
  offered: 'Uns angeboten',
  requested: 'Von mir gewünscht',
};

export const sortWords: Said<typeof en.sortWords> = {
  due: 'Nächste Frist',
  updated: 'Letzte Änderung',
  opened: 'Gemeldet',
  priority: 'Priorität',
  resolved: 'Gelöst',
  closed: 'Geschlossen',
};

const stateWords: Record<string, string> = {
  new: 'Neu',
  in_progress: 'In Arbeit',
  on_hold: 'Wartet',
  resolved: 'Gelöst',
  closed: 'Geschlossen',
  cancelled: 'Abgebrochen',
};
export const stateName = (state: string) => stateWords[state] ?? state;

export const typeWords: Record<string, string> = {
  incident: 'Störung',
  request: 'Anfrage',
  problem: 'Problem',
  change: 'Änderung',
};

export const columnWords: Said<typeof en.columnWords> = {
  organisation: 'Organisation',
  with: 'Bei',
  ticket: 'Ticket',
  subject: 'Betreff',
  state: 'Status',
  priority: 'Priorität',
  category: 'Kategorie',
  person: 'Person',
  requester: 'Antragsteller',
  owner: 'Informiert von',
  due: 'Nächste Frist',
  opened: 'Gemeldet',
  updated: 'Geändert',
  resolved: 'Gelöst',
  closed: 'Geschlossen',
};

const fieldWords: Record<Field, string> = {
  subject: 'Betreff',
  ticket: 'Ticket',
  target: 'Nächste Frist von',
  state: 'Status',
  type: 'Art',
  category: 'Kategorie',
  party: 'Bei der Partei',
  team: 'Beim Team',
  person: 'Bei der Person',
  requester: 'Gewünscht von',
  owner: 'Informiert von',
  offered: 'Angeboten',
  with: 'Bei',
  waiting: 'Wartet auf',
  'waits-for': 'Wartet auf die Partei',
  function: 'Aufgabe',
  watcher: 'Verfolgt von',
  impact: 'Auswirkung',
  urgency: 'Dringlichkeit',
  priority: 'Priorität',
  due: 'Frist',
  opened: 'Gemeldet',
  updated: 'Geändert',
  resolved: 'Gelöst',
  closed: 'Geschlossen',
};

const units = { min: ['Minute', 'Minuten'], h: ['Stunde', 'Stunden'], d: ['Tag', 'Tagen'], w: ['Woche', 'Wochen'] };
const spanWords = (value: string) => {
  const found = /^(\d+)(min|h|d|w)$/.exec(value);
  if (!found) return undefined;
  return `${found[1]} ${units[found[2] as 'min'][found[1] === '1' ? 0 : 1]}`;
};

export function termWords(term: Term, name: (value: string) => string): string {
  const field = fieldWords[term.field];
  if (term.op === 'is') {
    if (term.field === 'priority' && term.value.includes('-')) {
      const [from, to] = term.value.split('-');
      return to ? `Priorität ${from} bis ${to}` : `Priorität ${from} oder weniger dringend`;
    }
    return `${field}: ${name(term.value)}`;
  }
  const span = spanWords(term.value);
  if (!span) {
    return `${field} ${term.op === 'before' ? 'vor' : 'nach'} ${term.value.replace('T', ' ').replace('Z', ' UTC')}`;
  }
  if (term.field === 'due') return term.op === 'before' ? `Frist endet in höchstens ${span}` : `Frist endet in mehr als ${span}`;
  return term.op === 'before' ? `${field} vor weniger als ${span}` : `${field} vor mehr als ${span}`;
}

export const readingWords: Said<typeof en.readingWords> = {
  noColon: 'Schreiben Sie einen Filter als Feld:Wert, etwa subject:drucker. Wörter aus allem Gesagten findet man mit /.',
  noField: (field, fields) => `Ein Feld ${field} gibt es nicht. Es gibt ${fields}.`,
  noValue: (field) => `${field}: braucht einen Wert.`,
  priority: 'Eine Priorität ist 1, 1-2 oder 3-.',
  values: (field, values) => `${field} ist eines von: ${values}.`,
  time: (field) => `${field}:<4h, ${field}:>2d oder ${field}:<2026-05-31.`,
};

export const newTicketWords: Said<typeof en.newTicketWords> = {
  title: 'Neues Ticket',
  type: 'Welcher Art',
  subject: 'Worum es geht',
  description: 'Was geschehen ist',
  category: 'Kategorie',
  categoryHint: 'Ein Wort, nach dem die Vereinbarung es zuteilt, etwa „network“ oder „phishing“. Kann leer bleiben.',
  more: 'Sagen, wie schlimm es ist',
  impact: 'Wie viel stillsteht',
  urgency: 'Wie bald es zählt',
  levels: ['1 höchste', '2', '3 geringste'],
  raise: 'Melden',
};

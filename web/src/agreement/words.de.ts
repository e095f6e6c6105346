import type { Finding } from '../api/types';
import type { Said } from '../parts/language';
import type * as en from './words.en';

type Example = NonNullable<Finding['example']>;

export const words: Said<typeof en.words> = {
  title: 'Vereinbarung',
  none: 'Keine Vereinbarung in Kraft',
  noneText:
    'Eine Vereinbarung sagt, wer was wann tut und was zugesagt ist; sie verteilt Tickets und setzt Fristen.',
  comes: (when) => `Die Vereinbarung gilt ab ${when}`,
  comesText: 'Bis dahin wird nichts von selbst verteilt, und keine Frist läuft.',
  seeComing: 'Ansehen, was sie sagt',
  begin: 'Mit einer Vorlage beginnen',
  since: (when) => `in Kraft seit ${when}`,
  from: (when) => `in Kraft ab ${when}`,
  agreed: 'Mit allen vereinbart, die sie bindet',
  notAgreed: (parties) => `Nicht vereinbart mit ${parties}`,
  week: 'Wer was hat, über eine Woche',
  weekHint:
    'Für Arbeit, deren Priorität, Standort und Klasse nicht bekannt sind. Eine Ausnahme, die danach fragt, steht neben ihrer Zeile.',
  before: 'Die Woche davor',
  after: 'Die Woche danach',
  thisWeek: 'Diese Woche',
  uncovered: 'niemand im Dienst',
  gap: 'eine Lücke: eine Frist läuft, niemand ist im Dienst',
  overlap: 'eine Überschneidung: zwei Ausnahmen sagen Verschiedenes',
  exceptions: (n) => (n === 1 ? '1 Ausnahme' : `${n} Ausnahmen`),
  exceptionsShort: (n) => `+${n}`,
  activity: 'Tätigkeit',
  changeRow: (activity) => `Ändern, wer ${activity} tut`,
  inOrder: 'In dieser Reihenfolge: wer als Erster im Dienst ist, übernimmt.',
  afterWhile: (length) => `nach ${length}`,
  earlier: (key) => `${key} früher`,
  later: (key) => `${key} später`,
  takeOut: (key) => `${key} herausnehmen`,
  addDoer: 'Team oder Rolle hinzufügen',
  text: 'Der Text',
  findings: 'Was die Prüfung sagt',
  noFindings: 'Die Prüfung findet nichts Falsches.',
  place: (file, line) => `${file}, Zeile ${line}`,
  mend: (how) => `Eine Abhilfe: ${how}`,
  mendIt: 'Beheben',
  mendLost: 'Der Text hat sich seither geändert; die Abhilfe passt nicht mehr.',
  more: (n) => `(und ${n} mehr)`,
  edit: 'Bearbeiten',
  editDraft: 'Am Entwurf weiterarbeiten',
  waitsFor: (parties) => `Wartet auf ${parties}`,

  draft: 'Entwurf',
  draftOf: 'Entwurf der Vereinbarung',
  editing: (file) => `Text von ${file}`,
  files: 'Dateien',
  addFile: 'Datei hinzufügen',
  addFileHint: 'Ein Anhang, der private Text (.toml) oder eine Feiertagsliste, die ein Text nennt',
  removeFile: (file) => `${file} weglassen`,
  unchanged: 'Wie in Kraft',
  kept: 'In diesem Browser aufbewahrt',
  checking: 'Wird geprüft',
  notReadable: 'Die Woche des letzten Textes, der sich lesen ließ',
  discard: 'Verwerfen',
  discardSure: 'Entwurf verwerfen?',
  review: 'Durchsehen und vorschlagen',
  reviewOther: 'Durchsehen',
  nextFinding: 'Nächster Befund',
  movedOn: 'Seit Sie begonnen haben, wurden Fassungen vorgeschlagen, gebilligt oder in Kraft gesetzt.',
  movedOnHint: 'Sehen Sie sie an, bevor Sie vorschlagen; Ihr Text bleibt, wie er ist.',
  seeVersions: 'Fassungen ansehen',
  carryOn: 'Gesehen, weiter',

  proposeTitle: 'Durchsehen, was sich ändert',
  propose: 'Vorschlagen',
  despite: 'Vorschlagen, obwohl die Prüfung Fehler findet',
  proposeHint: (parties) => `Sie tritt ab ihrem Tag in Kraft, sobald zugestimmt haben: ${parties}.`,
  needsNobody: 'Niemand muss zustimmen.',
  onlyOwn: (name) => `${name} schlägt die Vereinbarung vor. Schicken Sie ihnen diesen Text oder was er ändert.`,
  copyWords: 'Unterschied kopieren',
  copied: 'Kopiert',

  difference: 'Was sie ändert',
  against: 'Gegen',
  nothingChanges: 'Nichts ändert sich: Kommentare und Reihenfolge sind keine Änderung.',
  hands: 'Wer was tut',
  rights: 'Was Leute dürfen',
  targets: 'Was zugesagt ist',
  prices: 'Was es kostet',
  renamed: 'Umbenannt',
  renamedTo: (kind, from, to) => `${kind} ${from} heißt jetzt ${to}`,
  isNew: 'neu',
  isGone: 'entfällt',
  was: 'Bisher',
  becomes: 'Künftig',
  what: 'Was',
  hours: (n) => `${n > 0 ? '+' : '−'}${Math.abs(Math.round(n * 10) / 10)} h je Woche`,
  tickets: 'Offene Tickets',
  noTickets: (n) =>
    n === 0
      ? 'Kein Ticket ist offen, das Sie lesen dürfen.'
      : n === 1
        ? 'Das eine offene Ticket behält seinen Träger und seine Fristen.'
        : `Alle ${n} offenen Tickets behalten ihren Träger und ihre Fristen.`,
  someTickets: (n, of) => `${n} von ${of} offenen Tickets`,
  moreTickets: (n) => `${n} weitere sind offen und wurden nicht betrachtet.`,
  nobody: 'niemand',
  due: (target) => `Frist von ${target}`,
  noClock: 'keine Frist',

  versionOf: (when) => `Fassung vom ${when}`,
  proposalOf: (when) => `Vorschlag vom ${when}`,
  by: (name) => `vorgeschlagen von ${name}`,
  effective: (when) => `gilt ab ${when}`,
  effectiveAtOnce: 'gilt, sobald alle zugestimmt haben',
  inForce: 'in Kraft',
  overtaken: 'war in Kraft',
  asIf: 'nur als ob, für die Vergangenheit',
  approvals: 'Zustimmungen',
  approvedOn: (when) => `zugestimmt ${when}`,
  awaited: 'noch nicht',
  rejectedOn: (when) => `abgelehnt ${when}`,
  withdrawn: 'zurückgezogen',
  withdrawnOn: (when) => `zurückgezogen ${when}`,
  withdrawnSeal: 'Zurückgezogen',
  talk: 'Was gesagt wurde',
  note: 'Eine Notiz an alle Parteien',
  sendNote: 'Notiz senden',
  reject: 'Ablehnen',
  rejectTitle: 'Diese Fassung ablehnen',
  rejectText:
    'Das ist das Nein Ihrer Partei, für alle sichtbar. Sie können später noch zustimmen; wer sie vorgeschlagen hat, kann sie zurückziehen oder eine andere vorschlagen.',
  withdraw: 'Zurückziehen',
  withdrawTitle: 'Diese Fassung zurückziehen',
  withdrawText: 'Dann kann ihr niemand mehr zustimmen. Ihre Texte können neu vorgeschlagen werden.',
  why: 'Warum',
  whyHint: 'Alle Parteien lesen es.',
  approveTitle: (party) => `Für ${party} zustimmen`,
  approveText: 'Eine Partei stimmt mit ihrem eigenen Schlüssel zu, und der ist nie hier.',
  notYours: 'Das tut jemand anderes aus Ihrer Partei.',
  stepSave: 'Fassung speichern',
  stepSign: 'Dort unterschreiben, wo Ihr Schlüssel ist',
  stepSignHint:
    'Der Text wird gegen das gehalten, was unterschrieben wird, damit niemand eine Fassung zeigen und sich eine andere bestätigen lassen kann.',
  signCommand: (party) => `concordat agreement sign version.json --as ${party} --key ${party}.key > approval.json`,
  keyCommand: (party) => `concordat key new --name ${party}.example --key ${party}.key`,
  stepGive: 'Geben, was herauskam',
  stepGiveHint: 'Legen Sie approval.json hier ab, fügen Sie den Text ein oder wählen Sie die Datei.',
  pick: 'approval.json wählen',
  paste: 'Was in approval.json steht',
  approve: 'Zustimmen',
  noKey: 'Noch kein Schlüssel?',
  noKeyText:
    'Machen Sie einen, wo er bleiben soll. Die erste Zustimmung verbindet ihn mit Ihrer Partei; vergleichen Sie seinen Fingerabdruck am Telefon.',
  copy: 'Kopieren',
  applyAlone: 'Ohne sie in Kraft setzen',
  applyTitle: 'Allein in Kraft setzen',
  applyText: (parties) =>
    `Sie verteilt Tickets und setzt Fristen ab ihrem Tag, und jede Zahl sagt „nicht vereinbart mit ${parties}“, bis sie zustimmen.`,
  apply: 'In Kraft setzen',
  cancel: 'Abbrechen',
  startFrom: 'Entwurf daraus beginnen',
  startOver: 'Ihren Entwurf damit ersetzen?',
  back: 'Vereinbarung',
  noText: 'Von dieser Fassung dürfen Sie keinen Text lesen.',

  history: 'Fassungen',
  neverInForce: 'nicht in Kraft',
  approvedBy: (parties) => `Zugestimmt: ${parties}`,
  rejectedBy: (parties) => `Abgelehnt: ${parties}`,
};

export const eventWords: Record<string, string> = {
  proposed: 'hat sie vorgeschlagen',
  noted: 'schreibt',
  rejected: 'hat sie abgelehnt',
  approved: 'hat zugestimmt',
  applied: 'hat sie in Kraft gesetzt',
  withdrawn: 'hat sie zurückgezogen',
};

export const severityWords: Record<string, string> = { error: 'Fehler', warning: 'Warnung', note: 'Hinweis' };
export const flawWords: Record<string, string> = { gap: 'Lücke', overlap: 'Überschneidung' };

export const countWords = (errors: number, warnings: number, notes: number): string =>
  [
    errors > 0 && `${errors} Fehler`,
    warnings > 0 && `${warnings} ${warnings === 1 ? 'Warnung' : 'Warnungen'}`,
    notes > 0 && `${notes} ${notes === 1 ? 'Hinweis' : 'Hinweise'}`,
  ]
    .filter(Boolean)
    .join(', ');

export function exampleWords({ priority, class: kind, site, who }: Example, when: string): string {
  const work = [priority && `der Priorität ${priority}`, kind && `der Klasse ${kind}`, site && `am Standort ${site}`].filter(Boolean);
  const parts = [
    work.length > 0 && `Arbeit ${work.join(', ')}`,
    when && `am ${when}`,
    who.length > 0 && `genannt: ${who.join(', ')}`,
  ].filter(Boolean);
  return parts.length > 0 ? `Zum Beispiel ${parts.join(', ')}` : '';
}

export const approvalWords: Record<string, string> = {
  'not-json': 'Das ist keine Zustimmung: was concordat agreement sign ausgibt, ist JSON.',
  'not-an-approval': 'Das ist keine Zustimmung: sie hat party, vkey und signature.',
  'version-itself': 'Das ist die Fassung selbst. Unterschreiben Sie sie erst, und geben Sie, was herauskommt.',
  'other-party': 'Diese Zustimmung ist von einer anderen Partei.',
};

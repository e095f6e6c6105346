import type { Said } from '../parts/language';
import * as en from './words.en';

export const words: Said<typeof en.words> = {
  title: 'Protokoll',
  views: 'Teile dieser Seite',
  timeline: 'Verlauf',
  checkpoints: 'Prüfpunkte',
  verify: 'Selbst prüfen',
  download: 'Paket herunterladen',
  downloadFor: 'Wie es welche Partei sehen darf',
  agreedTo: (entries) => `Einig bis Eintrag ${entries}`,
  oursOnly: 'Nur wir',
  oursOnlyHint: 'Nur dieser Dienst hat unterschrieben. Ein Zeuge einer anderen Partei macht Einigkeit daraus: siehe „Selbst prüfen“.',
  cosigned: (party) => `mitunterschrieben von ${party}`,
  since: (n) => (n === '1' ? '1 Eintrag seitdem nur von uns' : `${n} Einträge seitdem nur von uns`),
  ago: (length) => `vor ${length}`,
  filters: 'Filter',
  kind: 'Was',
  anyKind: 'Alles',
  ticket: 'Ticket',
  person: 'Von wem',
  anybody: 'Allen',
  party: 'Für welche Partei',
  anyParty: 'Jede Partei',
  from: 'Von',
  until: 'Bis einschließlich',
  clear: 'Leeren',
  none: 'Nichts davon im Protokoll',
  noneText: 'Kein Eintrag, den Sie sehen dürfen, hat das alles. Nehmen Sie einen Filter weg.',
  looking: 'Ältere Einträge werden durchgesehen…',
  end: 'Hier beginnt das Protokoll.',
  fresh: (n) => (n === 1 ? '1 neuer Eintrag' : `${n} neue Einträge`),
  byRule: 'nach der Vereinbarung',
  byServer: 'auf dem Server',
  reads: (who) => `Lesen: ${who}`,
  everybody: 'alle Parteien',
  requester: 'alle Parteien und wer gefragt hat',
  entry: (n) => `Eintrag ${n}`,
};

export const familyWords: Said<typeof en.familyWords> = {
  ticket: 'Tickets',
  clock: 'Fristen',
  agreement: 'Die Vereinbarung',
  access: 'Personen und Rechte',
  authority: 'Vor dem Handeln gefragt',
  party: 'Parteien',
  webhook: 'Webhooks',
  import: 'Importe',
  text: 'Löschungen',
};

export const entryWords: Said<typeof en.entryWords> = {
  'access.grant_asked': 'Jemand bat um ein Recht auf Zeit.',
  'access.grant_refused': 'Ein erbetenes Recht wurde abgelehnt.',
  'access.used': 'Ein Recht auf Zeit oder der Notzugang wurde benutzt.',
  'authority.asked': 'Ein Team fragte, ob es handeln darf.',
  'authority.answered': 'Einem Team wurde gesagt, ob es handeln darf.',
  'party.restricted': 'Die Leute einer Partei dürfen ab hier weniger.',
  'party.represented': 'Eine Partei sagte, wer für sie steht.',
  'webhook.made': 'Ein Webhook wurde angelegt.',
  'webhook.removed': 'Ein Webhook wurde entfernt.',
  'webhook.turned_off': 'Ein Webhook wurde ausgeschaltet.',
  'webhook.turned_on': 'Ein Webhook wurde eingeschaltet.',
  'webhook.secret_changed': 'Ein Webhook hat ein anderes Geheimnis.',
  'webhook.replayed': 'Sendungen eines Webhooks wurden wiederholt.',
};

export const checkpointWords: Said<typeof en.checkpointWords> = {
  lead: 'Ein Prüfpunkt unterschreibt die Wurzel aller Einträge bis zu ihm. Einig sind sich die Parteien, sobald auch der Zeuge einer anderen Partei unterschrieben hat; er führt eine Kopie und hält jeden neuen Eintrag dagegen.',
  none: 'Noch ist nichts unterschrieben',
  noneText: 'Ein Prüfpunkt entsteht, wenn ein Paket heruntergeladen wird, oder auf dem Server mit: concordat checkpoint --org',
  entries: (n) => (n === '1' ? '1 Eintrag' : `${n} Einträge`),
  agreed: 'einig',
  oursOnly: 'nur wir',
  signedBy: (who) => `unterschrieben von ${who}`,
  root: 'Wurzel',
  more: 'Ältere zeigen',
  keys: 'Schlüssel, die unterschreiben',
  keysLead: 'Vergleichen Sie die Ziffern mündlich mit denen, denen sie gehören, bevor Sie ihnen trauen.',
  host: 'dieser Dienst',
  fingerprint: 'Fingerabdruck',
  unpaired: 'Noch hat keine andere Partei hier einen Schlüssel; also kann nichts einig sein.',
  yours:
    'Ihre Partei hat hier noch keinen Schlüssel. Lassen Sie den Zeugen unter „Selbst prüfen“ einmal laufen: Er macht einen Schlüssel und zeigt ihn. Senden Sie ihn dem Eigentümer dieses Dienstes, und lesen Sie einander die Ziffern vor.',
  another: 'Hat eine Partei ihren Schlüssel verloren, bekommt sie auf dem Server einen anderen, mit: concordat key pair --anew',
  pairKey: 'Schlüssel koppeln',
};

export const pairWords: Said<typeof en.pairWords> = {
  title: 'Sagen, wem ein Schlüssel gehört',
  lead: 'Was dieser Schlüssel von da an unterschreibt, gilt als Wort seiner Partei. Rufen Sie dort an, unter einer Nummer, die Sie kennen: Wer den Schlüssel unterwegs hätte ändern können, hätte auch eine E-Mail ändern können.',
  party: 'Wem er gehört',
  key: 'Deren öffentlicher Schlüssel',
  keyHint: 'Wie ihr Zeuge ihn beim ersten Besuch gezeigt hat, oder concordat key show. Datei hierher ziehen oder alles einfügen.',
  pick: 'Datei wählen',
  wrong: {
    none: 'Darin steht kein öffentlicher Schlüssel: Einer lautet Name+8 Zeichen+44 Zeichen.',
    private: 'Das ist ein privater Schlüssel. Er ist nicht mehr geheim: Wem er gehört, macht einen anderen.',
  },
  cannotHash:
    'Diese Seite kam ohne HTTPS; deshalb kann der Browser die Ziffern nicht ausrechnen. Koppeln Sie den Schlüssel auf dem Server: concordat key pair',
  theirs: (party) => (party ? `${party} liest vor` : 'Vorgelesen wird Ihnen'),
  ours: 'Sie lesen vor',
  compared: 'Wir haben einander beide vorgelesen, und jede Ziffer ist gleich',
  pair: 'Koppeln',
};

export const verifyWords: Said<typeof en.verifyWords> = {
  lead: 'Ein Paket ist, was eine Partei vom Protokoll sehen darf, in einer Datei, die sich selbst beweist: ohne diesen Dienst, ohne Netz, Jahre später.',
  steps: {
    download: 'Das Paket herunterladen',
    downloadText: 'Was nicht für Ihre Partei bestimmt ist, steht darin nur als Prüfsumme.',
    check: 'Prüfen, auf irgendeinem Rechner',
    checkText: 'Mit jedem Schlüssel, den Sie mündlich verglichen haben. concordat-verify tut dasselbe als eigenes Programm.',
    read: 'Die Antwort lesen',
    watch: 'Wache halten',
    watchText:
      'Ein Zeuge tut das bei jedem Besuch: Er führt eine Kopie, weist ein umgeschriebenes Protokoll zurück und unterschreibt, was fortsetzt, was er gesehen hat. Das Token braucht den Bereich „record“; ein Zeitgeber ruft ihn stündlich auf.',
  },
  command: 'Befehl',
  exits: {
    0: 'Heil: Jedes Byte ist, wie es geschrieben wurde, und jede Zahl ergibt sich aus diesen Einträgen.',
    1: 'Beschädigt, abgeschnitten, eine Zahl ist falsch, oder ein genannter Schlüssel hat nicht unterschrieben.',
    2: 'Kein Paket, oder nicht lesbar.',
  },
  verify: en.verifyWords.verify,
  trust: en.verifyWords.trust,
  witness: en.verifyWords.witness,
  without:
    'Ohne --trust heißt die Antwort nur, dass die Datei mit sich selbst übereinstimmt: Wer das Protokoll umschreibt und mit einem anderen Schlüssel unterschreibt, käme durch. Nehmen Sie Schlüssel aus der Kopplung, nie aus dem Paket.',
};

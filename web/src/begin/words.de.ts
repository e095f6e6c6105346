import type { Said } from '../parts/language';
import type * as en from './words.en';

export const words: Said<typeof en.words> = {
  title: 'Anfangen',
  lead: 'Eine Vereinbarung sagt, wer was tut, wann, und mit welchen Zusagen. Wählen Sie eine für den Anfang, setzen Sie Ihre Leute ein, und der Service Desk arbeitet. Jede Zeile lässt sich später ändern.',
  later: 'Später',
  sample: 'Oder erst umsehen',
  sampleText: 'Ein Quartal eines wirklichen Service Desks, anonymisiert, mit zwei Firmen und einer Vereinbarung darüber.',
  sampleLoad: 'Beispielquartal laden',
  sampleDeed: 'Laden',
  sampleStays:
    'Es bleibt: einem Protokoll wird nur hinzugefügt. Diese Organisation ist dann zum Umsehen da, und für Ihre eigenen Tickets richten Sie eine andere ein. Es dauert etwa zehn Sekunden.',
  sampleSource:
    'Incident management process enriched event log, von C. Amaral, M. Fantinato und S. Peres (UCI, 2018, CC BY 4.0). Welche Gruppen zu welcher Firma gehören, und die Vereinbarung, haben wir uns ausgedacht.',
  sampleDone: (tickets, updates) => `${tickets} Tickets und ${updates} Änderungen sind da`,
  sampleNext: 'Sie sind vom Frühjahr 2016, und fast alle sind geschlossen. Sehen Sie, wer welches wann hatte, und unter welchen Zusagen.',
  sampleTickets: 'Zu den Tickets',
  sampleRecord: 'Zum Protokoll',
  already: 'Eine Vereinbarung ist schon in Kraft',
  alreadyText:
    'Änderungen gehen von ihr aus. Schlagen Sie sie auf der Seite Vereinbarung vor; dann sehen beide Seiten, was sich ändert.',
  toAgreement: 'Zur Vereinbarung',
  how: 'Wie Sie zusammenarbeiten',
  provider: 'Die andere Firma',
  providerExample: 'Northwind',
  providerHint: 'Ihr Dienstleister, so wie Ihre Leute ihn nennen.',
  zone: 'Zeitzone',
  zoneHint: 'Ihrer Tage, Schichten und Zusagen.',
  template: 'Modell der Zusammenarbeit',
  week: 'Die erste Woche, wie sie wäre',
  weekNote: 'Farbe und Muster sagen, bei wem es ist, Stunde für Stunde. Noch ist nichts in Kraft.',
  people: 'Wer sie sind',
  peopleLead:
    'Die Vereinbarung nennt diese Personen. Setzen Sie Ihre ein, sagen Sie, welche Sie selbst sind, und geben Sie denen eine Adresse, die eingeladen werden sollen.',
  key: 'Name in der Vereinbarung',
  keyHint: 'Kleinbuchstaben, Ziffern und Bindestriche.',
  clash: 'Braucht einen eigenen Namen: Kleinbuchstaben, Ziffern, Bindestriche',
  does: 'Als',
  me: 'Das sind Sie',
  meNobody: 'Keine davon sind Sie',
  email: 'Per E-Mail einladen',
  emailOf: (key) => `E-Mail-Adresse von ${key}`,
  force: 'In Kraft setzen',
  forceLead: (provider) =>
    `Von diesem Moment an verteilt sie Tickets und setzt Fristen. ${provider} stimmt später mit dem eigenen Schlüssel zu; bis dahin sagt jede Seite und jede Zahl, dass das fehlt.`,
  forceAlone: 'Von diesem Moment an verteilt sie Tickets und setzt Fristen.',
  forceWith: (n) =>
    n === 0 ? 'In Kraft setzen' : n === 1 ? 'In Kraft setzen und 1 Einladung erstellen' : `In Kraft setzen und ${n} Einladungen erstellen`,
  working: {
    version: 'Die Vereinbarung wird in Kraft gesetzt…',
    me: 'Sie nehmen Ihren Platz darin ein…',
    invite: (email) => `${email} wird eingeladen…`,
  },
  done: 'Der Service Desk arbeitet',
  doneText:
    'Geben Sie jeder Person ihren Link; wer ihn zuerst öffnet, kann beitreten, also senden Sie ihn sonst niemandem. Die Links werden nur jetzt gezeigt.',
  doneAlone: 'Tickets werden verteilt, und Fristen laufen. Laden Sie Personen ein, wann Sie wollen, auf der Seite Personen und Rechte.',
  links: 'Links',
  toQueue: 'Zu den Tickets',
};

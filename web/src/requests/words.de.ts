import type { Said } from '../parts/language';
import type * as en from './words.en';

export const words: Said<typeof en.words> = {
  title: 'Meine Anfragen',
  ask: 'Was brauchen Sie?',
  askHint: 'Ein Satz genügt: „Der Drucker im zweiten Stock druckt Streifen.“',
  details: 'Alles, was hilft: seit wann, wie viele betroffen sind, was Sie sehen',
  kind: 'Ist etwas kaputt?',
  broken: 'Etwas ist kaputt',
  wanted: 'Ich brauche etwas',
  send: 'Senden',
  sent: 'Gesendet. Sie finden es unten, und wir sagen Ihnen, was geschieht.',
  open: 'Offen',
  done: 'Erledigt',
  none: 'Sie haben noch um nichts gebeten',
  noneText: 'Was Sie mit dem Formular oben senden, steht hier, und dazu, wo es gerade ist.',
  back: 'Alle meine Anfragen',
  answer: 'Eine Antwort schreiben',
  answerHint: 'Wir lesen sie, sobald sie gesendet ist.',
  sendAnswer: 'Senden',
  works: 'Es geht, danke',
  notSolved: 'Es ist nicht gelöst',
  notSolvedWhy: 'Was stimmt noch nicht?',
  withdraw: 'Ich brauche es nicht mehr',
  withdrawWhy: 'Warum? Ein Wort genügt.',
  withdrawYes: 'Zurückziehen',
  reopenYes: 'Wieder öffnen',
  notNow: 'Nicht jetzt',
  you: 'Sie',
  somebody: 'IT',
  asked: 'Gefragt',
  more: 'Mehr zeigen',
  solvedBy: 'Was getan wurde',
};

export function statusOf(ticket: { state: string; bearer: string }): en.Status {
  const { state, bearer } = ticket;
  if (state === 'resolved') {
    return { tone: 'yours', short: 'Wohl gelöst', long: 'Wir halten es für gelöst. Geht es bei Ihnen?' };
  }
  if (state === 'closed') {
    return { tone: 'done', short: 'Erledigt', long: 'Es ist erledigt. Wenn es wiederkommt, öffnen Sie es wieder.' };
  }
  if (state === 'cancelled') return { tone: 'done', short: 'Zurückgezogen', long: 'Es wurde zurückgezogen.' };
  if (bearer === 'requester') {
    return { tone: 'yours', short: 'Braucht Ihre Antwort', long: 'Wir brauchen eine Antwort von Ihnen, um weiterzumachen.' };
  }
  if (bearer === 'third_party') {
    return { tone: 'ours', short: 'Wartet auf Lieferanten', long: 'Wir warten auf einen Lieferanten und bleiben dran.' };
  }
  if (state === 'on_hold') return { tone: 'ours', short: 'Geplant', long: 'Es wartet auf etwas, das schon geplant ist.' };
  if (bearer === 'nobody' || state === 'new') {
    return { tone: 'ours', short: 'Eingegangen', long: 'Wir haben es. Bald sieht es sich jemand an.' };
  }
  return { tone: 'ours', short: 'In Arbeit', long: 'Jemand arbeitet daran.' };
}

export const ratingWords: Said<typeof en.ratingWords> = {
  question: 'Sind Sie zufrieden damit, wie es lief?',
  yes: 'Ja',
  no: 'Nein',
  lost: 'Arbeitszeit, die es Sie gekostet hat',
  lostChoices: ['Keine', '¼ h', '1 h', '½ Tag', '1 Tag'],
  more: 'Möchten Sie etwas hinzufügen?',
  send: 'Senden',
  thanks: 'Danke, dass Sie uns gesagt haben, wie es lief.',
};

// The portal's words: no jargon, and no company.
export const words = {
  title: 'My requests',
  ask: 'What do you need?',
  askHint: 'A sentence is enough: “The printer on the second floor prints stripes.”',
  details: 'Anything that helps: since when, how many are hit, what you see',
  kind: 'Is something broken?',
  broken: 'Something is broken',
  wanted: 'I need something',
  send: 'Send',
  sent: 'Sent. You find it below, and we tell you what happens.',
  open: 'Open',
  done: 'Done',
  none: 'You have asked for nothing yet',
  noneText: 'What you send with the form above stands here, with where it is.',
  back: 'All my requests',
  answer: 'Write an answer',
  answerHint: 'We read it as soon as it is sent.',
  sendAnswer: 'Send',
  works: 'It works, thank you',
  notSolved: 'It is not solved',
  notSolvedWhy: 'What is still wrong?',
  withdraw: 'I no longer need it',
  withdrawWhy: 'Why? A word is enough.',
  withdrawYes: 'Withdraw it',
  reopenYes: 'Open it again',
  notNow: 'Not now',
  you: 'You',
  somebody: 'IT',
  asked: 'Asked',
  more: 'Show more',
  solvedBy: 'What was done',
} as const;

export interface Status {
  tone: 'ours' | 'yours' | 'done';
  short: string;
  long: string;
}

/** Where a request is, as one would say it to a colleague. */
export function statusOf(ticket: { state: string; bearer: string }): Status {
  const { state, bearer } = ticket;
  if (state === 'resolved') {
    return { tone: 'yours', short: 'Solved, we think', long: 'We think it is solved. Does it work for you?' };
  }
  if (state === 'closed') return { tone: 'done', short: 'Done', long: 'It is done. If it comes back, open it again.' };
  if (state === 'cancelled') return { tone: 'done', short: 'Withdrawn', long: 'It was withdrawn.' };
  if (bearer === 'requester') {
    return { tone: 'yours', short: 'Needs your answer', long: 'We need an answer from you before we can go on.' };
  }
  if (bearer === 'third_party') {
    return { tone: 'ours', short: 'Waiting for a supplier', long: 'We are waiting for a supplier, and keep after it.' };
  }
  if (state === 'on_hold') return { tone: 'ours', short: 'Planned', long: 'It waits for something that is planned already.' };
  if (bearer === 'nobody' || state === 'new') {
    return { tone: 'ours', short: 'Received', long: 'We have it. Somebody looks at it soon.' };
  }
  return { tone: 'ours', short: 'In work', long: 'Somebody is working on it.' };
}

export const ratingWords = {
  question: 'Are you happy with how it went?',
  yes: 'Yes',
  no: 'No',
  lost: 'Working time that it cost you',
  lostChoices: ['None', '¼ h', '1 h', '½ day', 'A day'],
  more: 'Anything to add',
  send: 'Send',
  thanks: 'Thank you for telling us how it went.',
} as const;

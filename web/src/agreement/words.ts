// The words of the agreement's page.
export const words = {
  title: 'Agreement',
  none: 'No agreement is in force',
  noneText:
    'An agreement says who does what, when, and with which promises; it routes tickets and runs clocks. Begin with a template: concordat agreement new --template hybrid, then concordat agreement apply.',
  since: (when: string) => `in force since ${when}`,
  agreed: 'Agreed by everybody whom it binds',
  notAgreed: (parties: string) => `Not agreed by ${parties}`,
  week: 'Who has what, over a week',
  weekHint:
    'Of work whose priority, site and class are not known. An exception that asks for one of them is named beside its row.',
  before: 'The week before',
  after: 'The week after',
  thisWeek: 'This week',
  uncovered: 'nobody on duty',
  exceptions: (n: number) => (n === 1 ? '1 exception' : `${n} exceptions`),
  activity: 'Activity',
  text: 'The text',
  findings: 'What the checker says',
  noFindings: 'The checker finds nothing wrong.',
  place: (file: string, line: number) => `${file}, line ${line}`,
  example: (when: string) => `For example at ${when}`,
  mend: (how: string) => `A mend: ${how}`,
  history: 'Versions',
  proposed: (when: string) => `proposed ${when}`,
  neverInForce: 'not in force',
  approvedBy: (parties: string) => `Approved by ${parties}`,
  approve: 'How to approve',
  approveText:
    'A party approves with its own key, which is never here: save the version, sign it on your machine, and send what comes out.',
  save: 'Save the version',
} as const;

export const severityWords: Record<string, string> = { error: 'Error', warning: 'Warning', note: 'Note' };

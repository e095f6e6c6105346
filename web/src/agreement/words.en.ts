import type { Finding } from '../api/types';

type Example = NonNullable<Finding['example']>;

// The words of the agreement’s pages.
export const words = {
  title: 'Agreement',
  none: 'No agreement is in force',
  noneText:
    'An agreement says who does what, when, and with which promises; it routes tickets and runs clocks.',
  comes: (when: string) => `The agreement is in force from ${when}`,
  comesText: 'Until then nothing is routed by itself and no clock runs.',
  seeComing: 'See what it says',
  begin: 'Begin with a template',
  since: (when: string) => `in force since ${when}`,
  from: (when: string) => `in force from ${when}`,
  agreed: 'Agreed by everybody whom it binds',
  notAgreed: (parties: string) => `Not agreed by ${parties}`,
  week: 'Who has what, over a week',
  weekHint:
    'Of work whose priority, site and class are not known. An exception that asks for one of them is named beside its row.',
  before: 'The week before',
  after: 'The week after',
  thisWeek: 'This week',
  uncovered: 'nobody on duty',
  gap: 'a gap: a clock runs, nobody is on duty',
  overlap: 'an overlap: two exceptions differ',
  exceptions: (n: number) => (n === 1 ? '1 exception' : `${n} exceptions`),
  exceptionsShort: (n: number) => `+${n}`,
  activity: 'Activity',
  changeRow: (activity: string) => `Change who does ${activity}`,
  inOrder: 'In order of preference: the first on duty takes it.',
  afterWhile: (length: string) => `after ${length}`,
  earlier: (key: string) => `Put ${key} earlier`,
  later: (key: string) => `Put ${key} later`,
  takeOut: (key: string) => `Take ${key} out`,
  addDoer: 'Add a team or role',
  text: 'The text',
  findings: 'What the checker says',
  noFindings: 'The checker finds nothing wrong.',
  place: (file: string, line: number) => `${file}, line ${line}`,
  mend: (how: string) => `A mend: ${how}`,
  mendIt: 'Mend it',
  mendLost: 'The text has changed since; the mend does not fit it any more.',
  more: (n: number) => `(and ${n} more)`,
  edit: 'Edit',
  editDraft: 'Go on with your draft',
  waitsFor: (parties: string) => `Waits for ${parties}`,

  // The draft
  draft: 'Draft',
  draftOf: 'Draft of the agreement',
  editing: (file: string) => `Text of ${file}`,
  files: 'Files',
  addFile: 'Add a file',
  addFileHint: 'An annex, the private text (.toml), or a list of holidays that a text names',
  removeFile: (file: string) => `Leave ${file} out`,
  unchanged: 'As it is in force',
  kept: 'Kept in this browser',
  checking: 'Checking',
  notReadable: 'The week of the last text that could be read',
  discard: 'Discard',
  discardSure: 'Discard the draft?',
  review: 'Review and propose',
  reviewOther: 'Review',
  nextFinding: 'Next finding',
  movedOn: 'Since you began, versions were proposed, approved or put in force.',
  movedOnHint: 'Look at them before you propose; your text stays as it is.',
  seeVersions: 'See the versions',
  carryOn: 'I have seen them, carry on',

  // Proposing
  proposeTitle: 'Review what changes',
  propose: 'Propose',
  despite: 'Propose although the checker finds errors',
  proposeHint: (parties: string) => `It comes into force from its date, once ${parties} approved it.`,
  needsNobody: 'Nobody has to approve it.',
  onlyOwn: (name: string) => `${name} proposes the agreement. Send them this text, or what it changes.`,
  copyWords: 'Copy the difference',
  copied: 'Copied',

  // The difference
  difference: 'What it changes',
  against: 'Against',
  nothingChanges: 'Nothing changes: comments and order are no change.',
  hands: 'Who does what',
  rights: 'What people may do',
  targets: 'What is promised',
  prices: 'What it costs',
  renamed: 'Renamed',
  renamedTo: (kind: string, from: string, to: string) => `${kind} ${from} is now called ${to}`,
  isNew: 'new',
  isGone: 'gone',
  was: 'Before',
  becomes: 'After',
  what: 'What',
  hours: (n: number) => `${n > 0 ? '+' : '−'}${Math.abs(Math.round(n * 10) / 10)} h a week`,
  tickets: 'Open tickets',
  noTickets: (n: number) =>
    n === 0 ? 'No ticket is open that you may read.' : n === 1 ? 'The one open ticket keeps its holder and its clocks.' : `All ${n} open tickets keep their holder and their clocks.`,
  someTickets: (n: number, of: number) => `${n} of ${of} open tickets`,
  moreTickets: (n: number) => `${n} more are open and were not looked at.`,
  nobody: 'nobody',
  due: (target: string) => `${target} is due`,
  noClock: 'no clock',

  // A version
  versionOf: (when: string) => `Version of ${when}`,
  proposalOf: (when: string) => `Proposal of ${when}`,
  by: (name: string) => `proposed by ${name}`,
  effective: (when: string) => `takes effect ${when}`,
  effectiveAtOnce: 'takes effect once it is approved',
  inForce: 'in force',
  overtaken: 'was in force',
  asIf: 'only as if, for the past',
  approvals: 'Approvals',
  approvedOn: (when: string) => `approved ${when}`,
  awaited: 'not yet',
  rejectedOn: (when: string) => `rejected ${when}`,
  withdrawn: 'withdrawn',
  withdrawnOn: (when: string) => `withdrawn ${when}`,
  withdrawnSeal: 'Withdrawn',
  talk: 'What was said',
  note: 'A note to all parties',
  sendNote: 'Send the note',
  reject: 'Reject',
  rejectTitle: 'Reject this version',
  rejectText: 'It says no for your party, to everybody. You can still approve later; whoever proposed it can withdraw it or propose another.',
  withdraw: 'Withdraw',
  withdrawTitle: 'Withdraw this version',
  withdrawText: 'Nobody can approve it any more. Its texts can be proposed again.',
  why: 'Why',
  whyHint: 'All parties read it.',
  approveTitle: (party: string) => `Approve for ${party}`,
  approveText: 'A party approves with its own key, which is never here.',
  notYours: 'Somebody else of your party does.',
  stepSave: 'Save the version',
  stepSign: 'Sign it where your key is',
  stepSignHint: 'It holds the text against what is signed, so that nobody can show one version and have another approved.',
  signCommand: (party: string) => `concordat agreement sign version.json --as ${party} --key ${party}.key > approval.json`,
  keyCommand: (party: string) => `concordat key new --name ${party}.example --key ${party}.key`,
  stepGive: 'Give what came out',
  stepGiveHint: 'Drop approval.json here, paste its text, or pick the file.',
  pick: 'Pick approval.json',
  paste: 'What approval.json says',
  approve: 'Approve',
  noKey: 'No key yet?',
  noKeyText: 'Make one where it is to stay. The first approval pairs it with your party; compare its fingerprint by voice.',
  copy: 'Copy',
  applyAlone: 'Put it in force without them',
  applyTitle: 'Put it in force alone',
  applyText: (parties: string) =>
    `It routes and clocks from its date on, and every figure says “not agreed by ${parties}” until they approve.`,
  apply: 'Put it in force',
  cancel: 'Cancel',
  startFrom: 'Start a draft from this',
  startOver: 'Replace your draft with this?',
  back: 'Agreement',
  noText: 'Of this version you may read no text.',

  // Versions
  history: 'Versions',
  neverInForce: 'not in force',
  approvedBy: (parties: string) => `Approved by ${parties}`,
  rejectedBy: (parties: string) => `Rejected by ${parties}`,
} as const;

export const eventWords: Record<string, string> = {
  proposed: 'proposed it',
  noted: 'wrote',
  rejected: 'rejected it',
  approved: 'approved it',
  applied: 'put it in force',
  withdrawn: 'withdrew it',
};

export const severityWords: Record<string, string> = { error: 'Error', warning: 'Warning', note: 'Note' };
export const flawWords: Record<string, string> = { gap: 'gap', overlap: 'overlap' };

const counted = (n: number, one: string) => `${n} ${one}${n === 1 ? '' : 's'}`;

/** "2 errors, 1 note"; nothing where there is nothing. */
export const countWords = (errors: number, warnings: number, notes: number): string =>
  [
    errors > 0 && counted(errors, 'error'),
    warnings > 0 && counted(warnings, 'warning'),
    notes > 0 && counted(notes, 'note'),
  ]
    .filter(Boolean)
    .join(', ');

/** A finding’s counter-example: which piece of work, when, and who is named for it. */
export function exampleWords({ priority, class: kind, site, who }: Example, when: string): string {
  const work = [priority && `of priority ${priority}`, kind && `of class ${kind}`, site && `at ${site}`].filter(Boolean);
  const parts = [
    work.length > 0 && `work ${work.join(', ')}`,
    when && `on ${when}`,
    who.length > 0 && `named: ${who.join(', ')}`,
  ].filter(Boolean);
  return parts.length > 0 ? `For example ${parts.join(', ')}` : '';
}

export const approvalWords: Record<string, string> = {
  'not-json': 'This is no approval: what concordat agreement sign prints is JSON.',
  'not-an-approval': 'This is no approval: it has to have a party, a vkey and a signature.',
  'version-itself': 'This is the version. Sign it first, and give what comes out.',
  'other-party': 'This approval is another party’s.',
};

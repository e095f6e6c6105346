// The words of the record's page.
export const words = {
  title: 'Record',
  views: 'Parts of this page',
  timeline: 'Timeline',
  checkpoints: 'Checkpoints',
  verify: 'Check it yourself',
  download: 'Download the bundle',
  downloadFor: 'As which party may see it',
  // The seal.
  agreedTo: (entries: string) => `Agreed up to entry ${entries}`,
  oursOnly: 'Ours only',
  oursOnlyHint: 'Nobody but this service has signed. A witness of another party makes it agreed: see “Check it yourself”.',
  cosigned: (party: string) => `cosigned by ${party}`,
  since: (n: string) => (n === '1' ? '1 entry since is ours only' : `${n} entries since are ours only`),
  ago: (length: string) => `${length} ago`,
  // Filters.
  filters: 'Filters',
  kind: 'What',
  anyKind: 'Anything',
  ticket: 'Ticket',
  person: 'By whom',
  anybody: 'Anybody',
  party: 'For which party',
  anyParty: 'Any party',
  from: 'From',
  until: 'Through',
  clear: 'Clear',
  // Lines.
  none: 'Nothing of this in the record',
  noneText: 'No entry that you may see has all of these. Take a filter away.',
  looking: 'Older entries are being looked through…',
  end: 'That is where the record begins.',
  fresh: (n: number) => (n === 1 ? '1 new entry' : `${n} new entries`),
  byRule: 'by the agreement',
  byServer: 'on the server',
  reads: (who: string) => `Read by ${who}`,
  everybody: 'all parties',
  requester: 'all parties and the requester',
  entry: (n: number) => `Entry ${n}`,
} as const;

export const familyWords = {
  ticket: 'Tickets',
  clock: 'Clocks',
  agreement: 'The agreement',
  access: 'People and access',
  authority: 'Asked before acting',
  party: 'Parties',
  webhook: 'Webhooks',
  import: 'Imports',
  text: 'Erasures',
};

/** Where the service has no sentence for a kind yet, it sends the kind's own words. */
export const entryWords = {
  'access.grant_asked': 'Somebody asked for a right for a while.',
  'access.grant_refused': 'A right that was asked for was refused.',
  'access.used': 'A right given for a while, or broken glass, was used.',
  'authority.asked': 'A team asked whether it may act.',
  'authority.answered': 'A team was told whether it may act.',
  'party.restricted': 'A party’s people may do less from here on.',
  'party.represented': 'A party named who stands for it.',
  'webhook.made': 'A webhook was made.',
  'webhook.removed': 'A webhook was taken away.',
  'webhook.turned_off': 'A webhook was switched off.',
  'webhook.turned_on': 'A webhook was switched on.',
  'webhook.secret_changed': 'A webhook has another secret.',
  'webhook.replayed': 'Deliveries of a webhook were sent again.',
};

export const checkpointWords = {
  lead: 'A checkpoint signs the root of all entries up to it. It is agreed once the witness of another party, who keeps a copy and holds every new entry against it, has signed it too.',
  none: 'Nothing is signed yet',
  noneText: 'A checkpoint is made when a bundle is downloaded, or on the server with: concordat checkpoint --org',
  entries: (n: string) => (n === '1' ? '1 entry' : `${n} entries`),
  agreed: 'agreed',
  oursOnly: 'ours only',
  signedBy: (who: string) => `signed by ${who}`,
  root: 'Root',
  more: 'Show older ones',
  keys: 'Keys that sign',
  keysLead: 'Compare the digits by voice with whoever they belong to, before you trust them.',
  host: 'this service',
  fingerprint: 'Fingerprint',
  unpaired: 'No other party has a key here yet, so nothing can be agreed.',
  yours: 'Your party has no key here yet. Run the witness of “Check it yourself” once: it makes a key and prints it. Send it to whoever owns this desk, and read the digits to each other.',
  another: 'A party that lost its key gets another on the server, with: concordat key pair --anew',
  pairKey: 'Pair a key',
} as const;

export const pairWords = {
  title: 'Say whose a key is',
  lead: 'From then on what this key signs is the word of its party. Ring them up at a number that you know: whoever could have changed the key on its way to you could have changed an e-mail too.',
  party: 'Whose key it is',
  key: 'Their public key',
  keyHint: 'As their witness printed it at its first visit, or concordat key show. Drop the file here, or paste all of it.',
  pick: 'Choose a file',
  wrong: {
    none: 'There is no public key in it: one reads name+8 signs+44 signs.',
    private: 'That is a private key. It is no secret any more: its owner makes another.',
  },
  cannotHash: 'This page came without HTTPS, so that the browser cannot work out the digits. Pair the key on the server: concordat key pair',
  theirs: (party: string) => (party ? `${party} reads out` : 'They read out'),
  ours: 'You read out',
  compared: 'We have read both to each other, and every digit is the same',
  pair: 'Pair it',
} as const;

export const verifyWords = {
  lead: 'A bundle is what a party may see of the record, in one file that proves itself: without this service, without a network, years later.',
  steps: {
    download: 'Download the bundle',
    downloadText: 'What is outside your party’s audience is in it as hashes alone.',
    check: 'Check it, on any machine',
    checkText: 'With every key that you compared by voice. concordat-verify does the same, as a program of its own.',
    read: 'Read the answer',
    watch: 'Keep watch',
    watchText:
      'A witness does this at every visit: it keeps a copy, refuses a record that was rewritten, and signs what continues what it saw. The token needs the scope “record”; a timer runs it every hour.',
  },
  command: 'Command',
  exits: {
    0: 'Whole: every byte is as it was written, and every figure comes out of these entries.',
    1: 'Damaged, cut short, a figure is wrong, or a key that you named did not sign.',
    2: 'No bundle, or not readable.',
  },
  verify: (bundle: string, trust: string) => `concordat verify ${bundle}${trust}`,
  trust: (vkey: string) => ` --trust '${vkey}'`,
  witness: (server: string, mirror: string) => `concordat witness --server ${server} --token-file token --mirror ${mirror}`,
  without: 'Without --trust the answer is only that the file agrees with itself: someone who rewrote the record and signed it with another key would pass. Take keys from the pairing, never from the bundle.',
} as const;

import type { components } from './schema';

// The service's words, as types. It sends every list and every yes-or-no, also where its description leaves them optional
// because a request may; a text or an instant that is optional there may be missing in an answer.
type Sent<T> = T extends readonly (infer One)[]
  ? Sent<One>[]
  : T extends object
    ? { [K in keyof T as Listed<T[K]> extends true ? K : never]-?: Sent<NonNullable<T[K]>> } & {
        [K in keyof T as Listed<T[K]> extends true ? never : K]: Sent<T[K]>;
      }
    : T;
type Listed<V> = [NonNullable<V>] extends [readonly unknown[] | boolean] ? true : false;

type Schemas = components['schemas'];
export type Me = Sent<Schemas['Me']>;
export type MyOrganisation = Sent<Schemas['MyOrganisation']>;
export type Organisation = Sent<Schemas['OrganisationView']>;
export type Party = Sent<Schemas['PartyView']>;
export type Person = Sent<Schemas['PersonView']>;
export type TicketLine = Sent<Schemas['TicketLine']>;
export type TicketLines = Sent<Schemas['TicketLines']>;
export type TicketCounts = Sent<Schemas['TicketCounts']>;
export type Ticket = Sent<Schemas['TicketView']>;
export type Entry = Sent<Schemas['EntryView']>;
export type Clock = Sent<Schemas['ClockView']>;
export type SavedView = Sent<Schemas['SavedView']>;
export type Decision = Sent<Schemas['DecisionView']>;
export type Right = Sent<Schemas['RightView']>;
export type WhoMay = Sent<Schemas['WhoMayView']>;
export type Session = Sent<Schemas['SessionView']>;
export type Token = Sent<Schemas['TokenView']>;
export type Webhook = Sent<Schemas['WebhookView']>;
export type Delivery = Sent<Schemas['DeliveryView']>;
export type Provider = Sent<Schemas['IdentityProviderView']>;
export type ImportReport = Sent<Schemas['ImportReport']>;
export type Import = Sent<Schemas['ImportView']>;
export type Approval = Sent<Schemas['ApprovalView']>;
export type TimeList = Sent<Schemas['TimeList']>;
export type ChangeCalendar = Sent<Schemas['ChangeCalendar']>;
export type ChangeLine = ChangeCalendar['changes'][number];
export type FreezeView = ChangeCalendar['freezes'][number];
export type CatalogueItem = Sent<Schemas['CatalogueItem']>;
export type FormField = CatalogueItem['fields'][number];
export type Template = Sent<Schemas['TemplateView']>;
export type Invitation = Sent<Schemas['InvitationView']>;
export type AccessLine = Sent<Schemas['AccessLine']>;
export type RecordLine = Sent<Schemas['RecordLine']>;
export type Checkpoint = Sent<Schemas['CheckpointView']>;
export type Version = Sent<Schemas['VersionView']>;
export type Found = Sent<Schemas['FoundView']>;
export type Hit = Sent<Schemas['HitView']>;
export type Finding = Sent<Schemas['FindingView']>;
export type Difference = Sent<Schemas['DiffView']>;

/** One entry of the record as the event stream tells it. */
export interface Heard {
  organisation: string;
  sequence: number;
  kind: string;
  at: string;
  ticket?: string;
}

/** Somebody is writing on a ticket at this moment, as the stream tells those who work on it. */
export interface Writing {
  organisation: string;
  ticket: string;
  person: string;
  party: string;
}

/** `concordat custody`: who had the ball, second by second. */
export interface Holder {
  kind: 'team' | 'requester' | 'third_party' | 'nobody' | 'resolved';
  party?: string;
  team?: string;
  person?: string;
}
export interface Custody {
  opened: string;
  until: string;
  intervals: { from: string; to: string; holder: Holder; assumed: boolean }[];
  sum_s: Record<string, number>;
  total_s: number;
}
export type CheckedAgreement = Sent<Schemas['CheckedAgreement']>;
export type VersionList = Sent<Schemas['VersionList']>;
export type MyIdentity = Sent<Schemas['MyIdentityView']>;
export type VersionEvent = Sent<Schemas['VersionEvent']>;
export type ShownVersion = Omit<Sent<Schemas['ShownVersion']>, 'statement'>;
export type Week = Sent<Schemas['WeekView']>;
export type WeekRow = Sent<Schemas['WeekRow']>;
export type TemplateList = Sent<Schemas['BeginningList']>;
export type FilledTemplate = Sent<Schemas['Beginning']>;
export type TemplatePerson = Sent<Schemas['BeginningPerson']>;

-- SPDX-License-Identifier: Apache-2.0
-- The cabinet: who signs in and how, and what only this installation needs to know. No part of the record, and no
-- projection. Secrets are hashed, or sealed with a key that is not in the database.

-- reference: a person who signs in, whatever organisations they belong to
create table account (
  account text not null primary key,
  email text not null,
  name text not null,
  password text not null,
  totp text not null,
  totp_step bigint not null,
  created_us bigint not null
);
create unique index account_by_email on account (email);

-- reference: what signs in once where the second factor is lost
create table recovery_code (
  account text not null,
  code_hash text not null,
  primary key (account, code_hash)
);

-- reference: sessions of browsers and tokens of programs, by the hash of their secret. `scopes` are words with blanks.
create table credential (
  hash text not null primary key,
  id text not null,
  account text not null,
  kind text not null check (kind in ('session', 'token', 'device')),
  name text not null,
  scopes text not null,
  second_factor bigint not null,
  created_us bigint not null,
  seen_us bigint not null,
  expires_us bigint not null
);
create index credential_by_account on credential (account, kind, id);

-- reference: in which organisations an account is which person; found by the account before any of them is opened
create table membership (
  account text not null,
  org_id bigint not null,
  person text not null,
  admitted bigint not null,
  primary key (account, org_id)
);
create unique index membership_by_person on membership (org_id, person);

-- reference: what makes the first owner, once
create table setup_token (
  hash text not null primary key,
  expires_us bigint not null
);

-- reference: commands that came with a key, and what was answered; of what is shown once, that it was
create table done_command (
  account text not null,
  idempotency_key text not null,
  fingerprint text not null,
  status bigint not null,
  etag text not null,
  location text not null,
  body text not null,
  shown_once bigint not null,
  done_us bigint not null,
  primary key (account, idempotency_key)
);
create index done_command_by_time on done_command (done_us);

create table invitation (
  org_id bigint not null references organisation (org_id),
  invitation text not null,
  hash text not null,
  email text not null,
  party text not null,
  person_key text not null,
  team text not null,
  administrator bigint not null,
  by_account text not null,
  created_us bigint not null,
  expires_us bigint not null,
  primary key (org_id, invitation)
);

-- SPDX-License-Identifier: Apache-2.0
-- The record: organisations, entries, the tree over them, signed roots, and the texts that entries commit to.

-- reference: the directory of organisations, in which a session looks up the number that its statements carry
create table organisation (
  org_id bigint not null primary key,
  id text not null,
  name text not null
);
create unique index organisation_by_id on organisation (id);
create unique index organisation_by_name on organisation (name);

-- recorded_us, kind and subject repeat what the line says, to be found by.
create table entry (
  org_id bigint not null references organisation (org_id),
  sequence bigint not null,
  recorded_us bigint not null,
  kind text not null,
  subject text not null,
  line text not null,
  primary key (org_id, sequence)
);
create index entry_by_subject on entry (org_id, subject, sequence);

-- Hashes of perfect subtrees of 256^level leaves, up to 256 to a row, as hex.
create table tree_tile (
  org_id bigint not null references organisation (org_id),
  level bigint not null,
  idx bigint not null,
  hashes text not null,
  primary key (org_id, level, idx)
);

create table checkpoint (
  org_id bigint not null references organisation (org_id),
  size bigint not null,
  root text not null,
  note text not null,
  made_at_us bigint not null,
  primary key (org_id, size)
);

-- An erased text has no row. A withheld one has a row without salt and text.
create table vault_text (
  org_id bigint not null references organisation (org_id),
  id text not null,
  salt text not null,
  text text not null,
  state text not null check (state in ('present', 'withheld')),
  primary key (org_id, id)
);

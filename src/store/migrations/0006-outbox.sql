-- SPDX-License-Identifier: Apache-2.0
-- The cabinet: what is to be told to other programs.

-- A stretch of the record that nobody was told of yet: written with its entries, and gone once it is handed out.
create table outbox (
  org_id bigint not null,
  first_sequence bigint not null,
  past_sequence bigint not null,
  primary key (org_id, first_sequence)
);

-- Where a party wants to be told. Address and secrets are sealed; after a change of the secret the old one signs along
-- for a while. `off_because` is empty where it is on.
create table webhook (
  org_id bigint not null,
  webhook text not null,
  party text not null,
  person text not null,
  name text not null,
  url text not null,
  kinds text not null,
  secret text not null,
  old_secret text not null,
  old_until_us bigint not null,
  from_sequence bigint not null,
  failing_since_us bigint not null,
  off_because text not null,
  created_us bigint not null,
  primary key (org_id, webhook)
);

-- One message to one webhook. `leased_us`: until when the server that sends it has it to itself.
create table delivery (
  org_id bigint not null,
  delivery text not null,
  webhook text not null,
  sequence bigint not null,
  kind text not null,
  ticket text not null,
  state text not null check (state in ('waiting', 'delivered', 'dead')),
  attempts bigint not null,
  next_us bigint not null,
  leased_us bigint not null,
  status bigint not null,
  problem text not null,
  created_us bigint not null,
  done_us bigint not null,
  primary key (org_id, delivery)
);
create unique index delivery_by_entry on delivery (org_id, webhook, sequence);
create index delivery_by_time on delivery (org_id, state, next_us);
create index delivery_by_end on delivery (org_id, state, done_us);

-- SPDX-License-Identifier: Apache-2.0
-- Projections: folded from the entries, dropped and built again by `concordat rebuild`.

-- Who is who: parties, teams and persons, as their last entry declares them.
create table party (
  org_id bigint not null,
  party text not null,
  name text not null,
  kind text not null,
  primary key (org_id, party)
);
create table team (
  org_id bigint not null,
  team text not null,
  party text not null,
  function text not null,
  line text not null,
  primary key (org_id, team)
);
create table person (
  org_id bigint not null,
  person text not null,
  text_id text not null,
  primary key (org_id, person)
);

-- The log that measures fold: names and sources by their index, and a ticket's updates as one line.
create table name (
  org_id bigint not null,
  idx bigint not null,
  name text not null,
  primary key (org_id, idx)
);
-- described_by: sequence of the last `import.begun` of that source; -1 where none came.
create table source (
  org_id bigint not null,
  idx bigint not null,
  source text not null,
  described_by bigint not null,
  primary key (org_id, idx)
);
create table ticket_history (
  org_id bigint not null,
  ordinal bigint not null,
  ticket text not null,
  history text not null,
  primary key (org_id, ordinal)
);
create unique index ticket_history_by_ticket on ticket_history (org_id, ticket);

-- Every ticket as it stands. The columns beside `ticket_json` are to be found by; empty where the ticket does not say.
create table ticket (
  org_id bigint not null,
  ticket text not null,
  state text not null,
  party text not null,
  team text not null,
  priority text not null,
  opened_us bigint not null,
  ticket_json text not null,
  primary key (org_id, ticket)
);
create index ticket_by_holder on ticket (org_id, state, party, team, opened_us);

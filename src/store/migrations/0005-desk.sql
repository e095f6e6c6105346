-- SPDX-License-Identifier: Apache-2.0
-- Tickets to be found by what a desk asks for. `bearer` says who has the ball: team, requester, third_party, nobody,
-- resolved; empty once its life is over. `level` is the priority as a number, 99 where there is none.
drop table ticket;
create table ticket (
  org_id bigint not null,
  ticket text not null,
  type text not null,
  state text not null,
  bearer text not null,
  party text not null,
  team text not null,
  person text not null,
  priority text not null,
  level bigint not null,
  category text not null,
  requester text not null,
  owner_team text not null,
  offered_to text not null,
  opened_us bigint not null,
  updated_us bigint not null,
  ticket_json text not null,
  primary key (org_id, ticket)
);
create index ticket_by_update on ticket (org_id, updated_us, ticket);
create index ticket_by_opening on ticket (org_id, opened_us, ticket);
create index ticket_by_bearer on ticket (org_id, bearer, party, category, team);
create index ticket_by_requester on ticket (org_id, requester, updated_us);

-- The cabinet: when the rules have something to do on a ticket next, and which clock runs out first. Made anew from the
-- record and the agreement whenever either changes.
create table timer (
  org_id bigint not null,
  ticket text not null,
  fires_us bigint not null,
  due_us bigint not null,
  target text not null,
  primary key (org_id, ticket)
);
create index timer_by_fires on timer (org_id, fires_us);

-- The last number that a ticket made here was given, and the landmark that its timers were made by.
create table desk (
  org_id bigint not null,
  last_number bigint not null,
  landmark bigint not null,
  primary key (org_id)
);

-- reference: why projections are to be made anew from the record when the database is opened next
create table stale_projection (
  reason text not null primary key
);
insert into stale_projection (reason) values ('0005-desk');

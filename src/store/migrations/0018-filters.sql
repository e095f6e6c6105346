-- SPDX-License-Identifier: Apache-2.0
-- Tickets to be listed by every field. Impact and urgency are words as they were given; `waiting_on` says what is waited
-- for and `waiting_party` whom, where a party was named; empty where nothing is. `resolved_us` and `closed_us` are the
-- least number where it is neither (store/ticket_rank.hpp).
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
  impact text not null,
  urgency text not null,
  priority text not null,
  level bigint not null,
  category text not null,
  requester text not null,
  owner_team text not null,
  offered_to text not null,
  waiting_on text not null,
  waiting_party text not null,
  subject text not null,
  is_open bigint not null,
  rank bigint not null,
  opened_us bigint not null,
  updated_us bigint not null,
  resolved_us bigint not null,
  closed_us bigint not null,
  ticket_json text not null,
  primary key (org_id, ticket)
);
create index ticket_by_update on ticket (org_id, updated_us, ticket);
create index ticket_by_opening on ticket (org_id, opened_us, ticket);
create index ticket_by_rank on ticket (org_id, rank, ticket);
create index ticket_open_by_update on ticket (org_id, is_open, updated_us, ticket);
create index ticket_open_by_opening on ticket (org_id, is_open, opened_us, ticket);
create index ticket_open_by_rank on ticket (org_id, is_open, rank, ticket);
create index ticket_by_requester on ticket (org_id, requester);
create index ticket_by_person on ticket (org_id, person);
create index ticket_by_team on ticket (org_id, team);
create index ticket_by_category on ticket (org_id, category);
create index ticket_by_bearer on ticket (org_id, bearer, party, category, priority);

-- When tickets ended: those alone that did, so that a ticket at work costs these indexes nothing.
create table ticket_end (
  org_id bigint not null,
  ticket text not null,
  resolved_us bigint not null,
  closed_us bigint not null,
  primary key (org_id, ticket)
);
create index ticket_end_by_resolution on ticket_end (org_id, resolved_us, ticket);
create index ticket_end_by_closing on ticket_end (org_id, closed_us, ticket);

-- Who watches what.
create table ticket_watcher (
  org_id bigint not null,
  ticket text not null,
  person text not null,
  primary key (org_id, ticket, person)
);
create index ticket_watcher_by_person on ticket_watcher (org_id, person, ticket);
insert into stale_projection (reason) values ('0018-filters');

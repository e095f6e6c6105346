-- SPDX-License-Identifier: Apache-2.0
-- Tickets to be listed by the million. `is_open` is 1 while somebody, or nobody, has the ball; `rank` is the priority and
-- then the opening as one number, so that each order of a list is one column and the name; `subject` is the id of its
-- text. A list walks the index of its order, or gathers by the index of who or what it asks for where those are few.
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
  subject text not null,
  is_open bigint not null,
  rank bigint not null,
  opened_us bigint not null,
  updated_us bigint not null,
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
create index timer_by_due on timer (org_id, due_us, ticket);
insert into stale_projection (reason) values ('0009-lists');

-- SPDX-License-Identifier: Apache-2.0
-- How many entries of the record stand in the index of words (store/search_index.hpp), which is the engine's own.
create table searched (
  org_id bigint not null,
  entries bigint not null,
  primary key (org_id)
);

-- The cabinet: lists that somebody asks for again and again. `reach` says for whom: its owner, a team, or everybody.
create table saved_view (
  org_id bigint not null references organisation (org_id),
  view text not null,
  person text not null,
  reach text not null check (reach in ('own', 'team', 'shared')),
  team text not null,
  name text not null,
  query text not null,
  changed_us bigint not null,
  primary key (org_id, view)
);
create index saved_view_by_person on saved_view (org_id, person);
create index saved_view_by_reach on saved_view (org_id, reach, team);

-- SPDX-License-Identifier: Apache-2.0
-- The cabinet: logs of other desks that are being taken in, a piece at a time, and those that were. `rows` is how many
-- were new when it began, `stored` how many of them are in the record; a server has the work to itself until
-- `leased_us`. `problem` is empty where nothing went wrong.
create table import_job (
  org_id bigint not null,
  import text not null,
  person text not null,
  format text not null,
  file text not null,
  map text not null,
  state text not null check (state in ('running', 'done', 'failed')),
  tickets bigint not null,
  rows bigint not null,
  stored bigint not null,
  problem text not null,
  leased_by text not null,
  leased_us bigint not null,
  begun_us bigint not null,
  ended_us bigint not null,
  primary key (org_id, import)
);
create index import_job_by_begin on import_job (org_id, begun_us, import);
create index import_job_by_state on import_job (org_id, state, begun_us, import);

-- What is taken in, until it is over.
create table import_content (
  org_id bigint not null,
  import text not null,
  content text not null,
  primary key (org_id, import)
);

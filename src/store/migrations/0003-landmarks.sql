-- SPDX-License-Identifier: Apache-2.0
-- A projection: where the few entries are that whole questions begin with (versions of the agreement, zones, quantities),
-- so that nobody looks through all tickets for them.
create table landmark (
  org_id bigint not null,
  sequence bigint not null,
  primary key (org_id, sequence)
);

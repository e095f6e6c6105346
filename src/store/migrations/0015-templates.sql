-- SPDX-License-Identifier: Apache-2.0
-- The cabinet: templates, each several commands for one ticket at once. `team` is empty where the whole party uses it;
-- `steps` is JSON.
create table ticket_template (
  org_id bigint not null,
  template text not null,
  party text not null,
  team text not null,
  name text not null,
  steps text not null,
  changed_us bigint not null,
  primary key (org_id, template)
);
create index ticket_template_by_party on ticket_template (org_id, party, name, template);

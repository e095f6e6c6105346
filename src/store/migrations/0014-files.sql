-- SPDX-License-Identifier: Apache-2.0
-- Files beside the record, by the SHA-256 of their content: part of the vault, no projection. A text of the vault holds
-- the digest, an entry commits to that text, and `file_use` says which texts keep a content alive. `part` is base64.
create table file_part (
  org_id bigint not null,
  digest text not null,
  idx bigint not null,
  part text not null,
  primary key (org_id, digest, idx)
);
create table file_use (
  org_id bigint not null,
  text_id text not null,
  digest text not null,
  bytes bigint not null,
  primary key (org_id, text_id)
);
create index file_use_by_digest on file_use (org_id, digest);

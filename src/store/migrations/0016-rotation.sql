-- SPDX-License-Identifier: Apache-2.0
-- reference: sessions whose secret was replaced, with the one before it, which is good for a moment longer; the cabinet's
create table session_rotation (
  id text not null primary key,
  old_hash text not null,
  old_until_us bigint not null,
  rotated_us bigint not null
);
create index session_rotation_by_old_hash on session_rotation (old_hash);

-- SPDX-License-Identifier: Apache-2.0
-- The cabinet: providers of identity (OpenID Connect), each for the people of one party, and whom they have vouched for. The
-- client secret is sealed.
create table identity_provider (
  org_id bigint not null,
  provider text not null,
  party text not null,
  name text not null,
  issuer text not null,
  client_id text not null,
  client_secret text not null,
  redirect_uri text not null,
  joins bigint not null,
  claim text not null,
  claim_value text not null,
  key_claim text not null,
  created_us bigint not null,
  primary key (org_id, provider)
);

create table vouched_identity (
  org_id bigint not null,
  provider text not null,
  subject text not null,
  account text not null,
  created_us bigint not null,
  primary key (org_id, provider, subject)
);

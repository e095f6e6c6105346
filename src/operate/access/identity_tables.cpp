// SPDX-License-Identifier: Apache-2.0
#include "operate/access/identity_tables.hpp"

namespace concordat::operate {

std::vector<IdentityProviderRow> identity_providers(store::Connection& connection, const store::Tenant& tenant) {
  std::vector<IdentityProviderRow> all;
  auto& rows =
      connection
          .tenant(tenant,
                  "select provider, party, name, issuer, client_id, client_secret, redirect_uri, joins, claim, "
                  "claim_value, key_claim, created_us from identity_provider where org_id = :org order by "
                  "created_us, provider",
                  "n", "tttttttntttn")
          .start();
  while (rows.next()) {
    all.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4), rows.text(5), rows.text(6),
                   rows.number(7) != 0, rows.text(8), rows.text(9), rows.text(10), Instant{rows.number(11)}});
  }
  return all;
}

std::optional<IdentityProviderRow> find_identity_provider(store::Connection& connection, const store::Tenant& tenant,
                                                          const std::string& id) {
  auto all = identity_providers(connection, tenant);
  for (IdentityProviderRow& one : all) {
    if (one.id == id) return std::move(one);
  }
  return std::nullopt;
}

void put_identity_provider(store::Connection& connection, const store::Tenant& tenant, const IdentityProviderRow& row) {
  connection
      .tenant(tenant,
              "insert into identity_provider (org_id, provider, party, name, issuer, client_id, client_secret, "
              "redirect_uri, joins, claim, claim_value, key_claim, created_us) values (:org, :provider, :party, :name, "
              ":issuer, :client, :secret, :redirect, :joins, :claim, :value, :key, :created) on conflict (org_id, "
              "provider) "
              "do update set client_secret = excluded.client_secret",
              "ntttttttntttn")
      .run(row.id, row.party, row.name, row.issuer, row.client_id, row.client_secret, row.redirect_uri,
           std::int64_t{row.joins ? 1 : 0}, row.claim, row.claim_value, row.key_claim, row.created.us);
}

std::vector<std::string> remove_identity_provider(store::Connection& connection, const store::Tenant& tenant,
                                                  const std::string& id) {
  std::vector<std::string> accounts;
  auto& rows =
      connection
          .tenant(tenant,
                  "select account from vouched_identity where org_id = :org and provider = :provider order by subject",
                  "nt", "t")
          .start(id);
  while (rows.next()) accounts.push_back(rows.text(0));
  connection.tenant(tenant, "delete from vouched_identity where org_id = :org and provider = :provider", "nt").run(id);
  connection.tenant(tenant, "delete from identity_provider where org_id = :org and provider = :provider", "nt").run(id);
  return accounts;
}

std::optional<std::string> find_identity(store::Connection& connection, const store::Tenant& tenant,
                                         const std::string& provider, const std::string& subject) {
  auto& row = connection.tenant(
      tenant,
      "select account from vouched_identity where org_id = :org and provider = :provider and subject = :subject", "ntt",
      "t");
  if (!row.one(provider, subject)) return std::nullopt;
  return row.text(0);
}

std::optional<Instant> identity_since(store::Connection& connection, const store::Tenant& tenant,
                                      const std::string& provider, const std::string& account) {
  auto& row = connection.tenant(
      tenant,
      "select min(created_us) from vouched_identity where org_id = :org and provider = :provider and account = "
      ":account having count(*) > 0",
      "ntt", "n");
  if (!row.one(provider, account)) return std::nullopt;
  return Instant{row.number(0)};
}

void remove_identity(store::Connection& connection, const store::Tenant& tenant, const std::string& provider,
                     const std::string& account) {
  connection
      .tenant(tenant,
              "delete from vouched_identity where org_id = :org and provider = :provider and account = :account", "ntt")
      .run(provider, account);
}

void add_identity(store::Connection& connection, const store::Tenant& tenant, const std::string& provider,
                  const std::string& subject, const std::string& account, Instant now) {
  connection
      .tenant(tenant,
              "insert into vouched_identity (org_id, provider, subject, account, created_us) values (:org, :provider, "
              ":subject, :account, :created)",
              "ntttn")
      .run(provider, subject, account, now.us);
}

}  // namespace concordat::operate

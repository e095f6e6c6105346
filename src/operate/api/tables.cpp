// SPDX-License-Identifier: Apache-2.0
#include "operate/api/tables.hpp"

namespace concordat::operate {

std::optional<MembershipRow> find_membership(store::Connection& connection, const std::string& account,
                                             const store::Tenant& tenant) {
  auto& row = connection.directory(
      "select person, admitted from membership where account = :account and org_id = :org_number", "tn", "tn");
  if (account.empty() || !row.one(account, tenant.number())) return std::nullopt;
  return MembershipRow{row.text(0), row.number(1) != 0};
}

std::vector<store::Organisation> organisations_of(store::Connection& connection, const std::string& account) {
  std::vector<store::Organisation> all;
  auto& rows = connection
                   .directory(
                       "select o.id, o.name from membership m join organisation o on m.org_id = o.org_id where "
                       "m.account = :account order by o.name, o.id",
                       "t", "tt")
                   .start(account);
  while (rows.next()) all.push_back({store::OrgId{rows.text(0)}, rows.text(1)});
  return all;
}

bool is_admitted(store::Connection& connection, const store::Tenant& tenant, const std::string& person) {
  auto& row = connection.directory("select admitted from membership where org_id = :org_number and person = :person",
                                   "nt", "n");
  return row.one(tenant.number(), person) && row.number(0) != 0;
}

std::optional<DoneCommand> find_done(store::Connection& connection, const std::string& account,
                                     const std::string& key) {
  auto& row = connection.directory(
      "select fingerprint, status, etag, location, body, shown_once from done_command where account = :account and "
      "idempotency_key = :key",
      "tt", "tntttn");
  if (!row.one(account, key)) return std::nullopt;
  DoneCommand done{
      row.text(0),
      {static_cast<int>(row.number(1)), nullptr, row.text(2), row.text(3), row.number(5) != 0, std::nullopt}};
  if (!row.text(4).empty()) {
    auto body = parse_json(row.text(4));
    if (body) done.answer.body = std::move(*body);
  }
  return done;
}

void keep_done(store::Connection& connection, const std::string& account, const std::string& key,
               const std::string& fingerprint, const Answer& answer, Instant now) {
  const bool once = answer.shown_once || answer.whole;  // cookies are secrets too
  connection
      .directory(
          "insert into done_command (account, idempotency_key, fingerprint, status, etag, location, body, shown_once, "
          "done_us) "
          "values (:account, :key, :fingerprint, :status, :etag, :location, :body, :once, :done)",
          "tttntttnn")
      .run(account, key, fingerprint, static_cast<std::int64_t>(answer.status), answer.etag, answer.location,
           once || answer.body.is_null() ? std::string() : write_json(answer.body), std::int64_t{once ? 1 : 0}, now.us);
}

void forget_done(store::Connection& connection, Instant now) {
  connection.directory("delete from done_command where done_us < :before", "n").run(now.us - kDoneKept_us);
}

}  // namespace concordat::operate

// SPDX-License-Identifier: Apache-2.0
#include "operate/access/tables.hpp"

#include <algorithm>

namespace concordat::operate {
namespace {

Account read_account(const store::Statement& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.number(5)};
}

// Words with a blank between them.
std::string one_text(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : " ") + word;
  return all;
}
std::vector<std::string> words_of_text(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t from = 0; from < text.size();) {
    const auto end = std::min(text.find(' ', from), text.size());
    words.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  return words;
}

Credential read_credential(const store::Statement& row) {
  return {row.text(0),
          row.text(1),
          row.text(2),
          row.text(3),
          words_of_text(row.text(4)),
          row.number(5) != 0,
          Instant{row.number(6)},
          Instant{row.number(7)},
          Instant{row.number(8)},
          Instant{row.number(9)}};
}

}  // namespace

std::optional<Account> find_account(store::Connection& connection, const std::string& id) {
  auto& row = connection.directory(
      "select account, email, name, password, totp, totp_step from account where account = :account", "t", "tttttn");
  if (!row.one(id)) return std::nullopt;
  return read_account(row);
}

std::optional<Account> find_account_by_email(store::Connection& connection, const std::string& email) {
  auto& row = connection.directory(
      "select account, email, name, password, totp, totp_step from account where email = :email", "t", "tttttn");
  if (!row.one(email)) return std::nullopt;
  return read_account(row);
}

std::vector<Account> accounts(store::Connection& connection) {
  std::vector<Account> all;
  auto& rows = connection
                   .directory("select account, email, name, password, totp, totp_step from account order by account",
                              "", "tttttn")
                   .start();
  while (rows.next()) all.push_back(read_account(rows));
  return all;
}

void add_account(store::Connection& connection, const Account& account, Instant now) {
  connection
      .directory(
          "insert into account (account, email, name, password, totp, totp_step, created_us) values "
          "(:account, :email, :name, :password, :totp, :step, :created)",
          "tttttnn")
      .run(account.id, account.email, account.name, account.password, account.totp, account.totp_step, now.us);
}

void set_password(store::Connection& connection, const std::string& account, const std::string& password) {
  connection.directory("update account set password = :password where account = :account", "tt").run(password, account);
}

void set_totp(store::Connection& connection, const std::string& account, const std::string& sealed, std::int64_t step) {
  connection.directory("update account set totp = :totp, totp_step = :step where account = :account", "tnt")
      .run(sealed, step, account);
}

bool use_totp_step(store::Connection& connection, const std::string& account, std::int64_t step) {
  auto& row = connection.directory("select totp_step from account where account = :account", "t", "n");
  if (!row.one(account) || row.number(0) >= step) return false;
  connection.directory("update account set totp_step = :step where account = :account", "nt").run(step, account);
  return true;
}

bool no_accounts(store::Connection& connection) {
  auto& row = connection.directory("select count(*) from account", "", "n");
  return row.one() && row.number(0) == 0;
}

void put_recovery_codes(store::Connection& connection, const std::string& account,
                        const std::vector<std::string>& hashes) {
  connection.directory("delete from recovery_code where account = :account", "t").run(account);
  for (const std::string& hash : hashes) {
    connection.directory("insert into recovery_code (account, code_hash) values (:account, :hash)", "tt")
        .run(account, hash);
  }
}

bool use_recovery_code(store::Connection& connection, const std::string& account, const std::string& hash) {
  auto& row = connection.directory("select count(*) from recovery_code where account = :account and code_hash = :hash",
                                   "tt", "n");
  if (!row.one(account, hash) || row.number(0) == 0) return false;
  connection.directory("delete from recovery_code where account = :account and code_hash = :hash", "tt")
      .run(account, hash);
  return true;
}

std::int64_t recovery_codes_left(store::Connection& connection, const std::string& account) {
  auto& row = connection.directory("select count(*) from recovery_code where account = :account", "t", "n");
  return row.one(account) ? row.number(0) : 0;
}

std::optional<Credential> find_credential(store::Connection& connection, const std::string& hash) {
  auto& row = connection.directory(
      "select c.id, c.account, c.kind, c.name, c.scopes, c.second_factor, c.created_us, c.seen_us, c.expires_us, "
      "coalesce(r.rotated_us, c.created_us) from credential c left join session_rotation r on r.id = c.id where "
      "c.hash = :hash",
      "t", "tttttnnnnn");
  if (!row.one(hash)) return std::nullopt;
  return read_credential(row);
}

std::optional<Credential> find_credential_of(store::Connection& connection, const std::string& account,
                                             const std::string& kind, const std::string& id) {
  auto& row = connection.directory(
      "select c.id, c.account, c.kind, c.name, c.scopes, c.second_factor, c.created_us, c.seen_us, c.expires_us, "
      "coalesce(r.rotated_us, c.created_us) from credential c left join session_rotation r on r.id = c.id where "
      "c.account = :account and c.kind = :kind and c.id = :id",
      "ttt", "tttttnnnnn");
  if (!row.one(account, kind, id)) return std::nullopt;
  return read_credential(row);
}

std::optional<Credential> find_rotated(store::Connection& connection, const std::string& old_hash, Instant now) {
  auto& row = connection.directory(
      "select c.id, c.account, c.kind, c.name, c.scopes, c.second_factor, c.created_us, c.seen_us, c.expires_us, "
      "r.rotated_us from session_rotation r join credential c on c.id = r.id where r.old_hash = :hash and "
      "r.old_until_us > :now",
      "tn", "tttttnnnnn");
  if (!row.one(old_hash, now.us)) return std::nullopt;
  return read_credential(row);
}

std::optional<Instant> rotate_session(store::Connection& connection, const std::string& id, const std::string& old_hash,
                                      const std::string& hash, Instant now, Instant old_until) {
  const auto before = find_credential(connection, old_hash);
  if (!before || before->id != id || before->kind != "session" || now >= before->expires) return std::nullopt;
  connection.directory("update credential set hash = :hash where id = :id", "tt").run(hash, id);
  connection.directory("delete from session_rotation where id = :id", "t").run(id);
  connection
      .directory(
          "insert into session_rotation (id, old_hash, old_until_us, rotated_us) values (:id, :old, :until, :now)",
          "ttnn")
      .run(id, old_hash, old_until.us, now.us);
  return before->expires;
}

void add_credential(store::Connection& connection, const std::string& hash, const Credential& one) {
  connection
      .directory(
          "insert into credential (hash, id, account, kind, name, scopes, second_factor, created_us, seen_us, "
          "expires_us) values (:hash, :id, :account, :kind, :name, :scopes, :second, :created, :seen, :expires)",
          "ttttttnnnn")
      .run(hash, one.id, one.account, one.kind, one.name, one_text(one.scopes), std::int64_t{one.second_factor ? 1 : 0},
           one.created.us, one.seen.us, one.expires.us);
}

void touch_credential(store::Connection& connection, const std::string& id, Instant now) {
  connection.directory("update credential set seen_us = :seen where id = :id", "nt").run(now.us, id);
}

std::vector<Credential> credentials_of(store::Connection& connection, const std::string& account,
                                       const std::string& kind) {
  std::vector<Credential> all;
  auto& rows =
      connection
          .directory(
              "select c.id, c.account, c.kind, c.name, c.scopes, c.second_factor, c.created_us, c.seen_us, "
              "c.expires_us, coalesce(r.rotated_us, c.created_us) from credential c left join session_rotation r on "
              "r.id = c.id where c.account = :account and c.kind = :kind order by c.created_us, c.id",
              "tt", "tttttnnnnn")
          .start(account, kind);
  while (rows.next()) all.push_back(read_credential(rows));
  return all;
}

bool remove_credential(store::Connection& connection, const std::string& account, const std::string& id) {
  auto& row = connection.directory("select count(*) from credential where account = :account and id = :id", "tt", "n");
  if (!row.one(account, id) || row.number(0) == 0) return false;
  connection.directory("delete from credential where account = :account and id = :id", "tt").run(account, id);
  return true;
}

void remove_credentials(store::Connection& connection, const std::string& account, const std::string& but) {
  connection.directory("delete from credential where account = :account and id <> :but", "tt").run(account, but);
}

void remove_sessions(store::Connection& connection, const std::string& account) {
  connection.directory("delete from credential where account = :account and kind = 'session'", "t").run(account);
}

void forget_credentials(store::Connection& connection, Instant now) {
  connection.directory("delete from credential where expires_us < :now", "n").run(now.us);
  connection.directory("delete from session_rotation where id not in (select id from credential)", "").run();
}

std::vector<MembershipOf> memberships_of(store::Connection& connection, const std::string& account) {
  std::vector<MembershipOf> all;
  auto& rows = connection
                   .directory(
                       "select o.id, o.name, m.person, m.admitted from membership m join organisation o on "
                       "m.org_id = o.org_id where m.account = :account order by o.name",
                       "t", "tttn")
                   .start(account);
  while (rows.next()) all.push_back({store::OrgId{rows.text(0)}, rows.text(1), rows.text(2), rows.number(3) != 0});
  return all;
}

void add_membership(store::Connection& connection, const std::string& account, const store::Tenant& tenant,
                    const std::string& person, bool admitted) {
  connection
      .directory(
          "insert into membership (account, org_id, person, admitted) values (:account, :org_number, :person, "
          ":admitted)",
          "tntn")
      .run(account, tenant.number(), person, std::int64_t{admitted ? 1 : 0});
}

void admit_member(store::Connection& connection, const store::Tenant& tenant, const std::string& person) {
  connection.directory("update membership set admitted = 1 where org_id = :org_number and person = :person", "nt")
      .run(tenant.number(), person);
}

void remove_membership(store::Connection& connection, const store::Tenant& tenant, const std::string& person) {
  connection.directory("delete from membership where org_id = :org_number and person = :person", "nt")
      .run(tenant.number(), person);
}

std::vector<MemberAccount> member_accounts(store::Connection& connection, const store::Tenant& tenant) {
  std::vector<MemberAccount> all;
  auto& rows = connection
                   .directory(
                       "select m.person, a.email, a.name, m.admitted, a.totp from membership m join account a "
                       "on m.account = a.account where m.org_id = :org_number order by a.name, m.person",
                       "n", "tttnt")
                   .start(tenant.number());
  while (rows.next()) {
    all.push_back({rows.text(0), rows.text(1), rows.text(2), rows.number(3) != 0, !rows.text(4).empty()});
  }
  return all;
}

void add_invitation(store::Connection& connection, const store::Tenant& tenant, const InvitationRow& one) {
  connection
      .tenant(tenant,
              "insert into invitation (org_id, invitation, hash, email, party, person_key, team, administrator, "
              "by_account, created_us, expires_us) values (:org, :invitation, :hash, :email, :party, :key, :team, "
              ":administrator, :by, :created, :expires)",
              "nttttttntnn")
      .run(one.id, one.hash, one.email, one.party, one.key, one.team, std::int64_t{one.administrator ? 1 : 0},
           one.by_account, one.created.us, one.expires.us);
}

std::vector<InvitationRow> invitations(store::Connection& connection, const store::Tenant& tenant) {
  std::vector<InvitationRow> all;
  auto& rows = connection
                   .tenant(tenant,
                           "select invitation, hash, email, party, person_key, team, administrator, by_account, "
                           "created_us, expires_us from invitation where org_id = :org order by created_us, invitation",
                           "n", "ttttttntnn")
                   .start();
  while (rows.next()) {
    all.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4), rows.text(5),
                   rows.number(6) != 0, rows.text(7), Instant{rows.number(8)}, Instant{rows.number(9)}});
  }
  return all;
}

bool remove_invitation(store::Connection& connection, const store::Tenant& tenant, const std::string& id) {
  auto& row = connection.tenant(
      tenant, "select count(*) from invitation where org_id = :org and invitation = :invitation", "nt", "n");
  if (!row.one(id) || row.number(0) == 0) return false;
  connection.tenant(tenant, "delete from invitation where org_id = :org and invitation = :invitation", "nt").run(id);
  return true;
}

void put_setup_token(store::Connection& connection, const std::string& hash, Instant expires) {
  connection.execute("delete from setup_token");
  connection.directory("insert into setup_token (hash, expires_us) values (:hash, :expires)", "tn")
      .run(hash, expires.us);
}

bool use_setup_token(store::Connection& connection, const std::string& hash, Instant now) {
  auto& row = connection.directory("select expires_us from setup_token where hash = :hash", "t", "n");
  if (!row.one(hash) || row.number(0) <= now.us) return false;
  connection.directory("delete from setup_token where hash = :hash", "t").run(hash);
  return true;
}

}  // namespace concordat::operate

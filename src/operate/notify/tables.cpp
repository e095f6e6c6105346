// SPDX-License-Identifier: Apache-2.0
#include "operate/notify/tables.hpp"

#include <array>
#include <limits>
#include <sstream>

namespace concordat::operate {
namespace {

constexpr std::int64_t kAllEntries = std::numeric_limits<std::int64_t>::max();
constexpr std::array<std::string_view, 3> kStates = {"waiting", "delivered", "dead"};

#define CONCORDAT_DELIVERY_COLUMNS                                                                           \
  "select delivery, webhook, sequence, kind, ticket, state, attempts, next_us, leased_us, status, problem, " \
  "created_us, done_us from delivery where org_id = :org"
constexpr std::string_view kOneDelivery = CONCORDAT_DELIVERY_COLUMNS " and delivery = :delivery";
constexpr std::string_view kDueDelivery = CONCORDAT_DELIVERY_COLUMNS
    " and state = 'waiting' and webhook = :webhook and next_us <= :now and leased_us <= :now2 order by sequence limit "
    "1";
constexpr std::string_view kDeliveries = CONCORDAT_DELIVERY_COLUMNS
    " and webhook = :webhook and (:state = '' or state = :state2) and sequence < :before order by sequence desc limit "
    ":most";
#undef CONCORDAT_DELIVERY_COLUMNS
constexpr std::string_view kDeliveryTypes = "ttntttnnnntnn";

DeliveryRow read_delivery(const store::Statement& row) {
  DeliveryRow one;
  one.id = row.text(0);
  one.webhook = row.text(1);
  one.sequence = row.number(2);
  one.kind = row.text(3);
  one.ticket = row.text(4);
  for (std::size_t i = 0; i < kStates.size(); ++i) {
    if (kStates[i] == row.text(5)) one.state = static_cast<DeliveryState>(i);
  }
  one.attempts = row.number(6);
  one.next = Instant{row.number(7)};
  one.leased = Instant{row.number(8)};
  one.status = row.number(9);
  one.problem = row.text(10);
  one.created = Instant{row.number(11)};
  one.done = Instant{row.number(12)};
  return one;
}

std::vector<std::string> words_in(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

std::string with_blanks(const std::vector<std::string>& words) {
  std::string all;
  for (const auto& word : words) all += (all.empty() ? "" : " ") + word;
  return all;
}

}  // namespace

void raise(DeliveryRow& row, Instant now) {
  row.state = DeliveryState::waiting;
  row.attempts = 0;
  row.next = now;
  row.leased = Instant{};
}

std::string_view to_word(DeliveryState state) { return kStates[static_cast<std::size_t>(state)]; }

std::optional<OutboxRow> first_of_outbox(store::Connection& connection, const store::Tenant& tenant) {
  auto& row = connection.tenant(
      tenant, "select first_sequence, past_sequence from outbox where org_id = :org order by first_sequence limit 1",
      "n", "nn");
  if (!row.one()) return std::nullopt;
  return OutboxRow{row.number(0), row.number(1)};
}

void shorten_outbox(store::Connection& connection, const store::Tenant& tenant, const OutboxRow& row,
                    std::int64_t first) {
  connection.tenant(tenant, "delete from outbox where org_id = :org and first_sequence = :first", "nn").run(row.first);
  if (first >= row.past) return;
  connection
      .tenant(tenant, "insert into outbox (org_id, first_sequence, past_sequence) values (:org, :first, :past)", "nnn")
      .run(first, row.past);
}

void empty_outbox(store::Connection& connection, const store::Tenant& tenant) {
  connection.tenant(tenant, "delete from outbox where org_id = :org", "n").run();
}

std::vector<WebhookRow> webhooks(store::Connection& connection, const store::Tenant& tenant) {
  std::vector<WebhookRow> all;
  auto& rows = connection
                   .tenant(tenant,
                           "select webhook, party, person, name, url, kinds, secret, old_secret, old_until_us, "
                           "from_sequence, failing_since_us, off_because, created_us from webhook where org_id = :org "
                           "order by created_us, webhook",
                           "n", "ttttttttnnntn")
                   .start();
  while (rows.next()) {
    WebhookRow one;
    one.id = rows.text(0);
    one.party = rows.text(1);
    one.person = rows.text(2);
    one.name = rows.text(3);
    one.url = rows.text(4);
    one.kinds = words_in(rows.text(5));
    one.secret = rows.text(6);
    one.old_secret = rows.text(7);
    one.old_until = Instant{rows.number(8)};
    one.from_sequence = rows.number(9);
    if (rows.number(10) != 0) one.failing_since = Instant{rows.number(10)};
    one.off_because = rows.text(11);
    one.created = Instant{rows.number(12)};
    all.push_back(std::move(one));
  }
  return all;
}

std::optional<WebhookRow> find_webhook(store::Connection& connection, const store::Tenant& tenant,
                                       const std::string& id) {
  for (WebhookRow& one : webhooks(connection, tenant)) {
    if (one.id == id) return std::move(one);
  }
  return std::nullopt;
}

void put_webhook(store::Connection& connection, const store::Tenant& tenant, const WebhookRow& row) {
  connection
      .tenant(tenant,
              "insert into webhook (org_id, webhook, party, person, name, url, kinds, secret, old_secret, "
              "old_until_us, from_sequence, failing_since_us, off_because, created_us) values (:org, :webhook, :party, "
              ":person, :name, :url, :kinds, :secret, :old, :until, :from, :failing, :off, :created) on conflict "
              "(org_id, webhook) do update set url = excluded.url, secret = excluded.secret, old_secret = "
              "excluded.old_secret, "
              "old_until_us = excluded.old_until_us, failing_since_us = excluded.failing_since_us, off_because = "
              "excluded.off_because",
              "nttttttttnnntn")
      .run(row.id, row.party, row.person, row.name, row.url, with_blanks(row.kinds), row.secret, row.old_secret,
           row.old_until.us, row.from_sequence, row.failing_since ? row.failing_since->us : 0, row.off_because,
           row.created.us);
}

void remove_webhook(store::Connection& connection, const store::Tenant& tenant, const std::string& id) {
  connection.tenant(tenant, "delete from delivery where org_id = :org and webhook = :webhook", "nt").run(id);
  connection.tenant(tenant, "delete from webhook where org_id = :org and webhook = :webhook", "nt").run(id);
}

void add_delivery(store::Connection& connection, const store::Tenant& tenant, const DeliveryRow& row) {
  connection
      .tenant(tenant,
              "insert into delivery (org_id, delivery, webhook, sequence, kind, ticket, state, attempts, next_us, "
              "leased_us, status, problem, created_us, done_us) values (:org, :delivery, :webhook, :sequence, :kind, "
              ":ticket, 'waiting', 0, :next, 0, 0, '', :created, 0) on conflict (org_id, webhook, sequence) do nothing",
              "nttnttnn")
      .run(row.id, row.webhook, row.sequence, row.kind, row.ticket, row.next.us, row.created.us);
}

std::optional<DeliveryRow> find_delivery(store::Connection& connection, const store::Tenant& tenant,
                                         const std::string& id) {
  auto& row = connection.tenant(tenant, kOneDelivery, "nt", kDeliveryTypes);
  if (!row.one(id)) return std::nullopt;
  return read_delivery(row);
}

void put_delivery(store::Connection& connection, const store::Tenant& tenant, const DeliveryRow& row) {
  connection
      .tenant(tenant,
              "insert into delivery (org_id, delivery, webhook, sequence, kind, ticket, state, attempts, next_us, "
              "leased_us, status, problem, created_us, done_us) values (:org, :delivery, :webhook, :sequence, :kind, "
              ":ticket, :state, :attempts, :next, :leased, :status, :problem, :created, :done) on conflict (org_id, "
              "delivery) do update set state = excluded.state, attempts = excluded.attempts, next_us = "
              "excluded.next_us, leased_us = excluded.leased_us, status = excluded.status, problem = "
              "excluded.problem, done_us = excluded.done_us",
              "nttntttnnnntnn")
      .run(row.id, row.webhook, row.sequence, row.kind, row.ticket, to_word(row.state), row.attempts, row.next.us,
           row.leased.us, row.status, row.problem, row.created.us, row.done.us);
}

std::optional<DeliveryRow> due_delivery(store::Connection& connection, const store::Tenant& tenant,
                                        const std::string& webhook, Instant now) {
  auto& row = connection.tenant(tenant, kDueDelivery, "ntnn", kDeliveryTypes);
  if (!row.one(webhook, now.us, now.us)) return std::nullopt;
  return read_delivery(row);
}

bool any_delivery_due(store::Connection& connection, const store::Tenant& tenant, Instant now) {
  auto& row = connection.tenant(
      tenant,
      "select delivery from delivery where org_id = :org and state = 'waiting' and next_us <= :now and leased_us <= "
      ":now2 limit 1",
      "nnn", "t");
  return row.one(now.us, now.us);
}

bool is_under_way(store::Connection& connection, const store::Tenant& tenant, const std::string& webhook, Instant now) {
  auto& row = connection.tenant(
      tenant,
      "select delivery from delivery where org_id = :org and state = 'waiting' and webhook = :webhook and leased_us > "
      ":now limit 1",
      "ntn", "t");
  return row.one(webhook, now.us);
}

std::vector<DeliveryRow> deliveries(store::Connection& connection, const store::Tenant& tenant,
                                    const std::string& webhook, const std::string& state, std::int64_t before,
                                    std::int64_t most) {
  std::vector<DeliveryRow> all;
  auto& rows =
      connection.tenant(tenant, kDeliveries, "ntttnn", kDeliveryTypes).start(webhook, state, state, before, most);
  while (rows.next()) all.push_back(read_delivery(rows));
  return all;
}

void bury_deliveries(store::Connection& connection, const store::Tenant& tenant, const std::string& webhook,
                     const std::string& problem, Instant now) {
  for (DeliveryRow& one : deliveries(connection, tenant, webhook, "waiting", kAllEntries, kAllEntries)) {
    one.state = DeliveryState::dead;
    one.problem = problem;
    one.leased = Instant{};
    one.done = now;
    put_delivery(connection, tenant, one);
  }
}

std::int64_t raise_deliveries(store::Connection& connection, const store::Tenant& tenant, const std::string& webhook,
                              Instant now) {
  auto dead = deliveries(connection, tenant, webhook, "dead", kAllEntries, kAllEntries);
  for (DeliveryRow& one : dead) {
    raise(one, now);
    put_delivery(connection, tenant, one);
  }
  return static_cast<std::int64_t>(dead.size());
}

void forget_deliveries(store::Connection& connection, const store::Tenant& tenant, Instant arrived, Instant given_up) {
  connection
      .tenant(tenant, "delete from delivery where org_id = :org and state = 'delivered' and done_us < :done", "nn")
      .run(arrived.us);
  connection.tenant(tenant, "delete from delivery where org_id = :org and state = 'dead' and done_us < :done", "nn")
      .run(given_up.us);
}

}  // namespace concordat::operate

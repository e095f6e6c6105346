// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "store/connection.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// The cabinet's tables of what is to be told: the outbox, webhooks, and one row for each message to one webhook.
namespace concordat::operate {

// [first, past) of the record: nobody was told of it yet.
struct OutboxRow {
  std::int64_t first = 0;
  std::int64_t past = 0;
};
std::optional<OutboxRow> first_of_outbox(store::Connection& connection, const store::Tenant& tenant);
// It begins at `first` from now on; where nothing is left of it, it is gone.
void shorten_outbox(store::Connection& connection, const store::Tenant& tenant, const OutboxRow& row,
                    std::int64_t first);
void empty_outbox(store::Connection& connection, const store::Tenant& tenant);

struct WebhookRow {
  std::string id;  // "w_…"
  std::string party;
  std::string person;  // who made it: it is told what they may see
  std::string name;
  std::string url;                 // sealed
  std::vector<std::string> kinds;  // of entries; empty: all
  std::string secret;              // sealed
  std::string old_secret;          // sealed; empty where there is none
  Instant old_until;
  std::int64_t from_sequence = 0;  // of the first entry that it is told of
  std::optional<Instant> failing_since;
  std::string off_because;  // "gone", "failing", "no-member", "by-hand"; empty: it is on
  Instant created;
};
std::vector<WebhookRow> webhooks(store::Connection& connection, const store::Tenant& tenant);
std::optional<WebhookRow> find_webhook(store::Connection& connection, const store::Tenant& tenant,
                                       const std::string& id);
void put_webhook(store::Connection& connection, const store::Tenant& tenant, const WebhookRow& row);  // new or changed
void remove_webhook(store::Connection& connection, const store::Tenant& tenant, const std::string& id);

enum class DeliveryState : std::uint8_t { waiting, delivered, dead };
std::string_view to_word(DeliveryState state);

struct DeliveryRow {
  std::string id;  // "n_…": webhook-id, the same for every attempt
  std::string webhook;
  std::int64_t sequence = 0;
  std::string kind;
  std::string ticket;
  DeliveryState state = DeliveryState::waiting;
  std::int64_t attempts = 0;
  Instant next;
  Instant leased;           // until when a server has it to itself
  std::int64_t status = 0;  // of the last answer; 0: there was none
  std::string problem;
  Instant created;
  Instant done;
};
// Nothing where the webhook has a message about that entry already.
void add_delivery(store::Connection& connection, const store::Tenant& tenant, const DeliveryRow& row);
std::optional<DeliveryRow> find_delivery(store::Connection& connection, const store::Tenant& tenant,
                                         const std::string& id);
void put_delivery(store::Connection& connection, const store::Tenant& tenant, const DeliveryRow& row);
// The next that is due and that no server has; a webhook is sent one after the other.
std::optional<DeliveryRow> due_delivery(store::Connection& connection, const store::Tenant& tenant,
                                        const std::string& webhook, Instant now);
bool any_delivery_due(store::Connection& connection, const store::Tenant& tenant, Instant now);
bool is_under_way(store::Connection& connection, const store::Tenant& tenant, const std::string& webhook, Instant now);
// Newest first, before the entry `before`.
std::vector<DeliveryRow> deliveries(store::Connection& connection, const store::Tenant& tenant,
                                    const std::string& webhook, const std::string& state, std::int64_t before,
                                    std::int64_t most);
// It waits again, from its first attempt.
void raise(DeliveryRow& row, Instant now);
// What waits is dead.
void bury_deliveries(store::Connection& connection, const store::Tenant& tenant, const std::string& webhook,
                     const std::string& problem, Instant now);
// What is dead is raised; how many there were.
std::int64_t raise_deliveries(store::Connection& connection, const store::Tenant& tenant, const std::string& webhook,
                              Instant now);
// What arrived before `arrived`, and what was given up before `given_up`.
void forget_deliveries(store::Connection& connection, const store::Tenant& tenant, Instant arrived, Instant given_up);

}  // namespace concordat::operate

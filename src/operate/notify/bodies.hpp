// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/codec.hpp"

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

// What the routes of webhooks read and write.
namespace concordat::operate {

struct NewWebhookBody {
  Limited<2'048> url;              // https://…
  std::optional<NameText> name;    // for people
  std::vector<std::string> kinds;  // of entries: "ticket.offered"; all of tickets where it is left out
};
BOOST_DESCRIBE_STRUCT(NewWebhookBody, (), (url, name, kinds))

struct WebhookView {
  std::string id;
  std::string name;
  std::string url;
  std::vector<std::string> kinds;
  std::string party;
  std::string person;  // who made it: it is told what they may see
  bool is_on = true;
  std::string off_because;  // gone, failing, no-member, by-hand
  std::optional<Instant> failing_since;
  Instant since;
};
BOOST_DESCRIBE_STRUCT(WebhookView, (), (id, name, url, kinds, party, person, is_on, off_because, failing_since, since))
struct WebhookList {
  std::vector<WebhookView> webhooks;
};
BOOST_DESCRIBE_STRUCT(WebhookList, (), (webhooks))

struct WebhookSecret {
  std::string id;
  std::string secret;  // shown this once
};
BOOST_DESCRIBE_STRUCT(WebhookSecret, (), (id, secret))

struct SwitchBody {
  bool on = false;
};
BOOST_DESCRIBE_STRUCT(SwitchBody, (), (on))

struct DeliveryView {
  std::string id;  // webhook-id
  std::int64_t sequence = 0;
  std::string kind;
  std::string ticket;
  std::string state;  // waiting, delivered, dead
  std::int64_t attempts = 0;
  std::optional<std::int64_t> status;  // of the last answer
  std::string problem;
  Instant created;
  std::optional<Instant> next;
  std::optional<Instant> done;
};
BOOST_DESCRIBE_STRUCT(DeliveryView, (),
                      (id, sequence, kind, ticket, state, attempts, status, problem, created, next, done))
struct DeliveryList {
  std::vector<DeliveryView> deliveries;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(DeliveryList, (), (deliveries, next))

struct ReplayBody {
  std::optional<NameText> delivery;  // this one, whatever became of it; all that are dead where it is left out
};
BOOST_DESCRIBE_STRUCT(ReplayBody, (), (delivery))
struct Replayed {
  std::int64_t deliveries = 0;
};
BOOST_DESCRIBE_STRUCT(Replayed, (), (deliveries))

}  // namespace concordat::operate

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/outbound.hpp"
#include "operate/api/call.hpp"
#include "operate/api/sealer.hpp"
#include "operate/notify/rules.hpp"
#include "operate/notify/tables.hpp"

#include <boost/json/object.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

// Takes what happened out of the outbox, makes a message of it for each webhook whose maker may see it, and sends what
// is due. INVARIANTS: a message is forgotten only when it arrived or was given up, so that each arrives once or more,
// under one id; while one server sends it no other does; and every webhook has its own queue, so that one which does
// not answer holds up nobody else.
namespace concordat::operate {

// What a member sees of an entry, as data of a message; nullopt: nothing.
using NoticeOf = std::function<std::optional<boost::json::object>(store::Session& session, const Member& member,
                                                                  const record::Entry& entry, Instant now)>;

struct Notifying {
  House& house;
  const Sealer& sealer;
  const http::Outbound& outbound;
  NoticeOf ticket_notice;  // of entries of tickets
  NoticeOf record_notice;  // of all others that are told
  // For the operator: what happened, without address, secret or text.
  std::function<void(const std::string& event, const boost::json::object& fields)> log;
  bool log_notices = false;  // also each entry that is told
};

class Sender {
 public:
  explicit Sender(Notifying notifying) : with_(std::move(notifying)), transfers_(with_.outbound) {}

  // Hands out, sends, and notes what came of it, for `most` at the longest.
  void run(std::chrono::milliseconds most);
  std::size_t under_way() const { return transfers_.under_way(); }

 private:
  struct Letter {
    store::OrgId organisation;
    std::string webhook;
    std::string delivery;
    Instant leased;  // until then it is ours
    http::OutboundRequest request;
  };
  struct Settled {
    Letter letter;
    Attempted attempted;
  };
  class Round;

  bool has_work(const store::OrgId& organisation);
  std::vector<Letter> prepare(const store::OrgId& organisation);
  void send(Letter letter);
  void settle();

  Notifying with_;
  http::Transfers transfers_;
  std::vector<Settled> settled_;
};

// What arrived is kept for a week, and what was given up for a month; from time to time.
Result<void> forget_old_deliveries(House& house);

}  // namespace concordat::operate

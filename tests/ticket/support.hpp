// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.hpp"
#include "record/entry.hpp"
#include "ticket/ticket.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What the ticket tests share: entries written in one line, and a day to let them happen on.
namespace concordat::ticket::testing {

// "09:30" or "09:30:15" on Monday 1 June 2026, UTC; "2T09:30" on the second of June.
inline Instant clock(std::string_view text) {
  std::string day = "01";
  if (const auto t = text.find('T'); t != std::string_view::npos) {
    day = (t == 1 ? "0" : "") + std::string(text.substr(0, t));
    text.remove_prefix(t + 1);
  }
  return *parse_instant("2026-06-" + day + "T" + std::string(text) + "Z");
}

inline boost::json::object body(std::string_view text) { return parse_json(text)->as_object(); }

// A draft as it stands in a record.
inline record::Entry entry_of(const record::Draft& draft, std::size_t sequence, Instant recorded) {
  record::Entry entry;
  entry.organisation = "o_1";
  entry.sequence = static_cast<std::int64_t>(sequence);
  entry.recorded = recorded;
  entry.at = draft.at.value_or(recorded);
  entry.actor = draft.actor;
  entry.party = draft.party;
  entry.audience = draft.audience;
  entry.subject = draft.subject;
  entry.kind = draft.kind;
  entry.agreement = draft.agreement;
  entry.body = draft.body;
  return entry;
}

// A log of one organisation, to which entries are added in the order of their sequence.
class Log {
 public:
  // Recorded when it happened.
  Log& add(std::string_view at, std::string_view kind, std::string_view members = "{}",
           std::string_view ticket = "T1") {
    return late(at, at, kind, members, ticket);
  }
  Log& late(std::string_view at, std::string_view recorded, std::string_view kind, std::string_view members = "{}",
            std::string_view ticket = "T1") {
    record::Entry entry;
    entry.organisation = "o_1";
    entry.sequence = static_cast<std::int64_t>(entries.size());
    entry.at = clock(at);
    entry.recorded = clock(recorded);
    entry.actor = "p_ana";
    entry.party = party;
    entry.subject = "ticket:" + std::string(ticket);
    entry.kind = kind;
    entry.body = body(members);
    entries.push_back(std::move(entry));
    return *this;
  }
  Log& by(std::string_view who) {
    party = who;
    return *this;
  }
  std::vector<record::Entry> entries;
  std::string party = "hq";
};

inline Ticket folded(const std::vector<record::Entry>& entries) {
  Ticket ticket;
  for (const auto& entry : entries) apply(ticket, entry);
  return ticket;
}

}  // namespace concordat::ticket::testing

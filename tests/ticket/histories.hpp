// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "record/entry.hpp"
#include "ticket/support.hpp"

#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <random>
#include <string>
#include <string_view>
#include <vector>

// Random histories, the same for the same seed from either compiler. 1,000 of them, or 20,000 where CONCORDAT_LONG is
// set; CONCORDAT_SEED begins elsewhere.
namespace concordat::ticket::testing {

inline std::uint64_t histories() { return std::getenv("CONCORDAT_LONG") != nullptr ? 20'000 : 1'000; }

inline std::uint64_t first_seed() {
  const char* seed = std::getenv("CONCORDAT_SEED");
  return seed != nullptr ? std::strtoull(seed, nullptr, 10) : 20'260'601;
}

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::int64_t below(std::int64_t bound) {
    return static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(bound));
  }
  bool one_in(std::int64_t n) { return below(n) == 0; }
  std::string of(std::initializer_list<std::string_view> words) {
    return std::string(words.begin()[below(static_cast<std::int64_t>(words.size()))]);
  }

 private:
  std::mt19937_64 engine_;
};

// Anything that a record could hold about three tickets: every kind, legal or not, in any order, with members missing
// or odd. Instants fall into the first second of a tick, so that a slow twin may look once per tick.
class AnyRecord {
 public:
  explicit AnyRecord(std::uint64_t seed) : dice_(seed), tick_s(dice_.one_in(4) ? 1 : 60) {
    now_ = dice_.below(20);
    const auto count = 1 + dice_.below(24);
    for (std::int64_t i = 0; i < count; ++i) add();
  }
  Instant at(std::int64_t tick) { return Instant{clock("06:00").us + tick * tick_s * 1'000'000}; }

 private:
  Instant noisy(std::int64_t tick) { return Instant{at(tick).us + dice_.below(1'000'000)}; }

  void put(boost::json::object& members, const char* key, std::initializer_list<std::string_view> words) {
    if (dice_.one_in(3)) return;
    if (dice_.one_in(20)) {
      members[key] = nullptr;
    } else if (dice_.one_in(20)) {
      members[key] = 17;
    } else {
      members[key] = dice_.of(words);
    }
  }

  boost::json::object members_of(const std::string& kind) {
    boost::json::object members;
    put(members, "party", {"hq", "nw", "aegis"});
    put(members, "team", {"desk", "noc"});
    put(members, "person", {"p_1", "p_2"});
    put(members, "from", {"T1", "T2", "T3"});
    put(members, "into", {"T1", "T2", "T3"});
    put(members, "on", {"requester", "provider", "third_party", "internal", "godot"});
    put(members, "mode", {"warm", "cold", "tepid"});
    if (dice_.one_in(2)) members["at_reason"] = {{"text", "t_1"}, {"digest", "aa"}};
    if (dice_.one_in(2)) members["name"] = members["file"] = {{"text", "t_2"}, {"digest", "bb"}};
    if (dice_.one_in(3)) members["attachment"] = dice_.below(static_cast<std::int64_t>(entries.size()) + 1);
    if (dice_.one_in(3)) members["cause"] = members["workaround"] = {{"text", "t_3"}, {"digest", "cc"}};
    if (dice_.one_in(3)) members["starts"] = format_instant(noisy(dice_.below(30)));
    if (dice_.one_in(3)) members["ends"] = format_instant(noisy(dice_.below(60)));
    put(members, "kind", {"normal", "emergency", "odd"});
    put(members, "item", {"laptop", "phone"});
    put(members, "manager", {"p_1", "p_2"});
    if (dice_.one_in(3)) members["next_update"] = members["promised"] = format_instant(noisy(dice_.below(60)));
    put(members, "watcher", {"p_1", "p_2"});
    if (dice_.one_in(3)) members["minutes"] = dice_.below(100) - 10;
    if (dice_.one_in(3)) members["corrects"] = dice_.below(static_cast<std::int64_t>(entries.size()) + 1);
    if (dice_.one_in(3)) members["approval"] = dice_.below(static_cast<std::int64_t>(entries.size()) + 1);
    if (dice_.one_in(3)) members["happy"] = dice_.one_in(2);
    if (kind == "at.accepted") members["entry"] = dice_.below(static_cast<std::int64_t>(entries.size()) + 1);
    if (kind != "ticket.observed") return members;
    put(members, "state", {"new", "in progress", "on_hold", "resolved", "closed", "cancelled", "Queued", ""});
    put(members, "waiting_on", {"requester", "third_party", "problem"});
    if (dice_.one_in(6)) put(members, "event", {"created", "responded", "resolved", "closed", "x"});
    if (dice_.one_in(6)) members["assumed"] = true;
    if (dice_.one_in(4)) members["opened"] = format_instant(noisy(dice_.below(60)));
    if (dice_.one_in(4)) members["closed"] = format_instant(noisy(dice_.below(60)));
    if (dice_.one_in(8)) members["reopen_count"] = dice_.below(3) - 1;
    return members;
  }

  std::string any_kind() {
    if (dice_.one_in(10)) return "at.accepted";
    return "ticket." + dice_.of({"created",
                                 "assigned",
                                 "started",
                                 "offered",
                                 "offered",
                                 "accepted",
                                 "returned",
                                 "timed_out",
                                 "taken_back",
                                 "waiting",
                                 "waiting",
                                 "resumed",
                                 "resolved",
                                 "reopened",
                                 "reopened",
                                 "closed",
                                 "cancelled",
                                 "merged",
                                 "absorbed",
                                 "absorbed",
                                 "commented",
                                 "sung",
                                 "approval_asked",
                                 "approved",
                                 "refused",
                                 "approval_withdrawn",
                                 "acted",
                                 "rated",
                                 "known_error",
                                 "planned",
                                 "ordered",
                                 "major_proposed",
                                 "major_accepted",
                                 "major_rejected",
                                 "major_roles",
                                 "major_updated",
                                 "major_update_missed",
                                 "major_reviewed",
                                 "attached",
                                 "detached",
                                 "time_logged",
                                 "time_logged",
                                 "watched",
                                 "unwatched"});
  }

  void add() {
    record::Entry entry;
    entry.organisation = "o_1";
    entry.sequence = static_cast<std::int64_t>(entries.size());
    now_ += dice_.below(4);
    entry.recorded = noisy(now_);
    if (!entries.empty() && entry.recorded < entries.back().recorded) entry.recorded = entries.back().recorded;
    entry.at = dice_.one_in(2) ? entry.recorded : noisy(dice_.below(now_ + 3));
    entry.actor = "p_1";
    entry.party = dice_.of({"hq", "nw", "aegis", ""});
    entry.subject = "ticket:" + dice_.of({"T1", "T1", "T1", "T2", "T3"});
    if (dice_.one_in(30)) entry.subject = "organisation";
    entry.kind = dice_.one_in(3) ? "ticket.observed" : any_kind();
    entry.body = members_of(entry.kind);
    entries.push_back(std::move(entry));
  }

  Dice dice_;
  std::int64_t now_ = 0;

 public:
  std::int64_t tick_s;
  std::vector<record::Entry> entries;
};

}  // namespace concordat::ticket::testing

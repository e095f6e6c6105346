// SPDX-License-Identifier: Apache-2.0
#include "ticket/custody.hpp"

#include "base/json.hpp"
#include "ticket/histories.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <set>

// The parts add up, whatever is in the record. The twin paints a wall: a field for each second (or minute, where
// nothing happens between), and each entry in turn paints the rest of the wall with whoever has the ball from then on.
namespace concordat::ticket {
namespace {

using record::Entry;
using testing::AnyRecord;

constexpr std::int64_t kTicks = 160;
using Wall = std::vector<std::string>;  // "" is nobody's time

std::string word(const Entry& entry, const char* key) {
  const auto found = entry.body.find(key);
  return found != entry.body.end() && found->value().is_string() ? std::string(found->value().get_string()) : "";
}

bool is_known(const std::string& kind) { return kind != "ticket.sung"; }

// When an entry counts, in microseconds: the whole record is asked who was concerned and who said yes.
std::int64_t counts_from(const Entry& entry, const std::vector<Entry>& entries) {
  if (entry.kind == "ticket.observed") return entry.at.us;
  if (entry.at >= Instant{entry.recorded.us - 300'000'000}) return std::min(entry.at, entry.recorded).us;
  std::set<std::string> concerned;
  std::set<std::string> agreed = {entry.party, ""};
  for (const Entry& one : entries) {
    if (one.subject != entry.subject || !is_known(one.kind)) continue;
    if (one.sequence <= entry.sequence) {
      concerned.insert(one.party);
      if (one.kind != "ticket.waiting" || word(one, "on") == "provider") concerned.insert(word(one, "party"));
    }
    const auto named = one.body.find("entry");
    const bool names = one.kind == "at.accepted" && named != one.body.end() && named->value() == entry.sequence;
    if (names && one.sequence > entry.sequence) agreed.insert(one.party);
  }
  const bool good = std::includes(agreed.begin(), agreed.end(), concerned.begin(), concerned.end());
  return good && entry.body.contains("at_reason") ? entry.at.us : entry.recorded.us;
}

// A ticket as a few words.
struct Tale {
  std::string phase = "unsaid";  // then new, open, resolved, over
  std::string waits;
  std::string team;
  std::string sender;  // whose the ball is again when the offer ends
  bool offered = false;
  bool merged = false;

  std::string holder() const {
    if (phase == "over") return "";
    if (phase == "resolved") return phase;
    if (waits == "requester" || waits == "third_party") return waits;
    return team.empty() ? "nobody" : team;
  }
  bool lives() const { return phase != "over" && phase != "resolved"; }
  void end_offer() {
    if (offered) team = sender;
    offered = false;
  }
  void end(const std::string& how) {
    end_offer();
    waits.clear();
    phase = how;
  }
};

std::string team_of(const Entry& entry) {
  const auto party = word(entry, "party");
  const auto team = word(entry, "team");
  return party.empty() && team.empty() ? "" : "team:" + party + "/" + team;
}

void hand_over(Tale& tale, const Entry& entry) {
  const auto team = team_of(entry);
  if (entry.kind == "ticket.offered") {
    const auto mode = word(entry, "mode");
    if (!tale.lives() || team.empty() || (mode != "warm" && mode != "cold")) return;
    tale.end_offer();
    tale.sender = tale.team;
    tale.offered = true;
    if (mode == "cold") tale.team.clear();
  } else if (entry.kind == "ticket.assigned" || entry.kind == "ticket.accepted") {
    if (team.empty()) return;
    tale.offered = false;
    tale.team = team;
    if (entry.kind == "ticket.accepted" && tale.phase == "new") tale.phase = "open";
  } else {
    tale.end_offer();
  }
}

void tell(Tale& tale, const Entry& entry) {
  const std::string what = entry.kind.substr(entry.kind.find('.') + 1);
  static const std::set<std::string> moves = {"offered", "assigned", "returned", "timed_out", "taken_back"};
  if (moves.contains(what) || entry.kind == "ticket.accepted") {
    hand_over(tale, entry);
  } else if (what == "created") {
    if (tale.phase == "unsaid") tale.phase = "new";
  } else if (what == "started") {
    if (tale.phase == "new") tale.phase = "open";
  } else if (what == "waiting") {
    const auto on = word(entry, "on");
    if (!tale.lives() || on.empty() || on == "godot") return;
    tale.waits = on;
    tale.phase = "open";
  } else if (what == "resumed") {
    if (!tale.waits.empty()) tale.phase = "open";
    tale.waits.clear();
  } else if (what == "resolved") {
    if (tale.lives()) tale.end("resolved");
  } else if (what == "closed") {
    if (tale.phase != "over") tale.end("over");
  } else if (what == "cancelled") {
    if (tale.lives()) tale.end("over");
  } else if (what == "reopened") {
    if (!tale.lives() && !tale.merged) tale.phase = "open";
  } else if (what == "merged" && !word(entry, "into").empty()) {
    if (!tale.merged) tale.end("over");
    tale.merged = true;
  }
}

// The row says all, save where the ticket was merged. Answers whether it only states its closure.
bool observe(Tale& tale, const Entry& row) {
  static const std::map<std::string, std::string> phases = {
      {"new", "new"},     {"in progress", "open"}, {"on_hold", "open"}, {"resolved", "resolved"},
      {"closed", "over"}, {"cancelled", "over"},   {"created", "new"},  {"responded", "open"}};
  const auto by_state = phases.find(word(row, "state"));
  const auto by_event = phases.find(word(row, "event"));
  tale.offered = false;
  tale.team = team_of(row);
  tale.waits.clear();
  if (tale.merged) return false;
  if (by_state != phases.end() || by_event != phases.end()) {
    tale.phase = by_state != phases.end() ? by_state->second : by_event->second;
  } else {
    tale.phase = row.body.contains("closed") ? "over" : "open";
  }
  if (tale.lives()) tale.waits = word(row, "waiting_on");
  return by_state == phases.end() && by_event == phases.end() && row.body.contains("closed");
}

class Painter {
 public:
  Painter(AnyRecord& record) : record_(record) {}

  std::int64_t tick(std::int64_t us) const {
    return (Instant{us}.seconds() - record_.at(0).seconds()) / record_.tick_s;
  }

  // With the tickets merged into it; `met` holds those that are painted already.
  Wall paint(const std::string& ticket, std::set<std::string>& met, std::int64_t& opened) const {
    met.insert(ticket);
    std::set<std::string> merged;
    Wall wall = paint_alone(ticket, merged, opened);
    std::vector<std::pair<std::pair<std::int64_t, std::string>, Wall>> others;
    const std::int64_t own_opening = opened;
    for (const auto& from : merged) {
      if (met.contains(from)) continue;
      std::int64_t other_opening = 0;
      Wall other = paint(from, met, other_opening);
      if (other_opening < own_opening) others.push_back({{other_opening, from}, std::move(other)});
      opened = std::min(opened, other_opening);
    }
    std::sort(others.begin(), others.end());
    for (std::int64_t t = 0; t < std::min(own_opening, kTicks); ++t) {
      for (const auto& [begin, other] : others) {
        if (wall[index(t)].empty()) wall[index(t)] = other[index(t)];
      }
    }
    return wall;
  }

 private:
  static std::size_t index(std::int64_t t) { return static_cast<std::size_t>(t); }

  void from(Wall& wall, std::int64_t us, const std::string& holder) const {
    for (std::int64_t t = std::max<std::int64_t>(tick(us), 0); t < kTicks; ++t) wall[index(t)] = holder;
  }

  Wall paint_alone(const std::string& ticket, std::set<std::string>& merged, std::int64_t& opened) const {
    std::map<std::pair<std::int64_t, std::int64_t>, const Entry*> facts;
    for (const Entry& entry : record_.entries) {
      if (entry.subject != "ticket:" + ticket || !is_known(entry.kind)) continue;
      facts[{counts_from(entry, record_.entries), entry.sequence}] = &entry;
    }
    Wall wall(kTicks);
    opened = kTicks * 2;
    if (facts.empty()) return wall;
    std::int64_t opening_us = facts.begin()->first.first;
    for (const auto& [when, entry] : facts) {
      if (entry->kind == "ticket.absorbed" && !word(*entry, "from").empty()) merged.insert(word(*entry, "from"));
    }
    for (auto fact = facts.rbegin(); fact != facts.rend(); ++fact) {
      const bool states = fact->second->kind == "ticket.observed" && fact->second->body.contains("opened");
      if (!states) continue;
      opening_us = std::min(opening_us, parse_instant(word(*fact->second, "opened"))->us);
      break;
    }
    opened = tick(opening_us);
    from(wall, opening_us, "nobody");
    Tale tale;
    for (const auto& [when, entry] : facts) {
      const bool was_over = tale.phase == "over";
      const bool states = entry->kind == "ticket.observed" ? observe(tale, *entry) : (tell(tale, *entry), false);
      if (was_over && tale.phase == "over") continue;
      if (states) from(wall, when.first, tale.team.empty() ? "nobody" : tale.team);
      from(wall, states ? parse_instant(word(*entry, "closed"))->us : when.first, tale.holder());
    }
    return wall;
  }

  AnyRecord& record_;
};

void compare(AnyRecord& record, const std::string& ticket, std::int64_t asked_tick) {
  const Painter painter(record);
  std::set<std::string> met;
  std::int64_t opened = 0;
  const Wall wall = painter.paint(ticket, met, opened);
  const Custody found = custody(ticket, record.entries, record.at(asked_tick));
  std::map<std::string, std::int64_t> sum_s;
  std::int64_t total_s = 0;
  std::int64_t until = opened;
  for (std::int64_t t = 0; t < asked_tick; ++t) {
    const auto& holder = wall[static_cast<std::size_t>(t)];
    if (holder.empty()) continue;
    sum_s[holder] += record.tick_s;
    total_s += record.tick_s;
    until = t + 1;
  }
  EXPECT_EQ(found.sum_s, sum_s);
  EXPECT_EQ(found.total_s, total_s);
  if (opened < kTicks) {
    EXPECT_EQ(painter.tick(found.opened.us), opened);
    EXPECT_EQ(painter.tick(found.until.us), until);
  }
  Instant last = found.opened;
  std::int64_t parts_s = 0;
  for (const Interval& one : found.intervals) {
    EXPECT_GE(one.from, last);
    EXPECT_LT(one.from, one.to);
    EXPECT_EQ(one.from, one.from.floor_to_second());
    for (std::int64_t t = painter.tick(one.from.us); t < painter.tick(one.to.us); ++t) {
      EXPECT_EQ(key_of(one.holder), wall[static_cast<std::size_t>(t)]) << "at tick " << t;
    }
    parts_s += one.to.seconds() - one.from.seconds();
    last = one.to;
  }
  EXPECT_EQ(parts_s, found.total_s);
  EXPECT_EQ(last, found.until);
}

TEST(CustodyProperty, ThePartsAddUpToTheWholeAndTheTwinSaysTheSame) {
  const auto seed = testing::first_seed();
  std::cout << testing::histories() << " histories from seed " << seed << "\n";
  std::int64_t with_merge = 0;
  for (std::uint64_t i = 0; i < testing::histories() && !HasFailure(); ++i) {
    AnyRecord record(seed + i);
    testing::Dice dice(seed + i + 1'000'000'007);
    for (const std::string ticket : {"T1", "T2", "T3"}) compare(record, ticket, dice.below(kTicks));
    with_merge += !rebuild("T1", record.entries).merged_from.empty();
    if (HasFailure()) {
      std::cout << "seed " << seed + i << ", a tick is " << record.tick_s << " s from " << format_instant(record.at(0))
                << "\n";
      for (const Entry& entry : record.entries) {
        std::cout << entry.sequence << " " << format_instant(entry.recorded) << " " << format_instant(entry.at) << " "
                  << entry.party << " " << entry.subject << " " << entry.kind << " " << write_json(entry.body) << "\n";
      }
    }
  }
  EXPECT_GT(with_merge, static_cast<std::int64_t>(testing::histories() / 10));
}

// Every text of up to `length_max` of these letters: those that a key is made of, and others.
std::vector<std::string> texts(std::size_t length_max) {
  std::vector<std::string> all = {""};
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].size() == length_max) continue;
    for (const char letter : {'/', '%', '2', '5', 'F', 'a', ':'}) all.push_back(all[i] + letter);
  }
  return all;
}

// What RFC 3986 section 2.1 says an encoded text stands for.
std::string percent_decoded(const std::string& text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    decoded += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
    i += 2;
  }
  return decoded;
}

TEST(CustodyProperty, AKeyIsOfOneTeamOnlyAndCanBeReadBack) {
  std::set<std::string> keys;
  std::size_t teams = 0;
  for (const auto& party : texts(4)) {
    const bool plain = party.find_first_of("/%") == std::string::npos;
    for (const auto& team : texts(2)) {
      const std::string key = key_of({Custodian::Kind::team, {party, team, ""}});
      ++teams;
      ASSERT_TRUE(keys.insert(key).second) << key;
      ASSERT_TRUE(key.starts_with("team:")) << key;
      const auto slash = key.find('/');
      ASSERT_EQ(percent_decoded(key.substr(5, slash - 5)), party) << key;
      ASSERT_EQ(key.substr(slash + 1), team) << key;
      if (plain) {
        ASSERT_EQ(key, "team:" + party + "/" + team);
      }
    }
  }
  EXPECT_EQ(teams, 2801U * 57U);  // (7^5 - 1) / 6 parties, (7^3 - 1) / 6 teams
}

}  // namespace
}  // namespace concordat::ticket

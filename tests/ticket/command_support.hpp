// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ticket/command.hpp"
#include "ticket/support.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

// A desk with one record, on which commands are done one after the other.
namespace concordat::ticket::testing {

inline record::VaultText text(std::string words) { return {"t_" + words, std::string(64, 'a'), std::move(words)}; }

inline const Holder kDesk = {"hq", "desk", "p_ana"};
inline const Holder kProjects = {"hq", "projects", ""};
inline const Holder kNoc = {"nw", "noc", ""};

// A desk with a clock that moves on by a minute with each command.
class Desk {
 public:
  Desk() { act.audience = record::Audience::shared(); }

  // "" where it was done, else the code of the problem.
  std::string run(const Command& command, const std::string& id = "T1") {
    act.now = Instant{act.now.us + 60'000'000};
    const auto found = tickets.find(id);
    const auto drafts = decide(found == tickets.end() ? nullptr : &found->second, command, act, rules, finder());
    if (!drafts) {
      problem = drafts.error();
      return problem.code;
    }
    for (const record::Draft& draft : *drafts) append(draft);
    return "";
  }

  void append(const record::Draft& draft) {
    const record::Entry entry = entry_of(draft, entries.size(), act.now);
    step(tickets[std::string(ticket_of(entry))], entry, [this] { return entries; });
    entries.push_back(entry);
  }

  Find finder() {
    return [this](std::string_view id) {
      const auto found = tickets.find(std::string(id));
      return found == tickets.end() ? nullptr : &found->second;
    };
  }

  Desk& as(std::string party, std::string actor = "p_ana") {
    act.party = std::move(party);
    act.actor = std::move(actor);
    return *this;
  }
  void create(const std::string& id = "T1") {
    command::Create create;
    create.id = id;
    create.requester = "p_req";
    create.owner_team = "desk";
    ASSERT_EQ(as("hq").run(create, id), "");
  }
  const Ticket& ticket(const std::string& id = "T1") { return tickets.at(id); }
  std::string last_kind() const { return entries.back().kind; }

  ticket::Act act{clock("09:00"), {}, {}, "p_ana", "hq", {}, "3"};
  CommandRules rules;
  Problem problem;
  std::map<std::string, Ticket> tickets;
  std::vector<record::Entry> entries;
};

}  // namespace concordat::ticket::testing

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ticket/command.hpp"

#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What every command needs to become entries: drafts that are filled in, and the problems that are said in one way.
// Only the sources of this folder include it.
namespace concordat::ticket {

using Drafts = Result<std::vector<record::Draft>>;

bool said(const std::optional<record::VaultText>& text);
// UTF-8 of 1 to kNameBytesMax bytes, else the problem bad-value.
Result<void> check_name(std::string_view name, std::string_view what);
// not-possible, with the state the ticket is in and what is possible there.
tl::unexpected<Problem> impossible(const Ticket& ticket, std::string_view what);

class Drafting {
 public:
  Drafting(const Ticket* ticket, const Act& act, const CommandRules& rules, const Find& find)
      : ticket_(ticket), act_(act), rules_(rules), find_(find) {}

 protected:
  boost::json::object& add(std::string_view kind, std::string_view id = {});
  // Only of the draft added last: the text goes to the vault with it.
  void put(boost::json::object& body, std::string_view key, const std::optional<record::VaultText>& text);
  static void put(boost::json::object& body, std::string_view key, const std::string& word);
  static void put_holder(boost::json::object& body, const Holder& holder);
  // The reason for a late `at` stands in every entry, its text is kept once.
  Drafts done();

  // Closed, cancelled or merged: what is settled is not changed without reopening.
  bool is_over() const { return !ticket_->is_open() && ticket_->state != State::resolved; }
  tl::unexpected<Problem> reason_needed(std::string_view what) const;
  tl::unexpected<Problem> not_yours(std::string_view what, const std::string& whose) const;
  static tl::unexpected<Problem> too_many(const std::string& id, std::size_t most);

  const Ticket* ticket_;
  const Act& act_;
  const CommandRules& rules_;
  const Find& find_;  // never empty
  std::string id_ = ticket_ == nullptr ? std::string{} : ticket_->id;
  std::vector<record::Draft> drafts_;
};

}  // namespace concordat::ticket

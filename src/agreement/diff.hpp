// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/model.hpp"

#include <boost/json/object.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

// What a new version changes, in words: who does what, who may do what, what is promised and what it costs, and whose
// approval that needs. The order of tables and keys, and comments, are no change; `was` makes a new key a new name.
namespace concordat::agreement {

// One thing that an agreement says, and the parties that it touches.
struct Statement {
  enum class Kind : std::uint8_t { row, right, target, price };
  Kind kind = Kind::row;
  std::string what;     // "responsible", "accountable", "contract", "within", …
  std::string subject;  // "team hq-desk", "target p1-restore"; empty where function says it
  std::string function;
  std::string activity;
  std::string value;
  std::set<std::string> parties;
};

// By path: "function.service-desk.does.resolve". `renamed` maps "team.old" to "team.new" and so on: the statements of
// an old version are made with the new names.
std::map<std::string, Statement> statements(const Agreement& agreement,
                                            const std::map<std::string, std::string>& renamed);

struct Change {
  Statement::Kind kind = Statement::Kind::row;
  std::string path;
  std::string what;
  std::string subject;
  std::string function;
  std::string activity;
  std::optional<std::string> from;       // none: it is new
  std::optional<std::string> to;         // none: it is gone
  std::optional<double> hours_per_week;  // how many more (or fewer) are covered
  std::optional<double> month_from;      // of a price, with the quantity that is known
  std::optional<double> month_to;
  std::string currency;
};

struct Renamed {
  std::string kind;  // "team"
  std::string from;
  std::string to;
};

struct ClockMove {
  std::string target;
  std::optional<std::string> due_from, due_to;
};

// An open ticket that changes hands or whose clocks change.
struct TicketMove {
  std::string ticket;
  std::string holder_from, holder_to;
  std::vector<ClockMove> clocks;
};

struct Diff {
  std::vector<Change> changes;  // by path
  std::vector<Renamed> renamed;
  std::vector<TicketMove> tickets;  // the caller's
  std::set<std::string> approval_needed;
  bool empty() const { return changes.empty() && renamed.empty(); }
};

using Quantities = std::map<std::string, double>;  // a series' present value

// `before` null: everything is new.
Diff diff(const Agreement* before, const Agreement& after, const Quantities& quantities = {});

boost::json::object to_json(const Diff& diff);
std::string to_text(const Diff& diff);

}  // namespace concordat::agreement

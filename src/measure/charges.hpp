// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/model.hpp"
#include "agreement/quantity.hpp"
#include "measure/indexation.hpp"
#include "measure/kept.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

// What the prices of an agreement come to in a month, from what is known of that month: what each provider may bill.
// Exact: money is whole millionths, a day is priced by the version in force when the day began (one that comes into
// force at noon prices from the next day on, and work of that afternoon goes by the version before), and a line is
// rounded once. INVARIANTS: what is not known is never 0, and a total of a party with an unknown line says so; the
// lines of a party add up to its totals. What each kind of price means: docs/measures.md.
namespace concordat::measure {

// Work as it was logged: minutes by somebody of a party, for one of its teams.
struct WorkedTime {
  std::string party;
  std::string team;
  std::string price;  // the one it is said to be for; empty: the team's
  Date day;           // on which it began
  std::int64_t minutes = 0;
};

struct ChargesInput {
  std::vector<PricedVersion> versions;  // by first day
  Date first;                           // of the month
  Date last;
  const agreement::QuantitySeries* quantities = nullptr;
  std::optional<std::vector<WorkedTime>> worked;  // billable; nullopt where no time is kept
  std::map<std::string, Kept> kept;               // by target; one that is missing is not evidenced
};

// A stretch of days with one version and one quantity, and where that is from.
struct ChargedDays {
  Date from;
  Date through;
  std::string version;
  std::optional<agreement::Money> unit;  // of the tier that holds, times its index
  std::optional<IndexedBy> index;        // by which it was multiplied
  std::optional<agreement::Quantity> known;
  std::optional<std::int64_t> charged;        // what is counted: at least the minimum
  std::optional<std::int64_t> worked_s;       // of hours: each entry rounded up to the step
  std::int64_t entries = 0;                   // of hours
  std::optional<std::int64_t> minimum_hours;  // of hours, for a whole month
};

struct CreditOf {
  std::string price;
  std::string target;
  double below_per_cent = 0;
  double per_cent = 0;
  std::optional<Kept> kept;
};

struct ChargeLine {
  std::string price;  // its key
  std::string name;
  agreement::PricePer per = agreement::PricePer::month;
  std::optional<CreditOf> credit;
  std::string series;
  std::vector<ChargedDays> days;
  std::optional<agreement::Money> amount;
  std::string not_known;  // why there is no amount
};

struct PartyCharges {
  std::string party;
  std::vector<ChargeLine> lines;         // prices by key, then credits by key
  std::vector<agreement::Money> totals;  // of what is known, by currency
  bool complete = true;                  // no line is unknown
};

struct Charges {
  Date first;
  Date last;
  int days_without_agreement = 0;
  std::vector<PartyCharges> parties;       // by key; those with a price that held on a day of the month
  std::vector<std::string> not_agreed_by;  // of a version that priced a day
};

Charges charges(const ChargesInput& input);

// Half a unit away from zero, to what the currency has after the point: two digits, none or three (ISO 4217).
agreement::Money rounded(const agreement::Money& money);

boost::json::object charges_json(const Charges& charges, bool over);
// `over`: the month had ended when it was asked.
std::string charges_text(const Charges& charges, bool over, std::size_t columns);

}  // namespace concordat::measure

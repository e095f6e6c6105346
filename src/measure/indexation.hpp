// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/model.hpp"
#include "agreement/quantity.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

// What an index makes of a price: `index = "cpi"` names a series of figures, and each year after the day on which the
// price began to hold as it is written, it is the written price times the figure then by the figure at the beginning.
// INVARIANTS: within the first year it is as written; a figure that is missing is never taken from an earlier year.
namespace concordat::measure {

// A version, and the first day that it prices. Its agreement outlives the figures.
struct PricedVersion {
  std::string id;
  Date from;
  const agreement::Agreement* agreement = nullptr;
  std::vector<std::string> not_agreed_by;
};

// By what a price was multiplied.
struct IndexedBy {
  std::string series;
  agreement::Money written;
  Date since;  // on which the price began to hold as it is written
  Date year;   // the anniversary from which on this holds
  agreement::Quantity base;
  agreement::Quantity now;
};

// Since which day the price of `versions[at]` has held as it is written: amount, tiers and index the same, in one
// version after the other, whatever its key was. Not before the contract that it first held under.
Date written_since(const std::vector<PricedVersion>& versions, std::size_t at, const std::string& key);

// The last day up to `day` that is whole years after `since`; 29 February is 28 February in other years.
Date last_anniversary(Date since, Date day);

// The factor that holds from the anniversary on; nothing within the first year, and words where a figure is missing.
// The figure of a day is the last that is dated within the year that ends with it.
std::variant<std::monostate, IndexedBy, std::string> indexed_by(const agreement::QuantitySeries& figures,
                                                                const std::string& series, Date since, Date year);

// Half away from zero, to whole millionths; nullopt where it is more than money can be.
std::optional<agreement::Money> indexed(const agreement::Money& written, const IndexedBy& by);

}  // namespace concordat::measure

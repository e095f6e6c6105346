// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "record/entry.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Quantities that prices count: users, devices, mailboxes. A series is what was said of it, dated and sourced; a
// correction is another entry for the same day. Hours are no series of this kind: they come from time entries.
namespace concordat::agreement {

inline constexpr std::string_view kQuantitySet = "quantity.set";
inline constexpr std::int64_t kQuantityMax = 1'000'000'000;

struct Quantity {
  std::string series;
  Date date;
  std::int64_t value = 0;
  std::string source;  // where the number is from: "HR list of 1 May"
  std::string party;   // who says so
  std::int64_t sequence = 0;
  friend bool operator==(const Quantity&, const Quantity&) = default;
};

class QuantitySeries {
 public:
  void step(const record::Entry& entry);
  // As it stands on a date: the last said for the latest date up to it.
  std::optional<Quantity> at(const std::string& series, Date date) const;
  std::vector<std::string> names() const;  // sorted
  // By date, what was corrected left out.
  std::vector<Quantity> all(const std::string& series) const;

 private:
  std::map<std::string, std::map<Date, Quantity>> series_;
};

// "assets.monitored": words of letters, digits, "-" and "_", joined by points; not "time." which is counted elsewhere.
bool is_series_name(std::string_view name);

record::Draft quantity_set(const Quantity& quantity, record::Audience audience);

}  // namespace concordat::agreement

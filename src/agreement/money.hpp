// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Money as an agreement writes it: "GBP 9.50". Exact; never a floating number.
namespace concordat::agreement {

struct Money {
  std::string currency;     // three capital letters (ISO 4217)
  std::int64_t micros = 0;  // millionths of the unit: prices per event have more than two digits
  friend bool operator==(const Money&, const Money&) = default;
};

inline constexpr std::int64_t kMoneyMicrosMax = 1'000'000'000'000'000'000;  // a million million units

// A currency, a space, digits, and up to six after the point.
std::optional<Money> parse_money(std::string_view text);
std::string format_money(const Money& money);  // at least two digits after the point

}  // namespace concordat::agreement

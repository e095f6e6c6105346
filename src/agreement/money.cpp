// SPDX-License-Identifier: Apache-2.0
#include "agreement/money.hpp"

#include <algorithm>

namespace concordat::agreement {
namespace {

constexpr std::int64_t kMicros = 1'000'000;

bool digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::optional<Money> parse_money(std::string_view text) {
  constexpr std::size_t kCurrency = 3;
  if (text.size() < kCurrency + 2 || text[kCurrency] != ' ') return std::nullopt;
  const std::string_view currency = text.substr(0, kCurrency);
  if (!std::all_of(currency.begin(), currency.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) return std::nullopt;
  std::string_view amount = text.substr(kCurrency + 1);
  const bool negative = amount.starts_with('-');
  if (negative) amount.remove_prefix(1);
  const std::size_t point = amount.find('.');
  const std::string_view whole = amount.substr(0, point);
  const std::string_view part = point == std::string_view::npos ? "0" : amount.substr(point + 1);
  if (!digits(whole) || !digits(part) || whole.size() > 12 || part.size() > 6) return std::nullopt;
  std::int64_t micros = 0;
  for (const char c : whole) micros = micros * 10 + (c - '0');
  for (std::size_t i = 0; i < 6; ++i) micros = micros * 10 + (i < part.size() ? part[i] - '0' : 0);
  return Money{std::string(currency), negative ? -micros : micros};
}

std::string format_money(const Money& money) {
  const std::int64_t micros = money.micros < 0 ? -money.micros : money.micros;
  std::string part = std::to_string(micros % kMicros + kMicros).substr(1);
  while (part.size() > 2 && part.back() == '0') part.pop_back();
  return money.currency + (money.micros < 0 ? " -" : " ") + std::to_string(micros / kMicros) + "." + part;
}

}  // namespace concordat::agreement

// SPDX-License-Identifier: Apache-2.0
#include "measure/indexation.hpp"

#include <algorithm>

namespace concordat::measure {
namespace {

using agreement::Price;
using agreement::Quantity;

__extension__ typedef __int128 Product;  // money times a figure

bool written_alike(const Price& one, const Price& other) {
  const auto same_tier = [](const agreement::Tier& a, const agreement::Tier& b) {
    return a.from == b.from && a.price == b.price;
  };
  return one.annex == other.annex && one.per == other.per && one.amount == other.amount && one.index == other.index &&
         std::equal(one.tiers.begin(), one.tiers.end(), other.tiers.begin(), other.tiers.end(), same_tier);
}

// The price in an earlier version, under its key or one that it had.
const Price* found_before(const agreement::Agreement& earlier, const std::string& key, const Price& price) {
  if (const auto found = earlier.prices.find(key); found != earlier.prices.end()) return &found->second;
  for (const std::string& old : price.was) {
    if (const auto found = earlier.prices.find(old); found != earlier.prices.end()) return &found->second;
  }
  return nullptr;
}

// On the anniversary that is `years` after.
Date years_after(Date since, int years) {
  const auto [year, month, day] = split_date(since);
  if (const auto same = make_date(year + years, month, day)) return *same;
  return make_date(year + years, month, day - 1).value_or(since);
}

std::optional<Quantity> figure_of(const agreement::QuantitySeries& figures, const std::string& series, Date day) {
  auto found = figures.at(series, day);
  if (found && found->date <= years_after(day, -1)) return std::nullopt;
  return found;
}

}  // namespace

Date written_since(const std::vector<PricedVersion>& versions, std::size_t at, const std::string& key) {
  const Price* price = &versions[at].agreement->prices.at(key);
  std::size_t first = at;
  for (std::size_t i = at; i-- > 0;) {
    if (versions[i].from == versions[i + 1].from) continue;  // it priced no day
    const Price* earlier = found_before(*versions[i].agreement, price->key, *price);
    if (earlier == nullptr || !written_alike(*earlier, *price)) break;
    price = earlier;
    first = i;
  }
  const auto party = versions[first].agreement->parties.find(price->annex);
  const bool bound = party != versions[first].agreement->parties.end() && party->second.contract;
  return bound ? std::max(versions[first].from, party->second.contract->from) : versions[first].from;
}

Date last_anniversary(Date since, Date day) {
  const int years = split_date(day).year - split_date(since).year;
  const Date this_year = years_after(since, years);
  return this_year <= day ? this_year : years_after(since, years - 1);
}

std::variant<std::monostate, IndexedBy, std::string> indexed_by(const agreement::QuantitySeries& figures,
                                                                const std::string& series, Date since, Date year) {
  if (year <= since) return std::monostate{};
  const auto missing = [&](Date day) {
    return "The index " + series + " is not evidenced: no figure of it is dated from " +
           format_date(Date{years_after(day, -1).days + 1}) + " to " + format_date(day) + ".";
  };
  const auto base = figure_of(figures, series, since);
  if (!base) return missing(since);
  const auto now = figure_of(figures, series, year);
  if (!now) return missing(year);
  if (base->value == 0) {
    return "The index " + series + " is not evidenced: its figure of " + format_date(base->date) + " is 0.";
  }
  return IndexedBy{series, {}, since, year, *base, *now};
}

std::optional<agreement::Money> indexed(const agreement::Money& written, const IndexedBy& by) {
  const Product product = static_cast<Product>(written.micros) * by.now.value;
  const Product half = by.base.value / 2;
  // An odd figure has no half: what is nearer decides then, and what is just as far cannot be.
  const Product micros = product >= 0 ? (product + half) / by.base.value : -((-product + half) / by.base.value);
  if (micros > agreement::kMoneyMicrosMax || micros < -agreement::kMoneyMicrosMax) return std::nullopt;
  return agreement::Money{written.currency, static_cast<std::int64_t>(micros)};
}

}  // namespace concordat::measure

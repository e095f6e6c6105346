// SPDX-License-Identifier: Apache-2.0
#include "agreement/quantity.hpp"

#include "base/limits.hpp"

#include <algorithm>

namespace concordat::agreement {
namespace {

constexpr std::string_view kSubject = "quantity:";

std::string text_member(const boost::json::object& body, std::string_view key) {
  const auto* value = body.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string{};
}

}  // namespace

void QuantitySeries::step(const record::Entry& entry) {
  if (entry.kind != kQuantitySet || !entry.subject.starts_with(kSubject)) return;
  const auto date = parse_date(text_member(entry.body, "date"));
  const auto* value = entry.body.if_contains("value");
  if (!date || value == nullptr || !value->is_int64() || value->get_int64() < 0) return;
  Quantity quantity{entry.subject.substr(kSubject.size()), *date,       value->get_int64(),
                    text_member(entry.body, "source"),     entry.party, entry.sequence};
  series_[quantity.series].insert_or_assign(*date, quantity);
}

std::optional<Quantity> QuantitySeries::at(const std::string& series, Date date) const {
  const auto found = series_.find(series);
  if (found == series_.end()) return std::nullopt;
  const auto after = found->second.upper_bound(date);
  if (after == found->second.begin()) return std::nullopt;
  return std::prev(after)->second;
}

std::vector<std::string> QuantitySeries::names() const {
  std::vector<std::string> all;
  for (const auto& [name, unused] : series_) all.push_back(name);
  return all;
}

std::vector<Quantity> QuantitySeries::all(const std::string& series) const {
  std::vector<Quantity> all;
  const auto found = series_.find(series);
  if (found == series_.end()) return all;
  for (const auto& [date, one] : found->second) all.push_back(one);
  return all;
}

bool is_series_name(std::string_view name) {
  if (name.empty() || name.size() > limits::kNameBytesMax || name.starts_with("time.")) return false;
  if (name.front() == '.' || name.back() == '.' || name.find("..") != std::string_view::npos) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  });
}

record::Draft quantity_set(const Quantity& quantity, record::Audience audience) {
  record::Draft draft;
  draft.actor = "host";
  draft.party = quantity.party;
  draft.audience = std::move(audience);
  draft.subject = std::string(kSubject) + quantity.series;
  draft.kind = kQuantitySet;
  draft.body = {{"date", format_date(quantity.date)}, {"value", quantity.value}, {"source", quantity.source}};
  return draft;
}

}  // namespace concordat::agreement

// SPDX-License-Identifier: Apache-2.0
#include "ticket/catalogue.hpp"

#include "ticket/side_fold.hpp"

#include <algorithm>
#include <set>

namespace concordat::ticket {
namespace {

using boost::json::object;
using boost::json::value;
using record::Entry;

std::string number_words(const Field& field) {
  return "a whole number" + (field.least ? " of " + std::to_string(*field.least) + " or more" : "") +
         (field.most ? (field.least ? " and " : " of ") + std::to_string(*field.most) + " or less" : "");
}

// What is wrong with an answer; empty: nothing.
std::string wrong_with(const Field& field, const value& answer) {
  switch (field.kind) {
    case FieldKind::yes_no: return answer.is_bool() ? "" : "Expected true or false.";
    case FieldKind::number: {
      const auto* number = answer.if_int64();
      const bool good =
          number != nullptr && (!field.least || *number >= *field.least) && (!field.most || *number <= *field.most);
      return good ? "" : "Expected " + number_words(field) + ".";
    }
    default: break;
  }
  const auto* text = answer.if_string();
  if (text == nullptr) return "Expected a text.";
  const std::string_view words(text->data(), text->size());
  if (field.kind == FieldKind::date) return parse_date(words) ? "" : "Expected a date such as 2026-05-01.";
  if (field.kind == FieldKind::choice) {
    return std::find(field.choices.begin(), field.choices.end(), words) != field.choices.end()
               ? ""
               : "It is none of the choices.";
  }
  const auto most =
      std::min<std::size_t>(static_cast<std::size_t>(field.most.value_or(kAnswerBytesMax)), kAnswerBytesMax);
  if (words.size() > most) return "At most " + std::to_string(most) + " bytes.";
  return field.required && words.empty() ? "It has to be answered." : "";
}

}  // namespace

std::vector<Pointed> check(const CatalogueItem& item) {
  std::vector<Pointed> wrong;
  if (item.name.text.empty()) wrong.push_back({"/name", "An item has a name."});
  if (item.fields.size() > kFieldsMax) wrong.push_back({"/fields", "At most 50 fields."});
  std::set<std::string> keys;
  for (std::size_t i = 0; i < item.fields.size(); ++i) {
    const Field& field = item.fields[i];
    const std::string at = "/fields/" + std::to_string(i);
    if (field.key.text.empty() || !keys.insert(field.key.text).second)
      wrong.push_back({at + "/key", "A key of its own."});
    if ((field.kind == FieldKind::choice) == field.choices.empty()) {
      wrong.push_back({at + "/choices", "A choice has them, and nothing else has."});
    }
    if (field.least && field.most && *field.least > *field.most) {
      wrong.push_back({at + "/most", "It is less than `least`."});
    }
    if (field.kind == FieldKind::text && (field.least || field.most.value_or(1) < 1)) {
      wrong.push_back({at + "/most", "Of a text, `most` is its bytes, and `least` is nothing."});
    }
  }
  return wrong;
}

std::vector<Pointed> check(const CatalogueItem& item, const object& answers) {
  std::vector<Pointed> wrong;
  std::set<std::string_view> known;
  for (const Field& field : item.fields) {
    known.insert(field.key.text);
    const auto* answer = answers.if_contains(field.key.text);
    const std::string at = "/answers/" + codec::escaped(field.key.text);
    if (answer == nullptr || answer->is_null()) {
      if (field.required) wrong.push_back({at, "It has to be answered."});
    } else if (auto what = wrong_with(field, *answer); !what.empty()) {
      wrong.push_back({at, std::move(what)});
    }
  }
  for (const auto& one : answers) {
    const std::string_view key(one.key().data(), one.key().size());
    if (!known.contains(key)) wrong.push_back({"/answers/" + codec::escaped(key), "The form does not ask for it."});
  }
  return wrong;
}

std::map<std::string, CatalogueItem> catalogue_of(std::span<const Entry> entries) {
  std::map<std::string, CatalogueItem> items;
  for (const Entry& entry : entries) {
    const std::string key(text_member(entry.body, "item"));
    if (key.empty()) continue;
    if (entry.kind == "catalogue.item_removed") items.erase(key);
    const auto* form = entry.body.if_contains("form");
    if (entry.kind != "catalogue.item" || form == nullptr) continue;
    CatalogueItem item;
    JsonReader reader;
    reader.read(*form, item, "");
    if (reader.wrong.empty()) items[key] = std::move(item);
  }
  return items;
}

std::vector<Freeze> freezes_of(std::span<const Entry> entries) {
  std::vector<Freeze> freezes;
  for (const Entry& entry : entries) {
    const std::string id(text_member(entry.body, "freeze"));
    const auto from = instant_member(entry.body, "from");
    const auto to = instant_member(entry.body, "to");
    if (entry.kind == "freeze.lifted") std::erase_if(freezes, [&](const Freeze& one) { return one.id == id; });
    if (entry.kind == "freeze.declared" && from && to) {
      freezes.push_back({id, *from, *to, std::string(text_member(entry.body, "why"))});
    }
  }
  return freezes;
}

}  // namespace concordat::ticket

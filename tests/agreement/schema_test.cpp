// SPDX-License-Identifier: Apache-2.0
// The schema for editors against the reader: the same keys in every table, the same words where words are fixed.
#include "agreement/support.hpp"
#include "agreement/templates.hpp"
#include "base/json.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <map>
#include <set>

namespace concordat::agreement {
namespace {

const std::string kAgreement = "format = 1\norganisation = \"x\"\nzone = \"UTC\"\neffective = 2026-04-01\n";

// Where a table of the schema stands in a text: KEY is put where its keys are.
struct Place {
  const char* pointer;  // of its object in the schema
  const char* text;     // behind the agreement's first lines, or a text of its own
};

const Place kPlaces[] = {
    {"/definitions/party", "[party.zz]\nKEY"},
    {"/definitions/party/properties/contract", "[party.zz]\nkind = \"provider\"\n[party.zz.contract]\nKEY"},
    {"/definitions/calendar", "[calendar.zz]\nKEY"},
    {"/definitions/site", "[site.zz]\nKEY"},
    {"/definitions/role", "[role.zz]\nKEY"},
    {"/definitions/person", "[person.zz]\nKEY"},
    {"/definitions/team", "[team.zz]\nKEY"},
    {"/definitions/priority", "[priority]\nKEY"},
    {"/definitions/activity", "[activity.zz]\nKEY"},
    {"/definitions/function", "[function.zz]\nKEY"},
    {"/definitions/exception", "[function.zz]\n[[function.zz.except]]\nKEY"},
    {"/definitions/exception/properties/when", "[function.zz]\n[[function.zz.except]]\n[function.zz.except.when]\nKEY"},
    {"/definitions/does/items/anyOf/1", "[function.zz]\n[[function.zz.does.resolve]]\nKEY"},
    {"/definitions/hand-off", "[handoff.zz]\nKEY"},
    {"/definitions/target", "[target.zz]\nKEY"},                                // a clock
    {"/definitions/target", "[target.zz]\nmeasure = \"verified_rpo_h\"\nKEY"},  // an outcome
    {"/definitions/target/properties/when", "[target.zz]\n[target.zz.when]\nKEY"},
    {"/definitions/target/properties/proof", "[target.zz]\nmeasure = \"verified_rpo_h\"\n[target.zz.proof]\nKEY"},
    {"/definitions/ladder", "[ladder.zz]\nKEY"},
    {"/definitions/ladder/properties/steps/items", "[ladder.zz]\n[[ladder.zz.steps]]\nKEY"},
    {"/definitions/permission/anyOf/1", "[authority.zz]\n[authority.zz.restart.server]\nKEY"},
    {"/definitions/forbid", "[forbid.zz]\nKEY"},
    {"/definitions/decide", "[decide.zz]\nKEY"},
    {"/definitions/closing", "[closing]\nKEY"},
    {"/definitions/review", "[review]\nKEY"},
    {"/definitions/price", "annex = \"zz\"\n[price.zz]\nKEY"},
    {"/definitions/price/properties/tiers/items", "annex = \"zz\"\n[price.zz]\n[[price.zz.tiers]]\nKEY"},
    {"/definitions/driver", "private = \"x\"\n[driver.zz]\nKEY"},
    {"/definitions/agreement", "KEY"},
    {"/definitions/annex", "annex = \"zz\"\nKEY"},
    {"/definitions/private", "private = \"x\"\nKEY"},
};

boost::json::value the_schema() { return *parse_json(schema()); }

std::set<std::string> keys_of(const boost::json::value& object) {
  std::set<std::string> keys;
  for (const auto& member : object.at("properties").as_object()) keys.insert(std::string(member.key()));
  return keys;
}

Findings found(const Place& place, const std::string& line) {
  const std::string text = with(place.text, "KEY", line + "\n");
  const bool own = text.starts_with("annex") || text.starts_with("private");
  std::vector<SourceText> texts = {{"t.toml", own ? kAgreement : kAgreement + text}};
  if (own) texts.push_back({"own.toml", text});
  return read(texts, sources()).findings;
}

bool is_known(const Place& place, const std::string& key) {
  for (const Finding& one : found(place, key + " = false")) {
    if (one.rule == "unknown-key" && one.message.find("no key \"" + key + "\"") != std::string::npos) return false;
    if (one.rule == "syntax") return true;  // declared twice, so it is known
  }
  return true;
}

TEST(Schema, EveryTableHasTheKeysThatTheReaderKnows) {
  const auto schema = the_schema();
  std::set<std::string> all = {"no-such-key"};
  for (const Place& place : kPlaces) all.merge(keys_of(schema.at_pointer(place.pointer)));
  std::map<std::string, std::set<std::string>> known;
  for (const Place& place : kPlaces) {
    for (const std::string& key : all) {
      // These two say of which kind a text is, so that what follows is another table.
      const bool kind = key == "annex" || key == "private";
      const bool top = place.text == std::string("KEY") || std::string(place.pointer).ends_with("/private");
      if (kind && top ? keys_of(schema.at_pointer(place.pointer)).contains(key) : is_known(place, key)) {
        known[place.pointer].insert(key);
      }
    }
  }
  for (const auto& [pointer, keys] : known) EXPECT_EQ(keys, keys_of(schema.at_pointer(pointer))) << pointer;
}

TEST(Schema, NoTableIsForgotten) {
  std::set<std::string> places;
  for (const Place& place : kPlaces) places.insert(place.pointer);
  std::size_t closed = 0;
  const std::function<void(const boost::json::value&, const std::string&)> walk = [&](const boost::json::value& value,
                                                                                      const std::string& at) {
    if (value.is_array()) {
      for (std::size_t i = 0; i < value.as_array().size(); ++i) walk(value.at(i), at + "/" + std::to_string(i));
    }
    if (!value.is_object()) return;
    const auto* more = value.as_object().if_contains("additionalProperties");
    if (more != nullptr && more->is_bool()) {
      ++closed;
      const bool of_holidays = at.find("/definitions/calendar/properties/closed") == 0;  // read by another folder
      EXPECT_TRUE(places.contains(at) || of_holidays) << at;
    }
    for (const auto& member : value.as_object()) walk(member.value(), at + "/" + std::string(member.key()));
  };
  walk(the_schema().at("definitions"), "/definitions");
  EXPECT_GE(closed + 1, std::size(kPlaces));  // the target stands there twice
}

TEST(Schema, WordsThatAreFixedAreTheSame) {
  const auto schema = the_schema();
  std::size_t compared = 0;
  for (const Place& place : kPlaces) {
    for (const auto& member : schema.at_pointer(place.pointer).at("properties").as_object()) {
      const auto* words = member.value().as_object().if_contains("enum");
      if (words == nullptr) continue;
      const std::string key(member.key());
      std::string listed;
      for (const auto& word : words->as_array()) {
        listed += (listed.empty() ? "" : ", ") + std::string(word.as_string());
        for (const Finding& one : found(place, key + " = \"" + std::string(word.as_string()) + "\"")) {
          const bool refused = one.message.starts_with("\"" + std::string(word.as_string()) + "\" ");
          EXPECT_FALSE(refused) << place.pointer << " " << one.message;
        }
      }
      if (!is_known(place, key)) continue;  // of the other kind of target
      std::string said;
      for (const Finding& one : found(place, key + " = \"no such word at all\"")) said += one.message + "\n";
      EXPECT_NE(said.find("It is one of: " + listed + "."), std::string::npos) << place.pointer << " " << key << said;
      ++compared;
    }
  }
  EXPECT_EQ(compared, 13U);  // twelve, and the kind of a target in both places
}

}  // namespace
}  // namespace concordat::agreement

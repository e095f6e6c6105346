// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/finding.hpp"
#include "agreement/model.hpp"
#include "base/text.hpp"
#include "calendar/horizon.hpp"
#include "calendar/parse.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// A table of a text while it is read: typed access by key, each with a finding where the value is not what the language
// expects. finish() then names every key that nobody asked for. Only the sources of this folder include it.
namespace concordat::agreement {

// What is the same for all tables of a text.
struct ReadContext {
  std::string file;
  const calendar::Sources& sources;
  Findings& findings;
  const std::vector<std::int64_t>& broken_headers;  // lines of headers whose bodies are not whole
};

std::string quoted(std::string_view text);
// A step of a TOML path: bare where it may be, else quoted.
std::string path_step(std::string_view key);
// What was read is none of those known: `message`, then the nearest of them if one is near, else `otherwise`.
Finding unlike(std::string_view rule, const std::string& message, const std::string& read,
               const std::vector<std::string>& known, const std::string& otherwise, Row row);

class Table {
 public:
  Table(ReadContext& context, const toml::table& table, std::string path);

  const std::string& path() const { return path_; }
  Where where() const;
  bool has(std::string_view key) const { return table_->contains(key); }
  const toml::node* get(std::string_view key);  // null where it is not there; known from now on
  Where where(std::string_view key) const;      // of its value; of the table where it is not there

  // Each: empty where the key is not there, and a finding where it is not what it should be.
  std::optional<Word> word(std::string_view key);
  Word required_word(std::string_view key, const std::string& hint);  // empty, and a finding, also where there is none
  std::string text(std::string_view key);
  Words words(std::string_view key);  // a list of texts
  std::optional<Words> maybe_words(std::string_view key);
  Words word_or_words(std::string_view key);
  std::vector<std::string> texts(std::string_view key);
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t min, std::int64_t max);
  std::optional<double> number(std::string_view key, double min, double max);
  std::optional<double> per_cent(std::string_view key);  // "95 %", or 95
  std::vector<Level> levels(std::string_view key);
  std::optional<Date> date(std::string_view key);
  std::optional<Duration> duration(std::string_view key);
  std::optional<Money> money(std::string_view key);
  std::optional<Table> table(std::string_view key);
  std::vector<Table> tables(std::string_view key);                         // a list of tables
  std::vector<std::pair<std::string, Table>> named(std::string_view key);  // [key.K] of each K, with the limit of names

  template <typename Enum>
  std::optional<Enum> one_of(std::string_view key) {
    const auto found = word(key);
    return found ? parse<Enum>(*found, key) : std::nullopt;
  }
  template <typename Enum>
  std::optional<Enum> parse(const Word& word, std::string_view key) {
    if (const auto value = parse_word<Enum>(word.name)) return value;
    std::vector<std::string> known;
    for (const auto one : spellings<Enum>()) known.emplace_back(one);
    none_of(key, word, "is no " + std::string(key) + ".", known);
    return std::nullopt;
  }

  // A key that must be there and is not; nothing is said where the text is broken at that place.
  void missing(std::string_view key, const std::string& hint);
  void bad(std::string_view key, const Where& where, const std::string& message, const std::string& hint = {});
  // A word that is none of the few that may stand there.
  void none_of(std::string_view key, const Word& word, const std::string& message,
               const std::vector<std::string>& known);
  void add(std::string_view rule, std::string_view key, const Where& where, const std::string& message);
  // Every key that was not asked for is unknown.
  void finish();

  ReadContext& context() { return *context_; }

 private:
  const toml::node* expect(std::string_view key);
  std::string id_of(std::string_view key) const;
  std::optional<Word> word_of(const toml::node& node, std::string_view key);
  bool broken() const;

  ReadContext* context_;
  const toml::table* table_;
  std::string path_;
  std::vector<std::string> known_;
};

// `name` and `was`, which every table with a key may have.
void read_declared(Table& table, const std::string& key, Declared& declared);

}  // namespace concordat::agreement

// SPDX-License-Identifier: Apache-2.0
#include "agreement/table.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

#include <cmath>
#include <sstream>
#include <utility>

namespace concordat::agreement {
namespace {

Where where_of(const ReadContext& context, const toml::source_region& source) {
  return {context.file, static_cast<std::int64_t>(source.begin.line), static_cast<std::int64_t>(source.begin.column)};
}

std::string_view type_of(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::string: return "a text";
    case toml::node_type::integer:
    case toml::node_type::floating_point: return "a number";
    case toml::node_type::boolean: return "true or false";
    case toml::node_type::array: return "a list";
    case toml::node_type::table: return "a table";
    default: return "a date or time";
  }
}

bool odd_character(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

}  // namespace

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

std::string path_step(std::string_view key) {
  const bool bare = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
  return bare ? std::string(key) : quoted(key);
}

Finding unlike(std::string_view rule, const std::string& message, const std::string& read,
               const std::vector<std::string>& known, const std::string& otherwise, Row row) {
  const auto nearest = nearest_name(read, known);
  Finding finding;
  finding.rule = rule;
  finding.message = message + " " + (nearest ? "Did you mean " + quoted(*nearest) + "?" : otherwise);
  finding.rows.push_back(std::move(row));
  if (nearest) finding.instead = Instead{read, *nearest};
  return finding;
}

Table::Table(ReadContext& context, const toml::table& table, std::string path)
    : context_(&context), table_(&table), path_(std::move(path)) {}

Where Table::where() const { return where_of(*context_, table_->source()); }

const toml::node* Table::get(std::string_view key) {
  known_.emplace_back(key);
  return table_->get(key);
}

Where Table::where(std::string_view key) const {
  const toml::node* node = table_->get(key);
  return node == nullptr ? where() : where_of(*context_, node->source());
}

bool Table::broken() const {
  const auto& lines = context_->broken_headers;
  const Where here = where();
  return std::find(lines.begin(), lines.end(), path_.empty() ? 0 : here.line) != lines.end();
}

std::string Table::id_of(std::string_view key) const {
  if (key.empty()) return path_;
  return (path_.empty() ? "" : path_ + ".") + path_step(key);
}

void Table::add(std::string_view rule, std::string_view key, const Where& where, const std::string& message) {
  Finding finding;
  finding.rule = rule;
  finding.message = message;
  finding.rows.push_back({id_of(key), where});
  context_->findings.push_back(std::move(finding));
}

void Table::none_of(std::string_view key, const Word& word, const std::string& message,
                    const std::vector<std::string>& known) {
  context_->findings.push_back(unlike("bad-value", quoted(word.name) + " " + message, word.name, known,
                                      "It is one of: " + listed(known) + ".", {id_of(key), word.where}));
}

void Table::bad(std::string_view key, const Where& where, const std::string& message, const std::string& hint) {
  add("bad-value", key, where, hint.empty() ? message : message + " " + hint);
}

void Table::missing(std::string_view key, const std::string& hint) {
  if (broken()) return;
  const std::string what = path_.empty() ? "The text" : "[" + path_ + "]";
  add("missing-key", key, where(), what + " has no `" + std::string(key) + "`. " + hint);
}

Word Table::required_word(std::string_view key, const std::string& hint) {
  auto read = word(key);
  if (!read && !has(key)) missing(key, hint);
  return read.value_or(Word{});
}

std::optional<Word> Table::word_of(const toml::node& node, std::string_view key) {
  const Where at = where_of(*context_, node.source());
  if (!node.is_string()) {
    bad(key, at, "`" + std::string(key) + "` is " + std::string(type_of(node)) + ", and should be a text.");
    return std::nullopt;
  }
  const std::string& text = node.as_string()->get();
  if (text.empty() || text.size() > limits::kNameBytesMax || std::any_of(text.begin(), text.end(), odd_character)) {
    bad(key, at,
        text.empty() ? "`" + std::string(key) + "` is empty."
                     : "`" + std::string(key) + "` has more than " + std::to_string(limits::kNameBytesMax) +
                           " bytes, or a control character.");
    return std::nullopt;
  }
  return Word{text, at};
}

std::optional<Word> Table::word(std::string_view key) {
  const toml::node* node = get(key);
  return node == nullptr ? std::nullopt : word_of(*node, key);
}

std::string Table::text(std::string_view key) {
  const auto found = word(key);
  return found ? found->name : std::string{};
}

std::optional<Words> Table::maybe_words(std::string_view key) {
  const toml::node* node = get(key);
  if (node == nullptr) return std::nullopt;
  Words words;
  if (!node->is_array()) {
    bad(key, where(key), "`" + std::string(key) + "` is " + std::string(type_of(*node)) + ", and should be a list.",
        node->is_string() ? std::string(key) + " = [" + quoted(node->as_string()->get()) + "]" : "");
    return words;
  }
  if (node->as_array()->size() > limits::kListMax) {
    bad(key, where(key), "The list has more than " + std::to_string(limits::kListMax) + " words.");
    return words;
  }
  for (const toml::node& item : *node->as_array()) {
    auto word = word_of(item, key);
    if (!word) continue;
    const bool twice = std::any_of(words.begin(), words.end(), [&](const Word& w) { return w.name == word->name; });
    if (twice) bad(key, word->where, quoted(word->name) + " stands twice in the list.");
    if (!twice) words.push_back(std::move(*word));
  }
  return words;
}

Words Table::words(std::string_view key) { return maybe_words(key).value_or(Words{}); }

Words Table::word_or_words(std::string_view key) {
  const toml::node* node = table_->get(key);
  if (node == nullptr || !node->is_string()) return words(key);
  const auto one = word(key);
  return one ? Words{*one} : Words{};
}

std::vector<std::string> Table::texts(std::string_view key) {
  std::vector<std::string> all;
  for (Word& word : words(key)) all.push_back(std::move(word.name));
  return all;
}

std::optional<std::int64_t> Table::integer(std::string_view key, std::int64_t min, std::int64_t max) {
  const toml::node* node = get(key);
  if (node == nullptr) return std::nullopt;
  const auto value = node->is_integer() ? std::optional(node->as_integer()->get()) : std::nullopt;
  if (value && *value >= min && *value <= max) return value;
  bad(key, where(key),
      "`" + std::string(key) + "` should be a whole number from " + std::to_string(min) + " to " + std::to_string(max) +
          (value ? ", and is " + std::to_string(*value) + "." : ", and is " + std::string(type_of(*node)) + "."));
  return std::nullopt;
}

std::optional<double> Table::number(std::string_view key, double min, double max) {
  const toml::node* node = get(key);
  if (node == nullptr) return std::nullopt;
  const auto value = node->is_number() ? node->value<double>() : std::nullopt;
  if (value && std::isfinite(*value) && *value >= min && *value <= max) return value;
  std::ostringstream range;
  range << min << " to " << max;
  bad(key, where(key), "`" + std::string(key) + "` should be a number from " + range.str() + ".");
  return std::nullopt;
}

std::optional<double> Table::per_cent(std::string_view key) {
  const toml::node* node = get(key);
  if (node == nullptr) return std::nullopt;
  std::optional<double> value = node->is_number() ? node->value<double>() : std::nullopt;
  if (node->is_string()) {
    std::istringstream in(node->as_string()->get());
    in.imbue(std::locale::classic());
    double read = 0;
    std::string rest;
    if (in >> read && in >> rest && rest == "%" && !(in >> rest)) value = read;
  }
  if (value && std::isfinite(*value) && *value >= 0 && *value <= 100) return value;
  bad(key, where(key), "`" + std::string(key) + "` should be a share such as \"95 %\".");
  return std::nullopt;
}

std::vector<Level> Table::levels(std::string_view key) {
  std::vector<Level> levels;
  const toml::node* node = get(key);
  if (node == nullptr) return levels;
  if (!node->is_array() || node->as_array()->size() > limits::kPriorityLevelsMax) {
    bad(key, where(key), "`" + std::string(key) + "` should be a list of levels: [1, 2].");
    return levels;
  }
  for (const toml::node& item : *node->as_array()) {
    const auto value = item.is_integer() ? item.as_integer()->get() : 0;
    const Where at = where_of(*context_, item.source());
    if (value < 1 || value > static_cast<std::int64_t>(limits::kPriorityLevelsMax)) {
      bad(key, at, "A priority is a level from 1 to " + std::to_string(limits::kPriorityLevelsMax) + ".");
    } else {
      levels.push_back({static_cast<int>(value), at});
    }
  }
  return levels;
}

std::optional<Date> Table::date(std::string_view key) {
  const toml::node* node = get(key);
  if (node == nullptr) return std::nullopt;
  std::optional<Date> date;
  if (node->is_date()) {
    const toml::date& value = node->as_date()->get();
    date = make_date(value.year, value.month, value.day);
  } else if (node->is_string()) {
    date = parse_date(node->as_string()->get());
  }
  if (date && *date >= calendar::kFirstDate && *date <= calendar::kLastDate) return date;
  bad(key, where(key), "`" + std::string(key) + "` should be a date from 1970 to 2100, such as 2026-04-01.");
  return std::nullopt;
}

std::optional<Duration> Table::duration(std::string_view key) {
  const auto found = word(key);
  if (!found) return std::nullopt;
  const auto value = parse_duration(found->name);
  if (!value) {
    bad(key, found->where, quoted(found->name) + " is no duration.",
        "Write \"4h\", \"1d2h30m10s\" (a day is 24 hours of open time) or \"7wd\" (working days).");
  }
  return value;
}

std::optional<Money> Table::money(std::string_view key) {
  const auto found = word(key);
  if (!found) return std::nullopt;
  auto value = parse_money(found->name);
  if (!value) bad(key, found->where, quoted(found->name) + " is no amount of money.", "Write it as \"GBP 9.50\".");
  return value;
}

std::optional<Table> Table::table(std::string_view key) {
  const toml::node* node = get(key);
  if (node == nullptr) return std::nullopt;
  if (!node->is_table()) {
    bad(key, where(key), "`" + std::string(key) + "` is " + std::string(type_of(*node)) + ", and should be a table.");
    return std::nullopt;
  }
  return Table(*context_, *node->as_table(), (path_.empty() ? "" : path_ + ".") + path_step(key));
}

std::vector<Table> Table::tables(std::string_view key) {
  std::vector<Table> all;
  const toml::node* node = get(key);
  if (node == nullptr) return all;
  if (!node->is_array() || node->as_array()->size() > limits::kListMax) {
    bad(key, where(key),
        "`" + std::string(key) + "` should be a list of at most " + std::to_string(limits::kListMax) + " tables.");
    return all;
  }
  std::size_t number = 0;
  for (const toml::node& item : *node->as_array()) {
    const std::string path = (path_.empty() ? "" : path_ + ".") + path_step(key) + "." + std::to_string(++number);
    if (item.is_table()) {
      all.emplace_back(*context_, *item.as_table(), path);
    } else {
      bad(key, where_of(*context_, item.source()),
          "Item " + std::to_string(number) + " of `" + std::string(key) + "` is " + std::string(type_of(item)) +
              ", and should be a table.");
    }
  }
  return all;
}

std::vector<std::pair<std::string, Table>> Table::named(std::string_view kind) {
  std::vector<std::pair<std::string, Table>> all;
  auto parent = table(kind);
  if (!parent) return all;
  if (parent->table_->size() > limits::kAgreementTablesMax) {
    bad(kind, where(kind),
        "There are more than " + std::to_string(limits::kAgreementTablesMax) + " tables of this kind.");
    return all;
  }
  for (const auto& [key, value] : *parent->table_) {
    const std::string name(key.str());
    const Where at = where_of(*context_, key.source());
    if (name.empty() || name.size() > limits::kNameBytesMax || name.find(':') != std::string::npos ||
        std::any_of(name.begin(), name.end(), odd_character)) {
      parent->bad(name, at,
                  "A key is a name of at most " + std::to_string(limits::kNameBytesMax) +
                      " bytes, without colons and control characters.");
    } else if (!value.is_table()) {
      parent->bad(
          name, at,
          "`" + std::string(kind) + "." + name + "` is " + std::string(type_of(value)) + ", and should be a table.",
          "Write [" + std::string(kind) + "." + path_step(name) + "].");
    } else {
      all.emplace_back(name, Table(*context_, *value.as_table(), parent->path_ + "." + path_step(name)));
    }
  }
  return all;
}

void Table::finish() {
  std::sort(known_.begin(), known_.end());
  known_.erase(std::unique(known_.begin(), known_.end()), known_.end());
  for (const auto& [key, value] : *table_) {
    const std::string_view name = key.str();
    if (std::binary_search(known_.begin(), known_.end(), name)) continue;
    const std::string what = path_.empty() ? "This text" : "[" + path_ + "]";
    context_->findings.push_back(unlike("unknown-key", what + " has no key " + quoted(name) + ".", std::string(name),
                                        known_, "Its keys are: " + listed(known_) + ".",
                                        {id_of(name), where_of(*context_, key.source())}));
  }
}

void read_declared(Table& table, const std::string& key, Declared& declared) {
  declared.key = key;
  declared.name = table.text("name");
  declared.was = table.texts("was");
  declared.where = table.where();
}

}  // namespace concordat::agreement

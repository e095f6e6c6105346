// SPDX-License-Identifier: Apache-2.0
#include "operate/imports/map.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/toml_tokens.hpp"
#include "operate/imports/shown.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <initializer_list>
#include <span>

namespace concordat::imports {
namespace {

constexpr PerRole<std::string_view> kRoleWords{
    "ticket",   "at",     "state",        "substate",           "team",    "party",  "person",
    "priority", "impact", "urgency",      "category",           "subject", "opened", "responded",
    "resolved", "closed", "reopen_count", "reassignment_count", "sla_met"};
constexpr std::array<std::string_view, 3> kFormatWords{"servicenow", "xes", "csv"};

using Words = std::vector<std::string>;

Words words(std::initializer_list<std::string_view> list) { return {list.begin(), list.end()}; }

// Reads one TOML text into a Map. The first problem ends it: each function answers whether to go on.
class MapReader {
 public:
  explicit MapReader(std::string_view file) : file_(file) {}

  Result<Map> read(std::string_view text) {
    if (text.size() > limits::kMapBytesMax) {
      return fail_at(Where{file_}, "map-too-large",
                     "the map is larger than " + std::to_string(limits::kMapBytesMax) + " bytes");
    }
    if (const auto deep = key_too_deep(text, file_)) {
      return fail_at(*deep, "bad-map", "this key has too many parts", "a map's have two at most");
    }
    try {
      const toml::table root = toml::parse(text, file_);
      if (!read_root(root)) return tl::unexpected(std::move(problem_));
    } catch (const toml::parse_error& error) {
      const auto& at = error.source().begin;
      return fail_at(Where{file_, at.line, at.column}, "bad-map", std::string(error.description()));
    }
    return std::move(map_);
  }

 private:
  bool stop(const toml::source_region& at, std::string code, std::string message, std::string hint = {}) {
    problem_ = {std::move(code), std::move(message), Where{file_, at.begin.line, at.begin.column}, std::move(hint)};
    return false;
  }
  bool stop(const toml::node& node, std::string code, std::string message, std::string hint = {}) {
    return stop(node.source(), std::move(code), std::move(message), std::move(hint));
  }

  bool unknown(const toml::source_region& at, std::string_view what, std::string_view word, const Words& known) {
    const auto nearest = nearest_name(word, known);
    std::string hint = nearest ? "Did you mean \"" + *nearest + "\"?" : "Known:";
    if (!nearest) {
      for (const std::string& name : known) hint += " " + name;
    }
    return stop(at, "unknown-key", std::string(what) + " " + shown(word) + " is not known", hint);
  }

  bool check_keys(const toml::table& table, std::string_view what, const Words& known) {
    for (const auto& [key, value] : table) {
      if (std::find(known.begin(), known.end(), key.str()) == known.end()) {
        return unknown(key.source(), what, key.str(), known);
      }
    }
    return true;
  }

  bool text(const toml::node& node, std::string_view key, std::string& into) {
    const auto value = node.value_exact<std::string>();
    if (!value) return stop(node, "bad-value", shown(key) + " must be a text in quotes");
    into = *value;
    return true;
  }

  bool optional_text(const toml::table& table, std::string_view key, std::string& into) {
    const toml::node* node = table.get(key);
    return node == nullptr || text(*node, key, into);
  }

  bool texts(const toml::table& table, std::string_view key, Words& into) {
    const toml::node* node = table.get(key);
    if (node == nullptr) return true;
    const toml::array* list = node->as_array();
    if (list == nullptr) return stop(*node, "bad-value", shown(key) + " must be a list of texts");
    for (const toml::node& element : *list) {
      if (!text(element, key, into.emplace_back())) return false;
    }
    std::sort(into.begin(), into.end());
    into.erase(std::unique(into.begin(), into.end()), into.end());
    return true;
  }

  // The table under `key`; null where there is none.
  bool subtable(const toml::table& table, std::string_view key, const toml::table** into) {
    const toml::node* node = table.get(key);
    *into = node == nullptr ? nullptr : node->as_table();
    if (node != nullptr && *into == nullptr) return stop(*node, "bad-value", shown(key) + " must be a table");
    return true;
  }

  bool read_root(const toml::table& root) {
    return check_keys(root, "key",
                      words({"source", "shape", "zone", "time_format", "delimiter", "missing", "columns", "state_from",
                             "states", "waits_for_requester", "waits_for_third_party", "team", "lines", "party",
                             "parties", "priorities"})) &&
           optional_text(root, "source", map_.source) && optional_text(root, "zone", map_.zone) &&
           texts(root, "missing", map_.missing) && texts(root, "waits_for_requester", map_.waits_for_requester) &&
           texts(root, "waits_for_third_party", map_.waits_for_third_party) && read_shape(root) &&
           read_time_format(root) && read_delimiter(root) && read_columns(root) && read_state_from(root) &&
           read_states(root) && check_waits(root, "waits_for_requester") &&
           check_waits(root, "waits_for_third_party") && read_lines(root) && read_teams(root) && read_parties(root) &&
           read_party_words(root) && read_priority_words(root);
  }

  bool read_shape(const toml::table& root) {
    std::string word = "update";
    if (!optional_text(root, "shape", word)) return false;
    if (word != "update" && word != "ticket") {
      return stop(*root.get("shape"), "bad-value", "shape \"" + word + "\" is not known",
                  "\"update\": a row for every change; \"ticket\": a row for every ticket.");
    }
    map_.shape = word == "ticket" ? ticket::Shape::ticket : ticket::Shape::update;
    return true;
  }

  bool read_time_format(const toml::table& root) {
    const toml::node* node = root.get("time_format");
    if (node == nullptr) return true;
    std::string pattern;
    if (!text(*node, "time_format", pattern)) return false;
    auto format = TimeFormat::compile(pattern);
    if (!format) return stop(*node, format.error().code, format.error().message, format.error().hint);
    map_.time_format = std::move(*format);
    return true;
  }

  bool read_delimiter(const toml::table& root) {
    std::string delimiter;
    if (!optional_text(root, "delimiter", delimiter)) return false;
    if (const toml::node* node = root.get("delimiter"); node != nullptr) {
      const bool usable = delimiter.size() == 1 && static_cast<unsigned char>(delimiter[0]) < 0x80 &&
                          std::string_view("\"\r\n").find(delimiter[0]) == std::string_view::npos &&
                          delimiter[0] != '\0';
      if (!usable)
        return stop(*node, "bad-value", "\"delimiter\" must be one character", "For example \";\" or \"\\t\".");
      map_.delimiter = delimiter[0];
    }
    return true;
  }

  bool read_columns(const toml::table& root) {
    const toml::table* columns = nullptr;
    if (!subtable(root, "columns", &columns)) return false;
    if (columns == nullptr) {
      return stop(root, "bad-map", "the map has no [columns]",
                  "It needs at least the columns of the ticket and of a time.");
    }
    const Words known(kRoleWords.begin(), kRoleWords.end());
    if (!check_keys(*columns, "column", known)) return false;
    for (std::size_t role = 0; role < kRoleCount; ++role) {
      if (!optional_text(*columns, kRoleWords[role], map_.columns[role])) return false;
    }
    if (!map_.names(Role::ticket)) {
      return stop(*columns, "bad-map", "[columns] does not say which column holds the ticket", "ticket = \"number\"");
    }
    const bool by_ticket = map_.shape == ticket::Shape::ticket;
    if (!map_.names(Role::at) && !(by_ticket && map_.names(Role::opened))) {
      return stop(*columns, "bad-map", "[columns] does not say which column holds the time",
                  by_ticket ? "opened = \"created_at\"" : "at = \"updated_at\"");
    }
    if (map_.names(Role::responded) && !by_ticket) {
      return stop(*columns->get("responded"), "bad-map", "\"responded\" is for shape = \"ticket\" only",
                  "Where every change has a row, the response is one of them.");
    }
    return true;
  }

  bool read_state_from(const toml::table& root) {
    std::string word = "state";
    if (!optional_text(root, "state_from", word)) return false;
    if (word != "state" && word != "substate") {
      return stop(*root.get("state_from"), "bad-value", "state_from \"" + word + "\" is not known",
                  "\"state\" or \"substate\"");
    }
    map_.state_from = word == "state" ? Role::state : Role::substate;
    const bool needs_column = root.contains("state_from") || root.contains("states") ||
                              root.contains("waits_for_requester") || root.contains("waits_for_third_party");
    if (needs_column && !map_.names(map_.state_from)) {
      return stop(root, "bad-map", "the map speaks of states, but [columns] names no \"" + word + "\"");
    }
    return true;
  }

  bool read_states(const toml::table& root) {
    const toml::table* states = nullptr;
    if (!subtable(root, "states", &states)) return false;
    map_.has_states = states != nullptr;
    if (states == nullptr) return true;
    for (const auto& [key, node] : *states) {
      std::string word;
      if (!text(node, key.str(), word)) return false;
      const auto state = ticket::parse_state(word);
      if (!state) {
        return unknown(node.source(), "state", word,
                       words({"new", "in_progress", "on_hold", "resolved", "closed", "cancelled"}));
      }
      map_.states.emplace_back(key.str(), *state);
    }
    std::sort(map_.states.begin(), map_.states.end());
    return true;
  }

  // A state that [states] does not have is on no good row: to wait in it is a slip of the pen that nobody would notice.
  bool check_waits(const toml::table& root, std::string_view key) {
    const toml::node* node = root.get(key);
    if (node == nullptr || !map_.has_states) return true;
    for (const toml::node& element : *node->as_array()) {
      const std::string name = element.value_or(std::string());
      if (map_.state(name)) continue;
      Words known;
      for (const auto& [state, ours] : map_.states) known.push_back(state);
      const auto nearest = nearest_name(name, known);
      return stop(element, "unknown-state",
                  std::string(key) + " names the state " + shown(name) + ", which [states] does not have",
                  nearest ? "Did you mean " + shown(*nearest) + "?" : "Add it to [states].");
    }
    return true;
  }

  static bool is_line(std::string_view word) { return word.size() == 1 && word[0] >= '1' && word[0] <= '9'; }

  bool read_lines(const toml::table& root) {
    const toml::table* lines = nullptr;
    if (!subtable(root, "lines", &lines)) return false;
    if (lines == nullptr) return true;
    for (const auto& [key, node] : *lines) {
      std::string value;
      if (!text(node, key.str(), value)) return false;
      if (key == "else") {
        if (!is_line(value)) return stop(node, "bad-value", "\"else\" must be a line, such as \"1\"");
        map_.line_else = value;
      } else if (is_line(key.str()) && !value.empty()) {
        map_.lines.push_back({std::string(key.str()), value});
      } else {
        return stop(key.source(), "bad-value", "[lines] has \"" + std::string(key.str()) + "\" = \"" + value + "\"",
                    "A line, such as \"2\" = \"2nd\", or \"else\" = \"1\".");
      }
    }
    std::sort(map_.lines.begin(), map_.lines.end(),
              [](const LineRule& a, const LineRule& b) { return a.line > b.line; });
    return true;
  }

  bool read_teams(const toml::table& root) {
    const toml::table* teams = nullptr;
    if (!subtable(root, "team", &teams)) return false;
    if (teams == nullptr) return true;
    for (const auto& [key, node] : *teams) {
      const toml::table* table = node.as_table();
      if (table == nullptr) return stop(node, "bad-value", "[team.\"" + std::string(key.str()) + "\"] must be a table");
      ticket::Team team;
      if (!check_keys(*table, "key of a team", words({"party", "function", "line"})) ||
          !optional_text(*table, "party", team.party) || !optional_text(*table, "function", team.function) ||
          !optional_text(*table, "line", team.line)) {
        return false;
      }
      if (!team.line.empty() && !is_line(team.line)) {
        return stop(*table->get("line"), "bad-value", "line \"" + team.line + "\" is not one", "\"1\", \"2\" or \"3\"");
      }
      map_.teams.emplace(key.str(), std::move(team));
    }
    return true;
  }

  bool read_parties(const toml::table& root) {
    const toml::table* parties = nullptr;
    if (!subtable(root, "party", &parties)) return false;
    if (parties == nullptr) return true;
    const Words kinds = words({"internal", "provider", "supplier"});
    for (const auto& [key, node] : *parties) {
      const toml::table* table = node.as_table();
      if (table == nullptr)
        return stop(node, "bad-value", "[party.\"" + std::string(key.str()) + "\"] must be a table");
      PartyWords party;
      if (!check_keys(*table, "key of a party", words({"name", "kind"})) ||
          !optional_text(*table, "name", party.name) || !optional_text(*table, "kind", party.kind)) {
        return false;
      }
      if (!party.kind.empty() && std::find(kinds.begin(), kinds.end(), party.kind) == kinds.end()) {
        return unknown(table->get("kind")->source(), "kind of party", party.kind, kinds);
      }
      map_.parties.emplace(key.str(), std::move(party));
    }
    return true;
  }

  bool read_party_words(const toml::table& root) {
    const toml::table* table = nullptr;
    if (!subtable(root, "parties", &table)) return false;
    if (table == nullptr) return true;
    if (!map_.names(Role::party)) {
      return stop(*table, "bad-map", "[parties] translates a column that [columns] does not name", "party = \"…\"");
    }
    for (const auto& [key, node] : *table) {
      std::string word;
      if (!text(node, key.str(), word)) return false;
      if (key == "else") {
        map_.party_else = word;
      } else {
        map_.party_of.emplace(key.str(), word);
      }
    }
    return true;
  }

  bool read_priority_words(const toml::table& root) {
    constexpr std::int64_t kLevelMax = 20;
    const toml::table* table = nullptr;
    if (!subtable(root, "priorities", &table)) return false;
    if (table == nullptr) return true;
    if (!map_.names(Role::priority)) {
      return stop(*table, "bad-map", "[priorities] translates a column that [columns] does not name",
                  "priority = \"…\"");
    }
    for (const auto& [key, node] : *table) {
      const auto level = node.value_exact<std::int64_t>();
      if (!level || *level < 1 || *level > kLevelMax) {
        return stop(node, "bad-value", shown(key.str()) + " must be a level from 1 to 20, 1 first");
      }
      map_.priority_of.emplace(key.str(), std::to_string(*level));
    }
    return true;
  }

  std::string file_;
  Map map_;
  Problem problem_;
};

}  // namespace

std::optional<Format> parse_format(std::string_view word) {
  const auto* found = std::find(kFormatWords.begin(), kFormatWords.end(), word);
  if (found == kFormatWords.end()) return std::nullopt;
  return static_cast<Format>(found - kFormatWords.begin());
}

std::string_view to_word(Format format) { return kFormatWords[static_cast<std::size_t>(format)]; }
std::string_view to_word(Role role) { return kRoleWords[index_of(role)]; }

bool Map::has_lines() const {
  return !lines.empty() || !line_else.empty() ||
         std::any_of(teams.begin(), teams.end(), [](const auto& team) { return !team.second.line.empty(); });
}

ticket::Team Map::team(std::string_view name) const {
  const auto own = teams.find(name);
  ticket::Team team = own == teams.end() ? ticket::Team{} : own->second;
  if (!team.line.empty()) return team;
  const auto rule = std::find_if(lines.begin(), lines.end(), [&](const LineRule& candidate) {
    return name.find(candidate.contains) != std::string_view::npos;
  });
  team.line = rule == lines.end() ? line_else : rule->line;
  return team;
}

std::optional<ticket::State> Map::state(std::string_view source_state) const {
  const auto at = std::lower_bound(states.begin(), states.end(), source_state,
                                   [](const auto& pair, std::string_view name) { return pair.first < name; });
  if (at == states.end() || at->first != source_state) return std::nullopt;
  return at->second;
}

std::string_view Map::party(std::string_view source_party) const {
  if (source_party.empty()) return source_party;
  const auto found = party_of.find(source_party);
  if (found != party_of.end()) return found->second;
  return party_else.empty() ? source_party : std::string_view(party_else);
}

std::string_view Map::priority(std::string_view source_priority) const {
  const auto found = priority_of.find(source_priority);
  return found == priority_of.end() ? source_priority : std::string_view(found->second);
}

Result<Map> parse_map(std::string_view text, std::string_view file) { return MapReader(file).read(text); }

}  // namespace concordat::imports

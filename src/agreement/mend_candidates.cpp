// SPDX-License-Identifier: Apache-2.0
#include "agreement/mend_candidates.hpp"

#include "agreement/table.hpp"
#include "base/toml_tokens.hpp"

#include <map>

namespace concordat::agreement {
namespace {

constexpr std::size_t kTeamsTried = 6;

// A name as a TOML text. Names have no control characters.
std::string toml_text(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + "\"";
}

// The piece at `from` where it is that name, bare or as a text.
std::optional<Piece> name_at(std::string_view text, std::size_t from, const std::string& name) {
  const Piece piece = piece_at(text, from);
  const std::string_view stands = text.substr(piece.from, piece.to - piece.from);
  const bool is = piece.token == Token::text ? stands == toml_text(name) : stands == name;
  return is ? std::optional(piece) : std::nullopt;
}

class Candidates {
 public:
  Candidates(const Agreement& agreement, const Finding& finding) : agreement_(agreement), finding_(finding) {}

  std::vector<MendCandidate> run() {
    if (finding_.rows.empty()) return {};
    const std::string& rule = finding_.rule;
    if (finding_.instead) instead();
    if (rule == "missing-key") format_key();
    if (rule == "bad-value" || rule == "letter-twice") listed_twice(finding_.rows.front().where);
    if (rule == "letter-twice") second_letter();
    if (rule == "party-as-accountable") role_of_party();
    if (rule == "no-accountable") name_accountable();
    if (rule == "not-monotone") rising_matrix();
    if (rule == "no-responsible") name_responsible();
    if (rule == "gap") somebody_else_too();
    if (rule == "ladder-nobody") only_during_duty();
    if (rule == "ladder-circular") take_out_step(finding_.rows.back().where);
    if (rule == "ladder-unreachable" && finding_.rows.size() == 1) take_out_step(finding_.rows.front().where);
    if (rule == "target-unreachable") obligors_hours();
    if (rule == "price-no-quantity") count_something();
    return std::move(candidates_);
  }

 private:
  const Text* text_of(const Where& where) const {
    for (const Text& text : agreement_.texts) {
      if (text.file == where.file) return &text;
    }
    return nullptr;
  }

  // Calls fn(bytes, offset) where the place is in one of the texts.
  template <typename Fn>
  void at(const Where& where, Fn fn) {
    const Text* text = text_of(where);
    const auto offset = text == nullptr ? std::nullopt : offset_of(text->bytes, where);
    if (offset && *offset < text->bytes.size()) fn(std::string_view(text->bytes), *offset);
  }

  void add(const Where& where, Edit edit, std::string words) {
    candidates_.push_back({where.file, {std::move(edit)}, std::move(words)});
  }

  // What stands at `where`, a name or a key, becomes `meant`.
  void put_name(const Where& where, const std::string& read, const std::string& meant, const std::string& words) {
    at(where, [&](std::string_view text, std::size_t from) {
      auto piece = name_at(text, from, read);
      // The name is a key, and the place that of its value or of its header: it stands in that line, once.
      const std::size_t line = text.rfind('\n', from) == std::string_view::npos ? 0 : text.rfind('\n', from) + 1;
      const std::size_t end = std::min(text.find('\n', from), text.size());
      std::size_t count = 0;
      for (std::size_t next = line; !piece && next < end; next = piece_at(text, next).to) {
        if (name_at(text, next, read)) ++count;
      }
      for (std::size_t next = line; count == 1 && !piece && next < end; next = piece_at(text, next).to) {
        piece = name_at(text, next, read);
      }
      if (!piece) return;
      add(where, {piece->from, piece->to, piece->token == Token::text ? toml_text(meant) : path_step(meant)}, words);
    });
  }

  void instead() {
    const Instead& one = *finding_.instead;
    put_name(finding_.rows.front().where, one.read, one.meant,
             "write " + quoted(one.meant) + " instead of " + quoted(one.read) + ".");
  }

  void format_key() {
    if (finding_.rows.front().id != "format") return;
    for (const Text& text : agreement_.texts) {
      if (text.kind != TextKind::agreement) continue;
      // Behind the words that the text begins with, before its first key.
      std::size_t from = 0;
      while (from < text.bytes.size()) {
        const Piece piece = piece_at(text.bytes, from);
        if (piece.token != Token::comment && piece.token != Token::line && piece.token != Token::space) break;
        from = piece.to;
      }
      candidates_.push_back({text.file, {{from, from, "format = 1\n"}}, "add format = 1."});
      return;
    }
  }

  void take_out_item(const Where& where, const std::string& words) {
    at(where, [&](std::string_view text, std::size_t from) { add(where, without_item(text, from), words); });
  }

  void listed_twice(const Where& where) {
    if (finding_.message.find("twice in the list") == std::string::npos) return;
    take_out_item(where, "take the second one out.");
  }

  // Consulted or informed, and something more: the lesser letter goes.
  void second_letter() {
    const auto lists = [&](const Words& informed, const Words& consulted) {
      for (const auto* words : {&informed, &consulted}) {
        for (const Word& word : *words) {
          if (finding_.message.starts_with(word.name + " is ")) {
            take_out_item(word.where,
                          "take " + word.name + " out of " +
                              (words == &informed ? "those who are informed." : "those who are consulted."));
          }
        }
      }
    };
    const auto function = agreement_.functions.find(finding_.function);
    if (function == agreement_.functions.end()) return;
    lists(function->second.informed, function->second.consulted);
    for (const Exception& one : function->second.exceptions) {
      lists(one.informed.value_or(Words{}), one.consulted.value_or(Words{}));
    }
  }

  void role_of_party() {
    const auto name_at = [&](const std::string& name) {
      for (const auto& [key, role] : agreement_.roles) {
        const auto team = agreement_.teams.find(name);
        const std::string& party = team == agreement_.teams.end() ? name : team->second.party.name;
        if (role.party.name == party) {
          put_name(finding_.rows.front().where, name, key, "name a role of " + party + ": " + quoted(key) + ".");
        }
      }
    };
    for (const auto& [key, party] : agreement_.parties) name_at(key);
    for (const auto& [key, team] : agreement_.teams) name_at(key);
  }

  // A line behind the one in which the table's header stands.
  void add_line(const Where& header, const std::string& line, const std::string& words) {
    at(header, [&](std::string_view text, std::size_t from) {
      if (text[from] != '[') return;  // an inline table, or one of dotted keys, has no header
      const std::size_t end = text.find('\n', from);
      const std::size_t put = end == std::string_view::npos ? text.size() : end + 1;
      add(header, {put, put, (end == std::string_view::npos ? "\n" : "") + line + "\n"}, words);
    });
  }

  // The role that is accountable for most else.
  void name_accountable() {
    const auto function = agreement_.functions.find(finding_.function);
    if (function == agreement_.functions.end() || function->second.accountable) return;
    std::map<std::string, std::size_t> count;
    for (const auto& [key, other] : agreement_.functions) {
      if (other.accountable) ++count[other.accountable->name];
    }
    const auto most =
        std::max_element(count.begin(), count.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    if (most == count.end()) return;
    add_line(function->second.where, "accountable = " + toml_text(most->first),
             "make " + most->first + " accountable, as for other functions.");
  }

  void rising_matrix() {
    auto matrix = agreement_.priorities;
    for (std::size_t i = 0; i < matrix.size(); ++i) {
      for (std::size_t j = 0; j < matrix[i].size(); ++j) {
        if (i > 0) matrix[i][j] = std::max(matrix[i][j], matrix[i - 1][j]);
        if (j > 0) matrix[i][j] = std::max(matrix[i][j], matrix[i][j - 1]);
      }
    }
    std::string rows;
    for (const auto& line : matrix) {
      std::string levels;
      for (const int level : line) levels += (levels.empty() ? "" : ", ") + std::to_string(level);
      rows += (rows.empty() ? "[" : ", [") + levels + "]";
    }
    at(agreement_.priorities_where, [&](std::string_view text, std::size_t from) {
      add(agreement_.priorities_where, {from, end_of_value(text, from), "[" + rows + "]"},
          "let priorities fall with impact and urgency, never rise.");
    });
  }

  // Those who resolve do this too; an approval is the accountable's.
  void name_responsible() {
    const auto found = agreement_.functions.find(finding_.function);
    if (found == agreement_.functions.end() || found->second.does.empty()) return;
    const Function& function = found->second;
    if (function.does.contains(finding_.activity)) return;
    const Does* last = nullptr;  // in the text
    for (const auto& [activity, does] : function.does) {
      if (last == nullptr || does.where.line > last->where.line) last = &does;
    }
    std::vector<std::string> lists;
    if (finding_.activity == "approve" && function.accountable) {
      lists.push_back("[" + toml_text(function.accountable->name) + "]");
    }
    for (const char* like : {"resolve", "change", "fulfil", "triage"}) {
      const auto row = function.does.find(like);
      if (row == function.does.end()) continue;
      at(row->second.where, [&](std::string_view text, std::size_t from) {
        lists.emplace_back(text.substr(from, end_of_value(text, from) - from));
      });
    }
    at(last->where, [&](std::string_view text, std::size_t from) {
      const std::size_t line = text.rfind('\n', from) == std::string_view::npos ? 0 : text.rfind('\n', from) + 1;
      const std::size_t key = text.find_first_not_of(" \t", line);
      if (key >= from || text[key] == '{') return;
      const std::string does =
          text.substr(key).starts_with("does.") || text.substr(key).starts_with("does .") ? "does." : "";
      const std::size_t end = std::min(text.find('\n', end_of_value(text, from)), text.size());
      for (const std::string& list : lists) {
        std::string who = list.substr(1, list.size() - 2);
        std::erase(who, '"');
        add(last->where,
            {end, end,
             "\n" + std::string(text.substr(line, key - line)) + does + path_step(finding_.activity) + " = " + list},
            "add " + does + finding_.activity + " = " + list + ".");
      }
    });
  }

  const Does* row_of_finding() const {
    const auto function = agreement_.functions.find(finding_.function);
    if (function == agreement_.functions.end()) return nullptr;
    const Where& where = finding_.rows.front().where;
    for (const Exception& one : function->second.exceptions) {
      if (one.does && one.where.line == where.line && one.where.column == where.column) return &*one.does;
    }
    for (const auto& [key, other] : agreement_.functions) {
      for (const auto& [activity, does] : other.does) {
        if (does.where.line == where.line && does.where.column == where.column) return &does;
      }
    }
    return nullptr;
  }

  // Teams of the same function first.
  std::vector<std::string> other_teams(const Does& row) const {
    std::vector<std::string> teams;
    const auto add = [&](const std::string& name) {
      const bool stands = std::any_of(row.assignees.begin(), row.assignees.end(),
                                      [&](const Assignee& one) { return one.holder.name == name; });
      const bool known = std::find(teams.begin(), teams.end(), name) != teams.end();
      if (!stands && !known && agreement_.teams.contains(name) && teams.size() < kTeamsTried) teams.push_back(name);
    };
    const auto function = agreement_.functions.find(finding_.function);
    for (const auto& [activity, does] : function->second.does) {
      for (const Assignee& one : does.assignees) add(one.holder.name);
    }
    for (const auto& [key, team] : agreement_.teams) add(key);
    return teams;
  }

  void somebody_else_too() {
    const Does* row = row_of_finding();
    if (row == nullptr) return;
    for (const std::string& team : other_teams(*row)) {
      at(row->where, [&](std::string_view text, std::size_t from) {
        if (text[from] != '[' || row->assignees.empty()) return;
        const Where& last = row->assignees.back().holder.where;
        const auto name = offset_of(text, last);
        const std::size_t end = end_of_value(text, from) - 1;
        if (!name || *name < from || *name > end) return;
        // Behind the last item, which is a name or a table.
        std::size_t item = from + 1, behind = from + 1;
        while (item < end) {
          const Piece piece = piece_at(text, item);
          const bool value = piece.token == Token::text || (piece.token == Token::mark && text[item] == '{');
          item = value ? end_of_value(text, item) : piece.to;
          if (value) behind = item;
        }
        add(row->where, {behind, behind, ", " + toml_text(team)}, "let " + team + " do it too.");
      });
    }
  }

  // Calls fn(step) for the step of a ladder that the finding is about.
  template <typename Fn>
  void step_at(const Where& where, Fn fn) {
    for (const auto& [key, ladder] : agreement_.ladders) {
      for (const Step& step : ladder.steps) {
        if (step.where.file == where.file && step.where.line == where.line && step.where.column == where.column)
          fn(step);
      }
    }
  }

  void only_during_duty() {
    step_at(finding_.rows.front().where, [&](const Step& step) {
      const auto team = agreement_.teams.find(step.tell.name);
      if (team == agreement_.teams.end() || step.during) return;
      const std::string& duty = team->second.duty.name;
      at(step.where, [&](std::string_view text, std::size_t from) {
        const std::size_t end = end_of_value(text, from);
        const std::size_t last = text.find_last_not_of(" \t\r\n", end - 2);
        if (text[from] != '{' || last == std::string_view::npos || last <= from) return;
        add(step.where, {last + 1, last + 1, ", during = " + toml_text(duty)},
            "tell " + team->first + " only while it is in: during = " + quoted(duty) + ".");
      });
    });
  }

  void take_out_step(const Where& where) {
    step_at(where, [&](const Step& step) {
      at(step.where, [&](std::string_view text, std::size_t from) {
        if (text[from] == '{')
          add(where, without_item(text, from), "take the step that tells " + step.tell.name + " out.");
      });
    });
  }

  void obligors_hours() {
    for (const auto& [key, target] : agreement_.targets) {
      if (!target.clock || target.where.line != finding_.rows.front().where.line ||
          target.where.file != finding_.rows.front().where.file) {
        continue;
      }
      std::vector<std::string> duties;
      for (const auto& [name, team] : agreement_.teams) {
        const bool known = std::find(duties.begin(), duties.end(), team.duty.name) != duties.end();
        if (team.party.name == target.obligor.name && !known && !team.duty.name.empty())
          duties.push_back(team.duty.name);
      }
      for (const std::string& duty : duties) {
        put_name(target.clock->calendar.where, target.clock->calendar.name, duty,
                 "count in the hours of " + target.obligor.name + ": calendar = " + quoted(duty) + ".");
      }
    }
  }

  void count_something() {
    for (const auto& [key, price] : agreement_.prices) {
      if (price.where.line != finding_.rows.front().where.line || price.where.file != finding_.rows.front().where.file)
        continue;
      if (price.per != PricePer::user && price.per != PricePer::device) continue;
      const std::string series = std::string(to_word(price.per)) + "s";
      add_line(price.where, "counts = " + toml_text(series), "count the series " + quoted(series) + ".");
    }
  }

  const Agreement& agreement_;
  const Finding& finding_;
  std::vector<MendCandidate> candidates_;
};

}  // namespace

std::vector<MendCandidate> mend_candidates(const Agreement& agreement, const Finding& finding) {
  return Candidates(agreement, finding).run();
}

}  // namespace concordat::agreement

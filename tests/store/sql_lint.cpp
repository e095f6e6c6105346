// SPDX-License-Identifier: Apache-2.0
#include "store/sql_lint.hpp"

#include <algorithm>
#include <regex>
#include <set>

namespace concordat::store::testing {
namespace {

// What only one engine has, what makes ids or time inside the database, and types that the engines read differently.
const std::vector<std::pair<std::regex, std::string>>& banned() {
  const auto word = [](const char* pattern) { return std::regex(pattern, std::regex::icase); };
  static const std::vector<std::pair<std::regex, std::string>> rules = {
      {word(R"(\b(trigger|procedure|create function|exclude|inherits|extension)\b)"), "is not on every engine"},
      {word(R"(\b(listen|notify|advisory|for update|skip locked|lock table)\b)"), "is not on every engine"},
      {word(R"(\b(serial|bigserial|autoincrement|identity|create sequence|nextval)\b)"), "ids are made by the program"},
      {word(R"(\b(now|random|current_timestamp|current_date|strftime|datetime)\b\s*\(?)"),
       "time and chance are parameters"},
      {word(R"(\b(generated|deferrable|enum|jsonb|json_each|json_extract|ilike)\b)"), "is not on every engine"},
      {word(R"(\[\]|= *any *\()"), "arrays stay out"},
      {word(R"(\b(without rowid|strict|rowid|glob|ifnull|insert or|replace into|group_concat)\b)"),
       "is SQLite's alone"},
      {word(R"(::|\breturning\b.*\binto\b|\bon conflict on constraint\b)"), "is PostgreSQL's alone"},
      {word(
           R"(\b(integer|int|smallint|real|float|double|numeric|decimal|varchar|char|blob|bytea|timestamp|timestamptz|date|time|uuid|json)\b(?=[ ,)]|$))"),
       "is a type that engines read differently; there are text, bigint and boolean"},
  };
  return rules;
}

std::string squeezed(std::string_view text) { return std::regex_replace(std::string(text), std::regex(R"(\s+)"), " "); }

std::string trimmed(const std::string& text) {
  const auto from = text.find_first_not_of(" \n\t");
  return from == std::string::npos ? "" : text.substr(from, text.find_last_not_of(" \n\t") + 1 - from);
}

std::string without_literals(const std::string& sql) { return std::regex_replace(sql, std::regex("'[^']*'"), "''"); }

// A parameter may have any name: ":from" is no clause and ":json" no type.
std::string without_parameters(const std::string& sql) {
  return std::regex_replace(sql, std::regex(R"(([^:]):\w+)"), "$1:x");
}

// What stands between commas that are in no parenthesis.
std::vector<std::string> parts_of(const std::string& list) {
  std::vector<std::string> parts{""};
  int depth = 0;
  for (const char c : list) {
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (c == ',' && depth == 0) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  for (auto& part : parts) part = trimmed(part);
  return parts;
}

class Linter {
 public:
  explicit Linter(std::string sql) : sql_(squeezed(sql)) {}

  void found(const std::string& what) { findings.push_back(what + ": " + trimmed(sql_).substr(0, 90)); }

  void banned_words() {
    const std::string bare = without_parameters(without_literals(sql_));
    std::smatch match;
    for (const auto& [pattern, why] : banned()) {
      if (!std::regex_search(bare, match, pattern)) continue;
      std::string what = "'";
      what.append(trimmed(match.str())).append("' ").append(why);
      found(what);
    }
  }

  void table(Schema& schema, bool reference) {
    static const std::regex create(R"(^ ?create table (\w+) ?\((.*)\) ?$)");
    std::smatch match;
    if (!std::regex_match(sql_, match, create)) return found("not a plain `create table name (…)`");
    const std::string name = match[1];
    const auto parts = parts_of(match[2]);
    for (const auto& part : parts) member(part, reference);
    if (reference) {
      schema.reference_tables.insert(name);
      return;
    }
    schema.tenant_tables.insert(name);
    if (parts.front().rfind("org_id bigint not null", 0) != 0)
      found("a tenant's table begins with `org_id bigint not null`");
    const bool keyed = std::any_of(parts.begin(), parts.end(), [](const std::string& part) {
      return part.rfind("primary key (org_id,", 0) == 0 || part.rfind("primary key (org_id)", 0) == 0;
    });
    if (!keyed) found("the primary key begins with org_id");
  }

  void index(const Schema& schema) {
    static const std::regex create(R"(^ ?create (unique )?index (\w+) on (\w+) ?\((.*)\) ?$)");
    std::smatch match;
    if (!std::regex_match(sql_, match, create)) return found("not a plain `create index name on table (…)`");
    if (!schema.tenant_tables.contains(match[3]) && !schema.reference_tables.contains(match[3]))
      found("an index on no table");
    if (schema.tenant_tables.contains(match[3]) && parts_of(match[4]).front() != "org_id") {
      found("an index of a tenant's table begins with org_id");
    }
  }

  void statement(const Schema& schema) {
    static const std::regex names(R"(\b(?:from|join|into|update) (\w+))");
    const std::string bare = without_literals(sql_);
    const std::string plain = without_parameters(bare);
    std::size_t tables = 0;
    for (std::sregex_iterator it(plain.begin(), plain.end(), names), end; it != end; ++it) {
      const std::string table = (*it)[1];
      if (schema.tenant_tables.contains(table)) ++tables;
      if (table == "set" || schema.tenant_tables.contains(table) || schema.reference_tables.contains(table)) continue;
      if (table != "migration") found("names a table that no migration makes: " + table);
    }
    if (tables == 0) return;
    static const std::regex parameter(R"(:(\w+))");
    std::smatch first;
    if (!std::regex_search(bare, first, parameter) || first[1] != "org")
      found("the first parameter is the organisation, :org");
    if (std::regex_search(bare, std::regex(R"(^ ?insert )"))) {
      if (!std::regex_search(bare, std::regex(R"(^ ?insert into \w+ \(org_id, .*\) values \(:org, )"))) {
        found("an insert begins with org_id and :org");
      }
    } else if (!std::regex_search(bare, std::regex(R"(\b(where|and) (\w+\.)?org_id = :org\b)"))) {
      found("a statement on a tenant's table says `org_id = :org`");
    }
    static const std::regex joined(R"(\bjoin \w+ \w+ on \w+\.org_id = \w+\.org_id\b)");
    static const std::regex join(R"(\bjoin\b)");
    const auto count = [&](const std::regex& pattern) {
      return std::distance(std::sregex_iterator(bare.begin(), bare.end(), pattern), std::sregex_iterator());
    };
    if (count(join) != count(joined)) found("a join carries org_id");
    if (tables > 1 + static_cast<std::size_t>(count(join))) found("more than one tenant's table without a join");
  }

  std::vector<std::string> findings;

 private:
  // A column or a constraint of a table.
  void member(const std::string& part, bool reference) {
    static const std::regex column(R"(^\w+ (text|bigint|boolean) not null\b.*)");
    static const std::regex constraint(R"(^(primary key|unique|foreign key|check) ?\((.*))");
    std::smatch match;
    if (std::regex_match(part, match, constraint)) {
      if (!reference && match[1] != "check" && match[2].str().rfind("org_id", 0) != 0)
        found("a constraint begins with org_id");
      return;
    }
    if (!std::regex_match(part, column)) found("a column is text, bigint or boolean, and not null (" + part + ")");
    if (!reference && std::regex_search(part, std::regex(R"(\b(unique|primary key)\b)")))
      found("a constraint begins with org_id");
    static const std::regex foreign(R"(\breferences (?!organisation \(org_id\)))");
    if (std::regex_search(part, foreign)) found("a foreign key carries org_id (" + part + ")");
  }

  std::string sql_;
};

}  // namespace

std::vector<std::string> lint_migration(std::string_view sql, Schema& schema) {
  std::vector<std::string> findings;
  std::string text(sql);
  static const std::regex drop(R"(drop table (\w+))");
  static const std::regex insert(R"(^insert into (\w+) )");
  std::set<std::string> gone;
  static const std::regex statement(R"(((?:\s*--[^\n]*\n|\s)*)([^;]*);)");
  for (std::sregex_iterator it(text.begin(), text.end(), statement), end; it != end; ++it) {
    const bool reference = (*it)[1].str().find("-- reference: ") != std::string::npos;
    const std::string body = std::regex_replace((*it)[2].str(), std::regex("--[^\n]*"), "");
    Linter linter(body);
    linter.banned_words();
    if (body.rfind("create table", 0) == 0) {
      linter.table(schema, reference);
    } else if (body.rfind("create ", 0) == 0) {
      linter.index(schema);
    } else if (std::smatch dropped;
               std::regex_match(body, dropped, drop) && schema.tenant_tables.contains(dropped[1])) {
      // A projection is made anew by the same migration, and filled from the record.
      schema.tenant_tables.erase(dropped[1]);
      gone.insert(dropped[1]);
    } else if (std::smatch into; std::regex_search(body, into, insert) && schema.reference_tables.contains(into[1])) {
      continue;  // a word of the program's own, no organisation's
    } else {
      linter.found("a migration makes tables and indexes");
    }
    findings.insert(findings.end(), linter.findings.begin(), linter.findings.end());
  }
  for (const std::string& table : gone) {
    if (!schema.tenant_tables.contains(table)) findings.push_back("a table is dropped and not made again: " + table);
  }
  return findings;
}

std::vector<std::string> lint_statement(std::string_view sql, const Schema& schema) {
  Linter linter{std::string(sql)};
  linter.banned_words();
  linter.statement(schema);
  return linter.findings;
}

std::vector<std::string> sql_literals(std::string_view source) {
  std::vector<std::string> literals;
  static const std::regex sql(R"(^\s*(select|insert|update|delete|with|replace|create|drop|alter) [\s\S]*)");
  std::string text;
  bool in_text = false;
  const auto keep = [&] {
    if (std::regex_match(text, sql)) literals.push_back(text);
    text.clear();
  };
  for (std::size_t i = 0; i < source.size(); ++i) {
    if (in_text) {
      if (source[i] == '\\') {
        text += source[++i];
      } else if (source[i] == '"') {
        in_text = false;
      } else {
        text += source[i];
      }
    } else if (source.substr(i, 2) == "//") {
      i = std::min(source.find('\n', i), source.size());
    } else if (source[i] == '"' && !(i > 0 && source[i - 1] == '\'')) {
      in_text = true;
    } else if (source[i] != ' ' && source[i] != '\n') {
      keep();
    }
  }
  keep();
  return literals;
}

}  // namespace concordat::store::testing

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/edit.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"

#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What the checker says of an agreement. Findings are disjoint: one for each (rule, function, activity, rows), with the
// earliest instant as example and, where there is one, a patch that mends it.
namespace concordat::agreement {

enum class Severity : std::uint8_t { error, warning, note };
std::string_view to_word(Severity severity);

// A place in the texts by its TOML path: "function.service-desk.does.resolve", "function.service-desk.except.1".
struct Row {
  std::string id;
  Where where;
};

struct Example {
  std::optional<Instant> at;
  std::string at_local;  // in the organisation's zone: "2026-04-01T00:00:00+01:00"; empty where `at` is
  std::string site;      // each empty where it does not matter
  std::optional<int> priority;
  std::string class_;
  std::vector<std::string> who;
};

struct Fix {
  std::string file;
  Edits edits;
  std::string patch;  // the same as a unified diff of that file
  std::string words;
};

// A name or key that stands at the finding's first row, and the known one that is nearest to it.
struct Instead {
  std::string read;
  std::string meant;
};

struct Finding {
  std::string rule;
  Severity severity = Severity::error;
  std::string message;  // one sentence or two, with what was read and what was expected
  std::vector<Row> rows;
  std::string function;  // empty where it is about none
  std::string activity;
  std::optional<double> hours_per_week;
  std::optional<Example> example;
  std::optional<Instead> instead;
  std::optional<Fix> fix;  // find_mends() looks for it
};

using Findings = std::vector<Finding>;

bool has_error(const Findings& findings);
// Errors first, then warnings, then notes; within each by place, rule and words: the order in which they are shown.
void sort_findings(Findings& findings);

// {"ok","findings":[…]}, as contracts of the command line fix it.
boost::json::object to_json(const Findings& findings);
// "FILE:LINE:COLUMN: error RULE: MESSAGE", with example and mend on lines of their own, and a last line that counts.
std::string to_text(const Findings& findings);

}  // namespace concordat::agreement

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/access.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <vector>

// What of an AccessLog holds at a time, as a list for people and programs.
namespace concordat::operate {

struct AccessRow {
  std::string what;  // "owner", "grant", "suspended", …
  std::string id;    // empty where it has none
  std::string who;
  std::string words;  // what it gives or takes, and why
  agreement::Span time;
};

// What runs at `at`, what is still to be reviewed, and the questions without an answer; in the order of the kinds.
std::vector<AccessRow> access_rows(const agreement::AccessLog& access, Instant at);

boost::json::object to_json(const std::vector<AccessRow>& rows, Instant at);
std::string to_text(const std::vector<AccessRow>& rows, Instant at);

}  // namespace concordat::operate

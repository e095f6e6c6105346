// SPDX-License-Identifier: Apache-2.0
#include "measure/twin.hpp"

#include "store/zones.hpp"
#include "support/places.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdio>

namespace concordat::measure::test {
namespace {

namespace json = boost::json;

bool same_number(const json::value& ours, const json::value& theirs) {
  if (ours.is_int64() && theirs.is_int64()) return ours.get_int64() == theirs.get_int64();
  const double a = ours.to_number<double>();
  const double b = theirs.to_number<double>();
  return std::abs(a - b) <= 1e-12 * std::max(std::abs(a), std::abs(b));
}

void compare(const std::string& path, const json::value& ours, const json::value& theirs,
             std::vector<std::string>& found) {
  const auto differ = [&] { found.push_back(path + ": " + json::serialize(ours) + " but " + json::serialize(theirs)); };
  if (ours.is_object() && theirs.is_object()) {
    for (const auto& [key, value] : ours.get_object()) {
      const auto* other = theirs.get_object().if_contains(key);
      if (other == nullptr) {
        found.push_back(path + "." + std::string(key) + ": only ours");
      } else if (path != ".cannot_say") {
        compare(path + "." + std::string(key), value, *other, found);
      }
    }
    for (const auto& member : theirs.get_object()) {
      if (!ours.get_object().contains(member.key())) {
        found.push_back(path + "." + std::string(member.key()) + ": only theirs");
      }
    }
  } else if (ours.is_array() && theirs.is_array()) {
    const auto& a = ours.get_array();
    const auto& b = theirs.get_array();
    if (a.size() != b.size()) differ();
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
      compare(path + "[" + std::to_string(i) + "]", a[i], b[i], found);
    }
  } else if (ours.is_number() && theirs.is_number()) {
    if (!same_number(ours, theirs)) differ();
  } else if (ours != theirs) {
    differ();
  }
}

std::string quoted(const std::string& word) {
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? "'\\''" : std::string(1, c);
  return text + "'";
}

}  // namespace

std::string run_twin(const std::vector<std::string>& words) {
  std::string command = "python3 " + quoted(own_file("flow_twin.py"));
  for (const auto& word : words) command += ' ' + quoted(word);
  std::string output;
  FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) {
    ADD_FAILURE() << "cannot run " << command;
    return output;
  }
  std::array<char, 1 << 16> piece{};
  for (std::size_t size = 0; (size = std::fread(piece.data(), 1, piece.size(), pipe)) > 0;) {
    output.append(piece.data(), size);
  }
  EXPECT_EQ(pclose(pipe), 0) << command;
  return output;
}

std::vector<std::string> differences(const json::value& ours, const json::value& theirs) {
  std::vector<std::string> found;
  compare("", ours, theirs, found);
  return found;
}

const calendar::Zone& zone(const std::string& name) {
  static store::ZoneSource source;
  return *source.find(name).value();
}

record::Entry entry(std::string kind, std::string subject, json::object body, Instant at) {
  record::Entry made;
  made.kind = std::move(kind);
  made.subject = std::move(subject);
  made.at = at;
  made.body = std::move(body);
  return made;
}

ticket::Log fold(const std::vector<record::Entry>& entries) {
  ticket::LogBuilder builder;
  for (const auto& e : entries) builder.step(e);
  return std::move(builder).finish();
}

std::string own_file(const std::string& name) { return source_dir() + "/tests/measure/" + name; }

}  // namespace concordat::measure::test

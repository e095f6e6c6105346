// SPDX-License-Identifier: Apache-2.0
#include "operate/imports/file.hpp"

#include "operate/imports/input.hpp"
#include "operate/imports/read.hpp"

#include <filesystem>

namespace concordat::operate {
namespace {

tl::unexpected<Refusal> wrong_in(const char* pointer, const Problem& problem) {
  std::string detail = problem.message;
  if (problem.where && problem.where->line > 0) {
    detail = "Line " + std::to_string(problem.where->line) + ": " + detail;
  }
  return tl::unexpected(Refusal{422, problem, {{pointer, detail}}});
}

}  // namespace

Outcome<void> read_import(imports::Format format, const std::string& name, const std::string& map,
                          const std::string& content, ReadFile& into) {
  auto parsed = imports::parse_map(map, "map");
  if (!parsed) return wrong_in("/map", parsed.error());
  into.map = std::move(*parsed);
  const auto zone = into.zones.find(into.map.zone);
  if (!zone) return wrong_in("/map", zone.error());
  into.zone = *zone;
  into.source = imports::source_name(into.map, format);
  into.file = std::filesystem::path(name).filename().string();
  const auto input = imports::memory_input(content, name);
  auto rows = imports::read_rows(*input, format, into.map, *into.zone);
  if (!rows) return wrong_in("/content", rows.error());
  into.rows = std::move(*rows);
  return {};
}

}  // namespace concordat::operate

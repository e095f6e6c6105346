// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/outcome.hpp"
#include "operate/imports/bodies.hpp"
#include "operate/imports/plan.hpp"
#include "store/zones.hpp"

#include <string>

// A log that came over HTTP, read by its map.
namespace concordat::operate {

// Stays where it is: its parts point at each other.
struct ReadFile {
  imports::Map map;
  store::ZoneSource zones;
  const calendar::Zone* zone = nullptr;  // of zones
  imports::Rows rows;
  std::string source;
  std::string file;

  ReadFile() = default;
  ReadFile(const ReadFile&) = delete;
  ReadFile& operator=(const ReadFile&) = delete;
  imports::PlanInput input() const { return {rows, map, *zone, source, file}; }
};

// The refusal points at what cannot be read: /map or /content.
Outcome<void> read_import(imports::Format format, const std::string& name, const std::string& map,
                          const std::string& content, ReadFile& into);

}  // namespace concordat::operate

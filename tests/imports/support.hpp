// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/imports/plan.hpp"
#include "operate/imports/read.hpp"
#include "support/places.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

// What the tests of the imports share: a short way from texts to rows and drafts.
namespace concordat::imports {

inline std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in.good()) << path;
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

inline std::string example(const std::string& name) { return source_dir() + "/examples/" + name; }

inline calendar::Zone utc_zone() { return {"UTC", "", 0, {}}; }

// 2026's rules of the European Union (Directive 2000/84/EC): summer time from the last Sunday of March, 01:00 UTC, to
// the last Sunday of October, 01:00 UTC. Those are 29 March and 25 October.
inline calendar::Zone european_zone(const std::string& name, std::int32_t winter_offset_s) {
  constexpr std::int64_t kSpring = 1'774'746'000;  // date -ud 2026-03-29T01:00Z +%s
  constexpr std::int64_t kAutumn = 1'792'890'000;  // date -ud 2026-10-25T01:00Z +%s
  return {name, "2026a", winter_offset_s, {{kSpring, winter_offset_s + 3600}, {kAutumn, winter_offset_s}}};
}

inline calendar::Zone zone_of(const Map& map) {
  if (map.zone == "UTC") return utc_zone();
  return european_zone(map.zone, map.zone == "Europe/London" ? 0 : 3600);
}

inline Map map_of(const std::string& text) {
  auto map = parse_map(text, "map.toml");
  EXPECT_TRUE(map.has_value()) << to_text(map.error());
  return map ? std::move(*map) : Map{};
}

inline Result<Rows> rows_of(const Map& map, std::string_view bytes, Format format = Format::csv,
                            const ReadOptions& options = {}) {
  const auto input = memory_input(bytes, "log.csv");
  return read_rows(*input, format, map, zone_of(map), options);
}

// Good for ids that differ, no more.
inline FillRandom seeded(std::uint64_t seed) {
  return [seed](std::span<std::uint8_t> bytes) mutable {
    for (std::uint8_t& byte : bytes) {
      seed = seed * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
      byte = static_cast<std::uint8_t>(seed >> 56);
    }
  };
}

struct Planned {
  Counts counts;
  std::vector<record::Draft> drafts;

  std::vector<const record::Draft*> of_kind(std::string_view kind) const {
    std::vector<const record::Draft*> found;
    for (const auto& draft : drafts) {
      if (draft.kind == kind) found.push_back(&draft);
    }
    return found;
  }
  std::vector<std::string> kinds() const {
    std::vector<std::string> found;
    for (const auto& draft : drafts) {
      if (found.empty() || found.back() != draft.kind) found.push_back(draft.kind);
    }
    return found;
  }
};

inline Planned plan_of(const Map& map, std::string_view bytes, const Known& known = {}, Format format = Format::csv) {
  const auto rows = rows_of(map, bytes, format);
  EXPECT_TRUE(rows.has_value()) << to_text(rows.error());
  if (!rows) return {};
  EXPECT_THAT(rows->bad, testing::IsEmpty());
  const calendar::Zone zone = zone_of(map);
  Plan plan({*rows, map, zone, source_name(map, format), "log.csv"}, known, seeded(7));
  Planned planned{plan.counts(), {}};
  for (auto drafts = plan.take(3); !drafts.empty(); drafts = plan.take(3)) {
    std::move(drafts.begin(), drafts.end(), std::back_inserter(planned.drafts));
  }
  return planned;
}

// The record as it is after the drafts have been appended.
inline void append(Known& known, const Planned& planned) {
  for (const auto& draft : planned.drafts) {
    record::Entry entry;
    entry.at = draft.at.value_or(Instant{});
    entry.subject = draft.subject;
    entry.kind = draft.kind;
    entry.body = draft.body;
    known.step(entry);
    if (draft.kind == "person.named") known.name_person(draft.subject.substr(7), draft.texts.at(0).text);
  }
}

// For messages of failed tests.
inline void PrintTo(const BadRow& bad, std::ostream* out) {
  *out << bad.line << ":" << bad.column << " " << bad.reason;
}

inline std::string body_text(const record::Draft& draft, std::string_view key) {
  const boost::json::value* value = draft.body.if_contains(key);
  return value == nullptr ? "" : std::string(value->as_string());
}

}  // namespace concordat::imports

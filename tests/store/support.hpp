// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.hpp"
#include "record/entry.hpp"
#include "store/database.hpp"
#include "store/session.hpp"
#include "store/transaction.hpp"
#include "support/engines.hpp"
#include "support/folder.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

// What the store's tests share: a folder that goes away, randomness from a seed, and entries to append.
namespace concordat::store::testing {

using concordat::testing::copy_place;
using concordat::testing::forget_places;
using concordat::testing::on_server;
using concordat::testing::place_of;
using concordat::testing::tamper;

class TempFolder {
 public:
  TempFolder() = default;
  ~TempFolder() { forget_places(folder_.path()); }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return folder_.path() / name; }

 private:
  test::Folder folder_;
};

inline FillRandom seeded(std::uint32_t seed) {
  return [engine = std::mt19937(seed)](std::span<std::uint8_t> bytes) mutable {
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(engine());
  };
}

inline constexpr Instant kNow = Instant::from_seconds(1'790'000'000);

// "INC0000001 is In Progress with Group 7", as an import sees it.
inline record::Draft observed(const std::string& ticket, const std::string& state, const std::string& team,
                              Instant at = kNow) {
  return {.at = at,
          .actor = "import",
          .party = {},
          .audience = record::Audience::shared(),
          .subject = "ticket:" + ticket,
          .kind = "ticket.observed",
          .agreement = {},
          .body = {{"source", "servicenow"}, {"source_state", state}, {"state", "in_progress"}, {"team", team}},
          .texts = {}};
}

// A person and the text that is their name.
inline record::Draft named(const std::string& person, const std::string& name, const FillRandom& fill) {
  std::string salt;
  for (int i = 0; i < 4; ++i) salt += random_id('a', fill).substr(2);
  for (auto& c : salt) c = "0123456789abcdef"[static_cast<unsigned char>(c) % 16];
  const record::VaultText text{random_id('t', fill), salt, name};
  return {.at = std::nullopt,
          .actor = "import",
          .party = {},
          .audience = record::Audience::shared(),
          .subject = "person:" + person,
          .kind = "person.named",
          .agreement = {},
          .body = {{"name", record::text_reference(text)}},
          .texts = {text}};
}

inline Database open_new(const std::filesystem::path& folder) {
  auto database = Database::open(place_of(folder), Database::Opening::create);
  if (!database) throw Failure(database.error());
  return std::move(*database);
}

inline OrgId make_organisation(Database& database, const std::string& name, std::uint32_t seed = 1) {
  auto id = database.create_organisation(name, kNow, seeded(seed));
  if (!id) throw Failure(id.error());
  return *id;
}

// Appends `count` updates of a handful of tickets, and answers the record's size.
inline std::int64_t append_some(Database& database, const OrgId& organisation, int count, Instant now = kNow) {
  std::vector<record::Draft> drafts;
  for (int i = 0; i < count; ++i) {
    drafts.push_back(observed("INC" + std::to_string(i % 7), i % 2 == 0 ? "New" : "Active",
                              "Group " + std::to_string(i % 5), Instant::from_seconds(now.seconds() + i)));
  }
  const auto appended = database.append(organisation, drafts, now);
  if (!appended) throw Failure(appended.error());
  return appended->first + appended->count;
}

inline Session session_of(Database& database, const OrgId& organisation) {
  auto session = database.open_session(Scope(organisation));
  if (!session) throw Failure(session.error());
  return std::move(*session);
}

inline std::string read_all(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline void write_all(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

// The code of the Failure that `fn` throws; empty where it throws none.
template <typename Fn>
std::string failure_code(Fn&& fn) {
  try {
    fn();
  } catch (const Failure& failure) {
    return failure.problem().code;
  }
  return {};
}

}  // namespace concordat::store::testing

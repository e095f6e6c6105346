// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.hpp"
#include "calendar/zone.hpp"
#include "operate/imports/known.hpp"
#include "operate/imports/map.hpp"
#include "operate/imports/rows.hpp"
#include "record/entry.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// A plan is what an import would append to the record, decided before anything is appended. INVARIANTS: what the record
// holds already is not in it; if nothing is new it is empty; observations stand in the order of the file; what a source
// filled in backwards stands on the last new row of its ticket only.
namespace concordat::imports {

struct Counts {
  std::size_t tickets = 0;  // that the good rows speak of
  std::size_t updates = 0;  // good rows
  std::size_t fresh = 0;    // of them, new to the record
  std::size_t already = 0;  // of them, in the record already
};

// What the plan is made of; all must outlive it.
struct PlanInput {
  const Rows& rows;
  const Map& map;
  const calendar::Zone& zone;  // the map's
  std::string source;          // how the record calls the source: source_name(map, format)
  std::string file;            // its base name
};

std::string source_name(const Map& map, Format format);

class Plan {
 public:
  Plan(PlanInput input, Known known, FillRandom fill);

  const Counts& counts() const { return counts_; }
  // New rows that were not taken yet.
  std::size_t fresh_left() const { return counts_.fresh - fresh_taken_; }
  // The next drafts in their order: `count` of them, and what else the last row says; none at the end. Taken once.
  std::vector<record::Draft> take(std::size_t count);

 private:
  struct Observation;
  class Observations;

  void find_fresh();
  void find_last_rows();
  void declare();
  void declare_party(std::string_view key);
  void declare_team(std::string_view name);
  void name_person(std::int32_t name);
  void begin_import();
  void observe_row(std::size_t row, std::vector<record::Draft>& into);
  record::Draft observe(std::size_t row, const Observation& observation, bool with_facts);
  void add_subject(std::size_t row, record::Draft& draft);
  std::string_view party_of(const Row& row) const;
  ObservationKey key_of(std::size_t row, const Observation& observation) const;

  PlanInput input_;
  Known known_;
  FillRandom fill_;
  Counts counts_;
  std::vector<std::uint8_t> fresh_;        // per row: bit i, that its observation i is new
  std::vector<std::int32_t> last_row_;     // per ticket: its last row with something new, or -1
  std::vector<std::int32_t> subject_;      // per ticket: what was last said of its subject
  std::vector<std::string> person_ids_;    // per text; empty where it is not a person's name
  std::vector<std::string> team_parties_;  // per text, where it is a team's name
  std::vector<record::Draft> ahead_;       // what comes before the observations
  std::size_t next_ahead_ = 0;
  std::size_t next_row_ = 0;
  std::size_t fresh_taken_ = 0;
  bool begun_ = false;
};

}  // namespace concordat::imports

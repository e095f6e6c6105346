// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/imports/map.hpp"
#include "record/entry.hpp"
#include "store/session.hpp"
#include "ticket/history.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

// What an organisation's record holds already, as far as an import must know it so as not to say it again. It is folded
// from the record's own entries, so that it needs no table of its own.
namespace concordat::imports {

// What the source itself says in one observation, without what the map makes of it: the same row read again under a
// better map is still the same row. Closing facts, subjects and people are not in it: the first stand on the last row
// only, the others are kept outside the record.
struct SourceWords {
  std::string_view ticket;
  Instant at;
  std::string_view event;  // of a row per ticket: "created", …
  std::string_view state;
  std::string_view detail;
  std::string_view team;
  std::string_view priority;
  std::string_view impact;
  std::string_view urgency;
  std::string_view category;
};

// `moment` is that something was seen of this ticket at this instant; `words` is also what. Both are good within one
// run of the program only.
struct ObservationKey {
  std::uint64_t moment = 0;
  std::uint64_t words = 0;
};

ObservationKey observation_key(const SourceWords& words);

class Known {
 public:
  // Takes in one entry; kinds that an import does not write are passed over.
  void step(const record::Entry& entry);
  // The name behind a person's id: the text that the entry `person.named` commits to, where it has not been erased.
  void name_person(std::string_view id, std::string_view name);

  bool has_observations() const { return !moments_.empty(); }
  // Each answers true once for every time that the record holds it.
  bool take_words(ObservationKey key);
  bool take_moment(ObservationKey key);

  bool has_party(std::string_view key, const PartyWords& words) const;
  bool has_team(std::string_view name, const ticket::Team& team) const;
  bool has_zone(std::string_view name, std::string_view version) const;
  const std::string* person(std::string_view name) const;  // null where nobody is called so

 private:
  using Counts = boost::unordered_flat_map<std::uint64_t, std::uint32_t>;
  static bool take(Counts& counts, std::uint64_t key);

  Counts words_;
  Counts moments_;
  std::map<std::string, PartyWords, std::less<>> parties_;
  std::map<std::string, ticket::Team, std::less<>> teams_;
  std::map<std::string, std::string, std::less<>> zones_;
  std::map<std::string, std::string, std::less<>> people_;
};

// All of a record. A damaged entry is the Failure "damaged-record".
Known known_of(store::Session& session, const store::OrgId& organisation);

}  // namespace concordat::imports

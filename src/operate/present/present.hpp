// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/may.hpp"
#include "operate/present/recorded_agreement.hpp"
#include "ticket/in_force.hpp"
#include "ticket/rule_effects.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

// An organisation as it is now: the version in force, compiled, and what the record says of people. INVARIANT: it is a
// function of the record's landmarks and of the time, so it is made once for each change of either, not for each
// question; and it is never changed once it was made.
namespace concordat::operate {

struct Present {
  std::int64_t landmark = -1;  // the last that it knows
  std::int64_t from_s = 0;     // from when to when, if no landmark comes
  std::int64_t until_s = INT64_MAX;
  RecordedAgreement recorded;
  const agreement::Version* version = nullptr;  // null: no agreement is in force
  agreement::Agreement agreement;
  agreement::Rules rules;
  agreement::Rights rights;
  agreement::Facts facts;  // by the keys of the texts
  ticket::VersionsInForce in_force;
  std::string own;  // the organisation's own party

  Present() = default;
  Present(const Present&) = delete;
  Present& operator=(const Present&) = delete;

  // The key by which rules and facts know a person of the record: the texts' own, else the id itself.
  std::string key_of(const std::string& person) const;
  // Whose people they are at that time; empty: of nobody that is known.
  std::string party_of(const std::string& person, Instant at) const;
  // May, by the record's id of a person. An entry's audience says "internal" where no agreement had named the party
  // yet.
  agreement::Answer may(const std::string& person, const std::string& action, agreement::Subject subject,
                        Instant at) const;
  bool is_owner(const std::string& person, Instant at) const;
  // When they were last given a right by name, or lost one; the first instant where they never were.
  Instant rights_changed(const std::string& person) const;
  // Whether a reader of this party is in the audience.
  bool shows(const record::Audience& audience, const std::string& party) const;
  // What the rules do by themselves. This outlives it.
  ticket::RuleWorld world() const;
};

// Of all organisations, each made when somebody asks. From any thread.
class Presents {
 public:
  Result<std::shared_ptr<const Present>> of(store::Session& session, const store::OrgId& organisation, Instant now);

 private:
  std::mutex mutex_;
  std::map<store::OrgId, std::shared_ptr<const Present>> kept_;
};

}  // namespace concordat::operate

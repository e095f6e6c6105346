// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/access.hpp"
#include "base/random.hpp"
#include "operate/agreement/access_desk.hpp"

#include <optional>
#include <string>
#include <vector>

// What is done about access beside the agreement's texts: owners, grants, broken glass, suspensions and the rest, as
// entries. The same for the command line and for the service; whether somebody may do it, whoever calls has asked.
namespace concordat::operate {

// What is wanted, in whatever form it came. People by their key in the texts, or by their id in the record.
struct AccessOrder {
  std::string actor = "host";  // who does it
  std::string acts_for;        // a party; empty: the organisation's own
  std::string name;            // a person, a team, a party, or the id of what was there before
  std::vector<std::string> actions;
  std::string party;
  std::string team;
  std::string by;  // who delegates, who answers
  std::vector<std::string> functions;
  std::vector<std::string> classes;
  std::string ticket;
  std::string asked;  // the request that a grant answers
  std::string words;  // of a review
  std::optional<Instant> from;
  std::optional<Instant> until;
  std::string why;
  bool yes = false;     // the answer to a question
  bool remove = false;  // the opposite
};

struct Deed {
  std::vector<record::Draft> drafts;
  std::string id;     // of what came to be; empty where it has none
  std::string words;  // a sentence
};

using AccessMaker = Result<Deed> (*)(const AccessDesk&, const AccessOrder&, Instant now, const FillRandom&);

Result<Deed> own(const AccessDesk& desk, const AccessOrder& order, Instant now, const FillRandom& random);
Result<Deed> administer(const AccessDesk& desk, const AccessOrder& order, Instant now, const FillRandom& random);
Result<Deed> join_team(const AccessDesk& desk, const AccessOrder& order, Instant now, const FillRandom& random);
Result<Deed> represent(const AccessDesk& desk, const AccessOrder& order, Instant now, const FillRandom& random);
Result<Deed> delegate(const AccessDesk& desk, const AccessOrder& order, Instant now, const FillRandom& random);
Result<Deed> ask_grant(const AccessDesk& desk, const AccessOrder& order, Instant now, const FillRandom& random);
Result<Deed> grant(const AccessDesk& desk, const AccessOrder& order, Instant now, const FillRandom& random);
Result<Deed> refuse_grant(const AccessDesk& desk, const AccessOrder& order, Instant now, const FillRandom& random);
Result<Deed> break_glass(const AccessDesk& desk, const AccessOrder& order, Instant now, const FillRandom& random);
Result<Deed> review(const AccessDesk& desk, const AccessOrder& order, Instant now, const FillRandom& random);
Result<Deed> suspend(const AccessDesk& desk, const AccessOrder& order, Instant now, const FillRandom& random);
Result<Deed> narrow(const AccessDesk& desk, const AccessOrder& order, Instant now, const FillRandom& random);
Result<Deed> dismiss(const AccessDesk& desk, const AccessOrder& order, Instant now, const FillRandom& random);
Result<Deed> end_access(const AccessDesk& desk, const AccessOrder& order, Instant now, const FillRandom& random);
Result<Deed> ask_authority(const AccessDesk& desk, const AccessOrder& order, Instant now, const FillRandom& random);
Result<Deed> answer_authority(const AccessDesk& desk, const AccessOrder& order, Instant now, const FillRandom& random);

}  // namespace concordat::operate

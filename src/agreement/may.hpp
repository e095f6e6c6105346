// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/facts.hpp"
#include "agreement/rights.hpp"

#include <optional>
#include <string>
#include <vector>

// Who may do what, to what, when, and why. INVARIANTS: what nothing allows is denied; a prohibition beats every
// permission but the organisation's broken glass; whoever's party has no running contract may do nothing, save what its
// two representatives may for ninety days after it; what cannot be decided is denied. Every yes names the row, grant or
// fact that gives it. Duty has no say: hours move no right.
namespace concordat::agreement {

// Who asks: one person; or, for a team or role, whoever is in it.
struct Who {
  std::string person;
  TeamId team;
  RoleId role;
};

struct Subject {
  FunctionId function;  // none: the organisation itself
  std::string class_;   // of the thing it is about; empty: not said
  SiteId site;
  int priority = 0;
  PartyId party;                      // whose people, for what an administrator does
  std::optional<TicketFacts> ticket;  // a ticket of `function`
  std::optional<Instant> entry_at;    // of the entry to be read
};

struct Request {
  Who who;
  std::string action;  // an activity, an action of an authority, a row action or a platform action
  Subject subject;
  Instant at;
};

struct Because {
  enum class Kind : std::uint8_t { row, grant, forbid, break_glass, platform };
  Kind kind = Kind::row;
  std::string id;  // a TOML path where it stands in a text: "authority.aegis-soc.isolate.server"
  Where where;     // no file where it stands in none
  std::string words;
};

struct AskFirst {
  RoleId role;
  std::optional<std::int64_t> act_after_s;  // may act when nobody has answered for so long; none: never
};

struct Answer {
  bool allow = false;
  How how = How::no;
  std::optional<AskFirst> ask;  // where how is `ask`, whether it is answered or not
  // What allows it, or what stands in the way; sorted by kind and id, and no more than limits::kReasonsMax of a kind.
  std::vector<Because> because;
  std::string failed;  // why it could not be decided; then it is a no to be alarmed about
};

Answer may(const Rights& rights, const Request& request, const Facts& facts = {});

// The authority by which the question is asked: a row that says `ask`; null where there is none (any more).
const PermissionRules* asking_row(const Rights& rights, const Asked& asked);
// Whether a person may answer it: they hold the role that its row asks, or deputise for it, and their contract runs.
bool may_answer(const Rights& rights, const Asked& asked, const std::string& person, Instant at, const Facts& facts);

// The other way round: everybody who may, by key. It agrees with may() on every person and team.
struct WhoMay {
  struct Person {
    std::string person;
    PartyId party;  // none: of no party that is known
    Answer answer;
  };
  struct Team {
    TeamId team;
    Answer answer;
  };
  std::vector<Person> people;
  std::vector<Team> teams;  // of which nobody is named, in the texts or elsewhere
};
WhoMay who_may(const Rights& rights, const std::string& action, const Subject& subject, Instant at,
               const Facts& facts = {});

// Everybody that the texts and the facts name, sorted.
std::vector<std::string> known_people(const Rights& rights, const Facts& facts);

}  // namespace concordat::agreement

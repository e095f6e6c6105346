// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/sight.hpp"
#include "operate/desk/tables.hpp"
#include "ticket/clock.hpp"
#include "ticket/command.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

// One ticket of one organisation, looked at or worked on. INVARIANT: who may not read it learns nothing, not even that
// it is there; and after every change the rules have done what was theirs to do by then, and the timer is set for what
// comes next.
namespace concordat::operate {

std::string etag_of(const ticket::Ticket& ticket);

class TicketDesk {
 public:
  TicketDesk(Changing& changing) : changing_(changing), member_(*changing.member) {}

  // Makes a ticket and answers its name.
  Outcome<std::string> create(ticket::command::Create create, const std::optional<record::VaultText>& description);
  // Does one command on a ticket, if the member may `action` there. `by_requester`: whoever asked for it may too.
  // `audience` is of the entries. Problem not-found, not-allowed (with the reason), changed-since, and those of
  // decide().
  Outcome<void> run(const std::string& ticket, const ticket::Command& command, const std::string& action,
                    bool by_requester, const record::Audience& audience);
  // A comment. What a requester writes on their own ticket is for everybody on it.
  Outcome<void> comment(const std::string& ticket, const std::string& words, record::Audience audience);
  record::VaultText text(std::string words);
  // Problem unknown-person, where the record has none of this id.
  Outcome<void> known_person(const std::string& person);
  // A name that no ticket has.
  Outcome<std::string> new_name();
  // The ticket as the member sees it after what was done.
  Outcome<SeenTicket> look(store::Session& session, const std::string& ticket);

 private:
  ticket::Act act(const record::Audience& audience) const;
  Outcome<void> allowed(const SeenTicket& seen, const std::string& action, bool by_requester) const;
  Outcome<void> append(const std::string& ticket, const ticket::Ticket* before, const ticket::Command& command,
                       const record::Audience& audience);

  Changing& changing_;
  const Member& member_;
  KnownEntries known_;
};

// What the rules have to do on a ticket by now is appended, and its timer set. From the desk and from the timers.
Result<void> apply_rules(store::Transaction& transaction, const store::OrgId& organisation, const Present& present,
                         const std::string& ticket, KnownEntries& known);

}  // namespace concordat::operate

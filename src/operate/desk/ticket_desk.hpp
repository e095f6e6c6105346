// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/sight.hpp"
#include "operate/desk/tables.hpp"
#include "ticket/clock.hpp"
#include "ticket/command.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

// One ticket of one organisation, looked at or worked on. INVARIANT: who may not read it learns nothing, not even that
// it is there; and after every change the rules have done what was theirs to do by then, and the timer is set for what
// comes next.
namespace concordat::operate {

// Whether the entry of that sequence is one of the ticket's that the member may see.
bool sees(const Member& member, const SeenTicket& seen, std::int64_t sequence);

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
  // The same, where right and command depend on the ticket: `make` looks at both. What also() was given is appended
  // after the command's entries.
  using Make = std::function<Outcome<ticket::Command>(const SeenTicket& seen)>;
  Outcome<void> work(const std::string& ticket, const record::Audience& audience, const Make& make);
  void also(record::Draft draft) { also_.push_back(std::move(draft)); }
  // A comment. What a requester writes on their own ticket is for everybody on it. Whoever is mentioned can read it,
  // else the problem unknown-person.
  Outcome<void> comment(const std::string& ticket, const std::string& words, record::Audience audience,
                        const std::vector<std::string>& mentions);
  // Whether the member may do it on that ticket: the problem says what stands in the way, and (ask-first) whom to ask.
  Outcome<void> allowed(const SeenTicket& seen, const std::string& action, bool by_requester = false) const;
  // The same, for a thing of that class.
  Outcome<void> allowed_to(const SeenTicket& seen, const std::string& action, const std::string& class_) const;
  record::VaultText text(std::string words);
  // Problem unknown-person, where the record has none of this id.
  Outcome<void> known_person(const std::string& person) const;
  // A name that no ticket has.
  Outcome<std::string> new_name();
  // The ticket as the member sees it after what was done.
  Outcome<SeenTicket> look(store::Session& session, const std::string& ticket);

 private:
  ticket::Act act(const record::Audience& audience) const;
  Outcome<void> readable_by(store::Session& session, const std::string& ticket, const record::Audience& audience,
                            const std::string& person) const;
  Outcome<void> append(const std::string& ticket, const ticket::Ticket* before, const ticket::Command& command,
                       const record::Audience& audience);

  Changing& changing_;
  const Member& member_;
  KnownEntries known_;
  std::vector<record::Draft> also_;
};

// When nothing is changed but what cannot wait, by the record.
std::vector<ticket::Freeze> freezes(store::Session& session, const store::OrgId& organisation);

// What the rules have to do on a ticket by now is appended, and its timer set. From the desk and from the timers.
Result<void> apply_rules(store::Transaction& transaction, const store::OrgId& organisation, const Present& present,
                         const std::string& ticket, KnownEntries& known);

}  // namespace concordat::operate

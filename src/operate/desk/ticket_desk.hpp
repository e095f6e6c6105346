// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/call.hpp"
#include "operate/desk/tables.hpp"
#include "operate/present/ticket_subject.hpp"
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

// Who looks, and how far their right to read reaches.
enum class Sight : std::uint8_t {
  none,
  requester,  // what the requester may see
  past,       // a former party: what was shared with it while its contract ran
  party,      // everything whose audience has the party
};

struct SeenTicket {
  ticket::Ticket ticket;
  std::vector<record::Entry> entries;  // of the ticket and those merged into it
  agreement::Subject subject;
  Sight sight = Sight::none;
};

// The entries of tickets (and of those merged into them) that one command asks for, read once. INVARIANT: whatever the
// command appends is added, so that they are all there are.
class KnownEntries {
 public:
  Result<std::vector<record::Entry>> of(store::Session& session, const store::OrgId& organisation,
                                        const std::string& ticket);
  void add(const record::Entry& entry);

 private:
  std::map<std::string, std::vector<record::Entry>> kept_;
};

// Null where there is none, or none for this member.
Outcome<SeenTicket> look_at(store::Session& session, const Member& member, const std::string& ticket, Instant now,
                            KnownEntries* known = nullptr);
// Whether the reader may see this entry of a ticket that they may look at.
bool sees(const Member& member, const SeenTicket& seen, const record::Entry& entry);

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

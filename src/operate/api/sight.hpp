// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/call.hpp"
#include "operate/present/ticket_subject.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// What of a record a member may see. INVARIANT: one place decides it, for a ticket's page, the stream of events and the
// record's timeline alike.
namespace concordat::operate {

// Who looks, and how far their right to read reaches.
enum class Sight : std::uint8_t {
  none,
  requester,  // what the requester may see
  past,       // a former party: what was shared with it while its contract ran
  party,      // everything whose audience has the party
};

// A ticket as the record has it, whoever looks.
struct RecordedTicket {
  ticket::Ticket ticket;
  std::vector<record::Entry> entries;  // of the ticket and those merged into it
  agreement::Subject subject;
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

// Nullopt where there is none of that name.
Result<std::optional<RecordedTicket>> recorded_ticket(store::Session& session, const store::OrgId& organisation,
                                                      const Present& present, const std::string& ticket, Instant now,
                                                      KnownEntries* known = nullptr);
Sight sight_of(const Member& member, const RecordedTicket& ticket, Instant now);

struct SeenTicket : RecordedTicket {
  Sight sight = Sight::none;
};

// As the member may see it; not-found where there is none, or none for them.
Outcome<SeenTicket> look_at(store::Session& session, const Member& member, const std::string& ticket, Instant now,
                            KnownEntries* known = nullptr);
// Whether the reader may see this entry of a ticket that they may look at.
bool sees(const Member& member, const SeenTicket& seen, const record::Entry& entry);

// Whether anything that is entered from now on can be for them: not for a former or suspended party.
bool hears_on(const Member& member, Instant now);

// Whether the member's party works here now: its contract runs, and nobody has suspended it. Nobody else reads the
// agreement, the catalogue or what is planned over the service; what was shared with a former party is in its bundle.
bool works_here(const Member& member, Instant now);

// Whether somebody reads in the record at all, beside the tickets that they asked for.
bool reads_record(const Member& member, Instant now);

// Which entries members may see, for many entries and many members: each ticket is read once, whoever looks.
class RecordSight {
 public:
  RecordSight(store::Session& session, store::OrgId organisation, std::shared_ptr<const Present> present, Instant now)
      : session_(session), organisation_(std::move(organisation)), present_(std::move(present)), now_(now) {}

  // An entry about no ticket is for those of its audience who read in any function, or may take the record out.
  bool shows(const Member& member, const record::Entry& entry);
  // The ticket that the entry is about; null where it is about none.
  const RecordedTicket* ticket_of(const record::Entry& entry);

 private:
  const RecordedTicket* find(const std::string& ticket);

  store::Session& session_;
  store::OrgId organisation_;
  std::shared_ptr<const Present> present_;
  Instant now_;
  std::map<std::string, std::optional<RecordedTicket>> tickets_;
};

}  // namespace concordat::operate

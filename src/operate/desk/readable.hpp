// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/call.hpp"
#include "operate/desk/ticket_rows.hpp"

#include <map>
#include <string>

// Which tickets a member may see in lists, counts and searches. The right to read depends on a ticket's function, which
// goes by its category, and on its priority: it is asked once for each of these, not for each ticket. What a grant
// lends that is bound to one ticket is asked of that ticket. INVARIANT: it shows no ticket that look_at() hides from
// the same member.
namespace concordat::operate {

class Readable {
 public:
  // `member` outlives it.
  Readable(store::Session& session, const Member& member, Instant now);

  // Whatever is in the record.
  bool everything() const { return everything_; }
  // Every ticket of this kind, whoever asked for it.
  bool kind(const std::string& category, const std::string& priority);
  bool ticket(const TicketRow& row);
  // As somebody of a party, and not as whoever asked for it alone.
  bool as_party(const TicketRow& row);
  // Whether they are told of the clock that runs out next, as they are on the ticket's page: never who asked for it
  // alone, and what an annex promises only its two parties.
  bool tells_clock(const TicketRow& row);
  // Leaves that clock out of the row where they are not.
  void cover_clock(TicketRow& row);
  // Tickets that the member may read by a grant that is bound to them, and perhaps by more.
  std::vector<std::string> lent() const;
  // As the tables need it; it refers to this.
  Reach reach();

 private:
  enum class Extent : std::uint8_t { nothing, past, now };
  using Kind = std::pair<std::string, int>;  // category and agreed level
  Extent extent(const Kind& kind);
  bool at_some_level(const std::string& category);
  bool may_read(const Kind& kind, std::optional<Instant> entry_at) const;
  void find_lent(store::Session& session);
  bool by_kind(const TicketRow& row);

  const Member& member_;
  Instant now_;
  bool everything_;
  std::map<Kind, Extent> known_;
  std::map<std::string, agreement::Subject> lent_;  // by ticket
};

}  // namespace concordat::operate

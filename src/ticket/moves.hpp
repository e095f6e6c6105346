// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/diff.hpp"
#include "agreement/rules.hpp"
#include "record/entry.hpp"

#include <optional>
#include <span>
#include <string>

namespace concordat::ticket {

struct Ticket;

// What a change of the agreement does to tickets that are open: under the old rules alone, against how they go on when
// the new version takes effect, which is at once where its date is over.
class Moves {
 public:
  Moves(const agreement::Agreement& before, const agreement::Agreement& after, Instant now);

  // Nullopt where the ticket is over, or where it keeps its holder and all its clocks.
  std::optional<agreement::TicketMove> of(const std::string& name, std::span<const record::Entry> entries) const;

 private:
  std::string holder_to(const Ticket& ticket) const;
  void clocks(const std::string& name, std::span<const record::Entry> entries, agreement::TicketMove& move) const;

  agreement::Rules old_;
  agreement::Rules new_;
  std::int64_t effective_s_ = 0;
};

}  // namespace concordat::ticket

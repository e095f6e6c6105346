// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/notice.hpp"

#include "base/codec.hpp"
#include "operate/desk/views.hpp"

#include <algorithm>

namespace concordat::operate {

std::optional<boost::json::object> ticket_notice(store::Session& session, const Member& member,
                                                 const record::Entry& entry, Instant now) {
  constexpr std::string_view kTicket = "ticket:";
  if (!entry.subject.starts_with(kTicket)) return std::nullopt;
  const auto seen = look_at(session, member, entry.subject.substr(kTicket.size()), now);
  // A former party may look at what was; it is told of nothing.
  if (!seen || seen->sight == Sight::past || !sees(member, *seen, entry)) return std::nullopt;
  const EntryList list = entries_view(session, member, *seen);
  const auto found = std::find_if(list.entries.begin(), list.entries.end(),
                                  [&](const EntryView& one) { return one.sequence == entry.sequence; });
  if (found == list.entries.end()) return std::nullopt;
  return boost::json::object{{"organisation", member.organisation.value},
                             {"ticket", encode(view_of(session, member, *seen, now))},
                             {"entry", encode(*found)}};
}

}  // namespace concordat::operate

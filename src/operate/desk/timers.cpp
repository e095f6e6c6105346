// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/timers.hpp"

#include "operate/desk/ticket_desk.hpp"
#include "store/connection.hpp"

#include <algorithm>
#include <vector>

namespace concordat::operate {
namespace {

constexpr std::int64_t kTicketsAtOnce = 100;  // in one transaction, so that nobody's command waits long

// Whether there is anything to do: asked without holding up those who write.
Result<bool> is_due(House& house, const store::OrgId& organisation, Instant now) {
  auto lease = house.readers.lend();
  if (!lease) return tl::unexpected(lease.error());
  auto session = (*lease)->open_session(store::Scope(organisation));
  if (!session) return tl::unexpected(session.error());
  const auto tenant = session->admit(organisation);
  const auto landmark = session->last_landmark(organisation);
  if (!landmark) return tl::unexpected(landmark.error());
  return timers_landmark(session->connection(), **tenant) != *landmark ||
         !timers_that_fire(session->connection(), **tenant, now, 1).empty();
}

// After a change of the agreement, or of who is suspended, every open ticket is looked at once: those are due now.
Result<void> make_anew(store::Session& session, const store::OrgId& organisation, std::int64_t landmark, Instant now) {
  const auto tenant = session.admit(organisation);
  for (const std::string& ticket : open_tickets(session.connection(), **tenant)) {
    put_timer(session.connection(), **tenant, ticket, Timer{now, std::nullopt, ""});
  }
  set_timers_landmark(session.connection(), **tenant, landmark);
  return {};
}

Result<void> step(store::Transaction& transaction, House& house, const store::OrgId& organisation, bool* more) {
  const Instant now = transaction.now();
  auto session = transaction.read(store::Scope(organisation));
  if (!session) return tl::unexpected(session.error());
  const auto tenant = session->admit(organisation);
  const auto present = house.presents.of(*session, organisation, now);
  if (!present) return tl::unexpected(present.error());
  if (timers_landmark(session->connection(), **tenant) != (*present)->landmark) {
    if (const auto made = make_anew(*session, organisation, (*present)->landmark, now); !made) return made;
  }
  const auto due = timers_that_fire(session->connection(), **tenant, now, kTicketsAtOnce);
  for (const std::string& ticket : due) {
    KnownEntries known;
    if (const auto done = apply_rules(transaction, organisation, **present, ticket, known); !done) return done;
  }
  *more = static_cast<std::int64_t>(due.size()) == kTicketsAtOnce;
  return {};
}

Result<void> run_timers_of(House& house, const store::OrgId& organisation) {
  const auto due = is_due(house, organisation, house.now());
  if (!due) return tl::unexpected(due.error());
  for (bool more = *due; more;) {
    const auto work = [&](store::Transaction& transaction) { return step(transaction, house, organisation, &more); };
    const auto done = house.appender.submit(organisation, work).get();
    if (!done) return tl::unexpected(done.error());
  }
  return {};
}

}  // namespace

Result<void> run_timers(House& house) {
  std::vector<store::Organisation> organisations;
  {
    auto lease = house.readers.lend();
    if (!lease) return tl::unexpected(lease.error());
    organisations = (*lease)->organisations();
  }
  // What is wrong in one organisation holds up no other.
  Result<void> first;
  for (const store::Organisation& one : organisations) {
    const auto done = run_timers_of(house, one.id);
    if (!done && first) first = done;
  }
  return first;
}

}  // namespace concordat::operate

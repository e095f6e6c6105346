// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/timers.hpp"

#include "operate/desk/ticket_desk.hpp"
#include "operate/present/open_tickets.hpp"
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

// Where the agreement changed since the timers were made, they are made anew, before any of them fires.
Result<void> keep_up(House& house, const store::OrgId& organisation) {
  const auto work = [&](store::Transaction& transaction) -> Result<void> {
    auto session = transaction.read(store::Scope(organisation));
    if (!session) return tl::unexpected(session.error());
    const auto present = house.presents.of(*session, organisation, transaction.now());
    if (!present) return tl::unexpected(present.error());
    const auto known = timers_landmark(session->connection(), **session->admit(organisation));
    if (known == (*present)->landmark) return {};
    if (known < (*present)->recorded.rules_landmark) {
      return make_anew(*session, organisation, (*present)->landmark, transaction.now());
    }
    set_timers_landmark(session->connection(), **session->admit(organisation), (*present)->landmark);
    return {};
  };
  const auto done = house.appender.submit(organisation, work).get();
  if (!done) return tl::unexpected(done.error());
  return {};
}

// What is wrong with a ticket is a problem of that ticket; what happens to the machine is thrown on.
Result<void> rules_of(store::Transaction& transaction, const store::OrgId& organisation, const Present& present,
                      const std::string& ticket) {
  try {
    KnownEntries known;
    return apply_rules(transaction, organisation, present, ticket, known);
  } catch (const Failure& failure) {
    if (is_passing(failure.problem().code)) throw;
    return tl::unexpected(failure.problem());
  } catch (const std::exception& fault) {
    return fail("failed", fault.what());
  }
}

// What is due by now, in one transaction: of `one` ticket, or of the next hundred, whose names it leaves in `due`.
Result<void> step(House& house, const store::OrgId& organisation, const std::string& one,
                  std::vector<std::string>& due) {
  const auto work = [&](store::Transaction& transaction) -> Result<void> {
    const Instant now = transaction.now();
    auto session = transaction.read(store::Scope(organisation));
    if (!session) return tl::unexpected(session.error());
    const auto present = house.presents.of(*session, organisation, now);
    if (!present) return tl::unexpected(present.error());
    if (one.empty()) due = timers_that_fire(session->connection(), **session->admit(organisation), now, kTicketsAtOnce);
    for (const std::string& ticket : one.empty() ? due : std::vector{one}) {
      if (const auto done = rules_of(transaction, organisation, **present, ticket); !done) return done;
    }
    return {};
  };
  const auto done = house.appender.submit(organisation, work).get();
  if (!done) return tl::unexpected(done.error());
  return {};
}

Result<void> put_off(House& house, const store::OrgId& organisation, const std::string& ticket) {
  const auto work = [&](store::Transaction& transaction) -> Result<void> {
    auto session = transaction.read(store::Scope(organisation));
    if (!session) return tl::unexpected(session.error());
    const Instant until = Instant::from_seconds(transaction.now().seconds() + kPutOff_s);
    put_off_timer(transaction.connection(), **session->admit(organisation), ticket, until);
    return {};
  };
  const auto done = house.appender.submit(organisation, work).get();
  if (!done) return tl::unexpected(done.error());
  return {};
}

Result<void> run_timers_of(House& house, const store::OrgId& organisation, const RulesFailed& failed) {
  const auto anything = is_due(house, organisation, house.now());
  if (!anything) return tl::unexpected(anything.error());
  if (!*anything) return {};
  if (const auto kept = keep_up(house, organisation); !kept) return kept;
  std::vector<std::string> due;
  do {
    due.clear();
    const auto done = step(house, organisation, {}, due);
    if (done) continue;
    if (due.empty()) return done;
    // One of them fails: each for itself, so that the others go on.
    std::vector<std::string> unused;
    for (const std::string& ticket : due) {
      const auto alone = step(house, organisation, ticket, unused);
      if (alone) continue;
      failed(organisation.value + " " + ticket + ": " + alone.error().message);
      if (const auto later = put_off(house, organisation, ticket); !later) return later;
    }
  } while (static_cast<std::int64_t>(due.size()) == kTicketsAtOnce);
  return {};
}

}  // namespace

Result<void> run_timers(House& house, const RulesFailed& failed) {
  std::vector<store::Organisation> organisations;
  {
    auto lease = house.readers.lend();
    if (!lease) return tl::unexpected(lease.error());
    organisations = (*lease)->organisations();
  }
  // What is wrong in one organisation holds up no other.
  Result<void> first;
  for (const store::Organisation& one : organisations) {
    const auto done = run_timers_of(house, one.id, failed);
    if (!done && first) first = done;
  }
  return first;
}

}  // namespace concordat::operate

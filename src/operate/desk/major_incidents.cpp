// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/commands.hpp"
#include "operate/desk/side_bodies.hpp"
#include "operate/desk/side_routes.hpp"

#include <algorithm>

namespace concordat::operate {
namespace {

namespace command = ticket::command;

constexpr std::int64_t kNextUpdateMinutes = 30;

int minutes_in(const std::optional<std::int64_t>& given) {
  return static_cast<int>(
      std::clamp<std::int64_t>(given.value_or(kNextUpdateMinutes), 0, ticket::kNextUpdateMinutesMax + 1));
}

Outcome<void> known(const TicketDesk& desk, std::initializer_list<std::string> people) {
  for (const std::string& person : people) {
    if (person.empty()) continue;
    if (auto good = desk.known_person(person); !good) return good;
  }
  return {};
}

// Who leads it does what belongs to it; else whoever has the right.
Outcome<void> leads(const Changing& changing, const TicketDesk& desk, const SeenTicket& seen,
                    const std::string& action) {
  if (seen.ticket.major && seen.ticket.major->manager == changing.member->person) return {};
  return desk.allowed(seen, action);
}

Made propose(Changing&, TicketDesk& desk, MajorBody& body, const SeenTicket& seen) {
  if (auto may = desk.allowed(seen, "update"); !may) return tl::unexpected(std::move(may.error()));
  return command::ProposeMajor{desk.text(body.why.text)};
}

Made accept(Changing& changing, TicketDesk& desk, AcceptMajorBody& body, const SeenTicket& seen) {
  if (auto may = desk.allowed(seen, "approve"); !may) return tl::unexpected(std::move(may.error()));
  command::AcceptMajor accepted{body.manager ? body.manager->text : changing.member->person, given(body.communications),
                                given(body.technical), minutes_in(body.next_update_minutes)};
  auto people = known(desk, {accepted.manager, accepted.communications, accepted.technical});
  if (!people) return tl::unexpected(std::move(people.error()));
  return accepted;
}

Made reject(Changing&, TicketDesk& desk, ReasonBody& body, const SeenTicket& seen) {
  if (auto may = desk.allowed(seen, "approve"); !may) return tl::unexpected(std::move(may.error()));
  return command::RejectMajor{text_in(desk, body.reason)};
}

Made roles(Changing& changing, TicketDesk& desk, MajorRolesBody& body, const SeenTicket& seen) {
  if (auto may = leads(changing, desk, seen, "approve"); !may) return tl::unexpected(std::move(may.error()));
  command::SetMajorRoles set{given(body.manager), given(body.communications), given(body.technical)};
  auto people = known(desk, {set.manager, set.communications, set.technical});
  if (!people) return tl::unexpected(std::move(people.error()));
  return set;
}

Made update(Changing& changing, TicketDesk& desk, MajorUpdateBody& body, const SeenTicket& seen) {
  const bool speaks = seen.ticket.major && seen.ticket.major->communications == changing.member->person;
  if (!speaks) {
    if (auto may = leads(changing, desk, seen, "update"); !may) return tl::unexpected(std::move(may.error()));
  }
  return command::UpdateMajor{desk.text(body.text.text), minutes_in(body.next_update_minutes)};
}

Made review(Changing& changing, TicketDesk& desk, MajorReviewBody& body, const SeenTicket& seen) {
  if (auto may = leads(changing, desk, seen, "approve"); !may) return tl::unexpected(std::move(may.error()));
  command::ReviewMajor reviewed{desk.text(body.findings.text), {}};
  for (const ReviewActionBody& one : body.actions) {
    if (auto people = known(desk, {given(one.person)}); !people) return tl::unexpected(std::move(people.error()));
    reviewed.actions.push_back({desk.text(one.what.text), given(one.person), one.due});
  }
  return reviewed;
}

}  // namespace

void add_major_incidents(Api& api) {
  const auto everybody = record::Audience::requester();
  const auto shared = record::Audience::shared();
  on_seen<MajorBody>(api, "proposeMajor", "major", shared, "This is a major incident, and why.", propose);
  on_seen<AcceptMajorBody>(api, "acceptMajor", "major/accept", everybody,
                           "It is one: who leads it, and when the next word comes.", accept);
  on_seen<ReasonBody>(api, "rejectMajor", "major/reject", shared, "It is none, and why.", reject);
  on_seen<MajorRolesBody>(api, "setMajorRoles", "major/roles", shared, "Others lead it, speak of it or mend it.",
                          roles);
  on_seen<MajorUpdateBody>(api, "updateMajor", "major/updates", everybody,
                           "What is known, for everybody, and when the next word comes.", update);
  on_seen<MajorReviewBody>(api, "reviewMajor", "major/review", shared,
                           "What was learnt when it was over, and what is to be done.", review);
}

}  // namespace concordat::operate

// SPDX-License-Identifier: Apache-2.0
#include "operate/api/sight.hpp"
#include "operate/desk/change_bodies.hpp"
#include "operate/desk/commands.hpp"
#include "operate/desk/side_routes.hpp"
#include "operate/desk/views.hpp"
#include "store/connection.hpp"

#include <algorithm>

namespace concordat::operate {
namespace {

namespace command = ticket::command;

constexpr std::int64_t kCalendar_s = 30 * 86'400;  // from now on, where nothing is asked
constexpr std::size_t kChangesMax = 1'000;         // of one answer

Outcome<void> may_freeze(const Changing& changing) {
  const Member& member = *changing.member;
  if (member.party == member.present->own && member.may("settings", {}, changing.call.now)) return {};
  return refuse("not-allowed", "Whoever may change the organisation's settings says when nothing is changed.");
}

record::Draft freeze_draft(const Changing& changing, std::string_view kind, const std::string& id) {
  record::Draft draft;
  draft.actor = changing.member->person;
  draft.party = changing.member->party;
  draft.audience = record::Audience::shared();
  draft.subject = ticket::kFreezeSubject;
  draft.kind = kind;
  draft.body["freeze"] = id;
  return draft;
}

Outcome<Answer> declare(Changing& changing, FreezeBody& body) {
  if (auto may = may_freeze(changing); !may) return tl::unexpected(std::move(may.error()));
  if (body.to <= body.from || body.to <= changing.call.now) {
    return refuse("bad-value", "It ends after it begins, and is not over yet.");
  }
  const std::string id = random_id('f', changing.call.house.random);
  auto draft = freeze_draft(changing, "freeze.declared", id);
  draft.body["from"] = format_instant(body.from);
  draft.body["to"] = format_instant(body.to);
  draft.body["why"] = body.why.text;
  const auto done = changing.transaction.append(changing.member->organisation, std::move(draft));
  if (!done) return refuse(done.error());
  Answer answer = Api::answer_of(FreezeView{id, body.from, body.to, body.why.text});
  answer.status = 201;
  return answer;
}

Outcome<Nothing> lift(Changing& changing, Nothing&) {
  if (auto may = may_freeze(changing); !may) return tl::unexpected(std::move(may.error()));
  auto session = changing.transaction.read(store::Scope(changing.member->organisation));
  const std::string id(changing.call.request.parameter("freeze"));
  const auto all = freezes(*session, changing.member->organisation);
  if (std::none_of(all.begin(), all.end(), [&](const ticket::Freeze& one) { return one.id == id; })) return not_found();
  const auto done =
      changing.transaction.append(changing.member->organisation, freeze_draft(changing, "freeze.lifted", id));
  if (!done) return refuse(done.error());
  return Nothing{};
}

Outcome<Instant> instant_in(const Call& call, std::string_view name, Instant otherwise) {
  const auto given = call.request.query(name);
  if (!given) return otherwise;
  const auto read = parse_instant(*given);
  if (!read) return refuse("bad-query", std::string(name) + ": expected an instant such as 2026-05-01T00:00:00Z.");
  return *read;
}

// What is planned in that time, as far as the member may look at it, and who is in whose way.
Outcome<ChangeCalendar> change_calendar(Reading& reading) {
  if (!works_here(reading.member, reading.call.now)) return not_found();
  const auto from = instant_in(reading.call, "from", reading.call.now);
  const auto to = instant_in(reading.call, "to", Instant::from_seconds(reading.call.now.seconds() + kCalendar_s));
  if (!from) return tl::unexpected(from.error());
  if (!to) return tl::unexpected(to.error());
  const store::OrgId& organisation = reading.member.organisation;
  ChangeCalendar calendar{*from, *to, {}, {}};
  std::vector<ticket::Plan> plans;
  const auto tenant = reading.session.admit(organisation);
  for (const ticket::Ticket& one : planned_tickets(reading.session.connection(), **tenant)) {
    if (!one.plan || one.plan->starts >= *to || *from >= one.plan->ends || one.state == ticket::State::cancelled)
      continue;
    if (calendar.changes.size() == kChangesMax) break;
    const auto seen = look_at(reading.session, reading.member, one.id, reading.call.now);
    if (!seen || !seen->ticket.plan) continue;
    const ticket::Plan& plan = *seen->ticket.plan;
    const auto& subject = seen->ticket.subject;
    calendar.changes.push_back({one.id,
                                subject ? text_of(reading.session, organisation, subject->id) : "",
                                std::string(ticket::to_word(seen->ticket.state.value_or(ticket::State::new_))),
                                std::string(ticket::to_word(plan.kind)),
                                std::string(ticket::to_word(plan.risk)),
                                plan.starts,
                                plan.ends,
                                plan.touches,
                                {}});
    plans.push_back(plan);
  }
  for (std::size_t i = 0; i < plans.size(); ++i) {
    for (std::size_t k = 0; k < plans.size(); ++k) {
      if (i != k && plans[i].collides_with(plans[k])) {
        calendar.changes[i].collides_with.push_back(calendar.changes[k].ticket);
      }
    }
  }
  for (const ticket::Freeze& one : freezes(reading.session, organisation)) {
    if (one.from < *to && *from < one.to) calendar.freezes.push_back({one.id, one.from, one.to, one.why});
  }
  return calendar;
}

Outcome<KnownErrorList> known_error_list(Reading& reading) {
  KnownErrorList list;
  const store::OrgId& organisation = reading.member.organisation;
  const auto tenant = reading.session.admit(organisation);
  for (const ticket::Ticket& one : known_errors(reading.session.connection(), **tenant)) {
    if (list.known_errors.size() == kChangesMax) break;
    const auto seen = look_at(reading.session, reading.member, one.id, reading.call.now);
    if (!seen || !seen->ticket.known_error || !sees(reading.member, *seen, seen->ticket.known_error->sequence))
      continue;
    const auto& known = *seen->ticket.known_error;
    const auto text = [&](const std::string& id) { return text_of(reading.session, organisation, id); };
    KnownErrorLine line{one.id,
                        seen->ticket.subject ? text(seen->ticket.subject->id) : "",
                        std::string(ticket::to_word(seen->ticket.state.value_or(ticket::State::new_))),
                        text(known.cause.id),
                        text(known.workaround.id),
                        {}};
    for (const ticket::Link& link : seen->ticket.links) {
      if (link.relation != "causes") continue;
      if (look_at(reading.session, reading.member, link.ticket, reading.call.now))
        line.incidents.push_back(link.ticket);
    }
    list.known_errors.push_back(std::move(line));
  }
  return list;
}

}  // namespace

std::vector<ticket::Freeze> freezes(store::Session& session, const store::OrgId& organisation) {
  const auto entries = session.entries_of(organisation, ticket::kFreezeSubject);
  return entries ? ticket::freezes_of(*entries) : std::vector<ticket::Freeze>{};
}

void add_changes(Api& api) {
  on_ticket<KnownErrorBody>(
      api, "setKnownError", "known-error", "update", false,
      "Of a problem: why it happens, and what helps until it is solved.",
      [](Changing&, TicketDesk& desk, KnownErrorBody& body) -> Made {
        return command::SetKnownError{desk.text(body.cause.text), desk.text(body.workaround.text)};
      });
  on_ticket<PlanBody>(api, "planChange", "plan", "update", false,
                      "Of a change: when it is to be done, how much can go wrong, what it touches.",
                      [](Changing&, TicketDesk&, PlanBody& body) -> Made {
                        std::sort(body.touches.begin(), body.touches.end());
                        body.touches.erase(std::unique(body.touches.begin(), body.touches.end()), body.touches.end());
                        return command::PlanChange{{body.kind, body.risk, body.starts, body.ends, body.touches}};
                      });
  api.create<FreezeBody, FreezeView>(
      of_desk("declareFreeze", "POST", "/freezes", "", "From then to then nothing is changed but what cannot wait."),
      declare);
  api.change<Nothing, Nothing>(of_desk("liftFreeze", "DELETE", "/freezes/{freeze}", "", "It is over, or never was."),
                               lift);
  auto looking =
      of_desk("getChangeCalendar", "GET", "/changes", "",
              "Changes that are planned in a stretch of time, which of them are in each other's way, freezes.");
  looking.query = {{"from", "An instant (default: now)."}, {"to", "An instant (default: in thirty days)."}};
  api.read<ChangeCalendar>(looking, change_calendar);
  api.read<KnownErrorList>(of_desk("listKnownErrors", "GET", "/known-errors", "", "Problems whose cause is known."),
                           known_error_list);
}

}  // namespace concordat::operate

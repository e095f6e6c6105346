// SPDX-License-Identifier: Apache-2.0
// Major incidents: what can be done with one, and how a ticket takes it in. A candidate is accepted or rejected; while
// it is accepted and the ticket open, the next word to everybody is promised for a time; when it is over, it is
// reviewed.
#include "ticket/side_fold.hpp"
#include "ticket/side_work.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <array>

namespace concordat::ticket {
namespace {

using boost::json::object;
using record::Entry;

constexpr std::array<std::string_view, 4> kMajorStates = {"candidate", "accepted", "rejected", "reviewed"};

std::string major_words(const Ticket& ticket) {
  return ticket.major ? "its major incident is " + std::string(to_word(ticket.major->state))
                      : "it is no major incident";
}

void set_role(std::string& role, const object& body, std::string_view key) {
  if (const auto person = text_member(body, key); !person.empty()) role = person;
}

bool is_now(const Ticket& ticket, MajorIncident::State state) { return ticket.major && ticket.major->state == state; }

}  // namespace

std::string_view to_word(MajorIncident::State state) { return kMajorStates.at(static_cast<std::size_t>(state)); }

std::optional<MajorIncident::State> parse_major(std::string_view word) {
  const auto found = std::find(kMajorStates.begin(), kMajorStates.end(), word);
  if (found == kMajorStates.end()) return std::nullopt;
  return static_cast<MajorIncident::State>(found - kMajorStates.begin());
}

Result<void> SideWork::check_major(MajorIncident::State state, std::string_view what) const {
  if (is_now(*ticket_, state)) return {};
  return fail("not-possible", id_ + " cannot be " + std::string(what) + ": " + major_words(*ticket_),
              "a major incident is proposed, accepted or rejected, updated, and reviewed when it is over");
}

Result<std::string> SideWork::next_update(int minutes) const {
  if (minutes >= 1 && minutes <= kNextUpdateMinutesMax) {
    return format_instant(Instant::from_seconds(act_.now.seconds() + minutes * 60));
  }
  return fail("bad-value", "the next update comes in 1 to 1,440 minutes", "promise what can be kept");
}

Drafts SideWork::operator()(const command::ProposeMajor& propose) {
  const bool incident = !ticket_->type || ticket_->type == Type::incident;
  if (!ticket_->is_open() || !incident) return impossible(*ticket_, "a major incident");
  if (ticket_->major && ticket_->major->state != MajorIncident::State::rejected) {
    return fail("not-possible", "of " + id_ + ", " + major_words(*ticket_) + " already");
  }
  if (propose.why.text.empty()) return reason_needed("proposed as a major incident");
  put(add("ticket.major_proposed"), "why", std::optional(propose.why));
  return done();
}

Drafts SideWork::operator()(const command::AcceptMajor& accept) {
  if (!ticket_->is_open()) return impossible(*ticket_, "accepted as a major incident");
  if (auto good = check_major(MajorIncident::State::candidate, "accepted"); !good) return tl::unexpected(good.error());
  if (auto good = check_name(accept.manager, "incident manager"); !good) return tl::unexpected(good.error());
  const auto due = next_update(accept.next_update_minutes);
  if (!due) return tl::unexpected(due.error());
  object& body = add("ticket.major_accepted");
  body["manager"] = accept.manager;
  put(body, "communications", accept.communications);
  put(body, "technical", accept.technical);
  body["next_update"] = *due;
  return done();
}

Drafts SideWork::operator()(const command::RejectMajor& reject) {
  if (auto good = check_major(MajorIncident::State::candidate, "rejected"); !good) return tl::unexpected(good.error());
  if (!said(reject.reason)) return reason_needed("rejected");
  put(add("ticket.major_rejected"), "reason", reject.reason);
  return done();
}

Drafts SideWork::operator()(const command::SetMajorRoles& roles) {
  if (auto good = check_major(MajorIncident::State::accepted, "led by others"); !good) {
    return tl::unexpected(good.error());
  }
  if (roles.manager.empty() && roles.communications.empty() && roles.technical.empty()) {
    return fail("bad-value", "no role is given to anybody", "manager, communications or technical");
  }
  object& body = add("ticket.major_roles");
  put(body, "manager", roles.manager);
  put(body, "communications", roles.communications);
  put(body, "technical", roles.technical);
  return done();
}

Drafts SideWork::operator()(const command::UpdateMajor& update) {
  if (!ticket_->is_open()) return impossible(*ticket_, "updated as a major incident");
  if (auto good = check_major(MajorIncident::State::accepted, "updated"); !good) return tl::unexpected(good.error());
  if (update.text.text.empty())
    return fail("bad-value", "the update is empty", "say what is known, or that nothing is");
  const auto due = next_update(update.next_update_minutes);
  if (!due) return tl::unexpected(due.error());
  object& body = add("ticket.major_updated");
  put(body, "text", std::optional(update.text));
  body["next_update"] = *due;
  return done();
}

Drafts SideWork::operator()(const command::ReviewMajor& review) {
  if (ticket_->is_open()) {
    return fail("not-possible", id_ + " is not over yet", "a major incident is reviewed when it is resolved");
  }
  if (auto good = check_major(MajorIncident::State::accepted, "reviewed"); !good) return tl::unexpected(good.error());
  if (review.findings.text.empty()) return fail("bad-value", "the review says nothing", "what was learnt?");
  if (review.actions.size() > kReviewActionsMax) return too_many("the review", kReviewActionsMax);
  object& body = add("ticket.major_reviewed");
  put(body, "findings", std::optional(review.findings));
  boost::json::array actions;
  for (const auto& one : review.actions) {
    if (one.what.text.empty()) return fail("bad-value", "an action of the review says nothing", "what is to be done?");
    object action{{"what", record::text_reference(one.what)}};
    drafts_.back().texts.push_back(one.what);
    put(action, "person", one.person);
    if (one.due) action["due"] = format_instant(*one.due);
    actions.push_back(std::move(action));
  }
  if (!actions.empty()) body["actions"] = std::move(actions);
  return done();
}

namespace side {

void major_proposed(Ticket& ticket, const Entry&, Instant) {
  if (!ticket.is_open() || (ticket.major && ticket.major->state != MajorIncident::State::rejected)) return;
  ticket.major = MajorIncident{};
}

void major_accepted(Ticket& ticket, const Entry& entry, Instant at) {
  if (!ticket.is_open() || !is_now(ticket, MajorIncident::State::candidate)) return;
  MajorIncident& major = *ticket.major;
  major.state = MajorIncident::State::accepted;
  major.accepted = at;
  major_roles(ticket, entry, at);
  major.update_due = instant_member(entry.body, "next_update");
}

void major_rejected(Ticket& ticket, const Entry&, Instant) {
  if (is_now(ticket, MajorIncident::State::candidate)) ticket.major->state = MajorIncident::State::rejected;
}

void major_roles(Ticket& ticket, const Entry& entry, Instant) {
  if (!is_now(ticket, MajorIncident::State::accepted)) return;
  set_role(ticket.major->manager, entry.body, "manager");
  set_role(ticket.major->communications, entry.body, "communications");
  set_role(ticket.major->technical, entry.body, "technical");
}

void major_updated(Ticket& ticket, const Entry& entry, Instant) {
  if (!is_now(ticket, MajorIncident::State::accepted)) return;
  ticket.major->update_due = instant_member(entry.body, "next_update");
}

void major_missed(Ticket& ticket, const Entry& entry, Instant) {
  if (is_now(ticket, MajorIncident::State::accepted)) ticket.major->missed = instant_member(entry.body, "promised");
}

void major_reviewed(Ticket& ticket, const Entry&, Instant) {
  if (is_now(ticket, MajorIncident::State::accepted)) ticket.major->state = MajorIncident::State::reviewed;
}

}  // namespace side

}  // namespace concordat::ticket

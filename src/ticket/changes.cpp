// SPDX-License-Identifier: Apache-2.0
// Problems with known errors, changes with their plans, orders from the catalogue: what can be done with them, and how
// a ticket takes it in.
#include "ticket/side_fold.hpp"
#include "ticket/side_work.hpp"

#include <boost/json/array.hpp>

#include <algorithm>

namespace concordat::ticket {
namespace {

using boost::json::object;
using record::Entry;

std::vector<std::string> sorted_words(const object& body, std::string_view key) {
  std::vector<std::string> words;
  const auto* value = body.if_contains(key);
  const auto* list = value == nullptr ? nullptr : value->if_array();
  if (list == nullptr) return words;
  for (const auto& one : *list) {
    if (one.is_string()) insert_sorted(words, std::string_view(one.get_string().data(), one.get_string().size()));
  }
  return words;
}

}  // namespace

bool Plan::collides_with(const Plan& other) const {
  if (starts >= other.ends || other.starts >= ends) return false;
  return std::any_of(touches.begin(), touches.end(), [&](const std::string& one) {
    return std::find(other.touches.begin(), other.touches.end(), one) != other.touches.end();
  });
}

Drafts SideWork::operator()(const command::SetKnownError& known) {
  if (ticket_->type != Type::problem) return fail("not-possible", id_ + " is no problem", "classify it as one first");
  if (is_over()) return impossible(*ticket_, "a known error");
  if (known.cause.text.empty() || known.workaround.text.empty()) {
    return fail("bad-value", "a known error says why it happens and what helps", "say both");
  }
  object& body = add("ticket.known_error");
  put(body, "cause", std::optional(known.cause));
  put(body, "workaround", std::optional(known.workaround));
  return done();
}

Drafts SideWork::operator()(const command::PlanChange& planned) {
  const Plan& plan = planned.plan;
  if (ticket_->type != Type::change) return fail("not-possible", id_ + " is no change", "classify it as one first");
  if (!ticket_->is_open()) return impossible(*ticket_, "planned");
  if (plan.ends <= plan.starts || plan.ends.seconds() - plan.starts.seconds() > kPlanMax_s) {
    return fail("bad-value", "a change ends after it starts, within 90 days", "plan what takes longer as several");
  }
  if (plan.kind != ChangeKind::emergency && plan.starts < act_.now) {
    return fail("bad-value", "a change is planned before it starts", "an emergency may have begun");
  }
  if (plan.touches.size() > kTouchesMax) return too_many("the plan", kTouchesMax);
  for (const std::string& one : plan.touches) {
    if (auto good = check_name(one, "thing that it touches"); !good) return tl::unexpected(good.error());
  }
  for (const Freeze& one : rules_.freezes) {
    if (plan.kind == ChangeKind::emergency || plan.starts >= one.to || one.from >= plan.ends) continue;
    return fail("frozen", "from " + format_instant(one.from) + " to " + format_instant(one.to) + " nothing is changed",
                "plan it before or after; an emergency may be done");
  }
  object& body = add("ticket.planned");
  body["kind"] = to_word(plan.kind);
  body["risk"] = to_word(plan.risk);
  body["starts"] = format_instant(plan.starts);
  body["ends"] = format_instant(plan.ends);
  if (!plan.touches.empty()) body["touches"] = boost::json::array(plan.touches.begin(), plan.touches.end());
  return done();
}

Drafts SideWork::operator()(const command::Order& order) {
  if (!ticket_->is_open()) return impossible(*ticket_, "ordered");
  if (!ticket_->catalogue_item.empty()) return fail("not-possible", id_ + " is an order of the catalogue already");
  if (auto good = check_name(order.item, "item of the catalogue"); !good) return tl::unexpected(good.error());
  object& body = add("ticket.ordered");
  body["item"] = order.item;
  put(body, "answers", order.answers);
  return done();
}

namespace side {

void known_error(Ticket& ticket, const Entry& entry, Instant) {
  auto cause = text_reference(entry.body, "cause");
  auto workaround = text_reference(entry.body, "workaround");
  if (!cause || !workaround) return;
  ticket.known_error = KnownError{entry.sequence, std::move(*cause), std::move(*workaround)};
}

void planned(Ticket& ticket, const Entry& entry, Instant) {
  const object& body = entry.body;
  const auto starts = instant_member(body, "starts");
  const auto ends = instant_member(body, "ends");
  const auto kind = parse_change_kind(text_member(body, "kind"));
  if (!starts || !ends || *ends <= *starts || !kind || !ticket.is_open()) return;
  ticket.plan = Plan{*kind, parse_risk(text_member(body, "risk")).value_or(Risk::high), *starts, *ends,
                     sorted_words(body, "touches")};
}

void ordered(Ticket& ticket, const Entry& entry, Instant) {
  if (ticket.catalogue_item.empty()) ticket.catalogue_item = text_member(entry.body, "item");
}

}  // namespace side

}  // namespace concordat::ticket

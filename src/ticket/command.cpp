// SPDX-License-Identifier: Apache-2.0
#include "ticket/command.hpp"

#include "ticket/side_work.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <charconv>

namespace concordat::ticket {
namespace {

using boost::json::object;
using record::Draft;
using record::VaultText;

Result<void> check_holder(const Holder& holder) {
  if (auto good = check_name(holder.party, "party"); !good) return good;
  return check_name(holder.team, "team");
}

std::optional<int> level_of(const std::string& text) {
  int level = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), level);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional(level) : std::nullopt;
}

bool is_one_of(const std::string& party, const std::string& acting) { return party == acting || party == kJointParty; }

// One overload per command. Each answers with the entries, or says why not.
class Decider : public SideWork {
 public:
  using SideWork::operator();
  using SideWork::SideWork;

  Drafts operator()(const command::Create& create) {
    if (ticket_ != nullptr || find_(create.id) != nullptr) {
      return fail("ticket-exists", "there is a ticket " + create.id + " already", "choose another id");
    }
    if (auto good = check_name(create.id, "ticket's id"); !good) return tl::unexpected(good.error());
    id_ = create.id;
    object& body = add("ticket.created");
    body["type"] = to_word(create.type);
    put(body, "requester", create.requester);
    put(body, "category", create.category);
    put(body, "owner_team", create.owner_team);
    put(body, "subject", create.subject);
    if (create.impact || create.urgency) return prioritise({}, {}, {create.impact, create.urgency, {}, {}});
    return done();
  }

  Drafts operator()(const command::Classify& classify) {
    if (is_over()) return impossible(*ticket_, "classified");
    if (!classify.type && classify.category.empty()) {
      return fail("bad-value", "nothing to classify", "give a type or a category");
    }
    object& body = add("ticket.classified");
    if (classify.type) body["type"] = to_word(*classify.type);
    put(body, "category", classify.category);
    return done();
  }

  Drafts operator()(const command::SetPriority& set) {
    if (is_over()) return impossible(*ticket_, "given another priority");
    return prioritise(level_of(ticket_->impact), level_of(ticket_->urgency), set);
  }

  Drafts operator()(const command::SetOwner& owner) {
    if (is_over()) return impossible(*ticket_, "given another owner");
    if (auto good = check_name(owner.team, "team"); !good) return tl::unexpected(good.error());
    add("ticket.owned")["team"] = owner.team;
    return done();
  }

  Drafts operator()(const command::Assign& assign) {
    if (!ticket_->is_open() || ticket_->offer) return impossible(*ticket_, in_offer("assigned"));
    if (auto good = check_holder(assign.to); !good) return tl::unexpected(good.error());
    const Holder& from = ticket_->holder;
    if (from == assign.to) return fail("not-possible", ticket_->id + " is with " + from.team + " already");
    const bool own = from.nobody() ? act_.actor == kRuleActor || is_one_of(assign.to.party, act_.party)
                                   : from.party == assign.to.party;
    if (!own) {
      return fail("not-possible",
                  ticket_->id + " cannot be assigned from " + (from.nobody() ? act_.party : from.party) + " to " +
                      assign.to.party,
                  "offer it: between parties work is handed over and accepted");
    }
    put_holder(add("ticket.assigned"), assign.to);
    return done();
  }

  Drafts operator()(const command::Start&) {
    if (ticket_->state != State::new_) return impossible(*ticket_, "started");
    add("ticket.started");
    return done();
  }

  Drafts operator()(const command::Offer& offer) {
    if (!ticket_->is_open() || ticket_->offer) return impossible(*ticket_, in_offer("offered"));
    if (auto good = check_holder(offer.to); !good) return tl::unexpected(good.error());
    const Holder& from = ticket_->holder;
    if (from.party == offer.to.party && from.team == offer.to.team) {
      return fail("not-possible", ticket_->id + " is with " + from.team + " already");
    }
    const bool between_parties = from.party != offer.to.party && !from.nobody();
    if (!said(offer.what) || (between_parties && (!said(offer.tried) || !said(offer.next_step)))) {
      return fail(
          "packet-needed", "the hand-off of " + ticket_->id + " does not say enough to take it over",
          between_parties ? "say what is happening, what was tried, and the next step" : "say what is happening");
    }
    object& body = add("ticket.offered");
    body["mode"] = to_word(offer.mode);
    put_holder(body, offer.to);
    put(body, "what", offer.what);
    put(body, "tried", offer.tried);
    put(body, "next_step", offer.next_step);
    return done();
  }

  Drafts operator()(const command::Accept& accept) {
    if (!ticket_->offer) return impossible(*ticket_, "accepted: nobody offers it");
    const Holder& to = ticket_->offer->to;
    if (!is_one_of(to.party, act_.party)) return not_yours("accept", to.party);
    put_holder(add("ticket.accepted"), {to.party, to.team, accept.person.empty() ? to.person : accept.person});
    return done();
  }

  Drafts operator()(const command::Return& give_back) {
    if (!ticket_->offer) return impossible(*ticket_, "returned: nobody offers it");
    if (!is_one_of(ticket_->offer->to.party, act_.party)) return not_yours("return", ticket_->offer->to.party);
    if (!said(give_back.reason)) return reason_needed("returned");
    put(add("ticket.returned"), "reason", give_back.reason);
    return done();
  }

  Drafts operator()(const command::TimeOut&) {
    if (act_.actor != kRuleActor) return fail("not-yours", "only the agreement's rule ends an offer by its time");
    if (!ticket_->offer) return impossible(*ticket_, "timed out: nobody offers it");
    add("ticket.timed_out");
    return done();
  }

  Drafts operator()(const command::TakeBack&) {
    if (!ticket_->offer) return impossible(*ticket_, "taken back: nobody offers it");
    const Holder& from = ticket_->offer->from;
    if (!from.nobody() && !is_one_of(from.party, act_.party)) return not_yours("take back", from.party);
    add("ticket.taken_back");
    return done();
  }

  Drafts operator()(const command::Wait& wait) {
    if (!ticket_->is_open()) return impossible(*ticket_, "put on hold");
    if (wait.on == WaitingOn::provider || !wait.party.empty()) {
      if (auto good = check_name(wait.party, "party that it waits for"); !good) return tl::unexpected(good.error());
    }
    object& body = add("ticket.waiting");
    body["on"] = to_word(wait.on);
    put(body, "party", wait.party);
    return done();
  }

  Drafts operator()(const command::Resume&) {
    if (!waits()) return impossible(*ticket_, "resumed: it does not wait");
    add("ticket.resumed");
    return done();
  }

  Drafts operator()(const command::Comment& comment) {
    if (!ticket_->merged_into.empty()) return impossible(*ticket_, "commented");
    if (comment.text.text.empty()) return fail("bad-value", "the comment is empty", "write something");
    if (comment.mentions.size() > kMentionsMax) return too_many("the comment", kMentionsMax);
    object& body = add("ticket.commented");
    put(body, "text", comment.text);
    if (!comment.mentions.empty())
      body["mentions"] = boost::json::array(comment.mentions.begin(), comment.mentions.end());
    return done();
  }

  Drafts operator()(const command::Resolve& resolve) {
    if (!ticket_->is_open()) return impossible(*ticket_, "resolved");
    if (auto good = check_approved(); !good) return tl::unexpected(good.error());
    put(add("ticket.resolved"), "solution", resolve.solution);
    return done();
  }

  Drafts operator()(const command::Reopen& reopen) {
    if (ticket_->is_open() || !ticket_->merged_into.empty()) return impossible(*ticket_, "reopened");
    put(add("ticket.reopened"), "reason", reopen.reason);
    return done();
  }

  Drafts operator()(const command::Close&) {
    if (ticket_->state != State::resolved) return impossible(*ticket_, "closed before it is resolved");
    add("ticket.closed");
    return done();
  }

  Drafts operator()(const command::Cancel& cancel) {
    if (!ticket_->is_open()) return impossible(*ticket_, "cancelled");
    if (!said(cancel.reason)) return reason_needed("cancelled");
    put(add("ticket.cancelled"), "reason", cancel.reason);
    return done();
  }

  Drafts operator()(const command::MergeInto& merge) {
    if (is_over()) return impossible(*ticket_, "merged");
    const auto into = other(merge.into);
    if (!into) return tl::unexpected(into.error());
    if (!(*into)->is_open()) return impossible(**into, "merged into");
    if ((*into)->merged_from.size() >= kTicketLinksMax) return too_many(merge.into, kTicketLinksMax);
    add("ticket.merged")["into"] = merge.into;
    add("ticket.absorbed", merge.into)["from"] = id_;
    return done();
  }

  Drafts operator()(const command::Split& split) {
    if (!ticket_->is_open()) return impossible(*ticket_, "split");
    if (find_(split.id) != nullptr || split.id == id_) {
      return fail("ticket-exists", "there is a ticket " + split.id + " already", "choose another id");
    }
    if (auto good = check_name(split.id, "new ticket's id"); !good) return tl::unexpected(good.error());
    if (ticket_->split_into.size() >= kTicketLinksMax) return too_many(id_, kTicketLinksMax);
    add("ticket.split")["into"] = split.id;
    object& body = add("ticket.created", split.id);
    body["split_from"] = id_;
    if (ticket_->type) body["type"] = to_word(*ticket_->type);
    put(body, "requester", ticket_->requester);
    put(body, "category", ticket_->category);
    put(body, "owner_team", ticket_->owner_team);
    put(body, "subject", split.subject);
    if (!ticket_->holder.nobody()) put_holder(add("ticket.assigned", split.id), ticket_->holder);
    return done();
  }

  Drafts operator()(const command::Link& link) {
    const auto inverse = inverse_of(link.relation);
    if (!inverse) return tl::unexpected(inverse.error());
    if (!ticket_->merged_into.empty()) return impossible(*ticket_, "linked");
    const auto to = other(link.to);
    if (!to) return tl::unexpected(to.error());
    if (has_link(link.relation, link.to)) {
      return fail("not-possible", id_ + " has that link to " + link.to + " already");
    }
    if (ticket_->links.size() >= kTicketLinksMax) return too_many(id_, kTicketLinksMax);
    if ((*to)->links.size() >= kTicketLinksMax) return too_many(link.to, kTicketLinksMax);
    add("ticket.linked") = {{"relation", link.relation}, {"to", link.to}};
    add("ticket.linked", link.to) = {{"relation", *inverse}, {"to", id_}};
    return done();
  }

  Drafts operator()(const command::Unlink& unlink) {
    const auto inverse = inverse_of(unlink.relation);
    if (!inverse) return tl::unexpected(inverse.error());
    if (!has_link(unlink.relation, unlink.to)) return fail("not-possible", id_ + " has no such link to " + unlink.to);
    add("ticket.unlinked") = {{"relation", unlink.relation}, {"to", unlink.to}};
    add("ticket.unlinked", unlink.to) = {{"relation", *inverse}, {"to", id_}};
    return done();
  }

  Drafts operator()(const command::SetParent& set) {
    if (!ticket_->merged_into.empty()) return impossible(*ticket_, "given a parent");
    if (set.parent == ticket_->parent) return fail("not-possible", "that is the parent of " + id_ + " already");
    object body;
    if (!set.parent.empty()) {
      const auto parent = other(set.parent);
      if (!parent) return tl::unexpected(parent.error());
      if (auto good = check_ancestors(**parent); !good) return tl::unexpected(good.error());
      body["parent"] = set.parent;
    }
    add("ticket.parented") = std::move(body);
    return done();
  }

  Drafts operator()(const command::AcceptAt& accept) {
    const auto late = std::find_if(ticket_->late.begin(), ticket_->late.end(),
                                   [&](const LateEntry& one) { return one.sequence == accept.entry; });
    if (late == ticket_->late.end() || !std::binary_search(late->awaits.begin(), late->awaits.end(), act_.party)) {
      return fail("not-possible",
                  "entry " + std::to_string(accept.entry) + " of " + id_ + " does not wait for " + act_.party);
    }
    add("at.accepted")["entry"] = accept.entry;
    return done();
  }

 private:
  Drafts prioritise(std::optional<int> impact, std::optional<int> urgency, const command::SetPriority& set) {
    if (set.impact) impact = set.impact;
    if (set.urgency) urgency = set.urgency;
    object body;
    if (impact && urgency) {
      const auto level = priority_of(rules_.priorities, *impact, *urgency);
      if (!level) return tl::unexpected(level.error());
      body = {{"impact", *impact}, {"urgency", *urgency}, {"priority", *level}};
    } else if (set.impact || set.urgency || !set.priority) {
      return fail("bad-value", "a priority is made of impact and urgency", "give both, or a level with a reason");
    }
    if (!rules_.priorities.version.empty()) body["table"] = rules_.priorities.version;
    if (set.priority && (*set.priority < 1 || *set.priority > lowest_priority(rules_.priorities))) {
      return fail("bad-value", "there is no priority " + std::to_string(*set.priority),
                  "priority is 1 (highest) to " + std::to_string(lowest_priority(rules_.priorities)));
    }
    if (set.priority && !said(set.reason)) return reason_needed("given another priority than the table's");
    if (set.priority) body["priority"] = *set.priority;
    object& added = add("ticket.prioritised") = std::move(body);
    if (set.priority) put(added, "override_reason", set.reason);
    return done();
  }

  Result<const Ticket*> other(const std::string& id) const {
    if (id == id_) return fail("not-possible", id + " is this ticket itself", "name another");
    const Ticket* found = find_(id);
    if (found == nullptr) return fail("no-ticket", "there is no ticket " + id);
    if (!found->merged_into.empty()) return impossible(*found, "used here");
    return found;
  }

  Result<void> check_ancestors(const Ticket& parent) const {
    const Ticket* up = &parent;
    for (std::size_t depth = 0; depth < kTicketLinksMax && up != nullptr && !up->parent.empty(); ++depth) {
      if (up->parent == id_) {
        return fail("not-possible", parent.id + " is below " + id_ + " and cannot be its parent");
      }
      up = find_(up->parent);
    }
    return {};
  }

  static Result<std::string_view> inverse_of(std::string_view relation) {
    for (const auto& [one, inverse] : kRelations) {
      if (one == relation) return inverse;
    }
    return fail("bad-value", "there is no relation \"" + std::string(relation) + "\"",
                "relations: relates, blocks, blocked_by, causes, caused_by");
  }

  bool has_link(const std::string& relation, const std::string& to) const {
    return std::find(ticket_->links.begin(), ticket_->links.end(), ticket::Link{relation, to}) != ticket_->links.end();
  }

  bool waits() const { return ticket_->is_open() && (ticket_->waiting_on || ticket_->state == State::on_hold); }

  std::string in_offer(std::string_view what) const {
    return std::string(what) + (ticket_->offer ? " while it is offered to " + ticket_->offer->to.team : "");
  }
};

bool is_late(const Act& act) { return act.at && act.now.us - act.at->us > kLateUs; }

Result<void> check_at(const Act& act) {
  if (!act.at) return {};
  if (*act.at > act.now) return fail("bad-value", "it cannot have happened later than now", "leave the time out");
  if (is_late(act) && !said(act.at_reason)) {
    return fail("reason-needed", "what happened more than five minutes ago needs a reason for being entered late",
                "say why; it counts from then when the ticket's other parties accept it");
  }
  return {};
}

bool is_update(const Command& command) {
  return std::holds_alternative<command::Comment>(command) || std::holds_alternative<command::Classify>(command) ||
         std::holds_alternative<command::SetPriority>(command);
}

}  // namespace

Drafts decide(const Ticket* ticket, const Command& command, const Act& act, const CommandRules& rules,
              const Find& find) {
  if (ticket == nullptr && !std::holds_alternative<command::Create>(command)) {
    return fail("no-ticket", "there is no such ticket");
  }
  if (auto good = check_at(act); !good) return tl::unexpected(good.error());
  static const Find kNone = [](std::string_view) { return nullptr; };
  auto drafts = std::visit(Decider(ticket, act, rules, find ? find : kNone), command);
  if (!drafts || ticket == nullptr || !is_update(command)) return drafts;
  if (ticket->waiting_on == WaitingOn::requester && !ticket->requester.empty() && act.actor == ticket->requester) {
    Act rule = act;
    rule.actor = kRuleActor;
    rule.party.clear();
    rule.at_reason.reset();
    if (is_late(act)) rule.at.reset();  // a rule acts when it learns of it
    auto resumed = Decider(ticket, rule, rules, kNone)(command::Resume{});
    if (resumed) drafts->push_back(std::move(resumed->front()));
  }
  return drafts;
}

}  // namespace concordat::ticket

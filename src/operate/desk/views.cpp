// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/views.hpp"

#include "agreement/words.hpp"
#include "store/connection.hpp"
#include "ticket/custody.hpp"
#include "ticket/story.hpp"
#include "ticket/timeline.hpp"

#include <algorithm>

namespace concordat::operate {
namespace {

std::string state_of(const ticket::Clock& clock, const ticket::Cycle& cycle) {
  if (clock.cancelled_s) return "cancelled";
  if (cycle.breached) return "breached";
  if (cycle.stop_s) return "met";
  return cycle.paused ? "paused" : "running";
}

std::vector<ClockView> clocks_of(const Member& member, const SeenTicket& seen, Instant now) {
  std::vector<ClockView> views;
  const auto& versions = member.present->in_force.versions;
  // An import's clocks are measured (`concordat measure sla`), not run.
  if (versions.empty() || seen.ticket.imported || seen.sight == Sight::requester) return views;
  ticket::Names names;
  const ticket::Story story = ticket::story_of(seen.ticket.id, seen.entries, names);
  const ticket::Clocks clocks(versions, names);
  for (const ticket::Clock& clock : clocks.of(story, now.seconds())) {
    if (clock.cycles.empty()) continue;
    const auto& target = clocks.target(clock);
    // What an annex promises is between the organisation and that provider.
    const bool theirs = target.annex.empty() || member.party == target.annex || member.party == member.present->own;
    if (!theirs) continue;
    const ticket::Cycle& cycle = clock.cycles.back();
    const agreement::Rules& rules = *clocks.versions()[clock.version].rules;
    ClockView view;
    view.target = target.key;
    view.kind = agreement::to_word(target.kind);
    if (target.clock) view.metric = agreement::to_word(target.clock->metric);
    if (!target.obligor.none()) view.obligor = rules.parties[target.obligor.at()].key;
    view.state = state_of(clock, cycle);
    if (cycle.due_s && !cycle.stop_s && !clock.cancelled_s) view.due = Instant::from_seconds(*cycle.due_s);
    view.counted_s = cycle.counted_s;
    view.within_s = cycle.within_s;
    views.push_back(std::move(view));
  }
  return views;
}

std::string audience_words(const record::Audience& audience) {
  if (audience.kind == record::Audience::Kind::requester) return "requester";
  if (audience.kind == record::Audience::Kind::shared) return "shared";
  std::string all;
  for (const auto& party : audience.parties) all += (all.empty() ? "" : ",") + party;
  return all;
}

// Until when a role may answer before the team acts without it. By the entry that asked: the record of access knows the
// question only from the next request on.
std::optional<Instant> acts_from(const Present& present, const SeenTicket& seen, const ticket::Approval& asked) {
  if (!asked.is_pending()) return std::nullopt;
  const auto entry = std::find_if(seen.entries.begin(), seen.entries.end(),
                                  [&](const record::Entry& one) { return one.sequence == asked.sequence; });
  if (entry == seen.entries.end()) return std::nullopt;
  const auto* team = entry->body.if_contains("asked_team");
  if (team == nullptr || !team->is_string()) return std::nullopt;
  const agreement::Asked question{
      std::string(team->get_string()), asked.action, asked.class_, seen.ticket.id, asked.at, std::nullopt};
  const auto* row = agreement::asking_row(present.rights, question);
  if (row == nullptr || !row->act_after_s) return std::nullopt;
  return Instant::from_seconds(asked.at.seconds() + *row->act_after_s);
}

void put_side(store::Session& session, const Member& member, const SeenTicket& seen, Instant now, TicketView& view) {
  const auto who = [&](const std::string& person) { return person_ref(session, member.organisation, person); };
  for (const ticket::Approval& one : seen.ticket.approvals) {
    if (!sees(member, seen, one.sequence)) continue;
    view.approvals.push_back({one.sequence, std::string(ticket::to_word(one.state)), one.action, one.class_, one.role,
                              who(one.by), one.at, acts_from(*member.present, seen, one), who(one.answered_by),
                              one.answered});
  }
  for (const ticket::Attachment& one : seen.ticket.attachments) {
    if (!sees(member, seen, one.sequence)) continue;
    view.attachments.push_back(
        {one.sequence, text_of(session, member.organisation, one.name.id), one.media, one.bytes, who(one.by), one.at});
  }
  if (seen.ticket.rating) {
    view.rating = RatingView{seen.ticket.rating->happy, seen.ticket.rating->lost_minutes, seen.ticket.rating->at};
  }
  if (seen.ticket.major) {
    const ticket::MajorIncident& major = *seen.ticket.major;
    const bool overdue = seen.ticket.is_open() && major.update_due && *major.update_due < now;
    view.major = MajorView{std::string(ticket::to_word(major.state)),
                           who(major.manager),
                           who(major.communications),
                           who(major.technical),
                           major.accepted,
                           major.update_due,
                           overdue};
  }
  view.catalogue_item = seen.ticket.catalogue_item;
  if (seen.ticket.plan) {
    const ticket::Plan& plan = *seen.ticket.plan;
    view.plan = PlanView{std::string(ticket::to_word(plan.kind)), std::string(ticket::to_word(plan.risk)), plan.starts,
                         plan.ends, plan.touches};
  }
  for (const std::string& person : seen.ticket.watchers) {
    // Requesters know of themselves alone.
    if (seen.sight != Sight::requester || person == member.person) view.watchers.push_back(*who(person));
  }
}

}  // namespace

std::string text_of(store::Session& session, const store::OrgId& organisation, const std::string& text_id) {
  const auto found = session.text(organisation, text_id);
  return found && found->state == store::TextState::present ? found->text : std::string();
}

std::string name_of(store::Session& session, const store::OrgId& organisation, const std::string& person) {
  const auto found = session.person(organisation, person);
  return found && *found ? (*found)->name : std::string();
}

std::string organisation_name(store::Session& session, const store::OrgId& id) {
  auto& row = session.connection().directory("select name from organisation where id = :id", "t", "t");
  return row.one(id.value) ? row.text(0) : std::string();
}

TicketLine line_of(store::Session& session, const Member& member, const std::string& organisation_name,
                   const TicketRow& row) {
  const agreement::Rules& rules = member.present->rules;
  const agreement::FunctionId function = rules.takes(row.category);
  return {member.organisation.value,
          organisation_name,
          row.ticket,
          row.type,
          row.state,
          row.subject.empty() ? "" : text_of(session, member.organisation, row.subject),
          row.category,
          row.priority,
          row.bearer,
          row.party,
          row.team,
          row.person,
          row.offered_to,
          row.owner_team,
          row.requester,
          row.opened,
          row.updated,
          row.due,
          row.target,
          function.none() ? "" : rules.functions[function.at()].key,
          row.impact,
          row.urgency,
          row.waiting_on,
          row.waiting_on_party,
          row.resolved,
          row.closed};
}

std::optional<PersonRef> person_ref(store::Session& session, const store::OrgId& organisation,
                                    const std::string& person) {
  if (person.empty()) return std::nullopt;
  return PersonRef{person, name_of(session, organisation, person)};
}

TicketView view_of(store::Session& session, const Member& member, const SeenTicket& seen, Instant now) {
  const ticket::Ticket& ticket = seen.ticket;
  const Present& present = *member.present;
  TicketView view;
  view.ticket = ticket.id;
  if (ticket.type) view.type = ticket::to_word(*ticket.type);
  view.state = ticket.state ? std::string(ticket::to_word(*ticket.state)) : ticket.source_state;
  if (ticket.waiting_on) view.waiting_on = ticket::to_word(*ticket.waiting_on);
  view.waiting_on_party = ticket.waiting_on_party;
  if (ticket.subject) view.subject = text_of(session, member.organisation, ticket.subject->id);
  view.category = ticket.category;
  if (!seen.subject.function.none()) view.function = present.rules.functions[seen.subject.function.at()].key;
  view.priority = ticket.priority;
  view.impact = ticket.impact;
  view.urgency = ticket.urgency;
  view.requester = person_ref(session, member.organisation, ticket.requester);
  view.owner_team = ticket.owner_team;
  if (const auto custodian = ticket::custodian_of(ticket)) view.with.bearer = ticket::to_word(custodian->kind);
  view.with.party = ticket.holder.party;
  view.with.team = ticket.holder.team;
  view.with.person = person_ref(session, member.organisation, ticket.holder.person);
  if (ticket.offer) {
    view.offer = OfferView{std::string(ticket::to_word(ticket.offer->mode)),
                           ticket.offer->from.party,
                           ticket.offer->from.team,
                           ticket.offer->to.party,
                           ticket.offer->to.team,
                           ticket.offer->at};
  }
  view.opened = ticket.opened();
  view.updated = ticket.last;
  view.resolved = ticket.resolved;
  view.closed = ticket.closed;
  view.reopened = ticket.reopened;
  view.imported = ticket.imported;
  // Another ticket is named only to who may see that one.
  const auto other = [&](const std::string& name) {
    return !name.empty() && look_at(session, member, name, now) ? name : std::string();
  };
  view.parent = other(ticket.parent);
  view.merged_into = other(ticket.merged_into);
  for (const ticket::Link& link : ticket.links) {
    if (!other(link.ticket).empty()) view.links.push_back({link.relation, link.ticket});
  }
  view.clocks = clocks_of(member, seen, now);
  put_side(session, member, seen, now, view);
  return view;
}

EntryList entries_view(store::Session& session, const Member& member, const SeenTicket& seen) {
  EntryList list;
  const auto nobody = [](std::string_view id) { return std::string(id); };
  const auto timeline = ticket::timeline(seen.ticket.id, seen.entries, nullptr, nullptr,
                                         seen.entries.back().recorded.seconds() + 1, nobody);
  std::map<std::int64_t, std::string> words;
  for (const auto& line : timeline.lines) words[line.sequence] = line.words;
  for (const record::Entry& entry : seen.entries) {
    if (!sees(member, seen, entry)) continue;
    EntryView view;
    view.sequence = entry.sequence;
    view.at = entry.at;
    view.recorded = entry.recorded;
    view.kind = entry.kind;
    view.words = words[entry.sequence];
    if (entry.actor.starts_with("p_")) view.actor = person_ref(session, member.organisation, entry.actor);
    view.party = entry.party;
    view.audience = audience_words(entry.audience);
    for (const auto& one : entry.body) {
      const auto* reference = one.value().if_object();
      const auto* text = reference == nullptr ? nullptr : reference->if_contains("text");
      if (text == nullptr || !text->is_string()) continue;
      view.texts[std::string(one.key())] = text_of(session, member.organisation, std::string(text->get_string()));
    }
    list.entries.push_back(std::move(view));
  }
  return list;
}

}  // namespace concordat::operate

// SPDX-License-Identifier: Apache-2.0
#include "operate/api/sight.hpp"

#include "agreement/actor.hpp"
#include "ticket/story.hpp"

#include <algorithm>

namespace concordat::operate {
namespace {

constexpr std::string_view kTicketSubject = "ticket:";

// After its contract a party may read what was entered before the end; the right is asked for each entry.
bool may_read_entry(const Member& member, agreement::Subject subject, Instant entered, Instant now) {
  subject.entry_at = entered;
  return member.present->may(member.person, "read", std::move(subject), now).allow;
}

// Whoever of the organisation may take the whole record out may look at all of it.
bool takes_it_out(const Member& member, Instant now) {
  return member.party == member.present->own && member.may("export", {}, now);
}

bool reads_in_any_function(const Member& member, Instant entered, Instant now) {
  const auto& functions = member.present->rules.functions;
  for (std::size_t i = 0; i < functions.size(); ++i) {
    agreement::Subject subject;
    subject.function = member.present->rules.function(functions[i].key);
    if (may_read_entry(member, subject, entered, now)) return true;
  }
  return false;
}

bool shows_to(const Member& member, Sight sight, const agreement::Subject& subject, const record::Entry& entry,
              Instant now) {
  if (sight == Sight::none) return false;
  if (sight == Sight::requester) return entry.audience.kind == record::Audience::Kind::requester;
  if (sight == Sight::past && !may_read_entry(member, subject, entry.recorded, now)) return false;
  return member.present->shows(entry.audience, member.party);
}

}  // namespace

Result<std::vector<record::Entry>> KnownEntries::of(store::Session& session, const store::OrgId& organisation,
                                                    const std::string& ticket) {
  if (const auto found = kept_.find(ticket); found != kept_.end()) return found->second;
  auto entries = ticket::entries_with_merged(
      ticket, [&](const std::string& name) { return session.entries_of(organisation, "ticket:" + name); });
  if (entries) kept_[ticket] = *entries;
  return entries;
}

void KnownEntries::add(const record::Entry& entry) {
  // One that another ticket is merged into has that one's entries too, among its own.
  if (entry.kind == "ticket.absorbed" || entry.kind == "ticket.merged") return kept_.clear();
  const auto found = kept_.find(std::string(ticket::ticket_of(entry)));
  if (found != kept_.end()) found->second.push_back(entry);
}

Result<std::optional<RecordedTicket>> recorded_ticket(store::Session& session, const store::OrgId& organisation,
                                                      const Present& present, const std::string& ticket, Instant now,
                                                      KnownEntries* known) {
  KnownEntries none;
  auto entries = (known != nullptr ? *known : none).of(session, organisation, ticket);
  if (!entries) return tl::unexpected(entries.error());
  if (entries->empty()) return std::nullopt;
  RecordedTicket found;
  found.entries = std::move(*entries);
  found.ticket = ticket::rebuild(ticket, found.entries);
  if (found.ticket.id.empty()) return std::nullopt;
  found.subject = ticket_subject(found.ticket, found.entries, present.rules, now,
                                 [&present](const std::string& id) { return present.key_of(id); });
  return found;
}

Sight sight_of(const Member& member, const RecordedTicket& ticket, Instant now) {
  if (!member.admitted) return Sight::none;
  agreement::Subject subject = ticket.subject;
  subject.entry_at = now;  // what is entered from now on: a former party has no part in that
  const bool taken = !subject.function.none();
  if (taken && member.may("read", subject, now)) return Sight::party;
  if (takes_it_out(member, now)) return Sight::party;
  if (!ticket.ticket.requester.empty() && ticket.ticket.requester == member.person) return Sight::requester;
  const bool some = taken && std::any_of(ticket.entries.begin(), ticket.entries.end(), [&](const record::Entry& one) {
                      return may_read_entry(member, ticket.subject, one.recorded, now);
                    });
  return some ? Sight::past : Sight::none;
}

Outcome<SeenTicket> look_at(store::Session& session, const Member& member, const std::string& ticket, Instant now,
                            KnownEntries* known) {
  auto found = recorded_ticket(session, member.organisation, *member.present, ticket, now, known);
  if (!found) return refuse(found.error());
  if (!*found) return not_found();
  SeenTicket seen{std::move(**found), Sight::none};
  seen.sight = sight_of(member, seen, now);
  if (seen.sight == Sight::none) return not_found();
  if (seen.sight == Sight::past) {
    // As it was when the contract ended.
    std::erase_if(seen.entries,
                  [&](const record::Entry& one) { return !may_read_entry(member, seen.subject, one.recorded, now); });
    seen.ticket = ticket::rebuild(ticket, seen.entries);
  }
  return seen;
}

bool sees(const Member& member, const SeenTicket& seen, const record::Entry& entry) {
  // Of a former party's ticket only what it may read is left.
  return shows_to(member, seen.sight == Sight::past ? Sight::party : seen.sight, seen.subject, entry, entry.recorded);
}

bool reads_record(const Member& member, Instant now) {
  return member.admitted && (takes_it_out(member, now) || reads_in_any_function(member, now, now));
}

bool hears_on(const Member& member, Instant now) {
  // Anybody of the organisation may ask for themselves, and hears of that.
  return member.admitted && (member.party == member.present->own || reads_in_any_function(member, now, now));
}

bool works_here(const Member& member, Instant now) {
  const Present& present = *member.present;
  if (member.party == present.own) return true;
  const auto& restrictions = present.facts.restrictions;
  return agreement::runs(present.rules, present.rules.party(member.party), present.facts, now.seconds()) &&
         std::none_of(restrictions.begin(), restrictions.end(), [&](const agreement::Restriction& one) {
           return one.party == member.party && one.suspends() && one.time.has(now.seconds());
         });
}

const RecordedTicket* RecordSight::find(const std::string& ticket) {
  const auto [found, fresh] = tickets_.try_emplace(ticket);
  if (fresh) {
    auto read = recorded_ticket(session_, organisation_, *present_, ticket, now_);
    if (read) found->second = std::move(*read);
  }
  return found->second ? &*found->second : nullptr;
}

const RecordedTicket* RecordSight::ticket_of(const record::Entry& entry) {
  if (!entry.subject.starts_with(kTicketSubject)) return nullptr;
  return find(entry.subject.substr(kTicketSubject.size()));
}

bool RecordSight::shows(const Member& member, const record::Entry& entry) {
  if (!member.admitted) return false;
  if (!entry.subject.starts_with(kTicketSubject)) {
    if (!present_->shows(entry.audience, member.party)) return false;
    return takes_it_out(member, now_) || reads_in_any_function(member, entry.recorded, now_);
  }
  const auto* about = ticket_of(entry);
  return about != nullptr && shows_to(member, sight_of(member, *about, now_), about->subject, entry, now_);
}

}  // namespace concordat::operate

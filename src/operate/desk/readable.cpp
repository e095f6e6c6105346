// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/readable.hpp"

#include "agreement/model.hpp"
#include "operate/api/sight.hpp"
#include "operate/present/ticket_subject.hpp"

#include <algorithm>

namespace concordat::operate {

Readable::Readable(store::Session& session, const Member& member, Instant now)
    : member_(member), now_(now), everything_(member.party == member.present->own && member.may("export", {}, now)) {
  if (!everything_) find_lent(session);
}

// A grant that is bound to a ticket holds while that is open, so the agreement is asked with all that the record says
// of it. There are few such grants, and they run for hours.
void Readable::find_lent(store::Session& session) {
  const Present& present = *member_.present;
  const std::string key = present.key_of(member_.person);
  for (const agreement::Grant& one : present.facts.grants) {
    const bool reads = std::find(one.actions.begin(), one.actions.end(), "read") != one.actions.end();
    if (one.ticket.empty() || one.person != key || !reads || !one.time.has(now_.seconds())) continue;
    if (lent_.contains(one.ticket)) continue;
    auto found = recorded_ticket(session, member_.organisation, present, one.ticket, now_);
    if (!found) throw Failure(found.error());
    if (!*found || (*found)->subject.function.none()) continue;
    agreement::Subject subject = std::move((*found)->subject);
    subject.entry_at = now_;
    // Asked for the answer alone: it is used when the ticket is shown.
    if (present.may(member_.person, "read", subject, now_).allow) lent_.emplace(one.ticket, std::move(subject));
  }
}

bool Readable::may_read(const Kind& kind, std::optional<Instant> entry_at) const {
  agreement::Subject subject;
  subject.function = member_.present->rules.takes(kind.first);
  subject.priority = kind.second;
  subject.entry_at = entry_at;
  return !subject.function.none() && member_.may("read", subject, now_);
}

Readable::Extent Readable::extent(const Kind& kind) {
  const auto [found, fresh] = known_.try_emplace(kind, Extent::nothing);
  if (fresh && may_read(kind, now_)) {
    found->second = Extent::now;
  } else if (fresh && may_read(kind, std::nullopt)) {
    found->second = Extent::past;
  }
  return found->second;
}

bool Readable::kind(const std::string& category, const std::string& priority) {
  return everything_ || extent({category, agreed_level(priority, member_.present->rules)}) == Extent::now;
}

// A former party sees tickets to which nothing was added since its contract ended.
bool Readable::by_kind(const TicketRow& row) {
  const Kind kind{row.category, agreed_level(row.priority, member_.present->rules)};
  const Extent found = extent(kind);
  return found == Extent::now || (found == Extent::past && may_read(kind, row.updated));
}

bool Readable::as_party(const TicketRow& row) {
  if (everything_ || by_kind(row)) return true;
  const auto found = lent_.find(row.ticket);
  return found != lent_.end() && member_.may("read", found->second, now_);
}

bool Readable::tells_clock(const TicketRow& row) {
  if (!as_party(row)) return false;
  if (row.target.empty() || member_.party == member_.present->own) return true;
  const auto& targets = member_.present->rules.targets;
  const auto target = std::find_if(targets.begin(), targets.end(),
                                   [&row](const agreement::TargetRules& one) { return one.key == row.target; });
  return target != targets.end() && (target->annex.empty() || target->annex == member_.party);
}

void Readable::cover_clock(TicketRow& row) {
  if (tells_clock(row)) return;
  row.due.reset();
  row.target.clear();
}

std::vector<std::string> Readable::lent() const {
  std::vector<std::string> all;
  for (const auto& [ticket, subject] : lent_) all.push_back(ticket);
  return all;
}

bool Readable::ticket(const TicketRow& row) {
  return as_party(row) || (!row.requester.empty() && row.requester == member_.person);
}

bool Readable::at_some_level(const std::string& category) {
  for (int level = 0; level <= member_.present->rules.lowest_priority; ++level) {
    if (extent({category, level}) != Extent::nothing) return true;
  }
  return false;
}

Reach Readable::reach() {
  Reach all;
  all.everything = everything_;
  all.sees = [this](const TicketRow& row) { return ticket(row); };
  if (everything_) return all;
  const agreement::Rules& rules = member_.present->rules;
  // Who reads what no other function takes reads categories without number: no word that a text names is this one.
  if (!rules.everything_else.none() && at_some_level("\n")) return all;
  all.strands.push_back({TicketSource::requester, member_.person});
  for (const auto& [ticket, subject] : lent_) all.strands.push_back({TicketSource::ticket, ticket});
  for (const agreement::FunctionRules& function : rules.functions) {
    for (const std::string& word : function.takes) {
      if (word != agreement::kEverythingElse && at_some_level(word)) {
        all.strands.push_back({TicketSource::category, word});
      }
    }
  }
  return all;
}

}  // namespace concordat::operate

// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/readable.hpp"

#include "agreement/model.hpp"
#include "operate/present/ticket_subject.hpp"

namespace concordat::operate {

Readable::Readable(const Member& member, Instant now)
    : member_(member), now_(now), everything_(member.party == member.present->own && member.may("export", {}, now)) {}

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
bool Readable::as_party(const TicketRow& row) {
  if (everything_) return true;
  const Kind kind{row.category, agreed_level(row.priority, member_.present->rules)};
  const Extent found = extent(kind);
  return found == Extent::now || (found == Extent::past && may_read(kind, row.updated));
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

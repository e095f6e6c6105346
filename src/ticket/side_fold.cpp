// SPDX-License-Identifier: Apache-2.0
#include "ticket/side_fold.hpp"

#include <algorithm>
#include <array>

namespace concordat::ticket {
namespace {

using boost::json::object;
using record::Entry;

constexpr std::array<std::string_view, 4> kApprovalStates = {"asked", "approved", "refused", "withdrawn"};

// The question that an entry is about; of an entry that does not say, the first that waits.
Approval* question_of(Ticket& ticket, const Entry& entry) {
  const auto sequence = number_member(entry.body, "approval");
  for (Approval& one : ticket.approvals) {
    if (one.is_pending() && (!sequence || one.sequence == *sequence)) return &one;
  }
  return nullptr;
}

void settle(Ticket& ticket, const Entry& entry, Instant at, Approval::State state) {
  Approval* asked = question_of(ticket, entry);
  if (asked == nullptr) return;
  asked->state = state;
  asked->answered = at;
  asked->answered_by = entry.actor;
}

}  // namespace

void insert_sorted(std::vector<std::string>& names, std::string_view name) {
  if (name.empty()) return;
  const auto place = std::lower_bound(names.begin(), names.end(), name);
  if (place == names.end() || *place != name) names.emplace(place, name);
}

std::string_view to_word(Approval::State state) { return kApprovalStates.at(static_cast<std::size_t>(state)); }

std::optional<Approval::State> parse_approval(std::string_view word) {
  const auto found = std::find(kApprovalStates.begin(), kApprovalStates.end(), word);
  if (found == kApprovalStates.end()) return std::nullopt;
  return static_cast<Approval::State>(found - kApprovalStates.begin());
}

void withdraw_questions(Ticket& ticket, Instant at) {
  for (Approval& one : ticket.approvals) {
    if (!one.is_pending()) continue;
    one.state = Approval::State::withdrawn;
    one.answered = at;
  }
}

namespace side {

void approval_asked(Ticket& ticket, const Entry& entry, Instant at) {
  if (!ticket.is_open()) return;
  Approval asked;
  asked.sequence = entry.sequence;
  asked.action = text_member(entry.body, "action");
  asked.class_ = text_member(entry.body, "class");
  asked.role = text_member(entry.body, "role");
  asked.question = text_member(entry.body, "question");
  asked.party = entry.party;
  asked.by = entry.actor;
  asked.at = at;
  ticket.approvals.push_back(std::move(asked));
}

void approved(Ticket& ticket, const Entry& entry, Instant at) { settle(ticket, entry, at, Approval::State::approved); }
void refused(Ticket& ticket, const Entry& entry, Instant at) { settle(ticket, entry, at, Approval::State::refused); }
void approval_withdrawn(Ticket& ticket, const Entry& entry, Instant at) {
  settle(ticket, entry, at, Approval::State::withdrawn);
}

void rated(Ticket& ticket, const Entry& entry, Instant at) {
  ticket.rating =
      Rating{flag_member(entry.body, "happy").value_or(false), number_member(entry.body, "lost_minutes"), at};
}

void time_logged(Ticket& ticket, const Entry& entry, Instant at) {
  const object& body = entry.body;
  if (const auto corrects = number_member(body, "corrects")) {
    const auto same = [&](const TimeEntry& one) { return one.sequence == *corrects && one.party == entry.party; };
    if (std::erase_if(ticket.times, same) == 0) return;
  }
  const std::int64_t minutes = number_member(body, "minutes").value_or(0);
  if (minutes <= 0) return;
  ticket.times.push_back({entry.sequence, entry.actor, entry.party, std::string(text_member(body, "by_team")),
                          std::string(text_member(body, "function")), std::string(text_member(body, "price")), minutes,
                          flag_member(body, "billable").value_or(false), instant_member(body, "worked").value_or(at)});
}

void attached(Ticket& ticket, const Entry& entry, Instant at) {
  auto name = text_reference(entry.body, "name");
  auto file = text_reference(entry.body, "file");
  if (!name || !file) return;
  ticket.attachments.push_back({entry.sequence, std::move(*name), std::move(*file),
                                number_member(entry.body, "bytes").value_or(0),
                                std::string(text_member(entry.body, "media")), entry.actor, at});
}

void detached(Ticket& ticket, const Entry& entry, Instant) {
  const auto sequence = number_member(entry.body, "attachment");
  std::erase_if(ticket.attachments, [&](const Attachment& one) { return one.sequence == sequence; });
}

void watched(Ticket& ticket, const Entry& entry, Instant) {
  insert_sorted(ticket.watchers, text_member(entry.body, "watcher"));
}

void unwatched(Ticket& ticket, const Entry& entry, Instant) {
  std::erase(ticket.watchers, text_member(entry.body, "watcher"));
}

}  // namespace side

}  // namespace concordat::ticket

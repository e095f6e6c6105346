// SPDX-License-Identifier: Apache-2.0
#include "ticket/side_work.hpp"

#include "base/limits.hpp"

#include <algorithm>

namespace concordat::ticket {
namespace {

using boost::json::object;

std::string words_of(const Approval& approval) {
  return approval.action.empty() ? "it" : approval.action + " " + approval.class_;
}

}  // namespace

Drafts SideWork::operator()(const command::AskApproval& ask) {
  if (!ticket_->is_open()) return impossible(*ticket_, "approved");
  if (ask.action.empty() != ask.class_.empty() || ask.action.empty() != ask.question.empty()) {
    return fail("bad-value", "an action is asked for with the class of the thing", "give both, or neither");
  }
  for (const Approval& one : ticket_->approvals) {
    if (one.is_pending() && one.action == ask.action && one.class_ == ask.class_) {
      return fail("not-possible", id_ + " waits for an answer already: entry " + std::to_string(one.sequence),
                  "wait for it, or withdraw it");
    }
  }
  if (ticket_->approvals.size() >= kApprovalsMax) return too_many(id_, kApprovalsMax);
  object& body = add("ticket.approval_asked");
  put(body, "action", ask.action);
  put(body, "class", ask.class_);
  put(body, "asked_team", ask.team);
  put(body, "role", ask.role);
  put(body, "question", ask.question);
  put(body, "what", ask.what);
  return done();
}

Drafts SideWork::operator()(const command::AnswerApproval& answer) {
  const auto asked = pending(answer.approval);
  if (!asked) return tl::unexpected(asked.error());
  if (!answer.yes && !said(answer.reason)) return reason_needed("refused");
  object& body = add(answer.yes ? "ticket.approved" : "ticket.refused");
  body["approval"] = answer.approval;
  put(body, "reason", answer.reason);
  return done();
}

Drafts SideWork::operator()(const command::WithdrawApproval& withdraw) {
  const auto asked = pending(withdraw.approval);
  if (!asked) return tl::unexpected(asked.error());
  if ((*asked)->party != act_.party) return not_yours("withdraw what was asked on", (*asked)->party);
  add("ticket.approval_withdrawn")["approval"] = withdraw.approval;
  return done();
}

Drafts SideWork::operator()(const command::Perform& perform) {
  if (!ticket_->is_open()) return impossible(*ticket_, "acted on");
  if (auto good = check_name(perform.action, "action"); !good) return tl::unexpected(good.error());
  if (auto good = check_name(perform.class_, "class of the thing"); !good) return tl::unexpected(good.error());
  object& body = add("ticket.acted");
  body["action"] = perform.action;
  body["class"] = perform.class_;
  put(body, "how", perform.how);
  put(body, "note", perform.note);
  return done();
}

Drafts SideWork::operator()(const command::Rate& rate) {
  const bool over = ticket_->state == State::resolved || ticket_->state == State::closed;
  if (!over || !ticket_->merged_into.empty()) return impossible(*ticket_, "rated before it is resolved");
  if (ticket_->requester.empty() || act_.actor != ticket_->requester) return not_yours("rate", "the requester");
  if (rate.lost_minutes && (*rate.lost_minutes < 0 || *rate.lost_minutes > kLostMinutesMax)) {
    return fail("bad-value", "the working time that was lost is 0 to 100,000 minutes");
  }
  object& body = add("ticket.rated");
  body["happy"] = rate.happy;
  if (rate.lost_minutes) body["lost_minutes"] = *rate.lost_minutes;
  put(body, "words", rate.words);
  return done();
}

Drafts SideWork::operator()(const command::LogTime& log) {
  if (!ticket_->merged_into.empty()) return impossible(*ticket_, "worked on");
  if (auto good = check_time(log); !good) return tl::unexpected(good.error());
  object& body = add("ticket.time_logged");
  body["minutes"] = log.minutes;
  body["billable"] = log.billable;
  const Instant worked = log.worked.value_or(Instant{act_.now.us - log.minutes * 60'000'000LL});
  body["worked"] = format_instant(worked);
  put(body, "by_team", log.team);
  put(body, "function", log.function);
  put(body, "price", log.price);
  put(body, "note", log.note);
  if (log.corrects) body["corrects"] = *log.corrects;
  return done();
}

Result<void> SideWork::check_time(const command::LogTime& log) const {
  const int least = log.corrects ? 0 : 1;
  if (log.minutes < least || log.minutes > kMinutesMax) {
    return fail("bad-value", "one entry is of 1 to 1,440 minutes", "write a longer time as several");
  }
  if (log.worked && *log.worked > act_.now) return fail("bad-value", "work that is to be done yet is not logged");
  if (auto good = check_name(log.team, "team that worked"); !good) return good;
  if (!log.corrects) {
    if (ticket_->times.size() >= kTimeEntriesMax) return too_many(id_, kTimeEntriesMax);
    return {};
  }
  const auto found = std::find_if(ticket_->times.begin(), ticket_->times.end(),
                                  [&](const TimeEntry& one) { return one.sequence == *log.corrects; });
  if (found == ticket_->times.end()) {
    return fail("not-possible", "entry " + std::to_string(*log.corrects) + " of " + id_ + " is no time that counts",
                "what was corrected is corrected by its last correction");
  }
  if (found->party != act_.party) return not_yours("correct that entry of", found->party);
  return {};
}

Drafts SideWork::operator()(const command::Watch& watch) {
  if (!ticket_->merged_into.empty()) return impossible(*ticket_, "watched");
  if (auto good = check_name(watch.person, "person"); !good) return tl::unexpected(good.error());
  if (std::binary_search(ticket_->watchers.begin(), ticket_->watchers.end(), watch.person)) {
    return fail("not-possible", "they watch " + id_ + " already");
  }
  if (ticket_->watchers.size() >= kWatchersMax) return too_many(id_, kWatchersMax);
  add("ticket.watched")["watcher"] = watch.person;
  return done();
}

Drafts SideWork::operator()(const command::Unwatch& unwatch) {
  if (!std::binary_search(ticket_->watchers.begin(), ticket_->watchers.end(), unwatch.person)) {
    return fail("not-possible", "they do not watch " + id_);
  }
  add("ticket.unwatched")["watcher"] = unwatch.person;
  return done();
}

Drafts SideWork::operator()(const command::Attach& attach) {
  if (!ticket_->merged_into.empty()) return impossible(*ticket_, "given a file");
  if (auto good = check_name(attach.name.text, "file's name"); !good) return tl::unexpected(good.error());
  if (auto good = check_name(attach.media, "file's type"); !good) return tl::unexpected(good.error());
  if (ticket_->attachments.size() >= kAttachmentsMax) return too_many(id_, kAttachmentsMax);
  std::int64_t all = attach.bytes;
  for (const Attachment& one : ticket_->attachments) all += one.bytes;
  if (attach.bytes < 1 || all > static_cast<std::int64_t>(limits::kTicketFileBytesMax)) {
    return fail("bad-value", "the files of a ticket have 500 MB in all, and each has at least a byte");
  }
  object& body = add("ticket.attached");
  put(body, "name", attach.name);
  put(body, "file", attach.file);
  body["bytes"] = attach.bytes;
  body["media"] = attach.media;
  return done();
}

Drafts SideWork::operator()(const command::Detach& detach) {
  const auto is_it = [&](const Attachment& one) { return one.sequence == detach.attachment; };
  if (std::none_of(ticket_->attachments.begin(), ticket_->attachments.end(), is_it)) {
    return fail("not-possible", id_ + " has no file of entry " + std::to_string(detach.attachment));
  }
  object& body = add("ticket.detached");
  body["attachment"] = detach.attachment;
  put(body, "reason", detach.reason);
  return done();
}

Result<void> SideWork::check_approved() const {
  const Approval* last = nullptr;
  for (const Approval& one : ticket_->approvals) {
    if (one.action.empty() && one.state != Approval::State::withdrawn) last = &one;
  }
  if (last == nullptr && ticket_->plan && ticket_->plan->kind == ChangeKind::normal) {
    return fail("approval-needed", id_ + " is a normal change, and nobody has approved it",
                "ask for approval; a standard change needs none, an emergency is looked at afterwards");
  }
  if (last == nullptr || last->state == Approval::State::approved) return {};
  const bool asked = last->is_pending();
  return fail("approval-needed", id_ + (asked ? " waits for approval" : " was refused") + ", and is not to be done",
              asked ? "let it be answered, or withdraw the question" : "cancel it, or ask again");
}

Result<const Approval*> SideWork::pending(std::int64_t sequence) const {
  for (const Approval& one : ticket_->approvals) {
    if (one.sequence != sequence) continue;
    if (one.is_pending()) return &one;
    return fail("not-possible", "whether " + words_of(one) + " may be done on " + id_ + " is settled",
                "ask again where that is not the last word");
  }
  return fail("not-possible", "nothing was asked on " + id_ + " with entry " + std::to_string(sequence),
              "the ticket's `approvals` have the numbers");
}

}  // namespace concordat::ticket

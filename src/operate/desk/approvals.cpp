// SPDX-License-Identifier: Apache-2.0
// Questions and answers: whether a ticket may be done, and whether a team may do what its authority lets it do after
// asking. The second are entries of access too, by which rights are decided.
#include "agreement/access.hpp"
#include "operate/desk/commands.hpp"
#include "operate/desk/side_bodies.hpp"
#include "operate/desk/side_routes.hpp"

#include <algorithm>

namespace concordat::operate {
namespace {

namespace command = ticket::command;
using agreement::PermissionRules;

agreement::AccessAct access_act(const Changing& changing) {
  return {changing.member->person, changing.member->party, record::Audience::shared(), {}};
}

// The authority that makes the member ask before they act; null where none does.
const PermissionRules* row_that_asks(const Changing& changing, const SeenTicket& seen, const std::string& action,
                                     const std::string& thing) {
  const Present& present = *changing.member->present;
  agreement::Subject subject = seen.subject;
  subject.class_ = thing;
  const auto answer = present.may(changing.member->person, action, std::move(subject), changing.call.now);
  if (answer.allow || answer.how != agreement::How::ask) return nullptr;
  for (const PermissionRules& one : present.rights.permissions) {
    if (one.how != agreement::How::ask || one.action != action || one.class_ != thing) continue;
    const auto is_this = [&one](const agreement::Because& because) { return because.id == one.id; };
    if (std::any_of(answer.because.begin(), answer.because.end(), is_this)) return &one;
  }
  return nullptr;
}

Made ask(Changing& changing, TicketDesk& desk, AskApprovalBody& body, const SeenTicket& seen) {
  command::AskApproval asked;
  asked.action = given(body.action);
  asked.class_ = given(body.thing);
  asked.what = text_in(desk, body.what);
  if (asked.action.empty()) {
    if (auto may = desk.allowed(seen, "update"); !may) return tl::unexpected(std::move(may.error()));
    return asked;
  }
  const Present& present = *changing.member->present;
  const PermissionRules* row = row_that_asks(changing, seen, asked.action, asked.class_);
  if (row == nullptr) {
    if (auto may = desk.allowed_to(seen, asked.action, asked.class_); !may)
      return tl::unexpected(std::move(may.error()));
    return refuse("not-possible", "You may do it without asking.", "POST …/actions says that it was done.");
  }
  asked.team = present.rules.teams[row->team.at()].key;
  asked.role = present.rules.roles[row->ask.at()].key;
  asked.question = random_id('a', changing.call.house.random);
  desk.also(agreement::asked(access_act(changing), asked.question,
                             {asked.team, asked.action, asked.class_, seen.ticket.id, {}, std::nullopt}));
  return asked;
}

// The question that the path names, as the member may see it.
const ticket::Approval* question_in(const Changing& changing, const SeenTicket& seen) {
  const std::int64_t sequence = number_in(changing.call, "approval");
  if (!sees(*changing.member, seen, sequence)) return nullptr;
  for (const ticket::Approval& one : seen.ticket.approvals) {
    if (one.sequence == sequence) return &one;
  }
  return nullptr;
}

Outcome<void> may_answer(const Changing& changing, const TicketDesk& desk, const SeenTicket& seen,
                         const ticket::Approval& asked) {
  if (asked.question.empty()) return desk.allowed(seen, "approve");
  const Present& present = *changing.member->present;
  const agreement::Asked* question = present.recorded.access.question(asked.question);
  const std::string key = present.key_of(changing.member->person);
  if (question != nullptr && agreement::may_answer(present.rights, *question, key, changing.call.now, present.facts)) {
    return {};
  }
  return refuse("not-allowed", "The agreement asks " + asked.role + ", and not you.",
                "Whoever holds that role, or deputises for it, answers.");
}

Made answer(Changing& changing, TicketDesk& desk, const ReasonBody& body, const SeenTicket& seen, bool yes) {
  const ticket::Approval* asked = question_in(changing, seen);
  if (asked == nullptr) return not_found();
  if (auto may = may_answer(changing, desk, seen, *asked); !may) return tl::unexpected(std::move(may.error()));
  if (!asked->question.empty()) {
    desk.also(agreement::answered(access_act(changing), asked->question, {changing.member->person, yes, {}}));
  }
  return command::AnswerApproval{asked->sequence, yes, text_in(desk, body.reason)};
}

Made withdraw(Changing& changing, TicketDesk& desk, const SeenTicket& seen) {
  const ticket::Approval* asked = question_in(changing, seen);
  if (asked == nullptr) return not_found();
  if (asked->by != changing.member->person) {
    if (auto may = desk.allowed(seen, "update"); !may) return tl::unexpected(std::move(may.error()));
  }
  if (!asked->question.empty()) desk.also(agreement::access_ended(access_act(changing), asked->question));
  return command::WithdrawApproval{asked->sequence};
}

Made perform(Changing& changing, TicketDesk& desk, ActBody& body, const SeenTicket& seen) {
  const Present& present = *changing.member->present;
  if (!present.rights.is_response(body.action.text)) {
    return refuse("bad-value", "No authority of the agreement names the action \"" + body.action.text + "\".",
                  "[authority.TEAM] in the agreement says who may do what to which class of thing.");
  }
  if (auto may = desk.allowed_to(seen, body.action.text, body.thing.text); !may) {
    return tl::unexpected(std::move(may.error()));
  }
  agreement::Subject subject = seen.subject;
  subject.class_ = body.thing.text;
  const auto how = present.may(changing.member->person, body.action.text, std::move(subject), changing.call.now).how;
  return command::Perform{body.action.text, body.thing.text, std::string(agreement::to_word(how)),
                          text_in(desk, body.note)};
}

}  // namespace

void add_approvals(Api& api) {
  const auto shared = record::Audience::shared();
  on_seen<AskApprovalBody>(api, "askApproval", "approvals", shared,
                           "Ask whether the ticket may be done or, with an action, whether your team may do it.", ask);
  on_seen<ReasonBody>(api, "approve", "approvals/{approval}/approve", shared, "Say yes to what was asked.",
                      [](Changing& changing, TicketDesk& desk, ReasonBody& body, const SeenTicket& seen) {
                        return answer(changing, desk, body, seen, true);
                      });
  on_seen<ReasonBody>(api, "refuse", "approvals/{approval}/refuse", shared, "Say no to what was asked, and why.",
                      [](Changing& changing, TicketDesk& desk, ReasonBody& body, const SeenTicket& seen) {
                        return answer(changing, desk, body, seen, false);
                      });
  on_seen<Nothing>(api, "withdrawApproval", "approvals/{approval}/withdraw", shared, "Ask no longer.",
                   [](Changing& changing, TicketDesk& desk, Nothing&, const SeenTicket& seen) {
                     return withdraw(changing, desk, seen);
                   });
  on_seen<ActBody>(
      api, "act", "actions", shared,
      "Say that something was done by an authority of the agreement; what has to be asked first is refused.", perform);
}

}  // namespace concordat::operate

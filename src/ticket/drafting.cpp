// SPDX-License-Identifier: Apache-2.0
#include "ticket/drafting.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace concordat::ticket {
namespace {

using boost::json::object;
using record::Draft;
using record::VaultText;

std::string state_words(const Ticket& ticket) {
  if (!ticket.merged_into.empty()) return "merged into " + ticket.merged_into;
  if (!ticket.state) return "in the state \"" + ticket.source_state + "\" of its source";
  std::string words(to_word(*ticket.state));
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

std::string possible_words(const Ticket& ticket) {
  if (!ticket.merged_into.empty()) return "do it on " + ticket.merged_into;
  if (ticket.offer) return "possible now: accept, return, take back, comment, resolve, cancel";
  if (ticket.is_open()) return "possible now: assign, offer, wait, resume what waits, comment, resolve, cancel, merge";
  return ticket.state == State::resolved ? "possible now: close, reopen, comment" : "possible now: reopen, comment";
}

}  // namespace

bool said(const std::optional<VaultText>& text) { return text && !text->text.empty(); }

tl::unexpected<Problem> impossible(const Ticket& ticket, std::string_view what) {
  return fail("not-possible", ticket.id + " is " + state_words(ticket) + " and cannot be " + std::string(what),
              possible_words(ticket));
}

Result<void> check_name(std::string_view name, std::string_view what) {
  if (name.empty()) return fail("bad-value", "the " + std::string(what) + " is missing", "name it");
  if (name.size() > limits::kNameBytesMax || first_invalid_utf8(name)) {
    return fail("bad-value", "the " + std::string(what) + " is not a name: it must be UTF-8 of at most 200 bytes");
  }
  return {};
}

object& Drafting::add(std::string_view kind, std::string_view id) {
  Draft draft;
  draft.at = act_.at;
  draft.actor = act_.actor;
  draft.party = act_.party;
  draft.audience = act_.audience;
  draft.subject = "ticket:" + std::string(id.empty() ? std::string_view(id_) : id);
  draft.kind = kind;
  draft.agreement = act_.agreement;
  drafts_.push_back(std::move(draft));
  return drafts_.back().body;
}

void Drafting::put(object& body, std::string_view key, const std::optional<VaultText>& text) {
  if (!said(text)) return;
  body[key] = record::text_reference(*text);
  drafts_.back().texts.push_back(*text);
}

void Drafting::put(object& body, std::string_view key, const std::string& word) {
  if (!word.empty()) body[key] = word;
}

void Drafting::put_holder(object& body, const Holder& holder) {
  put(body, "party", holder.party);
  put(body, "team", holder.team);
  put(body, "person", holder.person);
}

Drafts Drafting::done() {
  if (said(act_.at_reason)) {
    for (Draft& draft : drafts_) draft.body["at_reason"] = record::text_reference(*act_.at_reason);
    drafts_.front().texts.push_back(*act_.at_reason);
  }
  return std::move(drafts_);
}

tl::unexpected<Problem> Drafting::reason_needed(std::string_view what) const {
  return fail("reason-needed", id_ + " cannot be " + std::string(what) + " without a reason", "say why");
}

tl::unexpected<Problem> Drafting::not_yours(std::string_view what, const std::string& whose) const {
  return fail("not-yours", "only " + whose + " can " + std::string(what) + " " + id_ + " now");
}

tl::unexpected<Problem> Drafting::too_many(const std::string& id, std::size_t most) {
  return fail("not-possible", id + " has " + std::to_string(most) + " of these already",
              "that is as many as a ticket can have");
}

}  // namespace concordat::ticket

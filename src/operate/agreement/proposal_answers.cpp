// SPDX-License-Identifier: Apache-2.0
#include "operate/agreement/reading.hpp"
#include "operate/agreement/version_views.hpp"

#include <algorithm>

// What the parties say of a proposed version beside approving it: the side that proposed takes it back, the side that
// is asked says no and why, and both write about it. None of it binds anybody, so nothing of it is signed.
namespace concordat::operate {
namespace {

using agreement::Version;

Outcome<void> must_say(const std::string& words, const char* pointer) {
  const bool blank = std::all_of(words.begin(), words.end(), [](char c) { return c == ' ' || c == '\n' || c == '\t'; });
  if (!blank) return {};
  return tl::unexpected(Refusal{
      422, {"bad-body", "Words are needed.", std::nullopt, "All parties may read them."}, {{pointer, "Say it."}}});
}

// Whoever proposed it may take it back, and whoever may propose anything.
Outcome<void> may_withdraw(Changing& changing, const Version& version) {
  const Member& member = *changing.member;
  if (member.party != version.proposed_by) {
    return refuse("not-yours", "Only " + version.proposed_by + " takes back what it proposed.",
                  "To say no for your party: POST …/agreement/versions/{version}/reject.");
  }
  if (member.may("propose", {}, changing.call.now)) return {};
  auto session = changing.transaction.read(store::Scope(member.organisation));
  if (!session) return not_found();
  const auto line = session->line(member.organisation, version.sequence);
  const auto entry = line && *line ? record::parse_entry(**line) : Result<record::Entry>(record::Entry{});
  if (entry && entry->actor == member.person) return {};
  return refused(member, "propose", {}, changing.call.now);
}

// Whoever has a word in what the agreement says: who may propose, be it a row alone, or answers for the party.
bool has_a_word(const Member& member, Instant now) {
  if (member.may("propose", {}, now) || member.may(answering_action(member), {}, now)) return true;
  const auto& functions = member.present->rules.functions;
  return std::any_of(functions.begin(), functions.end(), [&](const agreement::FunctionRules& one) {
    agreement::Subject subject;
    subject.function = member.present->rules.function(one.key);
    return member.may("propose", subject, now);
  });
}

Outcome<Answer> withdraw(Changing& changing, WithdrawBody& body) {
  const Member& member = *changing.member;
  auto version = version_in_path(member, changing.call);
  if (!version) return tl::unexpected(std::move(version.error()));
  if (auto may = may_withdraw(changing, **version); !may) return tl::unexpected(std::move(may.error()));
  if (auto same = changing.must_match(etag_of_version(**version)); !same) {
    return tl::unexpected(std::move(same.error()));
  }
  if ((*version)->withdrawn) return refuse("already", "The version was withdrawn already.");
  if (!(*version)->is_open()) {
    return refuse("not-possible", "The version is decided, so it is not withdrawn any more.",
                  "Propose another that takes its place.");
  }
  std::optional<record::VaultText> reason;
  if (body.reason) reason = record::new_text(std::move(body.reason->text), changing.call.house.random);
  auto done = append_for_member(changing, {agreement::withdrawn((*version)->id, member.party, reason)});
  if (!done) return tl::unexpected(std::move(done.error()));
  return version_as_it_is(changing, (*version)->id, 200);
}

Outcome<Answer> reject(Changing& changing, RejectBody& body) {
  const Member& member = *changing.member;
  auto found = version_in_path(member, changing.call);
  if (!found) return tl::unexpected(std::move(found.error()));
  const Version& version = **found;
  const std::string action = answering_action(member);
  if (!member.may(action, {}, changing.call.now)) return refused(member, action, {}, changing.call.now);
  if (auto words = must_say(body.reason.text, "/reason"); !words) return tl::unexpected(std::move(words.error()));
  if (auto same = changing.must_match(etag_of_version(version)); !same) return tl::unexpected(std::move(same.error()));
  if (version.withdrawn) return refuse("not-possible", "The version was withdrawn.");
  if (!version.needs.contains(member.party)) {
    return refuse("not-asked", "The version does not need the approval of " + member.party + ".",
                  "What you think of it, a note says: POST …/agreement/versions/{version}/notes.");
  }
  if (version.approved.contains(member.party)) {
    return refuse("already", member.party + " has approved it, and a signed word is not taken back.");
  }
  if (version.rejected.contains(member.party)) {
    return refuse("already", member.party + " has rejected it already.", "A note says more.");
  }
  auto draft = agreement::rejected(version.id, member.party,
                                   record::new_text(std::move(body.reason.text), changing.call.house.random));
  if (auto done = append_for_member(changing, {std::move(draft)}); !done) {
    return tl::unexpected(std::move(done.error()));
  }
  return version_as_it_is(changing, version.id, 200);
}

Outcome<Answer> note(Changing& changing, VersionNoteBody& body) {
  const Member& member = *changing.member;
  auto version = version_in_path(member, changing.call);
  if (!version) return tl::unexpected(std::move(version.error()));
  if (!has_a_word(member, changing.call.now)) {
    return refused(member, answering_action(member), {}, changing.call.now);
  }
  if (auto words = must_say(body.text.text, "/text"); !words) return tl::unexpected(std::move(words.error()));
  if (auto same = changing.must_match(etag_of_version(**version)); !same) {
    return tl::unexpected(std::move(same.error()));
  }
  auto draft = agreement::noted((*version)->id, member.party,
                                record::new_text(std::move(body.text.text), changing.call.house.random));
  if (auto done = append_for_member(changing, {std::move(draft)}); !done) {
    return tl::unexpected(std::move(done.error()));
  }
  auto session = changing.transaction.read(store::Scope(member.organisation));
  if (!session) return not_found();
  auto history = version_history(*session, member.organisation, (*version)->id);
  if (!history) return tl::unexpected(std::move(history.error()));
  Answer answer = Api::answer_of(history->back());
  answer.status = 201;
  return answer;
}

}  // namespace

void add_answer_routes(Api& api) {
  api.create<WithdrawBody, VersionView>(
      of_agreement("withdrawVersion", "POST", "/agreement/versions/{version}/withdraw", "propose",
                   "The side that proposed a version takes it back, while it is not decided."),
      withdraw);
  api.create<RejectBody, VersionView>(
      of_agreement("rejectVersion", "POST", "/agreement/versions/{version}/reject", "approve-version",
                   "A party that was asked says no, and why. It may still approve."),
      reject);
  api.create<VersionNoteBody, VersionEvent>(of_agreement("noteVersion", "POST", "/agreement/versions/{version}/notes",
                                                         "", "Words about a version, for all parties."),
                                            note);
}

}  // namespace concordat::operate

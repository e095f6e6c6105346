// SPDX-License-Identifier: Apache-2.0
#include "operate/agreement/version_views.hpp"

#include "operate/api/sight.hpp"

namespace concordat::operate {

std::string etag_of_versions(const agreement::Versions& versions, Instant now) {
  const agreement::Version* present = versions.at(now.seconds());
  std::int64_t answers = 0;
  for (const agreement::Version& one : versions.all()) {
    answers +=
        static_cast<std::int64_t>(2 * one.approved.size() + one.rejected.size());  // who approves may have rejected
    answers += (one.applied ? 1 : 0) + (one.withdrawn ? 1 : 0);
  }
  return "\"" + (versions.all().empty() ? "none" : versions.all().back().id) + "." +
         (present == nullptr ? "none" : present->id) + "." + std::to_string(answers) + "\"";
}

std::string etag_of_version(const agreement::Version& version) {
  std::string tag = version.id;
  for (const auto& [party, at] : version.approved) tag += "." + party;
  for (const auto& [party, at] : version.rejected) tag += ".not-" + party;
  return "\"" + tag + (version.applied ? ".applied" : "") + (version.applied_as_if ? ".as-if" : "") +
         (version.withdrawn ? ".withdrawn" : "") + "\"";
}

VersionView view_of_version(const agreement::Version& version) {
  VersionView view;
  view.version = version.id;
  view.proposed = version.proposed;
  view.proposed_by = version.proposed_by;
  view.effective = Instant::from_seconds(version.effective_s);
  if (const auto from_s = version.in_force_from_s()) view.in_force_from = Instant::from_seconds(*from_s);
  view.agreed = version.agreed();
  view.as_if = version.applied_as_if.has_value() && !version.applied;
  for (const auto& [party, at] : version.approved) view.approvals.push_back({party, at});
  view.not_agreed_by = version.missing();
  for (const auto& [party, at] : version.rejected) view.rejections.push_back({party, at});
  view.withdrawn = version.withdrawn;
  return view;
}

std::optional<VersionEvent> event_of(store::Session& session, const store::OrgId& organisation,
                                     const record::Entry& entry) {
  static const std::map<std::string_view, const char*> kWhat = {
      {agreement::kProposed, "proposed"}, {agreement::kNoted, "noted"},     {agreement::kRejected, "rejected"},
      {agreement::kApproved, "approved"}, {agreement::kApplied, "applied"}, {agreement::kWithdrawn, "withdrawn"}};
  const auto found = kWhat.find(entry.kind);
  if (found == kWhat.end()) return std::nullopt;
  VersionEvent event{entry.sequence, entry.recorded, found->second, entry.party, std::nullopt, std::nullopt};
  if (entry.actor.starts_with("p_")) event.person = entry.actor;
  for (const char* name : {"reason", "text"}) {
    const auto* reference = entry.body.if_contains(name);
    const auto* object = reference == nullptr ? nullptr : reference->if_object();
    const auto* id = object == nullptr ? nullptr : object->if_contains("text");
    if (id == nullptr || !id->is_string()) continue;
    auto text = session.text(organisation, id->get_string());
    if (text && text->state == store::TextState::present) event.words = std::move(text->text);
  }
  return event;
}

Outcome<std::vector<VersionEvent>> version_history(store::Session& session, const store::OrgId& organisation,
                                                   const std::string& version) {
  const auto entries = session.entries_of(organisation, "agreement:" + version);
  if (!entries) return refuse(entries.error());
  std::vector<VersionEvent> history;
  for (const record::Entry& entry : *entries) {
    if (auto event = event_of(session, organisation, entry)) history.push_back(std::move(*event));
  }
  return history;
}

Outcome<const agreement::Version*> version_in_path(const Member& member, const Call& call) {
  const agreement::Version* version =
      member.present->recorded.versions.find(std::string_view(call.request.parameter("version")));
  if (version == nullptr || !works_here(member, call.now)) return not_found();
  return version;
}

std::string answering_action(const Member& member) {
  return member.party == member.present->own ? "approve-version" : "cosign";
}

Outcome<void> append_for_member(Changing& changing, std::vector<record::Draft> drafts) {
  for (record::Draft& draft : drafts) {
    draft.actor = changing.member->person;
    const auto done = changing.transaction.append(changing.member->organisation, std::move(draft));
    if (!done) return refuse(done.error());
  }
  return {};
}

Outcome<Answer> version_as_it_is(Changing& changing, const std::string& id, int status) {
  auto session = changing.transaction.read(store::Scope(changing.member->organisation));
  if (!session) return not_found();
  const auto recorded = read_recorded(*session, changing.member->organisation);
  if (!recorded) return refuse(recorded.error());
  const agreement::Version* version = recorded->versions.find(id);
  if (version == nullptr) return not_found();
  Answer answer = Api::answer_of(view_of_version(*version));
  answer.status = status;
  answer.etag = etag_of_version(*version);
  if (status == 201) {
    answer.location =
        "/api/v1/organisations/" + changing.member->organisation.value + "/agreement/versions/" + version->id;
  }
  return answer;
}

}  // namespace concordat::operate

// SPDX-License-Identifier: Apache-2.0
#include "operate/present/recorded_agreement.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace concordat::operate {
namespace {

// Questions, grants and names say who may do what; rules do what they do whoever may. The end of a restriction counts.
// What never came into force, and what somebody thinks of it, moves nothing.
bool moves_rules(std::string_view kind) {
  if (kind == agreement::kAccessEnded) return true;
  if (kind == agreement::kRejected || kind == agreement::kWithdrawn) return false;
  return !kind.starts_with("access.") && !kind.starts_with("authority.") && !kind.starts_with("quantity.");
}

}  // namespace

Result<std::vector<record::Entry>> entries_about_keys(store::Session& session, const store::OrgId& organisation) {
  const auto parties = session.parties(organisation);
  if (!parties) return tl::unexpected(parties.error());
  std::set<std::string> subjects = {"party:internal"};  // where a host's rotations stand
  for (const auto& party : *parties) subjects.insert("party:" + party.key);
  std::vector<record::Entry> all;
  for (const auto& subject : subjects) {
    auto entries = session.entries_of(organisation, subject);
    if (!entries) return entries;
    all.insert(all.end(), std::make_move_iterator(entries->begin()), std::make_move_iterator(entries->end()));
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.sequence < b.sequence; });
  return all;
}

Result<RecordedAgreement> read_recorded(store::Session& session, const store::OrgId& organisation) {
  auto entries = session.landmarks(organisation);
  if (!entries) return tl::unexpected(entries.error());
  // Whether an approval counts depends on which keys were paired before it. A dismissal is among both.
  const auto about_keys = entries_about_keys(session, organisation);
  if (!about_keys) return tl::unexpected(about_keys.error());
  entries->insert(entries->end(), about_keys->begin(), about_keys->end());
  std::stable_sort(entries->begin(), entries->end(),
                   [](const auto& a, const auto& b) { return a.sequence < b.sequence; });
  const auto again = std::unique(entries->begin(), entries->end(),
                                 [](const auto& a, const auto& b) { return a.sequence == b.sequence; });
  entries->erase(again, entries->end());
  RecordedAgreement all;
  for (const record::Entry& entry : *entries) {
    all.versions.step(entry);
    all.recorded.step(entry);
    all.quantities.step(entry);
    all.access.step(entry);
    if (moves_rules(entry.kind)) all.rules_landmark = entry.sequence;
  }
  return all;
}

Result<std::vector<agreement::SourceText>> version_texts(store::Session& session, const store::OrgId& organisation,
                                                         const agreement::Version& version) {
  std::vector<agreement::SourceText> texts;
  for (const agreement::VersionText& one : version.texts) {
    const auto found = session.text(organisation, one.text_id);
    if (!found) return tl::unexpected(found.error());
    // A copy of the record that was made for another party lacks what that party may not see.
    if (found->state == store::TextState::withheld) continue;
    if (found->state != store::TextState::present) {
      return fail("text-erased", "The text " + one.file + " of version " + version.id + " is not there any more.",
                  "What it said cannot be recomputed; a later version is not touched by that.");
    }
    texts.push_back({one.file, found->text});
  }
  return texts;
}

Result<agreement::Agreement> read_version(store::Session& session, const store::OrgId& organisation,
                                          const RecordedAgreement& recorded, const agreement::Version& version) {
  const auto texts = version_texts(session, organisation, version);
  if (!texts) return tl::unexpected(texts.error());
  auto reading = agreement::read(*texts, recorded.recorded.sources(version.zones, version.holidays));
  if (reading.ok()) return std::move(reading.agreement);
  const agreement::Finding& first = reading.findings.front();
  return fail("damaged-record", "Version " + version.id + " cannot be read back: " + first.message,
              "`concordat rebuild` checks the record.");
}

std::string state_of(const agreement::Version& version) {
  std::string parties;
  if (version.withdrawn) return "withdrawn";
  for (const auto& party : version.missing()) parties += (parties.empty() ? "" : ", ") + party;
  return parties.empty() ? "agreed" : "not agreed by " + parties;
}

}  // namespace concordat::operate

// SPDX-License-Identifier: Apache-2.0
#include "operate/present/party_keys.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace concordat::operate {
namespace {

record::Draft about_key(const std::string& party, std::string_view kind, boost::json::object body) {
  record::Draft draft;
  draft.actor = "host";
  draft.subject = "party:" + party;
  draft.kind = kind;
  draft.body = std::move(body);
  return draft;
}

Result<void> is_free(const record::PairedKeys& paired, const std::string& party, const record::VerifierKey& key) {
  const auto owner = paired.party_of(key.public_key);
  if (!owner || *owner == party) return {};
  return fail("not-yours", "This is the key of " + *owner + ", not of " + party + ".");
}

std::string digits_of(std::string_view text) {
  std::string digits;
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
  return digits;
}

bool holds(const record::Draft& draft, const store::OrgId& organisation) {
  record::Entry entry;
  entry.organisation = organisation.value;
  entry.party = draft.party;
  entry.subject = draft.subject;
  entry.kind = draft.kind;
  entry.body = draft.body;
  return agreement::approval_holds(entry);
}

}  // namespace

Result<std::optional<record::Draft>> pairing(const record::PairedKeys& paired, const std::string& party,
                                             const record::VerifierKey& key) {
  if (const auto free = is_free(paired, party, key); !free) return tl::unexpected(free.error());
  const auto* now = paired.key_of(party);
  if (now != nullptr && now->public_key == key.public_key) return std::optional<record::Draft>{};
  if (now != nullptr) {
    return fail("other-key", party + " is paired with another key.",
                "A key is replaced with `concordat key rotate`, which both keys sign; where the old one is lost, with "
                "`concordat key pair --anew`.");
  }
  return std::optional(about_key(party, record::kPartyPaired, {{"vkey", key.text()}}));
}

Result<record::Draft> pairing_anew(const record::PairedKeys& paired, const std::string& party,
                                   const record::VerifierKey& key, const std::string& fingerprint,
                                   const std::string& why) {
  if (const auto free = is_free(paired, party, key); !free) return tl::unexpected(free.error());
  const auto* now = paired.key_of(party);
  if (now == nullptr) return fail("not-paired", party + " has no key yet.", "Pair it without --anew.");
  if (now->public_key == key.public_key) return fail("already", "This is the key that " + party + " is paired with.");
  if (digits_of(fingerprint) != digits_of(record::fingerprint(key.public_key))) {
    return fail("other-fingerprint", "The fingerprint is not that of this key.",
                "Let " + party + " read it out: `concordat key show` says it.");
  }
  if (why.empty()) return fail("bad-value", "A reason is needed.", "All parties may read it.");
  return about_key(party, record::kPartyPairedAnew, {{"vkey", key.text()}, {"why", why}});
}

Result<record::Draft> rotation(const record::PairedKeys& paired, const std::string& party,
                               const boost::json::object& statement) {
  if (const auto holds = record::check_rotation(statement); !holds) return tl::unexpected(holds.error());
  const auto old_key = record::parse_vkey(statement.at("old").as_string());
  const auto new_key = record::parse_vkey(statement.at("new").as_string());
  const auto* now = paired.key_of(party);
  if (now == nullptr || now->public_key != old_key->public_key) {
    return fail("other-key", "The old key is not the one that " + party + " is paired with.");
  }
  if (const auto free = is_free(paired, party, *new_key); !free) return tl::unexpected(free.error());
  return about_key(party, record::kKeyRotated, statement);
}

Result<std::vector<record::Draft>> approving(const RecordedAgreement& recorded, const store::OrgId& organisation,
                                             const std::string& version, const agreement::Approval& approval) {
  const agreement::Version* found = recorded.versions.find(version);
  if (found == nullptr) return fail("no-version", "The record has no version \"" + version + "\".");
  if (found->withdrawn)
    return fail("withdrawn", "The version was withdrawn on " + format_instant(*found->withdrawn) + ".");
  if (!found->needs.contains(approval.party)) {
    const std::vector<std::string> needs(found->needs.begin(), found->needs.end());
    const auto near = nearest_name(approval.party, needs);
    return fail("not-asked", "The version does not need the approval of \"" + approval.party + "\".",
                near ? "Did you mean " + *near + "?" : "It needs: " + listed(needs) + ".");
  }
  if (found->approved.contains(approval.party)) return fail("already", approval.party + " has approved it already.");
  const auto key = record::parse_vkey(approval.vkey);
  if (!key) return tl::unexpected(key.error());
  record::Draft approved = agreement::approved(version, approval);
  if (!holds(approved, organisation)) {
    return fail("bad-signature", "The signature does not hold.",
                "`concordat agreement sign` signs what is to be signed: organisation, version and party.");
  }
  auto first = pairing(recorded.versions.paired(), approval.party, *key);
  if (!first) return tl::unexpected(first.error());
  std::vector<record::Draft> drafts;
  if (*first) drafts.push_back(std::move(**first));
  drafts.push_back(std::move(approved));
  return drafts;
}

}  // namespace concordat::operate

// SPDX-License-Identifier: Apache-2.0
#include "agreement/version.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "record/sha256.hpp"

#include <boost/json/array.hpp>

#include <algorithm>

namespace concordat::agreement {
namespace {

namespace json = boost::json;
using record::Draft;
using record::Entry;

constexpr std::string_view kSubject = "agreement:";
constexpr std::string_view kTextKinds[] = {"agreement", "annex", "private"};

std::string_view text_member(const json::object& body, std::string_view key) {
  const auto* value = body.if_contains(key);
  const auto* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string_view{} : std::string_view(*text);
}

std::optional<TextKind> kind_of(std::string_view word) {
  const auto found = std::find(std::begin(kTextKinds), std::end(kTextKinds), word);
  if (found == std::end(kTextKinds)) return std::nullopt;
  return static_cast<TextKind>(found - std::begin(kTextKinds));
}

Pins pins_of(const json::object& body, std::string_view key) {
  Pins pins;
  const auto* value = body.if_contains(key);
  if (value == nullptr || !value->is_object()) return pins;
  for (const auto& [name, digest] : value->get_object()) {
    if (digest.is_string()) pins.emplace(name, digest.get_string());
  }
  return pins;
}

json::object to_json(const Pins& pins) {
  json::object all;
  for (const auto& [name, digest] : pins) all.emplace(name, digest);
  return all;
}

std::string version_of(const Entry& entry) {
  const std::string_view subject = entry.subject;
  return subject.starts_with(kSubject) ? std::string(subject.substr(kSubject.size())) : std::string{};
}

Draft draft(std::string_view kind, const std::string& id, const std::string& party) {
  Draft draft;
  draft.actor = "host";
  draft.party = party;
  draft.subject = std::string(kSubject) + id;
  draft.kind = kind;
  return draft;
}

void put_text(Draft& draft, std::string_view name, const record::VaultText& text) {
  draft.body[name] = record::text_reference(text);
  draft.texts.push_back(text);
}

std::optional<VersionText> text_of(const json::value& value) {
  const auto* item = value.if_object();
  const auto kind = item == nullptr ? std::nullopt : kind_of(text_member(*item, "kind"));
  if (!kind) return std::nullopt;
  return VersionText{*kind, std::string(text_member(*item, "party")), std::string(text_member(*item, "file")),
                     std::string(text_member(*item, "digest")), ""};
}

}  // namespace

bool Version::agreed() const { return missing().empty(); }

std::vector<std::string> Version::missing() const {
  std::vector<std::string> all;
  for (const std::string& party : needs) {
    if (!approved.contains(party)) all.push_back(party);
  }
  return all;
}

std::optional<std::int64_t> Version::in_force_from_s() const {
  std::optional<std::int64_t> from_s;
  if (applied) from_s = applied->seconds();
  if (agreed() && !approved.empty()) {
    std::int64_t last_s = 0;
    for (const std::string& party : needs) last_s = std::max(last_s, approved.at(party).seconds());
    if (!from_s || last_s < *from_s) from_s = last_s;
  }
  if (from_s) from_s = std::max(*from_s, effective_s);
  return from_s;
}

bool Version::is_open() const { return !withdrawn && !in_force_from_s(); }

Version* Versions::find(std::string_view id) {
  const auto found = std::find_if(all_.begin(), all_.end(), [&](const Version& one) { return one.id == id; });
  return found == all_.end() ? nullptr : &*found;
}

const Version* Versions::find(std::string_view id) const { return const_cast<Versions*>(this)->find(id); }

void Versions::step(const Entry& entry) {
  const json::object& body = entry.body;
  if (entry.kind == kTextAdded) {
    const auto* content = body.if_contains("content");
    if (content == nullptr || !content->is_object()) return;
    VersionText text;
    text.digest = text_member(content->get_object(), "digest");
    text.text_id = text_member(content->get_object(), "text");
    texts_.insert_or_assign(text.digest, text);
    return;
  }
  paired_.step(entry);
  const std::string id = version_of(entry);
  if (id.empty()) return;
  if (entry.kind == kProposed) return proposed(entry, id);
  Version* version = find(id);
  if (version == nullptr) return;
  if (entry.kind == kApproved) return approved(entry, *version);
  if (entry.kind == kApplied) return applied(entry, *version);
  if (entry.kind == kRejected) return rejected(entry, *version);
  if (entry.kind == kWithdrawn) withdrawn(entry, *version);
}

void Versions::proposed(const Entry& entry, const std::string& id) {
  if (find(id) != nullptr) return;
  const json::object& body = entry.body;
  Version version;
  version.id = id;
  version.sequence = entry.sequence;
  version.proposed = entry.recorded;
  version.proposed_by = entry.party;
  const auto* effective = body.if_contains("effective_s");
  if (effective != nullptr && effective->is_int64()) version.effective_s = effective->get_int64();
  version.zones = pins_of(body, "zones");
  version.holidays = pins_of(body, "holidays");
  if (const auto* needs = body.if_contains("needs"); needs != nullptr && needs->is_array()) {
    for (const auto& one : needs->get_array()) {
      if (one.is_string()) version.needs.emplace(one.get_string());
    }
  }
  if (const auto* texts = body.if_contains("texts"); texts != nullptr && texts->is_array()) {
    for (const auto& one : texts->get_array()) {
      auto text = text_of(one);
      if (!text) continue;
      if (const auto seen = texts_.find(text->digest); seen != texts_.end()) text->text_id = seen->second.text_id;
      version.texts.push_back(std::move(*text));
    }
  }
  all_.push_back(std::move(version));
}

// Whoever writes the record could write any approval into it: what makes it the party's is the party's key.
void Versions::approved(const Entry& entry, Version& version) {
  const std::string party(text_member(entry.body, "party"));
  const auto refuse = [&](const std::string& why) {
    refused_.push_back({entry.sequence, "The approval of " + version.id + " by " + party + " does not count: " + why});
  };
  const auto* key = paired_.key_of(party);
  if (version.withdrawn) return refuse("the version was withdrawn before.");
  if (!approval_holds(entry)) return refuse("its signature does not hold.");
  if (key == nullptr) return refuse("the party was not paired with a key by then.");
  const auto signed_with = record::parse_vkey(text_member(entry.body, "vkey"));
  if (signed_with->public_key != key->public_key)
    return refuse("its key is not the one that the party was paired with.");
  version.approved.emplace(party, entry.recorded);
  version.rejected.erase(party);
}

void Versions::rejected(const Entry& entry, Version& version) {
  const bool asked = version.needs.contains(entry.party) && !version.approved.contains(entry.party);
  if (asked && !version.withdrawn) version.rejected.emplace(entry.party, entry.recorded);
}

void Versions::withdrawn(const Entry& entry, Version& version) {
  if (entry.party == version.proposed_by && version.is_open()) version.withdrawn = entry.recorded;
}

void Versions::applied(const Entry& entry, Version& version) {
  if (entry.party != version.proposed_by || version.withdrawn) return;
  const auto* as_if = entry.body.if_contains("as_if");
  if (as_if != nullptr && as_if->is_bool() && as_if->get_bool()) {
    version.applied_as_if = entry.recorded;
    return;
  }
  if (!version.applied) version.applied = entry.recorded;
  if (entry.party.empty()) return;
  version.approved.emplace(entry.party, entry.recorded);  // who applies it approves it
  version.rejected.erase(entry.party);
}

std::vector<const Version*> Versions::in_force() const {
  std::vector<const Version*> all;
  for (const Version& one : all_) {
    if (one.in_force_from_s()) all.push_back(&one);
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Version* a, const Version* b) { return *a->in_force_from_s() < *b->in_force_from_s(); });
  return all;
}

const Version* Versions::at(std::int64_t at_s) const {
  const Version* found = nullptr;
  for (const Version* one : in_force()) {
    if (*one->in_force_from_s() <= at_s) found = one;
  }
  return found;
}

const Version* Versions::as_if() const {
  const Version* found = nullptr;
  for (const Version& one : all_) {
    if (one.applied_as_if && (found == nullptr || *found->applied_as_if <= *one.applied_as_if)) found = &one;
  }
  return found;
}

std::string version_id(const json::object& proposed_body) {
  constexpr std::size_t kIdDigits = 32;  // so that nobody finds two versions of one id
  return "v_" + body_digest(proposed_body).substr(0, kIdDigits);
}

Proposed propose(const Proposal& proposal, const FillRandom& fill) {
  Proposed proposed;
  json::array texts;
  for (const Text& text : proposal.texts) {
    const record::VaultText content = record::new_text(text.bytes, fill);
    Draft one;
    one.actor = "host";
    one.party = proposal.organisation_party;
    one.kind = kTextAdded;
    if (text.kind == TextKind::annex) one.audience = record::Audience::only({proposal.organisation_party, text.party});
    if (text.kind == TextKind::private_) one.audience = record::Audience::only({proposal.organisation_party});
    const json::object reference = record::text_reference(content);
    one.subject = "agreement-text:" + content.id;
    one.body = {{"kind", kTextKinds[static_cast<std::size_t>(text.kind)]}, {"file", text.file}, {"content", reference}};
    if (!text.party.empty()) one.body["party"] = text.party;
    json::object listed{{"kind", kTextKinds[static_cast<std::size_t>(text.kind)]},
                        {"file", text.file},
                        {"digest", reference.at("digest")}};
    if (!text.party.empty()) listed["party"] = text.party;
    texts.push_back(std::move(listed));
    one.texts.push_back(std::move(content));
    proposed.drafts.push_back(std::move(one));
  }
  json::array needs;
  for (const auto& party : proposal.needs) needs.emplace_back(party);
  json::object body{{"effective_s", proposal.effective_s},
                    {"texts", std::move(texts)},
                    {"zones", to_json(proposal.zones)},
                    {"holidays", to_json(proposal.holidays)},
                    {"needs", std::move(needs)}};
  proposed.id = version_id(body);
  Draft main = draft(kProposed, proposed.id, proposal.organisation_party);
  main.body = std::move(body);
  proposed.drafts.push_back(std::move(main));
  return proposed;
}

Draft applied(const std::string& id, const std::string& party, bool as_if) {
  Draft one = draft(kApplied, id, party);
  if (as_if) one.body["as_if"] = true;
  return one;
}

Draft withdrawn(const std::string& id, const std::string& party, const std::optional<record::VaultText>& why) {
  Draft one = draft(kWithdrawn, id, party);
  if (why) put_text(one, "reason", *why);
  return one;
}

Draft rejected(const std::string& id, const std::string& party, const record::VaultText& reason) {
  Draft one = draft(kRejected, id, party);
  put_text(one, "reason", reason);
  return one;
}

Draft noted(const std::string& id, const std::string& party, const record::VaultText& text) {
  Draft one = draft(kNoted, id, party);
  put_text(one, "text", text);
  return one;
}

Draft dismissed(const std::string& party, const std::string& by, const std::string& why) {
  Draft one;
  one.actor = "host";
  one.party = by;
  one.subject = "party:" + party;
  one.kind = kPartyDismissed;
  if (!why.empty()) one.body["why"] = why;
  return one;
}

std::string approval_text(std::string_view organisation, std::string_view version, std::string_view party) {
  std::string text = "concordat/agreement-approval/v1\n";
  for (const auto part : {organisation, version, party}) text += std::string(part) + "\n";
  return text;
}

Approval sign_approval(const std::string& organisation, const std::string& version, const std::string& party,
                       const record::SigningKey& key) {
  const auto signature = key.sign(approval_text(organisation, version, party));
  return {party, key.verifier(record::SignatureType::ed25519).text(), to_base64(signature)};
}

Draft approved(const std::string& id, const Approval& approval) {
  Draft one = draft(kApproved, id, approval.party);
  one.body = {{"party", approval.party}, {"vkey", approval.vkey}, {"signature", approval.signature}};
  return one;
}

bool approval_holds(const Entry& entry) {
  const auto party = text_member(entry.body, "party");
  const auto key = record::parse_vkey(text_member(entry.body, "vkey"));
  const auto bytes = from_base64(text_member(entry.body, "signature"));
  record::SignatureBytes signature{};
  if (!key || !bytes || bytes->size() != signature.size() || party.empty() || party != entry.party) return false;
  std::copy(bytes->begin(), bytes->end(), signature.begin());
  return record::verify(key->public_key, approval_text(entry.organisation, version_of(entry), party), signature);
}

}  // namespace concordat::agreement

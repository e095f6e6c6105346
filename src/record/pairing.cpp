// SPDX-License-Identifier: Apache-2.0
#include "record/pairing.hpp"

namespace concordat::record {
namespace {

std::optional<VerifierKey> key_in(const Entry& entry, std::string_view member) {
  const auto* text = entry.body.if_contains(member);
  if (text == nullptr || !text->is_string()) return std::nullopt;
  auto key = parse_vkey(text->get_string());
  return key ? std::optional(std::move(*key)) : std::nullopt;
}

}  // namespace

void PairedKeys::step(const Entry& entry) {
  if (entry.kind == kPartyPaired || entry.kind == kPartyPairedAnew) paired(entry);
  if (entry.kind == kKeyRotated && check_rotation(entry.body)) rotated(entry);
}

void PairedKeys::paired(const Entry& entry) {
  constexpr std::string_view kSubject = "party:";
  auto key = key_in(entry, "vkey");
  if (!key || !entry.subject.starts_with(kSubject)) return;
  std::string party = entry.subject.substr(kSubject.size());
  if (party.empty() || party_of(key->public_key)) return;
  const auto* before = key_of(party);
  const bool anew = entry.kind == kPartyPairedAnew;
  if ((before != nullptr) != anew) return;
  if (anew) anew_.push_back({entry.sequence, party, *before, *key});
  keys_.insert_or_assign(std::move(party), std::move(*key));
}

void PairedKeys::rotated(const Entry& entry) {
  // Whose it is follows from the old key, whatever the entry is about.
  const auto old_key = key_in(entry, "old");
  auto new_key = key_in(entry, "new");
  const auto party = party_of(old_key->public_key);
  const auto owner = party_of(new_key->public_key);
  if (party && (!owner || *owner == *party)) keys_.insert_or_assign(*party, std::move(*new_key));
}

const VerifierKey* PairedKeys::key_of(std::string_view party) const {
  const auto found = keys_.find(party);
  return found == keys_.end() ? nullptr : &found->second;
}

std::optional<std::string> PairedKeys::party_of(const PublicKey& key) const {
  for (const auto& [party, paired] : keys_) {
    if (paired.public_key == key) return party;
  }
  return std::nullopt;
}

}  // namespace concordat::record

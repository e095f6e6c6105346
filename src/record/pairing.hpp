// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "record/entry.hpp"
#include "record/key.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Which key is which party's, as a record tells it. INVARIANTS: a key is one party's; a party that has one gets another
// by a rotation that its present key has signed, or by being paired anew, which a verifier names.
namespace concordat::record {

inline constexpr std::string_view kPartyPaired = "party.paired";
inline constexpr std::string_view kPartyPairedAnew = "party.paired_anew";
inline constexpr std::string_view kKeyRotated = "party.key_rotated";

// A key that was replaced without its own signature: it was lost, so the host alone says it.
struct PairedAnew {
  std::int64_t sequence = 0;
  std::string party;
  VerifierKey before;
  VerifierKey now;
};

class PairedKeys {
 public:
  // Takes the three kinds above, in order of sequence; others, and those that do not hold, are passed over.
  void step(const Entry& entry);

  const VerifierKey* key_of(std::string_view party) const;  // null: it is not paired
  std::optional<std::string> party_of(const PublicKey& key) const;
  const std::map<std::string, VerifierKey, std::less<>>& all() const { return keys_; }  // by party
  const std::vector<PairedAnew>& anew() const { return anew_; }                         // in order of sequence

 private:
  void paired(const Entry& entry);
  void rotated(const Entry& entry);

  std::map<std::string, VerifierKey, std::less<>> keys_;
  std::vector<PairedAnew> anew_;
};

}  // namespace concordat::record

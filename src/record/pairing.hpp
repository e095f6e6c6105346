// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "record/entry.hpp"
#include "record/key.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

// Which key is which party's, as a record tells it. INVARIANTS: a key is one party's; a party's key is replaced by a
// pairing, or by a rotation that its present key has signed.
namespace concordat::record {

inline constexpr std::string_view kPartyPaired = "party.paired";
inline constexpr std::string_view kKeyRotated = "party.key_rotated";

class PairedKeys {
 public:
  // Takes the two kinds above, in order of sequence; others, and those that do not hold, are passed over.
  void step(const Entry& entry);

  const VerifierKey* key_of(std::string_view party) const;  // null: it is not paired
  std::optional<std::string> party_of(const PublicKey& key) const;
  const std::map<std::string, VerifierKey, std::less<>>& all() const { return keys_; }  // by party

 private:
  std::map<std::string, VerifierKey, std::less<>> keys_;
};

}  // namespace concordat::record

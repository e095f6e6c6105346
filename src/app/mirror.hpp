// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "record/bundle_check.hpp"
#include "record/continuation.hpp"
#include "record/merkle.hpp"
#include "record/witness.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

// A witness's folder: what it saw at its last visit, the bundle it saw it in, and the note it cosigned. INVARIANT: the
// three are of one visit, and are on disk before the cosignature leaves the machine.
namespace concordat::app {

// A bundle as lines, after it was checked: what a witness reads, and what a restore takes from a mirror.
struct ReadBundle {
  record::BundleReport report;
  std::string note;                               // the signed checkpoint of all its entries
  std::vector<std::optional<std::string>> lines;  // by sequence; nullopt where it is withheld
  record::Tree tree;
  std::map<std::string, record::VaultText, std::less<>> texts;
};

// The problem "damaged-bundle" where it is not whole, or where a key of `trust` did not sign it.
Result<ReadBundle> read_bundle(const std::string& file, std::vector<record::VerifierKey> trust);

// Problem "damaged-bundle" where it cannot be read. Nothing of it is checked yet.
Result<record::Continuation> read_continuation(const std::string& file);

class Mirror {
 public:
  explicit Mirror(std::string folder) : folder_(std::move(folder)) {}

  const std::string& folder() const { return folder_; }
  std::string bundle_file() const { return folder_ + "/mirror.bundle"; }
  std::string note_file() const { return folder_ + "/checkpoint"; }
  std::string key_file() const { return folder_ + "/witness.key"; }

  Result<std::optional<record::WitnessState>> state() const;  // nullopt before the first visit
  // Before a new epoch's first visit is kept: what was seen of the old one stays beside it, under its own name.
  Result<void> set_aside(std::int64_t epoch) const;
  // Into `file` the bundle that the mirror's own becomes by what followed; a text that was erased meanwhile is left
  // out, and figures are not made. False where the mirror's own is not the one that `state` saw, or not for that party:
  // then only the whole helps.
  Result<bool> extend(const record::Continuation& continuation, const record::WitnessState& state,
                      const std::string& file) const;
  // A copy of `bundle`, the note and the state, each whole or not there, the state last.
  Result<void> keep(const std::string& bundle, const std::string& note, const record::WitnessState& state) const;

 private:
  std::string folder_;
};

}  // namespace concordat::app

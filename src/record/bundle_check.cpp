// SPDX-License-Identifier: Apache-2.0
#include "record/bundle_check.hpp"

#include "base/text.hpp"
#include "record/line.hpp"

#include <algorithm>

namespace concordat::record {

void BundleChecker::check_complete(bool cut) {
  if (section_ == Section::end && !cut) return;
  const auto count = static_cast<std::int64_t>(leaves_.size());
  if (section_ == Section::header) {
    damage("The bundle ends in its first line.");
  } else if (section_ == Section::entries && count < header_.entries) {
    entry_damage(count, cut ? "The bundle ends in the middle of this entry." : "The bundle ends before this entry.");
  } else {
    damage(section_ == Section::end ? "Something follows the bundle's last line."
                                    : "The bundle ends before its last line.");
  }
}

void BundleChecker::check_tree() {
  if (!note_) return;
  const auto root_of = [](const std::vector<Digest>& leaves) {
    Frontier frontier;
    for (const Digest& leaf : leaves) frontier.append(leaf);
    return frontier.root();
  };
  const auto size = static_cast<std::size_t>(checkpoint_.size);
  if (leaves_.size() == size && root_of(leaves_) == checkpoint_.root) {
    if (stated_leaves_ != leaves_) damage("The bundle's list of leaf hashes is not that of its entries.");
    return;
  }
  // Which entry is it? The list of leaf hashes knows, as far as the checkpoint vouches for the list.
  if (stated_leaves_.size() != size || root_of(stated_leaves_) != checkpoint_.root) {
    damage("The entries are not those of the bundle's checkpoint: the roots differ.");
    return;
  }
  const auto [here, there] =
      std::mismatch(leaves_.begin(), leaves_.end(), stated_leaves_.begin(), stated_leaves_.end());
  entry_damage(here - leaves_.begin(), here == leaves_.end()
                                           ? "This entry is missing."
                                           : "This entry is not the one that the checkpoint commits to.");
}

void BundleChecker::check_texts() {
  // After a bad entry no more were read, and one of them may have said what was erased.
  if (section_ <= Section::entries || entry_damage_) return;
  std::string_view counted;
  for (const TextReference& reference : references_) {
    const bool erased = erased_.contains(reference.id);
    if (erased && reference.present) {
      entry_damage(reference.sequence,
                   "Its text " + reference.id + " stands here although an entry says it was erased.");
    } else if (!erased && !reference.present) {
      entry_damage(reference.sequence,
                   "Its text " + reference.id + " is missing, and no entry says that it was erased.");
    } else if (erased && counted != reference.id) {
      counted = reference.id;  // references are sorted: each text counts once
      ++report_.erased;
    }
  }
}

void BundleChecker::check_signatures() {
  if (!note_) return;
  std::vector<VerifierKey> keys;
  for (const std::string& text : header_.keys) {
    auto key = parse_vkey(text);
    if (!key) return damage("A key in the bundle's first line is not a public key.");
    keys.push_back(std::move(*key));
  }
  const auto signers = verify_note(*note_, keys);
  if (!signers) return damage("The checkpoint is not signed as it says: " + signers.error().message);
  bool host_signed = false;
  for (const Signer& signer : *signers) {
    report_.signers.push_back(signer.key);
    if (signer.cosigned_at) report_.cosignatures.push_back({signer.key, checkpoint_.size, *signer.cosigned_at});
    host_signed = host_signed || (signer.key.type == SignatureType::ed25519 &&
                                  checkpoint_.origin == log_origin(signer.key.name, header_.organisation, epoch_));
  }
  if (!host_signed) {
    damage("The checkpoint of " + checkpoint_.origin + " is not signed by the host of this organisation's record.");
  }
  check_earlier(keys);
}

void BundleChecker::check_earlier(const std::vector<VerifierKey>& keys) {
  std::int64_t last = 0;
  for (const Earlier& earlier : earlier_) {
    const Checkpoint& was = earlier.checkpoint;
    const std::string which = "The earlier checkpoint of size " + std::to_string(was.size);
    if (was.origin != checkpoint_.origin || was.size <= last) return damage(which + " is not one of this record.");
    last = was.size;
    const auto signers = verify_note(earlier.note, keys);
    if (!signers || signers->empty()) return damage(which + " is not signed as it says.");
    if (!verify_consistency(was.size, checkpoint_.size, was.root, checkpoint_.root, earlier.proof)) {
      return damage(which + " does not agree with the bundle's own: the record was rewritten.");
    }
    for (const Signer& signer : *signers) {
      if (signer.cosigned_at) report_.cosignatures.push_back({signer.key, was.size, *signer.cosigned_at});
    }
  }
}

void BundleChecker::check_trust() {
  for (const VerifierKey& key : trust_) {
    VerifierKey host = key;
    host.type = SignatureType::ed25519;
    VerifierKey witness = key;
    witness.type = SignatureType::cosignature;
    const std::vector<VerifierKey> both{host, witness};
    const auto signers = note_ ? verify_note(*note_, both) : std::vector<Signer>{};
    if (!signers || signers->empty()) {
      report_.did_not_sign.push_back(key);
      continue;
    }
    for (const Signer& signer : *signers) {
      auto& all = report_.signers;
      if (std::find(all.begin(), all.end(), signer.key) == all.end()) all.push_back(signer.key);
    }
  }
}

BundleReport BundleChecker::finish(bool cut) {
  if (section_ != Section::unreadable) {
    check_complete(cut);
    check_tree();
    check_texts();
    check_signatures();
  }
  check_trust();
  report_.header = header_;
  report_.entries = static_cast<std::int64_t>(leaves_.size());
  report_.withheld = withheld_;
  report_.checkpoint = checkpoint_;
  report_.figures = std::move(figures_);
  report_.damage = entry_damage_ ? entry_damage_ : damage_;
  return std::move(report_);
}

}  // namespace concordat::record

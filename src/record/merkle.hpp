// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "record/sha256.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

// The tree over an organisation's entries: RFC 9162 section 2.1. A leaf is SHA-256(0x00 ‖ line), a node is
// SHA-256(0x01 ‖ left ‖ right), and a tree of n leaves splits at the largest power of two below n. INVARIANT: hashes of
// perfect subtrees (2^level leaves, beginning at a multiple of 2^level) never change once their last leaf is there; all
// roots and proofs are made of them.
namespace concordat::record {

using Proof = std::vector<Digest>;

Digest leaf_hash(std::string_view line);
Digest node_hash(const Digest& left, const Digest& right);
Digest empty_root();  // of no leaves: SHA-256 of nothing

// The least that one needs to append: the perfect subtrees that make up the log, largest first. At most 63 hashes.
class Frontier {
 public:
  Frontier() = default;
  // From what `size` and `subtrees` gave before. nullopt where the two do not fit each other.
  static std::optional<Frontier> resume(std::int64_t size, std::vector<Digest> subtrees);

  void append(const Digest& leaf);
  std::int64_t size() const { return size_; }
  Digest root() const;
  const std::vector<Digest>& subtrees() const { return subtrees_; }

 private:
  std::int64_t size_ = 0;
  std::vector<Digest> subtrees_;
};

// The hash of the perfect subtree of 2^level leaves that begins at leaf index * 2^level.
using Subtree = std::function<Digest(int level, std::int64_t index)>;

// For any size up to what `subtree` knows. Sizes and indexes outside it are our own mistake and abort.
Digest root_at(std::int64_t size, const Subtree& subtree);
Proof inclusion_proof(std::int64_t index, std::int64_t size, const Subtree& subtree);  // 0 <= index < size
Proof consistency_proof(std::int64_t from, std::int64_t to, const Subtree& subtree);   // 0 < from <= to

// All perfect subtrees in memory: two hashes a leaf. For proofs where the leaves are at hand.
class Tree {
 public:
  void append(const Digest& leaf);
  std::int64_t size() const { return levels_.empty() ? 0 : static_cast<std::int64_t>(levels_.front().size()); }
  const Digest& leaf(std::int64_t index) const { return levels_.front()[static_cast<std::size_t>(index)]; }
  Digest root() const { return root(size()); }
  Digest root(std::int64_t size) const;
  Proof inclusion(std::int64_t index, std::int64_t size) const;
  Proof consistency(std::int64_t from, std::int64_t to) const;

 private:
  Subtree subtree() const;
  std::vector<std::vector<Digest>> levels_;  // [level][index]; the leaves are level 0
};

// RFC 9162 section 2.1.3.2. False for an index outside the tree, and for a proof with an element too few or too many.
bool verify_inclusion(std::int64_t index, std::int64_t size, const Digest& leaf, std::span<const Digest> proof,
                      const Digest& root);
// RFC 9162 section 2.1.4.2. Equal sizes need equal roots and an empty proof. From size 0 it is false: nothing is proved
// by it, and only a witness that has seen nothing yet accepts that step (record/witness.hpp).
bool verify_consistency(std::int64_t from, std::int64_t to, const Digest& from_root, const Digest& to_root,
                        std::span<const Digest> proof);

}  // namespace concordat::record

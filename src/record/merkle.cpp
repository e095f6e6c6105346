// SPDX-License-Identifier: Apache-2.0
#include "record/merkle.hpp"

#include "base/result.hpp"

#include <bit>

namespace concordat::record {
namespace {

constexpr std::uint8_t kLeafPrefix = 0x00;
constexpr std::uint8_t kNodePrefix = 0x01;

// The largest power of two below n (n > 1).
std::int64_t split_point(std::int64_t n) {
  return static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(n - 1)));
}

// MTH of the leaves [begin, end). Every range that the recursions below ask for begins at a multiple of the largest
// power of two in its length, so each falls into perfect subtrees.
Digest range_hash(std::int64_t begin, std::int64_t end, const Subtree& subtree) {
  const auto length = static_cast<std::uint64_t>(end - begin);
  if (std::has_single_bit(length)) {
    const int level = std::countr_zero(length);
    return subtree(level, begin >> level);
  }
  const std::int64_t middle = begin + split_point(end - begin);
  return node_hash(range_hash(begin, middle, subtree), range_hash(middle, end, subtree));
}

// PATH(m, D_n) of RFC 9162 section 2.1.3.1 for the leaves [begin, end); the deepest hash comes first.
void append_path(std::int64_t index, std::int64_t begin, std::int64_t end, const Subtree& subtree, Proof& proof) {
  if (end - begin == 1) return;
  const std::int64_t middle = begin + split_point(end - begin);
  if (index < middle) {
    append_path(index, begin, middle, subtree, proof);
    proof.push_back(range_hash(middle, end, subtree));
  } else {
    append_path(index, middle, end, subtree, proof);
    proof.push_back(range_hash(begin, middle, subtree));
  }
}

// SUBPROOF(m, D_n, b) of RFC 9162 section 2.1.4.1; `whole` is b: the old tree is this very range and its hash known.
void append_subproof(std::int64_t from, std::int64_t begin, std::int64_t end, bool whole, const Subtree& subtree,
                     Proof& proof) {
  if (from == end) {
    if (!whole) proof.push_back(range_hash(begin, end, subtree));
    return;
  }
  const std::int64_t middle = begin + split_point(end - begin);
  if (from <= middle) {
    append_subproof(from, begin, middle, whole, subtree, proof);
    proof.push_back(range_hash(middle, end, subtree));
  } else {
    append_subproof(from, middle, end, false, subtree, proof);
    proof.push_back(range_hash(begin, middle, subtree));
  }
}

}  // namespace

Digest leaf_hash(std::string_view line) { return sha256_prefixed(kLeafPrefix, line); }

Digest node_hash(const Digest& left, const Digest& right) { return sha256_prefixed(kNodePrefix, left, right); }

Digest empty_root() { return sha256(std::string_view{}); }

std::optional<Frontier> Frontier::resume(std::int64_t size, std::vector<Digest> subtrees) {
  if (size < 0 || static_cast<std::size_t>(std::popcount(static_cast<std::uint64_t>(size))) != subtrees.size()) {
    return std::nullopt;
  }
  Frontier frontier;
  frontier.size_ = size;
  frontier.subtrees_ = std::move(subtrees);
  return frontier;
}

void Frontier::append(const Digest& leaf) {
  // Adding one leaf is adding one to a binary number: each carry joins the two smallest subtrees.
  Digest hash = leaf;
  for (std::int64_t carry = size_; carry & 1; carry >>= 1) {
    hash = node_hash(subtrees_.back(), hash);
    subtrees_.pop_back();
  }
  subtrees_.push_back(hash);
  ++size_;
}

Digest Frontier::root() const {
  if (subtrees_.empty()) return empty_root();
  Digest hash = subtrees_.back();
  for (std::size_t i = subtrees_.size() - 1; i-- > 0;) hash = node_hash(subtrees_[i], hash);
  return hash;
}

Digest root_at(std::int64_t size, const Subtree& subtree) {
  demand(size >= 0);
  return size == 0 ? empty_root() : range_hash(0, size, subtree);
}

Proof inclusion_proof(std::int64_t index, std::int64_t size, const Subtree& subtree) {
  demand(index >= 0 && index < size);
  Proof proof;
  append_path(index, 0, size, subtree, proof);
  return proof;
}

Proof consistency_proof(std::int64_t from, std::int64_t to, const Subtree& subtree) {
  demand(from > 0 && from <= to);
  Proof proof;
  append_subproof(from, 0, to, true, subtree, proof);
  return proof;
}

void Tree::append(const Digest& leaf) {
  Digest hash = leaf;
  for (std::size_t level = 0;; ++level) {
    if (level == levels_.size()) levels_.emplace_back();
    auto& row = levels_[level];
    row.push_back(hash);
    if (row.size() % 2 != 0) return;
    hash = node_hash(row[row.size() - 2], row.back());
  }
}

Subtree Tree::subtree() const {
  return [this](int level, std::int64_t index) {
    return levels_[static_cast<std::size_t>(level)][static_cast<std::size_t>(index)];
  };
}

Digest Tree::root(std::int64_t size) const {
  demand(size <= this->size());
  return root_at(size, subtree());
}

Proof Tree::inclusion(std::int64_t index, std::int64_t size) const {
  demand(size <= this->size());
  return inclusion_proof(index, size, subtree());
}

Proof Tree::consistency(std::int64_t from, std::int64_t to) const {
  demand(to <= size());
  return consistency_proof(from, to, subtree());
}

bool verify_inclusion(std::int64_t index, std::int64_t size, const Digest& leaf, std::span<const Digest> proof,
                      const Digest& root) {
  if (index < 0 || index >= size) return false;
  auto fn = static_cast<std::uint64_t>(index);
  auto sn = static_cast<std::uint64_t>(size - 1);
  Digest r = leaf;
  for (const Digest& p : proof) {
    if (sn == 0) return false;
    if ((fn & 1) != 0 || fn == sn) {
      r = node_hash(p, r);
      for (; (fn & 1) == 0 && fn != 0; fn >>= 1) sn >>= 1;
    } else {
      r = node_hash(r, p);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && r == root;
}

bool verify_consistency(std::int64_t from, std::int64_t to, const Digest& from_root, const Digest& to_root,
                        std::span<const Digest> proof) {
  if (from <= 0 || from > to) return false;
  if (from == to) return proof.empty() && from_root == to_root;
  if (proof.empty()) return false;
  // Where the old tree is perfect its root is the first hash of the path, and the proof leaves it out.
  const bool perfect = std::has_single_bit(static_cast<std::uint64_t>(from));
  Digest fr = perfect ? from_root : proof.front();
  Digest sr = fr;
  if (!perfect) proof = proof.subspan(1);

  auto fn = static_cast<std::uint64_t>(from - 1);
  auto sn = static_cast<std::uint64_t>(to - 1);
  for (; (fn & 1) != 0; fn >>= 1) sn >>= 1;
  for (const Digest& c : proof) {
    if (sn == 0) return false;
    if ((fn & 1) != 0 || fn == sn) {
      fr = node_hash(c, fr);
      sr = node_hash(c, sr);
      for (; (fn & 1) == 0 && fn != 0; fn >>= 1) sn >>= 1;
    } else {
      sr = node_hash(sr, c);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && fr == from_root && sr == to_root;
}

}  // namespace concordat::record

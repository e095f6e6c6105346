// SPDX-License-Identifier: Apache-2.0
#include "record/merkle.hpp"

#include "base/text.hpp"

#include <gtest/gtest.h>
#include <sodium.h>

#include <algorithm>

namespace concordat::record {
namespace {

// --- the slow twin: the definitions of RFC 9162 section 2.1, word for word, with libsodium's SHA-256
// ---------------------

Digest sodium_sha256(const std::string& bytes) {
  Digest digest;
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  return digest;
}

std::string raw(const Digest& digest) { return std::string(bytes_of(digest)); }

using Leaves = std::vector<std::string>;

std::size_t split(std::size_t n) {
  std::size_t k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

Leaves first(const Leaves& d, std::size_t k) { return {d.begin(), d.begin() + static_cast<std::ptrdiff_t>(k)}; }
Leaves rest(const Leaves& d, std::size_t k) { return {d.begin() + static_cast<std::ptrdiff_t>(k), d.end()}; }

Digest mth(const Leaves& d) {
  if (d.empty()) return sodium_sha256("");
  if (d.size() == 1) return sodium_sha256(std::string(1, '\0') + d[0]);
  const std::size_t k = split(d.size());
  return sodium_sha256('\1' + raw(mth(first(d, k))) + raw(mth(rest(d, k))));
}

Proof path(std::size_t m, const Leaves& d) {
  if (d.size() == 1) return {};
  const std::size_t k = split(d.size());
  Proof proof = m < k ? path(m, first(d, k)) : path(m - k, rest(d, k));
  proof.push_back(m < k ? mth(rest(d, k)) : mth(first(d, k)));
  return proof;
}

Proof subproof(std::size_t m, const Leaves& d, bool b) {
  if (m == d.size()) return b ? Proof{} : Proof{mth(d)};
  const std::size_t k = split(d.size());
  Proof proof = m <= k ? subproof(m, first(d, k), b) : subproof(m - k, rest(d, k), false);
  proof.push_back(m <= k ? mth(rest(d, k)) : mth(first(d, k)));
  return proof;
}

// --- the vectors of reference/domain.md 13.1, which has them from RFC 6962's reference implementation
// -------------------

constexpr const char* kLeaves[] = {
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
constexpr const char* kRoots[] = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
constexpr const char* kLeafHashes[] = {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                       "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                                       "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
                                       "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
                                       "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                                       "4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658",
                                       "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
                                       "46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1"};

std::string bytes(const char* hex) {
  const auto decoded = *from_hex(hex);
  return {decoded.begin(), decoded.end()};
}

Tree vector_tree() {
  Tree tree;
  for (const char* leaf : kLeaves) tree.append(leaf_hash(bytes(leaf)));
  return tree;
}

std::vector<std::string> hexes(const Proof& proof) {
  std::vector<std::string> out;
  for (const Digest& hash : proof) out.push_back(to_hex(hash));
  return out;
}

TEST(Merkle, LeavesAndRootsAreTheStandardOnes) {
  Tree tree;
  Frontier frontier;
  EXPECT_EQ(to_hex(empty_root()), kRoots[0]);
  EXPECT_EQ(to_hex(tree.root()), kRoots[0]);
  EXPECT_EQ(to_hex(frontier.root()), kRoots[0]);
  for (std::size_t i = 0; i < std::size(kLeaves); ++i) {
    const Digest leaf = leaf_hash(bytes(kLeaves[i]));
    EXPECT_EQ(to_hex(leaf), kLeafHashes[i]);
    tree.append(leaf);
    frontier.append(leaf);
    EXPECT_EQ(to_hex(tree.root()), kRoots[i + 1]);
    EXPECT_EQ(to_hex(frontier.root()), kRoots[i + 1]);
  }
}

// transparency-dev/merkle, rfc6962_test.go.
TEST(Merkle, HashesAreThoseOfTransparencyDev) {
  EXPECT_EQ(to_hex(leaf_hash("L123456")), "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
  EXPECT_EQ(to_hex(sha256_prefixed(1, "N123N456")), "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb");
}

TEST(Merkle, InclusionProofsAreTheStandardOnes) {
  const Tree tree = vector_tree();
  const std::string h23 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
  const std::string h4567 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
  const std::string h67 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
  const std::string h45 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";
  using Hexes = std::vector<std::string>;
  EXPECT_EQ(hexes(tree.inclusion(0, 8)), (Hexes{kLeafHashes[1], h23, h4567}));
  EXPECT_EQ(hexes(tree.inclusion(5, 8)), (Hexes{kLeafHashes[4], h67, kRoots[4]}));
  EXPECT_EQ(hexes(tree.inclusion(2, 3)), (Hexes{kRoots[2]}));
  EXPECT_EQ(hexes(tree.inclusion(1, 5)), (Hexes{kLeafHashes[0], h23, kLeafHashes[4]}));
  EXPECT_EQ(hexes(tree.inclusion(6, 7)), (Hexes{h45, kRoots[4]}));
}

TEST(Merkle, ConsistencyProofsAreTheStandardOnes) {
  const Tree tree = vector_tree();
  const std::string h23 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
  const std::string h4567 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
  const std::string h67 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
  const std::string h45 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";
  const std::string h456 = "837dbb152e9b079010717e84e865da4ebc0fa198a806d59d31bf15accef22d0e";
  using Hexes = std::vector<std::string>;
  EXPECT_EQ(hexes(tree.consistency(1, 8)), (Hexes{kLeafHashes[1], h23, h4567}));
  EXPECT_EQ(hexes(tree.consistency(2, 5)), (Hexes{h23, kLeafHashes[4]}));
  EXPECT_EQ(hexes(tree.consistency(3, 7)), (Hexes{kLeafHashes[2], kLeafHashes[3], kRoots[2], h456}));
  EXPECT_EQ(hexes(tree.consistency(4, 8)), (Hexes{h4567}));
  EXPECT_EQ(hexes(tree.consistency(6, 8)), (Hexes{h45, h67, kRoots[4]}));
}

constexpr std::size_t kAll = 40;

Leaves many_leaves() {
  Leaves leaves;
  for (std::size_t i = 0; i < kAll; ++i) leaves.push_back("entry " + std::to_string(i * i));
  return leaves;
}

TEST(Merkle, EveryProofOfEverySizeIsThatOfTheDefinition) {
  const Leaves leaves = many_leaves();
  Tree tree;
  Frontier frontier;
  for (const auto& leaf : leaves) tree.append(leaf_hash(leaf));
  for (std::size_t n = 1; n < kAll; ++n) {
    const auto size = static_cast<std::int64_t>(n);
    const Leaves d = first(leaves, n);
    const Digest root = mth(d);
    frontier.append(leaf_hash(leaves[n - 1]));
    ASSERT_EQ(frontier.root(), root);
    ASSERT_EQ(tree.root(size), root);
    ASSERT_EQ(Frontier::resume(size, frontier.subtrees())->root(), root);
    for (std::size_t m = 0; m < n; ++m) {
      const auto index = static_cast<std::int64_t>(m);
      const Proof inclusion = tree.inclusion(index, size);
      ASSERT_EQ(inclusion, path(m, d));
      ASSERT_TRUE(verify_inclusion(index, size, leaf_hash(leaves[m]), inclusion, root));
      const Proof consistency = tree.consistency(index + 1, size);
      ASSERT_EQ(consistency, subproof(m + 1, d, true));
      ASSERT_TRUE(verify_consistency(index + 1, size, mth(first(leaves, m + 1)), root, consistency));
    }
  }
}

// Calls `refused` with every proof that is `proof` with one bit flipped, one element dropped, doubled or added.
void for_each_damage(const Proof& proof, const std::function<void(const Proof&)>& refused) {
  for (std::size_t i = 0; i < proof.size(); ++i) {
    for (std::size_t bit = 0; bit < 256; bit += 1) {
      Proof bad = proof;
      bad[i][bit / 8] = static_cast<std::uint8_t>(bad[i][bit / 8] ^ (1U << (bit % 8)));
      refused(bad);
    }
    Proof dropped = proof;
    dropped.erase(dropped.begin() + static_cast<std::ptrdiff_t>(i));
    refused(dropped);
    Proof doubled = proof;
    doubled.insert(doubled.begin() + static_cast<std::ptrdiff_t>(i), proof[i]);
    refused(doubled);
  }
  Proof longer = proof;
  longer.push_back(empty_root());
  refused(longer);
  longer = proof;
  longer.insert(longer.begin(), empty_root());
  refused(longer);
}

TEST(Merkle, ADamagedProofIsRefused) {
  const Leaves leaves = many_leaves();
  Tree tree;
  for (const auto& leaf : leaves) tree.append(leaf_hash(leaf));
  for (const std::int64_t size : {1, 2, 3, 7, 8, 13}) {
    const Digest root = tree.root(size);
    for (std::int64_t index = 0; index < size; ++index) {
      for_each_damage(tree.inclusion(index, size), [&](const Proof& bad) {
        ASSERT_FALSE(verify_inclusion(index, size, tree.leaf(index), bad, root)) << index << " of " << size;
      });
    }
    for (std::int64_t from = 1; from <= size; ++from) {
      for_each_damage(tree.consistency(from, size), [&](const Proof& bad) {
        ASSERT_FALSE(verify_consistency(from, size, tree.root(from), root, bad)) << from << " to " << size;
      });
    }
  }
}

TEST(Merkle, AProofOfSomethingElseIsRefused) {
  const Tree tree = vector_tree();
  const Digest root = tree.root();
  const Proof proof = tree.inclusion(5, 8);
  for (std::int64_t index = -1; index < 12; ++index) {
    EXPECT_EQ(verify_inclusion(index, 8, tree.leaf(5), proof, root), index == 5) << index;
  }
  EXPECT_FALSE(verify_inclusion(5, 8, tree.leaf(4), proof, root));
  EXPECT_FALSE(verify_inclusion(8, 8, tree.leaf(5), proof, root));
  EXPECT_FALSE(verify_inclusion(5, 5, tree.leaf(5), proof, root));
  EXPECT_FALSE(verify_inclusion(5, 0, tree.leaf(5), proof, root));
  EXPECT_FALSE(verify_inclusion(5, 8, tree.leaf(5), tree.inclusion(4, 8), root));
}

TEST(Merkle, SizesThatCannotBeAreRefused) {
  const Tree tree = vector_tree();
  EXPECT_FALSE(verify_consistency(8, 6, tree.root(8), tree.root(6), tree.consistency(6, 8)));
  EXPECT_FALSE(verify_consistency(6, 6, tree.root(6), tree.root(5), {}));
  EXPECT_TRUE(verify_consistency(6, 6, tree.root(6), tree.root(6), {}));
  EXPECT_FALSE(verify_consistency(6, 6, tree.root(6), tree.root(6), Proof{tree.root(6)}));
  EXPECT_FALSE(verify_consistency(0, 6, empty_root(), tree.root(6), {}));
  EXPECT_FALSE(verify_consistency(0, 0, empty_root(), empty_root(), {}));
  EXPECT_FALSE(verify_consistency(-1, 6, tree.root(5), tree.root(6), tree.consistency(5, 6)));
}

// Domain separation (RFC 9162 section 2.1.1): without the prefixes, a node would pass for a leaf.
TEST(Merkle, ANodeIsNoLeaf) {
  const Tree tree = vector_tree();
  const Digest left = tree.root(4);
  const Digest h45 = node_hash(tree.leaf(4), tree.leaf(5));
  const Digest h67 = node_hash(tree.leaf(6), tree.leaf(7));
  const std::string node = raw(h45) + raw(h67);
  ASSERT_EQ(node_hash(left, node_hash(h45, h67)), tree.root(8));
  EXPECT_FALSE(verify_inclusion(1, 2, leaf_hash(node), Proof{left}, tree.root(8)));
  EXPECT_TRUE(verify_inclusion(1, 2, node_hash(h45, h67), Proof{left}, tree.root(8)));  // what would have passed
  EXPECT_NE(sha256_prefixed(0, raw(left) + raw(h45)), node_hash(left, h45));
}

TEST(Merkle, AFrontierOfAnotherSizeIsNotResumed) {
  EXPECT_FALSE(Frontier::resume(3, {empty_root()}));
  EXPECT_FALSE(Frontier::resume(-1, {}));
  EXPECT_TRUE(Frontier::resume(0, {}));
  EXPECT_TRUE(Frontier::resume(4, {empty_root()}));
}

}  // namespace
}  // namespace concordat::record

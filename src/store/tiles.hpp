// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "record/merkle.hpp"
#include "store/connection.hpp"

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

// The tree over an organisation's entries, kept as tiles (C2SP tlog-tiles): a tile of level L holds the hashes of up to
// 256 perfect subtrees of 256^L leaves each. INVARIANT: a full tile never changes; only the last tile of a level grows.
// So a root or a proof of any size is read from a handful of rows.
namespace concordat::store {

inline constexpr std::int64_t kTileWidth = 256;
inline constexpr int kTileHeight = 8;  // levels of the tree in one tile

using Tile = std::vector<record::Digest>;  // 1 to 256 hashes

std::string encode_tile(const Tile& tile);
std::optional<Tile> decode_tile(std::string_view text);

// How many hashes level `level` has for a tree of `size` leaves.
std::int64_t tile_hashes(std::int64_t size, int level);

class TileReader {
 public:
  TileReader(Connection& connection, const Tenant& tenant) : connection_(connection), tenant_(tenant) {}

  // An empty tile where there is no such row. A row that is no tile is the Failure "damaged".
  const Tile& tile(int level, std::int64_t index);
  record::Digest leaf(std::int64_t index);
  // For the functions of record/merkle.hpp. The reader must outlive it.
  record::Subtree subtree();

 private:
  static constexpr std::size_t kTilesKeptMax = 64;

  record::Digest at(int level, std::int64_t index);

  Connection& connection_;
  const Tenant& tenant_;
  std::map<std::pair<int, std::int64_t>, Tile> kept_;
};

// The growing right edge of the tree.
class TileEdge {
 public:
  // Called with every tile that became full, lowest level first.
  using FullTile = std::function<void(int level, std::int64_t index, const Tile& tile)>;

  TileEdge() = default;
  TileEdge(TileReader& reader, std::int64_t size);

  void append(const record::Digest& leaf, const FullTile& full);
  // The tiles that are not full and not empty.
  void each_partial(const FullTile& fn) const;
  std::int64_t size() const { return size_; }

 private:
  std::int64_t size_ = 0;
  std::vector<Tile> levels_;  // the last tile of each, never full
};

}  // namespace concordat::store

// SPDX-License-Identifier: Apache-2.0
#include "store/tiles.hpp"

#include <cstdlib>

namespace concordat::store {
namespace {

constexpr std::size_t kHexDigits = 64;  // of one hash

[[noreturn]] void damaged(const Connection& connection, int level, std::int64_t index) {
  throw Failure(
      {"damaged",
       "The tile " + std::to_string(level) + "/" + std::to_string(index) + " of the record's tree is damaged.",
       Where{connection.name()}, "Restore the last backup (docs/operating.md)."});
}

// The root of a perfect tree over `hashes`, whose number is a power of two.
record::Digest fold(std::span<const record::Digest> hashes) {
  Tile level(hashes.begin(), hashes.end());
  while (level.size() > 1) {
    for (std::size_t i = 0; i < level.size() / 2; ++i) level[i] = record::node_hash(level[2 * i], level[2 * i + 1]);
    level.resize(level.size() / 2);
  }
  return level.front();
}

}  // namespace

std::string encode_tile(const Tile& tile) {
  std::string text;
  text.reserve(tile.size() * kHexDigits);
  for (const auto& hash : tile) text += record::to_hex(hash);
  return text;
}

std::optional<Tile> decode_tile(std::string_view text) {
  const std::size_t count = text.size() / kHexDigits;
  if (count == 0 || count > static_cast<std::size_t>(kTileWidth) || text.size() % kHexDigits != 0) return std::nullopt;
  Tile tile;
  tile.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto hash = record::digest_from_hex(text.substr(i * kHexDigits, kHexDigits));
    if (!hash) return std::nullopt;
    tile.push_back(*hash);
  }
  return tile;
}

std::int64_t tile_hashes(std::int64_t size, int level) {
  const int shift = kTileHeight * level;
  return shift >= 63 ? 0 : size >> shift;
}

const Tile& TileReader::tile(int level, std::int64_t index) {
  const auto key = std::pair(level, index);
  const auto found = kept_.find(key);
  if (found != kept_.end()) return found->second;
  if (kept_.size() >= kTilesKeptMax) kept_.clear();
  auto& row = connection_.tenant(
      tenant_, "select hashes from tree_tile where org_id = :org and level = :level and idx = :idx", "nnn", "t");
  if (!row.one(level, index)) return kept_[key];
  auto tile = decode_tile(row.text(0));
  if (!tile) damaged(connection_, level, index);
  return kept_[key] = std::move(*tile);
}

record::Digest TileReader::at(int level, std::int64_t index) {
  const Tile& row = tile(level, index / kTileWidth);
  const auto offset = static_cast<std::size_t>(index % kTileWidth);
  if (offset >= row.size()) damaged(connection_, level, index / kTileWidth);
  return row[offset];
}

record::Digest TileReader::leaf(std::int64_t index) { return at(0, index); }

record::Subtree TileReader::subtree() {
  return [this](int level, std::int64_t index) {
    const int tile_level = level / kTileHeight;
    const int height = level % kTileHeight;
    if (height == 0) return at(tile_level, index);
    const std::int64_t first = index << height;
    const auto count = std::size_t{1} << height;
    const auto offset = static_cast<std::size_t>(first % kTileWidth);
    const Tile& row = tile(tile_level, first / kTileWidth);
    if (offset + count > row.size()) damaged(connection_, tile_level, first / kTileWidth);
    return fold(std::span(row).subspan(offset, count));
  };
}

TileEdge::TileEdge(TileReader& reader, std::int64_t size) : size_(size) {
  for (int level = 0; tile_hashes(size, level) > 0; ++level) {
    const std::int64_t hashes = tile_hashes(size, level);
    const auto partial = static_cast<std::size_t>(hashes % kTileWidth);
    Tile tile;
    if (partial > 0) tile = reader.tile(level, hashes / kTileWidth);
    if (tile.size() != partial) {
      throw Failure({"damaged", "The last tile of the record's tree has the wrong size.", std::nullopt,
                     "Restore the last backup (docs/operating.md)."});
    }
    levels_.push_back(std::move(tile));
  }
}

void TileEdge::append(const record::Digest& leaf, const FullTile& full) {
  record::Digest hash = leaf;
  ++size_;
  for (std::size_t level = 0;; ++level) {
    if (levels_.size() == level) levels_.emplace_back();
    Tile& tile = levels_[level];
    tile.push_back(hash);
    if (tile.size() < static_cast<std::size_t>(kTileWidth)) return;
    const int tile_level = static_cast<int>(level);
    full(tile_level, (tile_hashes(size_, tile_level) - 1) / kTileWidth, tile);
    hash = fold(tile);
    tile.clear();
  }
}

void TileEdge::each_partial(const FullTile& fn) const {
  for (std::size_t level = 0; level < levels_.size(); ++level) {
    if (levels_[level].empty()) continue;
    const int tile_level = static_cast<int>(level);
    fn(tile_level, tile_hashes(size_, tile_level) / kTileWidth, levels_[level]);
  }
}

}  // namespace concordat::store

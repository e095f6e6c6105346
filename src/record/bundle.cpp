// SPDX-License-Identifier: Apache-2.0
#include "record/bundle.hpp"

#include "base/json.hpp"
#include "record/note.hpp"

#include <boost/json/array.hpp>

#include <algorithm>

namespace concordat::record {
namespace {

namespace json = boost::json;

std::string canonical(const json::object& object) {
  std::string out;
  append_canonical(out, object);
  return out;
}

}  // namespace

BundleWriter::BundleWriter(BundleHeader header, Sink sink) : header_(std::move(header)), sink_(std::move(sink)) {
  json::array keys;
  for (const std::string& key : header_.keys) keys.emplace_back(key);
  write_line(canonical({{"concordat", "bundle"},
                        {"entries", header_.entries},
                        {"format", kBundleFormat},
                        {"keys", std::move(keys)},
                        {"organisation", header_.organisation},
                        {"party", header_.party}}));
}

void BundleWriter::write_line(std::string_view line) {
  std::string with_end(line);
  with_end += '\n';
  digest_.update(with_end);
  ++lines_;
  sink_(with_end);
}

void BundleWriter::enter(Section section) {
  demand(section >= section_ && section_ != Section::done);
  if (section_ < Section::earlier && section >= Section::earlier) {
    demand(tree_.size() == header_.entries);
    write_leaves();
  }
  section_ = section;
}

void BundleWriter::entry(std::string_view line) {
  enter(Section::entries);
  tree_.append(leaf_hash(line));
  write_line(line);
}

void BundleWriter::withheld(const Digest& leaf) {
  enter(Section::entries);
  write_line(canonical({{"leaf", to_hex(leaf)}, {"sequence", tree_.size()}}));
  tree_.append(leaf);
}

void BundleWriter::text(const VaultText& text) {
  enter(Section::texts);
  demand(last_text_ < text.id);
  last_text_ = text.id;
  write_line(canonical({{"salt", text.salt}, {"text", text.id}, {"value", text.text}}));
}

void BundleWriter::write_leaves() {
  const auto step = static_cast<std::int64_t>(kBundleLeavesPerLine);
  for (std::int64_t first = 0; first < tree_.size(); first += step) {
    std::vector<std::uint8_t> bytes;
    for (std::int64_t i = first; i < std::min(first + step, tree_.size()); ++i) {
      bytes.insert(bytes.end(), tree_.leaf(i).begin(), tree_.leaf(i).end());
    }
    write_line(canonical({{"first", first}, {"leaves", to_base64(bytes)}}));
  }
}

Result<void> BundleWriter::earlier_checkpoint(std::string_view note) {
  enter(Section::earlier);
  const auto parsed = parse_note(note);
  if (!parsed) return tl::unexpected(parsed.error());
  const auto checkpoint = parse_checkpoint(parsed->text);
  if (!checkpoint) return tl::unexpected(checkpoint.error());
  if (checkpoint->size <= last_earlier_ || checkpoint->size >= tree_.size() ||
      checkpoint->root != tree_.root(checkpoint->size)) {
    return fail("bad-checkpoint", "The earlier checkpoint is not of this record.");
  }
  last_earlier_ = checkpoint->size;
  json::array proof;
  for (const Digest& hash : tree_.consistency(checkpoint->size, tree_.size())) proof.emplace_back(to_base64(hash));
  write_line(canonical({{"consistency", std::move(proof)}, {"earlier", note}}));
  return {};
}

void BundleWriter::figures(const json::object& by_name) {
  demand(section_ < Section::figures);
  enter(Section::figures);
  json::object line;
  line["figures"] = by_name;
  write_line(canonical(line));
}

Result<void> BundleWriter::finish(std::string_view note) {
  enter(Section::figures);
  const auto parsed = parse_note(note);
  if (!parsed) return tl::unexpected(parsed.error());
  const auto checkpoint = parse_checkpoint(parsed->text);
  if (!checkpoint) return tl::unexpected(checkpoint.error());
  if (checkpoint->size != tree_.size() || checkpoint->root != tree_.root()) {
    return fail("bad-checkpoint", "The checkpoint is not of exactly these entries.");
  }
  write_line(canonical({{"checkpoint", note}}));
  const std::string sha256 = to_hex(digest_.finish());
  write_line(canonical({{"end", "bundle"}, {"lines", lines_}, {"sha256", sha256}}));
  enter(Section::done);
  return {};
}

bool begins_as_bundle(std::string_view first_bytes) {
  if (first_bytes.empty()) return false;
  if (first_bytes.size() < kBundleMagic.size()) return kBundleMagic.starts_with(first_bytes);
  constexpr std::ptrdiff_t kDamagedBytes = 2;
  std::ptrdiff_t differing = 0;
  for (std::size_t i = 0; i < kBundleMagic.size(); ++i) differing += first_bytes[i] != kBundleMagic[i] ? 1 : 0;
  return differing <= kDamagedBytes;
}

}  // namespace concordat::record

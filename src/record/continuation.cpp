// SPDX-License-Identifier: Apache-2.0
#include "record/continuation.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "record/line.hpp"

#include <boost/json/array.hpp>

#include <algorithm>

namespace concordat::record {
namespace {

namespace json = boost::json;

std::string text_member(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::int64_t count_member(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_int64() ? value->get_int64() : -1;
}

}  // namespace

ContinuationWriter::ContinuationWriter(const ContinuationHeader& header, BundleWriter::Sink sink)
    : sink_(std::move(sink)) {
  json::array keys;
  for (const std::string& key : header.bundle.keys) keys.emplace_back(key);
  write({{"concordat", "continuation"},
         {"entries", header.bundle.entries},
         {"format", kBundleFormat},
         {"keys", std::move(keys)},
         {"organisation", header.bundle.organisation},
         {"party", header.bundle.party},
         {"since", header.since}});
}

void ContinuationWriter::write(const json::object& line) {
  std::string out;
  append_canonical(out, line);
  entry(out);
}

void ContinuationWriter::entry(std::string_view line) { sink_(std::string(line) + '\n'); }
void ContinuationWriter::withheld(std::int64_t sequence, const Digest& leaf) {
  write({{"leaf", to_hex(leaf)}, {"sequence", sequence}});
}
void ContinuationWriter::text(const VaultText& text) {
  write({{"salt", text.salt}, {"text", text.id}, {"value", text.text}});
}
void ContinuationWriter::earlier_checkpoint(std::string_view note) { write({{"earlier", note}}); }

void ContinuationWriter::finish(std::string_view note, const Proof& consistency) {
  json::array proof;
  for (const Digest& hash : consistency) proof.emplace_back(to_base64(hash));
  write({{"checkpoint", note}, {"consistency", std::move(proof)}});
}

void ContinuationReader::line(std::string_view line) {
  if (damaged_) return;
  damaged_ = ended_;
  if (!damaged_) read(line);
}

void ContinuationReader::read(std::string_view line) {
  const std::int64_t due = std::max<std::int64_t>(0, all_.header.entries - all_.since);
  const bool entry_due = begun_ && static_cast<std::int64_t>(all_.items.size()) < due;
  if (entry_due && !line.starts_with(R"({"leaf":)")) {
    damaged_ = !line.starts_with(R"({"actor":)");
    if (!damaged_) all_.items.push_back({std::string(line), leaf_hash(line)});
    return;
  }
  const auto object = parse_canonical_line(line);
  if (!object) {
    damaged_ = true;
  } else if (!begun_) {
    begun_ = read_header(*object);
    damaged_ = !begun_;
  } else if (entry_due) {
    const auto leaf = digest_from_hex(text_member(*object, "leaf"));
    damaged_ = !leaf;
    if (leaf) all_.items.push_back({std::nullopt, *leaf});
  } else if (object->contains("salt")) {
    all_.texts.push_back({text_member(*object, "text"), text_member(*object, "salt"), text_member(*object, "value")});
  } else if (object->contains("earlier")) {
    all_.earlier.push_back(text_member(*object, "earlier"));
  } else {
    ended_ = read_checkpoint(*object);
    damaged_ = !ended_;
  }
}

bool ContinuationReader::read_header(const json::object& line) {
  const auto* keys = line.if_contains("keys");
  all_.header.organisation = text_member(line, "organisation");
  all_.header.party = text_member(line, "party");
  all_.header.entries = count_member(line, "entries");
  all_.since = count_member(line, "since");
  if (keys == nullptr || !keys->is_array() || all_.header.entries < 0 || all_.since < 0) return false;
  for (const auto& key : keys->get_array()) {
    if (!key.is_string()) return false;
    all_.header.keys.emplace_back(key.get_string());
  }
  return text_member(line, "concordat") == "continuation" && count_member(line, "format") == kBundleFormat;
}

bool ContinuationReader::read_checkpoint(const json::object& line) {
  const auto* hashes = line.if_contains("consistency");
  all_.note = text_member(line, "checkpoint");
  if (all_.note.empty() || hashes == nullptr || !hashes->is_array()) return false;
  for (const auto& hash : hashes->get_array()) {
    const auto digest = hash.is_string() ? digest_from_base64(hash.get_string()) : std::nullopt;
    if (!digest) return false;
    all_.consistency.push_back(*digest);
  }
  return true;
}

Result<Continuation> ContinuationReader::finish() && {
  if (damaged_ || !ended_) {
    return fail("damaged-bundle", "What the host says is new cannot be read.", "Fetch it again, and ask who made it.");
  }
  return std::move(all_);
}

}  // namespace concordat::record

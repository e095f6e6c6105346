// SPDX-License-Identifier: Apache-2.0
#include "record/entry.hpp"

#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "record/line.hpp"
#include "record/sha256.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace concordat::record {
namespace {

namespace json = boost::json;

void append_audience(std::string& out, const Audience& audience) {
  switch (audience.kind) {
    case Audience::Kind::requester: out += "\"requester\""; return;
    case Audience::Kind::shared: out += "\"shared\""; return;
    case Audience::Kind::parties: break;
  }
  out += '[';
  for (std::size_t i = 0; i < audience.parties.size(); ++i) {
    if (i > 0) out += ',';
    append_quoted(out, audience.parties[i]);
  }
  out += ']';
}

void append_member(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  if (out.back() != '{') out += ',';
  out += '"';
  out += name;
  out += "\":";
  append_quoted(out, value);
}

void append_name(std::string& out, std::string_view name) {
  if (out.back() != '{') out += ',';
  out += '"';
  out += name;
  out += "\":";
}

std::optional<Audience> read_audience(const json::value& value) {
  if (const auto* word = value.if_string()) {
    if (*word == "shared") return Audience::shared();
    if (*word == "requester") return Audience::requester();
    return std::nullopt;
  }
  const auto* list = value.if_array();
  if (list == nullptr) return std::nullopt;
  Audience audience{Audience::Kind::parties, {}};
  for (const auto& item : *list) {
    if (!item.is_string() || item.get_string().empty()) return std::nullopt;
    audience.parties.emplace_back(item.get_string());
  }
  const auto& parties = audience.parties;
  const bool rising = std::adjacent_find(parties.begin(), parties.end(), std::greater_equal<>()) == parties.end();
  return rising && !parties.empty() ? std::optional(std::move(audience)) : std::nullopt;
}

// Reads one member into the entry; false where its type or content is not what the member may have.
bool read_member(Entry& entry, std::string_view name, json::value& value) {
  const auto text = [&value](std::string& to) {
    const auto* string = value.if_string();
    if (string == nullptr || string->empty()) return false;
    to.assign(string->data(), string->size());
    return true;
  };
  const auto instant = [&value](Instant& to) {
    const auto* string = value.if_string();
    const auto read = string == nullptr ? std::nullopt : parse_instant(*string);
    if (read) to = *read;
    return read.has_value();
  };
  if (name == "actor") return text(entry.actor);
  if (name == "agreement") return text(entry.agreement);
  if (name == "at") return instant(entry.at);
  if (name == "kind") return text(entry.kind);
  if (name == "organisation") return text(entry.organisation);
  if (name == "party") return text(entry.party);
  if (name == "recorded") return instant(entry.recorded);
  if (name == "subject") return text(entry.subject);
  if (name == "audience") {
    auto audience = read_audience(value);
    if (audience) entry.audience = std::move(*audience);
    return audience.has_value();
  }
  if (name == "sequence") {
    if (!value.is_int64() || value.get_int64() < 0) return false;
    entry.sequence = value.get_int64();
    return true;
  }
  if (name == "body") {
    if (!value.is_object()) return false;
    entry.body = std::move(value.get_object());
    return true;
  }
  return false;
}

constexpr std::size_t kMembersNeeded = 8;  // all but agreement, at and party

}  // namespace

Audience Audience::only(std::vector<std::string> parties) {
  std::sort(parties.begin(), parties.end());
  parties.erase(std::unique(parties.begin(), parties.end()), parties.end());
  return {Kind::parties, std::move(parties)};
}

bool Audience::includes(std::string_view party) const {
  return kind != Kind::parties || std::binary_search(parties.begin(), parties.end(), party);
}

VaultText new_text(std::string text, const FillRandom& fill) {
  std::array<std::uint8_t, 32> salt{};
  fill(salt);
  return {random_id('t', fill), to_hex(salt), std::move(text)};
}

std::string text_digest(std::string_view salt_hex, std::string_view text) {
  const auto salt = from_hex(salt_hex);
  if (!salt) std::abort();  // salts are made by us, and read strictly where they come from elsewhere
  return to_hex(sha256({std::string_view(reinterpret_cast<const char*>(salt->data()), salt->size()), text}));
}

json::object text_reference(const VaultText& text) {
  return {{"digest", text_digest(text.salt, text.text)}, {"text", text.id}};
}

std::string to_line(const Entry& entry) {
  std::string out;
  out.reserve(512);
  out += '{';
  append_member(out, "actor", entry.actor);
  append_member(out, "agreement", entry.agreement);
  if (entry.at != entry.recorded) append_member(out, "at", format_instant(entry.at));
  append_name(out, "audience");
  append_audience(out, entry.audience);
  append_name(out, "body");
  append_canonical(out, entry.body);
  append_member(out, "kind", entry.kind);
  append_member(out, "organisation", entry.organisation);
  append_member(out, "party", entry.party);
  append_member(out, "recorded", format_instant(entry.recorded));
  append_name(out, "sequence");
  out += std::to_string(entry.sequence);
  append_member(out, "subject", entry.subject);
  out += '}';
  return out;
}

Result<Entry> parse_entry(std::string_view line, const Where& where) {
  if (line.size() > limits::kEntryBytesMax) {
    return fail_at(where, "entry-too-long",
                   "The entry is longer than " + std::to_string(limits::kEntryBytesMax) + " bytes.");
  }
  // The body outlives this function, so the value is built where the body will stay.
  auto value = parse_line(line, where);
  if (!value) return tl::unexpected(std::move(value.error()));

  Entry entry;
  std::size_t needed = 0;
  bool has_at = false;
  for (auto& member : *value) {
    const std::string_view name = member.key();
    if (!read_member(entry, name, member.value())) {
      return fail_at(where, "not-an-entry", "An entry cannot have this as \"" + std::string(name) + "\".");
    }
    has_at = has_at || name == "at";
    if (name != "agreement" && name != "at" && name != "party") ++needed;
  }
  if (needed != kMembersNeeded) return fail_at(where, "not-an-entry", "The entry lacks one of its members.");
  if (!has_at) entry.at = entry.recorded;
  if (to_line(entry) != line) {
    return fail_at(where, "not-canonical", "The line is not the canonical form of its entry (RFC 8785).");
  }
  return entry;
}

}  // namespace concordat::record

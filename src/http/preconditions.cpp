// SPDX-License-Identifier: Apache-2.0
#include "http/preconditions.hpp"

#include "base/limits.hpp"
#include "http/digest.hpp"

#include <algorithm>

namespace concordat::http {
namespace {

tl::unexpected<Problem> bad_tag() {
  return fail("bad-etag", "The field holds something that is no list of entity tags.",
              "Send back the ETag as it came, quotation marks included, or *.");
}

bool is_tag_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == 0x21 || (byte >= 0x23 && byte != 0x7F);
}

std::optional<EntityTag> take_tag(std::string_view& text) {
  EntityTag tag;
  if (text.starts_with("W/")) {
    tag.weak = true;
    text.remove_prefix(2);
  }
  if (text.empty() || text.front() != '"') return std::nullopt;
  const std::size_t end = text.find('"', 1);
  if (end == std::string_view::npos) return std::nullopt;
  tag.value = text.substr(1, end - 1);
  if (!std::all_of(tag.value.begin(), tag.value.end(), is_tag_character)) return std::nullopt;
  text.remove_prefix(end + 1);
  return tag;
}

// Null where the field does not stand there.
Result<std::optional<EntityTags>> tags_in(const Headers& headers, std::string_view name) {
  if (headers.count(name) == 0) return std::nullopt;
  auto tags = parse_entity_tags(headers.joined(name));
  if (!tags) return tl::unexpected(tags.error());
  return std::optional(std::move(*tags));
}

bool names(const EntityTags& tags, std::string_view current, bool strongly) {
  if (current.empty()) return false;
  if (tags.any) return true;
  const bool weak = current.starts_with("W/");
  const std::string_view value = current.substr(weak ? 3 : 1, current.size() - (weak ? 4 : 2));
  return std::any_of(tags.tags.begin(), tags.tags.end(),
                     [&](const EntityTag& tag) { return tag.value == value && !(strongly && (tag.weak || weak)); });
}

}  // namespace

Result<EntityTags> parse_entity_tags(std::string_view field) {
  EntityTags parsed;
  field = trimmed(field);
  if (field.starts_with("*")) {
    field.remove_prefix(1);
    field = trimmed(field);
    if (!field.empty()) return bad_tag();
    parsed.any = true;
    return parsed;
  }
  while (!field.empty()) {
    if (field.front() != ',') {  // RFC 9110 5.6.1: an element of a list may be empty
      auto tag = take_tag(field);
      if (!tag || parsed.tags.size() == limits::kEntityTagsMax) return bad_tag();
      parsed.tags.push_back(std::move(*tag));
      field = trimmed(field);
      if (!field.empty() && field.front() != ',') return bad_tag();
    }
    if (!field.empty()) field.remove_prefix(1);
    field = trimmed(field);
  }
  if (parsed.tags.empty()) return bad_tag();
  return parsed;
}

Result<Precondition> if_match(const Headers& headers, std::string_view current) {
  const auto tags = tags_in(headers, "If-Match");
  if (!tags) return tl::unexpected(tags.error());
  if (!*tags) return Precondition::absent;
  return names(**tags, current, true) ? Precondition::holds : Precondition::fails;
}

Result<Precondition> if_none_match(const Headers& headers, std::string_view current) {
  const auto tags = tags_in(headers, "If-None-Match");
  if (!tags) return tl::unexpected(tags.error());
  if (!*tags) return Precondition::absent;
  return names(**tags, current, false) ? Precondition::fails : Precondition::holds;
}

Result<std::optional<std::string>> idempotency_key(const Headers& headers) {
  const std::size_t count = headers.count("Idempotency-Key");
  if (count == 0) return std::nullopt;
  std::string_view key = headers.get("Idempotency-Key");
  if (key.size() >= 2 && key.front() == '"' && key.back() == '"') key = key.substr(1, key.size() - 2);
  const bool plain = std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < 0x7F && c != '"'; });
  if (count > 1 || key.empty() || key.size() > limits::kIdempotencyKeyBytesMax || !plain) {
    return fail("bad-idempotency-key",
                "The Idempotency-Key is not one word of visible ASCII of at most " +
                    std::to_string(limits::kIdempotencyKeyBytesMax) + " bytes.",
                "Use a fresh UUID for each command, and the same again when you send it again.");
  }
  return std::optional(std::string(key));
}

std::string fingerprint(const Request& request) {
  std::string all;
  // Each with its length, so that no two requests run together to the same text.
  const auto add = [&all](std::string_view text) { all.append(std::to_string(text.size())).append(":").append(text); };
  add(request.method);
  add(std::to_string(request.target.segments.size()));
  for (const std::string& segment : request.target.segments) add(segment);
  for (const auto& [name, value] : request.target.query) {
    add(name);
    add(value);
  }
  return sha256_hex(all + "|" + request.body);
}

}  // namespace concordat::http

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/message.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What a request asks before it is done: that a thing is still as the client saw it (RFC 9110 13), and that a command
// that was sent twice is done once. Pure: what is current, and what was done before, whoever asks knows.
namespace concordat::http {

struct EntityTag {
  bool weak = false;
  std::string value;  // between the quotation marks
};
struct EntityTags {
  bool any = false;  // "*"
  std::vector<EntityTag> tags;
};
// "*", or W/"a", "b". Problem: bad-etag.
Result<EntityTags> parse_entity_tags(std::string_view field);

enum class Precondition { absent, holds, fails };

// `current` is the thing's own ETag, quotation marks included; empty: there is no such thing. If-Match compares
// strongly and If-None-Match weakly (RFC 9110 8.8.3.2). Problem: bad-etag.
Result<Precondition> if_match(const Headers& headers, std::string_view current);
Result<Precondition> if_none_match(const Headers& headers, std::string_view current);

// Idempotency-Key, with or without the quotation marks that its draft asks for; nullopt: there is none.
// Problem: bad-idempotency-key.
Result<std::optional<std::string>> idempotency_key(const Headers& headers);

// Tells a command that is sent again from another one under the same key: a digest of method, target and body.
std::string fingerprint(const Request& request);

}  // namespace concordat::http

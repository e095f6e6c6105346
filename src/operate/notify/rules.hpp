// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/random.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What a webhook is, by Standard Webhooks (https://www.standardwebhooks.com, 1.0.0): how a message is signed, and when
// it is sent again. Pure: time and randomness come in.
namespace concordat::operate {

// "whsec_" and 32 random bytes in base64.
std::string new_webhook_secret(const FillRandom& fill);
// "v1,…": HMAC-SHA256 over "ID.TIMESTAMP.BODY". `secret` as it was shown. Empty where it is no secret.
std::string webhook_signature(std::string_view secret, std::string_view id, std::int64_t timestamp_s,
                              std::string_view body);

// What came of one attempt: a status, or 0 and a problem's code.
struct Attempted {
  int status = 0;
  std::string problem;
  std::optional<std::int64_t> retry_after_s;
  bool delivered() const { return status >= 200 && status <= 299; }
  // Whoever says so wants nothing any more.
  bool is_gone() const { return status == 410; }
};

// The kinds of entries about no ticket that are told: what was agreed, who may do what, who is here. All others are
// not, whoever asks.
bool is_told_by_name(std::string_view kind);

inline constexpr int kAttemptsMax = 10;                    // over 75 h 35 min 05 s
inline constexpr std::int64_t kFailingMax_s = 5 * 86'400;  // a webhook at which nothing arrives is switched off
inline constexpr std::int64_t kOldSecret_s = 86'400;       // how long a secret that was changed still signs

// When the attempt after `attempts` that failed is due; nullopt: there is none. The schedule of the specification, each
// wait a tenth shorter or longer by `chance`, and never before the receiver's own Retry-After, up to a day.
std::optional<Instant> next_attempt(int attempts, const Attempted& last, Instant now, std::uint32_t chance);

// The seconds that a Retry-After field says; nullopt where it says a date, or nothing.
std::optional<std::int64_t> retry_after_of(std::string_view field);

}  // namespace concordat::operate

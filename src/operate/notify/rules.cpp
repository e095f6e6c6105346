// SPDX-License-Identifier: Apache-2.0
#include "operate/notify/rules.hpp"

#include "base/text.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace concordat::operate {
namespace {

constexpr std::string_view kSecretPrefix = "whsec_";
constexpr std::size_t kSecretBytes = 32;
constexpr std::int64_t kRetryAfterMax_s = 86'400;

// Between one attempt and the next: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h.
constexpr std::array<std::int64_t, kAttemptsMax - 1> kWaits_s = {5,      300,    1'800,  7'200, 18'000,
                                                                 36'000, 50'400, 72'000, 86'400};

constexpr std::string_view kToldByName[] = {"agreement.proposed",
                                            "agreement.noted",
                                            "agreement.rejected",
                                            "agreement.approved",
                                            "agreement.applied",
                                            "agreement.withdrawn",
                                            "access.person_admitted",
                                            "access.member_joined",
                                            "access.member_left",
                                            "access.owner_named",
                                            "access.owner_removed",
                                            "access.administrator_named",
                                            "access.administrator_removed",
                                            "access.grant_asked",
                                            "access.grant_refused",
                                            "access.granted",
                                            "access.delegated",
                                            "access.used",
                                            "access.ended",
                                            "access.glass_broken",
                                            "access.glass_reviewed",
                                            "party.restricted",
                                            "party.dismissed",
                                            "party.paired",
                                            "party.paired_anew",
                                            "party.key_rotated"};

}  // namespace

bool is_told_by_name(std::string_view kind) {
  return std::find(std::begin(kToldByName), std::end(kToldByName), kind) != std::end(kToldByName);
}

std::string new_webhook_secret(const FillRandom& fill) {
  std::array<std::uint8_t, kSecretBytes> bytes{};
  fill(bytes);
  return std::string(kSecretPrefix) + to_base64(bytes);
}

std::string webhook_signature(std::string_view secret, std::string_view id, std::int64_t timestamp_s,
                              std::string_view body) {
  if (secret.starts_with(kSecretPrefix)) secret.remove_prefix(kSecretPrefix.size());
  const auto key = from_base64(secret);
  if (!key) return {};
  std::string content(id);
  content += "." + std::to_string(timestamp_s) + ".";
  content += body;
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  ::HMAC(EVP_sha256(), key->data(), static_cast<int>(key->size()), as_bytes(content).data(), content.size(),
         digest.data(), &size);
  return "v1," + to_base64(std::span(digest).first(size));
}

std::optional<Instant> next_attempt(int attempts, const Attempted& last, Instant now, std::uint32_t chance) {
  if (attempts < 1 || attempts >= kAttemptsMax) return std::nullopt;
  constexpr std::int64_t kTenth = 10;
  const std::int64_t wait_us = kWaits_s[static_cast<std::size_t>(attempts - 1)] * 1'000'000;
  const std::int64_t spread_us = 2 * (wait_us / kTenth);
  std::int64_t us = wait_us - wait_us / kTenth + static_cast<std::int64_t>(chance) % (spread_us + 1);
  if (last.retry_after_s) {
    us = std::max(us, std::clamp<std::int64_t>(*last.retry_after_s, 0, kRetryAfterMax_s) * 1'000'000);
  }
  return Instant{now.us + us};
}

std::optional<std::int64_t> retry_after_of(std::string_view field) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), seconds);
  if (error == std::errc::result_out_of_range) return kRetryAfterMax_s;
  if (field.empty() || error != std::errc{} || end != field.data() + field.size() || seconds < 0) return std::nullopt;
  return seconds;
}

}  // namespace concordat::operate

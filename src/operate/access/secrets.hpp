// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "operate/api/sealer.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

// What only one side may know: passwords, codes, tokens, and the key that seals what must be read back. INVARIANT: a
// password is kept as Argon2id alone, a token as its hash, and a second factor's secret sealed.
namespace concordat::operate {

// 256 random bits as text that can stand in a header or an address, behind a word that says what it is.
std::string new_secret(std::string_view prefix, const FillRandom& fill);
std::string secret_hash(std::string_view secret);  // SHA-256, as hex: its 256 bits need no salt

// Argon2id (RFC 9106), by libsodium. Each hash takes its memory for a tenth of a second, so that only a few are made at
// once; whoever waits for longer than `patience` gets the problem "busy".
class Passwords {
 public:
  struct Cost {
    std::uint64_t passes = 2;
    std::size_t bytes = 64 << 20;
  };
  Passwords(Cost cost, std::size_t at_once, std::chrono::milliseconds patience);

  Result<std::string> hash(const std::string& password);
  // `kept` empty: there is no such account. It takes as long, and is never right.
  Result<bool> is_right(const std::string& kept, const std::string& password);

 private:
  class Slot;
  Cost cost_;
  std::size_t free_;
  std::chrono::milliseconds patience_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::string nobody_;  // a hash of nothing that anybody knows
};

// Problem "weak-password": 12 characters at least, and not the e-mail address or its first part alone.
Result<void> check_password(std::string_view password, std::string_view email);

// Time-based one-time passwords (RFC 6238): six digits of HMAC-SHA-1, half a minute each, as every authenticator reads.
namespace totp {
inline constexpr std::int64_t kStep_s = 30;
std::string new_secret(const FillRandom& fill);  // 20 bytes (RFC 4226 section 4, R6)
std::string code_at(std::string_view secret, std::int64_t step);
// The step whose code this is: now, the one before or the one after, and later than `last`, which was used already.
std::optional<std::int64_t> step_of(std::string_view secret, std::string_view code, Instant now, std::int64_t last);
// otpauth://totp/…, which authenticators read as a QR code.
std::string address(std::string_view secret, std::string_view email);
std::string base32(std::string_view bytes);  // RFC 4648 section 6, without padding
}  // namespace totp

// Eight codes that sign in once each where the second factor is lost: "k3f9a-28xqd".
inline constexpr std::size_t kRecoveryCodes = 8;
std::string new_recovery_code(const FillRandom& fill);

}  // namespace concordat::operate

// SPDX-License-Identifier: Apache-2.0
#include "operate/access/secrets.hpp"

#include "base/text.hpp"
#include "operate/access/form.hpp"
#include "record/sha256.hpp"

#include <liboath/oath.h>
#include <sodium.h>

#include <algorithm>
#include <vector>

namespace concordat::operate {
namespace {

constexpr std::size_t kPasswordCharactersMin = 12;
constexpr std::size_t kPasswordBytesMax = 200;

std::string random_bytes(std::size_t count, const FillRandom& fill) {
  std::vector<std::uint8_t> bytes(count);
  fill(bytes);
  return std::string(bytes.begin(), bytes.end());
}

std::string base32_of(std::string_view bytes, std::string_view alphabet) {
  std::string out;
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const char c : bytes) {
    buffer = (buffer << 8) | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 5; bits -= 5) out += alphabet[(buffer >> (bits - 5)) & 31];
  }
  if (bits > 0) out += alphabet[(buffer << (5 - bits)) & 31];
  return out;
}

}  // namespace

std::string new_secret(std::string_view prefix, const FillRandom& fill) {
  std::array<std::uint8_t, 32> bytes{};
  fill(bytes);
  std::array<char, sodium_base64_ENCODED_LEN(32, sodium_base64_VARIANT_URLSAFE_NO_PADDING)> text{};
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  return std::string(prefix) + text.data();
}

std::string secret_hash(std::string_view secret) { return record::to_hex(record::sha256({secret})); }

class Passwords::Slot {
 public:
  explicit Slot(Passwords& passwords) : passwords_(passwords) {
    std::unique_lock lock(passwords_.mutex_);
    taken_ = passwords_.returned_.wait_for(lock, passwords_.patience_, [this] { return passwords_.free_ > 0; });
    if (taken_) --passwords_.free_;
  }
  ~Slot() {
    if (!taken_) return;
    const std::lock_guard lock(passwords_.mutex_);
    ++passwords_.free_;
    passwords_.returned_.notify_one();
  }
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;
  bool taken() const { return taken_; }

 private:
  Passwords& passwords_;
  bool taken_ = false;
};

Passwords::Passwords(Cost cost, std::size_t at_once, std::chrono::milliseconds patience)
    : cost_(cost), free_(at_once), patience_(patience) {
  demand(sodium_init() >= 0);
  std::array<std::uint8_t, 32> unknown{};
  randombytes_buf(unknown.data(), unknown.size());
  const auto made = hash(to_hex(unknown));
  demand(made.has_value());
  nobody_ = *made;
}

namespace {
tl::unexpected<Problem> too_busy() {
  return fail("busy", "Too many people are signing in at once.", "Try again in a moment.");
}
}  // namespace

Result<std::string> Passwords::hash(const std::string& password) {
  const Slot slot(*this);
  if (!slot.taken()) return too_busy();
  std::array<char, crypto_pwhash_STRBYTES> out{};
  if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), cost_.passes, cost_.bytes,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return too_busy();  // no memory
  }
  return std::string(out.data());
}

Result<bool> Passwords::is_right(const std::string& kept, const std::string& password) {
  if (password.size() > kPasswordBytesMax) return false;
  const Slot slot(*this);
  if (!slot.taken()) return too_busy();
  const std::string& against = kept.empty() ? nobody_ : kept;
  const bool right = crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0;
  return right && !kept.empty();
}

Result<void> check_password(std::string_view password, std::string_view email) {
  const auto characters = std::count_if(password.begin(), password.end(),
                                        [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  if (password.size() > kPasswordBytesMax) {
    return fail("weak-password", "A password has at most " + std::to_string(kPasswordBytesMax) + " bytes.");
  }
  if (static_cast<std::size_t>(characters) < kPasswordCharactersMin) {
    return fail("weak-password", "A password has at least " + std::to_string(kPasswordCharactersMin) + " characters.",
                "Four words in a row are easy to remember and hard to guess.");
  }
  if (password == email) return fail("weak-password", "The e-mail address is no password.");
  if (std::all_of(password.begin(), password.end(), [&](char c) { return c == password.front(); })) {
    return fail("weak-password", "One character over and over is no password.");
  }
  return {};
}

std::string totp::new_secret(const FillRandom& fill) { return random_bytes(20, fill); }

std::string totp::code_at(std::string_view secret, std::int64_t step) {
  static const bool ready = oath_init() == OATH_OK;
  demand(ready);
  std::array<char, 7> code{};
  const int made = oath_hotp_generate(secret.data(), secret.size(), static_cast<std::uint64_t>(step), 6, false,
                                      OATH_HOTP_DYNAMIC_TRUNCATION, code.data());
  demand(made == OATH_OK);
  return std::string(code.data(), 6);
}

std::optional<std::int64_t> totp::step_of(std::string_view secret, std::string_view code, Instant now,
                                          std::int64_t last) {
  if (code.size() != 6) return std::nullopt;
  const std::int64_t present = now.seconds() / kStep_s;
  std::optional<std::int64_t> found;
  for (std::int64_t step = present - 1; step <= present + 1; ++step) {
    const std::string right = code_at(secret, step);
    if (sodium_memcmp(right.data(), code.data(), right.size()) == 0 && step > last) found = step;
  }
  return found;
}

std::string totp::base32(std::string_view bytes) { return base32_of(bytes, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"); }

std::string totp::address(std::string_view secret, std::string_view email) {
  return "otpauth://totp/Concordat:" + form_encoded(email) + "?secret=" + base32(secret) + "&issuer=Concordat";
}

std::string new_recovery_code(const FillRandom& fill) {
  // 50 bits, in letters and digits that are not mistaken for each other.
  const std::string code = base32_of(random_bytes(7, fill), "abcdefghjkmnpqrstuvwxyz023456789").substr(0, 10);
  return code.substr(0, 5) + "-" + code.substr(5);
}

}  // namespace concordat::operate

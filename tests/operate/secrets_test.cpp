// SPDX-License-Identifier: Apache-2.0
#include "operate/access/secrets.hpp"

#include <gtest/gtest.h>

#include <random>

namespace concordat::operate {
namespace {

FillRandom seeded(std::uint64_t seed) {
  return [generator = std::mt19937_64(seed)](std::span<std::uint8_t> bytes) mutable {
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(generator());
  };
}

// RFC 6238 appendix B, SHA-1; its codes have eight digits, of which ours are the last six.
TEST(Totp, CodesAreThoseOfTheRfc) {
  const std::string secret = "12345678901234567890";
  EXPECT_EQ(totp::code_at(secret, 59 / 30), "287082");
  EXPECT_EQ(totp::code_at(secret, 1'111'111'109 / 30), "081804");
  EXPECT_EQ(totp::code_at(secret, 1'111'111'111 / 30), "050471");
  EXPECT_EQ(totp::code_at(secret, 1'234'567'890 / 30), "005924");
  EXPECT_EQ(totp::code_at(secret, 2'000'000'000 / 30), "279037");
  EXPECT_EQ(totp::code_at(secret, 20'000'000'000 / 30), "353130");
}

// RFC 6238 section 5.2: one step of delay, and a code is good once.
TEST(Totp, ACodeIsGoodForItsStepAndOneToEachSideAndOnce) {
  const std::string secret = "12345678901234567890";
  const Instant now = Instant::from_seconds(59);
  EXPECT_EQ(totp::step_of(secret, "287082", now, -1), 1);
  EXPECT_EQ(totp::step_of(secret, "287082", Instant::from_seconds(89), -1), 1);
  EXPECT_EQ(totp::step_of(secret, "287082", Instant::from_seconds(90), -1), std::nullopt);
  EXPECT_EQ(totp::step_of(secret, "287082", Instant::from_seconds(0), -1), 1);
  EXPECT_EQ(totp::step_of(secret, "287082", now, 1), std::nullopt) << "used already";
  EXPECT_EQ(totp::step_of(secret, "287083", now, -1), std::nullopt);
  EXPECT_EQ(totp::step_of(secret, "94287082", now, -1), std::nullopt);
}

// RFC 4648 section 10, without the padding that otpauth addresses leave out.
TEST(Totp, SecretsAreTypedAsBase32) {
  EXPECT_EQ(totp::base32(""), "");
  EXPECT_EQ(totp::base32("f"), "MY");
  EXPECT_EQ(totp::base32("fo"), "MZXQ");
  EXPECT_EQ(totp::base32("foo"), "MZXW6");
  EXPECT_EQ(totp::base32("foob"), "MZXW6YQ");
  EXPECT_EQ(totp::base32("fooba"), "MZXW6YTB");
  EXPECT_EQ(totp::base32("foobar"), "MZXW6YTBOI");
  EXPECT_EQ(totp::address("foobar", "a b@c"), "otpauth://totp/Concordat:a%20b@c?secret=MZXW6YTBOI&issuer=Concordat");
}

TEST(Passwords, OnlyTheRightOneIsRightAndNobodysNeverIs) {
  Passwords passwords({1, 8'192}, 1, std::chrono::seconds(1));
  const auto kept = passwords.hash("correct horse battery");
  ASSERT_TRUE(kept);
  EXPECT_TRUE(kept->starts_with("$argon2id$"));
  EXPECT_NE(*kept, *passwords.hash("correct horse battery")) << "each has its own salt";
  EXPECT_TRUE(*passwords.is_right(*kept, "correct horse battery"));
  EXPECT_FALSE(*passwords.is_right(*kept, "correct horse batterz"));
  EXPECT_FALSE(*passwords.is_right("", "correct horse battery"));
  EXPECT_FALSE(*passwords.is_right(*kept, std::string(1'000'000, 'x')));
}

TEST(Passwords, WeakOnesAreRefused) {
  EXPECT_EQ(check_password("short", "a@b").error().code, "weak-password");
  EXPECT_EQ(check_password("aaaaaaaaaaaaaaaa", "a@b").error().code, "weak-password");
  EXPECT_EQ(check_password("ana@harbour.example", "ana@harbour.example").error().code, "weak-password");
  EXPECT_EQ(check_password(std::string(201, 'x') + "y", "a@b").error().code, "weak-password");
  EXPECT_EQ(check_password("ééééééééééé", "a@b").error().code, "weak-password") << "eleven characters, 22 bytes";
  EXPECT_TRUE(check_password("correct horse", "a@b"));
}

TEST(Sealer, OpensWhatItSealedAndNothingElse) {
  const Sealer one(std::array<std::uint8_t, 32>{1});
  const Sealer other(std::array<std::uint8_t, 32>{2});
  const auto random = seeded(1);
  const std::string sealed = one.seal("secret", random);
  EXPECT_EQ(one.open(sealed), "secret");
  EXPECT_NE(sealed, one.seal("secret", random));
  EXPECT_EQ(other.open(sealed), std::nullopt);
  std::string changed = sealed;
  changed[changed.size() / 2] = changed[changed.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_EQ(one.open(changed), std::nullopt);
  EXPECT_EQ(one.open(""), std::nullopt);
  EXPECT_EQ(one.open("not base64"), std::nullopt);
}

TEST(Secrets, CodesForTheWorstDayHaveFiftyBits) {
  const auto random = seeded(2);
  const std::string code = new_recovery_code(random);
  EXPECT_EQ(code.size(), 11U);
  EXPECT_EQ(code[5], '-');
  EXPECT_NE(code, new_recovery_code(random));
}

}  // namespace
}  // namespace concordat::operate

// SPDX-License-Identifier: Apache-2.0
#include "record/note.hpp"

#include "base/limits.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace concordat::record {
namespace {

// reference/domain.md 13.2: Ed25519 seeds 00..1f and 20..3f; the checkpoint's root is that of its eight leaves.
constexpr const char* kCustomerVkey =
    "ledger.customer.example/acme-msp1+6b177f41+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
constexpr const char* kProviderVkey = "msp1.example/cosigner+5ba5d36c+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X";
const std::string kCheckpoint =
    "ledger.customer.example/acme-msp1\n"
    "8\n"
    "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"
    "\n"
    "— ledger.customer.example/acme-msp1 "
    "axd/QU4Apyq+jdAYhS8A1xwGw0wHv9CiiuZu1SuNzqF50gwHyS0xNolAQbVYE/TClA5gJd6PQYnoo+2GPTqgNEHWiAU=\n"
    "— msp1.example/cosigner "
    "W6XTbAAAAABqsTuAXJ5rV8MqpEDUKDpm+sizkO761ucEp07VNrwQxo6Bd9PYeAEzRlrc2Z3TuuD/Uq2FKkCqTdhWv9006aEPUEg9DQ==\n";
constexpr std::int64_t kCosignedAt = 1'790'000'000;

SigningKey key_from(std::uint8_t first, std::string name) {
  std::array<std::uint8_t, 32> seed{};
  std::iota(seed.begin(), seed.end(), first);
  return SigningKey::from_seed(std::move(name), seed);
}

SigningKey customer() { return key_from(0x00, "ledger.customer.example/acme-msp1"); }
SigningKey provider() { return key_from(0x20, "msp1.example/cosigner"); }

std::vector<VerifierKey> keys(std::initializer_list<std::string_view> texts) {
  std::vector<VerifierKey> out;
  for (const auto text : texts) out.push_back(*parse_vkey(text));
  return out;
}

TEST(Key, OfTheSeedsAreTheKeysOfTheVectors) {
  EXPECT_EQ(customer().verifier(SignatureType::ed25519).text(), kCustomerVkey);
  EXPECT_EQ(provider().verifier(SignatureType::cosignature).text(), kProviderVkey);
  EXPECT_EQ(parse_vkey(kCustomerVkey)->text(), kCustomerVkey);
  EXPECT_EQ(parse_vkey(kProviderVkey)->id(), 0x5ba5d36cU);
}

TEST(Note, OfTheVectorsIsSignedByteForByte) {
  Checkpoint checkpoint{"ledger.customer.example/acme-msp1", 8, {}, {}};
  checkpoint.root = *digest_from_hex("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
  Note note{to_text(checkpoint), {}};
  note.signatures.push_back(sign_text(customer(), note.text));
  note.signatures.push_back(cosign_text(provider(), note.text, Instant::from_seconds(kCosignedAt)));
  EXPECT_EQ(to_text(note), kCheckpoint);
  EXPECT_EQ(to_hex(sha256(to_text(note))), "e1d8deb150acceecf30b8a22d543511def4f5bbb99822b63e5e426f13de363d6");
}

TEST(Note, OfTheVectorsIsReadAndVerified) {
  const auto note = parse_note(kCheckpoint);
  ASSERT_TRUE(note) << note.error().message;
  EXPECT_EQ(to_text(*note), kCheckpoint);
  const auto checkpoint = parse_checkpoint(note->text);
  ASSERT_TRUE(checkpoint);
  EXPECT_EQ(checkpoint->origin, "ledger.customer.example/acme-msp1");
  EXPECT_EQ(checkpoint->size, 8);
  EXPECT_EQ(to_hex(checkpoint->root), "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
  const auto signers = verify_note(*note, keys({kCustomerVkey, kProviderVkey}));
  ASSERT_TRUE(signers) << signers.error().message;
  ASSERT_EQ(signers->size(), 2U);
  EXPECT_EQ((*signers)[0].key.text(), kCustomerVkey);
  EXPECT_FALSE((*signers)[0].cosigned_at);
  EXPECT_EQ((*signers)[1].key.text(), kProviderVkey);
  EXPECT_EQ((*signers)[1].cosigned_at, Instant::from_seconds(kCosignedAt));
}

// The example that implementations of C2SP signed-note publish (name example.com/foo).
TEST(Note, OfC2spVerifies) {
  const std::string text =
      "This is an example message.\n\n"
      "— example.com/foo "
      "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
  const auto note = parse_note(text);
  ASSERT_TRUE(note);
  EXPECT_EQ(to_text(*note), text);
  const auto signers =
      verify_note(*note, keys({"example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"}));
  ASSERT_TRUE(signers) << signers.error().message;
  EXPECT_EQ(signers->size(), 1U);
}

// golang.org/x/mod/sumdb/note, example_test.go: a private key, its public key, and what it signs.
TEST(Key, InGosFormIsReadWrittenAndSignsAsGoDoes) {
  const std::string secret = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
  const auto key = parse_signing_key(secret);
  ASSERT_TRUE(key) << key.error().message;
  EXPECT_EQ(key->secret_text(), secret);
  EXPECT_EQ(key->verifier(SignatureType::ed25519).text(),
            "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  Note note{"If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
            {}};
  note.signatures.push_back(sign_text(*key, note.text));
  EXPECT_EQ(to_text(note),
            note.text +
                "\n— PeterNeumann "
                "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n");
}

TEST(Note, SignaturesOfUnknownKeysAreKeptAndCountForNothing) {
  const auto note = parse_note(kCheckpoint);
  const auto signers = verify_note(*note, keys({kProviderVkey}));
  ASSERT_TRUE(signers);
  EXPECT_EQ(signers->size(), 1U);
  const auto nobody = verify_note(*note, {});
  ASSERT_TRUE(nobody);
  EXPECT_TRUE(nobody->empty());
  // Another key of the same name has another id, and is unknown here.
  const VerifierKey other = key_from(0x40, "ledger.customer.example/acme-msp1").verifier(SignatureType::ed25519);
  const auto none = verify_note(*note, std::vector{other});
  ASSERT_TRUE(none);
  EXPECT_TRUE(none->empty());
}

TEST(Note, ASignatureThatDoesNotHoldFailsTheWholeNote) {
  const auto known = keys({kCustomerVkey, kProviderVkey});
  for (std::size_t signature = 0; signature < 2; ++signature) {
    Note note = *parse_note(kCheckpoint);
    for (std::size_t i = 0; i < note.signatures[signature].bytes.size(); ++i) {
      Note bad = note;
      bad.signatures[signature].bytes[i] ^= 1;
      ASSERT_FALSE(verify_note(bad, known)) << signature << ' ' << i;
    }
    note.signatures[signature].bytes.pop_back();
    EXPECT_FALSE(verify_note(note, known));
  }
  for (std::size_t i = 0; i < parse_note(kCheckpoint)->text.size(); ++i) {
    Note bad = *parse_note(kCheckpoint);
    bad.text[i] = static_cast<char>(bad.text[i] ^ 1);
    ASSERT_FALSE(verify_note(bad, known)) << i;
  }
}

TEST(Note, WhatIsNotANoteIsRefused) {
  const std::string good = "text\n\n— name AAAAAAA=\n";
  ASSERT_TRUE(parse_note(good));
  for (const std::string& bad :
       {std::string(), std::string("\n"), std::string("\n\n"), std::string("text\n"), std::string("text\n\n"),
        std::string("text\n\n— name AAAAAAA="), std::string("text\n\n- name AAAAAAA=\n"),
        std::string("text\n\n— na+me AAAAAAA=\n"), std::string("text\n\n—  AAAAAAA=\n"),
        std::string("text\n\n— name AAAAAAA\n"), std::string("text\n\n— name AAAA\n"),
        std::string("text\n\n— name AAAAAAA= \n"), std::string("te\txt\n\n— name AAAAAAA=\n"),
        std::string("te\xfft\n\n— name AAAAAAA=\n"), std::string("text\r\n\r\n— name AAAAAAA=\r\n"),
        std::string("text\n— name AAAAAAA=\n")}) {
    EXPECT_FALSE(parse_note(bad)) << bad;
  }
  EXPECT_TRUE(parse_note("text\n\nmore\n\n— name AAAAAAA=\n"));  // the last empty line divides
  EXPECT_EQ(parse_note("text\n\nmore\n\n— name AAAAAAA=\n")->text, "text\n\nmore\n");

  std::string crowded = "text\n\n";
  for (std::size_t i = 0; i < limits::kNoteSignaturesMax; ++i) crowded += "— name AAAAAAA=\n";
  EXPECT_TRUE(parse_note(crowded));
  EXPECT_FALSE(parse_note(crowded + "— name AAAAAAA=\n"));
  EXPECT_FALSE(parse_note(std::string(limits::kNoteBytesMax, 'x') + good));
}

TEST(Checkpoint, WhatIsNotOneIsRefused) {
  const std::string root = "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=";
  EXPECT_TRUE(parse_checkpoint("log\n8\n" + root + "\n"));
  EXPECT_TRUE(parse_checkpoint("log\n0\n" + root + "\n"));
  const auto extended = parse_checkpoint("log\n8\n" + root + "\nmore\nyet\n");
  ASSERT_TRUE(extended);
  EXPECT_EQ(extended->extensions, (std::vector<std::string>{"more", "yet"}));
  EXPECT_EQ(to_text(*extended), "log\n8\n" + root + "\nmore\nyet\n");
  for (const std::string& bad :
       {"log\n8\n" + root, "\n8\n" + root + "\n", "log\n08\n" + root + "\n", "log\n-8\n" + root + "\n",
        "log\n+8\n" + root + "\n", "log\n8 \n" + root + "\n", "log\n\n" + root + "\n", std::string("log\n8\n"),
        "log\n8\n" + root.substr(4) + "\n", "log\n8\n" + root + "\n\n", "log\n9223372036854775808\n" + root + "\n",
        std::string()}) {
    EXPECT_FALSE(parse_checkpoint(bad)) << bad;
  }
}

TEST(Key, WithALetterWrongIsRefused) {
  const std::string good = kCustomerVkey;
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    ASSERT_FALSE(parse_vkey(bad)) << bad;
    ASSERT_FALSE(parse_vkey(good.substr(0, i)));
  }
  EXPECT_FALSE(parse_vkey(""));
  EXPECT_FALSE(parse_signing_key(good));
  EXPECT_EQ(parse_vkey(customer().secret_text()).error().code, "private-key");
}

TEST(Key, ProblemsNeverQuoteThePrivateKey) {
  const std::string secret = customer().secret_text();
  for (std::size_t i = 0; i < secret.size(); ++i) {
    const auto read = parse_signing_key(secret.substr(0, i));
    ASSERT_FALSE(read);
    EXPECT_EQ(to_text(read.error()).find("AAECAwQ"), std::string::npos);  // base64 of the seed's first bytes
  }
}

TEST(Key, NamesAreThoseOfTheSpecification) {
  EXPECT_TRUE(is_key_name("example.com/foo"));
  EXPECT_TRUE(is_key_name("bücher.example"));
  for (const char* bad : {"", "a b", "a+b", "a\tb", "a\nb", "a\u00a0b", "a\u2003b", "a\u3000b", "\xff"}) {
    EXPECT_FALSE(is_key_name(bad)) << bad;
  }
  EXPECT_FALSE(is_key_name(std::string(limits::kNameBytesMax + 1, 'a')));
}

TEST(Key, FingerprintIsTheDigestInDigits) {
  // SHA-256 of 32 zero bytes is 66687aad f862bd77 6c8fc18b 8e9f8e20 … (a well-known digest); in pairs of bytes,
  // decimal.
  EXPECT_EQ(fingerprint(PublicKey{}), "26216 31405 63586 48503 27791 49547 36511 36384");
}

TEST(KeyRotation, IsSignedByOldAndNew) {
  const SigningKey old_key = key_from(1, "desk.example");
  const SigningKey new_key = key_from(2, "desk.example");
  const auto body = rotation_body(old_key, new_key);
  EXPECT_TRUE(check_rotation(body));
  for (const char* member : {"old", "new", "signed_by_old", "signed_by_new"}) {
    auto lacking = body;
    lacking.erase(member);
    EXPECT_FALSE(check_rotation(lacking)) << member;
  }
  auto swapped = body;
  std::swap(swapped["signed_by_old"], swapped["signed_by_new"]);
  EXPECT_FALSE(check_rotation(swapped));
  auto another = body;
  another["new"] = key_from(3, "desk.example").verifier(SignatureType::ed25519).text();
  EXPECT_FALSE(check_rotation(another));
  EXPECT_FALSE(check_rotation(rotation_body(old_key, old_key)));
}

}  // namespace
}  // namespace concordat::record

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/random.hpp"
#include "base/result.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

// Ed25519 keys with names, in the text forms of C2SP signed-note: a vkey is public, a signing key is its owner's alone.
// INVARIANT: a key's id is computed from name, type and public key, never believed; a seed is wiped when its owner ends
// and leaves only through `secret_text`.
namespace concordat::record {

// How a key signs. One key may sign both ways: the bytes that are signed cannot be mistaken for each other.
enum class SignatureType : std::uint8_t {
  ed25519 = 0x01,      // the note's text: a host's signature of its checkpoint
  cosignature = 0x04,  // tlog-cosignature v1: a witness's, with the time
};

using PublicKey = std::array<std::uint8_t, 32>;
using SignatureBytes = std::array<std::uint8_t, 64>;

struct VerifierKey {
  std::string name;
  SignatureType type = SignatureType::ed25519;
  PublicKey public_key{};

  std::uint32_t id() const;
  std::string text() const;  // "name+hex(id)+base64(type ‖ public key)"
  // The same key of the same name, whichever way it signs.
  bool same_key(const VerifierKey& other) const { return name == other.name && public_key == other.public_key; }
  friend bool operator==(const VerifierKey&, const VerifierKey&) = default;
};

Result<VerifierKey> parse_vkey(std::string_view text);
// Not empty, well-formed UTF-8, no space, control character or plus sign, within limits::kNameBytesMax.
bool is_key_name(std::string_view name);
// For two people on a telephone: eight groups of five digits, each two bytes of the SHA-256 of the public key.
std::string fingerprint(const PublicKey& key);
bool verify(const PublicKey& key, std::string_view message, const SignatureBytes& signature);

class SigningKey {
 public:
  static Result<SigningKey> make(std::string name, const FillRandom& fill);
  static SigningKey from_seed(std::string name, const std::array<std::uint8_t, 32>& seed);
  SigningKey(const SigningKey&) = default;
  SigningKey(SigningKey&&) = default;
  SigningKey& operator=(const SigningKey&) = default;
  SigningKey& operator=(SigningKey&&) = default;
  ~SigningKey();

  const std::string& name() const { return name_; }
  VerifierKey verifier(SignatureType type) const { return {name_, type, public_key_}; }
  SignatureBytes sign(std::string_view message) const;
  // "PRIVATE+KEY+name+hex(id)+base64(0x01 ‖ seed)", as Go's sumdb/note writes it. For the key file, and nothing else.
  std::string secret_text() const;

 private:
  SigningKey(std::string name, const std::array<std::uint8_t, 32>& seed);
  std::string name_;
  std::array<std::uint8_t, 64> secret_{};  // as libsodium keeps it: seed ‖ public key
  PublicKey public_key_{};
};

// Problems never quote the text.
Result<SigningKey> parse_signing_key(std::string_view text);

// What old and new key both sign when a key is replaced: the body of `party.key_rotated` (docs/record.md).
boost::json::object rotation_body(const SigningKey& old_key, const SigningKey& new_key);
// Both signatures hold, and the two keys differ.
Result<void> check_rotation(const boost::json::object& body);

}  // namespace concordat::record

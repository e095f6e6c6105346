// SPDX-License-Identifier: Apache-2.0
#include "record/key.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "record/sha256.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <optional>

namespace concordat::record {
namespace {

constexpr std::string_view kPrivatePrefix = "PRIVATE+KEY+";

std::string id_text(std::uint32_t id) {
  std::array<char, 16> out{};
  const int size = std::snprintf(out.data(), out.size(), "%08x", id);
  return {out.data(), static_cast<std::size_t>(size)};
}

std::string typed_base64(SignatureType type, const std::uint8_t* key) {
  std::array<std::uint8_t, 33> bytes{};
  bytes[0] = static_cast<std::uint8_t>(type);
  std::memcpy(bytes.data() + 1, key, 32);
  std::string text = to_base64(bytes);
  sodium_memzero(bytes.data(), bytes.size());
  return text;
}

// The Unicode characters with the property White_Space that are not ASCII.
bool has_unicode_space(std::string_view text) {
  static constexpr std::array<std::string_view, 19> kSpaces{
      "\u0085", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006",
      "\u2007", "\u2008", "\u2009", "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};
  return std::any_of(kSpaces.begin(), kSpaces.end(),
                     [text](std::string_view space) { return text.find(space) != std::string_view::npos; });
}

struct KeyParts {
  std::string_view name;
  std::string_view id;
  std::vector<std::uint8_t> data;  // type and 32 bytes
};

// "name+hex+base64"; base64 itself may hold plus signs, so only the first two divide.
std::optional<KeyParts> split_key(std::string_view text) {
  const std::size_t first = text.find('+');
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = text.find('+', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  auto data = from_base64(text.substr(second + 1));
  if (!data || data->size() != 33) return std::nullopt;
  return KeyParts{text.substr(0, first), text.substr(first + 1, second - first - 1), std::move(*data)};
}

std::string rotation_statement(const std::string& old_vkey, const std::string& new_vkey) {
  return "concordat/key-rotation/v1\n" + old_vkey + '\n' + new_vkey + '\n';
}

tl::unexpected<Problem> bad_rotation(const std::string& what) { return fail("bad-key-rotation", what); }

}  // namespace

std::uint32_t VerifierKey::id() const {
  const char type_byte = static_cast<char>(type);
  const Digest digest =
      sha256({name, "\n", {&type_byte, 1}, {reinterpret_cast<const char*>(public_key.data()), public_key.size()}});
  return std::uint32_t{digest[0]} << 24 | std::uint32_t{digest[1]} << 16 | std::uint32_t{digest[2]} << 8 | digest[3];
}

std::string VerifierKey::text() const {
  return name + '+' + id_text(id()) + '+' + typed_base64(type, public_key.data());
}

Result<VerifierKey> parse_vkey(std::string_view text) {
  const std::string hint = "A public key reads NAME+8 hex digits+base64, as `concordat key show` prints it.";
  if (text.starts_with(kPrivatePrefix)) {
    return fail("private-key", "This is a private key; a public one belongs here.",
                "It was shown to a program that had no need of it: consider `concordat key rotate`.");
  }
  const auto parts = split_key(text);
  if (!parts || !is_key_name(parts->name)) return fail("bad-vkey", "This is not a public key of a signer.", hint);
  const std::uint8_t type = parts->data.front();
  if (type != static_cast<std::uint8_t>(SignatureType::ed25519) &&
      type != static_cast<std::uint8_t>(SignatureType::cosignature)) {
    return fail("bad-vkey", "The key's type " + std::to_string(type) + " is not one this program verifies (1 and 4).");
  }
  VerifierKey key{std::string(parts->name), static_cast<SignatureType>(type), {}};
  std::copy(parts->data.begin() + 1, parts->data.end(), key.public_key.begin());
  if (parts->id != id_text(key.id())) {
    return fail("bad-vkey", "The key does not fit its own id: a letter of it is wrong or missing.", hint);
  }
  return key;
}

bool is_key_name(std::string_view name) {
  if (name.empty() || name.size() > limits::kNameBytesMax || first_invalid_utf8(name)) return false;
  const bool plain = std::all_of(name.begin(), name.end(),
                                 [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != '+' && c != 0x7F; });
  return plain && !has_unicode_space(name);
}

std::string fingerprint(const PublicKey& key) {
  const Digest digest = sha256(std::string_view(reinterpret_cast<const char*>(key.data()), key.size()));
  std::string text;
  for (std::size_t i = 0; i < 16; i += 2) {
    std::array<char, 16> group{};
    std::snprintf(group.data(), group.size(), "%05u", unsigned{digest[i]} << 8 | unsigned{digest[i + 1]});
    if (i > 0) text += ' ';
    text += group.data();
  }
  return text;
}

bool verify(const PublicKey& key, std::string_view message, const SignatureBytes& signature) {
  return crypto_sign_verify_detached(signature.data(), reinterpret_cast<const unsigned char*>(message.data()),
                                     message.size(), key.data()) == 0;
}

SigningKey::SigningKey(std::string name, const std::array<std::uint8_t, 32>& seed) : name_(std::move(name)) {
  crypto_sign_seed_keypair(public_key_.data(), secret_.data(), seed.data());
}

SigningKey::~SigningKey() { sodium_memzero(secret_.data(), secret_.size()); }

SigningKey SigningKey::from_seed(std::string name, const std::array<std::uint8_t, 32>& seed) {
  return {std::move(name), seed};
}

Result<SigningKey> SigningKey::make(std::string name, const FillRandom& fill) {
  if (!is_key_name(name)) {
    return fail("bad-key-name", "A key's name must not be empty or hold spaces or plus signs: \"" + name + "\".",
                "Use a name like desk.harbour.example.");
  }
  std::array<std::uint8_t, 32> seed{};
  fill(seed);
  SigningKey key(std::move(name), seed);
  sodium_memzero(seed.data(), seed.size());
  return key;
}

SignatureBytes SigningKey::sign(std::string_view message) const {
  SignatureBytes signature{};
  crypto_sign_detached(signature.data(), nullptr, reinterpret_cast<const unsigned char*>(message.data()),
                       message.size(), secret_.data());
  return signature;
}

std::string SigningKey::secret_text() const {
  return std::string(kPrivatePrefix) + name_ + '+' + id_text(verifier(SignatureType::ed25519).id()) + '+' +
         typed_base64(SignatureType::ed25519, secret_.data());
}

Result<SigningKey> parse_signing_key(std::string_view text) {
  const std::string hint = "A key file holds one line that `concordat key new` wrote: PRIVATE+KEY+NAME+….";
  if (!text.starts_with(kPrivatePrefix)) return fail("bad-key", "This is not a private key.", hint);
  auto parts = split_key(text.substr(kPrivatePrefix.size()));
  if (!parts || !is_key_name(parts->name) || parts->data.front() != static_cast<std::uint8_t>(SignatureType::ed25519)) {
    return fail("bad-key", "The private key is damaged or of another type.", hint);
  }
  std::array<std::uint8_t, 32> seed{};
  std::copy(parts->data.begin() + 1, parts->data.end(), seed.begin());
  SigningKey key = SigningKey::from_seed(std::string(parts->name), seed);
  sodium_memzero(seed.data(), seed.size());
  sodium_memzero(parts->data.data(), parts->data.size());
  if (parts->id != id_text(key.verifier(SignatureType::ed25519).id())) {
    return fail("bad-key", "The private key does not fit its own id: the file is damaged.", hint);
  }
  return key;
}

boost::json::object rotation_body(const SigningKey& old_key, const SigningKey& new_key) {
  const std::string old_vkey = old_key.verifier(SignatureType::ed25519).text();
  const std::string new_vkey = new_key.verifier(SignatureType::ed25519).text();
  const std::string statement = rotation_statement(old_vkey, new_vkey);
  return {{"old", old_vkey},
          {"new", new_vkey},
          {"signed_by_old", to_base64(old_key.sign(statement))},
          {"signed_by_new", to_base64(new_key.sign(statement))}};
}

Result<void> check_rotation(const boost::json::object& body) {
  const auto text = [&body](std::string_view name) -> std::string {
    const auto* value = body.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
  };
  const auto old_key = parse_vkey(text("old"));
  const auto new_key = parse_vkey(text("new"));
  if (!old_key || !new_key) return bad_rotation("The old or the new key of the rotation is not a public key.");
  if (old_key->same_key(*new_key)) return bad_rotation("The rotation's old and new key are one.");
  const std::string statement = rotation_statement(text("old"), text("new"));
  const auto holds = [&](const VerifierKey& key, std::string_view member) {
    const auto bytes = from_base64(text(member));
    SignatureBytes signature{};
    if (!bytes || bytes->size() != signature.size()) return false;
    std::copy(bytes->begin(), bytes->end(), signature.begin());
    return verify(key.public_key, statement, signature);
  };
  if (!holds(*old_key, "signed_by_old")) return bad_rotation("The old key did not sign the rotation.");
  if (!holds(*new_key, "signed_by_new")) return bad_rotation("The new key did not sign the rotation.");
  return {};
}

}  // namespace concordat::record

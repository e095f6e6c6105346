// SPDX-License-Identifier: Apache-2.0
#include "record/note.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace concordat::record {
namespace {

constexpr std::string_view kSignaturePrefix = "\u2014 ";  // an em dash and a space
constexpr std::size_t kKeyIdBytes = 4;
constexpr std::size_t kTimeBytes = 8;
constexpr std::size_t kSignatureBytes = std::tuple_size_v<SignatureBytes>;

tl::unexpected<Problem> bad_note(const Where& where, std::string what) {
  return fail_at(where, "bad-note", std::move(what), "A signed note is text, an empty line, and lines of signatures.");
}

tl::unexpected<Problem> bad_checkpoint(const Where& where, std::string what) {
  return fail_at(where, "bad-checkpoint", std::move(what),
                 "A checkpoint names a log, its size, and its root in base64.");
}

void append_big_endian(std::vector<std::uint8_t>& out, std::uint64_t value, std::size_t bytes) {
  for (std::size_t i = bytes; i-- > 0;) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

std::uint64_t read_big_endian(std::span<const std::uint8_t> bytes) {
  std::uint64_t value = 0;
  for (const std::uint8_t byte : bytes) value = value << 8 | byte;
  return value;
}

std::optional<NoteSignature> read_signature_line(std::string_view line) {
  if (!line.starts_with(kSignaturePrefix)) return std::nullopt;
  line.remove_prefix(kSignaturePrefix.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || !is_key_name(line.substr(0, space))) return std::nullopt;
  const auto bytes = from_base64(line.substr(space + 1));
  if (!bytes || bytes->size() <= kKeyIdBytes) return std::nullopt;
  return NoteSignature{std::string(line.substr(0, space)),
                       static_cast<std::uint32_t>(read_big_endian(std::span(*bytes).first(kKeyIdBytes))),
                       {bytes->begin() + kKeyIdBytes, bytes->end()}};
}

std::string cosigned_message(std::int64_t time_s, std::string_view text) {
  return "cosignature/v1\ntime " + std::to_string(time_s) + '\n' + std::string(text);
}

std::optional<Signer> verify_one(std::string_view text, const NoteSignature& signature, const VerifierKey& key) {
  const bool timed = key.type == SignatureType::cosignature;
  if (signature.bytes.size() != kSignatureBytes + (timed ? kTimeBytes : 0)) return std::nullopt;
  SignatureBytes bytes{};
  std::copy(signature.bytes.end() - static_cast<std::ptrdiff_t>(kSignatureBytes), signature.bytes.end(), bytes.begin());
  if (!timed) return verify(key.public_key, text, bytes) ? std::optional(Signer{key, std::nullopt}) : std::nullopt;

  const std::uint64_t time_s = read_big_endian(std::span(signature.bytes).first(kTimeBytes));
  if (time_s > static_cast<std::uint64_t>(kLastInstant.seconds())) return std::nullopt;
  const auto s = static_cast<std::int64_t>(time_s);
  if (!verify(key.public_key, cosigned_message(s, text), bytes)) return std::nullopt;
  return Signer{key, Instant::from_seconds(s)};
}

// The next line without its line end; what follows stays in `rest`.
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return line;
}

}  // namespace

Result<Note> parse_note(std::string_view bytes, const Where& where) {
  if (bytes.size() > limits::kNoteBytesMax) return bad_note(where, "The note is longer than a checkpoint ever is.");
  if (first_invalid_utf8(bytes)) return bad_note(where, "The note is not UTF-8.");
  if (std::any_of(bytes.begin(), bytes.end(),
                  [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; })) {
    return bad_note(where, "The note holds a control character.");
  }
  const std::size_t divide = bytes.rfind("\n\n");
  if (divide == std::string_view::npos) return bad_note(where, "The note has no empty line before its signatures.");
  Note note{std::string(bytes.substr(0, divide + 1)), {}};
  std::string_view rest = bytes.substr(divide + 2);
  if (rest.empty() || rest.back() != '\n') return bad_note(where, "The note does not end with a line of a signature.");
  while (!rest.empty()) {
    auto signature = read_signature_line(take_line(rest));
    if (!signature) return bad_note(where, "A line after the note's text is not a signature.");
    note.signatures.push_back(std::move(*signature));
    if (note.signatures.size() > limits::kNoteSignaturesMax)
      return bad_note(where, "The note has too many signatures.");
  }
  return note;
}

std::string to_text(const Note& note) {
  std::string out = note.text + '\n';
  for (const NoteSignature& signature : note.signatures) {
    std::vector<std::uint8_t> bytes;
    append_big_endian(bytes, signature.key_id, kKeyIdBytes);
    bytes.insert(bytes.end(), signature.bytes.begin(), signature.bytes.end());
    out += kSignaturePrefix;
    out += signature.name + ' ' + to_base64(bytes) + '\n';
  }
  return out;
}

NoteSignature sign_text(const SigningKey& key, std::string_view text) {
  const SignatureBytes signature = key.sign(text);
  return {key.name(), key.verifier(SignatureType::ed25519).id(), {signature.begin(), signature.end()}};
}

NoteSignature cosign_text(const SigningKey& key, std::string_view text, Instant time) {
  if (time.us < 0) std::abort();  // the format has no room for it, and no clock of ours is from before 1970
  const SignatureBytes signature = key.sign(cosigned_message(time.seconds(), text));
  NoteSignature result{key.name(), key.verifier(SignatureType::cosignature).id(), {}};
  append_big_endian(result.bytes, static_cast<std::uint64_t>(time.seconds()), kTimeBytes);
  result.bytes.insert(result.bytes.end(), signature.begin(), signature.end());
  return result;
}

Result<std::vector<Signer>> verify_note(const Note& note, std::span<const VerifierKey> keys) {
  std::vector<Signer> signers;
  for (const NoteSignature& signature : note.signatures) {
    bool known = false;
    bool holds = false;
    for (const VerifierKey& key : keys) {
      if (key.name != signature.name || key.id() != signature.key_id) continue;
      known = true;
      const auto signer = verify_one(note.text, signature, key);
      if (!signer) continue;
      holds = true;
      const bool first = std::none_of(signers.begin(), signers.end(), [&](const Signer& s) { return s.key == key; });
      if (first) signers.push_back(*signer);
    }
    if (known && !holds) return fail("bad-signature", "The signature of " + signature.name + " does not hold.");
  }
  return signers;
}

Result<Checkpoint> parse_checkpoint(std::string_view text, const Where& where) {
  if (text.empty() || text.back() != '\n') return bad_checkpoint(where, "The checkpoint does not end with a line end.");
  Checkpoint checkpoint;
  checkpoint.origin = take_line(text);
  if (checkpoint.origin.empty()) return bad_checkpoint(where, "The checkpoint does not say of which log it is.");

  const std::string_view size = take_line(text);
  const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), checkpoint.size);
  if (error != std::errc{} || end != size.data() + size.size() || std::to_string(checkpoint.size) != size ||
      checkpoint.size < 0) {
    return bad_checkpoint(where, "The checkpoint's size is not a plain number.");
  }
  const auto root = digest_from_base64(take_line(text));
  if (!root) return bad_checkpoint(where, "The checkpoint's root is not 32 bytes in base64.");
  checkpoint.root = *root;
  while (!text.empty()) {
    const std::string_view extension = take_line(text);
    if (extension.empty()) return bad_checkpoint(where, "The checkpoint has an empty line.");
    checkpoint.extensions.emplace_back(extension);
  }
  return checkpoint;
}

std::string to_text(const Checkpoint& checkpoint) {
  std::string out =
      checkpoint.origin + '\n' + std::to_string(checkpoint.size) + '\n' + to_base64(checkpoint.root) + '\n';
  for (const std::string& extension : checkpoint.extensions) out += extension + '\n';
  return out;
}

std::string log_origin(std::string_view host_name, std::string_view organisation, std::int64_t epoch) {
  std::string origin = std::string(host_name) + '/' + std::string(organisation);
  if (epoch > 1) origin += "/epoch-" + std::to_string(epoch);
  return origin;
}

}  // namespace concordat::record

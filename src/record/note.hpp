// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"
#include "record/key.hpp"
#include "record/sha256.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// A note is text with signatures (C2SP signed-note); a checkpoint is a note that names a log's size and root (C2SP
// tlog-checkpoint). INVARIANT: parsing and printing give the same bytes back; signatures of unknown keys are kept and
// count for nothing.
namespace concordat::record {

struct NoteSignature {
  std::string name;
  std::uint32_t key_id = 0;
  std::vector<std::uint8_t>
      bytes;  // what follows the key id: 64 bytes of Ed25519; with 8 of time before, a cosignature
  friend bool operator==(const NoteSignature&, const NoteSignature&) = default;
};

struct Note {
  std::string text;  // ends with a line end
  std::vector<NoteSignature> signatures;
};

Result<Note> parse_note(std::string_view bytes, const Where& where = {});
std::string to_text(const Note& note);

// A host's signature of the text.
NoteSignature sign_text(const SigningKey& key, std::string_view text);
// A witness's: at `time` this was the largest consistent tree it had seen of this log.
NoteSignature cosign_text(const SigningKey& key, std::string_view text, Instant time);

// A signature that holds. A cosignature says when.
struct Signer {
  VerifierKey key;
  std::optional<Instant> cosigned_at;
};

// Who of `keys` signed. Fails where a signature with the name and id of one of them does not hold (C2SP: reject the
// whole note). An empty answer means that none of them signed.
Result<std::vector<Signer>> verify_note(const Note& note, std::span<const VerifierKey> keys);

struct Checkpoint {
  std::string origin;  // which log: see log_origin
  std::int64_t size = 0;
  Digest root{};
  std::vector<std::string> extensions;
  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

Result<Checkpoint> parse_checkpoint(std::string_view text, const Where& where = {});
std::string to_text(const Checkpoint& checkpoint);

// The name of an organisation's log at a host: "desk.harbour.example/o_…", and from the second epoch on with
// "/epoch-2", since a log that was restored with a loss is not the log that was lost, and must not pass for it.
std::string log_origin(std::string_view host_name, std::string_view organisation, std::int64_t epoch = 1);

}  // namespace concordat::record

// SPDX-License-Identifier: Apache-2.0
#include "record/note.hpp"
#include "record/witness.hpp"

#include <cstdlib>

// Notes, checkpoints, keys and a witness's state: what is read is written as the same bytes, and nobody's signature
// holds who did not sign.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace concordat::record;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  if (const auto note = parse_note(text)) {
    if (to_text(*note) != text) std::abort();
    const std::vector<VerifierKey> nobody{
        SigningKey::from_seed("example.com/foo", {7}).verifier(SignatureType::ed25519)};
    if (const auto signers = verify_note(*note, nobody); signers && !signers->empty()) std::abort();
  }
  if (const auto checkpoint = parse_checkpoint(text); checkpoint && to_text(*checkpoint) != text) std::abort();
  if (const auto key = parse_vkey(text); key && key->text() != text) std::abort();
  if (const auto key = parse_signing_key(text); key && key->secret_text() != text) std::abort();
  if (const auto state = parse_witness_state(text); state && !parse_witness_state(to_text(*state))) std::abort();
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
#include "app/verify/verifier.hpp"
#include "base/json.hpp"

#include <cstdlib>

// Any bytes get an answer; nothing is both whole and signed by a key that never signed; and blocks of another size say
// the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace concordat;
  const auto verify = [bytes, size](std::size_t block_size) {
    std::string_view rest(reinterpret_cast<const char*>(bytes), size);
    const auto stranger = record::SigningKey::from_seed("desk.harbour.example", {9});
    return verify::verify_bundle(
        [&rest, block_size]() -> Result<std::string_view> {
          const auto block = rest.substr(0, block_size);
          rest.remove_prefix(block.size());
          return block;
        },
        {stranger.verifier(record::SignatureType::ed25519)}, "fuzz");
  };
  const auto whole = verify(size + 1);
  if (whole && whole->trusted()) std::abort();
  const auto pieces = verify(64);
  if (whole && pieces && write_json(to_json(*whole)) != write_json(to_json(*pieces))) std::abort();
  return 0;
}

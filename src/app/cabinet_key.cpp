// SPDX-License-Identifier: Apache-2.0
#include "app/cabinet_key.hpp"

#include "app/key_file.hpp"
#include "app/workspace.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace concordat::app {

Result<std::array<std::uint8_t, operate::Sealer::kKeyBytes>> cabinet_key(const Context& context, bool unused) {
  std::array<std::uint8_t, operate::Sealer::kKeyBytes> key{};
  const char* elsewhere = std::getenv("CONCORDAT_CABINET_KEY");
  const std::string path = elsewhere != nullptr && *elsewhere != '\0'
                               ? elsewhere
                               : (std::filesystem::path(context.data) / "cabinet.key").string();
  if (!std::filesystem::exists(path)) {
    if (!context.database.empty() && !unused) {
      return fail_at({path}, "no-cabinet-key", "The key that seals this database's secrets is not in the data folder.",
                     "Copy cabinet.key here from another server, or from where it is kept.");
    }
    machine_random()(key);
    if (const auto written = write_secret(path, to_hex(key) + "\n"); !written) return tl::unexpected(written.error());
    return key;
  }
  const auto text = read_secret(path);
  if (!text) return tl::unexpected(text.error());
  const auto end = text->find_last_not_of("\r\n");
  const auto bytes = from_hex(text->substr(0, end == std::string::npos ? 0 : end + 1));
  if (!bytes || bytes->size() != key.size()) {
    return fail_at({path}, "bad-key", "The file is no key of a cabinet.",
                   "Put the right file back; without it, second factors must be set up again.");
  }
  std::copy(bytes->begin(), bytes->end(), key.begin());
  return key;
}

}  // namespace concordat::app

// SPDX-License-Identifier: Apache-2.0
#include "app/cabinet_key.hpp"

#include "app/key_file.hpp"
#include "app/workspace.hpp"
#include "base/text.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace concordat::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kKept = ".old-";
constexpr std::size_t kNameBytes = 4;  // of a kept key's digest, in its file's name

std::string cabinet_path(const Context& context) {
  const char* elsewhere = std::getenv("CONCORDAT_CABINET_KEY");
  return elsewhere != nullptr && *elsewhere != '\0' ? elsewhere : (fs::path(context.data) / "cabinet.key").string();
}

Result<CabinetKey> read_cabinet_key(const std::string& path) {
  const auto text = read_secret(path);
  if (!text) return tl::unexpected(text.error());
  const auto end = text->find_last_not_of("\r\n");
  const auto bytes = from_hex(text->substr(0, end == std::string::npos ? 0 : end + 1));
  CabinetKey key{};
  if (!bytes || bytes->size() != key.size()) {
    return fail_at({path}, "bad-key", "The file is no key of a cabinet.",
                   "Put the right file back; without it, second factors must be set up again.");
  }
  std::copy(bytes->begin(), bytes->end(), key.begin());
  return key;
}

Result<CabinetKey> make_cabinet_key(const std::string& path) {
  CabinetKey key{};
  machine_random()(key);
  if (const auto written = write_secret(path, to_hex(key) + "\n"); !written) return tl::unexpected(written.error());
  return key;
}

}  // namespace

Result<CabinetKey> cabinet_key(const Context& context, bool unused) {
  const std::string path = cabinet_path(context);
  if (is_rotating(path)) {
    return fail_at({path}, "rotation-interrupted",
                   "A rotation of the cabinet's key was interrupted: " + next_key_path(path) + " is the next key.",
                   "`concordat key rotate --cabinet` finishes it.");
  }
  if (fs::exists(path)) return read_cabinet_key(path);
  if (!context.database.empty() && !unused) {
    return fail_at({path}, "no-cabinet-key", "The key that seals this database's secrets is not in the data folder.",
                   "Copy cabinet.key here from another server, or from where it is kept.");
  }
  return make_cabinet_key(path);
}

Result<CabinetRotation> begin_cabinet_rotation(const Context& context) {
  const std::string path = cabinet_path(context);
  const auto old_key = read_cabinet_key(path);
  if (!old_key) {
    if (old_key.error().code != "no-key") return tl::unexpected(old_key.error());
    return fail_at({path}, "no-cabinet-key", "There is no key of a cabinet yet.", "`concordat serve` makes it.");
  }
  CabinetRotation rotation;
  rotation.before.push_back(*old_key);
  // What a server that was still running sealed with the key before is opened with it here.
  std::error_code ignored;
  const std::string beginning = fs::path(path).filename().string() + std::string(kKept);
  const fs::path folder = fs::path(path).parent_path();
  for (const auto& one : fs::directory_iterator(folder.empty() ? fs::path(".") : folder, ignored)) {
    if (!one.path().filename().string().starts_with(beginning)) continue;
    if (const auto kept = read_cabinet_key(one.path().string())) rotation.before.push_back(*kept);
  }
  if (is_rotating(path)) {
    if (const auto next = read_cabinet_key(next_key_path(path))) {
      rotation.next = *next;
      return rotation;
    }
    if (const auto gone = forget_next_key(path); !gone) return tl::unexpected(gone.error());
  }
  const auto next = make_cabinet_key(next_key_path(path));
  if (!next) return tl::unexpected(next.error());
  rotation.next = *next;
  return rotation;
}

Result<std::string> finish_cabinet_rotation(const Context& context) {
  const std::string path = cabinet_path(context);
  const auto old_key = read_cabinet_key(path);
  if (!old_key) return tl::unexpected(old_key.error());
  std::array<std::uint8_t, crypto_generichash_BYTES> digest{};
  crypto_generichash(digest.data(), digest.size(), old_key->data(), old_key->size(), nullptr, 0);
  const std::string kept = path + std::string(kKept) + to_hex(std::span(digest).first(kNameBytes));
  if (const auto done = replace_key(path, kept); !done) return tl::unexpected(done.error());
  return kept;
}

}  // namespace concordat::app

// SPDX-License-Identifier: Apache-2.0
#include "app/key_file.hpp"

#include <CLI/App.hpp>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace concordat::app {
namespace {

namespace fs = std::filesystem;

// Closes the file when it goes out of sight.
struct File {
  int number;
  explicit File(int opened) : number(opened) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (number >= 0) ::close(number);
  }
};

tl::unexpected<Problem> cannot(const std::string& path, std::string_view do_what) {
  const int error = errno;
  return fail_at({path}, "cannot-" + std::string(do_what),
                 "The key file cannot be " + std::string(do_what == "read" ? "read" : "written") + ": " +
                     std::strerror(error) + ".",
                 "Check the folder and your rights in it, or give another --key FILE.");
}

// Until the folder is on disk, a new name in it may be lost with the power.
bool sync_folder(const std::string& path) {
  const fs::path parent = fs::path(path).parent_path();
  const File folder(::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return folder.number >= 0 && ::fsync(folder.number) == 0;
}

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return ::fsync(file) == 0;
}

tl::unexpected<Problem> exists(const std::string& path) {
  return fail_at({path}, "file-exists", "There is a file of this name, and a key is never overwritten.",
                 "Give another --key FILE; `concordat key rotate` replaces a key and keeps the old one.");
}

}  // namespace

void add_key_option(CLI::App& command, std::string& file) {
  command
      .add_option("--key", file, "file of the private key (default: $CONCORDAT_KEY, else host.key in the data folder)")
      ->envname("CONCORDAT_KEY")
      ->type_name("FILE");
}

std::string key_path(const Context& context, const std::string& file) {
  return file.empty() ? (fs::path(context.data) / "host.key").string() : file;
}

std::string next_key_path(const std::string& path) { return path + ".new"; }

bool is_rotating(const std::string& path) {
  struct stat status {};
  return ::lstat(next_key_path(path).c_str(), &status) == 0;
}

namespace {

Result<record::SigningKey> read_key_alone(const std::string& path) {
  auto text = read_secret(path);
  if (!text) return tl::unexpected(text.error());
  if (text->ends_with('\n')) text->pop_back();
  auto key = record::parse_signing_key(*text);
  sodium_memzero(text->data(), text->size());
  if (!key) key.error().where = Where{path};
  return key;
}

// A credential's mode shows the mask of its access list, which names one user; systemd.exec(5).
bool handed_by_systemd(const std::string& path) {
  const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
  return folder != nullptr && *folder == '/' && fs::path(path).parent_path() == fs::path(folder);
}

}  // namespace

Result<std::string> read_secret(const std::string& path) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number < 0 && errno == ENOENT) {
    return fail_at({path}, "no-key", "There is no key.", "`concordat key new --name NAME` makes one.");
  }
  struct stat status {};
  if (file.number < 0 || ::fstat(file.number, &status) != 0) return cannot(path, "read");
  if (!S_ISREG(status.st_mode)) return fail_at({path}, "bad-key", "This is not a file.");
  if ((status.st_mode & 077) != 0 && !handed_by_systemd(path)) {
    return fail_at({path}, "key-readable-by-others", "Others on this machine can read this private key.",
                   "Run `chmod 600 " + path + "`; if someone may have read it, `concordat key rotate` too.");
  }
  std::array<char, 1024> buffer{};  // a key's line is shorter by far
  const ssize_t count = ::read(file.number, buffer.data(), buffer.size());
  if (count < 0) return cannot(path, "read");
  std::string text(buffer.data(), static_cast<std::size_t>(count));
  sodium_memzero(buffer.data(), buffer.size());
  return text;
}

Result<record::SigningKey> read_key(const std::string& path) {
  auto key = read_key_alone(path);
  if (key && is_rotating(path)) {
    return fail_at({path}, "rotation-interrupted",
                   "A rotation of this key was interrupted: " + next_key_path(path) + " is the next key.",
                   "`concordat key rotate` finishes it.");
  }
  return key;
}

Result<void> write_secret(const std::string& path, const std::string& text) {
  const fs::path parent = fs::path(path).parent_path();
  std::error_code ignored;  // what is wrong with the folder shows when the file is opened
  if (!parent.empty() && fs::create_directories(parent, ignored)) {
    fs::permissions(parent, fs::perms::owner_all, ignored);
  }
  const File file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (file.number < 0) {
    if (errno == EEXIST) return exists(path);
    return cannot(path, "write");
  }
  if (write_all(file.number, text) && sync_folder(path)) return {};
  auto problem = cannot(path, "write");
  ::unlink(path.c_str());
  return problem;
}

Result<void> write_key(const std::string& path, const record::SigningKey& key) {
  std::string text = key.secret_text() + '\n';
  auto written = write_secret(path, text);
  sodium_memzero(text.data(), text.size());
  return written;
}

Result<Rotation> begin_rotation(const std::string& path, const FillRandom& random) {
  auto old_key = read_key_alone(path);
  if (!old_key) return tl::unexpected(old_key.error());
  const std::string fresh = next_key_path(path);
  if (is_rotating(path)) {
    if (auto next = read_key_alone(fresh)) return Rotation{std::move(*old_key), std::move(*next)};
    if (const auto gone = forget_next_key(path); !gone) return tl::unexpected(gone.error());
  }
  // The name stays: it names the log, and the log stays.
  auto next = record::SigningKey::make(old_key->name(), random);
  if (!next) return tl::unexpected(next.error());
  if (auto written = write_key(fresh, *next); !written) return tl::unexpected(written.error());
  return Rotation{std::move(*old_key), std::move(*next)};
}

Result<void> forget_next_key(const std::string& path) {
  const std::string fresh = next_key_path(path);
  if (::unlink(fresh.c_str()) != 0) return cannot(fresh, "write");
  return {};
}

Result<void> replace_key(const std::string& path, const std::string& kept) {
  if (::link(path.c_str(), kept.c_str()) != 0) {
    // There already where this was interrupted between the two, and then it is the same file.
    std::error_code unknown;
    if (errno != EEXIST || !fs::equivalent(path, kept, unknown))
      return errno == EEXIST ? exists(kept) : cannot(kept, "write");
  }
  if (::rename(next_key_path(path).c_str(), path.c_str()) != 0 || !sync_folder(path)) return cannot(path, "write");
  return {};
}

Result<std::string> finish_rotation(const std::string& path, const Rotation& rotation) {
  std::array<char, 16> id{};
  std::snprintf(id.data(), id.size(), "%08x", rotation.old_key.verifier(record::SignatureType::ed25519).id());
  const std::string kept = path + ".old-" + id.data();
  if (const auto done = replace_key(path, kept); !done) return tl::unexpected(done.error());
  return kept;
}

}  // namespace concordat::app

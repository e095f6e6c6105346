// SPDX-License-Identifier: Apache-2.0
#include "store/files.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace concordat::store {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void disk_failed(const fs::path& path, int error) {
  const bool full = error == ENOSPC || error == EDQUOT || error == EFBIG;
  throw Failure({full ? "disk-full" : "disk-failed",
                 std::string("The file cannot be written: ") + std::strerror(error) + ".", Where{path.string()},
                 full ? "Make room on the disk, then try again." : "Check the disk and your rights."});
}

void sync(const fs::path& path, int flags) {
  const int file = ::open(path.c_str(), flags | O_CLOEXEC);
  if (file < 0) disk_failed(path, errno);
  const int error = ::fsync(file) == 0 ? 0 : errno;
  ::close(file);
  if (error != 0) disk_failed(path, error);
}

}  // namespace

PrivateFiles::PrivateFiles() : before_(::umask(0077)) {}
PrivateFiles::~PrivateFiles() { ::umask(before_); }

Result<void> make_private_folder(const fs::path& folder) {
  const auto refuse = [&](const std::string& why) {
    return fail_at({folder.string()}, "cannot-create", "The folder cannot be made: " + why + ".",
                   "Choose another folder.");
  };
  std::error_code error;
  if (fs::is_directory(folder, error)) return {};
  if (fs::exists(folder, error)) return refuse("there is a file of that name");
  if (folder.has_parent_path()) fs::create_directories(folder.parent_path(), error);
  if (error) return refuse(error.message());
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return refuse(std::strerror(errno));
  return {};
}

void replace_file(const fs::path& from, const fs::path& to) {
  sync(from, O_RDONLY);
  if (::rename(from.c_str(), to.c_str()) != 0) disk_failed(to, errno);
  sync(to.has_parent_path() ? to.parent_path() : fs::path("."), O_RDONLY | O_DIRECTORY);
}

Result<void> publish_file(const fs::path& from, const fs::path& to) {
  sync(from, O_RDONLY);
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) != 0) {
    if (errno == EEXIST) {
      return fail_at({to.string()}, "file-exists", "There is a file of that name already.", "Choose another name.");
    }
    // Some file systems know only the plain rename; that nothing is overwritten was looked at before.
    if (errno != EINVAL || ::rename(from.c_str(), to.c_str()) != 0) disk_failed(to, errno);
  }
  sync(to.has_parent_path() ? to.parent_path() : fs::path("."), O_RDONLY | O_DIRECTORY);
  return {};
}

void discard_database(const fs::path& file) noexcept {
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
    std::error_code ignored;
    fs::remove(fs::path(file) += suffix, ignored);
  }
}

}  // namespace concordat::store

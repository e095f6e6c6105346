// SPDX-License-Identifier: Apache-2.0
#include "app/text_file.hpp"

#include "store/files.hpp"

#include <filesystem>
#include <fstream>

namespace concordat::app {
namespace {

namespace fs = std::filesystem;

Result<std::string> write_part(const std::string& file, std::string_view text) {
  std::string part = file + ".part";
  std::ofstream out(part, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (out.fail()) {
    std::error_code ignored;
    fs::remove(part, ignored);
    return fail_at({file}, "cannot-write", "The file cannot be written.", "Is there room, and may you write there?");
  }
  return part;
}

}  // namespace

Result<void> write_new_file(const std::string& file, std::string_view text) {
  std::error_code error;
  if (fs::exists(fs::symlink_status(file, error))) {
    return fail_at({file}, "file-exists", "There is a file of that name already.", "Choose another name.");
  }
  const auto part = write_part(file, text);
  if (!part) return tl::unexpected(part.error());
  return store::publish_file(*part, file);
}

Result<void> replace_text_file(const std::string& file, std::string_view text) {
  std::error_code error;
  const fs::path target = fs::canonical(file, error);  // a link stays one
  if (error) return fail_at({file}, "cannot-write", "The file cannot be written: " + error.message() + ".");
  const auto part = write_part(target.string(), text);
  if (!part) return tl::unexpected(part.error());
  fs::permissions(*part, fs::status(target, error).permissions(), error);
  store::replace_file(*part, target);
  return {};
}

}  // namespace concordat::app

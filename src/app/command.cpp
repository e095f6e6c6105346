// SPDX-License-Identifier: Apache-2.0
#include "app/command.hpp"

#include "base/json.hpp"

#include <fstream>
#include <iostream>

namespace concordat::app {

void answer(Context& context, const boost::json::value& document, std::string_view text) {
  if (context.json) {
    std::cout << write_json(document) << '\n';
    return;
  }
  std::cout << text;
  if (!text.empty() && text.back() != '\n') std::cout << '\n';
}

void refuse(Context& context, const Problem& problem, int exit_code) {
  if (context.json) {
    std::cout << write_json(to_json(problem)) << '\n';
  } else {
    std::cerr << "concordat: " << to_text(problem) << '\n';
  }
  context.exit_code = exit_code;
}

bool all_written() {
  std::cout.flush();
  if (std::cout) return true;
  std::cerr << "concordat: The answer could not be written (is the disk full?).\n";
  return false;
}

void remark(std::string_view text) { std::cerr << text << '\n'; }

Result<std::string> read_file(const std::string& path, std::size_t bytes_max) {
  std::ifstream in(path, std::ios::binary);
  if (!in)
    return fail_at({path}, "cannot-read", "The file cannot be opened.", "Check the name and your right to read it.");
  std::string bytes;
  std::string block(std::size_t{1} << 16, '\0');
  while (in.read(block.data(), static_cast<std::streamsize>(block.size())), in.gcount() > 0) {
    bytes.append(block, 0, static_cast<std::size_t>(in.gcount()));
    if (bytes.size() > bytes_max) {
      return fail_at({path}, "too-large", "The file is larger than " + std::to_string(bytes_max) + " bytes.");
    }
  }
  if (in.bad()) return fail_at({path}, "cannot-read", "The file cannot be read (is it a folder?).");
  return bytes;
}

}  // namespace concordat::app

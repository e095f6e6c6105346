// SPDX-License-Identifier: Apache-2.0
#include "support/program.hpp"

#include "base/json.hpp"
#include "support/places.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdlib>

namespace concordat::test {
boost::json::value Outcome::json() const {
  auto value = parse_json(out);
  if (!value) {
    ADD_FAILURE() << "not one JSON document: " << out.substr(0, 2000) << "\nstandard error: " << err.substr(0, 2000);
    return boost::json::object{};
  }
  return *value;
}

std::string quoted(const std::string& word) {
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

std::string example(const std::string& name) { return source_dir() + "/examples/" + name; }

Outcome shell(const std::string& command, const std::filesystem::path& folder) {
  const Folder pipes;
  const std::string line = "cd " + quoted(folder.string()) + " && { " + command + "\n} </dev/null >" +
                           quoted(pipes.file("out")) + " 2>" + quoted(pipes.file("err"));
  const int status = std::system(line.c_str());
  Outcome outcome;
  outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  outcome.out = pipes.read("out");
  outcome.err = pipes.read("err");
  return outcome;
}

std::string Program::command(const std::vector<std::string>& words) const {
  std::string line = "env -u CONCORDAT_KEY CONCORDAT_DATA=" + quoted(folder_.file("data")) + " ";
  line += quoted(program_path());
  for (const auto& word : words) line += " " + quoted(word);
  return line;
}

Outcome Program::operator()(const std::vector<std::string>& words, const std::string& environment) const {
  return shell((environment.empty() ? "" : "export " + environment + "; ") + command(words));
}

}  // namespace concordat::test

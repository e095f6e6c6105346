// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/folder.hpp"

#include <boost/json/value.hpp>

#include <filesystem>
#include <string>
#include <vector>

// The real program, run as a person would run it.
namespace concordat::test {

struct Outcome {
  int exit_code = 0;                // 128 + signal where a signal ended it
  std::string out;                  // standard output
  std::string err;                  // standard error
  boost::json::value json() const;  // standard output as JSON; fails the test where it is none
};

// A shell command; `folder` is its working directory.
Outcome shell(const std::string& command, const std::filesystem::path& folder = ".");

// concordat ARGUMENTS, with its data in `folder`/data.
class Program {
 public:
  explicit Program(const Folder& folder) : folder_(folder) {}
  // Words are passed on as they are. `environment`: "NAME=value" words put before the program.
  Outcome operator()(const std::vector<std::string>& words, const std::string& environment = "") const;
  std::string command(const std::vector<std::string>& words) const;

 private:
  const Folder& folder_;
};

std::string quoted(const std::string& word);
std::string example(const std::string& name);  // a file of examples/

}  // namespace concordat::test

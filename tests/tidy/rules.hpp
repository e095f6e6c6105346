// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

// The rules of the house, each over one file as text.
namespace concordat::tidy {

struct SourceFile {
  std::string path;  // from the top of the project: "src/base/text.cpp"
  std::string text;
};

// "PATH:LINE: what is wrong and what to do", one for each finding.
std::vector<std::string> check(const SourceFile& file);

}  // namespace concordat::tidy

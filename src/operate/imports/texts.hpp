// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

// The texts of an import, each kept once and numbered in order of first appearance. A log repeats few words often: a
// row is then a handful of numbers. Unlike ticket::Names it keeps one copy of each text, because subjects are mostly
// unique.
namespace concordat::imports {

class Texts {
 public:
  static constexpr std::int32_t kNone = -1;

  std::int32_t intern(std::string_view text) {  // the empty text is kNone
    if (text.empty()) return kNone;
    if (const auto found = index_.find(text); found != index_.end()) return found->second;
    const auto number = static_cast<std::int32_t>(texts_.size());
    index_.emplace(texts_.emplace_back(text), number);
    return number;
  }
  const std::string& operator[](std::int32_t number) const { return texts_[static_cast<std::size_t>(number)]; }
  std::string_view view(std::int32_t number) const { return number == kNone ? std::string_view() : (*this)[number]; }
  std::size_t size() const { return texts_.size(); }

 private:
  std::deque<std::string> texts_;  // never moves what it holds, so that the index may point at it
  boost::unordered_flat_map<std::string_view, std::int32_t> index_;
};

}  // namespace concordat::imports

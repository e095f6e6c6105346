// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// What somebody looks for: words, "phrases in quotation marks", beginnings* and -what is not to be there. INVARIANT:
// every text is a question; what makes no sense in one is left out, and said.
namespace concordat::store {

struct SearchTerm {
  std::string words;    // one, or several that stand next to each other
  bool begins = false;  // the last word goes on
  friend bool operator==(const SearchTerm&, const SearchTerm&) = default;
};

struct SearchQuestion {
  std::vector<SearchTerm> wanted;    // all of them
  std::vector<SearchTerm> unwanted;  // none of them
  std::vector<std::string> notes;    // what was left out, and why
  bool subject_alone = false;
};

inline constexpr std::size_t kSearchTermsMax = 16;
inline constexpr std::size_t kSearchBytesMax = 1'000;
inline constexpr std::size_t kBeginningMin = 3;  // letters; a shorter one would be most words there are

SearchQuestion read_question(std::string_view text);

}  // namespace concordat::store

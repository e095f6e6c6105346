// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace concordat::agreement {

// What patch(1) would make of the text: a small reader of unified diffs that knows nothing of how ours are written. It
// throws where a line of the diff is not in the text.
std::string patched(const std::string& text, const std::string& diff);

// The text's words and comments without the gaps between them.
std::string without_blanks(const std::string& text);

}  // namespace concordat::agreement

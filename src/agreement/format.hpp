// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/edit.hpp"

// The spacing of a text, made even. Words, comments and order stay as they are, and so does what was lined up by hand.
namespace concordat::agreement {

// One blank around `=`, one behind a comma, none within [ ] and one within { }; two before a comment behind a value;
// two for each level of a list over several lines; at most one blank line, none at the beginning, and a line end at the
// end. Where the `=` of neighbouring lines stand below each other, they go on doing so. Formatting twice changes
// nothing.
Edits format(std::string_view text);

}  // namespace concordat::agreement

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/toml_tokens.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Changes of a text that leave the rest of it as it stands: comments, order, spacing. Everything that changes an
// agreement's text for somebody (formatting, mends, the grid) does it by edits.
namespace concordat::agreement {

// What stands in [from, to), in bytes, becomes `put`. Edits of one text do not overlap.
struct Edit {
  std::size_t from = 0;
  std::size_t to = 0;
  std::string put;
  friend bool operator==(const Edit&, const Edit&) = default;
};
using Edits = std::vector<Edit>;

// In any order.
std::string apply_edits(std::string_view text, Edits edits);

// The same as a unified diff, with three lines around each change, as patch(1) and git read it; empty where nothing
// changes.
std::string unified_diff(const std::string& file, std::string_view text, Edits edits);

// Offset in bytes of a place as the reader gives it (place_of is its inverse). nullopt where the text has no such
// place.
std::optional<std::size_t> offset_of(std::string_view text, const Where& where);

// The end of the TOML value (or key) that begins at `from`: a text, a list, an inline table, or a bare word.
std::size_t end_of_value(std::string_view text, std::size_t from);

// The item that begins at `from` in a list or inline table, with the comma that goes with it, so that taking it out
// leaves a list.
Edit without_item(std::string_view text, std::size_t from);

}  // namespace concordat::agreement

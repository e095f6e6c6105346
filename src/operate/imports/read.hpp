// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/imports/input.hpp"
#include "operate/imports/rows.hpp"

// From the bytes of a source to its rows.
namespace concordat::imports {

// `zone` is the map's, compiled; it must be that of map.zone. Bad rows are in the answer and end nothing: whether they
// refuse the import is the caller's decision. A Problem says that the file as a whole cannot be imported with this map
// (a missing column, no rows, broken XML, a damaged archive), with the line and column where that shows.
Result<Rows> read_rows(Input& input, Format format, const Map& map, const calendar::Zone& zone,
                       const ReadOptions& options = {});

}  // namespace concordat::imports

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/codec.hpp"

#include <boost/describe.hpp>

#include <optional>
#include <string>

// What the event stream tells: that something happened, and where to read it; no text.
namespace concordat::operate {

struct EntryEvent {
  std::string organisation;
  std::int64_t sequence = 0;
  std::string kind;
  Instant at;
  std::optional<std::string> ticket;
};
BOOST_DESCRIBE_STRUCT(EntryEvent, (), (organisation, sequence, kind, at, ticket))

}  // namespace concordat::operate

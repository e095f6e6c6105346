// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/codec.hpp"
#include "base/limits.hpp"

#include <boost/describe.hpp>

#include <optional>
#include <string>

// What the event stream tells: that something happened, and where to read it; no text. And what it is told.
namespace concordat::operate {

struct EntryEvent {
  std::string organisation;
  std::int64_t sequence = 0;
  std::string kind;
  Instant at;
  std::optional<std::string> ticket;
};
BOOST_DESCRIBE_STRUCT(EntryEvent, (), (organisation, sequence, kind, at, ticket))

// That somebody is writing on a ticket at this moment; said again every few seconds as long as they do.
struct WritingBody {
  NameText ticket;
  bool own_party_only = false;  // what they write is for their own party, and nobody else is told of it
};
BOOST_DESCRIBE_STRUCT(WritingBody, (), (ticket, own_party_only))
struct WritingEvent {
  std::string organisation;
  std::string ticket;
  std::string person;
  std::string party;
};
BOOST_DESCRIBE_STRUCT(WritingEvent, (), (organisation, ticket, person, party))

}  // namespace concordat::operate

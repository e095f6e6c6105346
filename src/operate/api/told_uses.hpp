// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/call.hpp"

#include <map>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

// Which uses of lent rights the record was told of within the hour, so that a list that a page asks for again and again
// is one use of a grant and not hundreds. INVARIANT: what it does not know is told: after a restart, at another server,
// and where it has forgotten. From any thread.
namespace concordat::operate {

class ToldUses {
 public:
  // Of what the member used for this question, what the record is to be told: each use of a right but that to read in a
  // list, which is told once an hour for each grant, reader, route and ticket.
  std::vector<UsedRight> to_tell(const Call& call, const Member& member);
  // They are in the record.
  void told(const Call& call, const Member& member, const std::vector<UsedRight>& uses);

 private:
  using Key = std::tuple<std::string, std::string, std::string, UsedRight>;  // organisation, person, route

  std::mutex mutex_;
  std::map<Key, Instant> told_;
};

}  // namespace concordat::operate

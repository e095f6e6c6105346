// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ticket/clock.hpp"

#include <cstdint>
#include <map>
#include <string>

// How targets did in a stretch of time, as it stood at its end: what a credit of that time is owed for. A ticket counts
// for a target in the time in which it was first missed, or else stopped for the last time; so in one of them alone.
namespace concordat::measure {

struct Kept {
  std::int64_t met = 0;
  std::int64_t missed = 0;
  friend bool operator==(const Kept&, const Kept&) = default;
};

class KeptFold {
 public:
  // [from_s, to_s). Every ticket clock of the versions has its count, also where no ticket had one.
  KeptFold(const ticket::Clocks& clocks, std::int64_t from_s, std::int64_t to_s);
  void step(const ticket::Story& story);
  const std::map<std::string, Kept>& by_target() const { return kept_; }

 private:
  const ticket::Clocks& clocks_;
  std::int64_t from_s_;
  std::int64_t to_s_;
  std::map<std::string, Kept> kept_;
};

}  // namespace concordat::measure

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

// How a source writes its times: ISO 8601, or a pattern as strptime has it. Our own, because strptime depends on the
// locale and lets 31 February through. INVARIANT: what it reads is a date and a time of day that exist.
namespace concordat::imports {

// A time as it stood in the source: on the wall, or with the offset from UTC that was written beside it.
struct ReadTime {
  CivilTime wall;
  std::optional<std::int32_t> offset_s;
};

class TimeFormat {
 public:
  // ISO 8601: "2016-02-29T01:16", with seconds, a fraction, "Z" or an offset where there are any; a space may stand for
  // the T, and a date alone is its midnight.
  TimeFormat() = default;

  // %Y %y %m %d %e %b %B %h %H %I %M %S %f %p %z %a %A %F %T %R %D %n %t %%. Numbers may come without leading zeros,
  // white space stands for any amount of it, names are English. Others are refused.
  static Result<TimeFormat> compile(std::string_view pattern);

  // What was wrong with the text, in words, where it is not such a time.
  tl::expected<ReadTime, std::string> parse(std::string_view text) const;

 private:
  struct Step {
    char directive = 0;  // of strptime; ' ' for white space, 0 for `literal`
    char literal = 0;
  };

  std::string pattern_;  // empty: ISO 8601
  std::vector<Step> steps_;
};

}  // namespace concordat::imports

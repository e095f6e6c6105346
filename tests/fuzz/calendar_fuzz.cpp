// SPDX-License-Identifier: Apache-2.0
#include "calendar/calendar.hpp"
#include "calendar/holidays.hpp"
#include "calendar/parse.hpp"

#include <cstdlib>

using namespace concordat;
using namespace concordat::calendar;

// The first byte chooses: an iCalendar file, a JSON list of holidays, a calendar file that is read, or one that is
// asked too (which works out 140 years, so it is slow). Whatever stands there is read or refused.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  if (bytes[0] == 'i') {
    static_cast<void>(parse_holidays_ical(text, "days.ics"));
    return 0;
  }
  if (bytes[0] == 'j') {
    static_cast<void>(parse_holidays_json(text, "days.json"));
    return 0;
  }
  const Zone zone{"Test/Zone", "", 3'600, {{1'000'000'000, 7'200}, {1'100'000'000, -3'600}, {1'100'001'800, 86'400}}};
  const Sources sources{[&zone](const std::string& name) -> Result<const Zone*> {
                          if (name.empty()) return fail("unknown-zone", "There is no zone without a name.");
                          return &zone;
                        },
                        [](const std::string&) -> Result<std::string> { return fail("cannot-read", "No file."); }};
  const Reading reading = read_calendar_file(text, "fuzz.toml", sources);
  for (const Problem& problem : reading.problems) {
    if (problem.message.empty() || !problem.where) std::abort();
  }
  if (bytes[0] != 'q' || !reading.problems.empty() || reading.calendars.size() > 3) return 0;
  const Calendar calendar = compile(reading.calendars, kTopLevel);
  const Instant from = Instant::from_seconds(1'099'990'000);
  const std::int64_t elapsed_s = calendar.elapsed_s(from, kLast);
  const Due due = calendar.add(from, elapsed_s);
  if (!due.at || *due.at > kLast) std::abort();
  if (const auto until = calendar.open(from).until; until && *until <= from) std::abort();
  return 0;
}

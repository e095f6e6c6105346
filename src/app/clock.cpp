// SPDX-License-Identifier: Apache-2.0
#include "app/command.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "calendar/calendar.hpp"
#include "calendar/parse.hpp"
#include "store/zones.hpp"

#include <CLI/App.hpp>

#include <algorithm>
#include <filesystem>
#include <memory>

// `concordat clock`: business time asked of one calendar file.
namespace concordat::app {
namespace {

using calendar::Calendar;

struct ClockQuestion {
  std::string file;
  std::string from;
  std::string to;
  std::string add;
  std::string at;
};

std::optional<Calendar> read_calendar(Context& context, const std::string& file) {
  const auto text = read_file(file, limits::kMapBytesMax);
  if (!text) {
    refuse(context, text.error());
    return std::nullopt;
  }
  store::ZoneSource zones;
  const auto folder = std::filesystem::path(file).parent_path();
  const calendar::Sources sources{
      [&zones](const std::string& name) { return zones.find(name); },
      [&folder](const std::string& path) { return read_file((folder / path).string(), limits::kMapBytesMax); }};
  const calendar::Reading reading = calendar::read_calendar_file(*text, file, sources);
  if (reading.problems.empty()) return calendar::compile(reading.calendars, calendar::kTopLevel);
  // What stands in the file and should not explains what is missing from it: that one first.
  auto problems = reading.problems;
  const auto first =
      std::find_if(problems.begin(), problems.end(), [](const auto& one) { return one.code == "unknown-key"; });
  if (first != problems.end()) std::rotate(problems.begin(), first, first + 1);
  refuse(context, problems.front());
  for (std::size_t i = 1; i < problems.size(); ++i) remark("concordat: " + to_text(problems[i]));
  return std::nullopt;
}

// An instant with an offset, or wall time in the calendar's zone.
Result<Instant> read_calendar_time(const Calendar& calendar, const std::string& option, const std::string& text) {
  auto instant = parse_instant(text);
  if (!instant) {
    const auto wall = parse_civil(text);
    if (!wall) {
      return fail("bad-time", option + " is no time: \"" + text + "\".",
                  "Write 2026-03-06T16:00 for wall time in the calendar's zone, or 2026-03-06T16:00:00Z.");
    }
    instant = calendar::instant_of(calendar.zone(), *wall);
  }
  if (*instant < calendar::kFirst || instant->floor_to_second() > calendar::kLast) {
    return fail("out-of-range", option + " is out of reach: \"" + text + "\".",
                "Calendars know the years 1970 to 2100.");
  }
  return instant->floor_to_second();
}

// "2026-03-06 16:00:00 -05:00 (America/New_York)"
std::string local(const Calendar& calendar, Instant instant) {
  return calendar::format_wall(calendar.zone(), instant) + " (" + calendar.zone().name + ")";
}

boost::json::value instant_or_null(std::optional<Instant> instant) {
  if (!instant) return nullptr;
  return boost::json::string(format_instant(*instant));
}

void elapsed(Context& context, const ClockQuestion& question) {
  const auto calendar = read_calendar(context, question.file);
  if (!calendar) return;
  const auto from = read_calendar_time(*calendar, "--from", question.from);
  if (!from) return refuse(context, from.error());
  const auto to = read_calendar_time(*calendar, "--to", question.to);
  if (!to) return refuse(context, to.error());
  const std::int64_t seconds = calendar->elapsed_s(*from, *to);
  answer(context, boost::json::object{{"seconds", seconds}},
         format_duration(seconds) + " of open time (" + with_thousands(seconds) + " seconds).");
}

void due(Context& context, const ClockQuestion& question) {
  const auto calendar = read_calendar(context, question.file);
  if (!calendar) return;
  const auto from = read_calendar_time(*calendar, "--from", question.from);
  if (!from) return refuse(context, from.error());
  const auto duration = parse_duration(question.add);
  if (!duration) {
    return refuse(context, {"bad-duration", "--add is no length of time: \"" + question.add + "\".", std::nullopt,
                            "Write 1d2h30m10s, where a day is 24 hours of open time, or 7wd for working days."});
  }
  const calendar::Due due = calendar->add(*from, *duration);
  if (due.beyond_horizon) {
    return refuse(context, {"out-of-range", "That much open time is not reached before the year 2110.", std::nullopt,
                            "Calendars know the years 1970 to 2100."});
  }
  answer(context, boost::json::object{{"due", instant_or_null(due.at)}},
         due.at ? "Due " + local(*calendar, *due.at) + ", " + format_instant(*due.at) + "."
                : "Never: the calendar has no more open time.");
}

void open(Context& context, const ClockQuestion& question) {
  const auto calendar = read_calendar(context, question.file);
  if (!calendar) return;
  const auto at = read_calendar_time(*calendar, "--at", question.at);
  if (!at) return refuse(context, at.error());
  const calendar::OpenState state = calendar->open(*at);
  const std::string word = state.open ? "Open" : "Closed";
  answer(context, boost::json::object{{"open", state.open}, {"until", instant_or_null(state.until)}},
         state.until ? word + " until " + local(*calendar, *state.until) + ", " + format_instant(*state.until) + "."
                     : word + ", and it stays so.");
}

CLI::App* add_question(CLI::App& clock, const std::string& name, const std::string& what, ClockQuestion& question) {
  auto* command = clock.add_subcommand(name, what);
  command->add_option("--calendar", question.file, "the calendar: open windows, holidays and zone, in TOML")
      ->required()
      ->type_name("FILE");
  return command;
}

void add_time(CLI::App& command, const std::string& option, std::string& text, const std::string& what) {
  command.add_option(option, text, what + ": 2026-03-06T16:00 in the calendar's zone, or with an offset")
      ->required()
      ->type_name("T");
}

}  // namespace

void add_clock(CLI::App& app, Context& context) {
  auto* clock = app.add_subcommand("clock", "Business time: what passed, what is due when, and what is open.");
  clock->require_subcommand(1);
  clock->footer("Example: concordat clock due --calendar office.toml --from 2026-03-06T16:00 --add 4h");
  const auto question = std::make_shared<ClockQuestion>();

  auto* passed = add_question(*clock, "elapsed", "The open time between two instants.", *question);
  add_time(*passed, "--from", question->from, "the beginning");
  add_time(*passed, "--to", question->to, "the end; may be the earlier");
  passed->footer(
      "Example: concordat clock elapsed --calendar office.toml --from 2026-03-06T16:00 --to 2026-03-09T12:00");
  passed->callback([&context, question] { elapsed(context, *question); });

  auto* reached = add_question(*clock, "due", "The first instant at which so much open time has passed.", *question);
  add_time(*reached, "--from", question->from, "the beginning");
  reached->add_option("--add", question->add, "1d2h30m10s of open time (a day is 24 hours of it), or 7wd: working days")
      ->required()
      ->type_name("D");
  reached->footer("Example: concordat clock due --calendar office.toml --from 2026-03-06T16:00 --add 4h");
  reached->callback([&context, question] { due(context, *question); });

  auto* asked = add_question(*clock, "open", "Whether it is open, and until when that stays so.", *question);
  add_time(*asked, "--at", question->at, "the instant");
  asked->footer("Example: concordat clock open --calendar office.toml --at 2026-12-24T11:30");
  asked->callback([&context, question] { open(context, *question); });
}

}  // namespace concordat::app

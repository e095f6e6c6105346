// SPDX-License-Identifier: Apache-2.0
#include "operate/imports/time_format.hpp"

#include "operate/imports/shown.hpp"

#include <array>
#include <span>

namespace concordat::imports {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"january",   "february", "march",    "april",
                                                   "may",       "june",     "july",     "august",
                                                   "september", "october",  "november", "december"};
constexpr std::array<std::string_view, 7> kWeekdays{"monday", "tuesday",  "wednesday", "thursday",
                                                    "friday", "saturday", "sunday"};

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::string_view trim_spaces(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

// What has been read so far, and the text that is still to be read.
struct Reading {
  std::string_view rest;
  int year = 1970;
  int month = 1;
  int day = 1;
  int hour = 0;
  int hour12 = -1;
  int minute = 0;
  int second = 0;
  int us = 0;
  int afternoon = -1;
  std::optional<std::int32_t> offset_s;

  void skip_space() {
    while (!rest.empty() && is_space(rest.front())) rest.remove_prefix(1);
  }

  bool number(int& into, int digits_max, int digits_min = 1) {
    skip_space();
    int value = 0;
    int digits = 0;
    while (digits < digits_max && !rest.empty() && is_digit(rest.front())) {
      value = value * 10 + (rest.front() - '0');
      rest.remove_prefix(1);
      ++digits;
    }
    into = value;
    return digits >= digits_min;
  }

  bool take(char c) {
    if (rest.empty() || rest.front() != c) return false;
    rest.remove_prefix(1);
    return true;
  }

  bool take_word(std::string_view word) {
    if (rest.size() < word.size()) return false;
    for (std::size_t i = 0; i < word.size(); ++i) {
      if (lower(rest[i]) != word[i]) return false;
    }
    rest.remove_prefix(word.size());
    return true;
  }

  // A name of the list, in full or by its first three letters.
  bool name(std::span<const std::string_view> names, int& index) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (take_word(names[i]) || take_word(names[i].substr(0, 3))) {
        index = static_cast<int>(i);
        return true;
      }
    }
    return false;
  }

  bool fraction() {
    int scale = 100'000;
    us = 0;
    bool any = false;
    for (; !rest.empty() && is_digit(rest.front()); rest.remove_prefix(1), scale /= 10, any = true) {
      us += (rest.front() - '0') * scale;
    }
    return any;
  }

  bool offset() {
    skip_space();
    if (take('Z') || take('z')) {
      offset_s = 0;
      return true;
    }
    const bool minus = take('-');
    if (!minus && !take('+')) return false;
    if (rest.size() < 2 || !is_digit(rest[0]) || !is_digit(rest[1])) return false;
    int hours = 0;
    int minutes = 0;
    number(hours, 2);
    const bool colon = take(':');
    if (!rest.empty() && is_digit(rest.front())) {
      if (rest.size() < 2 || !is_digit(rest[1])) return false;
      number(minutes, 2);
    } else if (colon) {
      return false;
    }
    if (hours > 23 || minutes > 59) return false;
    offset_s = (minus ? -1 : 1) * (hours * 3600 + minutes * 60);
    return true;
  }

  bool half_day() {
    skip_space();
    if (take_word("am") || take_word("a.m.")) {
      afternoon = 0;
      return true;
    }
    afternoon = 1;
    return take_word("pm") || take_word("p.m.");
  }

  bool two_digit_year() {
    if (!number(year, 2)) return false;
    year += year < 69 ? 2000 : 1900;  // as POSIX has it
    return true;
  }

  bool directive(char kind) {
    int ignored = 0;
    switch (kind) {
      case 'Y': return number(year, 4, 4);  // "26" is no year of the Romans
      case 'y': return two_digit_year();
      case 'm': return number(month, 2);
      case 'd':
      case 'e': return number(day, 2);
      case 'b':
      case 'B':
      case 'h': return name(kMonths, month) && ++month > 0;
      case 'a':
      case 'A': return name(kWeekdays, ignored);
      case 'H': return number(hour, 2);
      case 'I': return number(hour12, 2);
      case 'M': return number(minute, 2);
      case 'S': return number(second, 2);
      case 'f': return fraction();
      case 'p': return half_day();
      case 'z': return offset();
      default: return false;
    }
  }
};

tl::expected<ReadTime, std::string> finish(const Reading& in, std::string_view text) {
  const auto date = make_date(in.year, static_cast<unsigned>(in.month), static_cast<unsigned>(in.day));
  if (!date) return tl::unexpected(shown(text) + " is not a date that exists");
  int hour = in.hour;
  bool exists = in.hour <= 23 && in.minute <= 59 && in.second <= 60;
  if (in.hour12 != -1) {
    exists = exists && in.hour12 >= 1 && in.hour12 <= 12;
    hour = in.hour12 % 12 + (in.afternoon == 1 ? 12 : 0);
  }
  if (!exists) return tl::unexpected(shown(text) + " is not a time of day that exists");
  // POSIX time has no leap seconds: 23:59:60 is read as 23:59:59.
  const int second = in.second == 60 ? 59 : in.second;
  return ReadTime{CivilTime{*date, hour * 3600 + in.minute * 60 + second, in.us}, in.offset_s};
}

tl::expected<ReadTime, std::string> parse_iso(std::string_view text) {
  if (const auto wall = parse_civil(text)) return ReadTime{*wall, std::nullopt};
  if (const auto instant = parse_instant(text)) return ReadTime{split_utc(*instant), 0};
  // Only to say the reason more exactly: is it the shape, or the date?
  Reading in;
  in.rest = text;
  const bool dated =
      in.number(in.year, 4) && in.take('-') && in.number(in.month, 2) && in.take('-') && in.number(in.day, 2);
  if (dated && !make_date(in.year, static_cast<unsigned>(in.month), static_cast<unsigned>(in.day))) {
    return tl::unexpected(shown(text) + " is not a date that exists");
  }
  return tl::unexpected(shown(text) + " is not an ISO 8601 time such as 2016-02-29T13:05:00Z");
}

}  // namespace

Result<TimeFormat> TimeFormat::compile(std::string_view pattern) {
  constexpr std::string_view kDirectives = "YymdebBhaAHIMSfpz";
  TimeFormat format;
  format.pattern_ = pattern;
  const auto add = [&](std::string_view directives) {
    for (const char c : directives) {
      const bool is_directive = c != '/' && c != ':' && c != '-';
      format.steps_.push_back(is_directive ? Step{c, 0} : Step{0, c});
    }
  };
  bool dated = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (is_space(c)) {
      add(" ");
    } else if (c != '%') {
      format.steps_.push_back({0, c});
    } else {
      const char kind = ++i < pattern.size() ? pattern[i] : '\0';
      dated = dated || kind == 'd' || kind == 'e' || kind == 'F' || kind == 'D';
      if (kind == '%')
        format.steps_.push_back({0, '%'});
      else if (kind == 'n' || kind == 't')
        add(" ");
      else if (kind == 'F')
        add("Y-m-d");
      else if (kind == 'D')
        add("m/d/y");
      else if (kind == 'T')
        add("H:M:S");
      else if (kind == 'R')
        add("H:M");
      else if (kind != '\0' && kDirectives.find(kind) != std::string_view::npos)
        add(std::string_view(&kind, 1));
      else {
        return fail("bad-time-format",
                    "time_format \"" + std::string(pattern) + "\" has \"%" +
                        (kind == '\0' ? std::string() : std::string(1, kind)) + "\", which is not known here",
                    "Known are %Y %y %m %d %e %b %B %H %I %M %S %f %p %z %a %A %F %T %R %D %%.");
      }
    }
  }
  if (!dated) {
    return fail("bad-time-format", "time_format \"" + std::string(pattern) + "\" names no day",
                "For example \"%d/%m/%Y %H:%M\".");
  }
  return format;
}

tl::expected<ReadTime, std::string> TimeFormat::parse(std::string_view text) const {
  const std::string_view trimmed = trim_spaces(text);
  if (pattern_.empty()) return parse_iso(trimmed);
  Reading in;
  in.rest = trimmed;
  for (const Step& step : steps_) {
    bool good = true;
    if (step.directive == ' ')
      in.skip_space();
    else if (step.directive != 0)
      good = in.directive(step.directive);
    else
      good = in.take(step.literal);
    if (!good) return tl::unexpected(shown(trimmed) + " is not written as " + pattern_);
  }
  if (!in.rest.empty()) return tl::unexpected(shown(trimmed) + " goes on after " + pattern_);
  return finish(in, trimmed);
}

}  // namespace concordat::imports

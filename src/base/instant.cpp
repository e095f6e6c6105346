// SPDX-License-Identifier: Apache-2.0
#include "base/instant.hpp"

#include <array>
#include <charconv>
#include <chrono>

namespace concordat {
namespace {

// A cursor over text that is read digit by digit; every read fails softly.
struct Reader {
  std::string_view rest;

  bool take(char c) {
    if (rest.empty() || rest.front() != c) return false;
    rest.remove_prefix(1);
    return true;
  }

  std::optional<int> digits(std::size_t count) {
    if (rest.size() < count) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const char c = rest[i];
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + (c - '0');
    }
    rest.remove_prefix(count);
    return value;
  }
};

std::optional<Date> read_date(Reader& in) {
  const auto year = in.digits(4);
  if (!year || !in.take('-')) return std::nullopt;
  const auto month = in.digits(2);
  if (!month || !in.take('-')) return std::nullopt;
  const auto day = in.digits(2);
  if (!day) return std::nullopt;
  return make_date(*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day));
}

// ".5" and ".123456789": digits past microseconds are read and dropped.
std::optional<int> read_fraction(Reader& in) {
  int us = 0;
  int scale = 100'000;
  std::size_t count = 0;
  while (const auto digit = in.digits(1)) {
    us += *digit * scale;
    scale /= 10;
    ++count;
  }
  if (count == 0) return std::nullopt;
  return us;
}

std::optional<CivilTime> read_time_of_day(Reader& in, Date date) {
  const auto hour = in.digits(2);
  if (!hour || *hour > 23 || !in.take(':')) return std::nullopt;
  const auto minute = in.digits(2);
  if (!minute || *minute > 59) return std::nullopt;
  CivilTime time{date, *hour * 3600 + *minute * 60, 0};
  if (!in.take(':')) return time;
  const auto second = in.digits(2);
  if (!second || *second > 60) return std::nullopt;
  // POSIX time has no leap seconds: 23:59:60 is read as 23:59:59.
  time.second_of_day += *second == 60 ? 59 : *second;
  if (in.take('.')) {
    const auto us = read_fraction(in);
    if (!us) return std::nullopt;
    time.us = *us;
  }
  return time;
}

std::optional<std::int64_t> read_offset_s(Reader& in) {
  if (in.take('Z') || in.take('z')) return 0;
  const bool plus = in.take('+');
  if (!plus && !in.take('-')) return std::nullopt;
  const auto hour = in.digits(2);
  if (!hour || *hour > 23) return std::nullopt;
  in.take(':');
  const auto minute = in.digits(2);
  if (!minute || *minute > 59) return std::nullopt;
  const std::int64_t s = *hour * 3600 + *minute * 60;
  return plus ? s : -s;
}

std::optional<std::int64_t> unit_seconds(char unit) {
  switch (unit) {
    case 'd': return 86'400;
    case 'h': return 3'600;
    case 'm': return 60;
    case 's': return 1;
    default: return std::nullopt;
  }
}

// Writes `value` over the `count` places of `text` from `at` on. Every entry has two instants, so no printf here.
void put_digits(std::string& text, std::size_t at, std::size_t count, int value) {
  for (std::size_t i = at + count; i-- > at; value /= 10) text[i] = static_cast<char>('0' + value % 10);
}

}  // namespace

std::optional<Date> make_date(int year, unsigned month, unsigned day) {
  namespace c = std::chrono;
  if (year < 1 || year > 9999) return std::nullopt;
  const c::year_month_day ymd{c::year{year}, c::month{month}, c::day{day}};
  if (!ymd.ok()) return std::nullopt;
  return Date{static_cast<std::int32_t>(c::sys_days{ymd}.time_since_epoch().count())};
}

YearMonthDay split_date(Date date) {
  namespace c = std::chrono;
  const c::year_month_day ymd{c::sys_days{c::days{date.days}}};
  return {static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day())};
}

Weekday weekday(Date date) {
  // 1970-01-01 was a Thursday.
  const std::int32_t index = ((date.days + 3) % 7 + 7) % 7;
  return static_cast<Weekday>(index);
}

Instant as_utc(CivilTime time) {
  const std::int64_t s = std::int64_t{time.date.days} * 86'400 + time.second_of_day;
  return Instant{s * 1'000'000 + time.us};
}

CivilTime split_utc(Instant instant) {
  const std::int64_t s = instant.seconds();
  std::int64_t day = s / 86'400;
  if (s % 86'400 < 0) --day;
  return {Date{static_cast<std::int32_t>(day)}, static_cast<std::int32_t>(s - day * 86'400),
          static_cast<std::int32_t>(instant.us - s * 1'000'000)};
}

std::string format_date(Date date) {
  const auto [year, month, day] = split_date(date);
  std::string text = "0000-00-00";
  put_digits(text, 0, 4, year);
  put_digits(text, 5, 2, static_cast<int>(month));
  put_digits(text, 8, 2, static_cast<int>(day));
  return text;
}

std::string format_instant(Instant instant) {
  const CivilTime t = split_utc(instant);
  std::string text = format_date(t.date) + "T00:00:00";
  put_digits(text, 11, 2, t.second_of_day / 3600);
  put_digits(text, 14, 2, t.second_of_day / 60 % 60);
  put_digits(text, 17, 2, t.second_of_day % 60);
  if (t.us != 0) {
    text += ".000000";
    put_digits(text, 20, 6, t.us);
    while (text.back() == '0') text.pop_back();
  }
  return text + 'Z';
}

std::optional<Instant> parse_instant(std::string_view text) {
  Reader in{text};
  const auto date = read_date(in);
  if (!date || !(in.take('T') || in.take('t') || in.take(' '))) return std::nullopt;
  const auto time = read_time_of_day(in, *date);
  if (!time) return std::nullopt;
  const auto offset_s = read_offset_s(in);
  if (!offset_s || !in.rest.empty()) return std::nullopt;
  const Instant instant{as_utc(*time).us - *offset_s * 1'000'000};
  if (instant < kFirstInstant || instant > kLastInstant) return std::nullopt;
  return instant;
}

std::optional<CivilTime> parse_civil(std::string_view text) {
  Reader in{text};
  const auto date = read_date(in);
  if (!date) return std::nullopt;
  if (in.rest.empty()) return CivilTime{*date, 0, 0};
  if (!(in.take('T') || in.take('t') || in.take(' '))) return std::nullopt;
  const auto time = read_time_of_day(in, *date);
  if (!time || !in.rest.empty()) return std::nullopt;
  return time;
}

std::optional<Date> parse_date(std::string_view text) {
  Reader in{text};
  const auto date = read_date(in);
  if (!date || !in.rest.empty()) return std::nullopt;
  return date;
}

std::optional<Duration> parse_duration(std::string_view text) {
  constexpr std::int64_t kMaxSeconds = std::int64_t{100} * 366 * 86'400;  // a century: longer is a slip of the pen
  constexpr std::int64_t kMaxWorkingDays = 10'000;
  Duration result;
  std::int64_t last_unit = INT64_MAX;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || number < 0 || end == text.data() + text.size()) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text == "wd" && result.seconds == 0 && last_unit == INT64_MAX) {
      if (number > kMaxWorkingDays) return std::nullopt;
      result.working_days = static_cast<std::int32_t>(number);
      return result;
    }
    const auto unit = unit_seconds(text.front());
    // Units stand from large to small and once each, so that "30m1h" is asked about rather than guessed at.
    if (!unit || *unit >= last_unit || number > kMaxSeconds / *unit) return std::nullopt;
    last_unit = *unit;
    result.seconds += number * *unit;
    text.remove_prefix(1);
  }
  if (result.seconds > kMaxSeconds) return std::nullopt;
  return result;
}

std::string format_duration(std::int64_t seconds) {
  std::string text = seconds < 0 ? "-" : "";
  std::uint64_t rest = seconds < 0 ? 0 - static_cast<std::uint64_t>(seconds) : static_cast<std::uint64_t>(seconds);
  if (rest == 0) return "0s";
  constexpr std::array<std::pair<std::uint64_t, char>, 4> kUnits{{{86'400, 'd'}, {3'600, 'h'}, {60, 'm'}, {1, 's'}}};
  for (const auto& [size, letter] : kUnits) {
    if (rest < size) continue;
    text += std::to_string(rest / size) + letter;
    rest %= size;
  }
  return text;
}

}  // namespace concordat

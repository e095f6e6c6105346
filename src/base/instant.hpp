// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Points in time and civil dates. An Instant counts microseconds of POSIX time in UTC; a Date is a calendar day without
// a zone. INVARIANT: neither knows a time zone; only calendar/ turns wall time into instants.
namespace concordat {

struct Instant {
  std::int64_t us = 0;

  static constexpr Instant from_seconds(std::int64_t s) { return Instant{s * 1'000'000}; }
  // Whole seconds since 1970, rounded down, so that sub-second parts never leave the second they are in.
  constexpr std::int64_t seconds() const {
    const std::int64_t q = us / 1'000'000;
    return us % 1'000'000 < 0 ? q - 1 : q;
  }
  constexpr Instant floor_to_second() const { return from_seconds(seconds()); }
  friend constexpr auto operator<=>(Instant, Instant) = default;
};

// Instants are printed and read from year 1 to year 9999; these are the bounds, both included.
inline constexpr Instant kFirstInstant = Instant::from_seconds(-62'135'596'800);
inline constexpr Instant kLastInstant = Instant::from_seconds(253'402'300'799);

// A civil day, counted from 1970-01-01 (proleptic Gregorian).
struct Date {
  std::int32_t days = 0;
  friend constexpr auto operator<=>(Date, Date) = default;
};

struct YearMonthDay {
  int year = 1970;
  unsigned month = 1;
  unsigned day = 1;
};

enum class Weekday : std::uint8_t { mon, tue, wed, thu, fri, sat, sun };

std::optional<Date> make_date(int year, unsigned month, unsigned day);  // nullopt for a date that does not exist
YearMonthDay split_date(Date date);
Weekday weekday(Date date);

// Wall time without a zone.
struct CivilTime {
  Date date;
  std::int32_t second_of_day = 0;  // 0 to 86,399
  std::int32_t us = 0;             // 0 to 999,999
  friend constexpr auto operator<=>(CivilTime, CivilTime) = default;
};

// The civil time read as if it were UTC.
Instant as_utc(CivilTime time);
CivilTime split_utc(Instant instant);

// "2026-03-06T16:00:00Z", or with up to six digits of a fraction where there is one.
std::string format_instant(Instant instant);
std::string format_date(Date date);

// RFC 3339 with an offset ("Z", "+01:00"); seconds may be left out, a fraction is cut after microseconds.
std::optional<Instant> parse_instant(std::string_view text);
// "2026-03-06T16:00", "2026-03-06 16:00:30.5", or "2026-03-06"; no offset.
std::optional<CivilTime> parse_civil(std::string_view text);
std::optional<Date> parse_date(std::string_view text);

// A length as users write it: "1d2h30m10s" (a day is 24 h of open time), or working days: "7wd".
struct Duration {
  std::int64_t seconds = 0;
  std::int32_t working_days = 0;
  friend constexpr bool operator==(Duration, Duration) = default;
};

std::optional<Duration> parse_duration(std::string_view text);
std::string format_duration(std::int64_t seconds);  // "1d2h30m10s", "0s"

}  // namespace concordat

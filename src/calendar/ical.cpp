// SPDX-License-Identifier: Apache-2.0
#include "calendar/holidays.hpp"
#include "calendar/horizon.hpp"

#include <libical/ical.h>

#include <algorithm>
#include <memory>
#include <set>

namespace concordat::calendar {
namespace {

constexpr std::size_t kHolidaysMax = 200'000;  // a few hundred yearly events over 131 years
constexpr std::int32_t kDaysOfEventMax = 366;  // school holidays are long; a year is no holiday
constexpr std::size_t kEventsMax = 5'000;  // each with a rule takes libical some 10 ms
constexpr int kOccurrencesMax = 50'000;  // of one rule: every day from 1970 to 2100 is 47,847

struct ComponentFree {
  void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};
struct IteratorFree {
  void operator()(icalrecur_iterator* iterator) const { icalrecur_iterator_free(iterator); }
};

std::optional<Date> date_of(const icaltimetype& time) {
  if (icaltime_is_null_time(time) || time.month < 1 || time.day < 1) return std::nullopt;
  return make_date(time.year, static_cast<unsigned>(time.month), static_cast<unsigned>(time.day));
}

std::string text_of(const char* text) { return text == nullptr ? std::string() : std::string(text); }

// Days that the event covers, at least one. The end is not included: midnight belongs to the day before.
std::int32_t days_of(icalcomponent* event, Date first) {
  const icaltimetype end = icalcomponent_get_dtend(event);
  const auto last = date_of(end);
  if (!last || *last <= first) return 1;
  const bool at_midnight = icaltime_is_date(end) || (end.hour == 0 && end.minute == 0 && end.second == 0);
  return std::min(last->days - first.days + (at_midnight ? 0 : 1), kDaysOfEventMax);
}

// A moved or cancelled occurrence is an event of its own that names the date it stands for.
using Replaced = std::set<std::pair<std::string, Date>>;

Replaced replaced_occurrences(const std::vector<icalcomponent*>& events) {
  Replaced replaced;
  for (icalcomponent* event : events) {
    if (const auto date = date_of(icalcomponent_get_recurrenceid(event))) {
      replaced.insert({text_of(icalcomponent_get_uid(event)), *date});
    }
  }
  return replaced;
}

std::optional<std::string> add_rule(icalrecurrencetype rule, const icaltimetype& start, std::set<Date>& dates) {
  if (rule.freq != ICAL_DAILY_RECURRENCE && rule.freq != ICAL_WEEKLY_RECURRENCE &&
      rule.freq != ICAL_MONTHLY_RECURRENCE && rule.freq != ICAL_YEARLY_RECURRENCE) {
    return "its rule does not repeat by days, weeks, months or years";
  }
  if (const auto until = date_of(rule.until); !until || *until > kLastDate) {
    const YearMonthDay last = split_date(kLastDate);
    rule.until = icaltime_null_date();
    rule.until.year = last.year;
    rule.until.month = static_cast<int>(last.month);
    rule.until.day = static_cast<int>(last.day);
  }
  // A series that was ended before it began, as some programs write one that was deleted.
  if (icaltime_compare(rule.until, start) < 0) return std::nullopt;
  const std::unique_ptr<icalrecur_iterator, IteratorFree> iterator(icalrecur_iterator_new(rule, start));
  int count = 0;
  for (; iterator && count < kOccurrencesMax; ++count) {
    const auto date = date_of(icalrecur_iterator_next(iterator.get()));
    if (!date || *date > kLastDate) break;
    dates.insert(*date);
  }
  // libical takes up to a second to find that there is no eighth Thursday in November: one such rule is enough.
  if (count == 0) return "its rule never comes true";
  return std::nullopt;
}

// The dates on which the event begins, or in words why it cannot be read.
std::optional<std::string> starts_of(icalcomponent* event, const icaltimetype& start, const Replaced& replaced,
                                     std::set<Date>& dates) {
  const auto first = date_of(start);
  if (!first) return "it has no date";
  dates.insert(*first);
  for (auto* p = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY); p != nullptr;
       p = icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY)) {
    if (auto reason = add_rule(icalproperty_get_rrule(p), start, dates)) return reason;
  }
  for (auto* p = icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY); p != nullptr;
       p = icalcomponent_get_next_property(event, ICAL_RDATE_PROPERTY)) {
    const icaldatetimeperiodtype extra = icalproperty_get_rdate(p);
    const auto date = date_of(icaltime_is_null_time(extra.time) ? extra.period.start : extra.time);
    if (date) dates.insert(*date);
  }
  for (auto* p = icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY); p != nullptr;
       p = icalcomponent_get_next_property(event, ICAL_EXDATE_PROPERTY)) {
    if (const auto date = date_of(icalproperty_get_exdate(p))) dates.erase(*date);
  }
  if (date_of(icalcomponent_get_recurrenceid(event))) return std::nullopt;
  const std::string uid = text_of(icalcomponent_get_uid(event));
  for (auto at = dates.begin(); at != dates.end();) at = replaced.contains({uid, *at}) ? dates.erase(at) : ++at;
  return std::nullopt;
}

std::vector<icalcomponent*> events_of(icalcomponent* root) {
  std::vector<icalcomponent*> calendars;
  if (icalcomponent_isa(root) == ICAL_VCALENDAR_COMPONENT) calendars.push_back(root);
  for (auto* c = icalcomponent_get_first_component(root, ICAL_VCALENDAR_COMPONENT); c != nullptr;
       c = icalcomponent_get_next_component(root, ICAL_VCALENDAR_COMPONENT)) {
    calendars.push_back(c);
  }
  std::vector<icalcomponent*> events;
  for (icalcomponent* calendar : calendars) {
    for (auto* e = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT); e != nullptr;
         e = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
      events.push_back(e);
    }
  }
  return events;
}

}  // namespace

Result<Holidays> parse_holidays_ical(std::string_view bytes, const std::string& file) {
  icalerror_set_errors_are_fatal(0);
  const bool whole = bytes.find('\0') == std::string_view::npos;
  const std::unique_ptr<icalcomponent, ComponentFree> root(
      whole ? icalparser_parse_string(std::string(bytes).c_str()) : nullptr);
  const auto events = root ? events_of(root.get()) : std::vector<icalcomponent*>();
  if (events.empty()) {
    return fail_at({file}, "syntax", "The file is no iCalendar file with events.", "It begins with BEGIN:VCALENDAR.");
  }
  if (events.size() > kEventsMax) {
    return fail_at({file}, "too-large", "The file has more than " + std::to_string(kEventsMax) + " events.");
  }
  const Replaced replaced = replaced_occurrences(events);
  std::set<Holiday> holidays;
  for (icalcomponent* event : events) {
    const std::string name = text_of(icalcomponent_get_summary(event));
    auto* p = icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
    if (name.empty() || icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED) continue;
    const icaltimetype start = p == nullptr ? icaltime_null_time() : icalproperty_get_dtstart(p);
    std::set<Date> dates;
    if (const auto reason = starts_of(event, start, replaced, dates)) {
      return fail_at({file}, "bad-value", "The event \"" + name + "\" cannot be used: " + *reason + ".");
    }
    const std::int32_t days = days_of(event, *date_of(start));
    for (const Date first : dates) {
      for (std::int32_t day = first.days; day < first.days + days; ++day) holidays.insert({Date{day}, name});
      if (holidays.size() > kHolidaysMax) {
        return fail_at({file}, "too-large", "The file names more than " + std::to_string(kHolidaysMax) + " dates.");
      }
    }
  }
  return Holidays(holidays.begin(), holidays.end());
}

}  // namespace concordat::calendar

// SPDX-License-Identifier: Apache-2.0
// Whole years against an independent program: zoneinfo_twin.py counts minutes by Python's own reading of the zone
// files. CONCORDAT_LONG=1 asks for more years and more calendars; CONCORDAT_SEED draws other ones.
#include "base/json.hpp"
#include "calendar/sketch.hpp"
#include "calendar/support.hpp"
#include "support/folder.hpp"
#include "support/places.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <random>

namespace concordat::calendar {
namespace {

const std::vector<std::string> kTwinZones = {"America/New_York",    "Europe/London", "America/Sao_Paulo",
                                             "Australia/Lord_Howe", "Pacific/Apia",  "Asia/Kolkata",
                                             "Africa/Casablanca"};

bool long_run() { return std::getenv("CONCORDAT_LONG") != nullptr; }

std::uint64_t seed() {
  const char* given = std::getenv("CONCORDAT_SEED");
  return given == nullptr ? 20260401 : std::strtoull(given, nullptr, 10);
}

struct Sample {
  std::int64_t from_s = 0;
  std::int64_t to_s = 0;
  int add_min = 0;
  int working_days = 0;
};

struct Question {
  int year = 0;
  Sketch sketch;
  std::vector<Sample> samples;
};

std::vector<boost::json::value> ask_twin(const std::vector<Question>& questions) {
  boost::json::array list;
  for (const Question& question : questions) {
    boost::json::array samples;
    for (const Sample& s : question.samples) {
      samples.push_back(boost::json::array{s.from_s, s.to_s, s.add_min, s.working_days});
    }
    list.push_back(
        boost::json::object{{"year", question.year}, {"calendar", to_json(question.sketch)}, {"samples", samples}});
  }
  const test::Folder folder;
  const std::string file = folder.write("questions.json", write_json(list));
  const std::string command = "python3 '" + source_dir() + "/tests/calendar/zoneinfo_twin.py' '" + file + "'" +
                              (long_run() ? " --every-minute" : "");
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("no process can be started");
  std::string out;
  std::array<char, 1 << 16> block{};
  while (const std::size_t count = std::fread(block.data(), 1, block.size(), pipe)) out.append(block.data(), count);
  if (::pclose(pipe) != 0) throw std::runtime_error("python3 with its zoneinfo is needed for this test: " + command);
  std::vector<boost::json::value> answers;
  for (std::size_t begin = 0; begin < out.size();) {
    const std::size_t end = out.find('\n', begin);
    answers.push_back(parse_json(std::string_view(out).substr(begin, end - begin)).value());
    begin = end + 1;
  }
  return answers;
}

Interval year_of(int year) {
  return {as_utc({*make_date(year, 1, 1)}).seconds(), as_utc({*make_date(year + 1, 1, 1)}).seconds()};
}

// What the calendar has open in the year, as the twin writes it.
std::vector<Interval> open_in(const Calendar& calendar, Interval year) {
  std::vector<Interval> open;
  for (Interval interval : calendar.intervals()) {
    interval = {std::max(interval.from_s, year.from_s), std::min(interval.to_s, year.to_s)};
    if (interval.from_s < interval.to_s) open.push_back(interval);
  }
  return open;
}

void compare(const Question& question, const boost::json::value& twin) {
  const std::string toml = to_toml(question.sketch);
  SCOPED_TRACE(std::to_string(question.year) + ", seed " + std::to_string(seed()) + "\n" + toml);
  const Calendar calendar = concordat::calendar::calendar(toml);
  const Interval year = year_of(question.year);
  std::vector<Interval> expected;
  for (const auto& pair : twin.at("intervals").as_array()) {
    expected.push_back({pair.as_array()[0].as_int64(), pair.as_array()[1].as_int64()});
  }
  const auto ours = open_in(calendar, year);
  ASSERT_EQ(ours.size(), expected.size());
  for (std::size_t i = 0; i < ours.size(); ++i) {
    ASSERT_EQ(ours[i], expected[i]) << format_instant(Instant::from_seconds(expected[i].from_s));
  }
  EXPECT_EQ(calendar.elapsed_s(Instant::from_seconds(year.from_s), Instant::from_seconds(year.to_s)),
            twin.at("open_min").as_int64() * 60);
  for (std::size_t i = 0; i < question.samples.size(); ++i) {
    const Sample& sample = question.samples[i];
    const auto& counted = twin.at("samples").as_array()[i].as_array();
    const Instant from = Instant::from_seconds(sample.from_s);
    SCOPED_TRACE("from " + format_instant(from) + ", " + std::to_string(sample.working_days) + " working days");
    EXPECT_EQ(calendar.elapsed_s(from, Instant::from_seconds(sample.to_s)), counted[0].as_int64());
    const auto expect_due = [&](const Due& due, const boost::json::value& theirs) {
      if (theirs.is_null()) {
        EXPECT_TRUE(!due.at || due.at->seconds() >= year.to_s) << text(due);
      } else {
        EXPECT_EQ(text(due), format_instant(Instant::from_seconds(theirs.as_int64())));
      }
    };
    expect_due(calendar.add(from, std::int64_t{sample.add_min} * 60), counted[1]);
    if (sample.working_days > 0) expect_due(calendar.add_working_days(from, sample.working_days), counted[2]);
  }
}

void compare_all(const std::vector<Question>& questions) {
  const auto answers = ask_twin(questions);
  ASSERT_EQ(answers.size(), questions.size());
  for (std::size_t i = 0; i < questions.size(); ++i) compare(questions[i], answers[i]);
}

class Twin : public testing::Test {
 protected:
  int pick(int low, int high) { return std::uniform_int_distribution<int>(low, high)(engine_); }

  Question question(int year, Sketch sketch) {
    Question asked{year, std::move(sketch), {}};
    const Interval all = year_of(year);
    const int minutes = static_cast<int>((all.to_s - all.from_s) / 60);
    for (int i = 0; i < 8; ++i) {
      const auto instant = [&] { return all.from_s + std::int64_t{pick(0, minutes - 1)} * 60; };
      const std::int64_t from_s = instant();
      asked.samples.push_back({from_s, instant(), pick(0, i < 4 ? 3'000 : 60'000), pick(1, i < 4 ? 5 : 60)});
    }
    return asked;
  }

  std::mt19937_64 engine_{seed()};
};

Sketch office(const std::string& zone) {
  const MinuteWindows day = {{540, 720}, {765, 1'050}};
  Sketch sketch{zone, std::array<MinuteWindows, 7>{day, day, day, day, day, {}, {{90, 330}}}, {}, {}, {}, {}};
  return sketch;
}

Sketch night(const std::string& zone) {
  const MinuteWindows evening = {{1'320, 1'800}};
  const MinuteWindows always = {{0, 1'440}};
  const std::array<MinuteWindows, 7> week{evening, evening, evening, evening, evening, always, evening};
  return {zone, week, {}, {}, {}, {}};
}

TEST_F(Twin, EveryMinuteOfOrdinaryYears) {
  std::vector<int> years = {2015, 2026, 2038, 2090};
  if (long_run()) years = {1970, 1985, 1999, 2007, 2011, 2015, 2020, 2026, 2037, 2038, 2050, 2087, 2088, 2090, 2099};
  std::vector<Question> questions;
  for (const int year : years) {
    for (const std::string& zone : kTwinZones) {
      questions.push_back(question(year, office(zone)));
      if (long_run() || year == 2026) questions.push_back(question(year, night(zone)));
    }
  }
  compare_all(questions);
}

TEST_F(Twin, TheYearInWhichApiaSkippedADay) {
  std::vector<Question> questions;
  for (const int year : {2011, 2012}) {
    questions.push_back(question(year, office("Pacific/Apia")));
    questions.push_back(question(year, night("Pacific/Apia")));
  }
  compare_all(questions);
}

TEST_F(Twin, DrawnCalendarsWithUnionsExceptionsAndDates) {
  const Pick pick = [this](int low, int high) { return this->pick(low, high); };
  const std::vector<int> years = {2011, 2015, 2026, 2038, 2090};
  std::vector<Question> questions;
  for (int i = 0; i < (long_run() ? 400 : 25); ++i) {
    const int year = years[static_cast<std::size_t>(i) % years.size()];
    questions.push_back(question(year, draw(pick, kTwinZones, year, 2)));
  }
  compare_all(questions);
}

}  // namespace
}  // namespace concordat::calendar

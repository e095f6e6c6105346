// SPDX-License-Identifier: Apache-2.0
#include "agreement/random_agreement.hpp"

#include <algorithm>
#include <cstdio>

namespace concordat::agreement::random {
namespace {

constexpr std::int64_t kDay2026 = 20'454;  // 2026-01-01, in days since 1970-01-01

class Draw {
 public:
  explicit Draw(Random& random) : random_(random) {}

  Agreement run() {
    all_.zone = one_in(2) ? "Europe/London" : "America/New_York";
    all_.effective = kDay2026 + number(0, 300);
    for (const char* site : {"north", "south"}) all_.sites.emplace_back(site);
    for (const char* one : {"plant", "laptop"}) all_.classes.emplace_back(one);
    parties();
    calendars();
    for (int i = 0; i < number(2, 5); ++i) all_.teams.push_back({"team" + std::to_string(i), party(), calendar()});
    for (int i = 0; i < number(1, 3); ++i) all_.roles.push_back({"role" + std::to_string(i), party()});
    for (int i = 0; i < number(1, 2); ++i) all_.ladders.push_back("ladder" + std::to_string(i));
    functions();
    for (int i = 0; i < number(1, 4); ++i) target(i);
    return std::move(all_);
  }

 private:
  int number(int least, int most) { return std::uniform_int_distribution<int>(least, most)(random_); }
  bool one_in(int n) { return number(1, n) == 1; }
  template <typename T>
  const T& any(const std::vector<T>& all) {
    return all[static_cast<std::size_t>(number(0, static_cast<int>(all.size()) - 1))];
  }
  const std::string& party() { return any(all_.parties).key; }
  const std::string& calendar() { return any(all_.calendars).key; }
  const std::string& role() { return any(all_.roles).key; }
  const std::string& team() { return any(all_.teams).key; }

  template <typename T>
  std::set<T> some(const std::vector<T>& all, int likely) {
    std::set<T> chosen;
    if (!one_in(likely)) return chosen;
    for (const T& one : all) {
      if (one_in(2)) chosen.insert(one);
    }
    return chosen;
  }

  // All begin before the agreement; the last to end does so within a little more than a year.
  void parties() {
    all_.parties.push_back({"home", std::nullopt});
    const std::int64_t last = all_.effective + number(200, 380);
    all_.parties.push_back({"northwind", std::pair(all_.effective - number(0, 9), last)});
    if (one_in(2)) all_.parties.push_back({"aegis", std::pair(all_.effective, all_.effective + number(30, 199))});
  }

  // Quarters of an hour, often those at which clocks are changed.
  int minute() { return one_in(3) ? 15 * number(0, 12) : 15 * number(0, 95); }

  void calendars() {
    for (int i = 0; i < number(2, 4); ++i) {
      Calendar one;
      one.key = "calendar" + std::to_string(i);
      one.zone = one_in(2) ? "Europe/London" : "America/New_York";
      if (i == 0 && one_in(2)) {
        for (int day = 0; day < 7; ++day) one.open[day] = {{0, 1440}};
      } else {
        const int days = one_in(2) ? 5 : 7;
        const Window window{minute(), minute()};
        for (int day = 0; day < days; ++day) {
          one.open[day].push_back(window.from == window.to ? Window{480, 1020} : window);
          if (one_in(6)) one.open[day].push_back({15 * number(0, 40), 15 * number(41, 96)});
        }
        // Holidays on one side only.
        if (one_in(2)) {
          for (int n = number(1, 9); n > 0; --n) one.closed.insert(all_.effective + number(0, 400));
        }
      }
      all_.calendars.push_back(std::move(one));
    }
  }

  std::vector<Doer> doers() {
    std::vector<Doer> all;
    const int count = one_in(4) ? 2 : one_in(5) ? 3 : 1;
    for (int i = 0; i < count; ++i) {
      Doer one;
      one.is_role = one_in(8);
      one.name = one.is_role ? role() : team();
      const bool stands = std::any_of(all.begin(), all.end(), [&](const Doer& d) { return d.name == one.name; });
      if (!stands) all.push_back(std::move(one));
    }
    return all;
  }

  // Roles, teams and parties, each once.
  std::vector<std::string> told() {
    std::vector<std::string> all;
    for (int n = one_in(3) ? number(1, 3) : 0; n > 0; --n) {
      const std::string one = one_in(2) ? role() : one_in(2) ? team() : party();
      if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
    }
    return all;
  }

  void functions() {
    const int count = one_in(4) ? number(5, 8) : number(1, 4);  // of six cells each: 48 at most
    for (int i = 0; i < count; ++i) {
      Function one;
      one.key = "function" + std::to_string(i);
      one.everything_else = i == 0 && !one_in(5);
      if (!one_in(10)) one.accountable = role();
      if (one_in(2)) one.owner = team();
      for (const std::string& activity : kReachedByAll) {
        if (one.everything_else ? !one_in(9) : one_in(2)) one.does[activity] = doers();
      }
      if (one_in(3)) one.does["monitor"] = doers();
      one.consulted = told();
      one.informed = told();
      for (int n = one_in(4) ? 0 : number(1, 4); n > 0; --n) one.exceptions.push_back(exception());
      all_.functions.push_back(std::move(one));
    }
  }

  Exception exception() {
    Exception one;
    const std::vector<int> levels = {1, 2, 3, 4, 5};
    one.when.priorities = some(levels, 3);
    one.when.sites = some(all_.sites, 4);
    one.when.classes = some(all_.classes, 4);
    if (one_in(3)) one.when.during = calendar();
    if (one_in(4)) one.when.outside = calendar();
    if (one_in(2)) one.when.activity = any(kReachedByAll);
    if (one.when.activity && !one_in(4)) one.does = doers();
    if (one_in(5)) one.accountable = role();
    if (one_in(5)) one.owner = team();
    if (one_in(5)) one.ladder = any(all_.ladders);
    if (one_in(8)) one.consulted = {one_in(2) ? role() : party()};
    if (!one.does && !one.accountable && !one.owner && !one.ladder && !one.consulted) one.informed = {role()};
    return one;
  }

  void target(int number_of) {
    Target one;
    one.key = "target" + std::to_string(number_of);
    one.obligor = party();
    std::vector<std::string> keys;
    for (const Function& function : all_.functions) keys.push_back(function.key);
    one.functions = some(keys, 2);
    const std::vector<int> levels = {1, 2, 3, 4, 5};
    one.priorities = some(levels, 2);
    one.sites = some(all_.sites, 5);
    one.classes = some(all_.classes, 5);
    one.metric = any(std::vector<std::string>{"acknowledge", "first_response", "resolution", "approval"});
    if (one_in(5)) one.activities = {any(kReachedByAll)};
    one.calendar = calendar();
    if (one_in(2)) one.ladder = any(all_.ladders);
    all_.targets.push_back(std::move(one));
  }

  Random& random_;
  Agreement all_;
};

std::string quoted_list(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "\"" : ", \"") + name + "\"";
  return "[" + text + "]";
}

template <typename T>
std::string list(const std::set<T>& all) {
  std::string text;
  for (const T& one : all) {
    if constexpr (std::is_same_v<T, int>) {
      text += (text.empty() ? "" : ", ") + std::to_string(one);
    } else {
      text += (text.empty() ? "\"" : ", \"") + one + "\"";
    }
  }
  return "[" + text + "]";
}

std::string list(const std::vector<Doer>& all) {
  std::vector<std::string> names;
  for (const Doer& one : all) names.push_back(one.name);
  return quoted_list(names);
}

std::string clock_text(int minute) {
  char text[8];
  std::snprintf(text, sizeof text, "%02d:%02d", (minute / 60) % 100, minute % 60);
  return text;
}

template <typename T>
void add_filter(std::vector<std::string>& parts, const T& one) {
  if (!one.priorities.empty()) parts.push_back("priorities = " + list(one.priorities));
  if (!one.sites.empty()) parts.push_back("sites = " + list(one.sites));
  if (!one.classes.empty()) parts.push_back("classes = " + list(one.classes));
}

std::string inline_table(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return "{ " + text + " }";
}

std::string text_of(const Calendar& one) {
  static const char* kDays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  std::vector<std::string> days;
  for (const auto& [day, windows] : one.open) {
    std::vector<std::string> texts;
    for (const Window& window : windows) texts.push_back(clock_text(window.from) + "-" + clock_text(window.to));
    days.push_back(std::string(kDays[day]) + " = " + quoted_list(texts));
  }
  std::vector<std::string> closed;
  for (const std::int64_t day : one.closed) closed.push_back(date_text(day));
  return "[calendar." + one.key + "]\nzone = \"" + one.zone + "\"\nopen = " + inline_table(days) +
         "\nclosed = " + quoted_list(closed) + "\n";
}

std::string text_of(const Exception& one, const std::string& function) {
  std::vector<std::string> when;
  if (one.when.activity) when.push_back("activity = \"" + *one.when.activity + "\"");
  add_filter(when, one.when);
  if (one.when.during) when.push_back("during = \"" + *one.when.during + "\"");
  if (one.when.outside) when.push_back("outside = \"" + *one.when.outside + "\"");
  std::string text = "[[function." + function + ".except]]\nwhen = " + inline_table(when) + "\n";
  if (one.does) text += "does = " + list(*one.does) + "\n";
  if (one.accountable) text += "accountable = \"" + *one.accountable + "\"\n";
  if (one.owner) text += "owner = \"" + *one.owner + "\"\n";
  if (one.consulted) text += "consulted = " + quoted_list(*one.consulted) + "\n";
  if (one.informed) text += "informed = " + quoted_list(*one.informed) + "\n";
  if (one.ladder) text += "ladder = \"" + *one.ladder + "\"\n";
  return text;
}

std::string text_of(const Function& one) {
  std::string text =
      "[function." + one.key + "]\ntakes = [\"" + (one.everything_else ? "*" : "word-" + one.key) + "\"]\n";
  if (one.accountable) text += "accountable = \"" + *one.accountable + "\"\n";
  if (one.owner) text += "owner = \"" + *one.owner + "\"\n";
  for (const auto& [activity, doers] : one.does) text += "does." + activity + " = " + list(doers) + "\n";
  if (!one.consulted.empty()) text += "consulted = " + quoted_list(one.consulted) + "\n";
  if (!one.informed.empty()) text += "informed = " + quoted_list(one.informed) + "\n";
  for (const Exception& exception : one.exceptions) text += text_of(exception, one.key);
  return text;
}

std::string text_of(const Target& one) {
  std::vector<std::string> when;
  if (!one.functions.empty()) when.push_back("functions = " + list(one.functions));
  if (!one.activities.empty()) when.push_back("activities = " + list(one.activities));
  add_filter(when, one);
  return "[target." + one.key + "]\nkind = \"SLA\"\nobligor = \"" + one.obligor +
         "\"\nbeneficiary = \"home\"\nwhen = " + inline_table(when) + "\nmetric = \"" + one.metric +
         "\"\nwithin = \"4h\"\ncalendar = \"" + one.calendar + "\"\n" +
         (one.ladder ? "ladder = \"" + *one.ladder + "\"\n" : "");
}

}  // namespace

std::string date_text(std::int64_t day) {
  // Howard Hinnant's civil_from_days.
  const std::int64_t z = day + 719'468;
  const std::int64_t era = z / 146'097;
  const std::int64_t doe = z - era * 146'097;
  const std::int64_t yoe = (doe - doe / 1'460 + doe / 36'524 - doe / 146'096) / 365;
  const std::int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const std::int64_t mp = (5 * doy + 2) / 153;
  const std::int64_t month = mp < 10 ? mp + 3 : mp - 9;
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d", static_cast<int>(yoe + era * 400 + (month <= 2 ? 1 : 0)) % 10'000,
                static_cast<int>(month) % 100, static_cast<int>(doy - (153 * mp + 2) / 5 + 1) % 100);
  return text;
}

Agreement draw(Random& random) { return Draw(random).run(); }

std::vector<std::string> pieces(const Agreement& agreement) {
  std::vector<std::string> all;
  for (const Party& one : agreement.parties) {
    std::string text = "[party." + one.key + "]\nkind = \"" + (one.contract ? "provider" : "internal") + "\"\n";
    if (one.contract) {
      text += "contract = { from = " + date_text(one.contract->first) +
              ", through = " + date_text(one.contract->second) + " }\n";
    }
    all.push_back(text);
  }
  for (const Calendar& one : agreement.calendars) all.push_back(text_of(one));
  for (const std::string& one : agreement.sites) all.push_back("[site." + one + "]\n");
  for (const Role& one : agreement.roles) {
    all.push_back("[role." + one.key + "]\nparty = \"" + one.party + "\"\nperson = \"p-" + one.key +
                  "\"\ndeputy = \"q-" + one.key + "\"\n");
  }
  for (const Team& one : agreement.teams) {
    all.push_back("[team." + one.key + "]\nparty = \"" + one.party + "\"\nduty = \"" + one.duty +
                  "\"\nmembers = [\"m-" + one.key + "\", \"n-" + one.key + "\"]\n");
  }
  for (const Function& one : agreement.functions) all.push_back(text_of(one));
  for (const Target& one : agreement.targets) all.push_back(text_of(one));
  for (const std::string& one : agreement.ladders) {
    all.push_back("[ladder." + one + "]\nsteps = [{ after = \"1h\", tell = \"" + agreement.roles.front().key +
                  "\" }]\n");
  }
  return all;
}

std::string to_toml(const Agreement& agreement) {
  std::string text = "format = 1\norganisation = \"x\"\nzone = \"" + agreement.zone +
                     "\"\neffective = " + date_text(agreement.effective) + "\n";
  for (const std::string& piece : pieces(agreement)) text += piece;
  return text;
}

}  // namespace concordat::agreement::random

// SPDX-License-Identifier: Apache-2.0
#include "agreement/diff.hpp"

#include "agreement/table.hpp"
#include "base/json.hpp"

#include <algorithm>

namespace concordat::agreement {
namespace {

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string length(const Duration& duration) {
  return duration.working_days != 0 ? std::to_string(duration.working_days) + "wd" : format_duration(duration.seconds);
}

class Statements {
 public:
  Statements(const Agreement& agreement, const std::map<std::string, std::string>& renamed)
      : agreement_(agreement), renamed_(renamed) {}

  std::map<std::string, Statement> run() {
    parties();
    people();
    calendars();
    functions();
    targets();
    ladders();
    rights();
    prices();
    rest();
    return std::move(all_);
  }

 private:
  using Parties = std::set<std::string>;

  std::string now(std::string_view kind, const std::string& key) const {
    const auto found = renamed_.find(std::string(kind) + "." + key);
    return found == renamed_.end() ? key : found->second;
  }
  std::string holder(const std::string& key) const {
    return agreement_.teams.contains(key) ? now("team", key) : now("role", key);
  }
  std::string told(const std::string& key) const {
    if (agreement_.teams.contains(key) || agreement_.roles.contains(key)) return holder(key);
    return now("party", key);
  }

  // Whose a team, role or party is.
  Parties parties_of(const std::string& key) const {
    if (const auto team = agreement_.teams.find(key); team != agreement_.teams.end()) {
      if (team->second.party.name != kJoint) return {now("party", team->second.party.name)};
      Parties all;
      for (const Word& member : team->second.members) {
        const auto person = agreement_.persons.find(member.name);
        if (person != agreement_.persons.end()) all.insert(now("party", person->second.party.name));
      }
      return all;
    }
    if (const auto role = agreement_.roles.find(key); role != agreement_.roles.end()) {
      return {now("party", role->second.party.name)};
    }
    if (agreement_.parties.contains(key)) return {now("party", key)};
    return {};
  }

  void add(const std::string& path, Statement statement) {
    if (!statement.value.empty()) all_.emplace(path, std::move(statement));
  }
  void row(const std::string& path, const std::string& what, const std::string& subject, const std::string& value,
           Parties parties) {
    add(path, {Statement::Kind::row, what, subject, "", "", value, std::move(parties)});
  }

  static std::string date(Date date) { return format_date(date); }

  void parties() {
    for (const auto& [key, party] : agreement_.parties) {
      const std::string name = now("party", key);
      const std::string path = "party." + path_step(name);
      static constexpr const char* kKinds[] = {"internal", "provider", "supplier"};
      row(path, "party", "party " + name, kKinds[static_cast<std::size_t>(party.kind)], {name});
      if (party.contract) {
        row(path + ".contract", "contract", "party " + name,
            date(party.contract->from) + " to " + date(party.contract->through), {name});
      }
    }
  }

  void people() {
    for (const auto& [key, role] : agreement_.roles) {
      const std::string name = now("role", key);
      const std::string person = now("person", role.person.name);
      row("role." + path_step(name), "role", "role " + name,
          person + (role.deputy ? ", deputy " + now("person", role.deputy->name) : ""), parties_of(key));
      row("role." + path_step(name) + ".party", "party", "role " + name, now("party", role.party.name),
          parties_of(key));
    }
    for (const auto& [key, team] : agreement_.teams) {
      const std::string name = now("team", key);
      const std::string path = "team." + path_step(name);
      const Parties whose = parties_of(key);
      row(path, "party", "team " + name, now("party", team.party.name), whose);
      row(path + ".duty", "duty", "team " + name, now("calendar", team.duty.name), whose);
      std::vector<std::string> members;
      for (const Word& one : team.members) members.push_back(now("person", one.name));
      std::sort(members.begin(), members.end());
      row(path + ".members", "members", "team " + name, join(members), whose);
      auto skills = team.skills;
      std::sort(skills.begin(), skills.end());
      row(path + ".skills", "skills", "team " + name, join(skills), whose);
    }
    for (const auto& [key, person] : agreement_.persons) {
      if (!person.declared) continue;
      const std::string name = now("person", key);
      row("person." + path_step(name), "party", "person " + name, now("party", person.party.name),
          {now("party", person.party.name)});
    }
  }

  // Who counts on a calendar: teams by their duty, targets by their clocks, exceptions by their times.
  Parties users_of(const std::string& calendar) const {
    Parties all;
    const auto add = [&all](const Parties& more) { all.insert(more.begin(), more.end()); };
    for (const auto& [key, team] : agreement_.teams) {
      if (team.duty.name == calendar) add(parties_of(key));
    }
    for (const auto& [key, target] : agreement_.targets) {
      if (target.clock && target.clock->calendar.name == calendar) {
        add(parties_of(target.obligor.name));
        add(parties_of(target.beneficiary.name));
      }
    }
    for (const auto& [key, function] : agreement_.functions) {
      for (const Exception& one : function.exceptions) {
        const bool uses = (one.when.during && one.when.during->name == calendar) ||
                          (one.when.outside && one.when.outside->name == calendar);
        if (!uses || !one.does) continue;
        for (const Assignee& who : one.does->assignees) add(parties_of(who.holder.name));
      }
    }
    return all;
  }

  static std::string windows(const calendar::Windows& windows) {
    std::vector<std::string> all;
    const auto minute = [](std::int32_t s) {
      const auto two = [](std::int32_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
      return two(s / 3600) + ":" + two(s % 3600 / 60);
    };
    constexpr std::int32_t kDay_s = 86'400;
    for (const auto& one : windows) {
      all.push_back(minute(one.from_s) + "-" + minute(one.to_s > kDay_s ? one.to_s - kDay_s : one.to_s));
    }
    std::sort(all.begin(), all.end());
    return join(all);
  }

  void calendars() {
    static constexpr const char* kDays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    for (const auto& [key, calendar] : agreement_.calendars) {
      const std::string name = now("calendar", key);
      const std::string path = "calendar." + path_step(name);
      const std::string subject = "calendar " + name;
      const Parties users = users_of(key);
      row(path + ".zone", "zone", subject, calendar.zone.name, users);
      // Days one after the other with the same hours are said together: "mon-fri 08:30-17:30".
      std::vector<std::string> open;
      for (std::size_t day = 0; calendar.open && day < calendar.open->size();) {
        const auto& one = (*calendar.open)[day];
        std::size_t last = day;
        while (last + 1 < calendar.open->size() && (*calendar.open)[last + 1] == one) ++last;
        const std::string days = kDays[day] + (last > day ? "-" + std::string(kDays[last]) : std::string{});
        if (!one.empty()) open.push_back(days + " " + windows(one));
        day = last + 1;
      }
      row(path + ".open", "open hours", subject, calendar.open && open.empty() ? "never" : join(open), users);
      std::vector<std::string> of;
      for (const auto& one : calendar.union_of) of.push_back(now("calendar", one.calendar));
      std::sort(of.begin(), of.end());
      row(path + ".union", "union", subject, join(of), users);
      if (calendar.except) row(path + ".except", "except", subject, now("calendar", calendar.except->calendar), users);
      // Closed dates by year, so that a change of one is read as one.
      std::map<int, std::vector<std::string>> years;
      for (const auto& one : calendar.closed) years[split_date(one.date).year].push_back(date(one.date));
      for (auto& [year, dates] : years) {
        dates.erase(std::unique(dates.begin(), dates.end()), dates.end());
        row(path + ".closed." + std::to_string(year), "closed days", subject, join(dates), users);
      }
      for (const auto& [day, one] : calendar.also) {
        row(path + ".also." + date(day), date(day), subject, one.empty() ? "closed" : windows(one), users);
      }
    }
    for (const auto& [key, site] : agreement_.sites) {
      const std::string name = now("site", key);
      row("site." + path_step(name), "site", "site " + name, site.zone ? site.zone->name : agreement_.zone.name, {});
    }
  }

  std::string list_of(const Does& does, Parties& parties) const {
    std::vector<std::string> all;
    for (const Assignee& one : does.assignees) {
      const Parties whose = parties_of(one.holder.name);
      parties.insert(whose.begin(), whose.end());
      all.push_back(holder(one.holder.name) + (one.after_s ? " after " + format_duration(*one.after_s) : ""));
    }
    return join(all);
  }

  std::string told(const Words& words, Parties& parties) const {
    std::vector<std::string> all;
    for (const Word& one : words) {
      const Parties whose = parties_of(one.name);
      parties.insert(whose.begin(), whose.end());
      all.push_back(told(one.name));
    }
    std::sort(all.begin(), all.end());
    return join(all);
  }

  void functions() {
    for (const auto& [key, function] : agreement_.functions) {
      const std::string name = now("function", key);
      const std::string path = "function." + path_step(name);
      const auto say = [&](const std::string& step, const std::string& what, const std::string& activity,
                           const std::string& value, Parties parties) {
        add(path + "." + step, {Statement::Kind::row, what, "", name, activity, value, std::move(parties)});
      };
      Parties everybody;
      for (const auto& [activity, does] : function.does) {
        Parties parties;
        const std::string value = list_of(does, parties);
        everybody.insert(parties.begin(), parties.end());
        say("does." + path_step(activity), "responsible", activity, value.empty() ? "nobody" : value, parties);
      }
      if (function.model) say("model", "model", "", std::string(to_word(*function.model)), everybody);
      std::vector<std::string> takes;
      for (const Word& one : function.takes) takes.push_back(one.name);
      std::sort(takes.begin(), takes.end());
      say("takes", "takes", "", join(takes), everybody);
      if (function.accountable) {
        say("accountable", "accountable", "", now("role", function.accountable->name),
            parties_of(function.accountable->name));
      }
      if (function.owner)
        say("owner", "owner", "", now("team", function.owner->name), parties_of(function.owner->name));
      Parties consulted, informed;
      const std::string asked = told(function.consulted, consulted);
      say("consulted", "consulted", "", asked, consulted);
      const std::string said = told(function.informed, informed);
      say("informed", "informed", "", said, informed);
      exceptions(name, path, function);
    }
  }

  static std::string sorted(const Words& words) {
    std::vector<std::string> all;
    for (const Word& one : words) all.push_back(one.name);
    std::sort(all.begin(), all.end());
    return join(all);
  }

  std::string when(const When& when) const {
    std::vector<std::string> all;
    if (when.activity) all.push_back(when.activity->name);
    std::vector<std::string> levels;
    for (const Level& one : when.priorities) levels.push_back(std::to_string(one.level));
    std::sort(levels.begin(), levels.end());
    if (!levels.empty()) all.push_back("priority " + join(levels));
    if (!when.sites.empty()) {
      Words sites = when.sites;
      for (Word& one : sites) one.name = now("site", one.name);
      all.push_back("at " + sorted(sites));
    }
    if (!when.classes.empty()) all.push_back("class " + sorted(when.classes));
    if (when.during) all.push_back("during " + now("calendar", when.during->name));
    if (when.outside) all.push_back("outside " + now("calendar", when.outside->name));
    return all.empty() ? "always" : join(all);
  }

  // An exception is known by its condition: its place in the file says nothing.
  void exceptions(const std::string& name, const std::string& path, const Function& function) {
    for (const Exception& one : function.exceptions) {
      Parties parties;
      std::vector<std::string> sets;
      if (one.does) sets.push_back("responsible " + list_of(*one.does, parties));
      const auto whose = [&](const std::string& key) {
        const Parties more = parties_of(key);
        parties.insert(more.begin(), more.end());
      };
      if (one.accountable) {
        sets.push_back("accountable " + now("role", one.accountable->name));
        whose(one.accountable->name);
      }
      if (one.owner) {
        sets.push_back("owner " + now("team", one.owner->name));
        whose(one.owner->name);
      }
      if (one.consulted) sets.push_back("consulted " + told(*one.consulted, parties));
      if (one.informed) sets.push_back("informed " + told(*one.informed, parties));
      if (one.ladder) sets.push_back("ladder " + now("ladder", one.ladder->name));
      const std::string condition = when(one.when);
      std::string step = path + ".except(" + condition + ")";
      while (all_.contains(step)) step += "'";
      add(step, {Statement::Kind::row, "when " + condition, "", name, one.when.activity ? one.when.activity->name : "",
                 join(sets), std::move(parties)});
    }
  }

  void targets() {
    for (const auto& [key, target] : agreement_.targets) {
      const std::string name = now("target", key);
      const std::string path = "target." + path_step(name);
      Parties parties = parties_of(target.obligor.name);
      const Parties beneficiary = parties_of(target.beneficiary.name);
      parties.insert(beneficiary.begin(), beneficiary.end());
      const auto say = [&](const std::string& what, const std::string& value) {
        add(path + "." + path_step(what), {Statement::Kind::target, what, "target " + name, "", "", value, parties});
      };
      say("kind", std::string(to_word(target.kind)));
      say("obligor", now("party", target.obligor.name));
      say("beneficiary", now("party", target.beneficiary.name));
      Words functions = target.when.functions;
      for (Word& one : functions) one.name = now("function", one.name);
      say("functions", sorted(functions));
      say("activities", sorted(target.when.activities));
      say("sites", sorted(target.when.sites));
      say("classes", sorted(target.when.classes));
      std::vector<std::string> levels;
      for (const Level& one : target.when.priorities) levels.push_back(std::to_string(one.level));
      std::sort(levels.begin(), levels.end());
      say("priorities", join(levels));
      if (target.clock) {
        const TicketClock& clock = *target.clock;
        say("metric", std::string(to_word(clock.metric)));
        say("within", length(clock.within));
        say("calendar", now("calendar", clock.calendar.name));
        std::vector<std::string> warn, pause;
        for (const int one : clock.warn) warn.push_back(std::to_string(one) + " %");
        for (const WaitingOn one : clock.pause) pause.emplace_back(to_word(one));
        say("warn", join(warn));
        say("pause", pause.empty() ? "never" : join(pause));
        say("on_reopen", std::string(to_word(clock.on_reopen)));
        say("on_priority_change", std::string(to_word(clock.on_priority_change)));
        if (clock.ladder) say("ladder", now("ladder", clock.ladder->name));
      }
      if (target.outcome) {
        const Outcome& outcome = *target.outcome;
        say("measure", outcome.measure.name);
        if (outcome.at_most) say("at_most", format_number(*outcome.at_most));
        if (outcome.at_least) say("at_least", format_number(*outcome.at_least));
        say("over", outcome.over);
        if (outcome.proof) {
          say("proof", outcome.proof->restore_every +
                           (outcome.proof->witness ? ", witness " + now("role", outcome.proof->witness->name) : ""));
        }
      }
    }
  }

  void ladders() {
    for (const auto& [key, ladder] : agreement_.ladders) {
      const std::string name = now("ladder", key);
      std::size_t number = 0;
      for (const Step& step : ladder.steps) {
        std::string value = step.after ? length(*step.after) : std::to_string(step.at_per_cent.value_or(0)) + " %";
        value += " tell " + told(step.tell.name);
        if (step.during) value += " during " + now("calendar", step.during->name);
        if (!step.until.empty()) value += " until " + step.until;
        ++number;
        add("ladder." + path_step(name) + "." + std::to_string(number),
            {Statement::Kind::row, "step " + std::to_string(number), "ladder " + name, "", "", value,
             parties_of(step.tell.name)});
      }
    }
    const auto hand_off = [this](const std::string& path, const std::string& subject, const HandOff& one,
                                 Parties parties) {
      row(path, "hand-off", subject,
          std::string(to_word(one.mode)) + (one.accept_within ? ", accept within " + length(*one.accept_within) : "") +
              ", on timeout " + (one.on_timeout ? now("team", one.on_timeout->name) : "return"),
          std::move(parties));
    };
    hand_off("handoff", "every hand-off", agreement_.hand_off, {});
    for (const auto& [key, one] : agreement_.hand_offs) {
      hand_off("handoff." + path_step(now("team", key)), "hand-offs to " + now("team", key), one, parties_of(key));
    }
  }

  void rights() {
    for (const auto& [key, authority] : agreement_.authorities) {
      const std::string team = now("team", key);
      for (const auto& [action, classes] : authority.actions) {
        for (const auto& [class_, how] : classes) {
          static constexpr const char* kHows[] = {"yes", "inform", "ask", "no"};
          std::string value = kHows[static_cast<std::size_t>(how.how)];
          if (how.ask) value += " " + now("role", how.ask->name);
          if (how.act_after_s) value += ", act after " + format_duration(*how.act_after_s);
          add("authority." + path_step(team) + "." + path_step(action) + "." + path_step(class_),
              {Statement::Kind::right, action + " " + class_, "team " + team, "", "", value, parties_of(key)});
        }
      }
    }
    for (const auto& [key, forbid] : agreement_.forbids) {
      Parties parties;
      for (const Word& one : forbid.who) {
        const Parties whose = parties_of(one.name);
        parties.insert(whose.begin(), whose.end());
      }
      const std::string value = forbid.separate.empty() ? sorted(forbid.who) + " may not " + sorted(forbid.what) +
                                                              (forbid.on.empty() ? "" : " on " + sorted(forbid.on))
                                                        : "separate " + sorted(forbid.separate);
      add("forbid." + path_step(key), {Statement::Kind::right, "forbidden", "forbid " + key, "", "", value, parties});
    }
    for (const auto& [key, right] : agreement_.decisions) {
      add("decide." + path_step(key), {Statement::Kind::right, "decides", "decision " + key, "", "",
                                       (right.role ? now("role", right.role->name) : "nobody") +
                                           (right.with.empty() ? "" : " with " + sorted(right.with)),
                                       right.role ? parties_of(right.role->name) : Parties{}});
    }
  }

  void prices() {
    for (const auto& [key, price] : agreement_.prices) {
      const std::string name = now("price", key);
      const Parties party = {now("party", price.annex)};
      const auto say = [&](const std::string& what, const std::string& value) {
        add("price." + path_step(name) + "." + path_step(what),
            {Statement::Kind::price, what, "price " + name, "", "", value, party});
      };
      say("party", now("party", price.annex));
      if (price.target) {
        say("credit", (price.credit_per_cent ? format_number(*price.credit_per_cent) + " % of " : "") +
                          (price.credit_of ? now("price", price.credit_of->name) : "") + " where " +
                          now("target", price.target->name) + " is below " +
                          (price.below_per_cent ? format_number(*price.below_per_cent) : "?") + " %");
        continue;
      }
      say("per", std::string(to_word(price.per)));
      if (price.counts) say("counts", price.counts->name);
      if (price.amount) say("amount", format_money(*price.amount));
      if (price.minimum) say("minimum", std::to_string(*price.minimum));
      for (const Tier& tier : price.tiers) say("from " + std::to_string(tier.from), format_money(tier.price));
      if (price.step) say("step", length(*price.step));
      say("index", price.index);
    }
  }

  void rest() {
    std::string matrix;
    for (const auto& line : agreement_.priorities) {
      std::string levels;
      for (const int level : line) levels += (levels.empty() ? "" : " ") + std::to_string(level);
      matrix += (matrix.empty() ? "" : " / ") + levels;
    }
    Parties all;
    for (const auto& [key, unused] : agreement_.parties) all.insert(now("party", key));
    row("priority.matrix", "priorities", "impact by urgency", matrix, all);
    row("zone", "zone", "organisation", agreement_.zone.name, all);
    for (const auto& [key, driver] : agreement_.drivers) {
      row("driver." + path_step(key), "weight", "driver " + key, format_number(driver.weight), {});
    }
    if (agreement_.closing) {
      const auto& calendar = agreement_.closing->calendar;
      row("closing", "closing", "resolved tickets",
          "closed after " + length(agreement_.closing->after) +
              (calendar ? " of " + now("calendar", calendar->name) : ""),
          all);
    }
    if (agreement_.review) {
      row("review", "review", "review", agreement_.review->every.empty() ? "on request" : agreement_.review->every,
          all);
      for (const auto& [measure, threshold] : agreement_.review->material) {
        row("review.material." + path_step(measure), "material " + measure, "review", threshold, all);
      }
    }
  }

  const Agreement& agreement_;
  const std::map<std::string, std::string>& renamed_;
  std::map<std::string, Statement> all_;
};

}  // namespace

std::map<std::string, Statement> statements(const Agreement& agreement,
                                            const std::map<std::string, std::string>& renamed) {
  return Statements(agreement, renamed).run();
}

}  // namespace concordat::agreement

// SPDX-License-Identifier: Apache-2.0
#include "agreement/read_tables.hpp"

#include "base/limits.hpp"

namespace concordat::agreement {
namespace {

const std::vector<std::vector<int>> kDefaultMatrix = {{1, 2, 3}, {2, 3, 4}, {3, 4, 5}};  // ServiceNow's default

// `{ team = T, after = "30m" }`, or a name alone.
std::optional<Assignee> assignee(Table& owner, std::string_view key, const toml::node& node, const std::string& path) {
  const Where at = {owner.context().file, static_cast<std::int64_t>(node.source().begin.line),
                    static_cast<std::int64_t>(node.source().begin.column)};
  if (node.is_string()) return Assignee{{node.as_string()->get(), at}, std::nullopt};
  if (!node.is_table()) {
    owner.bad(key, at, "Who does it is the name of a team or a role, or { team = \"…\", after = \"30m\" }.");
    return std::nullopt;
  }
  Table table(owner.context(), *node.as_table(), path);
  auto team = table.word("team");
  if (!team) team = table.word("role");
  if (!team && !table.has("team") && !table.has("role")) table.missing("team", "Which team joins? team = \"…\"");
  const auto after = table.duration("after");
  if (after && after->working_days != 0)
    table.bad("after", table.where("after"), "`after` is a length of time: \"30m\".");
  table.finish();
  if (!team) return std::nullopt;
  std::optional<std::int64_t> after_s;
  if (after && after->seconds > 0) after_s = after->seconds;
  return Assignee{std::move(*team), after_s};
}

std::optional<Does> does(Table& table, std::string_view key) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return std::nullopt;
  Does does;
  does.where = table.where(key);
  if (!node->is_array() || node->as_array()->size() > limits::kListMax) {
    table.bad(key, does.where, "Who does it is a list of teams, in order of preference: [\"desk\", \"noc\"].");
    return does;
  }
  std::size_t number = 0;
  for (const toml::node& item : *node->as_array()) {
    const std::string path = table.path() + "." + path_step(key) + "." + std::to_string(++number);
    auto read = assignee(table, key, item, path);
    if (!read) continue;
    const bool twice = std::any_of(does.assignees.begin(), does.assignees.end(),
                                   [&](const Assignee& one) { return one.holder.name == read->holder.name; });
    if (twice)
      table.add("letter-twice", key, read->holder.where, quoted(read->holder.name) + " stands twice in the list.");
    if (!twice) does.assignees.push_back(std::move(*read));
  }
  return does;
}

When when(Table& exception) {
  When when;
  when.where = exception.where("when");
  auto table = exception.table("when");
  if (!table) {
    if (!exception.has("when")) exception.missing("when", "When does the exception hold? when = { priorities = [1] }");
    return when;
  }
  when.activity = table->word("activity");
  when.priorities = table->levels("priorities");
  when.sites = table->words("sites");
  when.classes = table->words("classes");
  when.during = table->word("during");
  when.outside = table->word("outside");
  table->finish();
  return when;
}

Exception exception(Table& table) {
  Exception exception;
  exception.where = table.where();
  exception.when = when(table);
  exception.does = does(table, "does");
  exception.accountable = table.word("accountable");
  exception.owner = table.word("owner");
  exception.consulted = table.maybe_words("consulted");
  exception.informed = table.maybe_words("informed");
  exception.ladder = table.word("ladder");
  table.finish();
  if (exception.does && !exception.when.activity) {
    table.bad("does", exception.does->where, "`does` is for the activity in `when`, and `when` names none.",
              "Write when = { activity = \"resolve\", … }.");
  }
  if (!exception.does && !exception.accountable && !exception.owner && !exception.consulted && !exception.informed &&
      !exception.ladder) {
    table.bad("", table.where(), "The exception changes nothing.",
              "It may set does, accountable, owner, consulted, informed or ladder.");
  }
  return exception;
}

}  // namespace

void read_priorities(Table& top, Agreement& agreement) {
  agreement.priorities_where = top.where();
  auto table = top.table("priority");
  if (table) {
    agreement.priorities_where = table->where();
    const toml::node* matrix = table->get("matrix");
    if (matrix != nullptr) {
      agreement.priorities_where = table->where("matrix");
      bool good = matrix->is_array() && !matrix->as_array()->empty();
      std::vector<std::vector<int>> levels;
      if (good) {
        for (const toml::node& row : *matrix->as_array()) {
          levels.emplace_back();
          if (!row.is_array()) good = false;
          if (!row.is_array()) continue;
          for (const toml::node& level : *row.as_array()) {
            const std::int64_t value = level.is_integer() ? level.as_integer()->get() : 0;
            good = good && value >= 1 && value <= static_cast<std::int64_t>(limits::kPriorityLevelsMax);
            levels.back().push_back(static_cast<int>(value));
          }
          good = good && !levels.back().empty() && levels.back().size() == levels.front().size();
        }
      }
      good = good && levels.size() <= limits::kPriorityLevelsMax && levels.front().size() <= limits::kPriorityLevelsMax;
      if (!good) {
        table->bad("matrix", agreement.priorities_where,
                   "`matrix` should be rows of levels of the same length: impact by urgency, 1 first.",
                   "[[1, 2, 3], [2, 3, 4], [3, 4, 5]]");
      } else {
        agreement.priorities = std::move(levels);
      }
    }
    agreement.priority_words.levels = table->texts("words");
    agreement.priority_words.impact = table->texts("impact");
    agreement.priority_words.urgency = table->texts("urgency");
    table->finish();
  }
  if (agreement.priorities.empty()) agreement.priorities = kDefaultMatrix;
}

void read_activities(Table& top, Agreement& agreement) {
  for (auto& [key, table] : top.named("activity")) {
    Activity activity;
    read_declared(table, key, activity);
    activity.what = table.text("what");
    table.finish();
    declare(table, agreement.activities, key, std::move(activity));
  }
}

void read_functions(Table& top, Agreement& agreement) {
  for (auto& [key, table] : top.named("function")) {
    Function function;
    read_declared(table, key, function);
    function.model = table.one_of<EngagementModel>("model");
    function.takes = table.words("takes");
    function.accountable = table.word("accountable");
    function.owner = table.word("owner");
    function.consulted = table.words("consulted");
    function.informed = table.words("informed");
    if (auto activities = table.table("does")) {
      const toml::table& all = *table.get("does")->as_table();
      for (const auto& [activity, unused] : all) {
        if (auto read = does(*activities, activity.str())) function.does.emplace(activity.str(), std::move(*read));
      }
    }
    for (Table& one : table.tables("except")) function.exceptions.push_back(exception(one));
    table.finish();
    declare(table, agreement.functions, key, std::move(function));
  }
}

namespace {

HandOff hand_off(Table& table, const HandOff& otherwise) {
  HandOff read = otherwise;
  read.where = table.where();
  if (const auto mode = table.one_of<HandOffMode>("mode")) read.mode = *mode;
  if (const auto within = table.duration("accept_within")) read.accept_within = within;
  if (const auto on_timeout = table.word("on_timeout")) {
    read.on_timeout = on_timeout->name == "return" ? std::nullopt : on_timeout;
  }
  return read;
}

}  // namespace

void read_hand_offs(Table& top, Agreement& agreement) {
  auto table = top.table("handoff");
  if (!table) return;
  agreement.hand_off = hand_off(*table, {});
  const toml::table& all = *top.get("handoff")->as_table();
  for (const auto& [key, value] : all) {
    if (!value.is_table()) continue;
    auto one = table->table(key.str());
    agreement.hand_offs.emplace(key.str(), hand_off(*one, agreement.hand_off));
    one->finish();
  }
  table->finish();
}

void read_closing(Table& top, Agreement& agreement) {
  auto table = top.table("closing");
  if (!table) return;
  Closing closing;
  closing.where = table->where();
  const auto after = table->duration("after");
  if (!after && !table->has("after")) table->missing("after", "How long after it was resolved? after = \"5d\"");
  if (after) closing.after = *after;
  closing.calendar = table->word("calendar");
  const bool days_of_none = after && after->working_days != 0 && !closing.calendar;
  if (days_of_none) table->bad("after", table->where("after"), "Working days are a calendar's: name it.");
  table->finish();
  if (after && !days_of_none) agreement.closing = std::move(closing);
}

}  // namespace concordat::agreement

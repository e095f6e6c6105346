// SPDX-License-Identifier: Apache-2.0
#include "agreement/read_tables.hpp"

#include "base/limits.hpp"

namespace concordat::agreement {
namespace {

constexpr int kPerCentMax = 1'000;  // of a target: a step at ten times the promise is the last anybody needs

Scope scope(Table& target) {
  Scope scope;
  auto table = target.table("when");
  if (!table) return scope;
  scope.functions = table->words("functions");
  scope.activities = table->words("activities");
  scope.priorities = table->levels("priorities");
  scope.sites = table->words("sites");
  scope.classes = table->words("classes");
  table->finish();
  return scope;
}

std::vector<int> per_cents(Table& table, std::string_view key) {
  std::vector<int> all;
  const toml::node* node = table.get(key);
  if (node == nullptr) return all;
  bool good = node->is_array() && node->as_array()->size() <= limits::kListMax;
  if (good) {
    for (const toml::node& item : *node->as_array()) {
      const std::int64_t value = item.is_integer() ? item.as_integer()->get() : 0;
      good = good && value >= 1 && value <= kPerCentMax;
      all.push_back(static_cast<int>(value));
    }
  }
  if (!good) {
    table.bad(key, table.where(key),
              "`" + std::string(key) + "` should be a list of per cents of the target: [50, 90].");
    return {};
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

std::vector<WaitingOn> pauses(Table& table) {
  std::vector<WaitingOn> all;
  for (const Word& word : table.words("pause")) {
    if (const auto one = table.parse<WaitingOn>(word, "pause")) all.push_back(*one);
  }
  std::sort(all.begin(), all.end());
  return all;
}

TicketClock clock(Table& table) {
  TicketClock clock;
  if (const auto metric = table.one_of<Metric>("metric")) clock.metric = *metric;
  const auto within = table.duration("within");
  if (!within && !table.has("within")) table.missing("within", "How fast? within = \"4h\"");
  clock.within = within.value_or(Duration{});
  clock.within_where = table.where("within");
  clock.calendar = table.required_word("calendar", "In which hours does the clock count? calendar = \"…\"");
  clock.warn = per_cents(table, "warn");
  if (table.has("pause")) clock.pause = pauses(table);
  if (const auto read = table.one_of<OnReopen>("on_reopen")) clock.on_reopen = *read;
  if (const auto read = table.one_of<OnPriorityChange>("on_priority_change")) clock.on_priority_change = *read;
  clock.ladder = table.word("ladder");
  return clock;
}

Outcome outcome(Table& table) {
  constexpr double kBoundMax = 1e15;
  Outcome outcome;
  outcome.measure = table.word("measure").value_or(Word{});
  outcome.at_most = table.number("at_most", -kBoundMax, kBoundMax);
  outcome.at_least = table.number("at_least", -kBoundMax, kBoundMax);
  if (!table.has("at_most") && !table.has("at_least")) {
    table.missing("at_most", "What is promised? at_most = 24, or at_least = 99.9");
  }
  const auto over = table.word("over");
  static const std::vector<std::string> kPeriods = {"day", "week", "month", "quarter", "half-year", "year"};
  if (!over && !table.has("over")) table.missing("over", "Over which period? over = \"month\"");
  if (over && std::find(kPeriods.begin(), kPeriods.end(), over->name) == kPeriods.end()) {
    table.none_of("over", *over, "is no period.", kPeriods);
  }
  if (over) outcome.over = over->name;
  if (auto proof = table.table("proof")) {
    outcome.proof.emplace();
    outcome.proof->restore_every = proof->text("restore_every");
    outcome.proof->witness = proof->word("witness");
    proof->finish();
  }
  return outcome;
}

void clock_or_outcome(Table& table, Target& target) {
  const bool is_clock = table.has("metric") || table.has("within");
  const bool is_outcome = table.has("measure");
  if (is_clock && is_outcome) {
    table.bad("measure", table.where("measure"),
              "A target is a ticket clock (metric, within, calendar) or an outcome (measure, bound, over), not both.");
  }
  if (is_outcome && !is_clock) {
    target.outcome = outcome(table);
    return;
  }
  if (!is_clock) table.missing("metric", "A target has a metric (a ticket clock) or a measure (an outcome).");
  if (is_clock && !table.has("metric")) table.missing("metric", "What is timed? metric = \"resolution\"");
  target.clock = clock(table);
}

std::optional<Step> step(Table& table) {
  Step step;
  step.where = table.where();
  step.after = table.duration("after");
  if (const auto at = table.integer("at", 1, kPerCentMax)) step.at_per_cent = static_cast<int>(*at);
  step.tell = table.required_word("tell", "Who is told? tell = \"…\", a team, a role or a party");
  step.during = table.word("during");
  if (const auto until = table.word("until")) {
    static const std::vector<std::string> kEnds = {"acknowledged", "accepted", "resolved"};
    if (std::find(kEnds.begin(), kEnds.end(), until->name) == kEnds.end()) {
      table.bad("until", until->where, quoted(until->name) + " ends no step.", "It is one of: " + listed(kEnds) + ".");
    } else {
      step.until = until->name;
    }
  }
  table.finish();
  if (table.has("after") == table.has("at")) {
    table.bad("", table.where(), "A step has either `after` (a length of time) or `at` (per cent of the target).",
              "{ after = \"15m\", tell = \"…\" }");
    return std::nullopt;
  }
  if (!step.after && !step.at_per_cent) return std::nullopt;
  return step;
}

}  // namespace

void read_targets(Table& top, Agreement& agreement, const std::string& annex) {
  for (auto& [key, table] : top.named("target")) {
    Target target;
    read_declared(table, key, target);
    target.annex = annex;
    const auto kind = table.one_of<TargetKind>("kind");
    if (!kind && !table.has("kind")) table.missing("kind", "It is one of: SLA, OLA, UC.");
    target.kind = kind.value_or(TargetKind::sla);
    target.obligor = table.required_word("obligor", "Which party promises? obligor = \"…\"");
    target.beneficiary = table.required_word("beneficiary", "To which party? beneficiary = \"…\"");
    target.when = scope(table);
    clock_or_outcome(table, target);
    table.finish();
    declare(table, agreement.targets, key, std::move(target));
  }
}

void read_ladders(Table& top, Agreement& agreement, const std::string& annex) {
  for (auto& [key, table] : top.named("ladder")) {
    Ladder ladder;
    read_declared(table, key, ladder);
    ladder.annex = annex;
    if (!table.has("steps")) table.missing("steps", "steps = [{ after = \"15m\", tell = \"…\" }]");
    for (Table& one : table.tables("steps")) {
      if (auto read = step(one)) ladder.steps.push_back(std::move(*read));
    }
    table.finish();
    declare(table, agreement.ladders, key, std::move(ladder));
  }
}

}  // namespace concordat::agreement

// SPDX-License-Identifier: Apache-2.0
#include "agreement/diff.hpp"

#include "agreement/check_world.hpp"
#include "agreement/check.hpp"
#include "base/json.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <cmath>

namespace concordat::agreement {
namespace {

namespace json = boost::json;

template <typename T>
void renames(const std::string& kind, const std::map<std::string, T>& before, const std::map<std::string, T>& after,
             std::map<std::string, std::string>& renamed, std::vector<Renamed>& said) {
  for (const auto& [key, thing] : after) {
    if (before.contains(key)) continue;
    for (const std::string& was : thing.was) {
      if (!before.contains(was) || after.contains(was)) continue;
      renamed.emplace(kind + "." + was, key);
      said.push_back({kind, was, key});
      break;
    }
  }
}

std::map<std::string, std::string> renames(const Agreement& before, const Agreement& after,
                                           std::vector<Renamed>& said) {
  std::map<std::string, std::string> all;
  renames("party", before.parties, after.parties, all, said);
  renames("calendar", before.calendars, after.calendars, all, said);
  renames("site", before.sites, after.sites, all, said);
  renames("role", before.roles, after.roles, all, said);
  renames("person", before.persons, after.persons, all, said);
  renames("team", before.teams, after.teams, all, said);
  renames("function", before.functions, after.functions, all, said);
  renames("target", before.targets, after.targets, all, said);
  renames("ladder", before.ladders, after.ladders, all, said);
  renames("price", before.prices, after.prices, all, said);
  return all;
}

// Hours a week in which somebody of each row is in, by the row's path.
std::map<std::string, double> covered(const Agreement& agreement, Span period,
                                      const std::map<std::string, std::string>& renamed) {
  std::map<std::string, double> all;
  const Rules rules = compile(agreement);
  Findings unused;
  CheckWorld world(agreement, rules, period, {}, unused);
  for (std::size_t f = 0; f < rules.functions.size(); ++f) {
    for (std::size_t a = 0; a < rules.activities.size(); ++a) {
      const CellRules& cell =
          rules.cell(FunctionId{static_cast<std::int32_t>(f)}, ActivityId{static_cast<std::int32_t>(a)});
      if (cell.row == nullptr || cell.row->function.at() != f) continue;
      Intervals present;
      for (const Assigned& one : cell.row->assigned) {
        present = calendar::unite(present, world.present(one.holder, Contracts::begun));
      }
      const auto found = renamed.find("function." + rules.functions[f].key);
      const std::string& name = found == renamed.end() ? rules.functions[f].key : found->second;
      all.emplace("function." + CheckWorld::step(name) + ".does." + CheckWorld::step(rules.activities[a]),
                  world.hours_per_week(present));
    }
  }
  return all;
}

// What a price comes to in a month, with the quantity that is known.
std::optional<double> month(const Agreement& agreement, const std::string& key, const Quantities& quantities) {
  constexpr double kMicros = 1e6;
  const auto found = agreement.prices.find(key);
  if (found == agreement.prices.end()) return std::nullopt;
  const Price& price = found->second;
  if (price.target || price.per == PricePer::once || price.per == PricePer::project) return std::nullopt;
  double quantity = 1;
  if (price.counts) {
    const auto known = quantities.find(price.counts->name);
    if (known == quantities.end()) return std::nullopt;
    quantity = std::max(known->second, static_cast<double>(price.minimum.value_or(0)));
  } else if (price.per != PricePer::month) {
    return std::nullopt;
  }
  std::optional<Money> amount = price.amount;
  for (const Tier& tier : price.tiers) {
    if (static_cast<double>(tier.from) <= quantity) amount = tier.price;
  }
  if (!amount) return std::nullopt;
  return static_cast<double>(amount->micros) / kMicros * quantity;
}

void price_effect(Change& change, const Agreement* before, const Agreement& after, const Quantities& quantities,
                  const std::map<std::string, std::string>& renamed) {
  const std::string key = change.subject.substr(std::string("price ").size());
  std::string old_key = key;
  for (const auto& [from, to] : renamed) {
    if (from.starts_with("price.") && to == key) old_key = from.substr(6);
  }
  if (before != nullptr) change.month_from = month(*before, old_key, quantities);
  change.month_to = month(after, key, quantities);
  for (const Agreement* one : {&after, before}) {
    if (one == nullptr) continue;
    const auto found = one->prices.find(one == before ? old_key : key);
    if (found != one->prices.end() && found->second.amount) change.currency = found->second.amount->currency;
    if (!change.currency.empty()) return;
  }
}

Change change_of(const std::string& path, const Statement& statement) {
  Change change;
  change.kind = statement.kind;
  change.path = path;
  change.what = statement.what;
  change.subject = statement.subject;
  change.function = statement.function;
  change.activity = statement.activity;
  return change;
}

json::value or_null(const std::string& text) { return text.empty() ? json::value() : json::value(text); }
json::value or_null(const std::optional<std::string>& text) { return text ? json::value(*text) : json::value(); }
json::value or_null(const std::optional<double>& number) { return number ? json::value(*number) : json::value(); }

json::object to_json(const Change& change) {
  json::object one{{"what", change.what},
                   {"subject", or_null(change.subject)},
                   {"function", or_null(change.function)},
                   {"activity", or_null(change.activity)},
                   {"from", or_null(change.from)},
                   {"to", or_null(change.to)}};
  if (change.hours_per_week) one["hours_per_week"] = *change.hours_per_week;
  if (change.kind == Statement::Kind::price) {
    one["month_from"] = or_null(change.month_from);
    one["month_to"] = or_null(change.month_to);
    one["currency"] = or_null(change.currency);
  }
  return one;
}

std::string words_of(const Change& change) {
  std::string text = change.function.empty() ? change.subject : change.function;
  if (!change.activity.empty()) text += ", " + change.activity;
  text += ", " + change.what + ": ";
  if (!change.from) {
    text += *change.to + " (new)";
  } else if (!change.to) {
    text += *change.from + " (gone)";
  } else {
    text += *change.from + " → " + *change.to;
  }
  if (change.hours_per_week) {
    text += "  (" + std::string(*change.hours_per_week > 0 ? "+" : "") +
            format_number(std::round(*change.hours_per_week * 100) / 100) + " hours a week)";
  }
  if (change.month_from || change.month_to) {
    const auto money = [&](const std::optional<double>& one) {
      return one ? change.currency + " " + format_number(std::round(*one * 100) / 100) : std::string("not known");
    };
    text += "  (a month: " + money(change.month_from) + " → " + money(change.month_to) + ")";
  }
  return text;
}

}  // namespace

Diff diff(const Agreement* before, const Agreement& after, const Quantities& quantities) {
  Diff result;
  std::map<std::string, std::string> renamed;
  if (before != nullptr) renamed = renames(*before, after, result.renamed);
  const auto old_statements = before == nullptr ? std::map<std::string, Statement>{} : statements(*before, renamed);
  const auto new_statements = statements(after, {});
  std::map<std::string, double> old_hours, new_hours;
  if (before != nullptr && after.effective) {
    const Instant first = calendar::instant_of(after.zone, {*after.effective, 0, 0});
    const Instant last = calendar::instant_of(after.zone, {Date{after.effective->days + 364}, 0, 0});
    const Span year{first.seconds(), last.seconds()};
    old_hours = covered(*before, year, renamed);
    new_hours = covered(after, year, {});
  }
  const auto add = [&](Change change, const std::set<std::string>& parties) {
    if (change.kind == Statement::Kind::price) price_effect(change, before, after, quantities, renamed);
    const auto then = old_hours.find(change.path);
    const auto now = new_hours.find(change.path);
    const double from = then == old_hours.end() ? 0 : then->second;
    const double to = now == new_hours.end() ? 0 : now->second;
    if (before != nullptr && change.what == "responsible" && from != to) change.hours_per_week = to - from;
    result.approval_needed.insert(parties.begin(), parties.end());
    result.changes.push_back(std::move(change));
  };
  for (const auto& [path, then] : old_statements) {
    const auto now = new_statements.find(path);
    if (now != new_statements.end() && now->second.value == then.value) {
      // The same list may cover other hours, where a calendar has changed.
      const auto a = old_hours.find(path);
      const auto b = new_hours.find(path);
      if (then.what != "responsible" || a == old_hours.end() || b == new_hours.end() || a->second == b->second)
        continue;
    }
    Change change = change_of(path, then);
    change.from = then.value;
    std::set<std::string> parties = then.parties;
    if (now != new_statements.end()) {
      change.to = now->second.value;
      parties.insert(now->second.parties.begin(), now->second.parties.end());
    }
    add(std::move(change), parties);
  }
  for (const auto& [path, now] : new_statements) {
    if (old_statements.contains(path)) continue;
    Change change = change_of(path, now);
    change.to = now.value;
    add(std::move(change), now.parties);
  }
  std::sort(result.changes.begin(), result.changes.end(),
            [](const Change& a, const Change& b) { return a.path < b.path; });
  if (!result.changes.empty()) {
    for (const auto& [key, party] : after.parties) {
      if (party.kind == PartyKind::internal) result.approval_needed.insert(key);
    }
  }
  // A party that is gone is not asked whether it may go.
  std::erase_if(result.approval_needed, [&](const std::string& key) { return !after.parties.contains(key); });
  return result;
}

json::object to_json(const Diff& diff) {
  json::array changes, rights, targets, prices, renamed, tickets, approval;
  for (const Change& one : diff.changes) {
    json::array& list = one.kind == Statement::Kind::right    ? rights
                        : one.kind == Statement::Kind::target ? targets
                        : one.kind == Statement::Kind::price  ? prices
                                                              : changes;
    list.emplace_back(to_json(one));
  }
  for (const Renamed& one : diff.renamed) {
    renamed.emplace_back(json::object{{"kind", one.kind}, {"from", one.from}, {"to", one.to}});
  }
  for (const TicketMove& one : diff.tickets) {
    json::array clocks;
    for (const ClockMove& clock : one.clocks) {
      clocks.emplace_back(json::object{
          {"target", clock.target}, {"due_from", or_null(clock.due_from)}, {"due_to", or_null(clock.due_to)}});
    }
    tickets.emplace_back(json::object{{"ticket", one.ticket},
                                      {"holder_from", or_null(one.holder_from)},
                                      {"holder_to", or_null(one.holder_to)},
                                      {"clocks", std::move(clocks)}});
  }
  for (const auto& party : diff.approval_needed) approval.emplace_back(party);
  return {{"changes", std::move(changes)},         {"renamed", std::move(renamed)}, {"rights", std::move(rights)},
          {"targets", std::move(targets)},         {"prices", std::move(prices)},   {"tickets", std::move(tickets)},
          {"approval_needed", std::move(approval)}};
}

std::string to_text(const Diff& diff) {
  if (diff.empty()) return "Nothing changes.\n";
  std::string text;
  for (const Renamed& one : diff.renamed) text += "  " + one.kind + " " + one.from + " is now called " + one.to + "\n";
  const std::pair<Statement::Kind, const char*> kSections[] = {{Statement::Kind::row, "What changes"},
                                                               {Statement::Kind::right, "What people may do"},
                                                               {Statement::Kind::target, "What is promised"},
                                                               {Statement::Kind::price, "What it costs"}};
  if (!text.empty()) text = "Renamed\n" + text;
  for (const auto& [kind, title] : kSections) {
    bool first = true;
    for (const Change& one : diff.changes) {
      if (one.kind != kind) continue;
      if (first) text += (text.empty() ? "" : "\n") + std::string(title) + "\n";
      first = false;
      text += "  " + words_of(one) + "\n";
    }
  }
  if (!diff.tickets.empty()) text += "\nOpen tickets\n";
  for (const TicketMove& one : diff.tickets) {
    text += "  " + one.ticket;
    if (one.holder_from != one.holder_to) text += ": " + one.holder_from + " → " + one.holder_to;
    for (const ClockMove& clock : one.clocks) {
      text += "\n    " + clock.target + ": due " + clock.due_from.value_or("never") + " → " +
              clock.due_to.value_or("no clock any more");
    }
    text += "\n";
  }
  std::string parties;
  for (const auto& one : diff.approval_needed) parties += (parties.empty() ? "" : ", ") + one;
  return text + "\nNeeds the approval of " + (parties.empty() ? "nobody" : parties) + ".\n";
}

}  // namespace concordat::agreement

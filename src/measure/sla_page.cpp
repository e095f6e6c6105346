// SPDX-License-Identifier: Apache-2.0
#include "measure/sla.hpp"

#include "base/text.hpp"
#include "measure/text_page.hpp"

#include <boost/json/array.hpp>

#include <cmath>

namespace concordat::measure {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr const char* kNotEvidenced = "not evidenced: nothing in this installation measures it";

object counts(const std::map<std::string, std::int64_t>& by_party) {
  object all;
  for (const auto& [party, count] : by_party) all.emplace(party, count);
  return all;
}

value interval(const std::optional<stats::Proportion>& share) {
  if (!share) return nullptr;
  return object{{"value", share->value}, {"low", share->low}, {"high", share->high}, {"level", share->level}};
}

object to_json(const TargetFigures& figures) {
  object one{{"name", figures.key}, {"kind", figures.kind}, {"metric", figures.metric}};
  if (figures.outcome) {
    // An outcome without its evidence is never met; it is not known.
    for (const char* key : {"tickets", "met", "breached", "running", "share_met", "counted_s", "by_party_s",
                            "at_breach", "ola_overrun"}) {
      one.emplace(key, nullptr);
    }
    one.emplace("cannot_say", kNotEvidenced);
    return one;
  }
  one.emplace("tickets", figures.tickets);
  one.emplace("met", figures.met);
  one.emplace("breached", figures.breached);
  one.emplace("running", figures.running);
  one.emplace("cancelled", figures.cancelled);
  one.emplace("provisional", figures.provisional);
  one.emplace("breached_at_attach", figures.breached_at_attach);
  one.emplace("share_met", interval(figures.share_met));
  one.emplace("counted_s", figures.counted_s
                               ? value(object{{"p50", figures.counted_s->median}, {"p90", figures.counted_s->p90}})
                               : value());
  one.emplace("counted_total_s", figures.counted_total_s);
  one.emplace("by_party_s", counts(figures.by_party_s));
  one.emplace("at_breach", counts(figures.at_breach));
  one.emplace("ola_overrun", counts(figures.ola_overrun_s));
  return one;
}

std::string hours(double seconds) {
  constexpr double kHour_s = 3600;
  const auto tenths = std::llround(seconds / kHour_s * 10);
  return with_thousands(tenths / 10) + "." + std::to_string(tenths % 10) + " h";
}

void shares(TextPage& page, const TargetFigures& figures) {
  if (figures.counted_total_s == 0) return;
  std::vector<TextPage::Row> rows;
  for (const auto& [party, seconds] : figures.by_party_s) {
    const double share = static_cast<double>(seconds) / static_cast<double>(figures.counted_total_s);
    const auto missed = figures.at_breach.find(party);
    const auto over = figures.ola_overrun_s.find(party);
    rows.push_back({party,
                    {percent(share), missed == figures.at_breach.end() ? "0" : with_thousands(missed->second),
                     over == figures.ola_overrun_s.end() ? "–" : hours(static_cast<double>(over->second))},
                    share});
  }
  page.table(figures.key + ": whose time it was", {"of the time", "had it when missed", "over its own OLA"}, rows);
}

}  // namespace

object sla_json(const SlaFigures& figures) {
  array targets;
  for (const TargetFigures& one : figures.targets) targets.emplace_back(to_json(one));
  object pauses;
  for (const auto& [party, one] : figures.pauses) {
    pauses.emplace(party,
                   object{{"pauses", one.pauses},
                          {"waiting_s", one.waiting_s},
                          {"share_of_elapsed", figures.elapsed_s == 0 ? value()
                                                                      : value(static_cast<double>(one.waiting_s) /
                                                                              static_cast<double>(figures.elapsed_s))},
                          {"started_within_15m_of_due", one.started_near_due},
                          {"without_message_10m", one.without_message ? value(*one.without_message) : value()}});
  }
  array not_agreed;
  for (const auto& party : figures.not_agreed_by) not_agreed.emplace_back(party);
  return {{"as_if", figures.as_if},
          {"asked", format_instant(figures.asked)},
          {"not_agreed_by", std::move(not_agreed)},
          {"targets", std::move(targets)},
          {"pauses", std::move(pauses)}};
}

object sla_json(const SlaComparison& comparison) {
  array anew;
  for (const auto& key : comparison.worked_out_anew) anew.emplace_back(key);
  std::map<std::string, std::pair<value, value>> rows;
  for (const auto& one : comparison.before.targets) rows[one.key].first = to_json(one);
  for (const auto& one : comparison.after.targets) rows[one.key].second = to_json(one);
  array targets;
  for (auto& [key, row] : rows) {
    const bool changed = row.first != row.second;
    targets.emplace_back(object{
        {"name", key}, {"before", std::move(row.first)}, {"after", std::move(row.second)}, {"changed", changed}});
  }
  return {{"as_if", true},
          {"asked", format_instant(comparison.before.asked)},
          {"worked_out_anew", std::move(anew)},
          {"targets", std::move(targets)}};
}

std::string sla_text(const SlaComparison& comparison, std::size_t columns) {
  TextPage page(columns);
  page.title("What a change would have done");
  page.text("as of " + format_instant(comparison.before.asked));
  page.text("AS IF each of the two agreements had been in force then: neither figure is agreed");
  std::map<std::string, std::pair<const TargetFigures*, const TargetFigures*>> rows;
  for (const auto& one : comparison.before.targets) rows[one.key].first = &one;
  for (const auto& one : comparison.after.targets) rows[one.key].second = &one;
  std::vector<TextPage::Row> shown;
  for (const auto& [key, row] : rows) {
    const auto cells = [](const TargetFigures* one) -> std::pair<std::string, std::string> {
      if (one == nullptr || one->outcome) return {"–", "–"};
      return {one->share_met ? percent(one->share_met->value) : "–", with_thousands(one->breached)};
    };
    const auto before = cells(row.first);
    const auto after = cells(row.second);
    shown.push_back({key, {before.first, after.first, before.second, after.second}, std::nullopt});
  }
  page.table("Targets", {"share met", "then", "missed", "then"}, shown);
  std::string anew;
  for (const auto& key : comparison.worked_out_anew) anew += (anew.empty() ? "" : ", ") + key;
  page.text(anew.empty() ? "The change touches no target."
                         : "The change touches " + anew + "; the rest stays as it was.");
  return std::move(page).finish();
}

std::string sla_text(const SlaFigures& figures, std::size_t columns) {
  TextPage page(columns);
  page.title("Whether promises were kept");
  page.text("as of " + format_instant(figures.asked));
  if (figures.as_if) page.text("AS IF this agreement had been in force then: it was not, and nobody had agreed to it");
  if (!figures.as_if && !figures.not_agreed_by.empty()) {
    std::string parties;
    for (const auto& one : figures.not_agreed_by) parties += (parties.empty() ? "" : ", ") + one;
    page.text("not agreed by " + parties);
  }
  std::vector<TextPage::Row> rows;
  for (const TargetFigures& one : figures.targets) {
    if (one.outcome) continue;
    rows.push_back({one.key,
                    {one.kind, with_thousands(one.tickets), with_thousands(one.met), with_thousands(one.breached),
                     with_thousands(one.running), one.share_met ? percent(one.share_met->value) : "–",
                     one.share_met ? percent(one.share_met->low) + " to " + percent(one.share_met->high) : "–"},
                    one.share_met ? std::optional(one.share_met->value) : std::nullopt});
  }
  page.table("Targets", {"", "tickets", "met", "missed", "running", "share met", "95 % interval"}, rows);
  for (const TargetFigures& one : figures.targets) shares(page, one);
  std::vector<TextPage::Row> pauses;
  for (const auto& [party, one] : figures.pauses) {
    pauses.push_back(
        {party,
         {with_thousands(one.pauses), hours(static_cast<double>(one.waiting_s)), with_thousands(one.started_near_due),
          one.without_message ? with_thousands(*one.without_message) : "–"},
         std::nullopt});
  }
  page.table("Waiting for the requester, by who had the ticket",
             {"pauses", "waited", "begun 15 min before due", "without a word"}, pauses);
  bool outcomes = false;
  for (const TargetFigures& one : figures.targets) {
    if (!one.outcome) continue;
    if (!outcomes) page.heading("Outcomes");
    outcomes = true;
    page.text(one.key + " (" + one.metric + ") is " + kNotEvidenced);
  }
  return std::move(page).finish();
}

}  // namespace concordat::measure

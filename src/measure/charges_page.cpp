// SPDX-License-Identifier: Apache-2.0
#include "measure/charges.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "measure/text_page.hpp"

#include <boost/json/array.hpp>

namespace concordat::measure {
namespace {

using agreement::format_money;
using boost::json::array;
using boost::json::object;
using boost::json::value;

template <typename T>
value number_or_null(const std::optional<T>& number) {
  return number ? value(*number) : value();
}
value money_or_null(const std::optional<agreement::Money>& money) {
  return money ? value(format_money(*money)) : value();
}
value text_or_null(const std::string& text) { return text.empty() ? value() : value(text); }

value index_json(const std::optional<IndexedBy>& index) {
  if (!index) return {};
  const auto figure = [](const agreement::Quantity& one) {
    return object{
        {"date", format_date(one.date)}, {"value", one.value}, {"words", one.source}, {"entry", one.sequence}};
  };
  return object{{"series", index->series},
                {"written", format_money(index->written)},
                {"since", format_date(index->since)},
                {"year_from", format_date(index->year)},
                {"base", figure(index->base)},
                {"now", figure(index->now)}};
}

object days_json(const ChargedDays& days) {
  object one{{"from", format_date(days.from)},
             {"through", format_date(days.through)},
             {"version", days.version},
             {"unit", money_or_null(days.unit)},
             {"index", index_json(days.index)},
             {"quantity", days.known ? value(days.known->value) : value()},
             {"charged", number_or_null(days.charged)},
             {"source", nullptr}};
  if (days.known) {
    one["source"] = object{{"date", format_date(days.known->date)},
                           {"words", days.known->source},
                           {"party", text_or_null(days.known->party)},
                           {"entry", days.known->sequence}};
  }
  if (days.worked_s) {
    one["worked_s"] = *days.worked_s;
    one["time_entries"] = days.entries;
    one["minimum_hours"] = number_or_null(days.minimum_hours);
  }
  return one;
}

object line_json(const ChargeLine& line) {
  object one{{"price", line.price}, {"name", text_or_null(line.name)}};
  if (line.credit) {
    one["per"] = nullptr;
    object credit{{"of", line.credit->price},
                  {"target", line.credit->target},
                  {"below_per_cent", line.credit->below_per_cent},
                  {"per_cent", line.credit->per_cent},
                  {"met", line.credit->kept ? value(line.credit->kept->met) : value()},
                  {"missed", line.credit->kept ? value(line.credit->kept->missed) : value()}};
    one["credit"] = std::move(credit);
  } else {
    one["per"] = std::string(agreement::to_word(line.per));
    one["counts"] = text_or_null(line.series);
  }
  one["amount"] = money_or_null(line.amount);
  if (!line.amount) one["cannot_say"] = line.not_known;
  array days;
  for (const ChargedDays& each : line.days) days.emplace_back(days_json(each));
  one["days"] = std::move(days);
  return one;
}

std::string joined_names(const std::vector<std::string>& all) {
  std::string out;
  for (const auto& one : all) out += (out.empty() ? "" : ", ") + one;
  return out;
}

std::string hours_words(std::int64_t seconds) {
  constexpr std::int64_t kHundredth_s = 36;
  const std::int64_t hundredths = (seconds + kHundredth_s / 2) / kHundredth_s;
  const std::string part = std::to_string(100 + hundredths % 100).substr(1);
  return with_thousands(hundredths / 100) + "." + part + " h";
}

std::string days_words(const ChargedDays& days, const std::string& series) {
  std::string out = format_date(days.from);
  if (days.through != days.from) out += " to " + format_date(days.through);
  out += ": ";
  if (days.worked_s) {
    out += hours_words(*days.worked_s) + " in " + with_thousands(days.entries) + " time entries";
    if (days.minimum_hours) out += ", at least " + with_thousands(*days.minimum_hours) + " h a month";
  } else if (days.known) {
    out += with_thousands(days.known->value) + " by " + series + " of " + format_date(days.known->date) + " (" +
           days.known->source + ")";
    if (days.charged && *days.charged != days.known->value) out += ", at least " + with_thousands(*days.charged);
  } else {
    out += series.empty() ? "the price itself" : series + " is not known";
  }
  if (days.unit) out += ", at " + format_money(*days.unit);
  if (days.index) {
    const auto figure = [](const agreement::Quantity& one) {
      return std::to_string(one.value) + " of " + format_date(one.date);
    };
    out += " (" + format_money(days.index->written) + " since " + format_date(days.index->since) + ", by " +
           days.index->series + " from " + figure(days.index->base) + " to " + figure(days.index->now) + ")";
  }
  return out + ", version " + days.version;
}

std::string credit_words(const CreditOf& credit) {
  std::string out = format_number(credit.per_cent) + " %" + " of " + credit.price + " where " + credit.target +
                    " is below " + format_number(credit.below_per_cent) + " %";
  if (!credit.kept) return out;
  const std::int64_t tickets = credit.kept->met + credit.kept->missed;
  if (tickets == 0) return out + ": no ticket of the month came to its end";
  return out + ": " + with_thousands(credit.kept->met) + " of " + with_thousands(tickets) + " tickets in time";
}

}  // namespace

object charges_json(const Charges& charges, bool over) {
  array parties;
  for (const PartyCharges& party : charges.parties) {
    array lines;
    for (const ChargeLine& line : party.lines) lines.emplace_back(line_json(line));
    array totals;
    for (const auto& total : party.totals) totals.emplace_back(format_money(total));
    parties.emplace_back(object{{"party", party.party},
                                {"lines", std::move(lines)},
                                {"totals", std::move(totals)},
                                {"complete", party.complete}});
  }
  array not_agreed;
  for (const auto& party : charges.not_agreed_by) not_agreed.emplace_back(party);
  return {{"from", format_date(charges.first)},
          {"through", format_date(charges.last)},
          {"over", over},
          {"days_without_agreement", charges.days_without_agreement},
          {"not_agreed_by", std::move(not_agreed)},
          {"parties", std::move(parties)}};
}

std::string charges_text(const Charges& charges, bool over, std::size_t columns) {
  TextPage page(columns);
  page.title("What the prices come to");
  page.text(format_date(charges.first) + " to " + format_date(charges.last));
  if (!over) page.text("THE MONTH IS NOT OVER: days to come are counted as they would be today");
  if (!charges.not_agreed_by.empty()) page.text("not agreed by " + joined_names(charges.not_agreed_by));
  if (charges.days_without_agreement > 0) {
    page.text("On " + std::to_string(charges.days_without_agreement) + " days no agreement was in force.");
  }
  if (charges.parties.empty()) page.text("No price held in this month.");
  for (const PartyCharges& party : charges.parties) {
    std::vector<TextPage::Row> rows;
    for (const ChargeLine& line : party.lines) {
      rows.push_back({line.price,
                      {line.credit ? "credit" : "per " + std::string(agreement::to_word(line.per)),
                       line.amount ? format_money(*line.amount) : "not known"},
                      std::nullopt});
    }
    for (const auto& total : party.totals) {
      rows.push_back(
          {party.complete ? "together" : "together, as far as it is known", {"", format_money(total)}, std::nullopt});
    }
    page.table(party.party, {"", "amount"}, rows);
    for (const ChargeLine& line : party.lines) {
      page.heading(line.price + (line.name.empty() || line.name == line.price ? "" : " (" + line.name + ")"));
      if (!line.amount) page.text("Not known. " + line.not_known);
      if (line.credit) page.text(credit_words(*line.credit));
      for (const ChargedDays& days : line.days) page.text(days_words(days, line.series));
    }
  }
  return std::move(page).finish();
}

}  // namespace concordat::measure

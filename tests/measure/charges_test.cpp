// SPDX-License-Identifier: Apache-2.0
// What prices come to in a month. The expected amounts are worked by hand, in the comments; a twin that goes day by day
// with exact fractions is asked beside them.
#include "agreement/read.hpp"
#include "measure/charges.hpp"
#include "store/zones.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <random>

namespace concordat::measure {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kNoc =
    "[price.noc]\nper = \"device\"\ncounts = \"assets.monitored\"\nmonthly = \"GBP 9.50\"\nminimum = 100\n";
constexpr const char* kIndexed =
    "[price.noc]\nper = \"device\"\ncounts = \"assets.monitored\"\nmonthly = \"GBP 9.50\"\nindex = \"cpi\"\n";
constexpr const char* kProjects =
    "[price.projects]\nper = \"hour\"\ncounts = \"time.hq-projects\"\nrate = \"GBP 95.00\"\nstep = \"15m\"\n";
constexpr const char* kCredit = "[price.credit]\ntarget = \"p1\"\nbelow = \"95 %\"\ncredit = \"5 % of noc\"\n";

Date day(const std::string& text) { return parse_date(text).value(); }

// May 2026, 31 days, unless the test says otherwise.
class ChargesOf : public ::testing::Test {
 protected:
  void version(const std::string& from, const std::string& prices, const std::string& contract = {}) {
    static store::ZoneSource zones;
    const calendar::Sources sources{
        [](const std::string& name) { return zones.find(name); },
        [](const std::string&) -> Result<std::string> { return fail("cannot-read", "No file lies beside it."); }};
    const std::vector<agreement::SourceText> texts = {
        {"agreement.toml",
         "format = 1\norganisation = \"x\"\nzone = \"Europe/London\"\neffective = 2010-01-01\n[party.hq]\nkind = "
         "\"internal\"\n[party.nw]\nkind = \"provider\"\n" +
             contract +
             "[calendar.office]\nopen = { mon-fri = [\"09:00-17:00\"] }\n[role.lead]\nparty = \"hq\"\nperson = "
             "\"ana\"\n[team.desk]\nparty = \"hq\"\nduty = \"office\"\n[team.hq-projects]\nparty = \"hq\"\nduty = "
             "\"office\"\n[function.desk]\ntakes = [\"*\"]\naccountable = \"lead\"\nowner = \"desk\"\ndoes.triage = "
             "[\"desk\"]\ndoes.resolve = [\"desk\"]\ndoes.fulfil = [\"desk\"]\ndoes.change = [\"desk\"]\ndoes.approve "
             "= [\"lead\"]\n[target.p1]\nkind = \"SLA\"\nobligor = \"nw\"\nbeneficiary = \"hq\"\nmetric = "
             "\"resolution\"\nwithin = \"4h\"\ncalendar = \"office\"\n"},
        {"annex.toml", "annex = \"nw\"\n" + prices}};
    auto reading = agreement::read(texts, sources);
    for (const auto& finding : reading.findings) ADD_FAILURE() << finding.rule << ": " << finding.message;
    agreements_.push_back(std::move(reading.agreement));
    input_.versions.push_back({"v" + std::to_string(agreements_.size()), day(from), &agreements_.back(), {}});
  }
  void counted(const std::string& date, std::int64_t value, const std::string& series = "assets.monitored") {
    record::Entry entry;
    entry.sequence = ++entries_;
    entry.party = "hq";
    entry.subject = "quantity:" + series;
    entry.kind = agreement::kQuantitySet;
    entry.body = {{"date", date}, {"value", value}, {"source", "agent count"}};
    quantities_.step(entry);
  }
  void worked(const std::string& date, std::int64_t minutes, const std::string& party = "nw",
              const std::string& price = {}, const std::string& team = "hq-projects") {
    if (!input_.worked) input_.worked.emplace();
    input_.worked->push_back({party, team, price, day(date), minutes});
  }
  PartyCharges of(const std::string& first = "2026-05-01", const std::string& last = "2026-05-31") {
    input_.first = day(first);
    input_.last = day(last);
    input_.quantities = &quantities_;
    all_ = charges(input_);
    return all_.parties.empty() ? PartyCharges{} : all_.parties.front();
  }
  std::string amount(const std::string& price, const std::string& first = "2026-05-01",
                     const std::string& last = "2026-05-31") {
    for (const ChargeLine& line : of(first, last).lines) {
      if (line.price == price) return line.amount ? format_money(*line.amount) : "not known: " + line.not_known;
    }
    return "no line";
  }
  static std::vector<std::string> words(const std::vector<agreement::Money>& all) {
    std::vector<std::string> out;
    for (const auto& one : all) out.push_back(format_money(one));
    return out;
  }

  std::deque<agreement::Agreement> agreements_;
  agreement::QuantitySeries quantities_;
  std::int64_t entries_ = 0;
  ChargesInput input_;
  Charges all_;
};

TEST_F(ChargesOf, AWholeMonthOfOneQuantity) {
  version("2026-01-01", kNoc);
  counted("2026-04-20", 118);
  EXPECT_EQ(amount("noc"), "GBP 1121.00");  // 118 × 9.50
  const auto party = of();
  EXPECT_EQ(party.party, "nw");
  EXPECT_TRUE(party.complete);
  ASSERT_EQ(party.lines.front().days.size(), 1U);
  const ChargedDays& days = party.lines.front().days.front();
  EXPECT_EQ(format_date(days.through), "2026-05-31");
  EXPECT_EQ(days.known->source, "agent count");
  EXPECT_EQ(format_date(days.known->date), "2026-04-20");
  EXPECT_EQ(days.version, "v1");
}

TEST_F(ChargesOf, AQuantityThatChangesCountsDayByDay) {
  version("2026-01-01", kNoc);
  counted("2026-04-20", 118);
  counted("2026-05-16", 124);
  // 9.50 × (118 × 15 + 124 × 16) / 31 = 9.50 × 3754 / 31 = 35663 / 31 = 1150.4193…
  EXPECT_EQ(amount("noc"), "GBP 1150.42");
  counted("2026-04-20", 120);  // corrected: 9.50 × (1800 + 1984) / 31 = 35948 / 31 = 1159.6129…
  EXPECT_EQ(amount("noc"), "GBP 1159.61");
}

TEST_F(ChargesOf, EachDayIsPricedByTheVersionInForce) {
  version("2026-01-01", kNoc);
  version("2026-05-11", "[price.noc]\nper = \"device\"\ncounts = \"assets.monitored\"\nmonthly = \"GBP 8.00\"\n");
  counted("2026-04-20", 118);
  // 118 × (9.50 × 10 + 8.00 × 21) / 31 = 118 × 263 / 31 = 31034 / 31 = 1001.0967…
  EXPECT_EQ(amount("noc"), "GBP 1001.10");
  EXPECT_EQ(amount("noc", "2026-04-01", "2026-04-30"),
            "not known: Nothing is known of assets.monitored from 2026-04-01 to 2026-04-19.");
  EXPECT_EQ(amount("noc", "2026-06-01", "2026-06-30"), "GBP 944.00");  // 118 × 8
}

TEST_F(ChargesOf, OnlyDaysOfTheContractCount) {
  version("2026-01-01", kNoc, "contract = { from = 2026-05-21, through = 2027-05-20 }\n");
  counted("2026-04-20", 118);
  EXPECT_EQ(amount("noc"), "GBP 397.77");  // 118 × 9.50 × 11 / 31 = 12331 / 31 = 397.7741…
  EXPECT_EQ(amount("noc", "2027-05-01", "2027-05-31"), "GBP 723.23");  // × 20 / 31 = 22420 / 31 = 723.2258…
  EXPECT_EQ(amount("noc", "2027-06-01", "2027-06-30"), "no line");
  EXPECT_EQ(amount("noc", "2026-04-01", "2026-04-30"), "no line");
}

TEST_F(ChargesOf, AtLeastTheMinimumAndTheTierThatHolds) {
  version("2026-01-01",
          std::string(kNoc) + "tiers = [{ from = 150, price = \"GBP 8.00\" }, { from = 300, price = \"GBP 7.00\" }]\n");
  counted("2026-05-01", 80);
  EXPECT_EQ(amount("noc"), "GBP 950.00");  // 100 × 9.50
  counted("2026-05-01", 149);
  EXPECT_EQ(amount("noc"), "GBP 1415.50");
  counted("2026-05-01", 150);
  EXPECT_EQ(amount("noc"), "GBP 1200.00");
  counted("2026-05-01", 300);
  EXPECT_EQ(amount("noc"), "GBP 2100.00");
  counted("2026-05-01", 0);
  EXPECT_EQ(amount("noc"), "GBP 950.00") << "none is known, and is not the same as not known";
}

TEST_F(ChargesOf, WhatIsNotKnownIsNeverNothing) {
  version("2026-01-01", std::string(kNoc) + "[price.fixed]\nper = \"month\"\nmonthly = \"GBP 250.00\"\n" +
                            "[price.seats]\nper = \"user\"\nmonthly = \"GBP 3.00\"\n" + kProjects);
  counted("2026-05-10", 118);
  const auto party = of();
  EXPECT_EQ(amount("noc"), "not known: Nothing is known of assets.monitored from 2026-05-01 to 2026-05-09.");
  EXPECT_EQ(amount("seats"), "not known: The price counts no quantity: it is per user and has no `counts`.");
  EXPECT_EQ(amount("projects"), "not known: No time is logged, so the hours of hq-projects are not known.");
  EXPECT_EQ(amount("fixed"), "GBP 250.00");
  EXPECT_FALSE(party.complete);
  EXPECT_THAT(words(party.totals), ElementsAre("GBP 250.00"));
  const auto shown = charges_json(all_, true);
  for (const auto& line : shown.at("parties").at(0).at("lines").as_array()) {
    EXPECT_EQ(line.at("amount").is_null(), line.as_object().contains("cannot_say"));
  }
  EXPECT_THAT(charges_text(all_, true, 100), HasSubstr("together, as far as it is known"));
}

TEST_F(ChargesOf, HoursOfTheAnnexsOwnPeopleInSteps) {
  version("2026-01-01", kProjects);
  worked("2026-05-04", 10);              // 15
  worked("2026-05-05", 61);              // 75
  worked("2026-05-31", 30);              // 30: two hours together
  worked("2026-05-05", 600, "hq");       // the customer's own
  worked("2026-05-05", 600, "nw", "x");  // said to be for another price
  worked("2026-05-05", 600, "nw", "", "desk");
  worked("2026-06-01", 600);
  EXPECT_EQ(amount("projects"), "GBP 190.00");  // 2 × 95
  EXPECT_EQ(amount("projects", "2026-06-01", "2026-06-30"), "GBP 950.00");
  EXPECT_EQ(amount("projects", "2026-07-01", "2026-07-31"), "GBP 0.00") << "time is logged: nobody worked";
}

TEST_F(ChargesOf, AMinimumOfHoursIsOfTheWholeMonth) {
  version("2026-01-01", std::string(kProjects) + "minimum = 31\n",
          "contract = { from = 2026-05-22, through = 2027-05-20 }\n");
  worked("2026-05-25", 300);
  EXPECT_EQ(amount("projects"), "GBP 950.00");  // of 31 hours 10 / 31: 10 hours
  worked("2026-05-26", 330);                    // 10.5 hours
  EXPECT_EQ(amount("projects"), "GBP 997.50");
}

TEST_F(ChargesOf, OnceIsTheFirstDayThatThePriceHeld) {
  const std::string price = "[price.setup]\nper = \"once\"\namount = \"GBP 1500.00\"\n";
  version("2026-05-11", price);
  version("2026-06-11", price);
  EXPECT_EQ(amount("setup"), "GBP 1500.00");
  EXPECT_EQ(amount("setup", "2026-06-01", "2026-06-30"), "GBP 0.00");
}

TEST_F(ChargesOf, AProjectIsAValueDatedInTheMonth) {
  version("2026-01-01", "[price.migration]\nper = \"project\"\ncounts = \"projects.done\"\namount = \"GBP 400.00\"\n");
  counted("2026-04-30", 7, "projects.done");
  counted("2026-05-04", 2, "projects.done");
  counted("2026-05-28", 1, "projects.done");
  EXPECT_EQ(amount("migration"), "GBP 1200.00");
  EXPECT_EQ(amount("migration", "2026-06-01", "2026-06-30"), "GBP 0.00");
}

TEST_F(ChargesOf, ACreditIsOwedBelowItsShareAlone) {
  version("2026-01-01", std::string(kNoc) + kCredit);
  counted("2026-04-20", 118);
  EXPECT_THAT(amount("credit"), HasSubstr("not evidenced"));
  input_.kept["p1"] = {18, 1};                // 94.7 %
  EXPECT_EQ(amount("credit"), "GBP -56.05");  // 5 % of 1121.00
  EXPECT_THAT(words(of().totals), ElementsAre("GBP 1064.95"));
  input_.kept["p1"] = {19, 1};  // 95 % is not below 95 %
  EXPECT_EQ(amount("credit"), "GBP 0.00");
  input_.kept["p1"] = {0, 0};
  EXPECT_EQ(amount("credit"), "GBP 0.00") << "nothing ended, so nothing was missed";
  input_.kept["p1"] = {0, 1};
  EXPECT_EQ(amount("credit", "2026-04-01", "2026-04-30"), "not known: What noc comes to is not known.");
}

TEST_F(ChargesOf, AmountsAreRoundedToWhatTheCurrencyHas) {
  const auto price = [](const std::string& money) {
    return "[price.a]\nper = \"month\"\nmonthly = \"" + money + "\"\n";
  };
  const std::string contract = "contract = { from = 2026-05-21, through = 2027-05-20 }\n";
  version("2026-01-01", price("JPY 700"), contract);
  EXPECT_EQ(amount("a"), "JPY 248.00");  // 700 × 11 / 31 = 248.387…
  version("2026-01-02", price("KWD 10.500"), contract);
  EXPECT_EQ(amount("a"), "KWD 3.726");  // 10.5 × 11 / 31 = 3.72580…
  EXPECT_EQ(format_money(rounded({"GBP", 5'000})), "GBP 0.01") << "half away from zero";
  EXPECT_EQ(format_money(rounded({"GBP", -5'000})), "GBP -0.01");
  EXPECT_EQ(format_money(rounded({"GBP", 4'999})), "GBP 0.00");
}

TEST_F(ChargesOf, DaysWithoutAnAgreementAreSaid) {
  version("2026-05-11", kNoc);
  counted("2026-04-20", 118);
  EXPECT_EQ(amount("noc"), "GBP 759.39");  // 118 × 9.50 × 21 / 31 = 23541 / 31 = 759.3870…
  EXPECT_EQ(all_.days_without_agreement, 10);
  EXPECT_THAT(charges_text(all_, true, 100), HasSubstr("On 10 days no agreement was in force."));
  EXPECT_THAT(of("2026-04-01", "2026-04-30").lines, IsEmpty());
}

TEST_F(ChargesOf, AnIndexAdjustsAYearAfterThePriceBegan) {
  version("2026-01-01", kIndexed);
  counted("2026-01-01", 118);
  counted("2025-12-17", 1299, "cpi");
  EXPECT_EQ(amount("noc", "2026-12-01", "2026-12-31"), "GBP 1121.00") << "in its first year as it is written";
  EXPECT_TRUE(of("2026-12-01", "2026-12-31").lines.front().days.front().unit == agreement::parse_money("GBP 9.50"));
  counted("2026-12-16", 1360, "cpi");
  // 9.50 × 1360 / 1299 = 12920 / 1299 = 9.9461123…, so 9.946112; × 118 = 1173.641216
  EXPECT_EQ(amount("noc", "2027-01-01", "2027-01-31"), "GBP 1173.64");
  counted("2027-03-17", 9999, "cpi");  // a figure within the year is not asked for
  EXPECT_EQ(amount("noc", "2027-12-01", "2027-12-31"), "GBP 1173.64");
  const auto line = of("2027-12-01", "2027-12-31").lines.front();
  ASSERT_EQ(line.days.size(), 1U);
  ASSERT_TRUE(line.days.front().index);
  EXPECT_EQ(format_date(line.days.front().index->base.date), "2025-12-17");
  EXPECT_EQ(format_date(line.days.front().index->now.date), "2026-12-16");
  const auto shown = charges_json(all_, true).at("parties").at(0).at("lines").at(0).at("days").at(0);
  EXPECT_EQ(shown.at("unit"), "GBP 9.946112");
  EXPECT_EQ(shown.at("index").at("written"), "GBP 9.50");
  EXPECT_EQ(shown.at("index").at("now").at("value"), 1360);
  const auto page = charges_text(all_, true, 200);
  EXPECT_THAT(page, HasSubstr("at GBP 9.946112"));
  EXPECT_THAT(page, HasSubstr("(GBP 9.50 since 2026-01-01, by cpi from 1299 of 2025-12-17 to 1360 of 2026-12-16)"));
  // The second year goes by the first day too, and a figure that falls takes the price down: 9.50 × 1200 / 1299 =
  // 11400 / 1299 = 8.7759815…, so 8.775982; × 118 = 1035.565876
  counted("2027-12-15", 1200, "cpi");
  EXPECT_EQ(amount("noc", "2028-02-01", "2028-02-29"), "GBP 1035.57");
}

TEST_F(ChargesOf, AnAnniversaryWithinAMonthPricesItsOwnDays) {
  version("2026-01-01", std::string(kIndexed) + kProjects + "index = \"wages\"\n",
          "contract = { from = 2026-05-11, through = 2029-05-10 }\n");
  counted("2026-05-01", 118);
  for (const char* series : {"cpi", "wages"}) {
    counted("2026-04-30", 1000, series);
    counted("2027-05-11", 1030, series);
  }
  // 118 × (9.50 × 10 + 9.785 × 21) / 31 = 118 × 300.485 / 31 = 35457.23 / 31 = 1143.7816…
  EXPECT_EQ(amount("noc", "2027-05-01", "2027-05-31"), "GBP 1143.78");
  worked("2027-05-10", 60);
  worked("2027-05-11", 60);  // 95 × 1.03 = 97.85
  EXPECT_EQ(amount("projects", "2027-05-01", "2027-05-31"), "GBP 192.85");
}

TEST_F(ChargesOf, AFigureThatIsMissingIsNotEvidenced) {
  version("2026-01-01", kIndexed);
  counted("2026-01-01", 118);
  EXPECT_EQ(amount("noc"), "GBP 1121.00") << "the first year needs no figure";
  EXPECT_EQ(amount("noc", "2027-01-01", "2027-01-31"),
            "not known: The index cpi is not evidenced: no figure of it is dated from 2025-01-02 to 2026-01-01.");
  counted("2025-01-01", 1290, "cpi");
  EXPECT_THAT(amount("noc", "2027-01-01", "2027-01-31"), HasSubstr("not evidenced")) << "it is a year old and a day";
  counted("2025-01-02", 1299, "cpi");
  EXPECT_EQ(amount("noc", "2027-01-01", "2027-01-31"),
            "not known: The index cpi is not evidenced: no figure of it is dated from 2026-01-02 to 2027-01-01.");
  EXPECT_FALSE(all_.parties.front().complete);
  counted("2027-01-02", 1360, "cpi");
  EXPECT_THAT(amount("noc", "2027-01-01", "2027-01-31"), HasSubstr("not evidenced")) << "it came a day late";
  counted("2027-01-01", 1360, "cpi");
  EXPECT_EQ(amount("noc", "2027-01-01", "2027-01-31"), "GBP 1173.64");
  EXPECT_EQ(amount("noc", "2028-12-01", "2028-12-31"), "GBP 1173.64") << "that of 2027-01-02 is within the next year";
  EXPECT_EQ(amount("noc", "2029-01-01", "2029-01-31"),
            "not known: The index cpi is not evidenced: no figure of it is dated from 2028-01-02 to 2029-01-01.");
}

TEST_F(ChargesOf, AVersionAboutSomethingElseBeginsNoYearAnew) {
  version("2026-01-01", kIndexed);
  version("2026-09-01", std::string(kIndexed) + "minimum = 10\n" + kProjects);
  std::string renamed(kIndexed);
  renamed.replace(renamed.find("noc"), 3, "watch");
  version("2026-10-01", renamed + "was = [\"noc\"]\n");
  counted("2026-01-01", 118);
  counted("2026-01-01", 1000, "cpi");
  counted("2027-01-01", 1030, "cpi");
  EXPECT_EQ(amount("watch", "2027-02-01", "2027-02-28"), "GBP 1154.63");  // 118 × 9.785 = 1154.63
  // Written anew, it is what is written: with the same words, after a day on which it did not hold.
  version("2027-02-15", kProjects);
  version("2027-02-16", kIndexed);
  EXPECT_EQ(amount("noc", "2027-03-01", "2027-03-31"), "GBP 1121.00");
  std::string dearer(kIndexed);
  dearer.replace(dearer.find("9.50"), 4, "9.60");
  version("2027-04-01", dearer);
  EXPECT_EQ(amount("noc", "2027-04-01", "2027-04-30"), "GBP 1132.80");  // 118 × 9.60
}

TEST(Anniversaries, OfALeapDayAreTheLastOfFebruary) {
  const auto last = [](const char* since, const char* at) {
    return format_date(last_anniversary(day(since), day(at)));
  };
  EXPECT_EQ(last("2024-02-29", "2025-02-27"), "2024-02-29");
  EXPECT_EQ(last("2024-02-29", "2025-02-28"), "2025-02-28");
  EXPECT_EQ(last("2024-02-29", "2028-02-28"), "2027-02-28");
  EXPECT_EQ(last("2024-02-29", "2028-02-29"), "2028-02-29");
  EXPECT_EQ(last("2026-05-11", "2027-05-10"), "2026-05-11");
}

// The same, slowly: each day for itself, in exact fractions, rounded once.
using Fraction = boost::multiprecision::cpp_rational;
using Whole = boost::multiprecision::cpp_int;

const agreement::Price* twin_price(const ChargesInput& input, const std::string& key, Date at) {
  const PricedVersion* in_force = nullptr;
  for (const PricedVersion& one : input.versions) {
    if (one.from <= at) in_force = &one;
  }
  if (in_force == nullptr || !in_force->agreement->prices.contains(key)) return nullptr;
  return &in_force->agreement->prices.at(key);
}

// Each day backwards while the price is written alike; then each year forwards. What is multiplied is rounded to a
// millionth. nullopt where a figure is missing.
std::optional<std::int64_t> twin_unit(const ChargesInput& input, const agreement::Price& price, std::int64_t unit,
                                      Date at) {
  Date since = at;
  for (Date before{at.days - 1};; --before.days) {
    const auto* then = twin_price(input, price.key, before);
    if (then == nullptr || then->index != price.index || !(then->amount == price.amount) ||
        then->tiers.size() != price.tiers.size()) {
      break;
    }
    since = before;
  }
  const auto began = split_date(since);
  Date year = since;
  for (int i = 1; *make_date(began.year + i, began.month, began.day) <= at; ++i) {
    year = *make_date(began.year + i, began.month, began.day);
  }
  if (year == since) return unit;
  const auto figure = [&](Date on) {
    std::optional<agreement::Quantity> last;
    for (const auto& one : input.quantities->all(price.index)) {
      const auto date = split_date(on);
      if (one.date <= on && one.date > *make_date(date.year - 1, date.month, date.day)) last = one;
    }
    return last;
  };
  const auto base = figure(since), now = figure(year);
  if (!base || !now) return std::nullopt;
  const Whole twice = Whole(unit) * now->value * 2 / base->value;
  return static_cast<std::int64_t>((twice + 1) / 2);
}

std::string twin_amount(const ChargesInput& input, const std::string& key) {
  Fraction sum = 0;
  const Fraction month = input.last.days - input.first.days + 1;
  for (Date at = input.first; at <= input.last; at.days += 1) {
    const agreement::Price* found = twin_price(input, key, at);
    if (found == nullptr) continue;
    const agreement::Price& price = *found;
    const auto known = input.quantities->at(price.counts->name, at);
    if (!known) return "not known";
    const std::int64_t quantity = std::max(known->value, price.minimum.value_or(0));
    std::int64_t unit = price.amount->micros;
    for (const agreement::Tier& tier : price.tiers) {
      if (quantity >= tier.from) unit = tier.price.micros;
    }
    if (!price.index.empty()) {
      const auto indexed = twin_unit(input, price, unit, at);
      if (!indexed) return "not known";
      unit = *indexed;
    }
    sum += Fraction(unit) * quantity / month;
  }
  const Fraction pence = sum / 10'000;
  const Whole down = numerator(pence) / denominator(pence);
  const bool up = (pence - down) * 2 >= 1;
  const Whole rounded = down + (up ? 1 : 0);
  std::string part = Whole(rounded % 100).str();
  if (part.size() < 2) part.insert(0, "0");
  return "GBP " + Whole(rounded / 100).str() + "." + part;
}

TEST_F(ChargesOf, ATwinThatGoesDayByDayFindsTheSame) {
  std::mt19937 random{11};
  const auto pick = [&](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
  int known = 0;
  for (int round = 0; round < 300; ++round) {
    agreements_.clear();
    input_ = {};
    quantities_ = {};
    for (int v = 0, n = 1 + pick(3), from = 1; v < n; ++v, from += 1 + pick(9)) {
      std::string price = "[price.noc]\nper = \"device\"\ncounts = \"assets.monitored\"\nmonthly = \"GBP " +
                          std::to_string(pick(40)) + "." + std::to_string(1'000'000 + pick(999'999)).substr(1) + "\"\n";
      if (pick(1) == 0) price += "minimum = " + std::to_string(pick(150)) + "\n";
      if (pick(1) == 0)
        price += "tiers = [{ from = 90, price = \"GBP 3.33\" }, { from = 120, price = \"GBP 1.000001\" }]\n";
      version("2026-05-" + std::to_string(100 + from).substr(1), pick(5) == 0 ? "" : price);
    }
    if (pick(4) != 0) counted("2026-04-01", pick(200));
    for (int i = pick(6); i > 0; --i) counted("2026-05-" + std::to_string(101 + pick(30)).substr(1), pick(200));
    const auto found = amount("noc");
    const auto expected = twin_amount(input_, "noc");
    if (found == "no line") {
      EXPECT_EQ(expected, "GBP 0.00") << round;
      continue;
    }
    EXPECT_EQ(found.starts_with("not known") ? "not known" : found, expected) << round;
    if (!found.starts_with("not known")) ++known;
  }
  EXPECT_GT(known, 100);
}

TEST_F(ChargesOf, ATwinOfIndexesThatGoesDayByDayFindsTheSame) {
  std::mt19937 random{12};
  const auto pick = [&](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
  const auto may = [&](int year, int most) {
    return std::to_string(year) + "-05-" + std::to_string(101 + pick(most)).substr(1);
  };
  int adjusted = 0;
  for (int round = 0; round < 150; ++round) {
    agreements_.clear();
    input_ = {};
    quantities_ = {};
    std::string price(kIndexed);
    std::vector<std::string> begins;
    for (int v = pick(3); v >= 0; --v) begins.push_back(may(2026 + pick(1), 27));
    std::sort(begins.begin(), begins.end());
    for (const std::string& from : begins) {
      if (pick(2) == 0) price.replace(price.find("GBP ") + 4, 1, std::to_string(1 + pick(8)));
      version(from, pick(7) == 0 ? "" : price + (pick(1) == 0 ? "minimum = 40\n" : ""));
    }
    counted("2026-04-01", pick(200));
    for (int year : {2025, 2026, 2027, 2028}) {
      for (int i = pick(3); i > 0; --i) counted(may(year, 30), 900 + pick(300), "cpi");
    }
    for (const int year : {2027, 2028}) {
      const std::string month = std::to_string(year) + "-05-";
      const auto found = amount("noc", month + "01", month + "31");
      const auto expected = twin_amount(input_, "noc");
      EXPECT_EQ(found == "no line"               ? "GBP 0.00"
                : found.starts_with("not known") ? "not known"
                                                 : found,
                expected)
          << round << " " << year;
      for (const auto& party : all_.parties) {
        for (const auto& days : party.lines.front().days) adjusted += days.index && party.complete ? 1 : 0;
      }
    }
  }
  EXPECT_GT(adjusted, 60);
}

}  // namespace
}  // namespace concordat::measure

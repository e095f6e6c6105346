// SPDX-License-Identifier: Apache-2.0
// The agreement on the command line, as its two sides use it.
#include "support/program.hpp"
#include "support/places.hpp"

#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <sstream>

namespace concordat::test {
namespace {

const std::string kExamples = source_dir() + "/examples/";

std::string harbour() {
  const std::string folder = kExamples + "agreement/harbour/";
  return folder + "harbour.toml " + folder + "annex-northwind.toml " + folder + "private.toml";
}

// The program with words that are divided by spaces.
Outcome run(const Program& concordat, const std::string& line) {
  std::vector<std::string> words;
  std::istringstream in(line);
  for (std::string word; in >> word;) words.push_back(word);
  return concordat(words);
}

// The example with the one thing mended that is wrong with it on purpose.
std::string mended(const Folder& folder) {
  std::string text = shell("cat " + kExamples + "agreement/harbour/harbour.toml").out;
  const std::string row = "does.fulfil  = [\"hq-desk\"]\n";
  const std::size_t at = text.find(row);
  EXPECT_NE(at, std::string::npos);
  text.insert(at + row.size(), "does.change  = [\"hq-desk\"]\n");
  const std::string annexes =
      kExamples + "agreement/harbour/annex-northwind.toml " + kExamples + "agreement/harbour/private.toml";
  return folder.write("harbour.toml", text) + " " + annexes;
}

TEST(Agreement, CheckSaysNoWithExitCodeOne) {
  const Folder folder;
  Program concordat(folder);
  const auto checked = run(concordat, "agreement check " + harbour() + " --json");
  EXPECT_EQ(checked.exit_code, 1);
  EXPECT_FALSE(checked.json().at("ok").as_bool());
  EXPECT_EQ(run(concordat, "agreement check " + mended(folder)).exit_code, 0);
  EXPECT_EQ(run(concordat, "agreement check nowhere.toml").exit_code, 2);
}

TEST(Agreement, DecidesAThreeInTheMorningQuestion) {
  const Folder folder;
  Program concordat(folder);
  const auto decided =
      run(concordat, "agreement decide " + harbour() +
                         " --function service-desk --activity resolve --priority 1 --at 2026-05-02T03:00 --json");
  ASSERT_EQ(decided.exit_code, 0) << decided.err;
  const auto answer = decided.json();
  EXPECT_EQ(answer.at("on_duty").at("team"), "nw-noc");
  EXPECT_EQ(answer.at("on_duty").at("until"), "2026-05-04T07:30:00Z");  // the desk opens on Monday at 08:30
  EXPECT_EQ(answer.at("row").at("id"), "function.service-desk.does.resolve");
  EXPECT_EQ(answer.at("exceptions").at(0), "function.service-desk.except.1");
  EXPECT_EQ(answer.at("informed").at(0), "director");
  EXPECT_EQ(answer.at("targets").at(0), "p1-restore");
}

TEST(Agreement, IsInForceUnagreedUntilTheOthersSign) {
  const Folder folder;
  Program concordat(folder);
  const std::string files = mended(folder);
  const auto applied = run(concordat, "agreement apply " + files + " --org Harbour --json");
  ASSERT_EQ(applied.exit_code, 0) << applied.err;
  EXPECT_TRUE(applied.json().at("created_org").as_bool());
  EXPECT_FALSE(applied.json().at("agreed").as_bool());
  EXPECT_EQ(applied.json().at("not_agreed_by").as_array().size(), 2U);

  ASSERT_EQ(run(concordat, "key new --name host.example").exit_code, 0);
  const std::string host = folder.file("data/host.key");
  for (const std::string party : {"northwind", "aegis"}) {
    EXPECT_EQ(run(concordat, "agreement approve --org Harbour --as " + party + " --key " + host).exit_code, 2)
        << "the host signs for nobody else";
    const std::string key = folder.file(party + ".key");
    ASSERT_EQ(run(concordat, "key new --name " + party + ".example --key " + key).exit_code, 0);
    const auto approved = run(concordat, "agreement approve --org Harbour --as " + party + " --key " + key);
    EXPECT_EQ(approved.exit_code, 0) << approved.err;
  }
  EXPECT_EQ(
      run(concordat, "agreement approve --org Harbour --as aegis --key " + folder.file("northwind.key")).exit_code, 2);
  const auto shown = run(concordat, "agreement show --org Harbour --json");
  EXPECT_TRUE(shown.json().at("in_force").at("agreed").as_bool()) << shown.out;
}

TEST(Agreement, WithErrorsIsNotTakenUpAndLeavesNothing) {
  const Folder folder;
  Program concordat(folder);
  EXPECT_EQ(run(concordat, "agreement apply " + harbour() + " --org Harbour").exit_code, 2);
  EXPECT_EQ(run(concordat, "agreement show --org Harbour").exit_code, 2);
}

TEST(Agreement, NoStrangerSeesAPrice) {
  const Folder folder;
  Program concordat(folder);
  ASSERT_EQ(run(concordat, "agreement apply " + mended(folder) + " --org Harbour").exit_code, 0);
  const auto bundle = [&](const std::string& party) {
    const auto made = run(concordat, "export --org Harbour --as " + party + " " + folder.file(party + ".bundle"));
    EXPECT_EQ(made.exit_code, 0) << made.err;
    EXPECT_EQ(run(concordat, "verify " + folder.file(party + ".bundle")).exit_code, 0);
    return folder.read(party + ".bundle");
  };
  EXPECT_NE(bundle("northwind").find("GBP 9.50"), std::string::npos);
  EXPECT_EQ(bundle("aegis").find("GBP 9.50"), std::string::npos);
}

TEST(Agreement, TakesEffectByItselfOnceEveryoneHasSigned) {
  const Folder folder;
  Program concordat(folder);
  const auto proposed = run(concordat, "agreement propose " + mended(folder) + " --org Harbour --json");
  ASSERT_EQ(proposed.exit_code, 0) << proposed.err;
  EXPECT_TRUE(proposed.json().at("in_force_from").is_null());
  // What was withdrawn never does; its texts are another version when they are proposed again.
  const std::string withdraw =
      "agreement withdraw " + std::string(proposed.json().at("version").as_string()) + " --org Harbour --why early";
  ASSERT_EQ(run(concordat, withdraw).exit_code, 0);
  EXPECT_EQ(run(concordat, withdraw).exit_code, 2);
  const auto again = run(concordat, "agreement propose " + mended(folder) + " --org Harbour --json");
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_NE(again.json().at("version"), proposed.json().at("version"));
  for (const std::string party : {"hq", "northwind", "aegis"}) {
    EXPECT_TRUE(run(concordat, "agreement show --org Harbour --json").json().at("in_force").is_null()) << party;
    const std::string key = folder.file(party + ".key");
    ASSERT_EQ(run(concordat, "key new --name " + party + ".example --key " + key).exit_code, 0);
    ASSERT_EQ(run(concordat, "agreement approve --org Harbour --as " + party + " --key " + key).exit_code, 0);
  }
  const auto shown = run(concordat, "agreement show --org Harbour --json");
  EXPECT_TRUE(shown.json().at("in_force").at("agreed").as_bool()) << shown.out;
}

TEST(Agreement, ADismissedProviderMayDoNothingFromThatInstant) {
  const Folder folder;
  Program concordat(folder);
  const std::string files = mended(folder);
  ASSERT_EQ(run(concordat, "agreement apply " + files + " --org Harbour").exit_code, 0);
  const auto may = [&](const std::string& at) {
    const auto asked =
        run(concordat, "agreement explain " + files +
                           " --org Harbour --who nw-noc --may resolve --on infrastructure --json --at " + at);
    EXPECT_EQ(asked.exit_code, 0) << asked.err;
    return asked.json().at("allow").as_bool();
  };
  EXPECT_TRUE(may("2027-06-01T12:00"));  // its contract runs to 2028
  EXPECT_EQ(run(concordat, "agreement dismiss northwnd --org Harbour").exit_code, 2);
  EXPECT_EQ(run(concordat, "agreement dismiss hq --org Harbour").exit_code, 2) << "nobody dismisses oneself";
  ASSERT_EQ(run(concordat, "agreement dismiss northwind --org Harbour --why breach").exit_code, 0);
  EXPECT_TRUE(may("2026-05-01T12:00")) << "the past is judged by what held then";
  EXPECT_FALSE(may("2027-06-01T12:00"));
}

TEST(Agreement, IsReadBackWithoutZoneFiles) {
  const Folder folder;
  Program concordat(folder);
  ASSERT_EQ(run(concordat, "agreement apply " + mended(folder) + " --org Harbour --as-if").exit_code, 0);
  const auto with_zones = run(concordat, "measure sla --org Harbour --as-if --at 2026-06-01T00:00:00Z --json");
  ASSERT_EQ(with_zones.exit_code, 0) << with_zones.err;
  EXPECT_TRUE(with_zones.json().at("as_if").as_bool());
  const auto without = shell("TZDIR=/nonexistent " + program_path() + " --data " + folder.file("data") +
                             " measure sla --org Harbour --as-if --at 2026-06-01T00:00:00Z --json");
  EXPECT_EQ(without.out, with_zones.out) << without.err;
}

TEST(Agreement, ADiffSaysWhatItCostsAndWhoMustAgree) {
  const Folder folder;
  Program concordat(folder);
  const std::string old_annex = kExamples + "agreement/harbour/annex-northwind.toml";
  const std::string old_text = kExamples + "agreement/harbour/harbour.toml";
  std::string annex = shell("cat " + old_annex).out;
  annex.replace(annex.find("GBP 9.50"), 8, "GBP 8.90");
  ASSERT_EQ(run(concordat, "agreement apply " + mended(folder) + " --org Harbour").exit_code, 0);
  ASSERT_EQ(run(concordat, "quantity set assets.monitored --org Harbour --at 2026-05-01 --value 118 --source agent")
                .exit_code,
            0);
  const auto made = run(concordat, "agreement diff --old " + old_text + " " + old_annex + " --new " + old_text + " " +
                                       folder.write("annex.toml", annex) + " --org Harbour --json");
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const auto diff = made.json();
  ASSERT_EQ(diff.at("prices").as_array().size(), 1U);
  EXPECT_EQ(diff.at("prices").at(0).at("month_from").to_number<double>(), 1121.0);  // 118 devices at 9.50
  EXPECT_EQ(diff.at("prices").at(0).at("to"), "GBP 8.90");
  EXPECT_EQ(diff.at("changes").as_array().size(), 0U);
  EXPECT_EQ(diff.at("approval_needed").as_array().size(), 2U);
}

TEST(Agreement, PromisesAreMeasuredAsIfOnARealLog) {
  const Folder folder;
  Program concordat(folder);
  ASSERT_EQ(
      run(concordat, "import servicenow " + kExamples + "data/servicenow/incident_event_log.zip --org Desk --map " +
                         kExamples + "servicenow.toml")
          .exit_code,
      0);
  const auto measured = run(concordat, "measure sla --org Desk --as-if --agreement " + kExamples +
                                           "servicenow/agreement.toml --at 2017-03-01 --json");
  ASSERT_EQ(measured.exit_code, 0) << measured.err;
  const auto figures = measured.json();
  EXPECT_TRUE(figures.at("as_if").as_bool());
  for (const auto& target : figures.at("targets").as_array()) {
    EXPECT_EQ(target.at("tickets").as_int64(),
              target.at("met").as_int64() + target.at("breached").as_int64() + target.at("running").as_int64());
    std::int64_t parts_s = 0;
    for (const auto& [party, seconds] : target.at("by_party_s").as_object()) parts_s += seconds.as_int64();
    EXPECT_EQ(parts_s, target.at("counted_total_s").as_int64()) << target.at("name");
    std::int64_t missed = 0;
    for (const auto& [party, tickets] : target.at("at_breach").as_object()) missed += tickets.as_int64();
    EXPECT_EQ(missed, target.at("breached").as_int64());
  }
}

TEST(Agreement, AChangeIsHeldAgainstWhatItChanges) {
  const Folder folder;
  Program concordat(folder);
  ASSERT_EQ(
      run(concordat, "import servicenow " + kExamples + "data/servicenow/incident_event_log.zip --org Desk --map " +
                         kExamples + "servicenow.toml")
          .exit_code,
      0);
  const std::string old = kExamples + "servicenow/agreement.toml";
  std::string text = shell("cat " + old).out;
  const std::string within = "within = \"1h\"";
  ASSERT_NE(text.find(within), std::string::npos);
  text.replace(text.find(within), within.size(), "within = \"4h\"");
  const std::string changed = folder.write("changed.toml", text);
  const std::string at = " --at 2017-03-01 --json";
  const auto compared = run(concordat, "measure sla --org Desk --agreement " + changed + " --against " + old + at);
  ASSERT_EQ(compared.exit_code, 0) << compared.err;
  const auto comparison = compared.json();
  EXPECT_EQ(comparison.at("worked_out_anew"), (boost::json::value(boost::json::array{"take-up"})));
  const auto before = run(concordat, "measure sla --org Desk --as-if --agreement " + old + at).json();
  const auto after = run(concordat, "measure sla --org Desk --as-if --agreement " + changed + at).json();
  const auto& targets = comparison.at("targets").as_array();
  ASSERT_EQ(targets.size(), after.at("targets").as_array().size());
  for (std::size_t i = 0; i < targets.size(); ++i) {
    EXPECT_EQ(targets[i].at("before"), before.at("targets").at(i)) << targets[i].at("name");
    EXPECT_EQ(targets[i].at("after"), after.at("targets").at(i)) << targets[i].at("name");
    EXPECT_EQ(targets[i].at("changed").as_bool(), targets[i].at("name") == "take-up");
  }
}

TEST(Agreement, WhatPricesComeToIsSaidWithItsSource) {
  const Folder folder;
  Program concordat(folder);
  ASSERT_EQ(run(concordat, "agreement apply " + mended(folder) + " --org Harbour").exit_code, 0);
  ASSERT_EQ(run(concordat, "quantity set assets.monitored --org Harbour --at 2026-05-01 --value 118 --source agent")
                .exit_code,
            0);
  const auto refused = run(concordat, "measure charges --org Harbour --month 2026-13 --json");
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_EQ(refused.json().at("error").at("code"), "bad-time");
  // A month to come, so that the version is in force on each of its days.
  const auto made = run(concordat, "measure charges --org Harbour --month 2027-01 --json");
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const auto charges = made.json();
  EXPECT_FALSE(charges.at("over").as_bool());
  EXPECT_EQ(charges.at("not_agreed_by"), (boost::json::value{"aegis", "northwind"}));
  ASSERT_EQ(charges.at("parties").as_array().size(), 1U);
  const auto& party = charges.at("parties").at(0);
  EXPECT_EQ(party.at("party"), "northwind");
  EXPECT_FALSE(party.at("complete").as_bool()) << "no time is logged";
  const auto& noc = party.at("lines").at(0);
  EXPECT_EQ(noc.at("price"), "noc");
  EXPECT_EQ(noc.at("amount"), "GBP 1121.00");  // 118 devices at 9.50
  EXPECT_EQ(noc.at("days").at(0).at("source").at("words"), "agent");
  EXPECT_TRUE(party.at("lines").at(1).at("amount").is_null());
  EXPECT_EQ(party.at("lines").at(2).at("amount"), "GBP 0.00") << "no ticket, so nothing was missed";
  const auto page = run(concordat, "measure charges --org Harbour --month 2027-01");
  EXPECT_NE(page.out.find("118 by assets.monitored of 2026-05-01 (agent), at GBP 9.50"), std::string::npos) << page.out;
}

}  // namespace
}  // namespace concordat::test

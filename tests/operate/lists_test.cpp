// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/list_csv.hpp"
#include "operate/desk/subject_filter.hpp"
#include "operate/desk/ticket_rows.hpp"
#include "operate/lists_fixture.hpp"
#include "store/migrate.hpp"
#include "store/session.hpp"
#include "store/sql_lint.hpp"
#include "support/folder.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <list>
#include <set>

// Lists of tickets: what is asked for, in its order, to the last page, and for each reader no more than they may see.
namespace concordat::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_F(Lists, EveryOrderAndFilterIsWhatTheTestItselfSortsOut) {
  make_many(60);
  struct Filter {
    std::string query;
    std::function<bool(const Known&)> keep;
  };
  const std::int64_t middle_us = known_[30].opened_us;
  const std::string middle = format_instant(Instant{middle_us});
  const std::vector<Filter> filters = {
      {"tab=all", [](const Known&) { return true; }},
      {"tab=open", [](const Known&) { return true; }},
      {"tab=all&category=network", [](const Known& one) { return one.category == "network"; }},
      {"tab=all&type=request", [](const Known& one) { return one.type == "request"; }},
      {"tab=all&requester=" + emma_person_, [](const Known& one) { return !one.requester.empty(); }},
      {"tab=all&priority=2", [](const Known& one) { return one.level == 2; }},
      {"tab=all&priority-from=2&category=mail",
       [](const Known& one) { return one.level >= 2 && one.category == "mail"; }},
      {"tab=all&priority-to=2", [](const Known& one) { return one.level <= 2; }},
      {"tab=all&opened-from=" + middle, [=](const Known& one) { return one.opened_us >= middle_us; }},
      {"tab=all&opened-before=" + middle, [=](const Known& one) { return one.opened_us < middle_us; }},
      {"tab=all&updated-before=" + middle, [=](const Known& one) { return one.updated_us < middle_us; }},
      {"tab=all&updated-from=" + middle + "&type=incident",
       [=](const Known& one) { return one.updated_us >= middle_us && one.type == "incident"; }},
  };
  for (const Filter& filter : filters) {
    for (const bool descending : {true, false}) {
      const std::string way = descending ? "&direction=desc" : "&direction=asc";
      EXPECT_EQ(pages(ana_, filter.query + "&sort=updated" + way),
                expected(
                    filter.keep, [](const Known& one) { return one.updated_us; }, descending))
          << filter.query << way;
      EXPECT_EQ(pages(ana_, filter.query + "&sort=opened" + way),
                expected(
                    filter.keep, [](const Known& one) { return one.opened_us; }, descending))
          << filter.query << way;
      EXPECT_EQ(pages(ana_, filter.query + "&sort=priority" + way),
                expected(
                    filter.keep, [](const Known& one) { return std::pair(one.level, one.opened_us); }, descending))
          << filter.query << way;
      office_.move(60);
    }
  }
}

TEST_F(Lists, TheWordsOfASubjectAreAFilterLikeOthers) {
  const auto raise = [&](const std::string& subject, const std::string& category) {
    const auto made = post(ana_, "/tickets",
                           {{"subject", subject}, {"description", "The toner of a printer"}, {"category", category}});
    EXPECT_EQ(made.status, 201) << made.whole.body;
    office_.move(1);
    return made.text("/ticket");
  };
  const std::string first = raise("Printer on the second floor", "printer");
  const std::string second = raise("printer: no paper", "printer");
  const std::string other = raise("Screen is dark", "screen");
  const std::string hidden = raise("Printer sends mail", "security");
  office_.tick();
  EXPECT_THAT(pages(ana_, "tab=all&subject=PRINTER", 1), ElementsAre(hidden, second, first));
  EXPECT_THAT(pages(ana_, "tab=all&subject=printer&sort=opened&direction=asc", 2), ElementsAre(first, second, hidden));
  EXPECT_THAT(pages(ana_, "tab=all&subject=printer+paper"), ElementsAre(second)) << "all of them";
  EXPECT_THAT(pages(ana_, "tab=all&subject=print*+-paper&category=printer"), ElementsAre(first));
  EXPECT_THAT(pages(ana_, "tab=all&subject=toner"), IsEmpty()) << "a word of the text is none of the subject";
  EXPECT_THAT(pages(ana_, "tab=all&subject=nowhere"), IsEmpty());
  EXPECT_THAT(pages(nora_, "tab=all&subject=printer"), ElementsAre(second, first)) << "security is not hers";
  EXPECT_EQ(get(ana_, "/tickets?tab=all&subject=printer&count=true&limit=1").number("/count/tickets"), 3);
  EXPECT_EQ(get(nora_, "/tickets?tab=all&subject=printer&count=true&limit=1").number("/count/tickets"), 2);
  const auto csv = get(nora_, "/tickets.csv?tab=all&subject=printer").whole.body;
  EXPECT_THAT(csv, ::testing::HasSubstr("no paper"));
  EXPECT_THAT(csv, ::testing::Not(::testing::AnyOf(::testing::HasSubstr("sends mail"), ::testing::HasSubstr("dark"))));
  EXPECT_EQ(get(ana_, "/tickets?subject=-only").text("/errors/0/pointer"), "/query/subject");
  // A name is a filter, too, and what it narrows stays narrow.
  EXPECT_THAT(pages(ana_, "tab=all&ticket=" + other), ElementsAre(other));
  EXPECT_THAT(pages(ana_, "tab=all&subject=printer&ticket=" + other), IsEmpty());
  EXPECT_THAT(pages(nora_, "tab=all&ticket=" + hidden), IsEmpty());
  EXPECT_THAT(pages(ana_, "tab=open&target=acknowledge"), ElementsAre(other, second, first));
  EXPECT_THAT(pages(ana_, "tab=open&target=resolve"), IsEmpty());
}

// Whether a word is of few or of many tickets, the list is the same; only the way to it is another.
TEST_F(Lists, OfManySubjectsEachIsAskedAndFewAreGathered) {
  make_many(40);
  office_.tick();
  for (const auto& [query, count] : {std::pair{"nothing", 0}, {"number", 40}, {"17", 1}, {"number -17", 39}}) {
    const auto question = store::read_question(query);
    auto lease = office_.house().readers.lend();
    auto session = (*lease)->open_session(store::Scope(store::OrgId{organisation_})).value();
    const auto& tenant = **session.admit(store::OrgId{organisation_});
    const auto index = std::make_shared<store::SearchIndex>(session.connection(), tenant);
    for (const auto order : {operate::TicketOrder::updated, operate::TicketOrder::priority}) {
      operate::TicketPage page;
      page.order = order;
      page.most = 200;
      const auto names = [&](std::int64_t gathered_max) {
        operate::Reach reach;
        reach.everything = true;
        reach = operate::of_subject(index, question, std::move(reach), gathered_max);
        std::vector<std::string> all;
        for (const auto& row : operate::find_tickets(session.connection(), tenant, {}, page, reach).rows) {
          all.push_back(row.ticket);
        }
        EXPECT_EQ(operate::count_tickets(session.connection(), tenant, {}, reach).tickets,
                  static_cast<std::int64_t>(all.size()));
        return all;
      };
      const auto gathered = names(10'000);
      EXPECT_EQ(static_cast<int>(gathered.size()), count) << query;
      EXPECT_EQ(names(0), gathered) << query;
    }
  }
}

TEST_F(Lists, TheNextDueClockComesFirst) {
  const auto raise = [&](const std::string& category) {
    return post(ana_, "/tickets", {{"subject", "x"}, {"category", category}}).text("/ticket");
  };
  const std::string first = raise("printer");
  office_.move(60);
  const std::string clockless = raise("security");  // the one target is the service desk's
  const std::string second = raise("printer");
  office_.move(2);
  office_.tick();
  EXPECT_THAT(pages(ana_, "sort=due", 1), ElementsAre(first, second, clockless));
  EXPECT_THAT(pages(ana_, "sort=due&direction=desc", 2), ElementsAre(clockless, second, first));
  EXPECT_THAT(pages(ana_, "sort=due&category=printer&direction=desc", 1), ElementsAre(second, first));
  const auto page = get(ana_, "/tickets?sort=due");
  EXPECT_EQ(page.text("/tickets/0/due"), "2026-05-04T14:00:00Z") << "four hours after ten, by the agreement";
  EXPECT_EQ(page.text("/tickets/0/target"), "acknowledge");
  EXPECT_THAT(pages(ana_, "due-before=2026-05-04T14:00:01Z"), ElementsAre(first));
  EXPECT_THAT(pages(ana_, "due-from=2026-05-04T14:00:01Z&due-before=2027-01-01T00:00:00Z"), ElementsAre(second));
}

TEST_F(Lists, AClockIsShownToWhomItsTicketShowsIt) {
  office_.put_in_force(organisation_, kHarbourText, "hq",
                       {"aegis",
                        "annex = \"aegis\"\n[target.aegis-answers]\nkind = \"SLA\"\nobligor = \"aegis\"\n"
                        "beneficiary = \"hq\"\nwhen = { functions = [\"service-desk\"] }\nmetric = \"acknowledge\"\n"
                        "within = \"1h\"\ncalendar = \"always\"\n"});
  const auto made = post(emma_, "/tickets", {{"subject", "no toner"}, {"category", "printer"}});
  const std::string ticket = made.text("/ticket");
  office_.move(2);
  office_.tick();
  const auto line = [&](Browser& who) { return get(who, "/tickets").whole.body; };
  EXPECT_THAT(line(ana_), ::testing::AllOf(::testing::HasSubstr("aegis-answers"),
                                           ::testing::HasSubstr("\"due\":\"2026-05-04T11:00:00Z\"")));
  for (Browser* who : {&nora_, &emma_}) {
    EXPECT_THAT(line(*who),
                ::testing::AllOf(::testing::HasSubstr(ticket), ::testing::Not(::testing::HasSubstr("aegis-answers")),
                                 ::testing::Not(::testing::HasSubstr("11:00:00"))));
    EXPECT_THAT(pages(*who, "sort=due"), ElementsAre(ticket));
    EXPECT_THAT(pages(*who, "target=aegis-answers"), IsEmpty());
    EXPECT_THAT(pages(*who, "due-before=2027-01-01T00:00:00Z"), IsEmpty());
    EXPECT_THAT(get(*who, "/tickets?count=true&target=aegis-answers").whole.body,
                ::testing::HasSubstr("\"tickets\":0"));
  }
  for (Browser* who : {&ana_, &nora_, &emma_}) {
    const std::string found = get(*who, "/search?q=toner").whole.body;
    EXPECT_THAT(found, ::testing::HasSubstr(ticket));
    EXPECT_EQ(found.find("aegis-answers") != std::string::npos, who == &ana_) << found;
  }
  EXPECT_THAT(pages(ana_, "target=aegis-answers"), ElementsAre(ticket));
}

TEST_F(Lists, TabsSayWhoHasItAndCountsSayTheSame) {
  make_many(24);
  office_.move(2);
  office_.tick();
  office_.tick();
  const std::string printer =
      std::find_if(known_.begin(), known_.end(), [](const Known& one) { return one.category == "printer"; })->ticket;
  ASSERT_EQ(post(ana_, "/tickets/" + printer + "/wait", {{"on", "requester"}}).status, 200);
  for (Browser* who : {&ana_, &nora_, &abe_, &emma_}) {
    const auto counts = get(*who, "/ticket-counts");
    ASSERT_EQ(counts.status, 200);
    const std::vector<std::pair<std::string, std::string>> tabs = {{"with-us", "/with_us"},
                                                                   {"with-them", "/with_them"},
                                                                   {"with-nobody", "/with_nobody"},
                                                                   {"waiting-for-requester", "/waiting_for_requester"},
                                                                   {"open", "/open"}};
    for (const auto& [tab, pointer] : tabs) {
      const auto listed = pages(*who, "tab=" + tab);
      EXPECT_EQ(static_cast<std::int64_t>(listed.size()), counts.number(pointer)) << tab;
      const auto counted = get(*who, "/tickets?count=true&limit=1&tab=" + tab);
      EXPECT_EQ(counted.number("/count/tickets"), counts.number(pointer)) << tab;
      EXPECT_TRUE(counted.body.at("count").at("exact").as_bool());
    }
    office_.move(60);
  }
  EXPECT_GT(get(ana_, "/ticket-counts").number("/with_us"), 0);
  EXPECT_GT(get(ana_, "/ticket-counts").number("/with_them"), 0) << "what the SOC has";
  EXPECT_EQ(get(ana_, "/ticket-counts").number("/waiting_for_requester"), 1);
}

TEST_F(Lists, AReaderSeesWhatTheirFunctionsTakeAndWhatTheyAskedForThemselves) {
  make_many(40);
  const auto names = [&](const std::function<bool(const Known&)>& keep) {
    return expected(
        keep, [](const Known& one) { return one.updated_us; }, true);
  };
  EXPECT_EQ(pages(abe_, "tab=all"), names([](const Known& one) { return one.category == "security"; }));
  EXPECT_EQ(pages(nora_, "tab=all"), names([](const Known& one) { return one.category != "security"; }));
  EXPECT_EQ(pages(emma_, "tab=all"), names([](const Known& one) { return !one.requester.empty(); }));
  EXPECT_THAT(pages(abe_, "tab=all&category=printer"), IsEmpty());
  EXPECT_THAT(pages(nora_, "tab=all&category=security"), IsEmpty());
  EXPECT_EQ(pages(abe_, "tab=all&requester=" + emma_person_),
            names([](const Known& one) { return one.category == "security" && !one.requester.empty(); }));
  // What a list shows can be opened, and what it does not show cannot.
  const auto shown = pages(nora_, "tab=all");
  for (const Known& one : known_) {
    const bool listed = std::find(shown.begin(), shown.end(), one.ticket) != shown.end();
    EXPECT_EQ(get(nora_, "/tickets/" + one.ticket).status, listed ? 200 : 404) << one.ticket;
  }
}

TEST_F(Lists, WhatIsAskedWronglyIsRefusedWithAPointerToEach) {
  const auto refused = get(ana_, "/tickets?colour=red&priority=urgent&sort=size&opened-from=yesterday&state=lost");
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.code(), "bad-query");
  std::set<std::string> pointers;
  for (const auto& one : refused.body.at("errors").as_array()) pointers.emplace(one.at("pointer").as_string());
  EXPECT_THAT(pointers,
              ElementsAre("/query/colour", "/query/opened-from", "/query/priority", "/query/sort", "/query/state"));
  make_many(3);
  const std::string cursor = get(ana_, "/tickets?limit=1").text("/next");
  EXPECT_EQ(get(ana_, "/tickets?limit=1&tab=all&cursor=" + cursor).code(), "bad-cursor") << "of another list";
  EXPECT_EQ(get(ana_, "/tickets?limit=0").status, 422);
  EXPECT_EQ(get(ana_, "/tickets?limit=201").status, 422);
  EXPECT_EQ(get(ana_, "/tickets?team=" + std::string(201, 'x')).status, 422);
}

TEST_F(Lists, OneListOverAllOrganisationsWithEachOnesRights) {
  make_many(12);
  Browser oscar;
  const std::string other = office_.found(oscar, "Other", "oscar@other.example", "");
  office_.put_in_force(other, kHarbourText, "hq");
  // Nora, who has an account already, joins the other organisation too.
  office_.bring_into_another(oscar, nora_, other, "nora@nw.example", "northwind", "nora", nora_code_);
  for (int i = 0; i < 9; ++i) {
    const auto made = office_.ask(oscar, "POST", "/api/v1/organisations/" + other + "/tickets",
                                  json::object{{"subject", "Theirs"}, {"category", i % 3 == 0 ? "security" : "mail"}});
    ASSERT_EQ(made.status, 201) << made.whole.body;
    if (i % 2 == 0) office_.move(1);
  }
  for (const std::string sort : {"updated", "opened", "priority", "due"}) {
    for (const std::string way : {"asc", "desc"}) {
      std::vector<std::string> all, ours, theirs;
      std::string cursor;
      do {
        const auto page = office_.ask(nora_, "GET",
                                      "/api/v1/me/tickets?limit=4&sort=" + sort + "&direction=" + way +
                                          (cursor.empty() ? "" : "&cursor=" + cursor));
        ASSERT_EQ(page.status, 200) << page.whole.body;
        for (const auto& one : page.body.at("tickets").as_array()) {
          const std::string name(one.at("ticket").as_string());
          const bool is_ours = one.at("organisation").as_string() == organisation_;
          EXPECT_EQ(one.at("organisation_name").as_string(), is_ours ? "Harbour" : "Other");
          (is_ours ? ours : theirs).push_back(name);
          all.push_back(std::string(one.at("organisation").as_string()) + "/" + name);
        }
        cursor = page.text("/next");
      } while (!cursor.empty() && all.size() < 100);
      EXPECT_EQ(ours, pages(nora_, "sort=" + sort + "&direction=" + way)) << sort << way;
      EXPECT_EQ(theirs.size(), 6U) << "what the service desk takes, and no security";
      EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), all.size());
      office_.move(30);
    }
  }
  const auto counts = office_.ask(nora_, "GET", "/api/v1/me/ticket-counts");
  EXPECT_EQ(counts.number("/organisations/1/counts/open"), 6) << counts.whole.body;
  EXPECT_EQ(counts.number("/all/open"), 6 + static_cast<std::int64_t>(pages(nora_, "tab=open").size()));
  EXPECT_EQ(office_.ask(oscar, "GET", "/api/v1/me/ticket-counts").body.at("organisations").as_array().size(), 1U);
}

TEST_F(Lists, AListGoesOutAsCsvThatNoSpreadsheetRuns) {
  post(ana_, "/tickets", {{"subject", "=HYPERLINK(\"http://x\")"}, {"category", "a,b"}});
  const auto csv = get(ana_, "/tickets.csv?tab=all");
  EXPECT_EQ(csv.status, 200);
  EXPECT_EQ(csv.whole.headers.get("Content-Type"), "text/csv; charset=utf-8; header=present");
  EXPECT_THAT(csv.whole.body, ::testing::StartsWith("organisation,organisation_name,ticket,type,state,subject,"));
  EXPECT_THAT(csv.whole.body, ::testing::HasSubstr(",T1,incident,new,\"'=HYPERLINK(\"\"http://x\"\")\",\"a,b\","));
  EXPECT_THAT(get(abe_, "/tickets.csv?tab=all").whole.body, ::testing::Not(::testing::HasSubstr("HYPERLINK")));
  EXPECT_EQ(get(ana_, "/tickets.csv?colour=red").status, 422);
}

TEST_F(Lists, AListIsKeptForOneselfATeamOrEverybody) {
  const auto keep = [&](Browser& who, const json::object& body) { return post(who, "/views", body); };
  const auto own = keep(ana_, {{"name", "Mine, due"}, {"query", "tab=mine&sort=due"}});
  ASSERT_EQ(own.status, 201) << own.whole.body;
  ASSERT_EQ(keep(ana_, {{"name", "Desk"}, {"reach", "team"}, {"team", "hq-desk"}, {"query", "tab=with-us"}}).status,
            201);
  const auto shared = keep(nora_, {{"name", "All"}, {"reach", "shared"}, {"query", "tab=open&priority-to=2"}});
  ASSERT_EQ(shared.status, 201) << shared.whole.body;
  const auto names = [&](Browser& who) {
    std::vector<std::string> all;
    const auto reply = get(who, "/views");
    for (const auto& one : reply.body.at("views").as_array()) all.emplace_back(one.at("name").as_string());
    return all;
  };
  EXPECT_THAT(names(ana_), ElementsAre("All", "Desk", "Mine, due"));
  EXPECT_THAT(names(nora_), ElementsAre("All"));
  EXPECT_THAT(names(emma_), ElementsAre("All")) << "she is in no team";
  // What is asked wrongly is not kept.
  EXPECT_EQ(keep(ana_, {{"name", "x"}, {"query", "colour=red"}}).text("/errors/0/pointer"), "/query/colour");
  EXPECT_EQ(keep(ana_, {{"name", "x"}, {"query", "tab=open&limit=3"}}).status, 422);
  EXPECT_EQ(keep(nora_, {{"name", "x"}, {"reach", "team"}, {"team", "hq-desk"}, {"query", ""}}).status, 422);
  // Who may change it: its owner, and a shared one the organisation's owner too.
  const std::string path = at("/views/" + shared.text("/view"));
  const json::object other{{"name", "Everything"}, {"reach", "shared"}, {"query", "tab=all"}};
  EXPECT_EQ(office_.ask(abe_, "PUT", path, other).status, 403);
  EXPECT_EQ(office_.ask(nora_, "PUT", at("/views/" + own.text("/view")), other).status, 404) << "there is none for her";
  office_.move(1);
  const auto changed = office_.ask(ana_, "PUT", path, other);
  EXPECT_EQ(changed.status, 200) << changed.whole.body;
  EXPECT_EQ(changed.text("/person"), shared.text("/person")) << "it stays hers";
  EXPECT_EQ(
      office_.ask(nora_, "DELETE", path, nullptr, {{"If-Match", std::string(shared.whole.headers.get("ETag"))}}).status,
      412);
  EXPECT_EQ(office_.ask(nora_, "DELETE", path).status, 204);
  EXPECT_THAT(names(emma_), IsEmpty());
  for (int i = 0; i < 98; ++i) {
    ASSERT_EQ(keep(ana_, {{"name", "n"}, {"query", ""}}).status, 201) << i;
    office_.move(1);
  }
  EXPECT_EQ(keep(ana_, {{"name", "n"}, {"query", ""}}).code(), "too-many-views");
}

TEST(ListCsv, CellsAreRfc4180AndNeverFormulas) {
  EXPECT_EQ(operate::csv_cell("plain"), "plain");
  EXPECT_EQ(operate::csv_cell(""), "");
  EXPECT_EQ(operate::csv_cell("a,\"b\"\r\n"), "\"a,\"\"b\"\"\r\n\"");
  for (const std::string start : {"=", "+", "-", "@", "\t", "\r"}) {
    EXPECT_EQ(operate::csv_cell(start + "1"), "\"'" + start + "1\"") << "OWASP, CSV injection";
  }
}

TEST(ListStatements, EachNamesItsOrganisationAndGoesByItsIndex) {
  store::testing::Schema schema;
  for (const auto& file : store::migrations()) store::testing::lint_migration(file.bytes, schema);
  const test::Folder folder;
  std::list<std::string> asked;  // a connection's statements live as long as it does, and so must their texts
  {
    auto database = store::Database::open(folder.file("data"), store::Database::Opening::create).value();
    const auto statements = operate::ticket_statements();
    EXPECT_GT(statements.size(), 200U);
    for (const auto& one : statements) {
      EXPECT_THAT(store::testing::lint_statement(one.sql, schema), IsEmpty()) << one.sql;
      asked.push_back("explain query plan " + one.sql);
      auto& rows = database.connection().directory(asked.back(), "", "nnnt").start();
      std::string plan;
      while (rows.next()) plan += rows.text(3) + "\n";
      EXPECT_THAT(plan, ::testing::HasSubstr("INDEX " + one.index + " ")) << one.sql << "\n" << plan;
      EXPECT_THAT(plan, ::testing::Not(::testing::HasSubstr("SCAN"))) << one.sql << "\n" << plan;
      EXPECT_TRUE(!one.is_walk || plan.find("TEMP B-TREE") == std::string::npos) << one.sql << "\n" << plan;
    }
  }
}

}  // namespace
}  // namespace concordat::testing

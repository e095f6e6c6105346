// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/ticket_rows.hpp"
#include "operate/desk/watcher_filter.hpp"
#include "operate/lists_fixture.hpp"
#include "store/session.hpp"
#include "store/ticket_rank.hpp"

#include <gmock/gmock.h>

#include <map>
#include <set>

// Lists by what a ticket is besides: its function, its impact, what it waits for, who watches it, when it ended.
namespace concordat::testing {
namespace {

using ::testing::ElementsAre;

// Seven tickets that differ in what the older filters do not ask for. By name: what each is called below.
class ListsByEveryField : public Lists {
 protected:
  void SetUp() override {
    Lists::SetUp();
    raise("emmas", emma_, "printer", 1, 2);
    raise("waiting", ana_, "mail", 2, 3);
    raise("secret", ana_, "security", 3, 1);
    raise("asked", ana_, "network", 1, 3);
    raise("solved", ana_, "printer", 2, 2);
    raise("over", ana_, "mail", 2, 2);
    raise("again", ana_, "printer", 3, 3);
    act(nora_, "emmas", "watch");
    act(nora_, "waiting", "watch");
    act(abe_, "secret", "watch");
    act(emma_, "emmas", "watch");
    act(ana_, "waiting", "wait", {{"on", "provider"}, {"party", "northwind"}});
    act(ana_, "asked", "wait", {{"on", "requester"}});
    act(ana_, "solved", "resolve");  // at 12:00
    office_.move(3'600);
    act(ana_, "over", "resolve");  // at 13:00
    act(ana_, "again", "resolve");
    office_.move(3'600);
    act(ana_, "over", "close");  // at 14:00
    act(ana_, "again", "reopen");
    office_.move(60);
  }

  void raise(const std::string& name, Browser& who, const std::string& category, int impact, int urgency) {
    const auto made = post(
        who, "/tickets",
        {{"subject", name}, {"type", "incident"}, {"category", category}, {"impact", impact}, {"urgency", urgency}});
    ASSERT_EQ(made.status, 201) << made.whole.body;
    ticket_of_[name] = made.text("/ticket");
    name_of_[made.text("/ticket")] = name;
    if (name == "again") office_.move(Instant::from_seconds(kNoon_s).seconds() - office_.now().seconds());
  }
  void act(Browser& who, const std::string& name, const std::string& command, const json::object& body = {}) {
    const auto done = post(who, "/tickets/" + ticket_of_[name] + "/" + command, body);
    ASSERT_EQ(done.status, 200) << command << done.whole.body;
  }
  std::vector<std::string> called(const std::vector<std::string>& tickets) {
    std::vector<std::string> names;
    for (const std::string& one : tickets) names.push_back(name_of_[one]);
    return names;
  }
  std::vector<std::string> sorted(std::vector<std::string> names) {
    std::sort(names.begin(), names.end());
    return names;
  }

  // The same answer wherever a list may be asked for.
  void expect(Browser& who, const std::string& query, const std::vector<std::string>& names) {
    EXPECT_EQ(sorted(called(pages(who, query, 2))), sorted(names)) << query;
    const auto counted = get(who, "/tickets?limit=1&count=true&" + query);
    EXPECT_EQ(counted.number("/count/tickets"), static_cast<std::int64_t>(names.size())) << query;
    const auto lines = get(who, "/tickets.csv?" + query).whole.body;
    EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), static_cast<std::ptrdiff_t>(names.size()) + 1) << query;
    const auto all = office_.ask(who, "GET", "/api/v1/me/tickets?count=true&" + query);
    EXPECT_EQ(all.number("/count/tickets"), static_cast<std::int64_t>(names.size())) << query;
    std::vector<std::string> listed;
    for (const auto& one : all.body.at("tickets").as_array())
      listed.push_back(name_of_[one.at("ticket").as_string().c_str()]);
    EXPECT_EQ(sorted(listed), sorted(names)) << query;
    office_.move(60);
  }

  static constexpr std::int64_t kNoon_s = 1'777'896'000;  // 2026-05-04T12:00:00Z
  std::map<std::string, std::string> ticket_of_, name_of_;
};

TEST_F(ListsByEveryField, EachIsAskedInListsCountsSheetsAndOverAllOrganisations) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> asked = {
      {"tab=all&impact=1", {"emmas", "asked"}},
      {"tab=all&urgency=2", {"emmas", "solved", "over"}},
      {"tab=all&impact=2&urgency=3", {"waiting"}},
      {"tab=open&impact=2", {"waiting"}},
      {"tab=all&waiting-on=provider", {"waiting"}},
      {"tab=all&waiting-on=requester", {"asked"}},
      {"tab=all&waiting-on=scheduled", {}},
      {"tab=all&waiting-on-party=northwind", {"waiting"}},
      {"tab=all&waiting-on-party=aegis", {}},
      {"tab=all&function=cybersecurity", {"secret"}},
      {"tab=all&function=service-desk", {"emmas", "waiting", "asked", "solved", "over", "again"}},
      {"tab=all&function=service-desk&category=mail", {"waiting", "over"}},
      {"tab=open&function=service-desk", {"emmas", "waiting", "asked", "again"}},
      {"tab=all&function=cybersecurity&category=mail", {}},
      {"tab=all&function=catering", {}},
      {"tab=all&watcher=" + nora_person_, {"emmas", "waiting"}},
      {"tab=all&watcher=" + nora_person_ + "&impact=2", {"waiting"}},
      {"tab=all&watcher=" + abe_person_ + "&function=cybersecurity", {"secret"}},
      {"tab=all&watcher=" + abe_person_ + "&function=service-desk", {}},
      {"tab=all&watcher=p_nobody", {}},
      {"tab=all&watcher=me", {}},
      {"tab=all&resolved-from=2026-05-04T12:00:00Z", {"solved", "over"}},
      {"tab=all&resolved-from=2026-05-04T12:00:01Z", {"over"}},
      {"tab=all&resolved-before=2026-05-04T13:00:00Z", {"solved"}},
      {"tab=all&resolved-from=2026-05-04T12:00:00Z&resolved-before=2026-05-04T13:00:01Z&impact=2", {"solved", "over"}},
      {"tab=all&resolved-before=2027-01-01T00:00:00Z&category=mail", {"over"}},
      {"tab=all&closed-from=2026-05-04T14:00:00Z", {"over"}},
      {"tab=all&closed-before=2026-05-04T14:00:00Z", {}},
      {"tab=all&closed-before=2026-05-05T00:00:00Z&resolved-from=2026-05-04T00:00:00Z", {"over"}},
      {"tab=open&resolved-from=2026-05-04T00:00:00Z", {}},
      {"tab=all&sort=resolved", {"solved", "over"}},
      {"tab=all&sort=closed", {"over"}},
      {"tab=all&state=resolved&sort=closed", {}},
      {"tab=open&sort=resolved", {}},
  };
  for (const auto& [query, names] : asked) {
    expect(ana_, query, names);
    // Northwind reads what the service desk takes, and no more.
    std::vector<std::string> hers = names;
    std::erase(hers, "secret");
    if (hers != names || query.find("from=") != std::string::npos) expect(nora_, query, hers);
    EXPECT_EQ(post(ana_, "/views", {{"name", "kept"}, {"query", query}}).status, 201) << query;
  }
  expect(nora_, "tab=all&watcher=me", {"emmas", "waiting"});
  expect(abe_, "tab=all&watcher=me", {"secret"});
  EXPECT_THAT(called(pages(ana_, "tab=all&sort=resolved", 1)), ElementsAre("over", "solved")) << "the last first";
  EXPECT_THAT(called(pages(ana_, "tab=all&sort=resolved&direction=asc", 1)), ElementsAre("solved", "over"));
}

TEST_F(ListsByEveryField, ALineSaysWhatItIsListedBy) {
  const auto line = get(ana_, "/tickets?ticket=" + ticket_of_["waiting"]);
  EXPECT_EQ(line.text("/tickets/0/impact"), "2");
  EXPECT_EQ(line.text("/tickets/0/urgency"), "3");
  EXPECT_EQ(line.text("/tickets/0/function"), "service-desk");
  EXPECT_EQ(line.text("/tickets/0/waiting_on"), "provider");
  EXPECT_EQ(line.text("/tickets/0/waiting_on_party"), "northwind");
  EXPECT_EQ(line.text("/tickets/0/resolved"), "");
  const auto over = get(ana_, "/tickets?tab=all&ticket=" + ticket_of_["over"]);
  EXPECT_EQ(over.text("/tickets/0/resolved"), "2026-05-04T13:00:00Z");
  EXPECT_EQ(over.text("/tickets/0/closed"), "2026-05-04T14:00:00Z");
  const auto csv = get(ana_, "/tickets.csv?tab=all&closed-from=2026-05-04T00:00:00Z").whole.body;
  EXPECT_THAT(csv, ::testing::HasSubstr(",function,impact,urgency,waiting_on,waiting_on_party,resolved,closed\r\n"));
  EXPECT_THAT(csv, ::testing::HasSubstr(",service-desk,2,2,,,2026-05-04T13:00:00Z,2026-05-04T14:00:00Z\r\n"));
  EXPECT_EQ(get(ana_, "/tickets/" + ticket_of_["waiting"]).text("/waiting_on_party"), "northwind");
}

// Who watches is known to whoever sees a ticket as somebody of a party. Who asked for it learns of themselves alone.
TEST_F(ListsByEveryField, NoFilterTellsWhoWatchesOrWhatIsHidden) {
  expect(emma_, "tab=all", {"emmas"});
  expect(emma_, "tab=all&watcher=" + nora_person_, {});
  expect(emma_, "tab=all&watcher=me", {"emmas"});
  expect(emma_, "tab=all&watcher=" + emma_person_, {"emmas"});
  const auto hers = get(emma_, "/tickets/" + ticket_of_["emmas"]);
  EXPECT_EQ(hers.body.at("watchers").as_array().size(), 1U);
  EXPECT_EQ(hers.text("/watchers/0/person"), emma_person_);
  EXPECT_EQ(get(nora_, "/tickets/" + ticket_of_["emmas"]).body.at("watchers").as_array().size(), 2U);
  EXPECT_THAT(get(emma_, "/tickets.csv?tab=all").whole.body, ::testing::Not(::testing::HasSubstr(nora_person_)));
  for (Browser* stranger : {&nora_, &emma_}) {
    for (const std::string& query :
         {"watcher=" + abe_person_, std::string("function=cybersecurity"), std::string("impact=3&urgency=1")}) {
      expect(*stranger, "tab=all&" + query, {});
    }
  }
  for (const std::string query : {"resolved-from=2026-05-04T00:00:00Z", "waiting-on=provider", "sort=closed"}) {
    expect(abe_, "tab=all&" + query, {});
  }
  Browser oscar;
  office_.found(oscar, "Other", "oscar@other.example", "");
  EXPECT_EQ(get(oscar, "/tickets?tab=all&watcher=" + nora_person_).status, 404);
  EXPECT_EQ(get(oscar, "/tickets?tab=all&watcher=" + nora_person_).whole.body,
            office_.ask(oscar, "GET", "/api/v1/organisations/o_none/tickets?tab=all").whole.body);
  const auto theirs = office_.ask(oscar, "GET", "/api/v1/me/tickets?tab=all&count=true&watcher=" + nora_person_);
  EXPECT_EQ(theirs.number("/count/tickets"), 0);
}

TEST_F(ListsByEveryField, WhatIsAskedWronglyIsPointedTo) {
  const auto refused = get(ana_, "/tickets?waiting-on=godot&resolved-from=soon&watcher=&function=&impact=&closed-to=x");
  std::set<std::string> pointers;
  for (const auto& one : refused.body.at("errors").as_array()) pointers.emplace(one.at("pointer").as_string());
  EXPECT_THAT(pointers, ElementsAre("/query/closed-to", "/query/function", "/query/impact", "/query/resolved-from",
                                    "/query/waiting-on", "/query/watcher"));
}

// Gathered, or walked in small windows: a list is the same whichever way it is found, in every order and either way.
TEST_F(ListsByEveryField, HoweverItIsFoundItIsTheSameList) {
  const auto at = [](const char* instant) { return parse_instant(instant)->us; };
  std::vector<operate::TicketFilter> filters(8);
  filters[1].impact = "2";
  filters[2].resolved = {at("2026-05-04T12:00:00Z"), at("2026-05-04T13:00:00Z")};
  filters[3].closed = {at("2026-05-04T00:00:00Z"), at("2026-05-05T00:00:00Z")};
  filters[4].waiting_on = "provider";
  filters[5].category = "printer";
  filters[6].is_open = true;
  filters[7].resolved = {at("2026-05-04T12:00:00Z"), at("2026-05-05T00:00:00Z")};
  filters[7].category = "mail";
  const std::vector<std::size_t> sizes = {7, 3, 2, 1, 1, 3, 5, 1};
  auto lease = office_.house().readers.lend();
  auto session = (*lease)->open_session(store::Scope(store::OrgId{organisation_})).value();
  const auto& tenant = **session.admit(store::OrgId{organisation_});
  const auto found = [&](const operate::TicketFilter& filter, operate::TicketPage page, const operate::Reach& reach) {
    std::vector<std::string> names;
    page.most = 2;
    for (int pages = 0; pages < 40; ++pages) {
      const auto some = operate::find_tickets(session.connection(), tenant, filter, page, reach);
      for (const auto& row : some.rows) names.push_back(name_of_[row.ticket]);
      if (!some.next) return names;
      page.after = some.next;
    }
    ADD_FAILURE() << "the list has no end";
    return names;
  };
  for (std::size_t i = 0; i < filters.size(); ++i) {
    for (const auto order :
         {operate::TicketOrder::updated, operate::TicketOrder::opened, operate::TicketOrder::priority,
          operate::TicketOrder::resolved, operate::TicketOrder::closed}) {
      for (const bool descending : {true, false}) {
        operate::TicketPage page;
        page.order = order;
        page.descending = descending;
        operate::TicketFilter filter = filters[i];
        auto& ended = order == operate::TicketOrder::resolved ? filter.resolved : filter.closed;
        const bool by_end = order == operate::TicketOrder::resolved || order == operate::TicketOrder::closed;
        if (by_end) ended.from_us = std::max(ended.from_us, store::kNever_us + 1);
        operate::Reach gathering;
        gathering.everything = true;
        operate::Reach walking = gathering;
        walking.gathered = 0;
        walking.window = 2;
        const auto gathered = found(filter, page, gathering);
        EXPECT_EQ(found(filter, page, walking), gathered) << i << static_cast<int>(order);
        EXPECT_TRUE(by_end || gathered.size() == sizes[i]) << i;
        for (const auto& reach : {gathering, walking}) {
          const auto counted = operate::count_tickets(session.connection(), tenant, filter, reach);
          EXPECT_EQ(counted.tickets, static_cast<std::int64_t>(gathered.size())) << i << static_cast<int>(order);
        }
      }
    }
  }
  // And by a person who watches: few are gathered, of many each is asked.
  operate::Reach everything;
  everything.everything = true;
  for (const std::int64_t gathered_max : {10'000, 0}) {
    const auto reach = operate::of_watcher(session.connection(), tenant, nora_person_, everything, gathered_max);
    EXPECT_THAT(sorted(found({}, {}, reach)), ElementsAre("emmas", "waiting")) << gathered_max;
    EXPECT_EQ(operate::count_tickets(session.connection(), tenant, {}, reach).tickets, 2);
  }
}

}  // namespace
}  // namespace concordat::testing

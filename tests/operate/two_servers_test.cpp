// SPDX-License-Identifier: Apache-2.0
#include "operate/harbour.hpp"
#include "support/office.hpp"

#include <gtest/gtest.h>

#include <thread>

// Rules at their time, where two servers look after one database: each thing is done once, whichever comes first.
namespace concordat::testing {
namespace {

constexpr int kTickets = 30;

class TwoServers : public ::testing::Test {
 protected:
  void SetUp() override {
    organisation_ = office_.found(ana_, "Harbour", "ana@harbour.example", "ana");
    office_.put_in_force(organisation_, kHarbourText, "hq");
    for (int i = 0; i < kTickets; ++i) {
      const auto made = office_.ask(ana_, "POST", "/api/v1/organisations/" + organisation_ + "/tickets",
                                    json::object{{"subject", "Printer"}, {"category", "printer"}});
      EXPECT_EQ(made.status, 201) << made.whole.body;
    }
  }

  // The kinds of all tickets' entries, in order.
  std::vector<std::string> kinds() {
    auto lease = office_.house().readers.lend();
    const store::OrgId id{organisation_};
    auto session = (*lease)->open_session(store::Scope(id));
    std::vector<std::string> all;
    for (int i = 1; i <= kTickets; ++i) {
      std::string one;
      const auto entries = session->entries_of(id, "ticket:T" + std::to_string(i));
      for (const auto& entry : *entries) one += entry.kind + " ";
      all.push_back(one);
    }
    return all;
  }

  Office office_;
  Browser ana_;
  std::string organisation_;
};

TEST_F(TwoServers, DoWhatIsDueOnce) {
  const store::Place place = (*office_.house().readers.lend())->place();
  const auto open = [&] { return store::Database::open(place, store::Database::Opening::existing); };
  operate::Presents presents;
  store::Readers readers(open, 2, std::chrono::seconds(20));
  store::Appender appender(std::move(*open()), [this] { return office_.now(); });
  operate::House other{readers, appender, presents, [this] { return office_.now(); }, office_.random()};
  const auto both = [&] {
    std::vector<std::thread> servers;
    for (operate::House* house : {&office_.house(), &other}) {
      servers.emplace_back([house] {
        const auto failed = [](const std::string& words) { ADD_FAILURE() << words; };
        for (int round = 0; round < 3; ++round) EXPECT_TRUE(operate::run_timers(*house, failed));
      });
    }
    for (auto& server : servers) server.join();
  };
  // Routed after a second; then the OLA's clock warns, and is breached, four hours later.
  std::size_t length = kinds().front().size();
  for (const std::int64_t seconds : {2LL, 4LL * 3'600}) {
    office_.move(seconds);
    both();
    const auto after = kinds();
    EXPECT_GT(after.front().size(), length) << "something was due";
    length = after.front().size();
    for (const std::string& one : after) EXPECT_EQ(one, after.front());
    both();
    EXPECT_EQ(kinds(), after);
  }

  // And as one server alone does it.
  Office alone;
  Browser owner;
  const std::string organisation = alone.found(owner, "Harbour", "ana@harbour.example", "ana");
  alone.put_in_force(organisation, kHarbourText, "hq");
  ASSERT_EQ(alone
                .ask(owner, "POST", "/api/v1/organisations/" + organisation + "/tickets",
                     json::object{{"subject", "Printer"}, {"category", "printer"}})
                .status,
            201);
  for (const std::int64_t seconds : {2LL, 4LL * 3'600}) {
    alone.move(seconds);
    alone.tick();
  }
  auto lease = alone.house().readers.lend();
  const store::OrgId id{organisation};
  auto session = (*lease)->open_session(store::Scope(id));
  const auto entries = session->entries_of(id, "ticket:T1");
  std::string expected;
  for (const auto& entry : *entries) expected += entry.kind + " ";
  EXPECT_EQ(kinds().front(), expected);
}

}  // namespace
}  // namespace concordat::testing

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/harbour.hpp"
#include "support/office.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

// An organisation with two providers and a requester, whose lists are asked for page by page.
namespace concordat::testing {

// What the test itself knows of a ticket, having made it.
struct Known {
  std::string ticket;
  std::string category;
  std::string requester;
  std::string type;
  std::int64_t level = 0;
  std::int64_t opened_us = 0;
  std::int64_t updated_us = 0;
};

class Lists : public ::testing::Test {
 protected:
  void SetUp() override {
    organisation_ = office_.found(ana_, "Harbour", "ana@harbour.example", "ana");
    office_.put_in_force(organisation_, kHarbourText, "hq");
    nora_person_ = office_.bring_in(ana_, nora_, organisation_, "nora@nw.example", "northwind", "nora");
    nora_code_ = office_.last_codes().at("codes").at(0).as_string();
    abe_person_ = office_.bring_in(ana_, abe_, organisation_, "abe@aegis.example", "aegis", "abe");
    emma_person_ = office_.bring_in(ana_, emma_, organisation_, "emma@harbour.example", "hq", "");
  }
  std::string at(const std::string& path) const { return "/api/v1/organisations/" + organisation_ + path; }
  Reply get(Browser& who, const std::string& path) { return office_.ask(who, "GET", at(path)); }
  Reply post(Browser& who, const std::string& path, const json::object& body = {}) {
    return office_.ask(who, "POST", at(path), body);
  }

  // Some tickets of all kinds, at times that are now the same and now are not.
  void make_many(int count) {
    std::mt19937 random(7);
    static constexpr const char* kCategories[] = {"printer", "network", "security", "mail"};
    static constexpr const char* kTypes[] = {"incident", "request"};
    for (int i = 0; i < count; ++i) {
      Browser& who = random() % 3 == 0 ? emma_ : ana_;
      const std::string category = kCategories[random() % 4];
      const std::string type = kTypes[random() % 2];
      const std::int64_t level = 1 + static_cast<std::int64_t>(random() % 3);
      const auto made = post(who, "/tickets",
                             {{"subject", "Number " + std::to_string(i)},
                              {"type", type},
                              {"category", category},
                              {"impact", level},
                              {"urgency", level}});
      ASSERT_EQ(made.status, 201) << made.whole.body;
      Known known{made.text("/ticket"), category, &who == &emma_ ? emma_person_ : "", type, 0, office_.now().us, 0};
      known.level = std::stoll(made.text("/priority"));
      known.updated_us = known.opened_us;
      known_.push_back(known);
      office_.move(static_cast<std::int64_t>(random() % 2) * 3);
    }
    for (Known& one : known_) {
      if (random() % 3 != 0) continue;
      office_.move(1);
      ASSERT_EQ(post(ana_, "/tickets/" + one.ticket + "/start").status, 200);
      one.updated_us = office_.now().us;
    }
  }

  // All pages of a list, one after the other.
  std::vector<std::string> pages(Browser& who, const std::string& query, int limit = 7) {
    std::vector<std::string> all;
    std::string cursor;
    do {
      const auto page = get(
          who, "/tickets?" + query + "&limit=" + std::to_string(limit) + (cursor.empty() ? "" : "&cursor=" + cursor));
      EXPECT_EQ(page.status, 200) << page.whole.body;
      if (page.status != 200) break;
      for (const auto& one : page.body.at("tickets").as_array()) all.emplace_back(one.at("ticket").as_string());
      cursor = page.text("/next");
    } while (!cursor.empty() && all.size() < 1'000);
    return all;
  }

  template <typename Key>
  std::vector<std::string> expected(const std::function<bool(const Known&)>& keep, Key key, bool descending) {
    std::vector<Known> some;
    std::copy_if(known_.begin(), known_.end(), std::back_inserter(some), keep);
    std::sort(some.begin(), some.end(), [&](const Known& a, const Known& b) {
      const auto left = std::pair(key(a), a.ticket);
      const auto right = std::pair(key(b), b.ticket);
      return descending ? right < left : left < right;
    });
    std::vector<std::string> names;
    for (const Known& one : some) names.push_back(one.ticket);
    return names;
  }

  Office office_;
  Browser ana_, nora_, abe_, emma_;
  std::string organisation_, emma_person_, nora_person_, abe_person_;
  std::string nora_code_;  // good once, in the place of her authenticator's
  std::vector<Known> known_;
};

}  // namespace concordat::testing

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/harbour.hpp"
#include "support/office.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

// Two companies at one desk: Ana leads it, Ben works there, Emma is an employee, Nora and Abe are of two providers.
namespace concordat::testing {

class Desk : public ::testing::Test {
 protected:
  explicit Desk(const std::string& more = {}) : more_(more) {}
  void SetUp() override {
    organisation_ = office_.found(ana_, "Harbour", "ana@harbour.example", "ana");
    office_.put_in_force(organisation_, kHarbourText + more_, "hq");
    office_.bring_in(ana_, ben_, organisation_, "ben@harbour.example", "hq", "ben");
    office_.bring_in(ana_, nora_, organisation_, "nora@nw.example", "northwind", "nora");
    office_.bring_in(ana_, abe_, organisation_, "abe@aegis.example", "aegis", "abe");
    emma_person_ = office_.bring_in(ana_, emma_, organisation_, "emma@harbour.example", "hq", "");
  }
  std::string at(const std::string& path) const { return "/api/v1/organisations/" + organisation_ + path; }
  Reply post(Browser& who, const std::string& path, const json::object& body = {},
             const std::vector<std::pair<std::string, std::string>>& headers = {}) {
    return office_.ask(who, "POST", at(path), body, headers);
  }
  Reply get(Browser& who, const std::string& path) { return office_.ask(who, "GET", at(path)); }
  std::string raise(Browser& who, const std::string& category = "printer") {
    const auto made = post(who, "/tickets",
                           {{"subject", "Printer is on fire"},
                            {"description", "Second floor"},
                            {"category", category},
                            {"impact", 2},
                            {"urgency", 2}});
    EXPECT_EQ(made.status, 201) << made.whole.body;
    return made.text("/ticket");
  }

  std::string more_;  // of the agreement
  Office office_;
  Browser ana_, ben_, nora_, abe_, emma_;
  std::string organisation_;
  std::string emma_person_;
};

}  // namespace concordat::testing

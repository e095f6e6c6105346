// SPDX-License-Identifier: Apache-2.0
// Problems with known errors, changes with plans, orders, and the catalogue's forms.
#include "base/json.hpp"
#include "ticket/catalogue.hpp"
#include "ticket/command_support.hpp"

#include <gmock/gmock.h>

namespace concordat::ticket {
namespace {

using testing::clock;
using testing::Desk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::text;

void create(Desk& desk, Type type) {
  command::Create create;
  create.id = "T1";
  create.type = type;
  ASSERT_EQ(desk.as("hq").run(create), "");
}

Plan plan(const char* starts, const char* ends, std::vector<std::string> touches = {"mail"}) {
  return {ChangeKind::normal, Risk::low, clock(starts), clock(ends), std::move(touches)};
}

TEST(Changes, APlanIsAheadAndItsEndComesAfterItsStart) {
  Desk desk;
  create(desk, Type::change);
  EXPECT_EQ(desk.run(command::PlanChange{plan("12:00", "12:00")}), "bad-value");
  EXPECT_EQ(desk.run(command::PlanChange{plan("08:00", "12:00")}), "bad-value") << "it has begun";
  auto emergency = plan("08:00", "12:00");
  emergency.kind = ChangeKind::emergency;
  EXPECT_EQ(desk.run(command::PlanChange{emergency}), "");
  EXPECT_EQ(desk.run(command::PlanChange{plan("12:00", "13:00")}), "") << "planned otherwise";
  EXPECT_EQ(desk.ticket().plan->kind, ChangeKind::normal);
  auto longest = plan("12:00", "13:00");
  longest.ends = Instant::from_seconds(longest.starts.seconds() + kPlanMax_s + 1);
  EXPECT_EQ(desk.run(command::PlanChange{longest}), "bad-value");
  Desk incident;
  create(incident, Type::incident);
  EXPECT_EQ(incident.run(command::PlanChange{plan("12:00", "13:00")}), "not-possible");
}

TEST(Changes, WhatIsFrozenIsForEmergencies) {
  Desk desk;
  create(desk, Type::change);
  desk.rules.freezes = {{"f_1", clock("13:00"), clock("15:00"), "stocktaking"}};
  EXPECT_EQ(desk.run(command::PlanChange{plan("12:00", "13:00")}), "") << "it ends as the other begins";
  EXPECT_EQ(desk.run(command::PlanChange{plan("12:00", "13:01")}), "frozen");
  EXPECT_EQ(desk.run(command::PlanChange{plan("14:59", "16:00")}), "frozen");
  EXPECT_EQ(desk.run(command::PlanChange{plan("15:00", "16:00")}), "");
  auto emergency = plan("13:30", "14:00");
  emergency.kind = ChangeKind::emergency;
  EXPECT_EQ(desk.run(command::PlanChange{emergency}), "");
}

TEST(Changes, ANormalChangeIsApprovedBeforeItIsDone) {
  Desk desk;
  create(desk, Type::change);
  EXPECT_EQ(desk.run(command::PlanChange{plan("12:00", "13:00")}), "");
  EXPECT_EQ(desk.run(command::Resolve{}), "approval-needed");
  EXPECT_EQ(desk.run(command::AskApproval{}), "");
  EXPECT_EQ(desk.run(command::AnswerApproval{desk.entries.back().sequence, true, {}}), "");
  EXPECT_EQ(desk.run(command::Resolve{}), "");
  Desk standard;
  create(standard, Type::change);
  auto known = plan("12:00", "13:00");
  known.kind = ChangeKind::standard;
  EXPECT_EQ(standard.run(command::PlanChange{known}), "");
  EXPECT_EQ(standard.run(command::Resolve{}), "");
}

TEST(Changes, TwoCollideWhereTheyTouchTheSameAtTheSameTime) {
  const Plan one = plan("12:00", "13:00", {"mail", "vpn"});
  EXPECT_TRUE(one.collides_with(plan("12:59", "14:00", {"vpn"})));
  EXPECT_FALSE(one.collides_with(plan("13:00", "14:00", {"vpn"})));
  EXPECT_FALSE(one.collides_with(plan("12:00", "13:00", {"web"})));
  EXPECT_FALSE(one.collides_with(plan("12:00", "13:00", {})));
}

TEST(Changes, AKnownErrorIsOfAProblemAndSaysBoth) {
  Desk desk;
  create(desk, Type::problem);
  EXPECT_EQ(desk.run(command::SetKnownError{text("a leak"), text("")}), "bad-value");
  EXPECT_EQ(desk.run(command::SetKnownError{text("a leak"), text("restart it")}), "");
  EXPECT_EQ(desk.run(command::SetKnownError{text("a leak"), text("restart it daily")}), "");
  EXPECT_EQ(desk.ticket().known_error->workaround.id, "t_restart it daily");
  Desk incident;
  create(incident, Type::incident);
  EXPECT_EQ(incident.run(command::SetKnownError{text("x"), text("x")}), "not-possible");
}

CatalogueItem laptop() {
  CatalogueItem item{{"Laptop"}, "", {"hardware"}, true, {}};
  item.fields.push_back({{"model"}, {"Model"}, FieldKind::choice, true, {"small", "large"}, {}, {}});
  item.fields.push_back({{"memory"}, {"Memory in GB"}, FieldKind::number, false, {}, 8, 64});
  item.fields.push_back({{"from"}, {"Needed from"}, FieldKind::date, false, {}, {}, {}});
  item.fields.push_back({{"why"}, {"Why"}, FieldKind::text, true, {}, {}, 10});
  item.fields.push_back({{"bag"}, {"With a bag"}, FieldKind::yes_no, false, {}, {}, {}});
  return item;
}

std::vector<std::string> wrong(const std::string& answers) {
  std::vector<std::string> pointers;
  for (const Pointed& one : check(laptop(), parse_json(answers)->as_object())) pointers.push_back(one.pointer);
  return pointers;
}

TEST(Catalogue, AFormIsFilledInAsItAsks) {
  EXPECT_THAT(wrong(R"({"model":"small","memory":8,"from":"2026-06-01","why":"old one","bag":true})"), IsEmpty());
  EXPECT_THAT(wrong(R"({"model":"small","why":"0123456789"})"), IsEmpty());
  EXPECT_THAT(wrong(R"({})"), ElementsAre("/answers/model", "/answers/why"));
  EXPECT_THAT(wrong(R"({"model":"huge","memory":65,"from":"soon","why":"01234567890","bag":"yes","colour":"red"})"),
              ElementsAre("/answers/model", "/answers/memory", "/answers/from", "/answers/why", "/answers/bag",
                          "/answers/colour"));
  EXPECT_THAT(wrong(R"({"model":"small","memory":7.5,"why":""})"), ElementsAre("/answers/memory", "/answers/why"));
}

TEST(Catalogue, AFormThatCannotBeFilledInIsNone) {
  EXPECT_THAT(check(laptop()), IsEmpty());
  auto item = laptop();
  item.fields[0].choices.clear();
  item.fields[1].least = 65;
  item.fields[2].key.text = "model";
  std::vector<std::string> pointers;
  for (const Pointed& one : check(item)) pointers.push_back(one.pointer);
  EXPECT_THAT(pointers, ElementsAre("/fields/0/choices", "/fields/1/most", "/fields/2/key"));
}

}  // namespace
}  // namespace concordat::ticket

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/desk/bodies.hpp"

// What the routes beside the ball read and write: approvals, actions, ratings, time, watchers.
namespace concordat::operate {

struct AskApprovalBody {
  std::optional<NameText> action;  // of an authority; left out: whether the ticket may be done
  std::optional<NameText> thing;   // the class of the thing that it is done to
  std::optional<Prose> what;
};
BOOST_DESCRIBE_STRUCT(AskApprovalBody, (), (action, thing, what))
struct ActBody {
  NameText action;
  NameText thing;
  std::optional<Prose> note;
};
BOOST_DESCRIBE_STRUCT(ActBody, (), (action, thing, note))
struct RateBody {
  bool happy = false;
  std::optional<std::int64_t> lost_minutes;  // working time that it cost the requester
  std::optional<Prose> words;
};
BOOST_DESCRIBE_STRUCT(RateBody, (), (happy, lost_minutes, words))
struct TimeBody {
  std::int64_t minutes = 0;
  std::optional<NameText> team;  // the caller's one team where it is left out
  std::optional<NameText> price;
  bool not_billable = false;
  std::optional<Instant> worked;  // when it began; so long before now where it is left out
  std::optional<std::int64_t>
      corrects;  // the number of the entry that this stands for; with 0 minutes it is taken away
  std::optional<Prose> note;
};
BOOST_DESCRIBE_STRUCT(TimeBody, (), (minutes, team, price, not_billable, worked, corrects, note))

struct MajorBody {
  Prose why;
};
BOOST_DESCRIBE_STRUCT(MajorBody, (), (why))
struct AcceptMajorBody {
  std::optional<NameText> manager;  // the caller where it is left out
  std::optional<NameText> communications;
  std::optional<NameText> technical;
  std::optional<std::int64_t> next_update_minutes;  // 30 where it is left out
};
BOOST_DESCRIBE_STRUCT(AcceptMajorBody, (), (manager, communications, technical, next_update_minutes))
struct MajorRolesBody {
  std::optional<NameText> manager;
  std::optional<NameText> communications;
  std::optional<NameText> technical;
};
BOOST_DESCRIBE_STRUCT(MajorRolesBody, (), (manager, communications, technical))
struct MajorUpdateBody {
  Prose text;
  std::optional<std::int64_t> next_update_minutes;  // 30 where it is left out
};
BOOST_DESCRIBE_STRUCT(MajorUpdateBody, (), (text, next_update_minutes))
struct ReviewActionBody {
  Prose what;
  std::optional<NameText> person;
  std::optional<Instant> due;
};
BOOST_DESCRIBE_STRUCT(ReviewActionBody, (), (what, person, due))
struct MajorReviewBody {
  Prose findings;
  std::vector<ReviewActionBody> actions;
};
BOOST_DESCRIBE_STRUCT(MajorReviewBody, (), (findings, actions))

struct TimeView {
  std::int64_t entry = 0;
  std::optional<PersonRef> person;
  std::string party;
  std::string team;
  std::string function;
  std::string price;
  std::int64_t minutes = 0;
  bool billable = false;
  Instant worked;
};
BOOST_DESCRIBE_STRUCT(TimeView, (), (entry, person, party, team, function, price, minutes, billable, worked))
struct TimeList {
  std::vector<TimeView> time;
  std::int64_t minutes = 0;
};
BOOST_DESCRIBE_STRUCT(TimeList, (), (time, minutes))

// One line of a month's hours; `series` is what a price counts.
struct HoursLine {
  std::string series;
  std::string party;
  std::string team;
  std::string function;
  std::string price;
  std::int64_t minutes = 0;
  std::int64_t billable_minutes = 0;
};
BOOST_DESCRIBE_STRUCT(HoursLine, (), (series, party, team, function, price, minutes, billable_minutes))
struct HoursView {
  Instant from;
  Instant to;
  std::vector<HoursLine> hours;
};
BOOST_DESCRIBE_STRUCT(HoursView, (), (from, to, hours))

}  // namespace concordat::operate

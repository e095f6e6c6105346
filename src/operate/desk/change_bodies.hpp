// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/desk/bodies.hpp"
#include "ticket/catalogue.hpp"

// What the routes of problems, changes and the catalogue read and write.
namespace concordat::ticket {
BOOST_DESCRIBE_ENUM(ChangeKind, standard, normal, emergency)
BOOST_DESCRIBE_ENUM(Risk, low, medium, high)
}  // namespace concordat::ticket

namespace concordat::operate {

struct KnownErrorBody {
  Prose cause;
  Prose workaround;
};
BOOST_DESCRIBE_STRUCT(KnownErrorBody, (), (cause, workaround))
struct PlanBody {
  ticket::ChangeKind kind = ticket::ChangeKind::normal;
  ticket::Risk risk = ticket::Risk::medium;
  Instant starts;
  Instant ends;
  std::vector<std::string> touches;  // services and things that it may disturb
};
BOOST_DESCRIBE_STRUCT(PlanBody, (), (kind, risk, starts, ends, touches))
struct FreezeBody {
  Instant from;
  Instant to;
  NameText why;
};
BOOST_DESCRIBE_STRUCT(FreezeBody, (), (from, to, why))
struct FreezeView {
  std::string id;
  Instant from;
  Instant to;
  std::string why;
};
BOOST_DESCRIBE_STRUCT(FreezeView, (), (id, from, to, why))
struct ChangeLine {
  std::string ticket;
  std::string subject;
  std::string state;
  std::string kind;
  std::string risk;
  Instant starts;
  Instant ends;
  std::vector<std::string> touches;
  std::vector<std::string> collides_with;  // tickets of this list that touch the same at the same time
};
BOOST_DESCRIBE_STRUCT(ChangeLine, (), (ticket, subject, state, kind, risk, starts, ends, touches, collides_with))
struct ChangeCalendar {
  Instant from;
  Instant to;
  std::vector<ChangeLine> changes;
  std::vector<FreezeView> freezes;
};
BOOST_DESCRIBE_STRUCT(ChangeCalendar, (), (from, to, changes, freezes))

struct KnownErrorLine {
  std::string ticket;
  std::string subject;
  std::string state;
  std::string cause;
  std::string workaround;
  std::vector<std::string> incidents;  // that it causes, as far as one may see them
};
BOOST_DESCRIBE_STRUCT(KnownErrorLine, (), (ticket, subject, state, cause, workaround, incidents))
struct KnownErrorList {
  std::vector<KnownErrorLine> known_errors;
};
BOOST_DESCRIBE_STRUCT(KnownErrorList, (), (known_errors))

struct CatalogueView {
  std::map<std::string, ticket::CatalogueItem> items;  // by the key by which they are ordered
};
BOOST_DESCRIBE_STRUCT(CatalogueView, (), (items))
struct OrderBody {
  NameText item;
  std::optional<boost::json::object> answers;
};
BOOST_DESCRIBE_STRUCT(OrderBody, (), (item, answers))

}  // namespace concordat::operate

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/codec.hpp"
#include "ticket/state.hpp"
#include "ticket/ticket.hpp"

#include <boost/describe.hpp>
#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <vector>

// What the routes of the desk read and write.
namespace concordat::ticket {
BOOST_DESCRIBE_ENUM(Type, incident, request, problem, change)
BOOST_DESCRIBE_ENUM(HandOff, warm, cold)
}  // namespace concordat::ticket

namespace concordat::agreement {
BOOST_DESCRIBE_ENUM(WaitingOn, requester, provider, internal, third_party, change, problem, scheduled)
}  // namespace concordat::agreement

namespace concordat::operate {

using SubjectLine = Limited<400>;

// Who may read what is written: the requester and all parties; all parties; or the writer's own party alone.
enum class Audience : std::uint8_t { requester, shared, own };
BOOST_DESCRIBE_ENUM(Audience, requester, shared, own)

struct CreateTicketBody {
  std::optional<ticket::Type> type;  // an incident where it is left out
  SubjectLine subject;
  std::optional<Prose> description;
  std::optional<NameText> category;
  std::optional<std::int64_t> impact;  // both or neither
  std::optional<std::int64_t> urgency;
  std::optional<NameText> requester;  // a person; the caller where it is left out
  std::optional<NameText> ticket;     // its name; the desk's next number where it is left out
};
BOOST_DESCRIBE_STRUCT(CreateTicketBody, (), (type, subject, description, category, impact, urgency, requester, ticket))

struct CommentBody {
  Prose text;
  std::optional<Audience> audience;   // shared where it is left out
  std::vector<std::string> parties;   // instead of the audience: these and the writer's own
  std::vector<std::string> mentions;  // people, who have to be able to read it
};
BOOST_DESCRIBE_STRUCT(CommentBody, (), (text, audience, parties, mentions))
struct ClassifyBody {
  std::optional<ticket::Type> type;
  std::optional<NameText> category;
};
BOOST_DESCRIBE_STRUCT(ClassifyBody, (), (type, category))
struct PrioritiseBody {
  std::optional<std::int64_t> impact;
  std::optional<std::int64_t> urgency;
  std::optional<std::int64_t> priority;  // another than the table's, with a reason
  std::optional<Prose> reason;
};
BOOST_DESCRIBE_STRUCT(PrioritiseBody, (), (impact, urgency, priority, reason))
struct OwnerBody {
  NameText team;
};
BOOST_DESCRIBE_STRUCT(OwnerBody, (), (team))
struct AssignBody {
  std::optional<NameText> team;    // the caller's one team where it is left out
  std::optional<NameText> person;  // of that team
};
BOOST_DESCRIBE_STRUCT(AssignBody, (), (team, person))
struct OfferBody {
  NameText team;
  std::optional<ticket::HandOff> mode;  // warm where it is left out
  Prose what;
  std::optional<Prose> tried;
  std::optional<Prose> next_step;
};
BOOST_DESCRIBE_STRUCT(OfferBody, (), (team, mode, what, tried, next_step))
struct WaitBody {
  agreement::WaitingOn on = agreement::WaitingOn::requester;
  std::optional<NameText> party;
};
BOOST_DESCRIBE_STRUCT(WaitBody, (), (on, party))
struct ReasonBody {
  std::optional<Prose> reason;
};
BOOST_DESCRIBE_STRUCT(ReasonBody, (), (reason))
struct ResolveBody {
  std::optional<Prose> solution;
};
BOOST_DESCRIBE_STRUCT(ResolveBody, (), (solution))
struct OtherTicketBody {
  NameText ticket;
};
BOOST_DESCRIBE_STRUCT(OtherTicketBody, (), (ticket))
struct LinkBody {
  std::string relation;  // relates, blocks, blocked_by, causes, caused_by
  NameText ticket;
};
BOOST_DESCRIBE_STRUCT(LinkBody, (), (relation, ticket))
struct ParentBody {
  std::optional<NameText> ticket;  // none where it is left out
};
BOOST_DESCRIBE_STRUCT(ParentBody, (), (ticket))
struct SplitBody {
  SubjectLine subject;
};
BOOST_DESCRIBE_STRUCT(SplitBody, (), (subject))

struct PersonRef {
  std::string person;
  std::string name;  // empty where it was erased
};
BOOST_DESCRIBE_STRUCT(PersonRef, (), (person, name))
struct WithView {
  std::string bearer;  // team, requester, third_party, nobody, resolved; empty: its life is over
  std::string party;
  std::string team;
  std::optional<PersonRef> person;
};
BOOST_DESCRIBE_STRUCT(WithView, (), (bearer, party, team, person))
struct OfferView {
  std::string mode;
  std::string from_party;
  std::string from_team;
  std::string to_party;
  std::string to_team;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(OfferView, (), (mode, from_party, from_team, to_party, to_team, at))
struct ClockView {
  std::string target;
  std::string kind;  // sla, ola, uc
  std::string metric;
  std::string obligor;
  std::string state;  // running, paused, met, breached, cancelled
  std::optional<Instant> due;
  std::int64_t counted_s = 0;
  std::int64_t within_s = 0;
};
BOOST_DESCRIBE_STRUCT(ClockView, (), (target, kind, metric, obligor, state, due, counted_s, within_s))
struct LinkView {
  std::string relation;
  std::string ticket;
};
BOOST_DESCRIBE_STRUCT(LinkView, (), (relation, ticket))

struct ApprovalView {
  std::int64_t approval = 0;  // by which it is answered
  std::string state;          // asked, approved, refused, withdrawn
  std::string action;         // of an authority; empty: whether the ticket may be done
  std::string thing;
  std::string role;  // that is asked; empty: whoever may approve
  std::optional<PersonRef> by;
  Instant asked;
  std::optional<Instant> acts_from;  // when nobody has answered by then, it may be done
  std::optional<PersonRef> answered_by;
  std::optional<Instant> answered;
};
BOOST_DESCRIBE_STRUCT(ApprovalView, (),
                      (approval, state, action, thing, role, by, asked, acts_from, answered_by, answered))
struct RatingView {
  bool happy = false;
  std::optional<std::int64_t> lost_minutes;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(RatingView, (), (happy, lost_minutes, at))

struct MajorView {
  std::string state;  // candidate, accepted, rejected, reviewed
  std::optional<PersonRef> manager;
  std::optional<PersonRef> communications;
  std::optional<PersonRef> technical;
  std::optional<Instant> accepted;
  std::optional<Instant> update_due;  // when the next word is promised
  bool overdue = false;
};
BOOST_DESCRIBE_STRUCT(MajorView, (), (state, manager, communications, technical, accepted, update_due, overdue))

struct PlanView {
  std::string kind;  // standard, normal, emergency
  std::string risk;  // low, medium, high
  Instant starts;
  Instant ends;
  std::vector<std::string> touches;
};
BOOST_DESCRIBE_STRUCT(PlanView, (), (kind, risk, starts, ends, touches))

struct AttachmentView {
  std::int64_t attachment = 0;  // by which it is fetched
  std::string name;
  std::string media;
  std::int64_t bytes = 0;
  std::optional<PersonRef> by;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(AttachmentView, (), (attachment, name, media, bytes, by, at))

struct TicketView {
  std::string ticket;
  std::string type;
  std::string state;
  std::string waiting_on;
  std::string waiting_on_party;  // where one was named
  std::string subject;
  std::string category;
  std::string function;  // of the agreement; empty: none takes it
  std::string priority;
  std::string impact;
  std::string urgency;
  std::optional<PersonRef> requester;
  std::string owner_team;
  WithView with;
  std::optional<OfferView> offer;
  Instant opened;
  Instant updated;
  std::optional<Instant> resolved;
  std::optional<Instant> closed;
  std::int64_t reopened = 0;
  bool imported = false;
  std::string parent;
  std::string merged_into;
  std::vector<LinkView> links;
  std::vector<ClockView> clocks;
  std::vector<ApprovalView> approvals;
  std::optional<RatingView> rating;
  std::vector<AttachmentView> attachments;
  std::optional<MajorView> major;
  std::optional<PlanView> plan;
  std::string catalogue_item;
  std::vector<PersonRef> watchers;
};
BOOST_DESCRIBE_STRUCT(TicketView, (),
                      (ticket, type, state, waiting_on, waiting_on_party, subject, category, function, priority, impact,
                       urgency, requester, owner_team, with, offer, opened, updated, resolved, closed, reopened,
                       imported, parent, merged_into, links, clocks, approvals, rating, attachments, major, plan,
                       catalogue_item, watchers))

struct EntryView {
  std::int64_t sequence = 0;
  Instant at;
  Instant recorded;
  std::string kind;
  std::string words;
  std::optional<PersonRef> actor;  // none: a rule, or an import
  std::string party;
  std::string audience;  // requester, shared, or the parties with commas
  std::map<std::string, std::string> texts;
};
BOOST_DESCRIBE_STRUCT(EntryView, (), (sequence, at, recorded, kind, words, actor, party, audience, texts))
struct EntryList {
  std::vector<EntryView> entries;
};
BOOST_DESCRIBE_STRUCT(EntryList, (), (entries))

struct TicketLine {
  std::string organisation;
  std::string organisation_name;
  std::string ticket;
  std::string type;
  std::string state;
  std::string subject;
  std::string category;
  std::string priority;
  std::string bearer;
  std::string party;
  std::string team;
  std::string person;
  std::string offered_to;
  std::string owner_team;
  std::string requester;
  Instant opened;
  Instant updated;
  std::optional<Instant> due;
  std::string target;
  std::string function;  // that takes it; empty where none does
  std::string impact;
  std::string urgency;
  std::string waiting_on;
  std::string waiting_on_party;
  std::optional<Instant> resolved;
  std::optional<Instant> closed;
};
BOOST_DESCRIBE_STRUCT(TicketLine, (),
                      (organisation, organisation_name, ticket, type, state, subject, category, priority, bearer, party,
                       team, person, offered_to, owner_team, requester, opened, updated, due, target, function, impact,
                       urgency, waiting_on, waiting_on_party, resolved, closed))
struct TicketCount {
  std::int64_t tickets = 0;
  bool exact = true;  // false: so many, and perhaps more
};
BOOST_DESCRIBE_STRUCT(TicketCount, (), (tickets, exact))
// An organisation of one's own that a list over all of them had to leave out, and why.
struct LeftOut {
  std::string organisation;
  std::string code;
};
BOOST_DESCRIBE_STRUCT(LeftOut, (), (organisation, code))
struct TicketLines {
  std::vector<TicketLine> tickets;
  std::optional<std::string> next;  // the cursor of the next page; a page may be short and have one
  std::optional<TicketCount> count;
  std::vector<LeftOut> left_out;
};
BOOST_DESCRIBE_STRUCT(TicketLines, (), (tickets, next, count, left_out))
struct TicketCounts {
  std::int64_t with_us = 0;
  std::int64_t with_them = 0;
  std::int64_t with_nobody = 0;
  std::int64_t waiting_for_requester = 0;
  std::int64_t open = 0;
};
BOOST_DESCRIBE_STRUCT(TicketCounts, (), (with_us, with_them, with_nobody, waiting_for_requester, open))
struct CountsOf {
  std::string organisation;
  std::string organisation_name;
  TicketCounts counts;
};
BOOST_DESCRIBE_STRUCT(CountsOf, (), (organisation, organisation_name, counts))
struct AllCounts {
  TicketCounts all;
  std::vector<CountsOf> organisations;
  std::vector<LeftOut> left_out;
};
BOOST_DESCRIBE_STRUCT(AllCounts, (), (all, organisations, left_out))
struct MarkView {
  std::int64_t from = 0;  // in characters (code points), half-open
  std::int64_t to = 0;
};
BOOST_DESCRIBE_STRUCT(MarkView, (), (from, to))
struct MarkedView {
  std::string text;
  std::vector<MarkView> marks;
};
BOOST_DESCRIBE_STRUCT(MarkedView, (), (text, marks))
struct HitView {
  TicketLine ticket;
  std::int64_t sequence = 0;  // of the entry in which it was found
  Instant at;
  MarkedView subject;
  MarkedView text;
};
BOOST_DESCRIBE_STRUCT(HitView, (), (ticket, sequence, at, subject, text))
struct FoundView {
  std::vector<HitView> hits;
  std::optional<std::string> next;  // the cursor of the next page; a page may be short and have one
  std::vector<std::string> notes;   // what of the question was left out, and why
  std::vector<LeftOut> left_out;
};
BOOST_DESCRIBE_STRUCT(FoundView, (), (hits, next, notes, left_out))
// For whom a list is kept.
enum class ViewReach : std::uint8_t { own, team, shared };
BOOST_DESCRIBE_ENUM(ViewReach, own, team, shared)
struct SavedViewBody {
  NameText name;
  std::optional<ViewReach> reach;  // own where it is left out
  std::optional<NameText> team;    // of which the caller is, for a team's view
  std::string query;               // of the address of a list: "tab=with-us&sort=due"
};
BOOST_DESCRIBE_STRUCT(SavedViewBody, (), (name, reach, team, query))
struct SavedView {
  std::string view;
  std::string name;
  ViewReach reach = ViewReach::own;
  std::string team;
  std::string query;
  std::string person;  // whose it is
  Instant changed;
  bool may_change = false;
};
BOOST_DESCRIBE_STRUCT(SavedView, (), (view, name, reach, team, query, person, changed, may_change))
struct SavedViews {
  std::vector<SavedView> views;
};
BOOST_DESCRIBE_STRUCT(SavedViews, (), (views))
struct CustodyView {
  boost::json::object custody;
};
BOOST_DESCRIBE_STRUCT(CustodyView, (), (custody))

}  // namespace concordat::operate

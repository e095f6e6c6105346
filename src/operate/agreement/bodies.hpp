// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/codec.hpp"
#include "base/limits.hpp"

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

// What the routes about the agreement read and write. What is not known is left out.
namespace concordat::operate {

struct AgreementFile {
  NameText file;
  Limited<limits::kAgreementBytesMax> text;
};
BOOST_DESCRIBE_STRUCT(AgreementFile, (), (file, text))

struct AgreementTexts {
  std::vector<AgreementFile> texts;  // of one version: the agreement, annexes, the private text
  std::vector<AgreementFile> lists;  // of holidays that the texts name and that are not built in
};
BOOST_DESCRIBE_STRUCT(AgreementTexts, (), (texts, lists))

struct DiffBody {
  std::vector<AgreementFile> texts;
  std::vector<AgreementFile> lists;
  std::optional<NameText> base;  // a version; the one in force where it is left out
};
BOOST_DESCRIBE_STRUCT(DiffBody, (), (texts, lists, base))

struct DraftWeekBody {
  std::vector<AgreementFile> texts;
  std::vector<AgreementFile> lists;
  std::optional<Instant> at;  // where the week begins; now where it is left out
};
BOOST_DESCRIBE_STRUCT(DraftWeekBody, (), (texts, lists, at))

struct ProposeBody {
  std::vector<AgreementFile> texts;
  std::vector<AgreementFile> lists;
  bool despite_errors = false;
};
BOOST_DESCRIBE_STRUCT(ProposeBody, (), (texts, lists, despite_errors))

struct ApproveBody {
  NameText party;
  std::string vkey;
  std::string signature;  // `concordat agreement sign` makes all three
};
BOOST_DESCRIBE_STRUCT(ApproveBody, (), (party, vkey, signature))

struct ApplyBody {
  bool as_if = false;  // only to look at the past under it; never in force
};
BOOST_DESCRIBE_STRUCT(ApplyBody, (), (as_if))

struct FindingRow {
  std::string id;
  std::string file;
  std::int64_t line = 0;
  std::int64_t column = 0;
};
BOOST_DESCRIBE_STRUCT(FindingRow, (), (id, file, line, column))
struct FindingExample {
  std::optional<Instant> at;
  std::optional<std::string> at_local;
  std::optional<std::string> site;
  std::optional<std::int64_t> priority;
  std::optional<std::string> class_;
  std::vector<std::string> who;
};
BOOST_DESCRIBE_STRUCT(FindingExample, (), (at, at_local, site, priority, class_, who))
struct FindingFix {
  std::string file;
  std::string patch;  // a unified diff of that file
  std::string words;
};
BOOST_DESCRIBE_STRUCT(FindingFix, (), (file, patch, words))
struct FindingView {
  std::string rule;
  std::string severity;
  std::string message;
  std::vector<FindingRow> rows;
  std::optional<std::string> function;
  std::optional<std::string> activity;
  std::optional<double> hours_per_week;
  std::optional<FindingExample> example;
  std::optional<FindingFix> fix;
};
BOOST_DESCRIBE_STRUCT(FindingView, (),
                      (rule, severity, message, rows, function, activity, hours_per_week, example, fix))
struct CheckedAgreement {
  bool ok = false;
  std::vector<FindingView> findings;
};
BOOST_DESCRIBE_STRUCT(CheckedAgreement, (), (ok, findings))

struct DiffChange {
  std::string what;
  std::optional<std::string> subject;
  std::optional<std::string> function;
  std::optional<std::string> activity;
  std::optional<std::string> from;
  std::optional<std::string> to;
  std::optional<double> hours_per_week;
  std::optional<double> month_from;
  std::optional<double> month_to;
  std::optional<std::string> currency;
};
BOOST_DESCRIBE_STRUCT(DiffChange, (),
                      (what, subject, function, activity, from, to, hours_per_week, month_from, month_to, currency))
struct DiffRename {
  std::string kind;
  std::string from;
  std::string to;
};
BOOST_DESCRIBE_STRUCT(DiffRename, (), (kind, from, to))
struct ClockMoveView {
  std::string target;
  std::optional<std::string> due_from;  // left out: no clock of it runs
  std::optional<std::string> due_to;
};
BOOST_DESCRIBE_STRUCT(ClockMoveView, (), (target, due_from, due_to))
struct TicketMoveView {
  std::string ticket;
  std::optional<std::string> subject;
  std::optional<std::string> holder_from;  // a team
  std::optional<std::string> holder_to;
  std::vector<ClockMoveView> clocks;  // whose end is another
};
BOOST_DESCRIBE_STRUCT(TicketMoveView, (), (ticket, subject, holder_from, holder_to, clocks))
// Open tickets that you may read, when the texts take effect after the version in force; nothing of them against
// another.
struct DiffTickets {
  std::int64_t looked_at = 0;
  std::int64_t more = 0;  // open ones that nobody looked at, because there are too many
  std::vector<TicketMoveView> moves;
};
BOOST_DESCRIBE_STRUCT(DiffTickets, (), (looked_at, more, moves))
struct DiffView {
  std::vector<DiffChange> changes;
  std::vector<DiffRename> renamed;
  std::vector<DiffChange> rights;
  std::vector<DiffChange> targets;
  std::vector<DiffChange> prices;
  std::optional<DiffTickets> tickets;
  std::vector<std::string> approval_needed;
  std::string words;
};
BOOST_DESCRIBE_STRUCT(DiffView, (), (changes, renamed, rights, targets, prices, tickets, approval_needed, words))

struct VersionApproval {
  std::string party;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(VersionApproval, (), (party, at))
struct VersionView {
  std::string version;
  Instant proposed;
  std::string proposed_by;  // a party
  Instant effective;
  std::optional<Instant> in_force_from;
  bool agreed = false;
  bool as_if = false;
  std::vector<VersionApproval> approvals;
  std::vector<std::string> not_agreed_by;
  std::vector<VersionApproval> rejections;  // of those, who said no; they may still approve
  std::optional<Instant> withdrawn;
};
BOOST_DESCRIBE_STRUCT(VersionView, (),
                      (version, proposed, proposed_by, effective, in_force_from, agreed, as_if, approvals,
                       not_agreed_by, rejections, withdrawn))
struct VersionList {
  std::optional<std::string> in_force;
  std::vector<VersionView> versions;  // the last proposed first
};
BOOST_DESCRIBE_STRUCT(VersionList, (), (in_force, versions))

struct VersionFile {
  std::string file;
  std::string kind;
  std::optional<std::string> party;
  std::string digest;  // hex of SHA-256(salt ‖ text)
  std::string salt;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(VersionFile, (), (file, kind, party, digest, salt, text))
// What became of a version, and what was said of it: an entry of the record.
struct VersionEvent {
  std::int64_t sequence = 0;
  Instant at;
  std::string what;                   // proposed, noted, rejected, approved, applied, withdrawn
  std::string party;
  std::optional<std::string> person;  // left out: at the command line of the host
  std::optional<std::string> words;   // left out where there are none, or they were erased
};
BOOST_DESCRIBE_STRUCT(VersionEvent, (), (sequence, at, what, party, person, words))
struct ShownVersion {
  std::string organisation;
  VersionView version;
  boost::json::object statement;   // the id of the version is a digest of this, so an approval is of all of it
  std::vector<VersionFile> texts;  // those that you may read
  std::vector<VersionEvent> history;
};
BOOST_DESCRIBE_STRUCT(ShownVersion, (), (organisation, version, statement, texts, history))

struct RowPlace {
  std::string id;
  std::string file;
  std::int64_t line = 0;
};
BOOST_DESCRIBE_STRUCT(RowPlace, (), (id, file, line))
struct DutyView {
  std::string team;
  std::optional<Instant> until;
  std::optional<Instant> from;
};
BOOST_DESCRIBE_STRUCT(DutyView, (), (team, until, from))
struct DecisionView {
  Instant at;
  std::string function;
  std::string activity;
  std::optional<RowPlace> row;
  std::vector<std::string> exceptions;
  std::optional<std::string> accountable;
  std::optional<std::string> owner;
  std::vector<std::string> responsible;
  std::optional<DutyView> on_duty;
  std::optional<DutyView> next_on_duty;
  std::vector<std::string> consulted;
  std::vector<std::string> informed;
  std::vector<std::string> targets;
  std::optional<std::string> ladder;
  std::vector<std::string> price;
  std::optional<std::string> with;  // the team that has the ticket
  std::string version;
  std::string words;
};
BOOST_DESCRIBE_STRUCT(DecisionView, (),
                      (at, function, activity, row, exceptions, accountable, owner, responsible, on_duty, next_on_duty,
                       consulted, informed, targets, ladder, price, with, version, words))

struct WeekStretch {
  Instant from;
  Instant until;
  std::string team;  // or a role, by its key; empty: nobody
  std::string party;
};
BOOST_DESCRIBE_STRUCT(WeekStretch, (), (from, until, team, party))
struct WeekRow {
  std::string function;
  std::string activity;
  RowPlace row;
  std::vector<std::string> exceptions;  // that can change it, by their ids
  std::vector<WeekStretch> stretches;   // in order; they fill the week
};
BOOST_DESCRIBE_STRUCT(WeekRow, (), (function, activity, row, exceptions, stretches))
struct WeekView {
  Instant from;
  Instant until;
  std::string version;  // empty: of texts that are none yet
  std::vector<WeekRow> rows;
};
BOOST_DESCRIBE_STRUCT(WeekView, (), (from, until, version, rows))

struct BeginningTitle {
  std::string name;
  std::string title;
};
BOOST_DESCRIBE_STRUCT(BeginningTitle, (), (name, title))
struct BeginningList {
  std::vector<BeginningTitle> templates;  // by name
};
BOOST_DESCRIBE_STRUCT(BeginningList, (), (templates))
struct BeginningPerson {
  std::string key;
  std::string party;
  std::vector<std::string> roles;
  std::vector<std::string> teams;
};
BOOST_DESCRIBE_STRUCT(BeginningPerson, (), (key, party, roles, teams))
struct BeginningParty {
  std::string key;
  std::string name;
  std::string kind;  // internal, provider
};
BOOST_DESCRIBE_STRUCT(BeginningParty, (), (key, name, kind))
struct Beginning {
  std::string name;
  std::string text;
  std::vector<BeginningParty> parties;  // by key
  std::vector<BeginningPerson> people;  // by key
};
BOOST_DESCRIBE_STRUCT(Beginning, (), (name, text, parties, people))

struct ReasonView {
  std::string kind;
  std::string id;
  std::optional<std::string> file;
  std::optional<std::int64_t> line;
  std::string words;
};
BOOST_DESCRIBE_STRUCT(ReasonView, (), (kind, id, file, line, words))
struct AskFirstView {
  std::string role;
  std::optional<std::int64_t> act_after_s;
};
BOOST_DESCRIBE_STRUCT(AskFirstView, (), (role, act_after_s))
struct RightView {
  bool allow = false;
  std::string how;
  std::optional<AskFirstView> ask;
  std::vector<ReasonView> because;
  std::optional<std::string> failed;
  std::string words;
};
BOOST_DESCRIBE_STRUCT(RightView, (), (allow, how, ask, because, failed, words))
struct WhoMayPerson {
  std::string person;
  std::optional<std::string> party;
  std::vector<ReasonView> because;
};
BOOST_DESCRIBE_STRUCT(WhoMayPerson, (), (person, party, because))
struct WhoMayView {
  std::vector<WhoMayPerson> people;
};
BOOST_DESCRIBE_STRUCT(WhoMayView, (), (people))

using ReasonText = Limited<limits::kReasonBytesMax>;

struct WithdrawBody {
  std::optional<ReasonText> reason;
};
BOOST_DESCRIBE_STRUCT(WithdrawBody, (), (reason))
struct RejectBody {
  ReasonText reason;
};
BOOST_DESCRIBE_STRUCT(RejectBody, (), (reason))
struct VersionNoteBody {
  ReasonText text;
};
BOOST_DESCRIBE_STRUCT(VersionNoteBody, (), (text))

struct GrantBody {
  std::optional<NameText> request;  // what was asked for, as it was asked; then the rest is left out
  std::optional<NameText> person;   // by key or id; of a request, yourself where it is left out
  std::vector<std::string> actions;
  std::vector<std::string> functions;
  std::vector<std::string> classes;
  std::optional<NameText> ticket;
  std::optional<Instant> from;
  std::optional<Instant> until;
  std::optional<ReasonText> why;
};
BOOST_DESCRIBE_STRUCT(GrantBody, (), (request, person, actions, functions, classes, ticket, from, until, why))
struct DelegateBody {
  NameText person;
  NameText action;
  Instant until;
  std::optional<ReasonText> why;
};
BOOST_DESCRIBE_STRUCT(DelegateBody, (), (person, action, until, why))
struct WhyBody {
  ReasonText why;
};
BOOST_DESCRIBE_STRUCT(WhyBody, (), (why))
struct EndBody {
  std::optional<ReasonText> why;
};
BOOST_DESCRIBE_STRUCT(EndBody, (), (why))
struct ReviewBody {
  ReasonText words;  // what was done and found
};
BOOST_DESCRIBE_STRUCT(ReviewBody, (), (words))
struct RestrictBody {
  std::vector<std::string> actions;  // of a narrowing
  std::vector<std::string> functions;
  std::vector<std::string> classes;
  std::optional<Instant> until;
  ReasonText why;
};
BOOST_DESCRIBE_STRUCT(RestrictBody, (), (actions, functions, classes, until, why))
struct SuspendBody {
  std::optional<Instant> until;
  ReasonText why;
};
BOOST_DESCRIBE_STRUCT(SuspendBody, (), (until, why))
struct NamedBody {
  NameText person;
};
BOOST_DESCRIBE_STRUCT(NamedBody, (), (person))
struct AskBody {
  NameText team;
  NameText action;
  NameText class_;
};
BOOST_DESCRIBE_STRUCT(AskBody, (), (team, action, class_))
struct AnswerBody {
  bool yes = false;
};
BOOST_DESCRIBE_STRUCT(AnswerBody, (), (yes))
// As `concordat key rotate` prints it: both keys signed it.
struct KeyBody {
  std::string old;
  std::string new_;
  std::string signed_by_old;
  std::string signed_by_new;
};
BOOST_DESCRIBE_STRUCT(KeyBody, (), (old, new_, signed_by_old, signed_by_new))
struct DoneView {
  std::optional<std::string> id;
  std::string words;
};
BOOST_DESCRIBE_STRUCT(DoneView, (), (id, words))
struct AccessLine {
  std::string what;
  std::optional<std::string> id;
  std::string who;
  std::string words;
  Instant from;
  std::optional<Instant> until;
};
BOOST_DESCRIBE_STRUCT(AccessLine, (), (what, id, who, words, from, until))
struct AccessLines {
  Instant at;
  std::vector<AccessLine> access;
};
BOOST_DESCRIBE_STRUCT(AccessLines, (), (at, access))

}  // namespace concordat::operate

// SPDX-License-Identifier: Apache-2.0
#include "operate/agreement/access_list.hpp"

#include <boost/json/array.hpp>

namespace concordat::operate {
namespace {

using namespace agreement;

std::string joined(const std::vector<std::string>& all) {
  std::string text;
  for (const auto& one : all) text += (text.empty() ? "" : ", ") + one;
  return text;
}

std::string scoped(const std::vector<std::string>& actions, const std::vector<std::string>& functions,
                   const std::vector<std::string>& classes) {
  std::string text = joined(actions);
  if (!functions.empty()) text += " on " + joined(functions);
  if (!classes.empty()) text += " (" + joined(classes) + ")";
  return text;
}

class Rows {
 public:
  Rows(const AccessLog& access, Instant at) : access_(access), at_s_(at.seconds()) {}

  std::vector<AccessRow> take() && { return std::move(rows_); }

  void add(std::string what, const std::string& id, std::string who, std::string words, const Span& time) {
    if (!time.has(at_s_)) return;
    if (const auto* note = access_.note(id); note != nullptr && !note->why.empty()) words += ": " + note->why;
    rows_.push_back({std::move(what), id, std::move(who), std::move(words), time});
  }

  void glass(const BrokenGlass& one) {
    const AccessNote* note = access_.note(one.id);
    const bool reviewed = note != nullptr && note->reviewed && note->reviewed->seconds() <= at_s_;
    if (at_s_ < one.time.from_s || (reviewed && !one.time.has(at_s_))) return;
    const std::string why = note == nullptr ? "" : note->why;
    rows_.push_back(
        {"broken glass", one.id, one.person, (reviewed ? "reviewed: " : "to be reviewed: ") + why, one.time});
  }

 private:
  const AccessLog& access_;
  std::int64_t at_s_;
  std::vector<AccessRow> rows_;
};

std::string time_words(const Span& time) {
  std::string words =
      time.from_s <= kForEver.from_s ? "" : "from " + format_instant(Instant::from_seconds(time.from_s));
  if (time.to_s < kForEver.to_s) words += " until " + format_instant(Instant::from_seconds(time.to_s));
  return words;
}

}  // namespace

std::vector<AccessRow> access_rows(const AccessLog& access, Instant at) {
  const Facts& facts = access.facts();
  Rows rows(access, at);
  for (const auto& one : facts.owners) rows.add("owner", "", one.person, "", one.time);
  for (const auto& one : facts.delegations) {
    rows.add("delegation", one.id, one.person, one.action + ", by " + one.by, one.time);
  }
  for (const auto& one : facts.administrators) {
    rows.add("administrator", "", one.person, "the people of " + one.party, one.time);
  }
  for (const auto& one : facts.members) {
    rows.add("member", "", one.person, one.team.empty() ? one.party : one.team + " of " + one.party, one.time);
  }
  for (const auto& one : facts.grants) {
    const std::string ticket = one.ticket.empty() ? "" : " for " + one.ticket;
    rows.add("grant", one.id, one.person, scoped(one.actions, one.functions, one.classes) + ticket, one.time);
  }
  for (const auto& one : facts.broken_glass) rows.glass(one);
  for (const auto& one : facts.dismissals) {
    rows.add("dismissed", "", one.party, "its contract was ended", {one.at.seconds(), kForEver.to_s});
  }
  for (const auto& one : facts.restrictions) {
    rows.add(one.suspends() ? "suspended" : "narrowed", one.id, one.party,
             one.suspends() ? "everything" : scoped(one.actions, one.functions, one.classes), one.time);
  }
  for (const auto& one : facts.representatives) {
    rows.add("representative", one.id, one.person, "stands for " + one.party, {one.at.seconds(), kForEver.to_s});
  }
  for (const auto& [id, one] : access.requests()) {
    if (one.answered) continue;
    const Grant& wanted = one.wanted;
    const std::string ticket = wanted.ticket.empty() ? "" : " for " + wanted.ticket;
    rows.add(
        "grant asked", id, wanted.person,
        scoped(wanted.actions, wanted.functions, wanted.classes) + ticket + (one.why.empty() ? "" : ": " + one.why),
        {one.at.seconds(), wanted.time.to_s});
  }
  for (const auto& [id, question] : access.questions()) {
    if (question->reply) continue;
    const std::string ticket = question->ticket.empty() ? "" : " for " + question->ticket;
    rows.add("asked", id, question->team, question->action + " (" + question->class_ + ")" + ticket,
             {question->at.seconds(), kForEver.to_s});
  }
  return std::move(rows).take();
}

boost::json::object to_json(const std::vector<AccessRow>& rows, Instant at) {
  boost::json::array all;
  for (const AccessRow& row : rows) {
    boost::json::object one{{"what", row.what}, {"who", row.who}, {"words", row.words}};
    if (!row.id.empty()) one["id"] = row.id;
    one["from"] = format_instant(Instant::from_seconds(row.time.from_s));
    one["until"] = row.time.to_s < kForEver.to_s
                       ? boost::json::value(format_instant(Instant::from_seconds(row.time.to_s)))
                       : boost::json::value();
    all.emplace_back(std::move(one));
  }
  return {{"at", format_instant(at)}, {"access", std::move(all)}};
}

std::string to_text(const std::vector<AccessRow>& rows, Instant at) {
  if (rows.empty()) return "Nothing besides the agreement decides who may, at " + format_instant(at) + ".\n";
  std::string text;
  for (const AccessRow& row : rows) {
    text += row.what + "  " + row.who + (row.words.empty() ? "" : "  " + row.words) + "  " + time_words(row.time) +
            (row.id.empty() ? "" : "  " + row.id) + "\n";
  }
  return text;
}

}  // namespace concordat::operate

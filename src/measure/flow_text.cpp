// SPDX-License-Identifier: Apache-2.0
#include "measure/flow.hpp"

#include "base/text.hpp"
#include "measure/text_page.hpp"

#include <algorithm>
#include <cmath>

namespace concordat::measure {
namespace {

using Rows = std::vector<TextPage::Row>;

constexpr std::size_t kRowsShown = 8;  // of what may have hundreds; the document has them all

// Hours as people say them; a day is 24 hours.
std::string span(double hours) {
  if (std::abs(hours) < 1) return decimal(hours * 60) + " min";
  return std::abs(hours) < 48 ? decimal(hours) + " h" : decimal(hours / 24) + " d";
}

std::string day(Date date) {
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const YearMonthDay parts = split_date(date);
  return std::to_string(parts.day) + ' ' + kMonths[parts.month - 1] + ' ' + std::to_string(parts.year);
}

std::string day(Instant instant) { return day(split_utc(instant).date); }

std::string count(std::int64_t number, const char* one, const char* many) {
  return with_thousands(number) + ' ' + (number == 1 ? one : many);
}

void head(TextPage& page, const FlowFigures& figures) {
  page.title("How work flowed");
  std::string counts = count(figures.tickets, "ticket", "tickets");
  if (figures.updates) counts += ", " + count(*figures.updates, "update", "updates");
  page.text(counts);
  if (figures.first) page.text(day(*figures.first) + " to " + day(*figures.last));
  if (figures.from) page.text("cut: nothing before " + format_instant(*figures.from));
  if (figures.to) page.text("cut: nothing from " + format_instant(*figures.to) + " on");
}

TextPage::Row spread(std::string label, const stats::Summary& h) {
  return {std::move(label), {with_thousands(h.n), span(h.median), span(h.mean), span(h.p90)}, std::nullopt};
}

void durations(TextPage& page, const FlowFigures& figures) {
  Rows rows;
  if (figures.resolved_h) rows.push_back(spread("resolved", *figures.resolved_h));
  if (figures.closed_h) rows.push_back(spread("closed", *figures.closed_h));
  page.table("From opening to …", {"tickets", "median", "mean", "9 in 10"}, rows);
}

void priorities(TextPage& page, const FlowFigures& figures) {
  if (!figures.by_priority) return;
  const bool resolved = figures.resolved_h.has_value();
  const auto median = [&](const PriorityRow& row) { return resolved ? row.resolved_h : row.closed_h; };
  double most = 0;
  for (const PriorityRow& row : *figures.by_priority) {
    if (median(row)) most = std::max(most, median(row)->median);
  }
  Rows rows;
  for (const PriorityRow& row : *figures.by_priority) {
    const auto h = median(row);
    rows.push_back({row.priority.value_or("none"),
                    {with_thousands(row.tickets), h ? span(h->median) : "–"},
                    h && most > 0 ? h->median / most : 0});
  }
  const char* heading = resolved ? "Median to resolved, by priority" : "Median to closed, by priority";
  page.table(heading, {"tickets", "median"}, rows);
}

void once_more(TextPage& page, const FlowFigures& figures) {
  if (figures.reopened) {
    const Reopened& again = *figures.reopened;
    page.heading("Reopened");
    page.text(count(again.tickets, "ticket", "tickets") + " (" + percent(again.share) + "), " +
              count(again.times, "time", "times") + (again.by_source ? ", by the source's own counter" : ""));
  }
  if (figures.source_sla) {
    page.heading("Kept, by the source's own flag");
    page.text(count(figures.source_sla->count, "ticket", "tickets") + " (" + percent(figures.source_sla->share) + ")");
  }
}

void handoffs(TextPage& page, const FlowFigures& figures) {
  Rows rows;
  const auto add = [&](const char* label, const std::optional<HandoffFigures>& by) {
    if (!by) return;
    rows.push_back({label,
                    {with_thousands(by->values), with_thousands(by->handoffs), percent(by->share_with_several),
                     percent(by->ping_pong_share)},
                    std::nullopt});
  };
  add("teams", figures.by_team);
  add("parties", figures.by_party);
  add("lines", figures.by_line);
  add("persons", figures.by_person);
  page.table("Passed on between …", {"", "hand-offs", "passed on", "came back"}, rows);
}

void pairs(TextPage& page, const char* heading, const std::optional<HandoffFigures>& by) {
  if (!by || by->pairs.empty()) return;
  Rows rows;
  const auto most = static_cast<double>(by->pairs.front().count);
  for (std::size_t i = 0; i < std::min(kRowsShown, by->pairs.size()); ++i) {
    const HandoffPair& pair = by->pairs[i];
    rows.push_back({pair.from + " → " + pair.to, {with_thousands(pair.count)}, static_cast<double>(pair.count) / most});
  }
  page.table(heading, {}, rows, by->pairs.size() - rows.size());
}

void lines(TextPage& page, const FlowFigures& figures) {
  if (!figures.highest_line) return;
  Rows rows;
  const auto all = static_cast<double>(figures.tickets);
  for (std::size_t i = 0; i < 3; ++i) {
    const std::int64_t tickets = (*figures.highest_line)[i];
    const double share = static_cast<double>(tickets) / all;
    rows.push_back({"line " + std::to_string(i + 1), {with_thousands(tickets), percent(share)}, share});
  }
  page.table("Highest line that a ticket reached", {}, rows);
}

template <typename Time, typename Label>
void times(TextPage& page, const char* heading, const std::optional<std::vector<Time>>& times, Label label) {
  if (!times || times->empty()) return;
  double all = 0;
  for (const Time& time : *times) all += time.hours;
  const double most = times->front().hours;
  Rows rows;
  for (std::size_t i = 0; i < std::min(kRowsShown, times->size()); ++i) {
    const Time& time = (*times)[i];
    rows.push_back({label(time),
                    {percent(all > 0 ? time.hours / all : 0), with_thousands(time.tickets)},
                    most > 0 ? time.hours / most : 0});
  }
  page.table(heading, {"of the time", "tickets"}, rows, times->size() - rows.size());
}

std::string holder(const HolderTime& time) {
  if (!time.team) return time.party ? *time.party + ", no team" : "no team";
  return time.party ? *time.team + " (" + *time.party + ")" : *time.team;
}

void waiting(TextPage& page, const FlowFigures& figures) {
  if (!figures.waiting_on_requester) return;
  const Waiting& waits = *figures.waiting_on_requester;
  page.heading("Waiting for the requester");
  std::string text = count(waits.tickets, "ticket", "tickets") + " (" + percent(waits.share_tickets) + ")";
  if (waits.share_of_elapsed) text += ", " + percent(*waits.share_of_elapsed) + " of all time";
  page.text(text);
}

void backlog_open(TextPage& page, const FlowFigures& figures) {
  if (!figures.backlog_open) return;
  page.heading("Open at the end of a day");
  page.text(decimal(figures.backlog_open->mean) + " on average; most on " + day(figures.backlog_open->max_on) + ": " +
            with_thousands(figures.backlog_open->max));
}

// One reason often stands behind several figures; it is said once.
void unknown(TextPage& page, const FlowFigures& figures) {
  if (figures.cannot_say.empty()) return;
  page.heading("What this log cannot say");
  std::vector<std::pair<std::string, std::string>> by_reason;  // reason, keys
  for (const auto& [key, reason] : figures.cannot_say) {
    const auto same = [&wanted = reason](const auto& item) { return item.first == wanted; };
    const auto known = std::find_if(by_reason.begin(), by_reason.end(), same);
    if (known == by_reason.end()) {
      by_reason.emplace_back(reason, key);
    } else {
      known->second += ", " + key;
    }
  }
  for (const auto& [reason, keys] : by_reason) page.text(keys + ": " + reason);
}

}  // namespace

std::string flow_text(const FlowFigures& figures, std::size_t columns) {
  TextPage page(columns);
  head(page, figures);
  durations(page, figures);
  priorities(page, figures);
  once_more(page, figures);
  handoffs(page, figures);
  pairs(page, "Most often between teams", figures.by_team);
  pairs(page, "Most often between parties", figures.by_party);
  lines(page, figures);
  times(page, "Where the time went: in which state", figures.time_by_state, [](const StateTime& t) { return t.state; });
  times(page, "Where the time went: with whom", figures.time_by_holder, holder);
  waiting(page, figures);
  backlog_open(page, figures);
  unknown(page, figures);
  return std::move(page).finish();
}

}  // namespace concordat::measure

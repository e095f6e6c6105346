// SPDX-License-Identifier: Apache-2.0
#include "measure/flow.hpp"

#include "measure/flow_view.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

namespace concordat::measure {
namespace {

using ticket::History;
using ticket::Names;
using ticket::Shape;
using ticket::Source;
using ticket::State;
using ticket::Update;

constexpr double kUsPerHour = 3.6e9;

// Every key that can be without an answer, in the order of the document.
constexpr std::string_view kKeys[] = {
    "updates", "first", "last", "resolved_h", "closed_h", "by_priority", "by_priority.source_sla_met",
    "by_priority.resolved_h", "by_priority.closed_h", "by_priority.reopened", "by_priority.mean_reassignments",
    "by_priority.ping_pong_tickets", "reopened", "reassignments", "by.team", "by.party", "by.line", "by.person",
    "first_line_only", "highest_line", "time_by_state_h", "time_by_holder_h", "waiting_on_requester",
    "waiting_on_requester.share_of_elapsed", "backlog_open", "source_sla"};

using Reason = std::optional<std::string>;  // why a figure cannot be said; absent where it can

// What one ticket adds to several figures.
struct TicketFacts {
  std::optional<std::int64_t> resolved_us;
  std::optional<std::int64_t> closed_us;
  std::int64_t reopened = 0;
  std::optional<std::int64_t> reassigned;
  bool ping_pong = false;
};

double hours(stats::Int128 us) { return static_cast<double>(us) / kUsPerHour; }

Share share_of(std::int64_t count, std::int64_t all) {
  return {count, static_cast<double>(count) / static_cast<double>(all)};
}

class Flow {
 public:
  Flow(const FlowView& view, const FlowOptions& options) : view_(view), options_(options) {
    facts_.resize(view.tickets().size());
    figures_.from = options.from;
    figures_.to = options.to;
    figures_.tickets = static_cast<std::int64_t>(view.tickets().size());
  }

  FlowFigures figures() && {
    count_updates();
    const Reason no_resolved = resolved();
    const Reason no_closed = closed();
    const Reason no_reopened = reopened();
    const Reason no_team = handed_on();
    const Reason no_reassigned = reassigned(no_team);
    const Reason no_sla = source_sla();
    if (by_priority()) {
      cannot("by_priority.source_sla_met", no_sla);
      cannot("by_priority.resolved_h", no_resolved);
      cannot("by_priority.closed_h", no_closed);
      cannot("by_priority.reopened", no_reopened);
      cannot("by_priority.mean_reassignments", no_reassigned);
      cannot("by_priority.ping_pong_tickets", no_team);
    }
    time_by_state();
    time_by_holder();
    waiting_on_requester();
    backlog_open();
    const auto place = [](const auto& item) { return std::find(std::begin(kKeys), std::end(kKeys), item.first); };
    std::sort(figures_.cannot_say.begin(), figures_.cannot_say.end(),
              [&](const auto& a, const auto& b) { return place(a) < place(b); });
    return std::move(figures_);
  }

 private:
  // Notes the reason, if there is one, and hands it on.
  Reason cannot(std::string_view key, Reason reason) {
    if (reason) figures_.cannot_say.emplace_back(key, *reason);
    return reason;
  }

  // The first source in use that lacks something says why the figure is missing.
  template <typename Has>
  Reason unless_all(Has has, std::string_view otherwise) const {
    for (const Source* source : view_.sources_in_use()) {
      if (!has(*source)) return "source " + source->name + ": " + std::string(otherwise);
    }
    return std::nullopt;
  }
  Reason unless_updates() const {
    return unless_all([](const Source& s) { return s.shape == Shape::update; },
                      "one row per ticket does not say what happened in between");
  }
  Reason unless_column(std::string_view key) const {
    return unless_all([&](const Source& s) { return names_column(s, key); },
                      "its map names no column `" + std::string(key) + "`");
  }
  Reason unless_state() const { return unless_all(names_state, "its map names no column `state`"); }

  template <typename Visit>
  void for_each_update(Visit visit) const {
    for (const History& history : view_.tickets()) {
      for (std::size_t i = 0; i < history.updates.size(); ++i) visit(history, i);
    }
  }

  void count_updates() {
    std::int64_t updates = 0;
    Instant first = view_.tickets().front().updates.front().at;
    Instant last = first;
    for_each_update([&](const History& history, std::size_t i) {
      ++updates;
      first = std::min(first, history.updates[i].at);
      last = std::max(last, history.updates[i].at);
    });
    figures_.first = first;
    figures_.last = last;
    if (!cannot("updates", unless_updates())) figures_.updates = updates;
  }

  Reason resolved() {
    if (auto reason = unless_column("opened")) return cannot("resolved_h", reason);
    if (auto reason = unless_column("resolved")) return cannot("resolved_h", reason);
    std::vector<std::int64_t> all_us;
    for (std::size_t i = 0; i < facts_.size(); ++i) {
      const History& history = view_.tickets()[i];
      if (!history.opened || !history.resolved) continue;
      all_us.push_back(history.resolved->us - history.opened->us);
      facts_[i].resolved_us = all_us.back();
    }
    figures_.resolved_h = stats::summarise(all_us, kUsPerHour);
    if (figures_.resolved_h) return std::nullopt;
    return cannot("resolved_h", "no ticket says both when it was opened and when it was resolved");
  }

  // Where a source does not say both when tickets were opened and when they were closed: from first to last update.
  Reason closed() {
    const auto says = [](const Source& s) { return names_column(s, "opened") && names_column(s, "closed"); };
    if (auto reason = unless_all([&](const Source& s) { return says(s) || s.shape == Shape::update; },
                                 "its map names no columns `opened` and `closed`")) {
      return cannot("closed_h", reason);
    }
    std::vector<std::int64_t> all_us;
    for (std::size_t i = 0; i < facts_.size(); ++i) {
      const History& history = view_.tickets()[i];
      if (!says(view_.source(history))) {
        facts_[i].closed_us = history.updates.back().at.us - history.updates.front().at.us;
      } else if (history.opened && history.closed) {
        facts_[i].closed_us = history.closed->us - history.opened->us;
      }
      if (facts_[i].closed_us) all_us.push_back(*facts_[i].closed_us);
    }
    figures_.closed_h = stats::summarise(all_us, kUsPerHour);
    if (figures_.closed_h) return std::nullopt;
    return cannot("closed_h", "no ticket says both when it was opened and when it was closed");
  }

  // How often consecutive known states leave `resolved` or `closed` for one that is not an end.
  std::int64_t times_reopened(const History& history) const {
    std::int64_t times = 0;
    bool done = false;
    for (const Update& update : history.updates) {
      const auto state = view_.state(history, update);
      if (!state) continue;
      if (done && !ticket::is_ended(*state)) ++times;
      done = *state == State::resolved || *state == State::closed;
    }
    return times;
  }

  Reason reopened() {
    const bool by_source = !unless_column("reopen_count");
    if (!by_source) {
      Reason reason = unless_updates();
      if (!reason) reason = unless_state();
      if (!reason) {
        reason = unless_all([](const Source& s) { return !s.states.empty(); },
                            "its map has neither a column `reopen_count` nor a table [states]");
      }
      if (reason) return cannot("reopened", reason);
    }
    Reopened result{.tickets = 0, .share = 0, .times = 0, .by_source = by_source};
    for (std::size_t i = 0; i < facts_.size(); ++i) {
      const History& history = view_.tickets()[i];
      facts_[i].reopened = by_source ? history.reopen_count.value_or(0) : times_reopened(history);
      result.times += facts_[i].reopened;
      if (facts_[i].reopened > 0) ++result.tickets;
    }
    result.share = share_of(result.tickets, figures_.tickets).share;
    figures_.reopened = result;
    return std::nullopt;
  }

  // Hand-offs between the values that `value` reads from an update; `seen` is shown each ticket's sequence.
  template <typename Value, typename Seen>
  HandoffFigures count_handoffs(Value value, Seen seen, const std::function<std::string(std::int32_t)>& name) const {
    HandoffCounter counter(view_.names().size());
    std::vector<std::int32_t> values;
    for (std::size_t i = 0; i < view_.tickets().size(); ++i) {
      values.clear();
      for (const Update& update : view_.tickets()[i].updates) values.push_back(value(update));
      const auto ticket = counter.add(values);
      seen(i, values, ticket);
    }
    return std::move(counter).finish(name);
  }

  // by.team, by.party, by.line, by.person. Answers why there are no hand-offs between teams, if so.
  Reason handed_on() {
    const auto name = [this](std::int32_t value) { return view_.names().name(value); };
    const auto unseen = [](std::size_t, const auto&, const auto&) {};
    const Reason no_updates = unless_updates();
    const Reason no_team = cannot("by.team", no_updates ? no_updates : unless_column("team"));
    if (!no_team) {
      figures_.by_team = count_handoffs(
          [](const Update& update) { return update.team; },
          [this](std::size_t i, const auto&, const HandoffCounter::OfTicket& ticket) {
            facts_[i].reassigned = ticket.handoffs;
            facts_[i].ping_pong = ticket.ping_pong;
          },
          name);
    }
    if (!cannot("by.party", no_updates ? no_updates : unless_party())) {
      figures_.by_party = count_handoffs([this](const Update& u) { return view_.party(u); }, unseen, name);
    }
    by_line(no_team);
    if (!cannot("by.person", no_updates ? no_updates : unless_column("person"))) {
      figures_.by_person = count_handoffs([](const Update& u) { return u.person; }, unseen,
                                          [this](std::int32_t value) { return person_name(value); });
    }
    return no_team;
  }

  // A source can say which party held a ticket by a column of its own, or by one of its teams. Both are asked of each
  // source: a share over all tickets, counted from the tickets of one source alone, would be wrong.
  Reason unless_party() const {
    std::unordered_set<const Source*> named;
    for (const History& history : view_.tickets()) {
      const Source* source = &view_.source(history);
      if (named.contains(source)) continue;
      const auto& updates = history.updates;
      if (std::any_of(updates.begin(), updates.end(),
                      [&](const Update& u) { return view_.party(u) != Names::kNone; })) {
        named.insert(source);
      }
    }
    if (named.empty()) return "no update names a party, nor does a map say which party a team belongs to";
    return unless_all([&](const Source& s) { return names_column(s, "party") || named.contains(&s); },
                      "its map names no column `party`, nor the party of a team that it speaks of");
  }

  std::string person_name(std::int32_t value) const {
    const std::string& id = view_.names().name(value);
    std::string name = options_.person_name ? options_.person_name(id) : std::string();
    return name.empty() ? id : name;
  }

  void by_line(Reason no_team) {
    Reason reason = std::move(no_team);
    if (!reason) {
      reason = unless_all([](const Source& s) { return s.has_lines; }, "its map does not say which line a team is");
    }
    for (const std::string_view key : {"by.line", "first_line_only", "highest_line"}) cannot(key, reason);
    if (reason) return;
    std::array<std::int64_t, 3> highest{};
    const auto level = [this](std::int32_t value) -> std::size_t {
      const std::string& line = view_.names().name(value);
      return line.size() == 1 && line[0] >= '1' && line[0] <= '3' ? static_cast<std::size_t>(line[0] - '0') : 0;
    };
    figures_.by_line = count_handoffs(
        [this](const Update& update) { return view_.line(update); },
        [&](std::size_t, const std::vector<std::int32_t>& lines, const HandoffCounter::OfTicket&) {
          std::size_t top = 0;
          for (const std::int32_t line : lines) top = std::max(top, level(line));
          if (top > 0) ++highest[top - 1];
        },
        [this](std::int32_t value) { return view_.names().name(value); });
    figures_.highest_line = highest;
    figures_.first_line_only = share_of(highest[0], figures_.tickets);
  }

  Reason reassigned(const Reason& no_team) {
    const Reason no_counter = unless_column("reassignment_count");
    if (no_counter && no_team) return cannot("reassignments", no_team);
    std::vector<std::int64_t> counts;
    std::int64_t none = 0;
    for (std::size_t i = 0; i < facts_.size(); ++i) {
      if (!no_counter) facts_[i].reassigned = view_.tickets()[i].reassignment_count;
      if (!facts_[i].reassigned) continue;
      counts.push_back(*facts_[i].reassigned);
      if (counts.back() == 0) ++none;
    }
    const auto summary = stats::summarise(counts);
    if (!summary) return cannot("reassignments", "no ticket says how often it was reassigned");
    figures_.reassignments = Reassignments{.counts = *summary, .none = none, .by_source = !no_counter};
    return std::nullopt;
  }

  Reason source_sla() {
    if (auto reason = unless_column("sla_met")) return cannot("source_sla", reason);
    std::int64_t flagged = 0;
    std::int64_t met = 0;
    for (const History& history : view_.tickets()) {
      if (history.sla_met) ++flagged;
      if (history.sla_met == true) ++met;
    }
    if (flagged == 0) return cannot("source_sla", "no ticket carries the source's flag");
    figures_.source_sla = share_of(met, flagged);
    return std::nullopt;
  }

  bool by_priority() {
    if (cannot("by_priority", unless_column("priority"))) return false;
    std::vector<std::vector<std::size_t>> tickets(view_.names().size() + 1);  // by priority; none comes last
    for (std::size_t i = 0; i < facts_.size(); ++i) {
      const std::int32_t priority = view_.tickets()[i].updates.back().priority;
      const bool none = priority == Names::kNone;
      tickets[none ? view_.names().size() : static_cast<std::size_t>(priority)].push_back(i);
    }
    auto& rows = figures_.by_priority.emplace();
    for (std::size_t priority = 0; priority < tickets.size(); ++priority) {
      if (tickets[priority].empty()) continue;
      rows.push_back(priority_row(tickets[priority]));
      if (priority < view_.names().size()) rows.back().priority = name(static_cast<std::int32_t>(priority));
    }
    std::sort(rows.begin(), rows.end(), [](const PriorityRow& a, const PriorityRow& b) {
      return std::tuple(!a.priority, a.priority) < std::tuple(!b.priority, b.priority);
    });
    return true;
  }

  PriorityRow priority_row(const std::vector<std::size_t>& tickets) const {
    std::vector<std::int64_t> resolved_us;
    std::vector<std::int64_t> closed_us;
    std::vector<std::int64_t> reassignments;
    std::int64_t sla_met = 0;
    std::int64_t reopened = 0;
    std::int64_t ping_pong = 0;
    for (const std::size_t i : tickets) {
      const TicketFacts& facts = facts_[i];
      if (facts.resolved_us) resolved_us.push_back(*facts.resolved_us);
      if (facts.closed_us) closed_us.push_back(*facts.closed_us);
      if (facts.reassigned) reassignments.push_back(*facts.reassigned);
      if (view_.tickets()[i].sla_met == true) ++sla_met;
      if (facts.reopened > 0) ++reopened;
      if (facts.ping_pong) ++ping_pong;
    }
    PriorityRow row;
    row.tickets = static_cast<std::int64_t>(tickets.size());
    row.resolved_h = stats::summarise(resolved_us, kUsPerHour);
    row.closed_h = stats::summarise(closed_us, kUsPerHour);
    if (figures_.source_sla) row.source_sla_met = sla_met;
    if (figures_.reopened) row.reopened = reopened;
    if (figures_.by_team) row.ping_pong_tickets = ping_pong;
    if (const auto summary = stats::summarise(reassignments)) row.mean_reassignments = summary->mean;
    return row;
  }

  void time_by_state() {
    Reason reason = unless_updates();
    if (!reason) reason = unless_state();
    if (cannot("time_by_state_h", reason)) return;
    struct Time {
      stats::Int128 us = 0;
      std::int64_t tickets = 0;
      const History* last = nullptr;
    };
    std::vector<Time> times(view_.names().size());
    for_each_update([&](const History& history, std::size_t i) {
      const std::int32_t state = history.updates[i].state;
      if (state == Names::kNone) return;
      Time& time = times[static_cast<std::size_t>(state)];
      time.us += held_us(history, i);
      if (time.last != &history) ++time.tickets;
      time.last = &history;
    });
    auto& rows = figures_.time_by_state.emplace();
    for (std::size_t state = 0; state < times.size(); ++state) {
      if (times[state].tickets == 0) continue;
      const auto name = static_cast<std::int32_t>(state);
      rows.push_back({view_.names().name(name), hours(times[state].us), times[state].tickets, view_.state_named(name)});
    }
    std::sort(rows.begin(), rows.end(), [](const StateTime& a, const StateTime& b) {
      return a.hours != b.hours ? a.hours > b.hours : a.state < b.state;
    });
  }

  void time_by_holder() {
    if (!figures_.by_team && !figures_.by_party) {
      Reason reason = unless_updates();
      cannot("time_by_holder_h", reason ? reason : "neither teams nor parties are known");
      return;
    }
    struct Time {
      std::int32_t party;
      std::int32_t team;
      stats::Int128 us = 0;
      std::int64_t tickets = 0;
      const History* last = nullptr;
    };
    std::vector<Time> times;
    std::unordered_map<std::uint64_t, std::size_t> index;
    std::size_t latest = 0;  // most updates leave the holder as it was
    for_each_update([&](const History& history, std::size_t i) {
      const std::int32_t team = history.updates[i].team;
      const std::int32_t party = view_.party(history.updates[i]);
      if (times.empty() || times[latest].team != team || times[latest].party != party) {
        const std::uint64_t key =
            static_cast<std::uint64_t>(static_cast<std::uint32_t>(party)) << 32 | static_cast<std::uint32_t>(team);
        const auto [known, added] = index.try_emplace(key, times.size());
        if (added) times.push_back({.party = party, .team = team});
        latest = known->second;
      }
      Time& time = times[latest];
      time.us += held_us(history, i);
      if (time.last != &history) ++time.tickets;
      time.last = &history;
    });
    auto& rows = figures_.time_by_holder.emplace();
    for (const Time& time : times) rows.push_back({name(time.party), name(time.team), hours(time.us), time.tickets});
    std::sort(rows.begin(), rows.end(), [](const HolderTime& a, const HolderTime& b) {
      return std::tie(b.hours, a.party, a.team) < std::tie(a.hours, b.party, b.team);
    });
  }

  std::optional<std::string> name(std::int32_t index) const {
    return index == Names::kNone ? std::nullopt : std::optional(view_.names().name(index));
  }

  void waiting_on_requester() {
    Reason reason = unless_updates();
    if (!reason) reason = unless_state();
    if (!reason) {
      reason = unless_all([](const Source& s) { return !s.waits_for_requester.empty(); },
                          "its map does not say which states wait for the requester");
    }
    if (cannot("waiting_on_requester", reason)) return;
    Waiting waiting;
    stats::Int128 waited_us = 0;
    stats::Int128 elapsed_us = 0;
    for (const History& history : view_.tickets()) {
      const std::int64_t before = waiting.updates;
      for (std::size_t i = 0; i < history.updates.size(); ++i) {
        if (!view_.waits_for_requester(history, history.updates[i])) continue;
        ++waiting.updates;
        waited_us += held_us(history, i);
      }
      if (waiting.updates > before) ++waiting.tickets;
      elapsed_us += history.updates.back().at.us - history.updates.front().at.us;
    }
    waiting.share_tickets = share_of(waiting.tickets, figures_.tickets).share;
    waiting.hours = hours(waited_us);
    if (elapsed_us > 0) {
      waiting.share_of_elapsed = static_cast<double>(waited_us) / static_cast<double>(elapsed_us);
    } else {
      cannot("waiting_on_requester.share_of_elapsed", "no time passes between a ticket's first update and its last");
    }
    figures_.waiting_on_requester = waiting;
  }

  // When a ticket closed whose source names no column for it: with its last update, unless its state says otherwise.
  std::optional<Instant> last_update_if_ended(const History& history) const {
    const Instant last = history.updates.back().at;
    if (view_.source(history).states.empty()) return last;
    for (auto update = history.updates.rbegin(); update != history.updates.rend(); ++update) {
      const auto state = view_.state(history, *update);
      if (state) return is_ended(*state) ? std::optional(last) : std::nullopt;
    }
    return std::nullopt;
  }

  void backlog_open() {
    if (cannot("backlog_open",
               unless_all([](const Source& s) { return s.shape == Shape::update || names_column(s, "closed"); },
                          "its map names no column `closed`"))) {
      return;
    }
    std::vector<OpenSpan> spans;
    std::unordered_map<const Source*, const calendar::Zone*> zones;
    for (const History& history : view_.tickets()) {
      const Source& source = view_.source(history);
      const calendar::Zone*& zone = zones[&source];
      if (zone == nullptr) zone = &options_.zone(source.zone);
      spans.push_back({.opened = history.opened.value_or(history.updates.front().at),
                       .closed = names_column(source, "closed") ? history.closed : last_update_if_ended(history),
                       .zone = zone});
    }
    figures_.backlog_open = backlog(spans);
  }

  const FlowView& view_;
  const FlowOptions& options_;
  std::vector<TicketFacts> facts_;  // by ticket
  FlowFigures figures_;
};

}  // namespace

FlowFigures flow_figures(const ticket::Log& log, const FlowOptions& options) {
  std::vector<History> kept;
  const bool whole = !options.from && !options.to;
  if (!whole) kept = cut(log.tickets, options.from, options.to);
  const std::span<const History> tickets = whole ? std::span<const History>(log.tickets) : kept;
  if (tickets.empty()) {
    FlowFigures none;
    none.from = options.from;
    none.to = options.to;
    const char* reason = whole ? "there are no tickets" : "no update of a ticket lies in this period";
    for (const std::string_view key : kKeys) {
      if (key.find('.') == std::string_view::npos || key.starts_with("by.")) none.cannot_say.emplace_back(key, reason);
    }
    none.updates = 0;
    std::erase_if(none.cannot_say, [](const auto& item) { return item.first == "updates"; });
    return none;
  }
  const FlowView view(log, tickets);
  return Flow(view, options).figures();
}

}  // namespace concordat::measure

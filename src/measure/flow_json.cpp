// SPDX-License-Identifier: Apache-2.0
#include "measure/flow.hpp"

#include <boost/json/array.hpp>
#include <boost/json/monotonic_resource.hpp>

namespace concordat::measure {
namespace {

namespace json = boost::json;

json::value number(const std::optional<double>& value) { return value ? json::value(*value) : json::value(); }
json::value number(const std::optional<std::int64_t>& value) { return value ? json::value(*value) : json::value(); }
json::value text(const std::optional<std::string>& value) { return value ? json::value(*value) : json::value(); }

json::value instant(const std::optional<Instant>& at) {
  return at ? json::value(format_instant(at->floor_to_second())) : json::value();
}

// What a figure looks like, or null where it cannot be said.
template <typename T, typename Write>
json::value optional(const std::optional<T>& figure, Write write) {
  return figure ? json::value(write(*figure)) : json::value();
}

json::object spread(const stats::Summary& summary) {
  return {{"n", summary.n}, {"mean", summary.mean}, {"median", summary.median}, {"p90", summary.p90}};
}

// Of one priority there may be no ticket that has the figure, though other tickets have it.
json::value spread_of_row(const std::optional<stats::Summary>& row, const std::optional<stats::Summary>& all) {
  if (row) return spread(*row);
  if (!all) return nullptr;
  return {{"n", 0}, {"mean", nullptr}, {"median", nullptr}, {"p90", nullptr}};
}

json::array priorities(const FlowFigures& figures) {
  json::array rows;
  for (const PriorityRow& row : *figures.by_priority) {
    rows.push_back({{"priority", text(row.priority)},
                    {"tickets", row.tickets},
                    {"source_sla_met", number(row.source_sla_met)},
                    {"resolved_h", spread_of_row(row.resolved_h, figures.resolved_h)},
                    {"closed_h", spread_of_row(row.closed_h, figures.closed_h)},
                    {"reopened", number(row.reopened)},
                    {"mean_reassignments", number(row.mean_reassignments)},
                    {"ping_pong_tickets", number(row.ping_pong_tickets)}});
  }
  return rows;
}

json::object reopened(const Reopened& figure) {
  return {{"tickets", figure.tickets}, {"share", figure.share}, {"times", figure.times}, {"source", figure.by_source}};
}

json::object reassignments(const Reassignments& figure) {
  return {{"mean", figure.counts.mean},
          {"median", figure.counts.median},
          {"p90", figure.counts.p90},
          {"max", figure.counts.max},
          {"none", figure.none},
          {"total", static_cast<std::int64_t>(figure.counts.total)},
          {"source", figure.by_source}};
}

json::value handoffs(const std::optional<HandoffFigures>& figures, const json::storage_ptr& storage) {
  if (!figures) return nullptr;
  json::array pairs(storage);
  pairs.reserve(figures->pairs.size());
  for (const HandoffPair& pair : figures->pairs) {
    pairs.push_back({{"from", pair.from}, {"to", pair.to}, {"count", pair.count}});
  }
  return json::value({{"values", figures->values},
                      {"tickets_with_several", figures->tickets_with_several},
                      {"share_with_several", figures->share_with_several},
                      {"handoffs", figures->handoffs},
                      {"tickets_with_handoff", figures->tickets_with_handoff},
                      {"ping_pong_tickets", figures->ping_pong_tickets},
                      {"ping_pong_share", figures->ping_pong_share},
                      {"returns", figures->returns},
                      {"immediate_returns", figures->immediate_returns},
                      {"immediate_return_tickets", figures->immediate_return_tickets},
                      {"pairs", std::move(pairs)}},
                     storage);
}

json::object share(std::string_view name, const Share& figure) {
  return {{name, figure.count}, {"share", figure.share}};
}

json::object states(const std::vector<StateTime>& times) {
  json::object states;
  for (const StateTime& time : times) {
    const auto ours = optional(time.maps_to, [](ticket::State state) { return to_word(state); });
    states[time.state] = {{"hours", time.hours}, {"tickets", time.tickets}, {"maps_to", ours}};
  }
  return states;
}

json::array holders(const std::vector<HolderTime>& times) {
  json::array rows;
  for (const HolderTime& time : times) {
    rows.push_back({{"party", text(time.party)},
                    {"team", text(time.team)},
                    {"hours", time.hours},
                    {"tickets", time.tickets}});
  }
  return rows;
}

json::object waiting(const Waiting& figure) {
  return {{"updates", figure.updates},
          {"tickets", figure.tickets},
          {"share_tickets", figure.share_tickets},
          {"hours", figure.hours},
          {"share_of_elapsed", number(figure.share_of_elapsed)}};
}

json::object backlog_open(const Backlog& figure) {
  return {{"max", figure.max}, {"max_on", format_date(figure.max_on)}, {"mean", figure.mean}};
}

}  // namespace

json::object flow_json(const FlowFigures& figures) {
  // There may be many thousand pairs; one arena for all of them is quicker than a thousand small pieces.
  const auto storage = json::make_shared_resource<json::monotonic_resource>();
  json::object document(storage);
  if (figures.from) document["from"] = instant(figures.from);
  if (figures.to) document["to"] = instant(figures.to);
  document["tickets"] = figures.tickets;
  document["updates"] = number(figures.updates);
  document["first"] = instant(figures.first);
  document["last"] = instant(figures.last);
  document["resolved_h"] = optional(figures.resolved_h, spread);
  document["closed_h"] = optional(figures.closed_h, spread);
  document["by_priority"] = figures.by_priority ? json::value(priorities(figures)) : json::value();
  document["reopened"] = optional(figures.reopened, reopened);
  document["reassignments"] = optional(figures.reassignments, reassignments);
  json::object by(storage);
  by["team"] = handoffs(figures.by_team, storage);
  by["party"] = handoffs(figures.by_party, storage);
  by["line"] = handoffs(figures.by_line, storage);
  by["person"] = handoffs(figures.by_person, storage);
  document["by"] = std::move(by);
  document["first_line_only"] = optional(figures.first_line_only, [](const Share& s) { return share("tickets", s); });
  document["highest_line"] = optional(figures.highest_line, [](const std::array<std::int64_t, 3>& tickets) {
    return json::object{{"1", tickets[0]}, {"2", tickets[1]}, {"3", tickets[2]}};
  });
  document["time_by_state_h"] = optional(figures.time_by_state, states);
  document["time_by_holder_h"] = optional(figures.time_by_holder, holders);
  document["waiting_on_requester"] = optional(figures.waiting_on_requester, waiting);
  document["backlog_open"] = optional(figures.backlog_open, backlog_open);
  document["source_sla"] = optional(figures.source_sla, [](const Share& s) { return share("met", s); });
  json::object cannot_say;
  for (const auto& [key, reason] : figures.cannot_say) cannot_say[key] = reason;
  document["cannot_say"] = std::move(cannot_say);
  return document;
}

}  // namespace concordat::measure

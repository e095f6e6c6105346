// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "calendar/zone.hpp"
#include "measure/backlog.hpp"
#include "measure/handoffs.hpp"
#include "stats/summary.hpp"
#include "ticket/history.hpp"

#include <boost/json/object.hpp>

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// How work flowed: how long tickets took, who passed them to whom, and where the time went. docs/measures.md says each
// figure in words. INVARIANT: updates count in the order of the record, and what a log cannot say is absent with a
// reason in `cannot_say`, never 0.
namespace concordat::measure {

struct FlowOptions {
  // Where set, the log is cut to the updates with from <= at < to; what stands on a ticket's last update alone (when it
  // was closed, …) is dropped with that update.
  std::optional<Instant> from;
  std::optional<Instant> to;
  // The compiled zone of that name. Asked only for names that stand in Log::sources.
  std::function<const calendar::Zone&(const std::string& name)> zone;
  // What people see for a person's id. May be empty, and may answer an empty text: then it is the id.
  std::function<std::string(const std::string& id)> person_name;
};

struct Reopened {
  std::int64_t tickets = 0;
  double share = 0;
  std::int64_t times = 0;
  bool by_source = false;  // the source's own counter
};

struct Reassignments {
  stats::Summary counts;
  std::int64_t none = 0;  // tickets that never were
  bool by_source = false;
};

struct PriorityRow {
  std::optional<std::string> priority;  // at closure
  std::int64_t tickets = 0;
  std::optional<std::int64_t> source_sla_met;
  std::optional<stats::Summary> resolved_h;
  std::optional<stats::Summary> closed_h;
  std::optional<std::int64_t> reopened;
  std::optional<double> mean_reassignments;
  std::optional<std::int64_t> ping_pong_tickets;
};

struct Share {
  std::int64_t count = 0;
  double share = 0;
};

struct StateTime {
  std::string state;  // the source's name of it
  double hours = 0;
  std::int64_t tickets = 0;
  std::optional<ticket::State> maps_to;
};

struct HolderTime {
  std::optional<std::string> party;
  std::optional<std::string> team;
  double hours = 0;
  std::int64_t tickets = 0;
};

struct Waiting {
  std::int64_t updates = 0;
  std::int64_t tickets = 0;
  double share_tickets = 0;
  double hours = 0;
  std::optional<double> share_of_elapsed;
};

struct FlowFigures {
  std::optional<Instant> from;  // of the cut
  std::optional<Instant> to;
  std::int64_t tickets = 0;
  std::optional<std::int64_t> updates;
  std::optional<Instant> first;
  std::optional<Instant> last;
  std::optional<stats::Summary> resolved_h;
  std::optional<stats::Summary> closed_h;
  std::optional<std::vector<PriorityRow>> by_priority;
  std::optional<Reopened> reopened;
  std::optional<Reassignments> reassignments;
  std::optional<HandoffFigures> by_team;
  std::optional<HandoffFigures> by_party;
  std::optional<HandoffFigures> by_line;
  std::optional<HandoffFigures> by_person;
  std::optional<Share> first_line_only;
  std::optional<std::array<std::int64_t, 3>> highest_line;  // tickets whose highest line is 1, 2, 3
  std::optional<std::vector<StateTime>> time_by_state;      // most hours first
  std::optional<std::vector<HolderTime>> time_by_holder;    // most hours first
  std::optional<Waiting> waiting_on_requester;
  std::optional<Backlog> backlog_open;
  std::optional<Share> source_sla;
  std::vector<std::pair<std::string, std::string>> cannot_say;  // key of the JSON and reason, in the order of the keys
};

FlowFigures flow_figures(const ticket::Log& log, const FlowOptions& options);

// The document that `measure flow --json` prints; its keys are fixed.
boost::json::object flow_json(const FlowFigures& figures);
// The same for people, at most `columns` wide (at least 48), with a line end at its end.
std::string flow_text(const FlowFigures& figures, std::size_t columns);

}  // namespace concordat::measure

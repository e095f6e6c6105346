// SPDX-License-Identifier: Apache-2.0
#include "measure/flow.hpp"

#include "app/measure_charges.hpp"
#include "app/terminal.hpp"
#include "app/workspace.hpp"

#include <CLI/App.hpp>

#include <tuple>

// `concordat measure flow`: reads histories, zones and names from the store, and lets measure/ do the rest.
namespace concordat::app {
namespace {

struct MeasureQuestion {
  std::string organisation;
  std::string from;
  std::string to;
};

Result<void> answer_flow(Context& context, const MeasureQuestion& question) {
  auto workspace = open_workspace(context, question.organisation);
  if (!workspace) return tl::unexpected(workspace.error());
  auto session = workspace->session();
  if (!session) return tl::unexpected(session.error());
  const auto log = session->load_log(workspace->organisation);
  if (!log) return tl::unexpected(log.error());
  const auto zones = read_zones(*session, workspace->organisation, *log);
  if (!zones) return tl::unexpected(zones.error());

  measure::FlowOptions options;
  const auto& local = local_zone(*zones, *log);
  for (const auto& [option, text, into] :
       {std::tuple{"--from", &question.from, &options.from}, std::tuple{"--to", &question.to, &options.to}}) {
    if (text->empty()) continue;
    const auto instant = read_time(local, option, *text);
    if (!instant) return tl::unexpected(instant.error());
    *into = *instant;
  }

  const auto names = person_names(*session, workspace->organisation);
  if (!names) return tl::unexpected(names.error());
  options.zone = [&zones](const std::string& name) -> const calendar::Zone& { return zones->find(name); };
  options.person_name = [&names](const std::string& id) {
    const auto found = names->find(id);
    return found == names->end() ? std::string() : found->second;
  };
  const auto figures = measure::flow_figures(*log, options);
  answer(context, context.json ? boost::json::value(measure::flow_json(figures)) : boost::json::value(),
         context.json ? std::string() : measure::flow_text(figures, terminal_columns()));
  return {};
}

}  // namespace

void add_measure(CLI::App& app, Context& context) {
  auto* measure = app.add_subcommand("measure", "Figures of the past, recomputed from the record.");
  measure->require_subcommand(1);
  measure->footer("Example: concordat measure flow --org Harbour");
  auto* flow = measure->add_subcommand(
      "flow", "How work flowed: how long tickets took, who passed them on, where the time went.");
  flow->footer("Example: concordat measure flow --org Harbour --from 2026-01-01 --to 2026-04-01");
  auto question = std::make_shared<MeasureQuestion>();
  add_org(*flow, question->organisation);
  flow->add_option("--from", question->from, "count updates from this time on")->type_name("T");
  flow->add_option("--to", question->to, "count updates before this time")->type_name("T");
  flow->callback([&context, question] {
    if (const auto done = answer_flow(context, *question); !done) refuse(context, done.error());
  });
  add_measure_sla(*measure, context);      // whether promises were kept
  add_measure_charges(*measure, context);  // what prices come to
}

}  // namespace concordat::app

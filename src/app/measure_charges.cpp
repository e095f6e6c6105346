// SPDX-License-Identifier: Apache-2.0
#include "app/measure_charges.hpp"

#include "app/stories.hpp"
#include "app/terminal.hpp"
#include "app/workspace.hpp"
#include "base/clock.hpp"
#include "measure/charges.hpp"
#include "measure/kept.hpp"
#include "operate/desk/tables.hpp"
#include "operate/present/recorded_agreement.hpp"
#include "ticket/in_force.hpp"

#include <CLI/App.hpp>

#include <algorithm>
#include <deque>
#include <memory>

// `concordat measure charges`: what each party's prices come to in a month.
namespace concordat::app {
namespace {

struct ChargesQuestion {
  std::string organisation;
  std::string month;
};

struct MonthDays {
  Date first;
  Date last;
};

Result<MonthDays> month_of(const std::string& text) {
  constexpr std::size_t kLength = 7;  // "2026-05"
  const auto first = text.size() == kLength ? parse_date(text + "-01") : std::nullopt;
  if (!first) return fail("bad-time", "\"" + text + "\" is no month.", "Write --month 2026-05.");
  const auto [year, month, day] = split_date(*first);
  const auto next = month == 12 ? make_date(year + 1, 1, 1) : make_date(year, month + 1, 1);
  if (!next) return fail("bad-time", "\"" + text + "\" is beyond the calendar.");
  return MonthDays{*first, Date{next->days - 1}};
}

// The versions in force, each with the first day that had not begun when it came into force.
struct Priced {
  std::deque<agreement::Agreement> agreements;  // `versions` point into it
  std::vector<measure::PricedVersion> versions;
  ticket::VersionsInForce clocked;
};

Date first_day(const calendar::Zone& zone, std::int64_t from_s) {
  const CivilTime wall = calendar::wall_time(zone, Instant::from_seconds(from_s));
  const bool begins = calendar::instant_of(zone, {wall.date, 0, 0}).seconds() >= from_s;
  return begins ? wall.date : Date{wall.date.days + 1};
}

Result<Priced> priced_versions(store::Session& session, const store::OrgId& organisation,
                               const operate::RecordedAgreement& recorded) {
  Priced all;
  for (const auto* version : recorded.versions.in_force()) {
    auto agreement = operate::read_version(session, organisation, recorded, *version);
    if (!agreement) return tl::unexpected(agreement.error());
    all.agreements.push_back(std::move(*agreement));
    const auto& kept = all.agreements.back();
    const std::int64_t from_s = *version->in_force_from_s();
    all.versions.push_back({version->id, first_day(kept.zone, from_s), &kept, version->missing()});
    all.clocked.add(kept, from_s, version->id, version->missing(), recorded.access.facts());
  }
  if (all.versions.empty()) {
    return fail("no-version", "No agreement is in force, so there is no price.",
                "concordat agreement apply FILE… --org …");
  }
  return all;
}

bool has_credits(const Priced& priced) {
  return std::any_of(priced.agreements.begin(), priced.agreements.end(), [](const agreement::Agreement& one) {
    return std::any_of(one.prices.begin(), one.prices.end(),
                       [](const auto& each) { return each.second.target.has_value(); });
  });
}

// All billable time that was ever logged; nullopt where none was, since then nobody keeps it.
Result<std::optional<std::vector<measure::WorkedTime>>> worked_time(store::Session& session,
                                                                    const store::OrgId& organisation,
                                                                    const calendar::Zone& zone) {
  const auto tenant = session.admit(organisation);
  if (!tenant) return tl::unexpected(tenant.error());
  std::optional<std::vector<measure::WorkedTime>> all;
  for (const auto& ticket : operate::tickets_with_time(session.connection(), **tenant, kFirstInstant)) {
    for (const ticket::TimeEntry& one : ticket.times) {
      if (!all) all.emplace();
      if (!one.billable) continue;
      all->push_back({one.party, one.team, one.price, calendar::wall_time(zone, one.worked).date, one.minutes});
    }
  }
  return all;
}

Result<void> answer_charges(Context& context, const ChargesQuestion& asked) {
  const auto month = month_of(asked.month);
  if (!month) return tl::unexpected(month.error());
  auto workspace = open_workspace(context, asked.organisation);
  if (!workspace) return tl::unexpected(workspace.error());
  auto session = workspace->session();
  if (!session) return tl::unexpected(session.error());
  const auto recorded = operate::read_recorded(*session, workspace->organisation);
  if (!recorded) return tl::unexpected(recorded.error());
  const auto priced = priced_versions(*session, workspace->organisation, *recorded);
  if (!priced) return tl::unexpected(priced.error());

  const calendar::Zone& zone = priced->agreements.back().zone;
  const std::int64_t from_s = calendar::instant_of(zone, {month->first, 0, 0}).seconds();
  const std::int64_t to_s = calendar::instant_of(zone, {Date{month->last.days + 1}, 0, 0}).seconds();
  const std::int64_t now_s = system_now().seconds();

  measure::ChargesInput input;
  input.versions = priced->versions;
  input.first = month->first;
  input.last = month->last;
  input.quantities = &recorded->quantities;
  auto worked = worked_time(*session, workspace->organisation, zone);
  if (!worked) return tl::unexpected(worked.error());
  input.worked = std::move(*worked);
  if (has_credits(*priced)) {
    const auto stories = Stories::read(*session, workspace->organisation);
    if (!stories) return tl::unexpected(stories.error());
    const ticket::Clocks clocks(priced->clocked.versions, stories->names());
    measure::KeptFold kept(clocks, from_s, std::min(to_s, now_s + 1));
    stories->each([&](const ticket::Story& story) { kept.step(story); });
    input.kept = kept.by_target();
  }
  const auto figures = measure::charges(input);
  answer(context, measure::charges_json(figures, now_s >= to_s),
         measure::charges_text(figures, now_s >= to_s, terminal_columns()));
  return {};
}

}  // namespace

void add_measure_charges(CLI::App& measure, Context& context) {
  auto* command =
      measure.add_subcommand("charges", "What each party's prices come to in a month, and from which quantities.");
  command->footer("Example: concordat measure charges --org Harbour --month 2026-05");
  auto asked = std::make_shared<ChargesQuestion>();
  add_org(*command, asked->organisation);
  command->add_option("--month", asked->month, "the month, in the organisation's zone")
      ->type_name("YYYY-MM")
      ->required();
  command->callback([&context, asked] {
    if (const auto done = answer_charges(context, *asked); !done) refuse(context, done.error());
  });
}

}  // namespace concordat::app

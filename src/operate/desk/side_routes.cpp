// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/side_routes.hpp"

#include "operate/desk/commands.hpp"
#include "operate/desk/side_bodies.hpp"
#include "operate/desk/views.hpp"
#include "store/connection.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace concordat::operate {
namespace {

namespace command = ticket::command;

Made log_time(Changing& changing, TicketDesk& desk, TimeBody& body, const SeenTicket& seen) {
  if (auto may = desk.allowed(seen, "update"); !may) return tl::unexpected(std::move(may.error()));
  auto holder = holder_of(changing, body.team ? body.team->text : own_team(changing));
  if (!holder) return tl::unexpected(std::move(holder.error()));
  // An engineer lent to the other party's team is its member: those hours are what `time.TEAM` bills.
  const auto mine = teams_of(changing);
  const bool lent = std::find(mine.begin(), mine.end(), holder->team) != mine.end();
  if (holder->party != changing.member->party && holder->party != ticket::kJointParty && !lent) {
    return refuse("unknown-team", holder->team + " is not of " + changing.member->party + ", and they are not in it.",
                  "Time is logged by whoever worked, for a team of their own party or one that they are in.");
  }
  command::LogTime log;
  log.minutes = static_cast<int>(std::clamp<std::int64_t>(body.minutes, -1, 100'000));
  log.team = holder->team;
  const auto& rules = changing.member->present->rules;
  if (!seen.subject.function.none()) log.function = rules.functions[seen.subject.function.at()].key;
  log.price = given(body.price);
  log.billable = !body.not_billable;
  log.worked = body.worked;
  log.corrects = body.corrects;
  log.note = text_in(desk, body.note);
  return log;
}

// Time is between whoever worked and the organisation.
Outcome<void> time_route(Changing& changing, TicketDesk& desk, TimeBody& body, const std::string& ticket) {
  std::vector<std::string> parties{changing.member->party, changing.member->present->own};
  std::sort(parties.begin(), parties.end());
  parties.erase(std::unique(parties.begin(), parties.end()), parties.end());
  return desk.work(ticket, record::Audience::only(std::move(parties)),
                   [&](const SeenTicket& seen) { return log_time(changing, desk, body, seen); });
}

Outcome<TimeList> time_of(Reading& reading) {
  auto seen = look_at(reading.session, reading.member, ticket_in(reading.call), reading.call.now);
  if (!seen) return tl::unexpected(std::move(seen.error()));
  TimeList list;
  for (const ticket::TimeEntry& one : seen->ticket.times) {
    if (!sees(reading.member, *seen, one.sequence)) continue;
    list.time.push_back({one.sequence, person_ref(reading.session, reading.member.organisation, one.person), one.party,
                         one.team, one.function, one.price, one.minutes, one.billable, one.worked});
    list.minutes += one.minutes;
  }
  return list;
}

// The beginning of the day that the query names.
Outcome<Instant> midnight(const Reading& reading, std::string_view name, Date date) {
  if (const auto named = reading.call.request.query(name)) {
    const auto read = parse_date(*named);
    if (!read) return refuse("bad-query", std::string(name) + ": expected a date such as 2026-05-01.");
    date = *read;
  }
  return calendar::instant_of(reading.member.present->agreement.zone, CivilTime{date});
}

// The month that runs, where nothing is asked, in the agreement's zone.
Outcome<HoursView> hours(Reading& reading) {
  const Member& member = reading.member;
  if (member.party == member.present->own && !member.may("see-prices", {}, reading.call.now)) {
    return refuse("not-allowed", "All parties' hours are for those who see prices.", "Ask an owner to delegate it.");
  }
  const auto today = split_date(calendar::wall_time(member.present->agreement.zone, reading.call.now).date);
  const bool last = today.month == 12;
  const auto from = midnight(reading, "from", *make_date(today.year, today.month, 1));
  const auto to = midnight(reading, "to", *make_date(today.year + (last ? 1 : 0), last ? 1 : today.month + 1, 1));
  if (!from) return tl::unexpected(from.error());
  if (!to) return tl::unexpected(to.error());
  std::map<std::tuple<std::string, std::string, std::string, std::string>, HoursLine> lines;
  const auto tenant = reading.session.admit(member.organisation);
  for (const ticket::Ticket& one : tickets_with_time(reading.session.connection(), **tenant, *from)) {
    for (const ticket::TimeEntry& time : one.times) {
      const bool shown = member.party == member.present->own || member.party == time.party;
      if (!shown || time.worked < *from || time.worked >= *to) continue;
      HoursLine& line = lines[{time.party, time.team, time.function, time.price}];
      line = {"time." + time.team,
              time.party,
              time.team,
              time.function,
              time.price,
              line.minutes + time.minutes,
              line.billable_minutes + (time.billable ? time.minutes : 0)};
    }
  }
  HoursView view{*from, *to, {}};
  for (auto& [key, line] : lines) view.hours.push_back(std::move(line));
  return view;
}

// Whoever may look at a ticket may watch it.
template <typename Watching>
auto watching() {
  return [](Changing& changing, TicketDesk&, Nothing&, const SeenTicket&) -> Made {
    return Watching{changing.member->person};
  };
}

}  // namespace

void add_side_routes(Api& api) {
  add_approvals(api);
  add_attachments(api);
  add_major_incidents(api);
  add_changes(api);
  add_catalogue(api);
  on_seen<RateBody>(
      api, "rate", "rating", record::Audience::requester(),
      "What the requester says of it: happy or not, and the working time that it cost them.",
      [](Changing&, TicketDesk& desk, RateBody& body, const SeenTicket&) -> Made {
        std::optional<int> lost;
        if (body.lost_minutes) {
          lost = static_cast<int>(std::clamp<std::int64_t>(*body.lost_minutes, -1, ticket::kLostMinutesMax + 1));
        }
        return command::Rate{body.happy, lost, text_in(desk, body.words)};
      });
  on_seen<Nothing>(api, "watch", "watch", record::Audience::shared(), "Be told of what happens to a ticket.",
                   watching<command::Watch>());
  on_seen<Nothing>(api, "unwatch", "unwatch", record::Audience::shared(), "Be told no more.",
                   watching<command::Unwatch>());
  command_route<TimeBody>(
      api, "logTime", "time", "update",
      "Time that was worked, or what stands for an entry that was wrong; for your party and the organisation.",
      time_route);
  api.read<TimeList>(
      of_desk("listTime", "GET", "/tickets/{ticket}/time", "read", "The time that counts, as you may see it."),
      time_of);
  auto operation =
      of_desk("getHours", "GET", "/hours", "",
              "The hours of a stretch of days by party, team, function and price: what `time.TEAM` counts.");
  operation.query = {{"from", "The first day (default: the first of this month)."},
                     {"to", "The day after the last (default: the first of the next month)."}};
  api.read<HoursView>(operation, hours);
}

}  // namespace concordat::operate

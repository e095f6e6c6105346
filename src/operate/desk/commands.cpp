// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/commands.hpp"

#include "operate/desk/views.hpp"
#include "store/connection.hpp"

#include <algorithm>
#include <charconv>

namespace concordat::operate {

Operation of_desk(std::string id, std::string method, std::string path, std::string action, std::string summary) {
  return {std::move(id),
          std::move(method),
          "/api/v1/organisations/{organisation}" + path,
          Door::member,
          std::move(action),
          "desk",
          std::move(summary),
          {},
          256 << 10};
}

std::string ticket_in(const Call& call) { return std::string(call.request.parameter("ticket")); }

std::int64_t number_in(const Call& call, std::string_view parameter) {
  const auto text = call.request.parameter(parameter);
  std::int64_t number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() ? number : -1;
}

std::optional<record::VaultText> text_in(TicketDesk& desk, const std::optional<Prose>& prose) {
  if (!prose || prose->text.empty()) return std::nullopt;
  return desk.text(prose->text);
}

std::optional<int> level_in(const std::optional<std::int64_t>& level) {
  return level ? std::optional(static_cast<int>(std::clamp<std::int64_t>(*level, -1, 1'000))) : std::nullopt;
}

std::string given(const std::optional<NameText>& name) { return name ? name->text : std::string(); }

Outcome<Answer> as_it_stands(Changing& changing, TicketDesk& desk, const std::string& ticket, int status) {
  auto session = changing.transaction.read(store::Scope(changing.member->organisation));
  if (!session) return not_found();
  auto seen = desk.look(*session, ticket);
  // Somebody can give away what they then no longer see.
  if (!seen) return Answer{};
  Answer answer = Api::answer_of(view_of(*session, *changing.member, *seen, changing.call.now));
  answer.status = status;
  answer.etag = etag_of(seen->ticket);
  if (status == 201) {
    answer.location = "/api/v1/organisations/" + changing.member->organisation.value + "/tickets/" + ticket;
  }
  return answer;
}

http::Request unconditional(const http::Request& request) {
  http::Request one = request;
  one.headers = {};
  for (const auto& [name, value] : request.headers.all()) {
    if (!http::same_name(name, "If-Match")) one.headers.add(name, value);
  }
  return one;
}

Outcome<ticket::Holder> holder_of(const Changing& changing, const std::string& team) {
  const auto& rules = changing.member->present->rules;
  const auto id = rules.team(team);
  if (id.none()) {
    return tl::unexpected(Refusal{422,
                                  {"unknown-team", "The agreement has no team " + team + ".", std::nullopt, ""},
                                  {{"/team", "There is no such team."}}});
  }
  const auto& one = rules.teams[id.at()];
  const std::string party =
      one.joint || one.parties.empty() ? std::string(ticket::kJointParty) : rules.parties[one.parties.front().at()].key;
  return ticket::Holder{party, team, {}};
}

Outcome<record::Audience> audience_of(const Changing& changing, std::optional<Audience> audience,
                                      const std::vector<std::string>& named) {
  const Member& member = *changing.member;
  if (named.empty()) {
    const Audience meant = audience.value_or(Audience::shared);
    if (meant == Audience::own) return record::Audience::only({member.party});
    return meant == Audience::shared ? record::Audience::shared() : record::Audience::requester();
  }
  std::vector<std::string> parties{member.party};
  for (std::size_t i = 0; i < named.size(); ++i) {
    if (member.present->rules.party(named[i]).none()) {
      return tl::unexpected(Refusal{422,
                                    {"unknown-party", "The agreement has no party " + named[i] + ".", std::nullopt, ""},
                                    {{"/parties/" + std::to_string(i), "There is no such party."}}});
    }
    parties.push_back(named[i]);
  }
  std::sort(parties.begin(), parties.end());
  parties.erase(std::unique(parties.begin(), parties.end()), parties.end());
  return record::Audience::only(std::move(parties));
}

std::vector<std::string> teams_of(const Changing& changing) {
  const Present& present = *changing.member->present;
  const std::string key = present.key_of(changing.member->person);
  std::vector<std::string> teams;
  if (const auto id = present.rules.person(key); !id.none()) {
    for (const auto team : present.rights.teams_of[id.at()]) teams.push_back(present.rules.teams[team.at()].key);
  }
  for (const auto& one : present.facts.members) {
    if (one.person == key && !one.team.empty() && one.time.has(changing.call.now.seconds())) teams.push_back(one.team);
  }
  return teams;
}

std::string own_team(const Changing& changing) {
  const auto teams = teams_of(changing);
  return teams.empty() ? std::string() : teams.front();
}

}  // namespace concordat::operate

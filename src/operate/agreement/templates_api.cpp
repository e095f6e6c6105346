// SPDX-License-Identifier: Apache-2.0
#include "agreement/read.hpp"
#include "agreement/templates.hpp"
#include "calendar/horizon.hpp"
#include "operate/agreement/reading.hpp"
#include "store/zones.hpp"

#include <algorithm>

// Agreements to begin with over HTTP: which there are, and one with its gaps filled and the people whom it names.
namespace concordat::operate {
namespace {

// Today, so that a first agreement can be in force within minutes.
Outcome<Date> first_day(const Call& call, const calendar::Zone& zone) {
  const std::string given = text_in_query(call, "effective");
  if (given.empty()) return calendar::wall_time(zone, call.now).date;
  const auto date = parse_date(given);
  if (date && *date >= calendar::kFirstDate && date->days <= calendar::kLastDate.days - 800) return *date;
  return refuse("bad-query", "effective: no date of this century: \"" + given + "\".", "Write 2027-01-01.");
}

// Who is named, with what for; the people are examples, and whoever begins puts others in their place.
std::vector<BeginningPerson> people_of(const agreement::Agreement& draft) {
  std::vector<BeginningPerson> people;
  for (const auto& [key, person] : draft.persons) {
    BeginningPerson one{key, person.party.name, {}, {}};
    for (const auto& [name, role] : draft.roles) {
      if (role.person.name == key) one.roles.push_back(name);
    }
    for (const auto& [name, team] : draft.teams) {
      const bool in_it = std::any_of(team.members.begin(), team.members.end(),
                                     [&, &member = key](const auto& word) { return word.name == member; });
      if (in_it) one.teams.push_back(name);
    }
    people.push_back(std::move(one));
  }
  return people;
}

std::vector<BeginningParty> parties_of(const agreement::Agreement& draft) {
  static constexpr std::string_view kKinds[] = {"internal", "provider", "supplier"};
  std::vector<BeginningParty> parties;
  for (const auto& [key, party] : draft.parties) {
    parties.push_back(
        {key, party.name.empty() ? key : party.name, std::string(kKinds[static_cast<std::size_t>(party.kind)])});
  }
  return parties;
}

Outcome<Answer> list_templates(Reading& reading) {
  if (!works_here(reading.member, reading.call.now)) return not_found();
  BeginningList list;
  for (auto& one : agreement::templates()) list.templates.push_back({std::move(one.name), std::move(one.title)});
  return Api::answer_of(list);
}

Outcome<Answer> show_template(Reading& reading) {
  const Call& call = reading.call;
  if (!works_here(reading.member, call.now)) return not_found();
  const std::string name(call.request.parameter("name"));
  const auto known = agreement::templates();
  if (std::none_of(known.begin(), known.end(), [&](const auto& one) { return one.name == name; })) return not_found();
  const auto word = [&](std::string_view field, std::string otherwise) {
    const std::string given = text_in_query(call, field);
    return given.empty() ? std::move(otherwise) : given;
  };
  store::ZoneSource zones;
  const std::string zone_name = word("zone", "UTC");
  const auto zone = zones.find(zone_name);
  if (!zone) return refuse(zone.error());
  const auto effective = first_day(call, **zone);
  if (!effective) return tl::unexpected(effective.error());
  const auto text = agreement::fill_template(
      name, {word("organisation", "Acme"), word("provider", "Northwind"), zone_name, *effective});
  if (!text) return refuse(text.error());
  const calendar::Sources sources{[&zones](const std::string& one) { return zones.find(one); }, {}};
  const std::vector<agreement::SourceText> texts{{"agreement.toml", *text}};
  const auto draft = agreement::read(texts, sources).agreement;
  return Api::answer_of(Beginning{name, *text, parties_of(draft), people_of(draft)});
}

}  // namespace

void add_template_routes(Api& api) {
  const auto reading = [&api](Operation operation, auto out, Outcome<Answer> (*handler)(Reading&)) {
    api.act<Nothing, decltype(out)>(operation,
                                    [&api, handler](Call& call, Nothing&) { return api.reading(call, handler); });
  };
  reading(of_agreement("listAgreementTemplates", "GET", "/agreement/templates", "", "Agreements to begin with."),
          BeginningList{}, list_templates);
  reading(of_agreement("fillAgreementTemplate", "GET", "/agreement/templates/{name}", "",
                       "An agreement to begin with, its gaps filled. Nothing is kept.",
                       {{"organisation", "whose agreement it is; Acme where it is left out"},
                        {"provider", "the other company; Northwind where it is left out"},
                        {"zone", "of its days and times, such as Europe/Berlin; UTC where it is left out"},
                        {"effective", "its first day; today where it is left out"}}),
          Beginning{}, show_template);
}

}  // namespace concordat::operate

// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/saved_views.hpp"

#include "base/random.hpp"
#include "operate/api/etag.hpp"
#include "operate/api/sight.hpp"
#include "operate/desk/bodies.hpp"
#include "operate/desk/list_query.hpp"
#include "store/connection.hpp"

#include <algorithm>

namespace concordat::operate {
namespace {

constexpr std::int64_t kOwnMax = 100;     // that one person keeps, whatever their reach
constexpr std::int64_t kSharedMax = 500;  // of an organisation, besides what is own

struct ViewRow {
  std::string view;
  std::string person;
  std::string reach;
  std::string team;
  std::string name;
  std::string query;
  Instant changed;
};

const store::Tenant& tenant_in(store::Session& session, const Member& member) {
  return **session.admit(member.organisation);
}

std::vector<ViewRow> all_views(store::Connection& connection, const store::Tenant& tenant, const std::string& person) {
  std::vector<ViewRow> all;
  auto& rows = connection
                   .tenant(tenant,
                           "select view, person, reach, team, name, query, changed_us from saved_view where org_id = "
                           ":org and (person = :person or reach <> 'own') order by name, view",
                           "nt", "ttttttn")
                   .start(person);
  while (rows.next()) {
    all.push_back(
        {rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4), rows.text(5), Instant{rows.number(6)}});
  }
  return all;
}

void put_view(store::Connection& connection, const store::Tenant& tenant, const ViewRow& row) {
  connection
      .tenant(tenant,
              "insert into saved_view (org_id, view, person, reach, team, name, query, changed_us) values (:org, "
              ":view, :person, :reach, :team, :name, :query, :changed) on conflict (org_id, view) do update set reach "
              "= excluded.reach, team = excluded.team, name = excluded.name, query = excluded.query, changed_us = "
              "excluded.changed_us",
              "nttttttn")
      .run(row.view, row.person, row.reach, row.team, row.name, row.query, row.changed.us);
}

void remove_view(store::Connection& connection, const store::Tenant& tenant, const std::string& view) {
  connection.tenant(tenant, "delete from saved_view where org_id = :org and view = :view", "nt").run(view);
}

bool is_in_team(const Member& member, const std::string& team, Instant now) {
  const Present& present = *member.present;
  const std::string key = present.key_of(member.person);
  const auto id = present.rules.person(key);
  if (!id.none()) {
    const auto& teams = present.rights.teams_of[id.at()];
    if (std::any_of(teams.begin(), teams.end(),
                    [&](agreement::TeamId one) { return present.rules.teams[one.at()].key == team; })) {
      return true;
    }
  }
  return std::any_of(present.facts.members.begin(), present.facts.members.end(), [&](const agreement::Member& one) {
    return one.person == key && one.team == team && one.time.has(now.seconds());
  });
}

bool may_open(const Member& member, const ViewRow& row, Instant now) {
  return row.person == member.person || row.reach == "shared" ||
         (row.reach == "team" && is_in_team(member, row.team, now));
}

bool may_change(const Member& member, const ViewRow& row, Instant now) {
  return row.person == member.person || (row.reach == "team" && is_in_team(member, row.team, now)) ||
         (row.reach == "shared" && member.present->is_owner(member.person, now));
}

std::string view_etag(const ViewRow& row) { return "\"" + row.view + "-" + std::to_string(row.changed.us) + "\""; }

SavedView saved_view(const Member& member, const ViewRow& row, Instant now) {
  SavedView view{row.view,  row.name,   ViewReach::own, row.team,
                 row.query, row.person, row.changed,    may_change(member, row, now)};
  if (row.reach == "team") view.reach = ViewReach::team;
  if (row.reach == "shared") view.reach = ViewReach::shared;
  return view;
}

tl::unexpected<Refusal> wrong(const char* pointer, std::string detail) {
  return tl::unexpected(
      Refusal{422,
              {"bad-body", "The view is not as this route expects it.", std::nullopt, "See the pointers in `errors`."},
              {{pointer, std::move(detail)}}});
}

// A view is what a list may be asked for, and nothing else.
Outcome<void> check_query(const Member& member, const std::string& query) {
  const auto target = http::parse_target("/?" + query);
  if (!target) return wrong("/query", target.error().message);
  for (const auto& [name, value] : target->query) {
    if (name == "cursor" || name == "limit" || name == "count") return wrong("/query", "A view has no " + name + ".");
  }
  auto read = read_list_query(target->query, member);
  if (read) return {};
  return tl::unexpected(std::move(read.error()));  // its pointers begin with /query, as they do here
}

class Views {
 public:
  explicit Views(Changing& changing) : changing_(changing), member_(*changing.member) {}

  Outcome<Answer> put(std::optional<std::string> view, SavedViewBody& body) {
    if (!works_here(member_, now())) return over();
    const ViewReach reach = body.reach.value_or(ViewReach::own);
    if (body.name.text.empty()) return wrong("/name", "A view has a name.");
    const std::string team = reach == ViewReach::team && body.team ? body.team->text : std::string();
    if (reach == ViewReach::team && !is_in_team(member_, team, now()))
      return wrong("/team", "You are in no such team.");
    if (auto good = check_query(member_, body.query); !good) return tl::unexpected(std::move(good.error()));
    ViewRow row{"", member_.person, std::string(describe_word(reach)), team, body.name.text, body.query, now()};
    const bool fresh = !view;
    if (fresh) {
      if (auto room = has_room(reach); !room) return tl::unexpected(std::move(room.error()));
      row.view = random_id('v', changing_.call.house.random);
    } else {
      auto found = changeable(*view);
      if (!found) return tl::unexpected(std::move(found.error()));
      row.view = found->view;
      row.person = found->person;
      // Whoever is not its owner leaves it to whom it belongs.
      if (row.person != member_.person && (row.reach != found->reach || row.team != found->team)) {
        return refuse("not-allowed", "Only its owner says whose view it is.");
      }
    }
    auto session = changing_.transaction.read(store::Scope(member_.organisation));
    put_view(changing_.transaction.connection(), tenant_in(*session, member_), row);
    Answer answer = Api::answer_of(saved_view(member_, row, now()));
    answer.etag = view_etag(row);
    if (fresh) {
      answer.status = 201;
      answer.location = "/api/v1/organisations/" + member_.organisation.value + "/views/" + row.view;
    }
    return answer;
  }

  Outcome<Answer> remove(const std::string& view) {
    if (!works_here(member_, now())) return over();
    auto found = changeable(view);
    if (!found) return tl::unexpected(std::move(found.error()));
    auto session = changing_.transaction.read(store::Scope(member_.organisation));
    remove_view(changing_.transaction.connection(), tenant_in(*session, member_), view);
    return Answer{204, nullptr, {}, {}, false, std::nullopt};
  }

 private:
  static tl::unexpected<Refusal> over() {
    return refuse("not-allowed", "Your party's contract is over, or it is suspended: it keeps no views.");
  }
  Instant now() const { return changing_.call.now; }

  static std::string_view describe_word(ViewReach reach) {
    return reach == ViewReach::own ? "own" : reach == ViewReach::team ? "team" : "shared";
  }

  std::vector<ViewRow> all() {
    auto session = changing_.transaction.read(store::Scope(member_.organisation));
    return all_views(changing_.transaction.connection(), tenant_in(*session, member_), member_.person);
  }

  Outcome<ViewRow> changeable(const std::string& view) {
    for (ViewRow& row : all()) {
      if (row.view != view || !may_open(member_, row, now())) continue;
      if (!may_change(member_, row, now())) return refuse("not-allowed", "The view belongs to somebody else.");
      if (auto same = changing_.must_match(view_etag(row)); !same) return tl::unexpected(std::move(same.error()));
      return std::move(row);
    }
    return not_found();
  }

  Outcome<void> has_room(ViewReach reach) {
    std::int64_t own = 0;
    std::int64_t shared = 0;
    for (const ViewRow& row : all()) {
      own += row.person == member_.person ? 1 : 0;
      shared += row.reach == "own" ? 0 : 1;
    }
    if (own < kOwnMax && (reach == ViewReach::own || shared < kSharedMax)) return {};
    return refuse("too-many-views", "There are " + std::to_string(own < kOwnMax ? kSharedMax : kOwnMax) + " already.",
                  "Delete one that nobody uses.");
  }

  Changing& changing_;
  const Member& member_;
};

Outcome<Answer> show_view(Reading& reading) {
  if (!works_here(reading.member, reading.call.now)) return not_found();
  const std::string view(reading.call.request.parameter("view"));
  for (const ViewRow& row :
       all_views(reading.session.connection(), tenant_in(reading.session, reading.member), reading.member.person)) {
    if (row.view != view || !may_open(reading.member, row, reading.call.now)) continue;
    return shown(saved_view(reading.member, row, reading.call.now), view_etag(row));
  }
  return not_found();
}

std::string view_in(const Call& call) { return std::string(call.request.parameter("view")); }

Operation views_route(std::string id, std::string method, const std::string& path, std::string summary) {
  return {std::move(id),
          std::move(method),
          "/api/v1/organisations/{organisation}/views" + path,
          Door::member,
          "",
          "desk",
          std::move(summary),
          {},
          16 << 10};
}

}  // namespace

void add_saved_views(Api& api) {
  api.read<SavedViews>(
      views_route("listViews", "GET", "", "The lists that you keep, and those that are shared with you."),
      [](Reading& reading) -> Outcome<SavedViews> {
        SavedViews views;
        if (!works_here(reading.member, reading.call.now)) return views;
        for (const ViewRow& row : all_views(reading.session.connection(), tenant_in(reading.session, reading.member),
                                            reading.member.person)) {
          if (!may_open(reading.member, row, reading.call.now)) continue;
          views.views.push_back(saved_view(reading.member, row, reading.call.now));
        }
        return views;
      });
  api.act<Nothing, SavedView>(
      views_route("showView", "GET", "/{view}", "One of them, with the ETag that a change of it may name in If-Match."),
      [&api](Call& call, Nothing&) { return api.reading(call, show_view); });
  api.create<SavedViewBody, SavedView>(
      views_route("createView", "POST", "", "Keep a list by a name, for yourself, your team or everybody."),
      [](Changing& changing, SavedViewBody& body) { return Views(changing).put(std::nullopt, body); });
  api.create<SavedViewBody, SavedView>(
      views_route("changeView", "PUT", "/{view}", "Another name, list or reach."),
      [](Changing& changing, SavedViewBody& body) { return Views(changing).put(view_in(changing.call), body); });
  api.create<Nothing, Nothing>(
      views_route("deleteView", "DELETE", "/{view}", "Keep it no more."),
      [](Changing& changing, Nothing&) { return Views(changing).remove(view_in(changing.call)); });
}

}  // namespace concordat::operate

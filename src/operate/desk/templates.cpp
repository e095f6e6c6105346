// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/templates.hpp"

#include "operate/api/etag.hpp"
#include "operate/desk/commands.hpp"
#include "operate/desk/views.hpp"
#include "store/connection.hpp"

#include <algorithm>

namespace concordat::operate {
namespace {

constexpr std::size_t kStepsMax = 20;
constexpr std::size_t kStepsBytesMax = 64 << 10;
constexpr std::int64_t kTemplatesMax = 500;  // of one party

struct StepBody {
  std::string command;  // the end of a route's path: "comments", "assign"
  std::optional<boost::json::object> with;
};
BOOST_DESCRIBE_STRUCT(StepBody, (), (command, with))
struct TemplateBody {
  NameText name;
  std::optional<NameText> team;  // left out: for the whole party
  std::vector<StepBody> steps;
};
BOOST_DESCRIBE_STRUCT(TemplateBody, (), (name, team, steps))
struct TemplateView {
  std::string id;
  std::string name;
  std::string team;
  std::vector<StepBody> steps;
};
BOOST_DESCRIBE_STRUCT(TemplateView, (), (id, name, team, steps))
struct TemplateList {
  std::vector<TemplateView> templates;
};
BOOST_DESCRIBE_STRUCT(TemplateList, (), (templates))
struct UseTemplateBody {
  NameText id;
  std::map<std::string, std::string> words;  // besides ticket, subject, requester and me
};
BOOST_DESCRIBE_STRUCT(UseTemplateBody, (), (id, words))

TemplateView template_from(const store::Statement& row) {
  TemplateView view{row.text(0), row.text(1), row.text(2), {}};
  if (const auto steps = parse_json(row.text(3))) {
    JsonReader reader;
    reader.read(*steps, view.steps, "");
  }
  return view;
}

std::vector<TemplateView> templates_of(store::Connection& connection, const store::Tenant& tenant,
                                       const std::string& party) {
  std::vector<TemplateView> all;
  auto& rows = connection
                   .tenant(tenant,
                           "select template, name, team, steps from ticket_template where org_id = :org and party = "
                           ":party order by name, template limit :most",
                           "ntn", "tttt")
                   .start(party, kTemplatesMax);
  while (rows.next()) all.push_back(template_from(rows));
  return all;
}

std::optional<TemplateView> find_template(store::Connection& connection, const store::Tenant& tenant,
                                          const std::string& party, const std::string& id) {
  auto& row = connection.tenant(tenant,
                                "select template, name, team, steps from ticket_template where org_id = :org and "
                                "template = :template and party = :party",
                                "ntt", "tttt");
  if (!row.one(id, party)) return std::nullopt;
  return template_from(row);
}

// Whoever is in the team; for the whole party, whoever may change the organisation's settings.
Outcome<void> may_keep(const Changing& changing, const std::string& team) {
  const Member& member = *changing.member;
  if (team.empty()) {
    if (member.party == member.present->own && member.may("settings", {}, changing.call.now)) return {};
    return refuse("not-allowed", "Templates for everybody are kept by whoever may change settings.",
                  "Name a team that you are in.");
  }
  const auto teams = teams_of(changing);
  if (std::find(teams.begin(), teams.end(), team) != teams.end()) return {};
  return refuse("not-allowed", "Templates of " + team + " are kept by its people.");
}

Outcome<void> good_steps(const Api& api, const std::vector<StepBody>& steps) {
  if (steps.empty() || steps.size() > kStepsMax || write_json(encode(steps)).size() > kStepsBytesMax) {
    return refuse("bad-value", "A template has 1 to 20 steps, of 64 KB in all.");
  }
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::string at = "/steps/" + std::to_string(i);
    const Api::Step* step = api.find_step(steps[i].command);
    if (step == nullptr) {
      return tl::unexpected(Refusal{422,
                                    {"bad-body", "There is no command \"" + steps[i].command + "\".", std::nullopt,
                                     "A command is the end of a route's path: comments, assign, resolve, …"},
                                    {{at + "/command", "No command of a ticket."}}});
    }
    if (auto good = step->check(with_of(steps[i].with)); !good) {
      for (Pointed& one : good.error().errors) one.pointer = at + "/with" + one.pointer;
      return good;
    }
  }
  return {};
}

void put_template(Changing& changing, const std::string& id, const TemplateBody& body) {
  auto session = changing.transaction.read(store::Scope(changing.member->organisation));
  changing.transaction.connection()
      .tenant(**session->admit(changing.member->organisation),
              "insert into ticket_template (org_id, template, party, team, name, steps, changed_us) values (:org, "
              ":template, :party, :team, :name, :steps, :changed) on conflict (org_id, template) do update set team = "
              "excluded.team, name = excluded.name, steps = excluded.steps, changed_us = excluded.changed_us",
              "ntttttn")
      .run(id, changing.member->party, given(body.team), body.name.text, write_json(encode(body.steps)),
           changing.call.now.us);
}

std::optional<TemplateView> template_in(const Changing& changing, const std::string& id) {
  auto session = changing.transaction.read(store::Scope(changing.member->organisation));
  const auto tenant = session->admit(changing.member->organisation);
  return find_template(changing.transaction.connection(), **tenant, changing.member->party, id);
}

Outcome<TemplateView> keep(const Api& api, Changing& changing, const TemplateBody& body, std::string id) {
  if (auto may = may_keep(changing, given(body.team)); !may) return tl::unexpected(std::move(may.error()));
  if (body.name.text.empty()) return refuse("bad-value", "A template has a name.");
  if (auto good = good_steps(api, body.steps); !good) return tl::unexpected(std::move(good.error()));
  if (id.empty()) {
    auto session = changing.transaction.read(store::Scope(changing.member->organisation));
    const auto tenant = session->admit(changing.member->organisation);
    const auto all = templates_of(changing.transaction.connection(), **tenant, changing.member->party);
    if (std::ssize(all) >= kTemplatesMax) return refuse("not-possible", "There are 500 templates already.");
    id = random_id('m', changing.call.house.random);
  }
  put_template(changing, id, body);
  return *template_in(changing, id);
}

// What a template's texts may name.
std::map<std::string, std::string> words_of(Changing& changing, const SeenTicket& seen,
                                            const std::map<std::string, std::string>& own) {
  auto session = changing.transaction.read(store::Scope(changing.member->organisation));
  const store::OrgId& organisation = changing.member->organisation;
  std::map<std::string, std::string> words = own;
  words["ticket"] = seen.ticket.id;
  words["subject"] = seen.ticket.subject ? text_of(*session, organisation, seen.ticket.subject->id) : "";
  words["requester"] = name_of(*session, organisation, seen.ticket.requester);
  words["me"] = name_of(*session, organisation, changing.member->person);
  return words;
}

// All steps or none, in the transaction of the call. Each is done as if it had been sent; what was read is compared
// with once, before the first.
Outcome<Answer> apply(const Api& api, Changing& changing, const UseTemplateBody& body) {
  const auto found = template_in(changing, body.id.text);
  if (!found) return not_found();
  const std::string ticket = ticket_in(changing.call);
  auto session = changing.transaction.read(store::Scope(changing.member->organisation));
  auto seen = look_at(*session, *changing.member, ticket, changing.call.now);
  if (!seen) return tl::unexpected(std::move(seen.error()));
  if (auto same = changing.must_match(etag_of(seen->ticket)); !same) return tl::unexpected(std::move(same.error()));
  const auto words = words_of(changing, *seen, body.words);
  const http::Request request = unconditional(changing.call.request);
  Call call{changing.call.house, request, changing.call.caller, changing.call.now, changing.call.route};
  Changing inner{call, changing.transaction, changing.member};
  for (std::size_t i = 0; i < found->steps.size(); ++i) {
    const StepBody& one = found->steps[i];
    const Api::Step* step = api.find_step(one.command);
    if (step == nullptr) return refuse("bad-value", "There is no command \"" + one.command + "\" any more.");
    if (auto done = step->run(inner, ticket, filled_in(with_of(one.with), words)); !done) {
      Refusal refusal = std::move(done.error());
      refusal.problem.message = "Step " + std::to_string(i + 1) + " (" + one.command + "): " + refusal.problem.message;
      return tl::unexpected(std::move(refusal));
    }
  }
  TicketDesk desk(changing);
  return as_it_stands(changing, desk, ticket);
}

std::string replaced(std::string_view text, const std::map<std::string, std::string>& words) {
  std::string all;
  for (std::size_t from = 0; from < text.size();) {
    const auto open = std::min(text.find("{{", from), text.size());
    all += text.substr(from, open - from);
    const auto close = text.find("}}", open);
    if (close == std::string_view::npos) return all += text.substr(open);
    const auto word = words.find(std::string(text.substr(open + 2, close - open - 2)));
    all += word == words.end() ? std::string(text.substr(open, close + 2 - open)) : word->second;
    from = close + 2;
  }
  return all;
}

}  // namespace

boost::json::value filled_in(const boost::json::value& value, const std::map<std::string, std::string>& words) {
  if (value.is_string()) return boost::json::string(replaced(value.get_string(), words));
  if (const auto* list = value.if_array()) {
    boost::json::array filled;
    for (const auto& one : *list) filled.push_back(filled_in(one, words));
    return filled;
  }
  const auto* object = value.if_object();
  if (object == nullptr) return value;
  boost::json::object filled;
  for (const auto& [key, one] : *object) filled[key] = filled_in(one, words);
  return filled;
}

void add_templates(Api& api) {
  api.read<TemplateList>(
      of_desk("listTemplates", "GET", "/templates", "",
              "Your party's templates: several commands for a ticket at once."),
      [](Reading& reading) -> Outcome<TemplateList> {
        const auto tenant = reading.session.admit(reading.member.organisation);
        return TemplateList{templates_of(reading.session.connection(), **tenant, reading.member.party)};
      });
  api.act<Nothing, TemplateView>(of_desk("showTemplate", "GET", "/templates/{template}", "",
                                         "One of them, with the ETag that a change of it may name in If-Match."),
                                 [&api](Call& call, Nothing&) {
                                   return api.reading(call, [](Reading& reading) -> Outcome<Answer> {
                                     const auto tenant = reading.session.admit(reading.member.organisation);
                                     const auto found =
                                         find_template(reading.session.connection(), **tenant, reading.member.party,
                                                       std::string(reading.call.request.parameter("template")));
                                     if (!found) return not_found();
                                     return shown(*found);
                                   });
                                 });
  api.create<TemplateBody, TemplateView>(
      of_desk("createTemplate", "POST", "/templates", "", "Keep a template, for a team that you are in or for all."),
      [&api](Changing& changing, TemplateBody& body) -> Outcome<Answer> {
        auto kept = keep(api, changing, body, {});
        if (!kept) return tl::unexpected(std::move(kept.error()));
        Answer answer = Api::answer_of(*kept);
        answer.status = 201;
        return answer;
      });
  api.change<TemplateBody, TemplateView>(
      of_desk("replaceTemplate", "PUT", "/templates/{template}", "", "Put another in its place."),
      [&api](Changing& changing, TemplateBody& body) -> Outcome<TemplateView> {
        const std::string id(changing.call.request.parameter("template"));
        const auto before = template_in(changing, id);
        if (!before) return not_found();
        if (auto may = may_keep(changing, before->team); !may) return tl::unexpected(std::move(may.error()));
        if (auto same = changing.must_match(etag_of_view(*before)); !same) {
          return tl::unexpected(std::move(same.error()));
        }
        return keep(api, changing, body, id);
      });
  api.change<Nothing, Nothing>(of_desk("removeTemplate", "DELETE", "/templates/{template}", "", "Keep it no longer."),
                               [](Changing& changing, Nothing&) -> Outcome<Nothing> {
                                 const std::string id(changing.call.request.parameter("template"));
                                 const auto before = template_in(changing, id);
                                 if (!before) return not_found();
                                 if (auto may = may_keep(changing, before->team); !may)
                                   return tl::unexpected(std::move(may.error()));
                                 if (auto same = changing.must_match(etag_of_view(*before)); !same)
                                   return tl::unexpected(std::move(same.error()));
                                 auto session = changing.transaction.read(store::Scope(changing.member->organisation));
                                 changing.transaction.connection()
                                     .tenant(**session->admit(changing.member->organisation),
                                             "delete from ticket_template where org_id = :org and template = :template",
                                             "nt")
                                     .run(id);
                                 return Nothing{};
                               });
  api.create<UseTemplateBody, TicketView>(
      of_desk("applyTemplate", "POST", "/tickets/{ticket}/template", "",
              "Do all that a template says, or nothing of it."),
      [&api](Changing& changing, UseTemplateBody& body) { return apply(api, changing, body); });
}

}  // namespace concordat::operate

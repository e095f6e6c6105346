// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/api.hpp"
#include "operate/desk/bodies.hpp"
#include "operate/desk/ticket_desk.hpp"

#include <optional>
#include <string>
#include <utility>

// What the routes of the desk are made of: a body becomes a command, the desk does it, and the ticket as it stands is
// the answer. Only the sources of this folder include it.
namespace concordat::operate {

// `path` begins below the organisation.
Operation of_desk(std::string id, std::string method, std::string path, std::string action, std::string summary);
std::string ticket_in(const Call& call);
// A number in the path; -1 where it is none.
std::int64_t number_in(const Call& call, std::string_view parameter);
std::optional<record::VaultText> text_in(TicketDesk& desk, const std::optional<Prose>& prose);
// What is far out of range stays out of range, and decide() says so.
std::optional<int> level_in(const std::optional<std::int64_t>& level);
std::string given(const std::optional<NameText>& name);

// The request without If-Match: what was read was compared with once, for all that is done.
http::Request unconditional(const http::Request& request);

// A team of the agreement as somebody who can have a ticket.
Outcome<ticket::Holder> holder_of(const Changing& changing, const std::string& team);
// The teams that texts or facts put the caller in.
std::vector<std::string> teams_of(const Changing& changing);
// The caller's own team for work they take up: the first that texts or facts put them in.
std::string own_team(const Changing& changing);
// `named`: these parties and the writer's own, instead of the audience, which is `shared` where it is left out.
Outcome<record::Audience> audience_of(const Changing& changing, std::optional<Audience> audience,
                                      const std::vector<std::string>& named);

// The ticket as it stands after a change, with its new ETag.
Outcome<Answer> as_it_stands(Changing& changing, TicketDesk& desk, const std::string& ticket, int status = 200);

using Made = Outcome<ticket::Command>;

// A route that does something on one ticket and answers with it as it stands, and the same as a step of templates.
// `run(changing, desk, body, ticket)` does it.
template <typename In, typename Run>
void command_route(Api& api, std::string id, const std::string& path, std::string action, std::string summary,
                   Run run) {
  auto operation = of_desk(std::move(id), "POST", "/tickets/{ticket}/" + path, std::move(action), std::move(summary));
  api.create<In, TicketView>(operation, [run](Changing& changing, In& body) -> Outcome<Answer> {
    TicketDesk desk(changing);
    const std::string ticket = ticket_in(changing.call);
    auto done = run(changing, desk, body, ticket);
    if (!done) return tl::unexpected(std::move(done.error()));
    return as_it_stands(changing, desk, ticket);
  });
  if (path.find('{') != std::string::npos) return;
  const auto check = [](const boost::json::value& body) -> Outcome<void> {
    In in{};
    return Api::read_into(body, in);
  };
  api.keep_step(
      path,
      {check, [run](Changing& changing, const std::string& ticket, const boost::json::value& body) -> Outcome<void> {
         In in{};
         if (auto read = Api::read_into(body, in); !read) return read;
         TicketDesk desk(changing);
         return run(changing, desk, in, ticket);
       }});
}

// A command whose right the route names; `make(changing, desk, body)` turns the body into it.
template <typename In, typename Make>
void on_ticket(Api& api, std::string id, const std::string& path, std::string action, bool by_requester,
               std::string summary, Make make) {
  command_route<In>(api, std::move(id), path, action, std::move(summary),
                    [action, by_requester, make](Changing& changing, TicketDesk& desk, In& body,
                                                 const std::string& ticket) -> Outcome<void> {
                      auto command = make(changing, desk, body);
                      if (!command) return tl::unexpected(std::move(command.error()));
                      return desk.run(ticket, *command, action, by_requester, record::Audience::requester());
                    });
}

// A command whose right or shape depends on the ticket: `make(changing, desk, body, seen)` sees to both.
template <typename In, typename Make>
void on_seen(Api& api, std::string id, const std::string& path, const record::Audience& audience, std::string summary,
             Make make) {
  command_route<In>(
      api, std::move(id), path, "", std::move(summary),
      [audience, make](Changing& changing, TicketDesk& desk, In& body, const std::string& ticket) -> Outcome<void> {
        return desk.work(ticket, audience, [&](const SeenTicket& seen) { return make(changing, desk, body, seen); });
      });
}

}  // namespace concordat::operate

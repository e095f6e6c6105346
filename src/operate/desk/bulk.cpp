// SPDX-License-Identifier: Apache-2.0
// One command on many tickets: each is a request of its own, with its own transaction and its own answer, so that what
// is refused for one stands in the way of no other.
#include "operate/desk/commands.hpp"
#include "operate/desk/templates.hpp"

namespace concordat::operate {
namespace {

constexpr std::size_t kBulkMax = 200;  // tickets in one request

struct BulkBody {
  std::vector<NameText> tickets;
  std::string command;  // the end of a route's path: "comments", "assign"
  std::optional<boost::json::object> with;
};
BOOST_DESCRIBE_STRUCT(BulkBody, (), (tickets, command, with))
struct BulkLine {
  std::string ticket;
  std::int64_t status = 0;  // as if it had been sent alone
  std::string code;         // of a refusal
  std::string detail;
};
BOOST_DESCRIBE_STRUCT(BulkLine, (), (ticket, status, code, detail))
struct BulkView {
  std::vector<BulkLine> results;
  std::int64_t done = 0;
};
BOOST_DESCRIBE_STRUCT(BulkView, (), (results, done))

// The key of the whole is the key of each, with its ticket: sent again, each is done once.
http::Request request_for(const Call& call, const BulkBody& body, const std::string& ticket) {
  http::Request one = unconditional(call.request);
  const std::string organisation(call.request.parameter("organisation"));
  one.path = "/api/v1/organisations/" + organisation + "/tickets/" + ticket + "/" + body.command;
  one.target.segments = {"api", "v1", "organisations", organisation, "tickets", ticket, body.command};
  one.target.query.clear();
  one.parameters.clear();
  if (const auto key = one.headers.get("Idempotency-Key"); !key.empty()) {
    one.headers.set("Idempotency-Key", std::string(key) + ":" + ticket);
  }
  one.body = write_json(with_of(body.with));
  return one;
}

BulkLine line_of(const std::string& ticket, const http::Response& response) {
  BulkLine line{ticket, response.status, "", ""};
  if (response.status < 400) return line;
  const auto problem = parse_json(response.body);
  const auto text = [&](const char* key) {
    const auto* found = problem && problem->is_object() ? problem->get_object().if_contains(key) : nullptr;
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
  };
  line.code = text("code");
  line.detail = text("detail");
  return line;
}

Outcome<Answer> do_to_all(Api& api, Call& call, const BulkBody& body) {
  // Whoever is no member learns nothing of commands either.
  auto member = api.reading(call, [](Reading&) -> Outcome<Answer> { return Answer{}; });
  if (!member) return member;
  if (body.tickets.empty() || body.tickets.size() > kBulkMax) {
    return refuse("bad-value", "One request is about 1 to 200 tickets.", "Send several.");
  }
  const Api::Step* step = api.find_step(body.command);
  if (step == nullptr || body.command.find('/') != std::string::npos) {
    return refuse("bad-value", "There is no command \"" + body.command + "\" for many tickets.",
                  "A command is the end of a route's path: comments, assign, resolve, …");
  }
  if (auto good = step->check(with_of(body.with)); !good) return tl::unexpected(std::move(good.error()));
  BulkView view;
  for (const NameText& ticket : body.tickets) {
    http::Request one = request_for(call, body, ticket.text);
    view.results.push_back(line_of(ticket.text, api.handle(one)));
    if (view.results.back().status < 400) ++view.done;
  }
  return Api::answer_of(view);
}

}  // namespace

void add_bulk(Api& api) {
  api.act<BulkBody, BulkView>(
      of_desk("bulk", "POST", "/bulk", "",
              "One command on up to 200 tickets, each for itself: the answer says which were done."),
      [&api](Call& call, BulkBody& body) { return do_to_all(api, call, body); });
}

}  // namespace concordat::operate

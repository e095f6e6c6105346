// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/rate.hpp"
#include "http/router.hpp"
#include "operate/api/call.hpp"
#include "operate/api/schema.hpp"
#include "operate/api/told_uses.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The routes, each described by the types that its handler reads and writes. INVARIANTS: a route says who may ask, and
// whoever is not signed in, no member, or may not, gets the answer of a route that is not there; a change happens
// inside the appender, once for each Idempotency-Key, with all its entries or none.
namespace concordat::operate {

// Who may ask at all. What a member may do, the agreement decides: the route names the action.
enum class Door : std::uint8_t { everybody, signed_in, member };

struct QueryParameter {
  std::string name;
  std::string words;
};

constexpr std::string_view kJson = "application/json";

struct Operation {
  std::string id;  // "createTicket"
  std::string method;
  std::string path;
  Door door = Door::member;
  // What `agreement.may` is asked; empty where it depends on the command, on the thing, or on nothing but membership.
  std::string action;
  std::string tag;
  std::string summary;
  std::vector<QueryParameter> query;
  std::size_t body_max = 0;
  std::string answers_with{kJson};
  bool sends_on = false;  // success is 303 with a Location: it is a browser that asks
};

// A body that is empty, or an answer that is.
struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

using Authenticate = std::function<Result<Caller>(const http::Request&, Instant now)>;

// Requests in a minute, and how many at once.
struct ApiRates {
  std::uint32_t of_credential = 1'200;
  std::uint32_t of_address = 600;  // without a credential
};

class Api {
 public:
  // `who`: who asks; a problem where the credential is no good.
  Api(House house, Authenticate who, ApiRates rates = {});
  ~Api();

  // A question about the organisation in the path.
  template <typename Out>
  void read(Operation operation, std::function<Outcome<Out>(Reading&)> handler) {
    describe<void, Out>(operation);
    add(std::move(operation), [this, handler = std::move(handler)](Call& call) -> Outcome<Answer> {
      return reading(call, [&handler](Reading& reading) -> Outcome<Answer> {
        auto out = handler(reading);
        if (!out) return tl::unexpected(std::move(out.error()));
        return answer_of(*out);
      });
    });
  }

  // A change that is made within the appender's transaction.
  template <typename In, typename Out>
  void change(Operation operation, std::function<Outcome<Out>(Changing&, In&)> handler) {
    describe<In, Out>(operation);
    const Operation copy = operation;
    add(std::move(operation), [this, copy, handler = std::move(handler)](Call& call) -> Outcome<Answer> {
      In in{};
      if (auto read = body_of(call, in); !read) return tl::unexpected(std::move(read.error()));
      return changing(call, copy, [&](Changing& changing) -> Outcome<Answer> {
        auto out = handler(changing, in);
        if (!out) return tl::unexpected(std::move(out.error()));
        return answer_of(*out);
      });
    });
  }

  // A change that makes a thing: the handler says where it is (Location), and with which status.
  template <typename In, typename Out>
  void create(Operation operation, std::function<Outcome<Answer>(Changing&, In&)> handler) {
    describe<In, Out>(operation);
    const Operation copy = operation;
    add(std::move(operation), [this, copy, handler = std::move(handler)](Call& call) -> Outcome<Answer> {
      In in{};
      if (auto read = body_of(call, in); !read) return tl::unexpected(std::move(read.error()));
      return changing(call, copy, [&](Changing& changing) { return handler(changing, in); });
    });
  }

  // Neither: the handler sees to all of it.
  template <typename In, typename Out>
  void act(Operation operation, std::function<Outcome<Answer>(Call&, In&)> handler) {
    describe<In, Out>(operation);
    add(std::move(operation), [this, handler = std::move(handler)](Call& call) -> Outcome<Answer> {
      In in{};
      if (auto read = body_of(call, in); !read) return tl::unexpected(std::move(read.error()));
      return handler(call, in);
    });
  }

  // The body is a file as it is; the handler sees to all of it.
  template <typename Out>
  void upload(Operation operation, std::function<Outcome<Answer>(Call&)> handler) {
    describe<void, Out>(operation);
    described_[operation.id].takes_file = true;
    add(std::move(operation), std::move(handler));
  }
  // The answer is a file.
  void download(Operation operation, std::function<Outcome<Answer>(Reading&)> handler) {
    described_[operation.id].gives_file = true;
    add(std::move(operation),
        [this, handler = std::move(handler)](Call& call) -> Outcome<Answer> { return reading(call, handler); });
  }

  // What a command does on a ticket inside a change that is under way, by the end of its route's path: templates are
  // several of them at once. `check` tells whether a body is one that it takes.
  struct Step {
    std::function<Outcome<void>(const boost::json::value& body)> check;
    std::function<Outcome<void>(Changing& changing, const std::string& ticket, const boost::json::value& body)> run;
  };
  void keep_step(std::string name, Step step) { steps_[std::move(name)] = std::move(step); }
  const Step* find_step(const std::string& name) const {
    const auto found = steps_.find(name);
    return found == steps_.end() ? nullptr : &found->second;
  }
  // Reads a body strictly; the refusal points at everything that is wrong.
  template <typename In>
  static Outcome<void> read_into(const boost::json::value& value, In& in) {
    JsonReader reader;
    reader.read(value, in, "");
    if (!reader.wrong.empty()) return tl::unexpected(bad_body(std::move(reader.wrong)));
    return {};
  }

  // Within the appender, once for each Idempotency-Key. For handlers of act().
  Outcome<Answer> changing(Call& call, const Operation& operation,
                           const std::function<Outcome<Answer>(Changing&)>& handler);
  Outcome<Answer> reading(Call& call, const std::function<Outcome<Answer>(Reading&)>& handler);
  // What was looked at under a grant or broken glass is in the record before it is shown; what lists show, once an
  // hour. For handlers of act() that read by themselves.
  Outcome<void> note_used(const Call& call, const std::vector<Member>& members);

  // What gives the caller's session another secret, in the answer's cookie.
  void rotate_with(std::function<void(const Call&, http::Response&)> rotate) { rotate_ = std::move(rotate); }

  http::Response handle(http::Request& request);
  const http::Router& router() const { return router_; }
  const std::vector<std::unique_ptr<Operation>>& operations() const { return operations_; }
  // OpenAPI 3.1 of all routes.
  boost::json::object openapi(std::string_view version) const;

  template <typename T>
  static Answer answer_of(const T& out) {
    if constexpr (boost::mp11::mp_empty<boost::describe::describe_members<T, boost::describe::mod_public>>::value) {
      return Answer{};
    } else {
      return Answer{200, encode(out), {}, {}, false, std::nullopt};
    }
  }

 private:
  struct Described {
    boost::json::value body;
    boost::json::value answer;
    bool takes_file = false;
    bool gives_file = false;
  };
  template <typename In, typename Out>
  void describe(const Operation& operation) {
    Described& one = described_[operation.id];
    if constexpr (!std::is_void_v<In>) {
      if (!boost::mp11::mp_empty<boost::describe::describe_members<In, boost::describe::mod_public>>::value) {
        one.body = schema_of<In>(components_);
      }
    }
    if constexpr (!std::is_void_v<Out>) {
      if (!boost::mp11::mp_empty<boost::describe::describe_members<Out, boost::describe::mod_public>>::value) {
        one.answer = schema_of<Out>(components_);
      }
    }
  }

  template <typename In>
  Outcome<void> body_of(const Call& call, In& in) {
    auto value = json_of(call);
    if (!value) return tl::unexpected(std::move(value.error()));
    return read_into(*value, in);
  }
  static Outcome<boost::json::value> json_of(const Call& call);
  static Refusal bad_body(std::vector<Pointed> wrong);

  using Run = std::function<Outcome<Answer>(Call&)>;
  void add(Operation operation, Run run);
  http::Response dispatch(const Operation& operation, const Run& run, const http::Request& request);
  http::RateAnswer rate(const Call& call);

  House house_;
  Authenticate who_;
  std::function<void(const Call&, http::Response&)> rotate_;
  http::Router router_;
  std::vector<std::unique_ptr<Operation>> operations_;
  std::map<std::string, Described> described_;
  Components components_;
  std::map<std::string, Step> steps_;
  ToldUses told_;
  http::RateLimiter by_credential_;
  http::RateLimiter by_address_;
};

}  // namespace concordat::operate

// SPDX-License-Identifier: Apache-2.0
#include "operate/api/api.hpp"

#include "agreement/access.hpp"
#include "http/preconditions.hpp"
#include "operate/api/tables.hpp"

#include <algorithm>

namespace concordat::operate {
namespace {

constexpr std::size_t kBucketsMax = 100'000;

http::Response response_of(const Refusal& refusal) {
  auto response = http::problem_response(refusal.status, refusal.problem, refusal.errors);
  if (refusal.status == 401) response.headers.set("WWW-Authenticate", "Bearer");
  return response;
}

http::Response response_of(Answer answer) {
  if (answer.whole) return std::move(*answer.whole);
  http::Response response;
  response.status = answer.status;
  if (answer.body.is_null()) {
    if (answer.status == 200) response.status = 204;
  } else {
    response.headers.set("Content-Type", "application/json");
    response.body = write_json(answer.body);
  }
  if (!answer.etag.empty()) response.headers.set("ETag", answer.etag);
  if (!answer.location.empty()) response.headers.set("Location", answer.location);
  response.headers.set("Cache-Control", "no-store");
  return response;
}

// What goes wrong with the machine is no answer to a question, but whoever asks should know whether to ask again.
http::Response unavailable(const Failure& failure) {
  const std::string& code = failure.problem().code;
  if (code == "busy" || code == "disk-full") return http::busy_response();
  if (!is_passing(code)) throw failure;
  auto response =
      http::problem_response(503, {"no-database", "The service cannot use its database at the moment.", std::nullopt,
                                   "Ask again in a while; with the same Idempotency-Key a command is not done twice."});
  response.headers.add("Retry-After", "5");
  return response;
}

bool is_reading(std::string_view method) { return method == "GET" || method == "HEAD"; }

bool has(const std::vector<std::string>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

// A token does what it was made for; nothing of the account itself, so that a stolen one makes no others.
bool in_scope(const Caller& caller, const Operation& operation) {
  if (!caller.is_token) return true;
  if (operation.tag == "me") return is_reading(operation.method) && operation.path == "/api/v1/me";
  return has(caller.scopes, operation.tag) || (is_reading(operation.method) && has(caller.scopes, "read"));
}

// A browser sends its cookie along with what other sites make it send. They cannot do without these two fields.
bool from_elsewhere(const http::Request& request) {
  if (is_reading(request.method)) return false;
  const std::string_view site = request.headers.get("Sec-Fetch-Site");
  if (!site.empty()) return site != "same-origin" && site != "none";
  const std::string_view origin = request.headers.get("Origin");
  if (origin.empty()) return false;
  const auto host = origin.find("://");
  return host == std::string_view::npos || origin.substr(host + 3) != request.headers.get("Host");
}

// What the organisation lent for a while, and not a party's own word for who stands for it.
bool is_lent(const agreement::Facts& facts, const std::string& id) {
  const auto meant = [&id](const auto& one) { return one.id == id; };
  return std::any_of(facts.grants.begin(), facts.grants.end(), meant) ||
         std::any_of(facts.delegations.begin(), facts.delegations.end(), meant);
}

// Each use of a grant or of broken glass is an entry, for the organisation and the party of whoever used it: a ticket's
// name is not for all.
template <typename Uses>
Result<void> note_uses(store::Transaction& transaction, const Member& member, const Uses& uses,
                       const std::string& route) {
  agreement::AccessAct act;
  act.actor = member.person;
  act.by = member.party;
  act.audience = record::Audience::only({member.present->own, member.party});
  for (const UsedRight& one : uses) {
    const auto done =
        transaction.append(member.organisation, agreement::access_used(act, one.id, one.action, route, one.ticket));
    if (!done) return tl::unexpected(done.error());
  }
  return {};
}

// A secret that was taken before somebody came by more rights is not to carry them (OWASP Session Management Cheat
// Sheet, "Renew the Session ID After Any Privilege Level Change").
void mind_rights(Call& call, const Member& member) {
  if (!call.caller.is_token && member.present->rights_changed(member.person) > call.caller.since) call.rotates = true;
}

tl::unexpected<Refusal> not_signed_in() {
  return refuse("not-signed-in", "Sign in first.", "POST /api/v1/sessions, or send a token as Authorization: Bearer.");
}

}  // namespace

bool is_passing(std::string_view code) {
  return code == "busy" || code == "disk-full" || code == "database-lost" || code == "newer-database";
}

int status_of(std::string_view code) {
  struct Row {
    std::string_view code;
    int status;
  };
  static constexpr Row kRows[] = {
      {"already", 409},
      {"approval-needed", 409},
      {"ask-first", 403},
      {"bad-form", 400},
      {"bad-id-token", 401},
      {"bad-json", 400},
      {"bad-provider", 502},
      {"busy", 503},
      {"changed-since", 412},
      {"frozen", 409},
      {"damaged-record", 500},
      {"key-reused", 422},
      {"malware", 422},
      {"no-agreement", 409},
      {"no-ticket", 404},
      {"not-allowed", 403},
      {"shown-once", 409},
      {"not-found", 404},
      {"not-paired", 409},
      {"not-possible", 409},
      {"not-signed-in", 401},
      {"provider-unreachable", 502},
      {"scanner-unavailable", 503},
      {"second-factor-needed", 401},
      {"too-many-attempts", 429},
      {"too-many-streams", 429},
      {"unknown-key", 401},
      {"unknown-organisation", 404},
      {"unsupported-media-type", 415},
      {"ticket-exists", 409},
      {"disk-full", 503},
      {"wrong-credentials", 401},
      {"not-yours", 403},
  };
  for (const Row& row : kRows) {
    if (row.code == code) return row.status;
  }
  return 422;
}

Outcome<Member> member_of(const Call& call, store::Session& session, const std::string& organisation) {
  const store::OrgId id{organisation};
  const auto tenant = session.admit(id);
  if (!tenant) return not_found();
  const auto row = find_membership(session.connection(), call.caller.account, **tenant);
  if (!row) return not_found();
  auto present = call.house.presents.of(session, id, call.now);
  if (!present) return refuse(present.error());
  Member member{id, row->person, (*present)->party_of(row->person, call.now), row->admitted, *present};
  // Whoever is of no party any more and owns nothing is a stranger.
  if (!member.admitted || (member.party.empty() && !(*present)->is_owner(member.person, call.now))) return not_found();
  if (member.party.empty()) member.party = (*present)->own;
  // CISA AA22-131A: no provider's account without a second factor.
  if (member.party != (*present)->own && !call.caller.second_factor) {
    return refuse("second-factor-needed", "Whoever is not of the organisation signs in with a second factor.",
                  "Set one up: POST /api/v1/me/second-factor.");
  }
  return member;
}

Outcome<void> Changing::must_match(const std::string& etag) const {
  const auto holds = http::if_match(call.request.headers, etag);
  if (!holds) return refuse(holds.error());
  if (*holds != http::Precondition::fails) return {};
  return refuse("changed-since", "Somebody has changed it since you read it.",
                "Read it again, look at what is different, and send your change with the new ETag.");
}

agreement::Answer Member::answer(const std::string& action, const agreement::Subject& subject, Instant now) const {
  using Kind = agreement::Because::Kind;
  agreement::Answer found = present->may(person, action, subject, now);
  if (!found.allow) return found;
  // A row that gives it too is the reason, and the grant is not needed.
  const bool otherwise = std::any_of(found.because.begin(), found.because.end(), [](const auto& one) {
    return one.kind == Kind::row || one.kind == Kind::platform;
  });
  for (const agreement::Because& one : found.because) {
    const bool lent = one.kind == Kind::grant && !otherwise && is_lent(present->facts, one.id);
    if (lent || one.kind == Kind::break_glass)
      used->insert({one.id, action, subject.ticket ? subject.ticket->name : std::string()});
  }
  return found;
}

Api::Api(House house, Authenticate who, ApiRates rates)
    : house_(std::move(house)),
      who_(std::move(who)),
      by_credential_({"credential", rates.of_credential, 60}, kBucketsMax),
      by_address_({"address", rates.of_address, 60}, kBucketsMax) {}
Api::~Api() = default;

void Api::add(Operation operation, Run run) {
  operations_.push_back(std::make_unique<Operation>(std::move(operation)));
  const Operation* kept = operations_.back().get();
  std::string action = kept->action;
  if (kept->door != Door::everybody && action.empty()) action = kept->door == Door::member ? "member" : "signed-in";
  router_.add({kept->method, kept->path, action,
               [this, kept, run = std::move(run)](const http::Request& request) {
                 try {
                   return dispatch(*kept, run, request);
                 } catch (const Failure& failure) {
                   return unavailable(failure);
                 }
               },
               kept->body_max});
}

http::RateAnswer Api::rate(const Call& call) {
  if (call.caller.is_signed_in()) return by_credential_.take(call.caller.credential, call.now);
  return by_address_.take(call.request.peer, call.now);
}

http::Response Api::dispatch(const Operation& operation, const Run& run, const http::Request& request) {
  const Instant now = house_.now();
  const auto caller = who_(request, now);
  Call call{house_, request, caller ? *caller : Caller{}, now, operation.id};
  const auto allowed = rate(call);
  const auto& rule = call.caller.is_signed_in() ? by_credential_.rule() : by_address_.rule();
  if (!allowed.allowed) return http::too_many_response(rule, allowed);
  const auto answered = [&]() -> http::Response {
    if (!call.caller.is_token && from_elsewhere(request)) {
      return response_of(
          refuse("not-allowed", "Another site's page has sent this.", "Do it on the page itself.").value());
    }
    if (operation.door != Door::everybody) {
      if (!caller) return response_of(Refusal{401, caller.error(), {}});
      if (!call.caller.is_signed_in()) return response_of(not_signed_in().value());
      if (!in_scope(call.caller, operation)) {
        return response_of(
            refuse("not-allowed", "The token was not made for this.", "Its scopes are words such as " + operation.tag)
                .value());
      }
    }
    try {
      auto outcome = run(call);
      return outcome ? response_of(std::move(*outcome)) : response_of(outcome.error());
    } catch (const Failure& failure) {
      return unavailable(failure);
    }
  };
  auto response = answered();
  if (call.rotates && rotate_) rotate_(call, response);
  http::add_rate_fields(response, rule, allowed);
  return response;
}

http::Response Api::handle(http::Request& request) { return router_.handle(request); }

Outcome<boost::json::value> Api::json_of(const Call& call) {
  const auto& request = call.request;
  if (request.body.empty()) return boost::json::value(boost::json::object{});
  const std::string_view type = request.headers.get("Content-Type");
  const auto end = type.find(';');
  if (http::trimmed(type.substr(0, end)) != "application/json") {
    return refuse("unsupported-media-type", "The body is to be JSON.", "Send Content-Type: application/json.");
  }
  auto value = parse_json(request.body, "body");
  if (!value) {
    Problem problem = value.error();
    problem.code = "bad-json";
    return refuse(std::move(problem));
  }
  return std::move(*value);
}

Refusal Api::bad_body(std::vector<Pointed> wrong) {
  return {422,
          {"bad-body", "The body is not as this route expects it.", std::nullopt, "See the pointers in `errors`."},
          std::move(wrong)};
}

Outcome<Answer> Api::reading(Call& call, const std::function<Outcome<Answer>(Reading&)>& handler) {
  auto lease = house_.readers.lend();
  if (!lease) return refuse(lease.error());
  const std::string organisation(call.request.parameter("organisation"));
  store::Snapshot snapshot((*lease)->connection());
  auto session = (*lease)->open_session(store::Scope(store::OrgId{organisation}));
  if (!session) return not_found();
  auto member = member_of(call, *session, organisation);
  if (!member) return tl::unexpected(std::move(member.error()));
  mind_rights(call, *member);
  Reading reading{call, *session, std::move(*member)};
  auto outcome = handler(reading);
  if (!outcome) return outcome;
  auto noted = note_used(call, {reading.member});
  if (!noted) return tl::unexpected(std::move(noted.error()));
  return outcome;
}

Outcome<void> Api::note_used(const Call& call, const std::vector<Member>& members) {
  std::vector<std::pair<const Member*, std::vector<UsedRight>>> uses;
  for (const Member& one : members) {
    if (auto some = told_.to_tell(call, one); !some.empty()) uses.emplace_back(&one, std::move(some));
  }
  if (uses.empty()) return {};
  const auto note = [&](store::Transaction& transaction) -> Result<void> {
    for (const auto& [member, used] : uses) {
      if (const auto done = note_uses(transaction, *member, used, call.route); !done) return done;
    }
    return {};
  };
  const auto noted = house_.appender.submit(store::OrgId{}, note).get();
  if (!noted) return refuse(noted.error());
  for (const auto& [member, used] : uses) told_.told(call, *member, used);
  return {};
}

Outcome<Answer> Api::changing(Call& call, const Operation& operation,
                              const std::function<Outcome<Answer>(Changing&)>& handler) {
  auto key = http::idempotency_key(call.request.headers);
  if (!key) return refuse(key.error());
  if (!call.caller.is_signed_in()) *key = std::nullopt;
  const std::string print = *key ? http::fingerprint(call.request) : std::string();
  const std::string organisation(call.request.parameter("organisation"));
  Outcome<Answer> outcome = not_found();
  bool done_before = false;
  const auto command = [&](store::Transaction& transaction) -> Result<void> {
    call.now = transaction.now();
    const auto body = [&]() -> Outcome<Answer> {
      if (*key) {
        const auto done = find_done(transaction.connection(), call.caller.account, **key);
        if (done && done->fingerprint != print) {
          return refuse("key-reused", "This Idempotency-Key came with another command before.",
                        "Make a new key for each command.");
        }
        done_before = done.has_value();
        if (done && done->answer.shown_once) {
          return refuse("shown-once", "This was done already, and what it answered is shown once.",
                        "Look at what there is, and do it again with a new key if that is what you want.");
        }
        if (done) return done->answer;
      }
      Changing changing{call, transaction, std::nullopt};
      if (operation.door == Door::member) {
        auto session = transaction.read(store::Scope(store::OrgId{organisation}));
        if (!session) return not_found();
        auto member = member_of(call, *session, organisation);
        if (!member) return tl::unexpected(std::move(member.error()));
        mind_rights(call, *member);
        changing.member = std::move(*member);
      }
      auto done = handler(changing);
      if (!done || !changing.member) return done;
      const auto noted = note_uses(transaction, *changing.member, *changing.member->used, call.route);
      if (!noted) return refuse(noted.error());
      return done;
    };
    outcome = body();
    if (!outcome) return tl::unexpected(outcome.error().problem);
    if (*key && !done_before)
      keep_done(transaction.connection(), call.caller.account, **key, print, *outcome, call.now);
    return {};
  };
  const auto done = house_.appender.submit(store::OrgId{}, command).get();
  // What fails at the very end, when projections are written, is a failure of the machine and was thrown.
  if (!done && outcome) return refuse(done.error());
  return outcome;
}

}  // namespace concordat::operate

// SPDX-License-Identifier: Apache-2.0
#include "agreement/access.hpp"
#include "base/text.hpp"
#include "operate/access/bodies.hpp"
#include "operate/access/cookies.hpp"
#include "operate/access/form.hpp"
#include "operate/access/identity_attempt.hpp"
#include "operate/access/joining.hpp"
#include "operate/access/members.hpp"
#include "operate/api/etag.hpp"
#include "operate/api/tables.hpp"

#include <algorithm>

// Signing in with a provider of identity: OpenID Connect, authorization code with PKCE. INVARIANT: what a provider says
// counts in the organisation and for the party that set it up, and for nobody's account but those it made itself and
// those whose owners linked it to them (identity_links.cpp).
namespace concordat::operate {

namespace {

namespace json = boost::json;

constexpr std::string_view kAttemptCookie = "concordat-identity";
constexpr std::string_view kCallback = "/api/v1/identity/callback";
constexpr std::int64_t kAttempt_s = 600;
constexpr std::size_t kProvidersMax = 20;  // of one organisation

std::string text_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

bool is_true(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

// As a text, or in a list.
bool says(const json::object& claims, std::string_view name, std::string_view word) {
  if (text_in(claims, name) == word) return true;
  const auto* value = claims.if_contains(name);
  const auto* all = value == nullptr ? nullptr : value->if_array();
  return all != nullptr && std::any_of(all->begin(), all->end(), [&](const json::value& one) {
           return one.is_string() && one.get_string() == word;
         });
}

tl::unexpected<Refusal> not_this_sign_in() {
  return refuse("wrong-credentials", "This is not the sign-in that this browser began, or its time is over.",
                "Begin again.");
}

// No e-mail address: whoever a provider vouches for is found by its word alone, and takes nobody's place.
std::string address_of(const std::string& provider, const std::string& subject) {
  return "identity " + provider + " " + secret_hash(subject);
}

Operation of_providers(std::string id, std::string method, std::string path, std::string summary) {
  return {std::move(id),
          std::move(method),
          "/api/v1/organisations/{organisation}/identity-providers" + path,
          Door::member,
          "manage-people",
          "people",
          std::move(summary),
          {},
          0};
}

tl::unexpected<Refusal> may_not() {
  return refuse("not-allowed", "Nothing gives you the right to say who vouches for your party's people.",
                "Its administrator may, and the organisation's owner for the organisation's own.");
}

IdentityProviderView view_of(const IdentityProviderRow& row, const store::OrgId& organisation) {
  return {row.id,
          row.party,
          row.name,
          row.issuer,
          row.client_id,
          row.redirect_uri,
          row.joins,
          row.claim,
          row.claim_value,
          row.key_claim,
          "/api/v1/identity/" + organisation.value + "/" + row.id + "/start",
          row.created};
}

record::Draft provider_act(const std::string& kind, const IdentityProviderRow& row, const Member& member) {
  record::Draft draft;
  draft.actor = member.person;
  draft.party = member.party;
  draft.audience = record::Audience::only({member.present->own, row.party});
  draft.subject = "party:" + row.party;
  draft.kind = kind;
  draft.body["provider"] = row.id;
  draft.body["issuer"] = row.issuer;
  return draft;
}

std::vector<Pointed> wrong_in(const IdentityProviderBody& body, const http::Outbound& outbound) {
  std::vector<Pointed> wrong;
  if (const auto good = outbound.check(body.issuer.text); !good) wrong.push_back({"/issuer", good.error().message});
  const bool whole = body.redirect_uri.text.find("://") != std::string::npos;
  if (!whole || !body.redirect_uri.text.ends_with(kCallback)) {
    wrong.push_back({"/redirect_uri", "Expected https://this.service" + std::string(kCallback)});
  }
  if (body.client_secret.text.empty()) wrong.push_back({"/client_secret", "A client without a secret is anybody."});
  if (body.claim.has_value() != body.claim_value.has_value()) {
    wrong.push_back({"/claim_value", "A claim and what it must say come together."});
  }
  return wrong;
}

Outcome<Answer> add_provider(Changing& changing, const IdentityProviderBody& body, const Sealer& sealer,
                             const http::Outbound& outbound) {
  const Member& member = *changing.member;
  if (!may_with_people(member, "manage-people", member.party, changing.call.now)) return may_not();
  if (auto wrong = wrong_in(body, outbound); !wrong.empty()) {
    return tl::unexpected(
        Refusal{422, {"bad-body", "The provider cannot be set up like this.", std::nullopt, ""}, std::move(wrong)});
  }
  auto session = changing.transaction.read(store::Scope(member.organisation));
  if (!session) return not_found();
  const auto tenant = session->admit(member.organisation);
  if (identity_providers(session->connection(), **tenant).size() >= kProvidersMax) {
    return refuse("already", "There are as many providers of identity as there may be.", "Remove one.");
  }
  const FillRandom& random = changing.call.house.random;
  const auto given = [](const std::optional<NameText>& text) { return text ? text->text : std::string(); };
  const IdentityProviderRow row{random_id('v', random), member.party,
                                body.name.text,         body.issuer.text,
                                body.client_id.text,    sealer.seal(body.client_secret.text, random),
                                body.redirect_uri.text, body.joins,
                                given(body.claim),      given(body.claim_value),
                                given(body.key_claim),  changing.call.now};
  put_identity_provider(session->connection(), **tenant, row);
  const auto done =
      changing.transaction.append(member.organisation, provider_act("access.identity_provider_added", row, member));
  if (!done) return refuse(done.error());
  Answer answer = Api::answer_of(view_of(row, member.organisation));
  answer.status = 201;
  return answer;
}

// Whoever it vouched for is signed out at once.
Outcome<Nothing> remove_provider(Changing& changing) {
  const Member& member = *changing.member;
  auto session = changing.transaction.read(store::Scope(member.organisation));
  if (!session) return not_found();
  const auto tenant = session->admit(member.organisation);
  const auto row =
      find_identity_provider(session->connection(), **tenant, std::string(changing.call.request.parameter("provider")));
  if (!row || !is_of_their_party(*row, member)) return not_found();
  if (!may_with_people(member, "manage-people", member.party, changing.call.now)) return may_not();
  if (auto same = changing.must_match(etag_of_view(view_of(*row, member.organisation))); !same) {
    return tl::unexpected(std::move(same.error()));
  }
  for (const std::string& account : remove_identity_provider(session->connection(), **tenant, row->id)) {
    remove_credentials(session->connection(), account, "");
  }
  const auto done =
      changing.transaction.append(member.organisation, provider_act("access.identity_provider_removed", *row, member));
  if (!done) return refuse(done.error());
  return Nothing{};
}

Outcome<IdentityProviderList> list_providers(Reading& reading) {
  const Member& member = reading.member;
  if (!may_with_people(member, "manage-people", member.party, reading.call.now)) return may_not();
  IdentityProviderList list;
  const auto tenant = reading.session.admit(member.organisation);
  for (const auto& one : identity_providers(reading.session.connection(), **tenant)) {
    if (is_of_their_party(one, member)) list.providers.push_back(view_of(one, member.organisation));
  }
  return list;
}

Outcome<Answer> show_provider(Reading& reading) {
  const Member& member = reading.member;
  const auto row = find_identity_provider(reading.session.connection(), **reading.session.admit(member.organisation),
                                          std::string(reading.call.request.parameter("provider")));
  if (!row || !is_of_their_party(*row, member)) return not_found();
  if (!may_with_people(member, "manage-people", member.party, reading.call.now)) return may_not();
  return shown(view_of(*row, member.organisation));
}

Outcome<IdentityProviderRow> provider_in(store::Database& database, const std::string& organisation,
                                         const std::string& provider) {
  const store::OrgId id{organisation};
  auto session = database.open_session(store::Scope(id));
  if (!session) return not_found();
  auto row = find_identity_provider(session->connection(), **session->admit(id), provider);
  if (!row) return not_found();
  return std::move(*row);
}

}  // namespace

bool is_of_their_party(const IdentityProviderRow& row, const Member& member) {
  return row.party == member.party || (row.party == agreement::kOwnParty && member.party == member.present->own);
}

void Access::add_identity_providers(Api& api) {
  api.create<IdentityProviderBody, IdentityProviderView>(
      of_providers("addIdentityProvider", "POST", "",
                   "Let a provider of identity (OpenID Connect) vouch for your party's "
                   "people."),
      [this](Changing& changing, IdentityProviderBody& body) {
        return add_provider(changing, body, sealer_, outbound_);
      });
  api.read<IdentityProviderList>(
      of_providers("listIdentityProviders", "GET", "", "Who vouches for your party's people."), list_providers);
  api.act<Nothing, IdentityProviderView>(
      of_providers("showIdentityProvider", "GET", "/{provider}",
                   "One of them, with the ETag that its removal may name in If-Match."),
      [&api](Call& call, Nothing&) { return api.reading(call, show_provider); });
  api.change<Nothing, Nothing>(of_providers("removeIdentityProvider", "DELETE", "/{provider}",
                                            "It vouches for nobody any more; whom it signed in is signed out."),
                               [](Changing& changing, Nothing&) { return remove_provider(changing); });
}

void Access::add_identity_sign_in(Api& api) {
  const auto at = [](std::string id, std::string path, std::string summary) {
    Operation operation{
        std::move(id), "GET", "/api/v1/identity" + path, Door::everybody, "", "sign-in", std::move(summary), {}, 0};
    operation.sends_on = true;
    return operation;
  };
  api.act<Nothing, Nothing>(
      at("beginAtIdentityProvider", "/{organisation}/{provider}/start", "For a browser: go and sign in there."),
      [this](Call& call, Nothing&) { return begin_at_provider(call); });
  auto returning = at("returnFromIdentityProvider", "/callback", "Where the provider sends the browser back to.");
  returning.query = {{"code", "stands for the provider's word"},
                     {"state", "as it was sent there"},
                     {"iss", "the provider, by RFC 9207"},
                     {"error", "why it did not sign in"}};
  api.act<Nothing, Nothing>(
      returning, [this, &api, returning](Call& call, Nothing&) { return return_from_provider(api, returning, call); });
}

Outcome<Answer> Access::begin_at_provider(const Call& call) {
  if (!addresses_.take(call.request.peer, call.now).allowed) {
    return refuse("too-many-attempts", "Too many attempts.", "Wait some minutes.");
  }
  const std::string organisation(call.request.parameter("organisation"));
  std::optional<IdentityProviderRow> row;
  {
    auto lease = house_.readers.lend();
    if (!lease) return refuse(lease.error());
    auto found = provider_in(**lease, organisation, std::string(call.request.parameter("provider")));
    if (!found) return tl::unexpected(std::move(found.error()));
    row = std::move(*found);
  }
  const auto sent = send_on(call, organisation, *row, false);
  if (!sent) return refuse(sent.error());
  http::Response response;
  response.status = 303;
  response.headers.set("Location", sent->location);
  response.headers.set("Cache-Control", "no-store");
  response.headers.add("Set-Cookie", sent->cookie);
  Answer answer;
  answer.whole = std::move(response);
  return answer;
}

Result<Access::SentOn> Access::send_on(const Call& call, const std::string& organisation,
                                       const IdentityProviderRow& row, bool to_link) {
  const auto provider = identities_.describe(row.issuer, call.now);
  if (!provider) return tl::unexpected(provider.error());
  json::object attempt{{"organisation", organisation},
                       {"provider", row.id},
                       {"state", new_secret("", house_.random)},
                       {"nonce", new_secret("", house_.random)},
                       {"verifier", new_secret("", house_.random)},
                       {"until", call.now.us + kAttempt_s * 1'000'000}};
  if (to_link) {
    attempt["account"] = call.caller.account;
    attempt["session"] = call.caller.credential;
  }
  const std::string& there = provider->authorization_endpoint;
  const std::string location = there + (there.find('?') == std::string::npos ? "?" : "&") +
                               form_of({{"response_type", "code"},
                                        {"scope", "openid email profile"},
                                        {"client_id", row.client_id},
                                        {"redirect_uri", row.redirect_uri},
                                        {"state", text_in(attempt, "state")},
                                        {"nonce", text_in(attempt, "nonce")},
                                        {"code_challenge", code_challenge(text_in(attempt, "verifier"))},
                                        {"code_challenge_method", "S256"}});
  // "Lax", because it is the provider's page that leads back here.
  return SentOn{location, set_cookie(kAttemptCookie, sealer_.seal(write_json(attempt), house_.random),
                                     call.request.secure, kAttempt_s, "Lax")};
}

Outcome<Answer> Access::return_from_provider(Api& api, const Operation& operation, Call& call) {
  if (!addresses_.take(call.request.peer, call.now).allowed) {
    return refuse("too-many-attempts", "Too many attempts.", "Wait some minutes.");
  }
  const auto opened = sealer_.open(cookie(call.request, kAttemptCookie));
  const auto read = opened ? parse_json(*opened, "cookie") : fail("not-found", "");
  if (!read || !read->is_object()) return not_this_sign_in();
  const json::object& kept = read->get_object();
  const auto* until = kept.if_contains("until");
  const Attempt attempt{
      text_in(kept, "organisation"), text_in(kept, "provider"),
      text_in(kept, "state"),        text_in(kept, "nonce"),
      text_in(kept, "verifier"),     Instant{until != nullptr && until->is_int64() ? until->get_int64() : 0},
      text_in(kept, "account"),      text_in(kept, "session")};
  const std::string state(call.request.query("state").value_or(""));
  if (attempt.state.empty() || state != attempt.state || call.now >= attempt.until) return not_this_sign_in();
  if (call.request.query("error")) {
    return refuse("wrong-credentials", "The provider of identity has not signed you in.", "Begin again.");
  }
  std::optional<IdentityProviderRow> row;
  {
    auto lease = house_.readers.lend();
    if (!lease) return refuse(lease.error());
    auto found = provider_in(**lease, attempt.organisation, attempt.provider);
    if (!found) return tl::unexpected(std::move(found.error()));
    row = std::move(*found);
  }
  const auto issuer = call.request.query("iss");
  if (issuer && *issuer != row->issuer) return not_this_sign_in();
  const auto secret = sealer_.open(row->client_secret);
  if (!secret) return refuse("not-possible", "The provider's secret cannot be read.", "Set the provider up again.");
  const auto provider = identities_.describe(row->issuer, call.now);
  if (!provider) return refuse(provider.error());
  const CodeExchange exchange{row->client_id, *secret, row->redirect_uri,
                              std::string(call.request.query("code").value_or("")), attempt.verifier};
  const auto claims = identities_.claims(*provider, exchange, attempt.nonce, call.now);
  if (!claims) return refuse(claims.error());
  return api.changing(call, operation, [&](Changing& changing) -> Outcome<Answer> {
    const std::string gone = set_cookie(kAttemptCookie, "", call.request.secure, 0, "Lax");
    if (!attempt.account.empty()) {
      auto linked = link(changing, attempt, *claims);
      if (linked) linked->whole->headers.add("Set-Cookie", gone);
      return linked;
    }
    const auto account = account_of(changing, attempt, *claims);
    if (!account) return tl::unexpected(account.error());
    store::Connection& connection = changing.transaction.connection();
    const bool second = says(*claims, "amr", "mfa");  // RFC 8176
    if (auto may = may_sign_in(connection, *account, second); !may) return tl::unexpected(std::move(may.error()));
    const SignedIn made = begin_session(connection, account->id, second, call.request, call.now);
    Answer answer;
    answer.whole = signed_in_response(made, call, me_of(connection, *account, second), 303);
    answer.whole->headers.set("Location", "/");
    answer.whole->headers.add("Set-Cookie", gone);
    return answer;
  });
}

Outcome<void> counts_among(const IdentityProviderRow& provider, const json::object& claims) {
  if (provider.claim.empty() || says(claims, provider.claim, provider.claim_value)) return {};
  return refuse("not-allowed", "The provider of identity does not count you among those who may come here.",
                "Whoever looks after it can change that.");
}

Outcome<Account> Access::account_of(Changing& changing, const Attempt& attempt, const json::object& claims) {
  const store::OrgId organisation{attempt.organisation};
  store::Connection& connection = changing.transaction.connection();
  auto session = changing.transaction.read(store::Scope(organisation));
  if (!session) return not_found();
  const auto tenant = session->admit(organisation);
  const auto provider = find_identity_provider(connection, **tenant, attempt.provider);
  if (!provider) return not_found();
  if (auto counted = counts_among(*provider, claims); !counted) return tl::unexpected(std::move(counted.error()));
  const auto known = find_identity(connection, **tenant, provider->id, text_in(claims, "sub"));
  const auto account = known ? find_account(connection, *known) : std::nullopt;
  if (account && find_membership(connection, account->id, **tenant)) return *account;
  return newcomer(changing, organisation, *provider, claims, account);
}

Outcome<Account> Access::newcomer(Changing& changing, const store::OrgId& organisation,
                                  const IdentityProviderRow& provider, const json::object& claims,
                                  const std::optional<Account>& before) {
  const Instant now = changing.call.now;
  store::Connection& connection = changing.transaction.connection();
  auto session = changing.transaction.read(store::Scope(organisation));
  const auto tenant = session->admit(organisation);
  auto present = house_.presents.of(*session, organisation, now);
  if (!present) return refuse(present.error());
  const std::string party = provider.party == agreement::kOwnParty ? (*present)->own : provider.party;
  const std::string subject = text_in(claims, "sub");
  const std::string email = is_true(claims, "email_verified") ? lower_case(text_in(claims, "email")) : std::string();
  const std::string said = as_utf8(text_in(claims, "name")).substr(0, 200);
  const std::string name = !said.empty() && !first_invalid_utf8(said) ? said : (email.empty() ? "somebody" : email);
  const Account account =
      before.value_or(Account{random_id('u', house_.random), address_of(provider.id, subject), name, "", "", -1});
  if (!before) {
    add_account(connection, account, now);
    add_identity(connection, **tenant, provider.id, subject, account.id, now);
  }
  for (const InvitationRow& one : invitations(connection, **tenant)) {
    if (email.empty() || one.email != email || one.party != party || now >= one.expires) continue;
    const auto person = take_up(changing, organisation, one, account);
    if (!person) return tl::unexpected(person.error());
    return account;
  }
  // Whoever was removed comes back only if somebody invites them.
  if (!provider.joins || before) {
    return refuse("not-allowed", "Nobody has invited you here.", "Ask for an invitation to your e-mail address.");
  }
  std::string key = provider.key_claim.empty() ? std::string() : text_in(claims, provider.key_claim);
  if (!key.empty()) {
    const auto free = may_be_known_as(**present, key, party, "");
    if (!free && free.error().problem.code != "unknown-person") return tl::unexpected(free.error());
    if (!free) key.clear();
  }
  // Another party's people are let in by name, whoever vouches for them.
  const Joining joining{account, organisation, party, key, "", false, false, party == (*present)->own};
  const auto person = join(changing.transaction, joining, "host", house_.random);
  if (!person) return refuse(person.error());
  return account;
}

}  // namespace concordat::operate

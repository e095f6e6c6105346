// SPDX-License-Identifier: Apache-2.0
#include "operate/access/bodies.hpp"
#include "operate/access/identity_attempt.hpp"
#include "operate/api/tables.hpp"

#include <algorithm>

// A provider of identity signs in an account that was there before, because its owner said so. INVARIANTS: nobody but
// the signed-in owner links or unlinks, having just shown password and second factor; what a provider is linked to is
// an account of its own party's person who is a member of no other organisation.
namespace concordat::operate {
namespace {

Operation of_links(std::string id, std::string method, std::string path, std::string summary) {
  return {std::move(id),
          std::move(method),
          "/api/v1/organisations/{organisation}/my-identities" + path,
          Door::member,
          "",
          "me",
          std::move(summary),
          {},
          0};
}

tl::unexpected<Refusal> proof_was_wrong() {
  return refuse("wrong-credentials", "The password or the code is wrong.",
                "A code of an authenticator is good once, and for about a minute.");
}

// A provider of one organisation must open no other.
Outcome<void> is_member_here_alone(store::Connection& connection, const std::string& account) {
  if (memberships_of(connection, account).size() <= 1) return {};
  return refuse("not-possible", "You are a member of several organisations, and a provider speaks for one alone.",
                "Sign in with your password.");
}

Outcome<IdentityProviderRow> provider_of(const Member& member, store::Session& session, const Call& call) {
  auto row = find_identity_provider(session.connection(), **session.admit(member.organisation),
                                    std::string(call.request.parameter("provider")));
  if (!row || !is_of_their_party(*row, member)) return not_found();
  return std::move(*row);
}

record::Draft link_act(const std::string& kind, const IdentityProviderRow& row, const Member& member) {
  record::Draft draft;
  draft.actor = member.person;
  draft.party = member.party;
  draft.audience = record::Audience::only({member.present->own, member.party});
  draft.subject = "person:" + member.person;
  draft.kind = kind;
  draft.body["provider"] = row.id;
  draft.body["issuer"] = row.issuer;
  return draft;
}

Outcome<MyIdentities> list_links(Reading& reading) {
  const Member& member = reading.member;
  store::Connection& connection = reading.session.connection();
  const auto tenant = reading.session.admit(member.organisation);
  MyIdentities all;
  for (const IdentityProviderRow& one : identity_providers(connection, **tenant)) {
    if (!is_of_their_party(one, member)) continue;
    all.identities.push_back(
        {one.id, one.name, one.issuer, identity_since(connection, **tenant, one.id, reading.call.caller.account)});
  }
  return all;
}

}  // namespace

Outcome<void> may_sign_in(store::Connection& connection, const Account& account, bool second_factor) {
  if (auto alone = is_member_here_alone(connection, account.id); !alone) return alone;
  if (account.totp.empty() || second_factor) return {};
  return refuse("not-allowed", "Your account has a second factor, and the provider does not say that it asked for one.",
                "Sign in with your password and its code.");
}

Outcome<Answer> Access::begin_link(Api& api, const Operation& operation, Call& call, const ProofBody& body) {
  std::optional<IdentityProviderRow> row;
  auto may = api.reading(call, [&](Reading& reading) -> Outcome<Answer> {
    auto found = provider_of(reading.member, reading.session, call);
    if (!found) return tl::unexpected(std::move(found.error()));
    if (auto alone = is_member_here_alone(reading.session.connection(), call.caller.account); !alone) {
      return tl::unexpected(std::move(alone.error()));
    }
    row = std::move(*found);
    return Answer{};
  });
  if (!may) return may;
  auto proved = prove_again(call, body.password, body.code);
  if (!proved) return tl::unexpected(std::move(proved.error()));
  const auto sent = send_on(call, std::string(call.request.parameter("organisation")), *row, true);
  if (!sent) return refuse(sent.error());
  return api.changing(call, operation, [&](Changing& changing) -> Outcome<Answer> {
    if (!use_second_factor(changing.transaction.connection(), *proved)) return proof_was_wrong();
    Answer answer;
    answer.whole = http::json_response(encode(LinkBegun{sent->location}).as_object());
    answer.whole->headers.set("Cache-Control", "no-store");
    answer.whole->headers.add("Set-Cookie", sent->cookie);
    return answer;
  });
}

Outcome<Answer> Access::link(Changing& changing, const Attempt& attempt, const boost::json::object& claims) {
  store::Connection& connection = changing.transaction.connection();
  const store::OrgId organisation{attempt.organisation};
  auto session = changing.transaction.read(store::Scope(organisation));
  if (!session) return not_found();
  const auto tenant = session->admit(organisation);
  const auto asked_in = find_credential_of(connection, attempt.account, "session", attempt.session);
  if (!asked_in || changing.call.now >= asked_in->expires) {
    return refuse("wrong-credentials", "The session in which you asked for this has ended.", "Sign in, and ask again.");
  }
  // As the one who asked, whether the browser brings its session along or not: coming back from the provider it may
  // not.
  Caller owner;
  owner.account = attempt.account;
  owner.credential = attempt.session;
  owner.second_factor = asked_in->second_factor;
  const Call asking{changing.call.house, changing.call.request, owner, changing.call.now, changing.call.route};
  auto member = member_of(asking, *session, attempt.organisation);
  if (!member) return tl::unexpected(std::move(member.error()));
  const auto provider = find_identity_provider(connection, **tenant, attempt.provider);
  if (!provider || !is_of_their_party(*provider, *member)) return not_found();
  if (auto alone = is_member_here_alone(connection, attempt.account); !alone) {
    return tl::unexpected(std::move(alone.error()));
  }
  if (auto counted = counts_among(*provider, claims); !counted) return tl::unexpected(std::move(counted.error()));
  const auto* subject = claims.if_contains("sub");
  const std::string who = subject != nullptr && subject->is_string() ? std::string(subject->get_string()) : "";
  const auto known = find_identity(connection, **tenant, provider->id, who);
  if (known && *known != attempt.account) {
    return refuse("already", "Whoever signed in at the provider has another account here.",
                  "Sign out there, and sign in as yourself.");
  }
  if (!known && identity_since(connection, **tenant, provider->id, attempt.account)) {
    return refuse("already", "Your account is linked to somebody else at that provider.", "Unlink it first.");
  }
  if (!known) {
    add_identity(connection, **tenant, provider->id, who, attempt.account, changing.call.now);
    const auto done = changing.transaction.append(organisation, link_act("access.identity_linked", *provider, *member));
    if (!done) return refuse(done.error());
  }
  Answer answer;
  answer.whole.emplace();
  answer.whole->status = 303;
  answer.whole->headers.set("Location", "/" + attempt.organisation + "/settings");
  answer.whole->headers.set("Cache-Control", "no-store");
  return answer;
}

Outcome<Answer> Access::unlink(Api& api, const Operation& operation, Call& call, const ProofBody& body) {
  auto may = api.reading(call, [&](Reading& reading) -> Outcome<Answer> {
    auto found = provider_of(reading.member, reading.session, call);
    if (!found) return tl::unexpected(std::move(found.error()));
    return Answer{};
  });
  if (!may) return may;
  auto proved = prove_again(call, body.password, body.code);
  if (!proved) return tl::unexpected(std::move(proved.error()));
  return api.changing(call, operation, [&](Changing& changing) -> Outcome<Answer> {
    const Member& member = *changing.member;
    store::Connection& connection = changing.transaction.connection();
    if (!use_second_factor(connection, *proved)) return proof_was_wrong();
    auto session = changing.transaction.read(store::Scope(member.organisation));
    if (!session) return not_found();
    auto row = provider_of(member, *session, call);
    if (!row) return tl::unexpected(std::move(row.error()));
    const auto tenant = session->admit(member.organisation);
    if (!identity_since(connection, **tenant, row->id, call.caller.account)) {
      return refuse("already", "It does not sign you in.");
    }
    remove_identity(connection, **tenant, row->id, call.caller.account);
    // Which of them it signed in nobody knows.
    for (const Credential& one : credentials_of(connection, call.caller.account, "session")) {
      if (one.id != call.caller.credential) remove_credential(connection, call.caller.account, one.id);
    }
    const auto done =
        changing.transaction.append(member.organisation, link_act("access.identity_unlinked", *row, member));
    if (!done) return refuse(done.error());
    return Answer{};
  });
}

void Access::add_identity_links(Api& api) {
  api.read<MyIdentities>(
      of_links("listMyIdentities", "GET", "", "The providers of your party, and whether they sign you in."),
      list_links);
  const auto linking = of_links("linkIdentity", "POST", "/{provider}/link",
                                "Let a provider sign you in from now on: go where the answer says, and sign in there.");
  api.act<ProofBody, LinkBegun>(
      linking, [this, &api, linking](Call& call, ProofBody& body) { return begin_link(api, linking, call, body); });
  const auto unlinking =
      of_links("unlinkIdentity", "POST", "/{provider}/unlink", "It signs you in no more; your other sessions end.");
  api.act<ProofBody, Nothing>(
      unlinking, [this, &api, unlinking](Call& call, ProofBody& body) { return unlink(api, unlinking, call, body); });
}

}  // namespace concordat::operate

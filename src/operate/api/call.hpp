// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.hpp"
#include "operate/api/outcome.hpp"
#include "operate/present/present.hpp"
#include "store/appender.hpp"
#include "store/readers.hpp"
#include "store/transaction.hpp"

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

// What every route works with, made once in app/ and handed down.
namespace concordat::operate {

struct House {
  store::Readers& readers;
  store::Appender& appender;
  Presents& presents;
  std::function<Instant()> now;
  FillRandom random;
  // What a malware scanner says of a file that somebody sends; none: nobody looks. From any thread.
  std::function<Result<void>(std::string_view bytes)> scan = nullptr;
};

// Who asks.
struct Caller {
  std::string account;     // empty: nobody is signed in
  std::string credential;  // the id of the session or token
  bool is_token = false;
  bool second_factor = false;
  std::vector<std::string> scopes;  // of a token; a session has none and may all
  Instant since{};                  // when the secret was made that a session is known by
  bool is_signed_in() const { return !account.empty(); }
};

struct Call {
  House& house;
  const http::Request& request;
  Caller caller;
  Instant now;
  std::string route;  // the operation's id
  // Their rights are others than when the session's secret was made: it gets another with the answer.
  bool rotates = false;
};

// A right that nothing but a grant or broken glass gave, and that was used: each is an entry (agreement::kAccessUsed).
struct UsedRight {
  std::string id;  // of the grant, or of the broken glass
  std::string action;
  std::string ticket;  // empty: it was about none
  friend auto operator<=>(const UsedRight&, const UsedRight&) = default;
};

// The caller as a person of one organisation.
struct Member {
  store::OrgId organisation;
  std::string person;  // "p_…"
  std::string party;   // whose people they are now; empty: a former member's, or nobody's
  bool admitted = true;
  std::shared_ptr<const Present> present;
  std::shared_ptr<std::set<UsedRight>> used = std::make_shared<std::set<UsedRight>>();

  // What rests on a yes of these two is done, so they note which grant or broken glass gave it. To ask only for the
  // reasons, ask `present`.
  agreement::Answer answer(const std::string& action, const agreement::Subject& subject, Instant now) const;
  bool may(const std::string& action, const agreement::Subject& subject, Instant now) const {
    return admitted && answer(action, subject, now).allow;
  }
};

// The caller in the organisation that the path names; not-found where they are no member of it, or it is none.
Outcome<Member> member_of(const Call& call, store::Session& session, const std::string& organisation);

// A question about one organisation.
struct Reading {
  Call& call;
  store::Session& session;
  Member member;
};

// A change, inside the appender's transaction: it happens with all its entries, or not at all.
struct Changing {
  Call& call;
  store::Transaction& transaction;
  std::optional<Member> member;  // where the path names an organisation

  // Tells whether the thing is still as the caller saw it (If-Match). `etag` is the thing's own.
  Outcome<void> must_match(const std::string& etag) const;
};

}  // namespace concordat::operate

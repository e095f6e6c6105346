// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/model.hpp"
#include "agreement/version.hpp"
#include "operate/access/access.hpp"
#include "operate/agreement/agreeing.hpp"
#include "operate/desk/desk.hpp"
#include "operate/desk/search.hpp"
#include "operate/desk/timers.hpp"
#include "operate/events/events.hpp"
#include "operate/imports/api.hpp"
#include "operate/notify/notify.hpp"
#include "operate/proof/proof.hpp"
#include "store/connection.hpp"
#include "store/zones.hpp"
#include "support/engines.hpp"
#include "support/folder.hpp"
#include "support/json_schema.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <random>
#include <string>

// The service without sockets, with a clock that stands until it is moved, for tests that talk to it as its clients do.
namespace concordat::testing {

namespace json = boost::json;

// What came back, taken apart.
struct Reply {
  int status = 0;
  json::value body;
  http::Response whole;
  std::string text(std::string_view pointer) const {
    boost::system::error_code error;
    const auto* found = body.find_pointer(pointer, error);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
  }
  std::int64_t number(std::string_view pointer) const {
    boost::system::error_code error;
    const auto* found = body.find_pointer(pointer, error);
    return found != nullptr && found->is_int64() ? found->get_int64() : -1;
  }
  std::string code() const { return text("/code"); }
};

// Somebody at a browser: keeps cookies as one does.
struct Browser {
  std::map<std::string, std::string> cookies;
  std::string token;  // instead of cookies
  std::string address = "203.0.113.7";
};

class Office {
 public:
  explicit Office(operate::EventLimits listening = {})
      : readers_([this] { return store::Database::open(place_of(data()), store::Database::Opening::existing); }, 4,
                 std::chrono::seconds(5)),
        appender_(
            std::move(*store::Database::open(place_of(data()), store::Database::Opening::create)),
            [this] { return now(); }, [this] { commits_.happened(); }),
        house_{readers_,  appender_,
               presents_, [this] { return now(); },
               random(),  [this](std::string_view bytes) { return scan ? scan(bytes) : Result<void>{}; }},
        access_(house_, sealer_, outbound_, cheap()),
        events_(
            house_, commits_,
            [this](store::Connection& connection, const operate::Caller& caller, Instant at) {
              return access_.still_good(connection, caller, at);
            },
            listening),
        proof_(
            house_, [this] { return Result<record::SigningKey>(host_key_); }, std::filesystem::temp_directory_path()),
        api_(house_, [this](const http::Request& request, Instant at) { return access_.who(request, at); }) {
    access_.add_routes(api_);
    operate::add_desk_routes(api_);
    operate::add_webhook_routes(api_, sealer_, outbound_);
    events_.add_routes(api_);
    proof_.add_routes(api_);
    operate::add_import_routes(api_);
    operate::add_sample_route(api_, operate::put_in_force);
    operate::add_agreement_routes(api_);
  }
  ~Office() { forget_places(folder_.path()); }
  Office(const Office&) = delete;
  Office& operator=(const Office&) = delete;

  Instant now() const { return Instant{now_us_.load()}; }
  void move(std::int64_t seconds) { now_us_ += seconds * 1'000'000; }
  operate::Api& api() { return api_; }
  operate::House& house() { return house_; }
  const operate::Sealer& sealer() const { return sealer_; }
  const http::Outbound& outbound() const { return outbound_; }
  operate::Events& events() { return events_; }
  const record::SigningKey& host_key() const { return host_key_; }
  // Rules do what is due by now.
  void tick() {
    const auto done = operate::run_timers(house_, [this](const std::string& words) { failed_rules.push_back(words); });
    ASSERT_TRUE(done) << done.error().message;
    const auto indexed =
        operate::index_new_entries(house_, [this](const std::string& words) { unreadable.push_back(words); });
    ASSERT_TRUE(indexed) << indexed.error().message;
  }

  std::vector<std::string> failed_rules;  // what tick() was told of
  std::vector<std::string> unreadable;    // entries that the index of words passed over

  std::function<Result<void>(std::string_view bytes)> scan;  // a malware scanner

  // A file as the body.
  Reply send(Browser& browser, const std::string& path, const std::string& bytes,
             std::vector<std::pair<std::string, std::string>> headers = {}) {
    headers.emplace_back("Content-Type", "application/octet-stream");
    return ask_with(browser, "POST", path, bytes, headers);
  }

  Reply ask(Browser& browser, const std::string& method, const std::string& path, const json::value& body = nullptr,
            std::vector<std::pair<std::string, std::string>> headers = {}) {
    if (body.is_null()) return ask_with(browser, method, path, {}, headers);
    headers.emplace_back("Content-Type", "application/json");
    return ask_with(browser, method, path, write_json(body), headers);
  }

  Reply ask_with(Browser& browser, const std::string& method, const std::string& path, const std::string& body,
                 const std::vector<std::pair<std::string, std::string>>& headers) {
    http::Request request;
    request.id = "r_test";
    request.method = method;
    request.path = path.substr(0, path.find('?'));
    auto target = http::parse_target(path);
    if (!target) throw std::runtime_error(target.error().message);
    request.target = std::move(*target);
    request.peer = browser.address;
    request.body = body;
    std::string cookies;
    for (const auto& [name, value] : browser.cookies) cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
    if (!browser.token.empty()) {
      request.headers.add("Authorization", "Bearer " + browser.token);
    } else if (!cookies.empty()) {
      request.headers.add("Cookie", cookies);
    }
    for (const auto& [name, value] : headers) request.headers.add(name, value);
    Reply reply;
    reply.whole = api_.handle(request);
    reply.status = reply.whole.status;
    if (reply.whole.headers.get("Content-Type").find("json") != std::string_view::npos && !reply.whole.body.empty()) {
      reply.body = *parse_json(reply.whole.body);
    }
    expect_as_described(request, reply);
    for (const auto& [name, value] : reply.whole.headers.all()) {
      if (!http::same_name(name, "Set-Cookie")) continue;
      const auto equals = value.find('=');
      browser.cookies[value.substr(0, equals)] = value.substr(equals + 1, value.find(';') - equals - 1);
    }
    return reply;
  }

  static constexpr const char* kPassword = "correct horse battery";

  // An organisation with its owner signed in; answers its id.
  std::string found(Browser& owner, const std::string& name, const std::string& email, const std::string& person) {
    std::string token;
    appender_
        .submit(store::OrgId{},
                [&](store::Transaction& transaction) -> Result<void> {
                  token = operate::Access::new_setup_token(transaction.connection(), random(), transaction.now());
                  return {};
                })
        .get()
        .value();
    json::object body{
        {"token", token}, {"organisation", name}, {"name", email}, {"email", email}, {"password", kPassword}};
    if (!person.empty()) body["person"] = person;
    const auto reply = ask(owner, "POST", "/api/v1/setup", body);
    EXPECT_EQ(reply.status, 201) << reply.whole.body;
    return reply.text("/organisations/0/id");
  }

  // A version of an agreement in force from now on, whose zone is UTC and which names no list of holidays.
  // `annex`: with whom, and its text.
  void put_in_force(const std::string& organisation, const std::string& text, const std::string& own_party,
                    const std::pair<std::string, std::string>& annex = {}) {
    store::ZoneSource zones;
    const auto zone = zones.find("UTC");
    ASSERT_TRUE(zone);
    const auto body = agreement::zone_body(**zone);
    agreement::Proposal proposal;
    proposal.texts = {{agreement::TextKind::agreement, "", "agreement.toml", text}};
    if (!annex.first.empty()) {
      proposal.texts.push_back({agreement::TextKind::annex, annex.first, "annex.toml", annex.second});
    }
    proposal.organisation_party = own_party;
    proposal.effective_s = 0;
    proposal.zones["UTC"] = agreement::body_digest(body);
    auto proposed = agreement::propose(proposal, random());
    record::Draft compiled;
    compiled.actor = "host";
    compiled.subject = "zone:UTC";
    compiled.kind = agreement::kZoneCompiled;
    compiled.body = body;
    proposed.drafts.insert(proposed.drafts.begin(), std::move(compiled));
    proposed.drafts.push_back(agreement::applied(proposed.id, own_party, false));
    append(organisation, std::move(proposed.drafts));
  }

  void append(const std::string& organisation, std::vector<record::Draft> drafts) {
    const store::OrgId id{organisation};
    const auto done = appender_
                          .submit(id,
                                  [&](store::Transaction& transaction) -> Result<void> {
                                    for (auto& one : drafts) {
                                      auto put = transaction.append(id, std::move(one));
                                      if (!put) return tl::unexpected(put.error());
                                    }
                                    return {};
                                  })
                          .get();
    ASSERT_TRUE(done) << done.error().message;
  }

  // Invites and lets accept; answers who they are. A provider's people set up their second factor first thing.
  std::string bring_in(Browser& inviter, Browser& guest, const std::string& organisation, const std::string& email,
                       const std::string& party, const std::string& person, const std::string& team = "") {
    json::object body{{"email", email}, {"party", party}};
    if (!person.empty()) body["person"] = person;
    if (!team.empty()) body["team"] = team;
    const auto invited = ask(inviter, "POST", "/api/v1/organisations/" + organisation + "/invitations", body);
    EXPECT_EQ(invited.status, 201) << invited.whole.body;
    const auto joined = ask(guest, "POST", "/api/v1/invitations/accept",
                            json::object{{"token", invited.text("/token")}, {"name", email}, {"password", kPassword}});
    EXPECT_EQ(joined.status, 201) << joined.whole.body;
    if (joined.status == 201) enrol(guest);
    return joined.text("/organisations/0/person");
  }

  // The same for somebody who has an account already. `code`: of their authenticator, or one that recovers.
  void bring_into_another(Browser& inviter, Browser& guest, const std::string& organisation, const std::string& email,
                          const std::string& party, const std::string& person, const std::string& code) {
    const auto invited = ask(inviter, "POST", "/api/v1/organisations/" + organisation + "/invitations",
                             json::object{{"email", email}, {"party", party}, {"person", person}});
    ASSERT_EQ(invited.status, 201) << invited.whole.body;
    const auto joined =
        ask(guest, "POST", "/api/v1/invitations/accept",
            json::object{{"token", invited.text("/token")}, {"name", email}, {"password", kPassword}, {"code", code}});
    ASSERT_EQ(joined.status, 201) << joined.whole.body;
  }

  // A second factor for whoever is signed in there; answers its secret.
  std::string enrol(Browser& browser) {
    const auto offer = ask(browser, "POST", "/api/v1/me/second-factor", json::object{});
    const std::string secret = unbase32(offer.text("/secret"));
    const auto confirmed =
        ask(browser, "POST", "/api/v1/me/second-factor/confirm",
            json::object{{"pending", offer.text("/pending")},
                         {"code", operate::totp::code_at(secret, now().seconds() / operate::totp::kStep_s)}});
    EXPECT_EQ(confirmed.status, 200) << confirmed.whole.body;
    last_codes_ = confirmed.body;
    return secret;
  }
  const json::value& last_codes() const { return last_codes_; }

  // Everything in the data folder, as a thief of a copy would have it.
  std::string stored_bytes() const { return testing::stored_bytes(data()); }
  void tamper(const std::string& sql) const { testing::tamper(data(), sql); }

  FillRandom random() {
    return [this](std::span<std::uint8_t> bytes) {
      const std::lock_guard lock(mutex_);
      for (auto& byte : bytes) byte = static_cast<std::uint8_t>(generator_());
    };
  }

 private:
  // Every answer that any test gets is as the service's own description says.
  void expect_as_described(const http::Request& request, const Reply& reply) {
    const auto* route = api_.router().find(request.method, request.target);
    if (route == nullptr) return;
    std::string method = request.method == "HEAD" ? "GET" : request.method;
    for (char& c : method) c = static_cast<char>(c - 'A' + 'a');
    if (description_.is_null()) description_ = api_.openapi("test");
    const auto& responses = description_.at("paths").at(route->path).at(method).at("responses");
    if (reply.status == 303) {
      EXPECT_TRUE(responses.as_object().contains("303")) << route->path << " sends on without saying so";
      return;
    }
    if (reply.status == 204) {  // nothing, where what was done took the right to see it
      EXPECT_TRUE(reply.whole.body.empty()) << route->path;
      return;
    }
    const bool good = reply.status >= 200 && reply.status < 300;
    const auto& response = good ? responses.at("2XX") : description_.at("components").at("responses").at("Problem");
    const auto* content = response.as_object().if_contains("content");
    if (content == nullptr) {
      EXPECT_TRUE(reply.whole.body.empty()) << route->path << " answers what it is not described to answer";
      return;
    }
    std::string type(reply.whole.events ? "text/event-stream" : reply.whole.headers.get("Content-Type"));
    type.resize(std::min(type.size(), type.find(';')));
    if (content->as_object().contains("*/*")) return;  // a file, of whatever type
    const auto* media = content->as_object().if_contains(type);
    if (media == nullptr) {
      ADD_FAILURE() << method << " " << route->path << " answers " << reply.status << " as \"" << type << "\"";
      return;
    }
    if (type != "application/json" && type != "application/problem+json") return;  // files and streams: no one document
    const auto wrong = JsonSchema(description_).check(reply.body, media->at("schema"));
    EXPECT_TRUE(wrong.empty()) << method << " " << route->path
                               << " answers other than it is described: " << wrong.front() << "\n"
                               << reply.whole.body;
  }

  std::string data() const { return folder_.file("data"); }
  static operate::AccessOptions cheap() {
    operate::AccessOptions options;
    options.password_cost = {1, 8'192};
    return options;
  }
  static http::Outbound loopback_allowed() {
    http::OutboundOptions options;
    options.allowed = {"127.0.0.0/8"};
    options.whole = std::chrono::milliseconds(3'000);
    return *http::Outbound::with(options);
  }
  static std::string unbase32(const std::string& text) {
    std::string out;
    std::uint32_t buffer = 0;
    int bits = 0;
    for (const char c : text) {
      buffer = (buffer << 5) | static_cast<std::uint32_t>(c >= 'A' ? c - 'A' : c - '2' + 26);
      if ((bits += 5) >= 8) out += static_cast<char>((buffer >> (bits -= 8)) & 255);
    }
    return out;
  }

  test::Folder folder_;
  std::mutex mutex_;
  std::mt19937_64 generator_{4};
  std::atomic<std::int64_t> now_us_{1'777'888'800'000'000};  // 2026-05-04T10:00:00Z, a Monday
  store::Readers readers_;
  operate::Presents presents_;
  store::Commits commits_;
  store::Appender appender_;
  operate::House house_;
  operate::Sealer sealer_{std::array<std::uint8_t, 32>{7}};
  http::Outbound outbound_ = loopback_allowed();
  operate::Access access_;
  operate::Events events_;
  record::SigningKey host_key_ = record::SigningKey::from_seed("desk.harbour.example", {3});
  operate::Proof proof_;
  operate::Api api_;
  json::value last_codes_;
  json::value description_;
};

}  // namespace concordat::testing

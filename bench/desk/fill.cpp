// SPDX-License-Identifier: Apache-2.0
// Makes an organisation with tickets as two years of use would, through the appender's own path: desk_fill DATA TICKETS
// [OPEN]. Five entries a ticket; all but OPEN of them (2 %) are closed. The organisation's name is Bench; in DATA it
// leaves bench-organisation, its id, and bench-tokens, the header fields by which its owner is known.
#include "operate/access/access.hpp"
#include "operate/access/secrets.hpp"
#include "operate/access/tables.hpp"
#include "operate/desk/desk.hpp"
#include "store/connection.hpp"
#include "store/database.hpp"
#include "store/search_index.hpp"
#include "store/transaction.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace concordat;

constexpr std::array<const char*, 8> kWords = {"printer", "vpn",     "mail",     "disk",
                                               "laptop",  "network", "password", "server"};
constexpr std::int64_t kTicketsAtOnce = 500;
constexpr std::int64_t kRoundsUntilClosed = 20;

class Filler {
 public:
  Filler(store::Database& database, store::OrgId organisation, std::int64_t tickets, std::int64_t open)
      : database_(database), organisation_(std::move(organisation)), tickets_(tickets), open_(open) {}

  void run(Instant from, Instant to) {
    const std::int64_t rounds = (tickets_ + kTicketsAtOnce - 1) / kTicketsAtOnce + kRoundsUntilClosed;
    for (std::int64_t round = 0; round < rounds; ++round) {
      const Instant now{from.us + (to.us - from.us) / rounds * round};
      store::Transaction transaction(database_, now);
      for (std::int64_t i = 0; i < kTicketsAtOnce; ++i) {
        begin(transaction, round * kTicketsAtOnce + i);
        end(transaction, (round - kRoundsUntilClosed) * kTicketsAtOnce + i);
      }
      transaction.commit();
      if (round % 100 == 0)
        std::fprintf(stderr, "\r%lld of %lld", static_cast<long long>(round), static_cast<long long>(rounds));
    }
    std::fprintf(stderr, "\n");
  }

 private:
  FillRandom random() {
    return [this](std::span<std::uint8_t> bytes) {
      for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random_());
    };
  }
  std::int64_t to(std::int64_t most) { return std::uniform_int_distribution<std::int64_t>(1, most)(random_); }
  std::string word() { return kWords[static_cast<std::size_t>(to(kWords.size()) - 1)]; }
  // Spread evenly, so that open ones are of all ages.
  bool stays_open(std::int64_t ticket) const { return ticket * open_ / tickets_ != (ticket + 1) * open_ / tickets_; }

  void add(store::Transaction& transaction, std::int64_t ticket, const char* kind, boost::json::object body,
           const record::Audience& audience, const std::string& words = "", const char* key = "text") {
    record::Draft draft;
    draft.actor = "p_bench" + std::to_string(ticket % 997);
    draft.party = "hq";
    draft.audience = audience;
    draft.subject = "ticket:T" + std::to_string(ticket + 1);
    draft.kind = kind;
    draft.body = std::move(body);
    if (!words.empty()) {
      auto text = record::new_text(words, random());
      draft.body[key] = record::text_reference(text);
      draft.texts.push_back(std::move(text));
    }
    const auto done = transaction.append(organisation_, std::move(draft));
    if (!done) {
      std::fprintf(stderr, "%s\n", done.error().message.c_str());
      std::exit(1);
    }
  }

  void begin(store::Transaction& transaction, std::int64_t ticket) {
    if (ticket >= tickets_) return;
    const std::string category = word();
    const std::string level = std::to_string(to(4));
    const auto everybody = record::Audience::requester();
    add(transaction, ticket, "ticket.created",
        {{"type", ticket % 3 == 0 ? "request" : "incident"},
         {"requester", "p_bench" + std::to_string(ticket % 997)},
         {"category", category},
         {"owner_team", "hq-desk"},
         {"priority", level}},
        everybody, word() + " problem " + std::to_string(ticket) + " on host-" + std::to_string(to(500)), "subject");
    add(transaction, ticket, "ticket.commented", {}, everybody,
        "The " + word() + " on host-" + std::to_string(to(500)) + " stopped working. Users affected: " +
            std::to_string(to(50)) + ". Steps tried: restart, reconnect, power cycle. Please look at it.");
    const bool theirs = category == "network" || category == "server";
    add(transaction, ticket, "ticket.assigned",
        {{"party", theirs ? "northwind" : "hq"}, {"team", theirs ? "nw-noc" : "hq-desk"}}, everybody);
    if (!stays_open(ticket)) return;
    add(transaction, ticket, "ticket.started", {}, everybody);
    add(transaction, ticket, "ticket.commented", {}, record::Audience::shared(), "Looked at the " + word() + " again.");
  }

  void end(store::Transaction& transaction, std::int64_t ticket) {
    if (ticket < 0 || ticket >= tickets_ || stays_open(ticket)) return;
    const auto everybody = record::Audience::requester();
    add(transaction, ticket, "ticket.resolved", {}, everybody, "Replaced the " + word() + ".", "solution");
    add(transaction, ticket, "ticket.closed", {}, everybody);
  }

  store::Database& database_;
  store::OrgId organisation_;
  std::int64_t tickets_;
  std::int64_t open_;
  std::mt19937_64 random_{11};
};

constexpr int kTokens = 2'000;
constexpr const char* kPassword = "correct horse battery";

// The owner, set up as anybody is, but when the two years began.
void set_up(const std::string& folder, Instant now) {
  store::Readers readers([&] { return store::Database::open(folder, store::Database::Opening::existing); }, 2,
                         std::chrono::seconds(5));
  operate::Presents presents;
  store::Appender appender(std::move(*store::Database::open(folder, store::Database::Opening::create)),
                           [now] { return now; });
  std::mt19937_64 chance(12);
  const FillRandom random = [&](std::span<std::uint8_t> bytes) {
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(chance());
  };
  const operate::House house{readers, appender, presents, [now] { return now; }, random};
  const auto outbound = http::Outbound::with({}).value();
  operate::Access access(house, operate::Sealer(std::array<std::uint8_t, 32>{}), outbound, {});
  operate::Api api(house, [&](const http::Request& request, Instant at) { return access.who(request, at); });
  access.add_routes(api);
  std::string token;
  appender
      .submit(store::OrgId{},
              [&](store::Transaction& transaction) -> Result<void> {
                token = operate::Access::new_setup_token(transaction.connection(), random, now);
                return {};
              })
      .get()
      .value();
  http::Request request;
  request.method = "POST";
  request.path = "/api/v1/setup";
  request.target = *http::parse_target(request.path);
  request.headers.add("Content-Type", "application/json");
  request.body = write_json(boost::json::object{{"token", token},
                                                {"organisation", "Bench"},
                                                {"name", "Ana"},
                                                {"email", "ana@bench.example"},
                                                {"password", kPassword},
                                                {"person", "ana"}});
  const auto response = api.handle(request);
  if (response.status == 201) return;
  std::fprintf(stderr, "%s\n", response.body.c_str());
  std::exit(1);
}

// So many tokens of the owner, a header field a line, that no limit of rate stands in the way of a measurement.
void make_tokens(store::Database& database, const std::string& file) {
  std::mt19937_64 chance(13);
  const FillRandom random = [&](std::span<std::uint8_t> bytes) {
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(chance());
  };
  auto& account = database.connection().directory("select account from account where email = :email", "t", "t");
  account.one("ana@bench.example");
  const Instant until = *parse_instant("2035-01-01T00:00:00Z");
  std::ofstream out(file);
  database.connection().execute("begin immediate");
  for (int i = 0; i < kTokens; ++i) {
    const std::string secret = operate::new_secret("ct_", random);
    operate::Credential token{
        "k_bench" + std::to_string(i), account.text(0), "token", "bench", {"read", "desk"}, true, until, until, until};
    operate::add_credential(database.connection(), operate::secret_hash(secret), token);
    out << "Authorization: Bearer " << secret << "\n";
  }
  database.connection().execute("commit");
}

double seconds_of(std::chrono::steady_clock::time_point from) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "desk_fill DATA TICKETS [OPEN]\n");
    return 2;
  }
  const std::int64_t tickets = std::atoll(argv[2]);
  const std::int64_t open = argc > 3 ? std::atoll(argv[3]) : tickets / 50;
  const Instant first = *parse_instant("2024-01-01T00:00:00Z");
  const Instant last = *parse_instant("2025-12-31T00:00:00Z");
  set_up(argv[1], first);
  auto database = store::Database::open(std::string(argv[1]), store::Database::Opening::existing);
  // What is made here can be made again.
  database->connection().execute("pragma synchronous = off");
  const auto organisation = database->find_organisation("Bench");
  const auto from = std::chrono::steady_clock::now();
  Filler(*database, *organisation, tickets, open).run(first, last);
  std::printf("%lld tickets in %.1f s\n", static_cast<long long>(tickets), seconds_of(from));
  make_tokens(*database, std::string(argv[1]) + "/bench-tokens");
  std::ofstream(std::string(argv[1]) + "/bench-organisation") << organisation->value << "\n";
  const auto indexed = std::chrono::steady_clock::now();
  const auto tenant = database->connection().find(*organisation);
  store::SearchIndex index(database->connection(), *tenant);
  for (bool more = true; more;) {
    database->connection().execute("begin immediate");
    more = index.catch_up(20'000).more;
    database->connection().execute("commit");
  }
  std::printf("their words in %.1f s\n", seconds_of(indexed));
  return 0;
}

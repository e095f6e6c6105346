// SPDX-License-Identifier: Apache-2.0
#include "app/service.hpp"

#include "app/cabinet_key.hpp"
#include "app/signing.hpp"
#include "app/workspace.hpp"
#include "base/clock.hpp"
#include "operate/agreement/agreeing.hpp"
#include "operate/desk/desk.hpp"
#include "operate/desk/notice.hpp"
#include "operate/proof/notice.hpp"
#include "operate/desk/search.hpp"
#include "operate/desk/timers.hpp"
#include "operate/imports/api.hpp"
#include "operate/imports/importer.hpp"
#include "operate/notify/notify.hpp"

namespace concordat::app {
namespace {

// Says what is wrong when it begins, and not again until something else is, or nothing: a database that is lost for an
// hour is one line.
std::function<void(const std::string&)> telling_once(const Service::Log& log, const std::string& event) {
  return [&log, event, said = std::string()](const std::string& what) mutable {
    if (what != said && !what.empty()) log(event, {{"what", what}});
    said = what;
  };
}

}  // namespace

Result<std::unique_ptr<Service>> Service::open(const Context& context, const ServiceOptions& options) {
  auto outbound = http::Outbound::with(options.outbound);
  if (!outbound) return tl::unexpected(outbound.error());
  auto database = open_database(context, store::Database::Opening::create);
  if (!database) return tl::unexpected(database.error());
  if (database->is_read_only()) {
    return fail_at({context.database.empty() ? context.data : "--database"}, "read-only",
                   "The data may not be written to.",
                   "Check who owns the folder, and that the database follows no other server.");
  }
  auto key = cabinet_key(context, operate::no_accounts(database->connection()));
  if (!key) return tl::unexpected(key.error());
  return std::unique_ptr<Service>(
      new Service(context, std::move(*database), operate::Sealer(*key), std::move(*outbound), options));
}

Service::Service(const Context& context, store::Database database, operate::Sealer sealer, http::Outbound outbound,
                 const ServiceOptions& options)
    : sealer_(sealer),
      outbound_(std::move(outbound)),
      log_notices_(options.log_notices),
      readers_([context] { return open_database(context, store::Database::Opening::existing); }, options.readers,
               std::chrono::seconds(5)),
      appender_(std::move(database), system_now, [this] { commits_.happened(); }),
      access_({readers_, appender_, presents_, system_now, machine_random()}, sealer_, outbound_, {}),
      events_({readers_, appender_, presents_, system_now, machine_random()}, commits_,
              [this](store::Connection& connection, const operate::Caller& caller, Instant now) {
                return access_.still_good(connection, caller, now);
              }),
      proof_(
          {readers_, appender_, presents_, system_now, machine_random()}, [context] { return host_key(context, ""); },
          context.data),
      api_(
          {readers_, appender_, presents_, system_now, machine_random(), options.scan},
          [this](const http::Request& request, Instant now) { return access_.who(request, now); }, options.rates) {
  access_.add_routes(api_);
  operate::add_desk_routes(api_);
  operate::add_agreement_routes(api_);
  operate::add_webhook_routes(api_, sealer_, outbound_);
  events_.add_routes(api_);
  proof_.add_routes(api_);
  operate::add_import_routes(api_);
  operate::add_sample_route(api_, operate::put_in_force);
}

Result<std::string> Service::new_setup_token() {
  std::string token;
  const auto done = appender_
                        .submit(store::OrgId{},
                                [&token](store::Transaction& transaction) -> Result<void> {
                                  token = operate::Access::new_setup_token(transaction.connection(), machine_random(),
                                                                           transaction.now());
                                  return {};
                                })
                        .get();
  if (!done) return tl::unexpected(done.error());
  return token;
}

Result<std::string> Service::first_setup_token() {
  {
    auto lease = readers_.lend();
    if (!lease) return tl::unexpected(lease.error());
    if (!operate::no_accounts((*lease)->connection())) return std::string();
  }
  return new_setup_token();
}

Service::~Service() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  if (timers_.joinable()) timers_.join();
  if (teller_.joinable()) teller_.join();
  if (importer_.joinable()) importer_.join();
}

void Service::start(Log log) {
  timers_ = std::thread([this, log] { keep_time(log); });
  teller_ = std::thread([this, log] { keep_telling(log); });
  importer_ = std::thread([this, log] { keep_importing(log); });
  events_.start([log = std::move(log)](const std::string& what) { log("events-failed", {{"what", what}}); });
}

bool Service::wait(std::chrono::milliseconds most) {
  std::unique_lock lock(mutex_);
  return stop_.wait_for(lock, most, [this] { return stopping_; });
}

// Twice a second what is due; once a minute what is over is forgotten.
void Service::keep_time(const Log& log) {
  constexpr auto kPause = std::chrono::milliseconds(500);
  constexpr int kForgetEvery = 120;
  operate::House house{readers_, appender_, presents_, system_now, machine_random()};
  const auto tell = telling_once(log, "timers-failed");
  const auto tell_search = telling_once(log, "search-behind");
  const auto failed = [&log](const std::string& what) { log("timers-failed", {{"what", what}}); };
  const auto unreadable = [&log](const std::string& what) { log("entry-unreadable", {{"what", what}}); };
  for (int round = 0;; ++round) {
    try {
      const auto done = operate::run_timers(house, failed);
      tell(done ? std::string() : done.error().message);
      const auto indexed = operate::index_new_entries(house, unreadable);
      tell_search(indexed ? std::string() : indexed.error().message);
      if (round % kForgetEvery == 0) {
        appender_.submit(store::OrgId{}, [](store::Transaction& transaction) -> Result<void> {
          operate::Access::forget(transaction.connection(), transaction.now());
          return {};
        });
        operate::forget_old_deliveries(house);
      }
    } catch (const std::exception& error) {
      tell(error.what());
    }
    if (wait(kPause)) return;
  }
}

// What happened goes out a quarter of a second later at most.
void Service::keep_telling(const Log& log) {
  constexpr auto kTurn = std::chrono::milliseconds(200);
  operate::House house{readers_, appender_, presents_, system_now, machine_random()};
  operate::Sender sender(
      {house, sealer_, outbound_, operate::ticket_notice, operate::record_notice, log, log_notices_});
  const auto tell = telling_once(log, "notify-failed");
  for (;;) {
    auto pause = std::chrono::milliseconds(0);
    try {
      sender.run(kTurn);
      tell("");
    } catch (const std::exception& error) {
      tell(error.what());
      pause = kTurn;
    }
    if (wait(pause)) return;
  }
}

// What was sent to be taken in begins half a second later at most, also what another server, or this one before it
// ended, had begun.
void Service::keep_importing(const Log& log) {
  constexpr auto kPause = std::chrono::milliseconds(500);
  operate::Importer importer({readers_, appender_, presents_, system_now, machine_random()},
                             [this] { return wait(std::chrono::milliseconds(0)); });
  const auto tell = telling_once(log, "imports-failed");
  for (;;) {
    try {
      const auto done = importer.run();
      tell(done ? std::string() : done.error().message);
    } catch (const std::exception& error) {
      tell(error.what());
    }
    if (wait(kPause)) return;
  }
}

}  // namespace concordat::app

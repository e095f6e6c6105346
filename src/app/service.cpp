// SPDX-License-Identifier: Apache-2.0
#include "app/service.hpp"

#include "app/cabinet_key.hpp"
#include "app/workspace.hpp"
#include "base/clock.hpp"
#include "operate/desk/desk.hpp"
#include "operate/desk/timers.hpp"

namespace concordat::app {

Result<std::unique_ptr<Service>> Service::open(const Context& context, std::size_t readers) {
  auto database = store::Database::open(context.data, store::Database::Opening::create);
  if (!database) return tl::unexpected(database.error());
  if (database->is_read_only()) {
    return fail_at({context.data}, "read-only", "The data folder may not be written to.",
                   "Check who owns the folder and its rights.");
  }
  auto key = cabinet_key(context);
  if (!key) return tl::unexpected(key.error());
  return std::unique_ptr<Service>(new Service(context, std::move(*database), operate::Sealer(*key), readers));
}

Service::Service(const Context& context, store::Database database, operate::Sealer sealer, std::size_t readers)
    : readers_([data = context.data] { return store::Database::open(data, store::Database::Opening::existing); },
               readers, std::chrono::seconds(5)),
      appender_(std::move(database), system_now),
      access_({readers_, appender_, presents_, system_now, machine_random()}, sealer, {}),
      api_({readers_, appender_, presents_, system_now, machine_random()},
           [this](const http::Request& request, Instant now) { return access_.who(request, now); }) {
  access_.add_routes(api_);
  operate::add_desk_routes(api_);
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
}

void Service::start_timers(std::function<void(const std::string&)> failed) {
  timers_ = std::thread([this, failed = std::move(failed)] { keep_time(failed); });
}

// Twice a second what is due; once a minute what is over is forgotten.
void Service::keep_time(const std::function<void(const std::string&)>& failed) {
  constexpr auto kPause = std::chrono::milliseconds(500);
  constexpr int kForgetEvery = 120;
  operate::House house{readers_, appender_, presents_, system_now, machine_random()};
  for (int round = 0;; ++round) {
    try {
      if (const auto done = operate::run_timers(house); !done) failed(done.error().message);
      if (round % kForgetEvery == 0) {
        appender_.submit(store::OrgId{}, [](store::Transaction& transaction) -> Result<void> {
          operate::Access::forget(transaction.connection(), transaction.now());
          return {};
        });
      }
    } catch (const std::exception& error) {
      failed(error.what());
    }
    std::unique_lock lock(mutex_);
    if (stop_.wait_for(lock, kPause, [this] { return stopping_; })) return;
  }
}

}  // namespace concordat::app

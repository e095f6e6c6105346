// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/command.hpp"
#include "operate/access/access.hpp"
#include "operate/api/api.hpp"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

// The service without its sockets: the database, who may sign in, and every route. Made in order, by hand.
namespace concordat::app {

class Service {
 public:
  // Opens the data folder, or makes it.
  static Result<std::unique_ptr<Service>> open(const Context& context, std::size_t readers);

  operate::Api& api() { return api_; }
  store::Readers& readers() { return readers_; }
  store::Appender& appender() { return appender_; }
  // A token for the first owner where nobody can sign in yet; empty where somebody can.
  Result<std::string> first_setup_token();
  Result<std::string> new_setup_token();
  ~Service();
  // From here on rules do their work at its time, until this is gone. `failed`: what went wrong, once for each time.
  void start_timers(std::function<void(const std::string&)> failed);

 private:
  Service(const Context& context, store::Database database, operate::Sealer sealer, std::size_t readers);

  void keep_time(const std::function<void(const std::string&)>& failed);

  store::Readers readers_;      // connections for questions
  operate::Presents presents_;  // organisations as they are now
  store::Appender appender_;    // the one that writes
  operate::Access access_;      // who somebody is
  operate::Api api_;            // what they may ask
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::thread timers_;  // last: it uses all of the above
};

}  // namespace concordat::app

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/command.hpp"
#include "http/outbound.hpp"
#include "operate/access/access.hpp"
#include "operate/api/api.hpp"
#include "operate/events/events.hpp"
#include "operate/notify/sender.hpp"
#include "operate/proof/proof.hpp"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

// The service without its sockets: the database, who may sign in, and every route. Made in order, by hand.
namespace concordat::app {

struct ServiceOptions {
  std::size_t readers = 6;
  http::OutboundOptions outbound;
  bool log_notices = false;
  operate::ApiRates rates;
  std::function<Result<void>(std::string_view bytes)> scan = nullptr;  // looks at files that people send (House)
};

class Service {
 public:
  // Opens the data folder, or makes it.
  static Result<std::unique_ptr<Service>> open(const Context& context, const ServiceOptions& options);

  operate::Api& api() { return api_; }
  store::Readers& readers() { return readers_; }
  store::Appender& appender() { return appender_; }
  // A token for the first owner where nobody can sign in yet; empty where somebody can.
  Result<std::string> first_setup_token();
  Result<std::string> new_setup_token();
  ~Service();
  // From here on rules do their work at its time and others are told of it, until this is gone. `log`: what happened
  // there, and what went wrong.
  using Log = std::function<void(const std::string& event, const boost::json::object& fields)>;
  void start(Log log);

 private:
  Service(const Context& context, store::Database database, operate::Sealer sealer, http::Outbound outbound,
          const ServiceOptions& options);

  void keep_time(const Log& log);
  void keep_telling(const Log& log);
  void keep_importing(const Log& log);
  // True once it is to end.
  bool wait(std::chrono::milliseconds most);

  operate::Sealer sealer_;   // what is sealed in the cabinet
  http::Outbound outbound_;  // the one way out
  bool log_notices_;
  store::Readers readers_;      // connections for questions
  operate::Presents presents_;  // organisations as they are now
  store::Commits commits_;      // when something was written
  store::Appender appender_;    // the one that writes
  operate::Access access_;      // who somebody is
  operate::Events events_;      // who listens
  operate::Proof proof_;        // the record to take home
  operate::Api api_;            // what they may ask
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::thread timers_;  // last: they use all of the above
  std::thread teller_;
  std::thread importer_;
};

}  // namespace concordat::app

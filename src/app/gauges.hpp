// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/server.hpp"

#include <memory>
#include <string>

// What the service says of itself to Prometheus.
namespace concordat::app {

class Gauges {
 public:
  Gauges();
  ~Gauges();
  Gauges(const Gauges&) = delete;
  Gauges& operator=(const Gauges&) = delete;

  // `route`: the template, so that there are as many series as routes and no more; empty: none answered.
  void answered(const std::string& method, const std::string& route, const http::Answered& answered);
  // The text format of Prometheus, with the server's counts as they are now.
  std::string text(const http::ServerCounts& counts);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace concordat::app

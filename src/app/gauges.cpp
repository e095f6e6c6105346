// SPDX-License-Identifier: Apache-2.0
#include "app/gauges.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace concordat::app {

struct Gauges::Parts {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests = prometheus::BuildCounter()
                                                          .Name("concordat_http_requests_total")
                                                          .Help("Answers, by method, route and status.")
                                                          .Register(registry);
  prometheus::Family<prometheus::Histogram>& seconds =
      prometheus::BuildHistogram()
          .Name("concordat_http_request_seconds")
          .Help("From the whole head of a request to its answer, by route.")
          .Register(registry);
  prometheus::Family<prometheus::Gauge>& connections =
      prometheus::BuildGauge().Name("concordat_http_connections").Help("Connections that are open.").Register(registry);
  prometheus::Family<prometheus::Gauge>& waiting = prometheus::BuildGauge()
                                                       .Name("concordat_http_waiting")
                                                       .Help("Requests that wait for a worker.")
                                                       .Register(registry);
  prometheus::Family<prometheus::Gauge>& refused =
      prometheus::BuildGauge()
          .Name("concordat_http_refused")
          .Help("Requests answered 503, and connections closed at once, since the start.")
          .Register(registry);
};

Gauges::Gauges() : parts_(std::make_unique<Parts>()) {}
Gauges::~Gauges() = default;

void Gauges::answered(const std::string& method, const std::string& route, const http::Answered& answered) {
  static const prometheus::Histogram::BucketBoundaries kSeconds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                                   0.1,   0.25,   0.5,   1,    2.5,   10};
  parts_->requests.Add({{"method", method}, {"route", route}, {"status", std::to_string(answered.status)}}).Increment();
  parts_->seconds.Add({{"route", route}}, kSeconds).Observe(static_cast<double>(answered.took.count()) / 1e6);
}

std::string Gauges::text(const http::ServerCounts& counts) {
  parts_->connections.Add({}).Set(static_cast<double>(counts.connections));
  parts_->waiting.Add({}).Set(static_cast<double>(counts.waiting));
  parts_->refused.Add({}).Set(static_cast<double>(counts.refused));
  return prometheus::TextSerializer().Serialize(parts_->registry.Collect());
}

}  // namespace concordat::app

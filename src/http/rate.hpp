// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "http/message.hpp"

#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

// How often one token or address may ask. A bucket for each holds `requests` and fills evenly within `seconds`; each
// request takes one out. From any thread; the time is a parameter.
namespace concordat::http {

struct RateRule {
  std::string name;  // as the fields say it: "token"
  std::uint32_t requests = 600;
  std::uint32_t seconds = 60;
};

struct RateAnswer {
  bool allowed = true;
  std::uint32_t remaining = 0;  // that could come at once now
  std::uint32_t wait_s = 0;     // until the next may, rounded up; 0 where it may now
  std::uint32_t full_s = 0;     // until all may, rounded up
};

class RateLimiter {
 public:
  // Of at most `keys` buckets that are not full (a full one need not be kept); beyond it the fullest is forgotten.
  RateLimiter(RateRule rule, std::size_t keys);

  RateAnswer take(const std::string& key, Instant now);
  const RateRule& rule() const { return rule_; }
  std::size_t size() const;

 private:
  using ByTime = std::set<std::pair<std::int64_t, std::string>>;
  void forget(ByTime::iterator one);

  RateRule rule_;
  std::size_t keys_;
  std::int64_t each_us_;  // that one request takes to come back
  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::int64_t> full_at_us_;
  ByTime by_time_;
};

// RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers), and Retry-After where it was not allowed.
void add_rate_fields(Response& response, const RateRule& rule, const RateAnswer& answer);
Response too_many_response(const RateRule& rule, const RateAnswer& answer);  // 429 with those fields

}  // namespace concordat::http

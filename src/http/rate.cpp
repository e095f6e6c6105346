// SPDX-License-Identifier: Apache-2.0
#include "http/rate.hpp"

#include <algorithm>

namespace concordat::http {
namespace {

constexpr std::int64_t kSecond = 1'000'000;

std::uint32_t seconds_up(std::int64_t us) { return static_cast<std::uint32_t>((us + kSecond - 1) / kSecond); }

}  // namespace

RateLimiter::RateLimiter(RateRule rule, std::size_t keys) : rule_(std::move(rule)), keys_(keys) {
  demand(rule_.requests > 0 && keys_ > 0 && rule_.requests <= rule_.seconds * kSecond);
  each_us_ = rule_.seconds * kSecond / rule_.requests;
}

// A bucket is one number, the instant at which it is full again (the "generic cell rate algorithm"): each request moves
// it on by what one takes to come back, and may not move it further than a whole bucket from now.
RateAnswer RateLimiter::take(const std::string& key, Instant now) {
  const std::scoped_lock lock(mutex_);
  while (!by_time_.empty() && by_time_.begin()->first <= now.us) forget(by_time_.begin());
  const std::int64_t whole = each_us_ * rule_.requests;
  std::int64_t full_at = now.us;
  if (const auto found = full_at_us_.find(key); found != full_at_us_.end()) {
    // A clock that was put back does not make anybody wait longer than an empty bucket would.
    full_at = std::min(found->second, now.us + whole);
    forget(by_time_.find({found->second, key}));
  }
  RateAnswer answer;
  answer.allowed = full_at + each_us_ - now.us <= whole;
  if (answer.allowed) {
    full_at += each_us_;
  } else {
    answer.wait_s = seconds_up(full_at + each_us_ - now.us - whole);
  }
  answer.remaining = static_cast<std::uint32_t>((now.us + whole - full_at) / each_us_);
  answer.full_s = seconds_up(full_at - now.us);
  if (full_at_us_.size() >= keys_) forget(by_time_.begin());
  full_at_us_.emplace(key, full_at);
  by_time_.emplace(full_at, key);
  return answer;
}

void RateLimiter::forget(ByTime::iterator one) {
  full_at_us_.erase(one->second);
  by_time_.erase(one);
}

std::size_t RateLimiter::size() const {
  const std::scoped_lock lock(mutex_);
  return full_at_us_.size();
}

void add_rate_fields(Response& response, const RateRule& rule, const RateAnswer& answer) {
  const std::string name = "\"" + rule.name + "\"";
  response.headers.set("RateLimit-Policy",
                       name + ";q=" + std::to_string(rule.requests) + ";w=" + std::to_string(rule.seconds));
  response.headers.set("RateLimit",
                       name + ";r=" + std::to_string(answer.remaining) + ";t=" + std::to_string(answer.full_s));
  if (!answer.allowed) response.headers.set("Retry-After", std::to_string(answer.wait_s));
}

Response too_many_response(const RateRule& rule, const RateAnswer& answer) {
  Response response = problem_response(
      429, {"too-many-requests",
            "More than " + std::to_string(rule.requests) + " requests in " + std::to_string(rule.seconds) + " seconds.",
            std::nullopt, "Ask again in " + std::to_string(answer.wait_s) + " s, and spread what you ask."});
  add_rate_fields(response, rule, answer);
  return response;
}

}  // namespace concordat::http

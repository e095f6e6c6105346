// SPDX-License-Identifier: Apache-2.0
#include "operate/api/told_uses.hpp"

#include <algorithm>
#include <iterator>

namespace concordat::operate {
namespace {

constexpr std::int64_t kToldFor_us = 3'600LL * 1'000'000;
constexpr std::size_t kToldMax = 10'000;

// Whoever opens a ticket, or does anything, uses the right there and then.
bool is_list(const Call& call) {
  const std::string& method = call.request.method;
  return (method == "GET" || method == "HEAD") && call.request.parameter("ticket").empty();
}

bool holds(Instant told, Instant now) { return told.us <= now.us && now.us - told.us < kToldFor_us; }

}  // namespace

std::vector<UsedRight> ToldUses::to_tell(const Call& call, const Member& member) {
  std::vector<UsedRight> uses;
  const std::lock_guard lock(mutex_);
  std::copy_if(member.used->begin(), member.used->end(), std::back_inserter(uses), [&](const UsedRight& one) {
    if (!is_list(call) || one.action != "read") return true;
    const auto found = told_.find({member.organisation.value, member.person, call.route, one});
    return found == told_.end() || !holds(found->second, call.now);
  });
  return uses;
}

void ToldUses::told(const Call& call, const Member& member, const std::vector<UsedRight>& uses) {
  if (!is_list(call)) return;
  const std::lock_guard lock(mutex_);
  if (told_.size() + uses.size() > kToldMax) {
    std::erase_if(told_, [&](const auto& one) { return !holds(one.second, call.now); });
    if (told_.size() + uses.size() > kToldMax) told_.clear();
  }
  for (const UsedRight& one : uses) {
    if (one.action == "read") told_[{member.organisation.value, member.person, call.route, one}] = call.now;
  }
}

}  // namespace concordat::operate

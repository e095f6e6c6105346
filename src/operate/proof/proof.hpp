// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/api.hpp"
#include "record/key.hpp"

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>

// The record to take home: bundles that prove themselves, checkpoints and their cosignatures, the keys of the parties,
// and the record as a timeline. INVARIANT: a party's people get what `concordat export --as PARTY` writes, byte for
// byte, and of another party's nothing.
namespace concordat::operate {

class Proof {
 public:
  using HostKey = std::function<Result<record::SigningKey>()>;
  // `folder`: where a bundle is written, without a name, before it is sent. `key`: asked each time, since it may be
  // replaced meanwhile.
  Proof(House house, HostKey key, std::filesystem::path folder)
      : house_(std::move(house)), key_(std::move(key)), folder_(std::move(folder)) {}

  void add_routes(Api& api);

 private:
  void add_keys(Api& api);
  void add_checkpoints(Api& api);
  void add_timeline(Api& api);
  // The bundle of what there is now.
  Outcome<Answer> bundle(Api& api, Call& call);

  House house_;
  HostKey key_;
  std::filesystem::path folder_;
  std::atomic<int> under_way_{0};  // bundles that are being written
};

}  // namespace concordat::operate

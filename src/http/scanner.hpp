// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <chrono>
#include <string>
#include <string_view>

// A malware scanner that speaks clamd's INSTREAM (clamd(8)): ClamAV's own, and what stands in for it.
namespace concordat::http {

class Scanner {
 public:
  // "unix:/run/clamav/clamd.ctl" or "127.0.0.1:3310". Problem bad-value where it is neither.
  static Result<Scanner> at(std::string_view address);

  // Problem malware, with the name that the scanner gives it; scanner-unavailable where there is no answer in time, and
  // then nothing is known of the file.
  Result<void> scan(std::string_view bytes) const;

  std::chrono::seconds patience{30};  // for each step

 private:
  std::string path_;  // of a Unix socket; else:
  std::string host_;  // an address, no name
  std::uint16_t port_ = 0;
};

}  // namespace concordat::http

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/server.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

// An authority and the certificates that it gives, made by the `openssl` program in a folder of their own.
namespace concordat::http::testing {

class Authority {
 public:
  explicit Authority(const std::string& name = "authority")
      : folder_(std::filesystem::temp_directory_path() / ("ca-" + name + "-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
    run("openssl req -x509 " + key() + " -days 2 -subj /CN=" + name + " -keyout ca.key -out ca.pem");
  }
  ~Authority() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Authority(const Authority&) = delete;
  Authority& operator=(const Authority&) = delete;

  std::string certificate() const { return (folder_ / "ca.pem").string(); }
  // For "DNS:localhost" or "IP:127.0.0.1", over after `days`, which may be in the past.
  TlsFiles certify(const std::string& name, int days = 1) {
    const std::string one = "one" + std::to_string(++count_);
    run("openssl req " + key() + " -subj /CN=leaf -keyout " + one + ".key -out " + one + ".csr");
    run("printf 'subjectAltName=" + name + "' > " + one + ".ext");
    run("openssl x509 -req -in " + one + ".csr -CA ca.pem -CAkey ca.key -CAcreateserial -days " + std::to_string(days) +
        " -extfile " + one + ".ext -out " + one + ".pem");
    return {(folder_ / (one + ".pem")).string(), (folder_ / (one + ".key")).string()};
  }

 private:
  static std::string key() { return "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"; }
  void run(const std::string& command) const {
    const std::string all = "cd '" + folder_.string() + "' && " + command + " 2>/dev/null";
    EXPECT_EQ(std::system(all.c_str()), 0) << command;
  }
  std::filesystem::path folder_;
  int count_ = 0;
};

}  // namespace concordat::http::testing

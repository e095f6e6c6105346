// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/server.hpp"
#include "support/folder.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

// An authority and the certificates that it gives, made by the `openssl` program in a folder of their own.
namespace concordat::http::testing {

class Authority {
 public:
  explicit Authority(const std::string& name = "authority") {
    run("openssl req -x509 " + key() + " -days 2 -subj /CN=" + name + " -keyout ca.key -out ca.pem");
  }
  std::string certificate() const { return folder_.file("ca.pem"); }
  // For "DNS:localhost" or "IP:127.0.0.1", over after `days`, which may be in the past.
  TlsFiles certify(const std::string& name, int days = 1) {
    const std::string one = "one" + std::to_string(++count_);
    run("openssl req " + key() + " -subj /CN=leaf -keyout " + one + ".key -out " + one + ".csr");
    run("printf 'subjectAltName=" + name + "' > " + one + ".ext");
    run("openssl x509 -req -in " + one + ".csr -CA ca.pem -CAkey ca.key -CAcreateserial -days " + std::to_string(days) +
        " -extfile " + one + ".ext -out " + one + ".pem");
    return {folder_.file(one + ".pem"), folder_.file(one + ".key")};
  }

 private:
  static std::string key() { return "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"; }
  void run(const std::string& command) const {
    const std::string all = "cd '" + folder_.path().string() + "' && " + command + " 2>/dev/null";
    EXPECT_EQ(std::system(all.c_str()), 0) << command;
  }
  test::Folder folder_;
  int count_ = 0;
};

}  // namespace concordat::http::testing

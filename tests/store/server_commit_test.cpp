// SPDX-License-Identifier: Apache-2.0
// A connection that is lost between the commit and its answer: what is said to be stored is, what is not is not.
#include "store/maintenance.hpp"
#include "store/support.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstring>
#include <thread>

namespace concordat::store::testing {
namespace {

using concordat::testing::Cluster;
using concordat::testing::database_of;

enum class Cut : std::uint8_t { nothing, before_commit, after_commit };

sockaddr_un socket_in(const std::filesystem::path& folder) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = (folder / ".s.PGSQL.5432").string();
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  return address;
}

std::filesystem::path folder_of_server() {
  const std::string url = Cluster::shared().server_url("");
  return url.substr(url.find("host=") + 5);
}

// Between a client and the server: passes everything on, one connection after the other, and cuts the next commit's
// where it is told to: before the server hears of it, or after it has answered and before the client has.
class Wire {
 public:
  explicit Wire(const std::filesystem::path& folder) : listener_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    std::filesystem::create_directory(folder);
    const auto address = socket_in(folder);
    EXPECT_EQ(::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(listener_, 8), 0);
    thread_ = std::thread([this] { serve(); });
  }
  ~Wire() {
    over_ = true;
    thread_.join();
    ::close(listener_);
  }
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;
  void cut(Cut where) { cut_ = where; }

 private:
  static bool readable(int first, int second, int& which) {
    std::array<pollfd, 2> both = {pollfd{first, POLLIN, 0}, pollfd{second, POLLIN, 0}};
    if (::poll(both.data(), second < 0 ? 1 : 2, 20) <= 0) return false;
    which = both[0].revents != 0 ? first : second;
    return true;
  }

  void serve() {
    while (!over_) {
      int ready = -1;
      if (!readable(listener_, -1, ready)) continue;
      const int client = ::accept(listener_, nullptr, nullptr);
      const int server = ::socket(AF_UNIX, SOCK_STREAM, 0);
      const auto address = socket_in(folder_of_server());
      EXPECT_EQ(::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
      pass(client, server);
      ::close(client);
      ::close(server);
    }
  }

  void pass(int client, int server) {
    std::array<char, 65'536> block{};
    bool swallow = false;
    while (!over_) {
      int from = -1;
      if (!readable(client, server, from)) continue;
      const auto count = ::read(from, block.data(), block.size());
      if (count <= 0) return;
      const std::string_view bytes(block.data(), static_cast<std::size_t>(count));
      if (from == server && swallow) return;
      if (from == client && bytes.find(std::string_view("commit\0", 7)) != std::string_view::npos) {
        const Cut where = cut_.exchange(Cut::nothing);
        if (where == Cut::before_commit) return;
        swallow = where == Cut::after_commit;
      }
      const int to = from == client ? server : client;
      if (::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL) != count) return;
    }
  }

  int listener_;
  std::atomic<bool> over_ = false;
  std::atomic<Cut> cut_ = Cut::nothing;
  std::thread thread_;
};

TEST(ServerCommit, WhatBecameOfItIsAskedOfTheServer) {
  ASSERT_TRUE(on_server()) << "CONCORDAT_TEST_ENGINE=postgresql";
  const TempFolder temp;
  Database direct = open_new(temp / "data");
  const OrgId harbour = make_organisation(direct, "Harbour");
  Wire wire(temp / "wire");
  Database database = *Database::open(Place::server("postgresql://concordat_server@/" + database_of(temp / "data") +
                                                    "?host=" + (temp / "wire").string()),
                                      Database::Opening::existing);
  const auto append = [&](Cut where) {
    wire.cut(where);
    return failure_code([&] { append_some(database, harbour, 1); });
  };
  EXPECT_EQ(append(Cut::nothing), "");
  EXPECT_EQ(append(Cut::after_commit), "") << "it was stored, though nobody said so";
  EXPECT_EQ(*session_of(direct, harbour).size(harbour), 3);
  EXPECT_EQ(append(Cut::before_commit), "database-lost");
  EXPECT_EQ(*session_of(direct, harbour).size(harbour), 3) << "it was not, and nobody said that it was";
  EXPECT_EQ(append(Cut::nothing), "");
  EXPECT_EQ(*session_of(direct, harbour).size(harbour), 4);
  EXPECT_TRUE(check(direct, harbour)->ok());
}

}  // namespace
}  // namespace concordat::store::testing

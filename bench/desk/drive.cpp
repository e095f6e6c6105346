// SPDX-License-Identifier: Apache-2.0
// Drives a desk over HTTP as many clients at once: desk_drive OPTIONS prints one line of JSON with what was answered
// each second and how long the answers took. It speaks to Concordat and, so that both are asked alike, to Request
// Tracker's REST 2.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::array<const char*, 8> kWords = {"printer", "vpn",     "mail",     "disk",
                                               "laptop",  "network", "password", "server"};

// 0 where it is none.
std::int64_t number(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

struct Options {
  std::string peer = "concordat";  // or rt
  std::string host = "127.0.0.1";
  int port = 8420;
  std::string op = "create";  // create, comment, get, list, search
  int connections = 1;
  int seconds = 10;
  std::string credentials;   // a file of header fields, one a line: "Authorization: Bearer …", "Cookie: …"
  std::string at;            // "/api/v1/organisations/o_…"
  std::int64_t tickets = 1;  // T1 to so many can be asked for
};

// Each is used so often in a row, then the next: less than what one may ask at once.
class Credentials {
 public:
  explicit Credentials(const std::string& file) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) all_.push_back(line);
    if (all_.empty()) all_.emplace_back("X-Nobody: 1");
    // Another run begins elsewhere.
    next_ = static_cast<std::size_t>(Clock::now().time_since_epoch().count() / 1'000'000) % all_.size();
  }
  const std::string& take() { return all_[next_++ % all_.size()]; }

 private:
  std::vector<std::string> all_;
  std::atomic<std::size_t> next_{0};
};
constexpr int kUsesInARow = 1'000;

// Builds requests; each client has its own chance.
class Maker {
 public:
  Maker(const Options& options, Credentials& credentials, unsigned seed)
      : options_(options), credentials_(credentials), random_(seed) {}

  std::string next() {
    const bool rt = options_.peer == "rt";
    if (options_.op == "create") return rt ? post("/REST/2.0/ticket", rt_ticket()) : post("/tickets", ticket());
    if (options_.op == "comment") {
      return rt ? post("/REST/2.0/ticket/" + any() + "/comment",
                       R"({"Content":"I have looked at the )" + word() + R"( again.","ContentType":"text/plain"})")
                : post("/tickets/T" + any() + "/comments",
                       R"({"text":"I have looked at the )" + word() + R"( again."})");
    }
    if (options_.op == "get") return get(rt ? "/REST/2.0/ticket/" + any() : "/tickets/T" + any());
    if (options_.op == "list") return get(rt ? rt_search("Queue='General' AND Status='open'") : list());
    return get(rt ? rt_search("Subject LIKE '" + word() + "' AND Status='open'")
                  : "/search?limit=20&q=" + word() + "%20host");
  }

 private:
  std::int64_t to(std::int64_t most) { return std::uniform_int_distribution<std::int64_t>(1, most)(random_); }
  std::string any() { return std::to_string(to(options_.tickets)); }
  std::string word() { return kWords[static_cast<std::size_t>(to(kWords.size()) - 1)]; }

  std::string subject() {
    return word() + " problem " + std::to_string(to(1'000'000)) + " on host-" + std::to_string(to(500));
  }
  std::string text() {
    return "The " + word() + " on host-" + std::to_string(to(500)) +
           " stopped working at 09:" + std::to_string(to(59)) + ". Users affected: " + std::to_string(to(50)) +
           ". Steps tried: restart, reconnect, power cycle. Please look at it.";
  }
  std::string ticket() {
    const std::string level = std::to_string(to(3));
    return R"({"subject":")" + subject() + R"(","description":")" + text() + R"(","category":")" + word() +
           R"(","impact":)" + level + R"(,"urgency":)" + level + "}";
  }
  std::string rt_ticket() {
    return R"({"Queue":"General","Subject":")" + subject() + R"(","Content":")" + text() +
           R"(","ContentType":"text/plain","Requestor":"user)" + std::to_string(to(200)) +
           R"(@example.com","Priority":")" + std::to_string(to(100)) + "\"}";
  }
  std::string list() {
    static constexpr std::array<const char*, 4> kTabs = {"open", "with-us", "with-nobody", "open&sort=priority"};
    return std::string("/tickets?limit=20&tab=") + kTabs[static_cast<std::size_t>(to(kTabs.size()) - 1)];
  }
  static std::string rt_search(const std::string& query) {
    std::string escaped;
    for (const char c : query) {
      std::array<char, 4> hex{};
      std::snprintf(hex.data(), hex.size(), "%%%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
      escaped += hex.data();
    }
    return "/REST/2.0/tickets?orderby=id&order=DESC&per_page=20&fields=Subject,Status,Created,Priority&query=" +
           escaped;
  }

  const std::string& credential() {
    if (used_++ % kUsesInARow == 0) credential_ = credentials_.take();
    return credential_;
  }
  std::string head(const char* method, const std::string& path) {
    return std::string(method) + " " + (options_.peer == "rt" ? "" : options_.at) + path +
           " HTTP/1.1\r\nHost: " + options_.host + ":" + std::to_string(options_.port) + "\r\n" + credential() + "\r\n";
  }
  std::string get(const std::string& path) { return head("GET", path) + "\r\n"; }
  std::string post(const std::string& path, const std::string& body) {
    return head("POST", path) + "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
  }

  const Options& options_;
  Credentials& credentials_;
  std::mt19937_64 random_;
  std::string credential_;
  int used_ = 0;
};

class Client {
 public:
  explicit Client(const Options& options) : options_(options) {}
  ~Client() { close(); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // The status; 0 where the connection failed.
  int ask(const std::string& request) {
    if (socket_ < 0 && !connect()) return 0;
    if (::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) {
      close();
      return 0;
    }
    return answer();
  }

 private:
  bool connect() {
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(options_.port));
    ::inet_pton(AF_INET, options_.host.c_str(), &address.sin_addr);
    const int yes = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    buffer_.clear();
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return true;
    close();
    return false;
  }
  void close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }
  bool more() {
    std::array<char, 65'536> chunk;
    const ssize_t got = ::recv(socket_, chunk.data(), chunk.size(), 0);
    if (got <= 0) return false;
    buffer_.append(chunk.data(), static_cast<std::size_t>(got));
    return true;
  }
  static std::string field(const std::string& head, const char* name) {
    std::size_t at = 0;
    while ((at = head.find("\r\n", at)) != std::string::npos) {
      at += 2;
      const std::size_t size = std::strlen(name);
      if (::strncasecmp(head.c_str() + at, name, size) != 0 || head[at + size] != ':') continue;
      const auto end = head.find("\r\n", at);
      const auto from = head.find_first_not_of(" \t", at + size + 1);
      return head.substr(from, end - from);
    }
    return {};
  }
  int answer() {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
      if (!more()) {
        close();
        return 0;
      }
    }
    const std::string head = buffer_.substr(0, end + 2);
    buffer_.erase(0, end + 4);
    const int status = static_cast<int>(number(std::string_view(head).substr(std::min<std::size_t>(9, head.size()))));
    const std::string length = field(head, "Content-Length");
    const bool chunked = !field(head, "Transfer-Encoding").empty();
    if (!length.empty()) {
      const auto size = static_cast<std::size_t>(number(length));
      while (buffer_.size() < size) {
        if (!more()) return fail();
      }
      buffer_.erase(0, size);
    } else if (chunked) {
      while (buffer_.find("0\r\n\r\n") == std::string::npos) {
        if (!more()) return fail();
      }
      buffer_.clear();
    } else if (status != 204) {
      while (more()) {
      }
      close();
    }
    if (::strcasecmp(field(head, "Connection").c_str(), "close") == 0) close();
    return status;
  }
  int fail() {
    close();
    return 0;
  }

  const Options& options_;
  int socket_ = -1;
  std::string buffer_;
};

struct Seen {
  std::vector<std::uint32_t> took_us;
  std::map<int, std::int64_t> statuses;
};

void drive(const Options& options, Credentials& credentials, unsigned seed, const std::atomic<bool>& stop, Seen& seen) {
  Maker maker(options, credentials, seed);
  Client client(options);
  while (!stop) {
    const std::string request = maker.next();
    const auto from = Clock::now();
    const int status = client.ask(request);
    ++seen.statuses[status];
    if (status < 200 || status >= 300) continue;
    seen.took_us.push_back(
        static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - from).count()));
  }
}

double ms_at(const std::vector<std::uint32_t>& sorted, double share) {
  if (sorted.empty()) return 0;
  return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))] / 1'000.0;
}

Options read_options(int argc, char** argv) {
  Options options;
  const std::map<std::string, std::string*> words = {{"--peer", &options.peer},
                                                     {"--host", &options.host},
                                                     {"--op", &options.op},
                                                     {"--credentials", &options.credentials},
                                                     {"--at", &options.at}};
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    if (const auto word = words.find(name); word != words.end()) *word->second = argv[i + 1];
    if (name == "--port") options.port = static_cast<int>(number(argv[i + 1]));
    if (name == "--connections") options.connections = static_cast<int>(number(argv[i + 1]));
    if (name == "--seconds") options.seconds = static_cast<int>(number(argv[i + 1]));
    if (name == "--tickets") options.tickets = number(argv[i + 1]);
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = read_options(argc, argv);
  Credentials credentials(options.credentials);
  std::vector<Seen> seen(static_cast<std::size_t>(options.connections));
  std::atomic<bool> stop{false};
  std::vector<std::thread> clients;
  const auto from = Clock::now();
  for (std::size_t i = 0; i < seen.size(); ++i) {
    clients.emplace_back([&, i] { drive(options, credentials, static_cast<unsigned>(i + 1) * 7'919U, stop, seen[i]); });
  }
  std::this_thread::sleep_for(std::chrono::seconds(options.seconds));
  stop = true;
  for (auto& client : clients) client.join();
  const double took_s = std::chrono::duration<double>(Clock::now() - from).count();
  std::vector<std::uint32_t> all;
  std::string others;
  std::map<int, std::int64_t> statuses;
  for (const Seen& one : seen) {
    all.insert(all.end(), one.took_us.begin(), one.took_us.end());
    for (const auto& [status, count] : one.statuses) statuses[status] += count;
  }
  for (const auto& [status, count] : statuses) {
    others += (others.empty() ? "\"" : ",\"") + std::to_string(status) + "\":" + std::to_string(count);
  }
  std::sort(all.begin(), all.end());
  std::printf(
      "{\"peer\":\"%s\",\"op\":\"%s\",\"connections\":%d,\"answered\":%zu,\"per_s\":%.1f,\"p50_ms\":%.2f,"
      "\"p95_ms\":%.2f,\"p99_ms\":%.2f,\"statuses\":{%s}}\n",
      options.peer.c_str(), options.op.c_str(), options.connections, all.size(),
      static_cast<double>(all.size()) / took_s, ms_at(all, 0.5), ms_at(all, 0.95), ms_at(all, 0.99), others.c_str());
  return 0;
}

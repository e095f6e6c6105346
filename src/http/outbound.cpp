// SPDX-License-Identifier: Apache-2.0
#include "http/outbound.hpp"

#include <curl/curl.h>
#include <sys/socket.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>

namespace concordat::http {
namespace {

constexpr std::size_t kUrlBytesMax = 2'048;

struct FreeEasy {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

tl::unexpected<Problem> bad_url(std::string message) {
  return fail("bad-url", std::move(message), "Write https://name.example/path, without a user or a fragment.");
}

std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

tl::unexpected<Problem> address_refused() {
  return fail("address-refused", "The name leads to an address that is not on the internet.",
              "The operator may allow a network: concordat serve --allow-outbound NETWORK.");
}

// An address of IPv6 stands in brackets.
std::string_view host_address(std::string_view host) {
  return host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
}

// One question, from its first byte to its answer. Stays where it is while it is under way.
class Transfer {
 public:
  Transfer(const Outbound& outbound, const OutboundRequest& request, bool plain)
      : outbound_(outbound), plain_(plain), body_(request.body), take_(request.take), easy_(curl_easy_init()) {
    demand(easy_ != nullptr);
    say_what(request);
    say_how();
    listen();
  }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  CURL* handle() const { return easy_.get(); }

  OutboundAnswer answer(CURLcode code) {
    if (code != CURLE_OK) return tl::unexpected(problem_of(code));
    long status = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    answer_.status = static_cast<int>(status);
    return std::move(answer_);
  }

 private:
  void say_what(const OutboundRequest& request) {
    CURL* easy = easy_.get();
    curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
    if (request.method != "GET") {
      curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
      curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body_.size()));
      curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body_.data());
    }
    const auto line = [this](const std::string& text) {
      demand(text.find_first_of("\r\n") == std::string::npos);
      fields_.reset(curl_slist_append(fields_.release(), text.c_str()));
    };
    for (const auto& [name, value] : request.headers.all()) line(value.empty() ? name + ";" : name + ": " + value);
    line("Expect:");  // nobody is asked whether they want the body
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, fields_.get());
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "Concordat");
  }

  void say_how() {
    CURL* easy = easy_.get();
    const OutboundOptions& options = outbound_.options();
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, plain_ ? "http" : "https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");  // whatever the environment says
    curl_easy_setopt(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    if (!options.authorities.empty()) {
      curl_easy_setopt(easy, CURLOPT_CAINFO, options.authorities.c_str());
      curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
    }
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect.count()));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(options.whole.count()));
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(options.silence.count()));
  }

  void listen() {
    CURL* easy = easy_.get();
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &Transfer::open);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Transfer::take_field);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, this);
  }

  // The name is resolved, and this is the address that is about to be connected to: here it is judged.
  bool may_reach(const curl_sockaddr& to) const {
    AddressBytes bytes{};
    if (to.family == AF_INET) {
      sockaddr_in four{};
      std::memcpy(&four, &to.addr, sizeof four);
      bytes[10] = bytes[11] = 0xFF;
      std::memcpy(bytes.data() + 12, &four.sin_addr, 4);
    } else if (to.family == AF_INET6) {
      sockaddr_in6 six{};
      std::memcpy(&six, &to.addr, std::min(sizeof six, static_cast<std::size_t>(to.addrlen)));
      std::memcpy(bytes.data(), &six.sin6_addr, 16);
      // An IPv4 address in the coat of one of IPv6 is no address that a name server has reason to give.
      if (IN6_IS_ADDR_V4MAPPED(&six.sin6_addr)) return false;
    } else {
      return false;
    }
    return outbound_.may_reach(bytes, plain_);
  }

  static curl_socket_t open(void* self, curlsocktype /*purpose*/, curl_sockaddr* to) {
    auto& transfer = *static_cast<Transfer*>(self);
    if (!transfer.may_reach(*to)) {
      transfer.refused_ = true;
      return CURL_SOCKET_BAD;
    }
    return ::socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
  }

  static std::size_t take_field(char* bytes, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::string_view line(bytes, size * count);
    transfer.head_bytes_ += line.size();
    if (transfer.head_bytes_ > transfer.outbound_.options().head_bytes) {
      transfer.too_large_ = true;
      return 0;
    }
    if (line.starts_with("HTTP/")) transfer.answer_.headers = {};  // a 100 came before
    if (const auto colon = line.find(':'); colon != std::string_view::npos && colon > 0) {
      std::string_view value = line.substr(colon + 1);
      while (!value.empty() && (value.back() == '\n' || value.back() == '\r')) value.remove_suffix(1);
      transfer.answer_.headers.add(std::string(line.substr(0, colon)), std::string(trimmed(value)));
    }
    return line.size();
  }

  static std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::size_t more = size * count;
    long status = 0;
    curl_easy_getinfo(transfer.easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    if (transfer.take_ && status >= 200 && status < 300) return transfer.take_({bytes, more}) ? more : 0;
    if (transfer.answer_.body.size() + more > transfer.outbound_.options().answer_bytes) {
      transfer.too_large_ = true;
      return 0;
    }
    transfer.answer_.body.append(bytes, more);
    return more;
  }

  Problem problem_of(CURLcode code) const {
    const auto problem = [](const char* word, const char* message, const char* hint) {
      return Problem{word, message, std::nullopt, hint};
    };
    if (too_large_) return problem("answer-too-large", "The answer is larger than it may be.", "");
    if (refused_) return address_refused().value();
    switch (code) {
      case CURLE_URL_MALFORMAT:
      case CURLE_UNSUPPORTED_PROTOCOL: return problem("bad-url", "The address cannot be read.", "");
      case CURLE_COULDNT_RESOLVE_HOST: return problem("no-such-host", "The name leads nowhere.", "");
      case CURLE_COULDNT_CONNECT: return problem("no-connection", "Nobody answers there.", "");
      case CURLE_OPERATION_TIMEDOUT: return problem("timed-out", "It took too long.", "");
      case CURLE_PEER_FAILED_VERIFICATION:
      case CURLE_SSL_CONNECT_ERROR:
      case CURLE_SSL_ISSUER_ERROR:
        return problem("bad-certificate", "The other side cannot show that it is who the address says.",
                       "Its certificate must be in force, for that name, and from an authority that is trusted.");
      default: return problem("broken-off", "The connection ended before the answer did.", "");
    }
  }

  const Outbound& outbound_;
  bool plain_;
  std::string body_;
  std::function<bool(std::string_view)> take_;
  std::unique_ptr<CURL, FreeEasy> easy_;
  std::unique_ptr<curl_slist, FreeList> fields_;
  Response answer_;
  std::size_t head_bytes_ = 0;
  bool refused_ = false;
  bool too_large_ = false;
};

bool is_plain(std::string_view url) { return url.size() > 5 && same_name(url.substr(0, 5), "http:"); }

}  // namespace

Result<Outbound> Outbound::with(OutboundOptions options) {
  static const CURLcode begun = curl_global_init(CURL_GLOBAL_DEFAULT);
  demand(begun == CURLE_OK);
  auto allowed = Networks::of(options.allowed);
  if (!allowed) return tl::unexpected(std::move(allowed.error()));
  Outbound outbound;
  outbound.options_ = std::move(options);
  outbound.allowed_ = std::move(*allowed);
  return outbound;
}

bool Outbound::may_reach(const AddressBytes& address, bool plain) const {
  return allowed_.has(address) || (!plain && is_public(address));
}

Result<void> Outbound::check(std::string_view url) const {
  if (url.size() > kUrlBytesMax) return bad_url("The address is too long.");
  const bool odd = std::any_of(url.begin(), url.end(), [](char c) { return c <= ' ' || c == '\x7f'; });
  if (odd) return bad_url("An address has no blanks in it.");
  const std::unique_ptr<CURLU, FreeUrl> parsed(curl_url());
  const std::string whole(url);
  if (curl_url_set(parsed.get(), CURLUPART_URL, whole.c_str(), CURLU_DISALLOW_USER) != CURLUE_OK) {
    return bad_url("This is no address of the web.");
  }
  const std::string scheme = part_of(parsed.get(), CURLUPART_SCHEME);
  if (scheme != "https" && (scheme != "http" || allowed_.empty())) return bad_url("It begins with https://.");
  const bool no_host = whole.compare(scheme.size(), 4, ":///") == 0;  // which curl would take for another
  const std::string host = part_of(parsed.get(), CURLUPART_HOST);
  if (no_host || host.empty()) return bad_url("The address names no host.");
  if (const auto address = parse_address(host_address(host)); address && !may_reach(*address, scheme == "http")) {
    return address_refused();
  }
  if (whole.find('#') != std::string::npos) return bad_url("A fragment is for browsers.");
  return {};
}

OutboundAnswer Outbound::ask(const OutboundRequest& request) const {
  std::optional<OutboundAnswer> answer;
  Transfers one(*this);
  one.begin(request, [&answer](OutboundAnswer came) { answer = std::move(came); });
  while (!answer) one.run(std::chrono::milliseconds(1'000));
  return std::move(*answer);
}

struct Transfers::Parts {
  const Outbound& outbound;
  CURLM* multi;
  struct Running {
    std::unique_ptr<Transfer> transfer;
    Done done;
  };
  std::map<CURL*, Running> running;
  std::vector<std::pair<Done, OutboundAnswer>> refused;  // before they began
};

Transfers::Transfers(const Outbound& outbound) : parts_(new Parts{outbound, curl_multi_init(), {}, {}}) {
  demand(parts_->multi != nullptr);
}

Transfers::~Transfers() {
  for (const auto& [handle, running] : parts_->running) curl_multi_remove_handle(parts_->multi, handle);
  parts_->running.clear();
  curl_multi_cleanup(parts_->multi);
}

void Transfers::begin(const OutboundRequest& request, Done done) {
  if (const auto good = parts_->outbound.check(request.url); !good) {
    parts_->refused.emplace_back(std::move(done), tl::unexpected(good.error()));
    return;
  }
  auto transfer = std::make_unique<Transfer>(parts_->outbound, request, is_plain(request.url));
  CURL* handle = transfer->handle();
  parts_->running.emplace(handle, Parts::Running{std::move(transfer), std::move(done)});
  demand(curl_multi_add_handle(parts_->multi, handle) == CURLM_OK);
}

void Transfers::run(std::chrono::milliseconds most) {
  int left = 0;
  curl_multi_perform(parts_->multi, &left);
  if (parts_->refused.empty() && left == static_cast<int>(parts_->running.size())) {
    curl_multi_poll(parts_->multi, nullptr, 0, static_cast<int>(most.count()), nullptr);
    curl_multi_perform(parts_->multi, &left);
  }
  auto over = std::move(parts_->refused);
  parts_->refused.clear();
  int waiting = 0;
  while (const CURLMsg* message = curl_multi_info_read(parts_->multi, &waiting)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* handle = message->easy_handle;
    const CURLcode code = message->data.result;
    const auto found = parts_->running.find(handle);
    curl_multi_remove_handle(parts_->multi, handle);
    over.emplace_back(std::move(found->second.done), found->second.transfer->answer(code));
    parts_->running.erase(found);
  }
  for (auto& [done, answer] : over) done(std::move(answer));
}

void Transfers::wake() { curl_multi_wakeup(parts_->multi); }

std::size_t Transfers::under_way() const { return parts_->running.size() + parts_->refused.size(); }

}  // namespace concordat::http

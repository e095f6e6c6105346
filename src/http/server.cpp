// SPDX-License-Identifier: Apache-2.0
#include "http/server.hpp"

#include "http/connections.hpp"
#include "http/events.hpp"
#include "http/proxies.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <thread>

// Callbacks and no coroutines: each step says what comes next, and the compiler of the release destroys captures of
// coroutines twice.
namespace concordat::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
using boost::system::error_code;
using tcp = asio::ip::tcp;

// What all connections share.
struct Shared {
  ServerLimits limits;
  Service service;
  Proxies proxies;
  std::unique_ptr<asio::thread_pool> pool;
  std::atomic<std::size_t> waiting{0};
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> refused{0};
  std::atomic<bool> stopping{false};

  Admission admission;
  std::mutex mutex;  // of tls
  std::shared_ptr<asio::ssl::context> tls;
};

// More time for more bytes, at the rate that is expected at least.
std::chrono::milliseconds time_for(std::chrono::milliseconds base, std::uint64_t bytes, std::size_t bytes_per_s) {
  return base + std::chrono::milliseconds(bytes * 1'000 / bytes_per_s);
}

// The client is gone or out of time, and there is nobody to answer; other errors say that what it sent is wrong.
bool nobody_there(error_code error) {
  return error && (error.category() != bhttp::make_error_code(bhttp::error::bad_method).category() ||
                   error == bhttp::error::end_of_stream || error == bhttp::error::partial_message);
}

template <typename Stream>
class Connection : public Closable, public std::enable_shared_from_this<Connection<Stream>> {
 public:
  template <typename... Args>
  Connection(Shared& shared, Connections& all, std::string peer, Args&&... args)
      : shared_(shared), all_(all), peer_(std::move(peer)), stream_(std::forward<Args>(args)...) {}
  ~Connection() override {
    all_.remove(this);
    shared_.admission.leave(peer_);
  }

  // From another thread: its first step is made on its own loop, as all others are.
  void launch() {
    asio::post(lowest().get_executor(), [self = this->shared_from_this()] { self->start(); });
  }

  void stop(bool now) override {
    asio::post(lowest().get_executor(), [self = this->shared_from_this(), now] {
      self->keep_alive_ = false;
      if (self->events_) self->events_->close();
      if (now) self->lowest().close();
      if (self->idle_) self->lowest().cancel();
    });
  }

 private:
  static constexpr bool kTls = !std::is_same_v<Stream, beast::tcp_stream>;
  beast::tcp_stream& lowest() { return beast::get_lowest_layer(stream_); }

  void start() {
    if constexpr (kTls) {
      lowest().expires_after(shared_.limits.head);
      stream_.async_handshake(asio::ssl::stream_base::server, [self = this->shared_from_this()](error_code error) {
        if (!error) self->read_head();
      });
    } else {
      read_head();
    }
  }

  // One limit for waiting and reading: a head that comes byte by byte has no more time than one that does not come.
  void read_head() {
    if (shared_.stopping) return close();
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(shared_.limits.header_bytes));
    parser_->body_limit(boost::none);  // set when the head says for what it is
    idle_ = true;
    lowest().expires_after(shared_.limits.head);
    bhttp::async_read_header(
        stream_, buffer_, *parser_,
        [self = this->shared_from_this()](error_code error, std::size_t) { self->has_head(error); });
  }

  void has_head(error_code error) {
    idle_ = false;
    if (error == bhttp::error::header_limit)
      return refuse(431, "header-too-large", "The head of the request is too large.");
    if (nobody_there(error)) return close();
    if (error) return refuse(400, "bad-request", "This is not a request: " + error.message() + ".");
    if (const char* wrong = ambiguous()) return refuse(400, "bad-request", wrong);
    keep_alive_ = parser_->get().keep_alive();
    if (!take_head()) return;
    std::size_t most = shared_.service.body_max ? shared_.service.body_max(request_) : 0;
    if (most == 0) most = shared_.limits.body_bytes;
    const auto length = parser_->content_length();
    if (length && *length > most) return too_large(most);
    parser_->body_limit(most);
    if (bhttp::token_list(parser_->get()[bhttp::field::expect]).exists("100-continue")) return go_on(most);
    read_body(most);
  }

  // What two programs could read in two ways is refused (RFC 9112 6.1, 11.2).
  const char* ambiguous() const {
    const auto& head = parser_->get();
    const auto lengths = static_cast<std::size_t>(head.count(bhttp::field::content_length));
    const bool coded = head.count(bhttp::field::transfer_encoding) > 0;
    if (lengths > 1) return "It has several Content-Length fields.";
    const auto length = head[bhttp::field::content_length];
    if (!std::all_of(length.begin(), length.end(), [](char c) { return c >= '0' && c <= '9'; })) {
      return "Its Content-Length is no number.";  // "5, 5" is taken by some
    }
    if (lengths > 0 && coded) return "It has both Content-Length and Transfer-Encoding.";
    if (coded && (head.version() < 11 || !beast::iequals(head[bhttp::field::transfer_encoding], "chunked"))) {
      return "Its Transfer-Encoding is not \"chunked\".";
    }
    if (head.version() != 10 && head.version() != 11) return "It is of another version of HTTP than 1.0 and 1.1.";
    if (head.version() == 11 && head.count(bhttp::field::host) != 1) return "It does not have one Host field.";
    return nullptr;
  }

  bool take_head() {
    const auto& head = parser_->get();
    request_ = Request{};
    request_.id = shared_.service.request_id ? shared_.service.request_id() : "";
    request_.method = std::string(head.method_string());
    const std::string target(head.target());
    request_.path = target.substr(0, target.find('?'));
    for (const auto& field : head) request_.headers.add(std::string(field.name_string()), std::string(field.value()));
    request_.peer = peer_;
    request_.secure = kTls;
    shared_.proxies.apply(request_);
    auto parsed = parse_target(target);
    if (!parsed) {
      refuse(400, parsed.error().code, "The target of the request: " + parsed.error().message);
      return false;
    }
    request_.target = std::move(*parsed);
    return true;
  }

  void too_large(std::size_t most) {
    refuse(413, "body-too-large",
           "The body is larger than the " + std::to_string(most) + " bytes that are taken here.");
  }

  void go_on(std::size_t most) {
    interim_.emplace();
    interim_->result(bhttp::status::continue_);
    interim_->version(11);
    lowest().expires_after(shared_.limits.write);
    bhttp::async_write(stream_, *interim_, [self = this->shared_from_this(), most](error_code error, std::size_t) {
      if (!error) self->read_body(most);
    });
  }

  void read_body(std::size_t most) {
    const auto bytes = parser_->content_length().value_or(parser_->chunked() ? most : 0);
    lowest().expires_after(time_for(shared_.limits.body, bytes, shared_.limits.body_bytes_per_s));
    bhttp::async_read(
        stream_, buffer_, *parser_,
        [self = this->shared_from_this(), most](error_code error, std::size_t) { self->has_body(error, most); });
  }

  void has_body(error_code error, std::size_t most) {
    if (error == bhttp::error::body_limit) return too_large(most);
    if (nobody_there(error)) return close();
    if (error) return refuse(400, "bad-request", "The body cannot be read: " + error.message() + ".");
    request_.body = std::move(parser_->get().body());
    dispatch();
  }

  void dispatch() {
    lowest().expires_never();  // the worker has no clock of ours; what waits for it is bounded by the queue
    if (shared_.waiting.fetch_add(1) >= shared_.limits.queue) {
      --shared_.waiting;
      ++shared_.refused;
      Response busy =
          problem_response(503, {"busy", "Too much is asked at once.", std::nullopt, "Ask again in a second."});
      busy.headers.add("Retry-After", "1");
      return respond(std::move(busy));
    }
    asio::post(*shared_.pool, [self = this->shared_from_this()] {
      --self->shared_.waiting;
      ++self->shared_.requests;
      auto response = std::make_shared<Response>(self->answer());
      asio::post(self->lowest().get_executor(), [self, response] { self->respond(std::move(*response)); });
    });
  }

  // On a worker.
  Response answer() {
    const auto failed = [this](const std::string& what) {
      if (shared_.service.failed) shared_.service.failed(request_, what);
      return problem_response(500, {"internal", "Something failed here; it is in the log under " + request_.id + ".",
                                    std::nullopt, "Ask again, and then the operator."});
    };
    try {
      return shared_.service.handle(request_);
    } catch (const Failure& failure) {
      return failed(failure.problem().message);
    } catch (const std::exception& error) {
      return failed(error.what());
    }
  }

  // An answer to what was no request, after which nothing that follows can be trusted.
  void refuse(int status, std::string code, std::string message) {
    keep_alive_ = false;
    respond(problem_response(status, {std::move(code), std::move(message), std::nullopt, ""}));
  }

  void respond(Response response) {
    if (shared_.stopping) keep_alive_ = false;
    events_ = std::move(response.events);
    if (events_) keep_alive_ = false;
    const bool head_only = request_.method == "HEAD";
    head_.emplace();
    head_->version(11);
    head_->result(static_cast<unsigned>(response.status));
    head_->reason(std::string(reason_of(response.status)));
    for (const auto& [name, value] : response.headers.all()) head_->insert(name, value);
    if (!request_.id.empty()) head_->set("X-Request-Id", request_.id);
    head_->keep_alive(keep_alive_);
    if (events_) {
      head_->set(bhttp::field::content_type, "text/event-stream");
      head_->set(bhttp::field::cache_control, "no-store");
    } else if (response.status != 204 && response.status != 304) {
      head_->content_length(response.body.size());
    }
    if (!events_ && !head_only) head_->body() = std::move(response.body);
    serializer_.emplace(*head_);
    const auto time = time_for(shared_.limits.write, head_->body().size(), shared_.limits.body_bytes_per_s);
    lowest().expires_after(time);
    const auto written = [self = this->shared_from_this()](error_code error, std::size_t) { self->has_written(error); };
    if (events_ || head_only) return bhttp::async_write_header(stream_, *serializer_, written);
    bhttp::async_write(stream_, *serializer_, written);
  }

  void has_written(error_code error) {
    if (error) return close();
    if (events_) return stream_events();
    if (!keep_alive_) return linger();
    read_head();
  }

  // --- events

  void stream_events() {
    const auto executor = lowest().get_executor();
    std::weak_ptr<Connection> weak = this->weak_from_this();
    events_->on_push([weak, executor] {
      asio::post(executor, [weak] {
        if (const auto self = weak.lock()) self->send_events();
      });
    });
    heartbeat_.emplace(executor);
    beat();
    watch();
  }

  // A reader sends nothing more: what comes, and the end, mean that it has gone.
  void watch() {
    lowest().expires_never();
    stream_.async_read_some(asio::buffer(watched_), [self = this->shared_from_this()](error_code, std::size_t) {
      self->events_->close();
      self->gone_ = true;
      self->heartbeat_->cancel();
    });
  }

  void beat() {
    heartbeat_->expires_after(shared_.limits.heartbeat);
    heartbeat_->async_wait([weak = this->weak_from_this()](error_code error) {
      const auto self = weak.lock();
      if (!self || error || self->gone_) return;
      if (!self->writing_) self->send(": \n\n", false);
      self->beat();
    });
  }

  void send_events() {
    if (writing_ || gone_) return;  // what is being written takes the rest when it is done
    auto taken = events_->take();
    if (taken.bytes.empty() && !taken.last) return;
    send(std::move(taken.bytes), taken.last);
  }

  void send(std::string bytes, bool last) {
    writing_ = true;
    sent_ = std::move(bytes);
    write_timer_.emplace(lowest().get_executor(), shared_.limits.write);
    write_timer_->async_wait([weak = this->weak_from_this()](error_code error) {
      const auto self = weak.lock();
      if (self && !error) self->close();
    });
    asio::async_write(stream_, asio::buffer(sent_),
                      [self = this->shared_from_this(), last](error_code error, std::size_t) {
                        self->writing_ = false;
                        self->write_timer_->cancel();
                        if (error || last) return self->close();
                        self->send_events();
                      });
  }

  // --- the end

  // Says that nothing more comes, and reads on for a moment: a client that still sends would otherwise lose the answer.
  void linger() {
    error_code ignored;
    if constexpr (!kTls) {
      lowest().socket().shutdown(tcp::socket::shutdown_send, ignored);
      lowest().expires_after(std::min(shared_.limits.head, std::chrono::milliseconds(1'000)));
      drain();
    } else {
      lowest().expires_after(std::min(shared_.limits.head, std::chrono::milliseconds(1'000)));
      stream_.async_shutdown([self = this->shared_from_this()](error_code) { self->close(); });
    }
  }
  void drain() {
    stream_.async_read_some(asio::buffer(watched_),
                            [self = this->shared_from_this()](error_code error, std::size_t bytes) {
                              self->drained_ += bytes;
                              if (error || self->drained_ > self->shared_.limits.body_bytes) return self->close();
                              self->drain();
                            });
  }

  void close() {
    if (events_) events_->close();
    gone_ = true;
    if (heartbeat_) heartbeat_->cancel();
    lowest().close();
  }

  Shared& shared_;
  Connections& all_;
  std::string peer_;
  Stream stream_;
  beast::flat_buffer buffer_;
  std::optional<bhttp::request_parser<bhttp::string_body>> parser_;
  std::optional<bhttp::response<bhttp::empty_body>> interim_;
  std::optional<bhttp::response<bhttp::string_body>> head_;
  std::optional<bhttp::response_serializer<bhttp::string_body>> serializer_;
  Request request_;
  bool idle_ = false;
  bool keep_alive_ = true;

  std::shared_ptr<EventStream> events_;
  std::optional<asio::steady_timer> heartbeat_, write_timer_;
  std::string sent_;
  std::array<char, 4'096> watched_{};
  std::size_t drained_ = 0;
  bool writing_ = false;
  bool gone_ = false;
};

// A certificate may be replaced while the connection lives: it keeps the context that it began with.
struct KeepsContext {
  explicit KeepsContext(std::shared_ptr<asio::ssl::context> kept) : context(std::move(kept)) {}
  std::shared_ptr<asio::ssl::context> context;
};
class TlsStream : private KeepsContext, public beast::ssl_stream<beast::tcp_stream> {
 public:
  TlsStream(tcp::socket socket, std::shared_ptr<asio::ssl::context> kept)
      : KeepsContext(std::move(kept)), beast::ssl_stream<beast::tcp_stream>(std::move(socket), *context) {}
};
using TlsConnection = Connection<TlsStream>;

Result<std::shared_ptr<asio::ssl::context>> tls_of(const TlsFiles& files) {
  auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  error_code error;
  const auto failed = [&](const std::string& file) {
    return fail_at({file}, "tls", "The file is no use for TLS: " + error.message() + ".",
                   "A certificate with its chain, and its key, both as PEM.");
  };
  context->set_options(
      asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1 | asio::ssl::context::no_compression, error);
  context->use_certificate_chain_file(files.certificate, error);
  if (error) return failed(files.certificate);
  context->use_private_key_file(files.key, asio::ssl::context::pem, error);
  if (error) return failed(files.key);
  return context;
}

}  // namespace

class Server::Impl {
 public:
  Impl(ListenOptions options, const ServerLimits& limits, Service service) : options_(std::move(options)) {
    shared_.limits = limits;
    shared_.service = std::move(service);
  }
  ~Impl() { stop(); }

  Result<void> start() {
    error_code error;
    const auto address = asio::ip::make_address(options_.address, error);
    if (error) {
      return fail("bad-address", "\"" + options_.address + "\" is no address to listen on.",
                  "127.0.0.1, 0.0.0.0, ::1, or one of this machine's.");
    }
    if (!options_.tls && !address.is_loopback() && !options_.plain_beyond_loopback) {
      return fail("not-loopback",
                  "Without TLS only this machine itself is listened to, and " + options_.address + " is more.",
                  "Give a certificate and a key, or put a proxy with TLS before it and say so.");
    }
    auto proxies = Proxies::of(options_.trusted_proxies);
    if (!proxies) return tl::unexpected(proxies.error());
    shared_.proxies = std::move(*proxies);
    if (options_.tls) {
      if (const auto done = reload_tls(); !done) return done;
    }
    for (std::size_t i = 0; i < std::max<std::size_t>(1, shared_.limits.loops); ++i) {
      loops_.push_back(std::make_unique<asio::io_context>(1));
      guards_.push_back(asio::make_work_guard(*loops_.back()));
    }
    acceptor_ = std::make_unique<tcp::acceptor>(*loops_.front());
    const tcp::endpoint endpoint(address, options_.port);
    acceptor_->open(endpoint.protocol(), error);
    if (!error) acceptor_->set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_->bind(endpoint, error);
    if (!error) acceptor_->listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      return fail(
          error == asio::error::address_in_use ? "address-in-use" : "bad-address",
          options_.address + ":" + std::to_string(options_.port) + " cannot be listened on: " + error.message() + ".",
          "Another program may have it; name another port.");
    }
    port_ = acceptor_->local_endpoint().port();
    shared_.pool = std::make_unique<asio::thread_pool>(std::max<std::size_t>(1, shared_.limits.workers));
    accept();
    for (const auto& loop : loops_) threads_.emplace_back([&loop = *loop] { loop.run(); });
    return {};
  }

  Result<void> reload_tls() {
    if (!options_.tls) return {};
    auto context = tls_of(*options_.tls);
    if (!context) return tl::unexpected(context.error());
    const std::scoped_lock lock(shared_.mutex);
    shared_.tls = std::move(*context);
    return {};
  }

  void stop() {
    if (threads_.empty()) return;
    shared_.stopping = true;
    asio::post(*loops_.front(), [this] { acceptor_->close(); });
    connections_.for_each([](Closable& one) { one.stop(false); });
    const auto end = std::chrono::steady_clock::now() + shared_.limits.drain;
    while (!connections_.empty() && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    connections_.for_each([](Closable& one) { one.stop(true); });
    shared_.pool->join();
    guards_.clear();
    for (const auto& loop : loops_) loop->stop();
    for (std::thread& one : threads_) one.join();
    threads_.clear();
    acceptor_.reset();
    // A connection that a stopped loop still holds goes with it, while what it shares is still there.
    loops_.clear();
    shared_.pool.reset();
  }

  std::uint16_t port() const { return port_; }
  ServerCounts counts() {
    ServerCounts counts;
    counts.connections = shared_.admission.open();
    counts.waiting = shared_.waiting;
    counts.requests = shared_.requests;
    counts.refused = shared_.refused;
    return counts;
  }

 private:
  void accept() {
    asio::io_context& loop = *loops_[next_loop_++ % loops_.size()];
    acceptor_->async_accept(loop, [this](error_code error, tcp::socket socket) {
      if (error == asio::error::operation_aborted || !acceptor_->is_open()) return;
      if (!error) begin(std::move(socket));
      if (error == asio::error::no_descriptors) return accept_later();
      accept();
    });
  }

  // Out of file descriptors: some must be closed before another can be accepted.
  void accept_later() {
    pause_.emplace(*loops_.front(), std::chrono::milliseconds(50));
    pause_->async_wait([this](error_code error) {
      if (!error && acceptor_->is_open()) accept();
    });
  }

  // Behind a proxy all come from one address.
  bool enter(const std::string& peer) {
    const auto& limits = shared_.limits;
    const std::size_t of_peer = shared_.proxies.trusts(peer) ? limits.connections : limits.connections_per_peer;
    return shared_.admission.enter(peer, limits.connections, of_peer);
  }

  void begin(tcp::socket socket) {
    error_code error;
    const auto endpoint = socket.remote_endpoint(error);
    if (error) return;
    std::string peer = endpoint.address().to_string();
    if (shared_.stopping || !enter(peer)) {
      ++shared_.refused;
      return;  // closed with the socket
    }
    socket.set_option(tcp::no_delay(true), error);
    std::shared_ptr<asio::ssl::context> tls;
    {
      const std::scoped_lock lock(shared_.mutex);
      tls = shared_.tls;
    }
    if (tls) {
      launch(
          std::make_shared<TlsConnection>(shared_, connections_, std::move(peer), std::move(socket), std::move(tls)));
    } else {
      launch(
          std::make_shared<Connection<beast::tcp_stream>>(shared_, connections_, std::move(peer), std::move(socket)));
    }
  }

  template <typename One>
  void launch(const std::shared_ptr<One>& one) {
    connections_.add(one);
    one->launch();
  }

  ListenOptions options_;
  Shared shared_;
  Connections connections_;
  std::vector<std::unique_ptr<asio::io_context>> loops_;
  std::vector<asio::executor_work_guard<asio::io_context::executor_type>> guards_;
  std::unique_ptr<tcp::acceptor> acceptor_;
  std::optional<asio::steady_timer> pause_;
  std::vector<std::thread> threads_;
  std::size_t next_loop_ = 0;
  std::uint16_t port_ = 0;
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::start(const ListenOptions& options, const ServerLimits& limits,
                                              Service service) {
  auto impl = std::make_unique<Impl>(options, limits, std::move(service));
  if (const auto started = impl->start(); !started) return tl::unexpected(started.error());
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::uint16_t Server::port() const { return impl_->port(); }
ServerCounts Server::counts() const { return impl_->counts(); }
Result<void> Server::reload_tls() { return impl_->reload_tls(); }
void Server::stop() { impl_->stop(); }

}  // namespace concordat::http

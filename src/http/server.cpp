// SPDX-License-Identifier: Apache-2.0
#include "http/server.hpp"

#include "base/clock.hpp"
#include "http/body_file.hpp"
#include "http/events.hpp"
#include "http/framing.hpp"
#include "http/server_shared.hpp"
#include "http/tls.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include <algorithm>
#include <array>
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

constexpr std::size_t kReadBytes = 65'536;        // at once, and what a buffer holds beside a head
constexpr std::size_t kIdleBufferBytes = 16'384;  // more is given back between requests
constexpr std::size_t kLingerBytes = 1 << 20;     // that are read and thrown away after the last answer
constexpr std::chrono::milliseconds kLinger{1'000};
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

// The client is gone or out of time, and there is nobody to answer; other errors say that what it sent is wrong.
bool nobody_there(error_code error) {
  return error && (error.category() != bhttp::make_error_code(bhttp::error::bad_method).category() ||
                   error == bhttp::error::end_of_stream || error == bhttp::error::partial_message);
}

template <typename Stream>
class Connection : public Closable, public std::enable_shared_from_this<Connection<Stream>> {
 public:
  template <typename... Args>
  Connection(Shared& shared, std::string peer, Args&&... args)
      : shared_(shared),
        peer_(std::move(peer)),
        stream_(std::forward<Args>(args)...),
        buffer_(shared.limits.header_bytes + kReadBytes) {}
  ~Connection() override {
    if (events_) {
      events_->on_push({});
      events_->close();
    }
    release_body();
    shared_.connections.leave(this);
  }

  // From another thread: its first step is made on its own loop, as all others are.
  void launch() {
    asio::post(lowest().get_executor(), [self = this->shared_from_this()] { self->start(); });
  }

  void stop(bool now) override {
    asio::post(lowest().get_executor(), [self = this->shared_from_this(), now] {
      self->keep_alive_ = false;
      if (self->events_) self->events_->close();
      if (now) self->close();
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
        if (!error) self->await_head();
      });
    } else {
      await_head();
    }
  }

  // --- a request

  // One limit for waiting and reading: a head that comes byte by byte has no more time than one that does not come.
  void await_head() {
    if (shared_.stopping) return close();
    parser_.emplace();
    parser_->eager(false);
    parser_->header_limit(static_cast<std::uint32_t>(shared_.limits.header_bytes));
    parser_->body_limit(boost::none);  // set when the head says for what it is
    request_ = Request{};
    if (buffer_.size() == 0 && buffer_.capacity() > kIdleBufferBytes) buffer_.shrink_to_fit();
    idle_ = true;
    shared_.connections.waits(this);
    lowest().expires_after(shared_.limits.head);
    read_head();
  }

  // The whole head is seen before it is parsed: its lines must be exact, and the parser forgives some that are not.
  void read_head() {
    std::string_view read(static_cast<const char*>(buffer_.data().data()), buffer_.size());
    while (read.starts_with("\r\n")) {  // RFC 9112 2.2: an empty line before a request is passed over
      buffer_.consume(2);
      read.remove_prefix(2);
    }
    if (const std::size_t end = read.find("\r\n\r\n"); end != std::string_view::npos) {
      if (end + 4 > shared_.limits.header_bytes) return head_too_large();
      return has_head(read.substr(0, end + 4));
    }
    if (read.size() >= shared_.limits.header_bytes) return head_too_large();
    if (const char* wrong = fault_of_lines(read)) return refuse(400, "bad-request", wrong);
    const std::size_t room = shared_.limits.header_bytes + kReadBytes - read.size();
    stream_.async_read_some(buffer_.prepare(std::min(room, std::size_t{4'096})),
                            [self = this->shared_from_this()](error_code error, std::size_t bytes) {
                              if (error) return self->close();
                              self->buffer_.commit(bytes);
                              self->read_head();
                            });
  }

  void has_head(std::string_view head) {
    idle_ = false;
    began_ = std::chrono::steady_clock::now();
    if (const char* wrong = fault_of_lines(head)) return refuse(400, "bad-request", wrong);
    error_code error;
    const std::size_t taken = parser_->put(asio::buffer(head), error);
    if (error || !parser_->is_header_done()) {
      return refuse(400, "bad-request", "This is not a request: " + error.message() + ".");
    }
    if (!take_head()) return;
    buffer_.consume(taken);
    if (parser_->is_done()) return dispatch();
    std::size_t most = shared_.service.body_max ? shared_.service.body_max(request_) : 0;
    if (most == 0) most = shared_.limits.body_bytes;
    const auto length = parser_->content_length();
    if (length && *length > most) return body_too_large(most);
    parser_->body_limit(most);
    lowest().expires_after(shared_.limits.time_for(shared_.limits.body, length.value_or(most)));
    if (version_ == 11 && same_name(request_.headers.get("Expect"), "100-continue")) return go_on(most);
    read_body(most);
  }

  bool take_head() {
    const auto& head = parser_->get();
    version_ = static_cast<int>(head.version());
    keep_alive_ = head.keep_alive() && !shared_.stopping;
    request_.id = shared_.service.request_id ? shared_.service.request_id() : "";
    request_.method = std::string(head.method_string());
    const std::string target(head.target());
    request_.path = target.substr(0, target.find('?'));
    for (const auto& field : head) request_.headers.add(std::string(field.name_string()), std::string(field.value()));
    request_.peer = peer_;
    request_.secure = kTls;
    if (const char* wrong = fault_of_framing(request_, version_)) {
      refuse(400, "bad-request", wrong);
      return false;
    }
    shared_.proxies.apply(request_);
    auto parsed = parse_target(target);
    if (!parsed) {
      refuse(400, parsed.error().code, "The target of the request: " + parsed.error().message);
      return false;
    }
    request_.target = std::move(*parsed);
    return true;
  }

  void go_on(std::size_t most) {
    asio::async_write(stream_, asio::buffer(kContinue),
                      [self = this->shared_from_this(), most](error_code error, std::size_t) {
                        if (!error) self->read_body(most);
                      });
  }

  // Piece by piece, so that all bodies together are counted as they grow.
  void read_body(std::size_t most) {
    bhttp::async_read_some(
        stream_, buffer_, *parser_,
        [self = this->shared_from_this(), most](error_code error, std::size_t) { self->has_body(error, most); });
  }

  void has_body(error_code error, std::size_t most) {
    if (error == bhttp::error::body_limit) return body_too_large(most);
    if (nobody_there(error)) return close();
    if (error) return refuse(400, "bad-request", "The body cannot be read: " + error.message() + ".");
    if (!hold_body()) return busy(false);
    if (!parser_->is_done()) return read_body(most);
    request_.body = std::move(parser_->get().body());
    dispatch();
  }

  // False: with this one all bodies are more than may be held at once. One alone always is.
  bool hold_body() {
    const std::size_t size = parser_->get().body().size();
    const std::size_t all = shared_.bodies += size - held_;
    held_ = size;
    return all <= shared_.limits.bodies_bytes || all == held_;
  }
  void release_body() {
    shared_.bodies -= held_;
    held_ = 0;
    request_.body = {};
  }

  // --- its answer

  void dispatch() {
    if (!shared_.connections.works(this)) return close();
    lowest().expires_never();  // the worker has no clock of ours; what waits for it is bounded by the queue
    if (shared_.waiting.fetch_add(1) >= shared_.limits.queue) {
      --shared_.waiting;
      return busy(keep_alive_);
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
      return failed_response(request_.id);
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
    idle_ = keep_alive_ = false;
    respond(problem_response(status, {std::move(code), std::move(message), std::nullopt, ""}));
  }
  void head_too_large() { refuse(431, "header-too-large", "The head of the request is too large."); }
  void body_too_large(std::size_t most) {
    refuse(413, "body-too-large",
           "The body is larger than the " + std::to_string(most) + " bytes that are taken here.");
  }
  void busy(bool keep_alive) {
    keep_alive_ = keep_alive;
    ++shared_.refused;
    respond(busy_response());
  }

  void respond(Response response) {
    if (shared_.stopping || response.events) keep_alive_ = false;
    events_ = response.events;
    if (events_ && (shared_.stopping || request_.method == "HEAD")) events_->close();
    release_body();
    head_ = head_of(response, {version_, keep_alive_, system_now(), request_.id});
    body_ = request_.method == "HEAD" || events_ ? std::string() : std::move(response.body);
    if (request_.method != "HEAD") file_ = std::move(response.file);
    sent_ = 0;
    if (shared_.service.answered) {
      const auto took = std::chrono::steady_clock::now() - began_;
      shared_.service.answered(request_, {response.status, head_.size() + body_.size() + (file_ ? file_->size() : 0),
                                          std::chrono::duration_cast<std::chrono::microseconds>(took)});
    }
    shared_.connections.waits(this);
    lowest().expires_after(shared_.limits.time_for(shared_.limits.write, body_.size()));
    const std::array<asio::const_buffer, 2> bytes{asio::buffer(head_), asio::buffer(body_)};
    asio::async_write(stream_, bytes,
                      [self = this->shared_from_this()](error_code error, std::size_t) { self->has_written(error); });
  }

  void has_written(error_code error) {
    body_ = {};
    if (error) return close();
    if (file_) return send_block();
    if (events_ && request_.method != "HEAD") return stream_events();
    if (!keep_alive_) return linger();
    await_head();
  }

  // A file goes out a block at a time, each with its own time.
  void send_block() {
    body_ = file_->read(sent_, kReadBytes);
    sent_ += body_.size();
    const bool whole = sent_ == file_->size();
    if (body_.empty() && !whole) return close();  // it cannot be read any more, and so much was promised
    if (whole) file_.reset();
    lowest().expires_after(shared_.limits.time_for(shared_.limits.write, body_.size()));
    asio::async_write(stream_, asio::buffer(body_),
                      [self = this->shared_from_this()](error_code error, std::size_t) { self->has_written(error); });
  }

  // --- events

  void stream_events() {
    if (!shared_.connections.works(this)) return close();
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
    body_ = std::move(bytes);
    write_timer_.emplace(lowest().get_executor(), shared_.limits.write);
    write_timer_->async_wait([weak = this->weak_from_this()](error_code error) {
      const auto self = weak.lock();
      if (self && !error) self->close();
    });
    asio::async_write(stream_, asio::buffer(body_),
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
    lowest().expires_after(std::min(shared_.limits.head, kLinger));
    if constexpr (kTls) {
      stream_.async_shutdown([self = this->shared_from_this()](error_code) { self->half_close(); });
    } else {
      half_close();
    }
  }
  void half_close() {
    error_code gone;
    lowest().socket().shutdown(tcp::socket::shutdown_send, gone);
    if (gone) return close();
    drain();
  }
  void drain() {
    lowest().async_read_some(asio::buffer(watched_),
                             [self = this->shared_from_this()](error_code error, std::size_t bytes) {
                               self->drained_ += bytes;
                               if (error || self->drained_ > kLingerBytes) return self->close();
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
  std::string peer_;
  Stream stream_;
  beast::flat_buffer buffer_;
  std::optional<bhttp::request_parser<bhttp::string_body>> parser_;
  Request request_;
  std::string head_, body_;  // what is being sent
  std::shared_ptr<const BodyFile> file_;
  std::uint64_t sent_ = 0;  // of the file
  std::size_t held_ = 0;    // bytes of the request's body
  std::chrono::steady_clock::time_point began_;
  int version_ = 11;
  bool idle_ = false;
  bool keep_alive_ = true;

  std::shared_ptr<EventStream> events_;
  std::optional<asio::steady_timer> heartbeat_, write_timer_;
  std::array<char, 4'096> watched_{};
  std::size_t drained_ = 0;
  bool writing_ = false;
  bool gone_ = false;
};

// A certificate may be replaced while the connection lives: OpenSSL keeps what it began with.
using TlsConnection = Connection<beast::ssl_stream<beast::tcp_stream>>;

}  // namespace

class Server::Impl {
 public:
  Impl(ListenOptions options, const ServerLimits& limits, Service service) : options_(std::move(options)) {
    shared_.limits = limits;
    shared_.limits.connections = connections_within_descriptors(limits.connections);
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
    const auto opened = open_tls(*options_.tls);
    if (!opened) return tl::unexpected(opened.error());
    auto context = std::make_shared<asio::ssl::context>(*opened);
    const std::scoped_lock lock(shared_.mutex);
    shared_.tls = std::move(context);
    return {};
  }

  void stop() {
    if (threads_.empty()) return;
    shared_.stopping = true;
    asio::post(*loops_.front(), [this] { acceptor_->close(); });
    shared_.connections.for_each([](Closable& one) { one.stop(false); });
    const auto end = std::chrono::steady_clock::now() + shared_.limits.drain;
    while (shared_.connections.open() > 0 && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    shared_.connections.for_each([](Closable& one) { one.stop(true); });
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
    counts.connections = shared_.connections.open();
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
      if (error && error != asio::error::connection_aborted) return accept_later();
      accept();
    });
  }

  // Out of descriptors or memory: some must come back before another connection can be accepted.
  void accept_later() {
    pause_.emplace(*loops_.front(), std::chrono::milliseconds(50));
    pause_->async_wait([this](error_code error) {
      if (!error && acceptor_->is_open()) accept();
    });
  }

  void begin(tcp::socket socket) {
    error_code error;
    const auto endpoint = socket.remote_endpoint(error);
    if (error || shared_.stopping) return;  // closed with the socket
    const std::string peer = endpoint.address().to_string();
    socket.set_option(tcp::no_delay(true), error);
    std::shared_ptr<asio::ssl::context> tls;
    {
      const std::scoped_lock lock(shared_.mutex);
      tls = shared_.tls;
    }
    if (tls) {
      launch(peer, std::make_shared<TlsConnection>(shared_, peer, std::move(socket), *tls));
    } else {
      launch(peer, std::make_shared<Connection<beast::tcp_stream>>(shared_, peer, std::move(socket)));
    }
  }

  template <typename One>
  void launch(const std::string& peer, const std::shared_ptr<One>& one) {
    const auto& limits = shared_.limits;
    // Behind a proxy all come from one address.
    const std::size_t of_peer = shared_.proxies.trusts(peer) ? limits.connections : limits.connections_per_peer;
    if (shared_.connections.enter(one, peer, limits.connections, of_peer)) return one->launch();
    ++shared_.refused;
  }

  ListenOptions options_;
  Shared shared_;
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

// SPDX-License-Identifier: Apache-2.0
#include "app/gauges.hpp"
#include "app/log.hpp"
#include "app/service.hpp"
#include "app/workspace.hpp"
#include "base/embedded.hpp"
#include "http/scanner.hpp"
#include "http/server.hpp"
#include "http/static_files.hpp"

#include <CLI/App.hpp>
#include <pthread.h>

#include <csignal>
#include <iostream>
#include <memory>
#include <string>

namespace concordat {
std::span<const Embedded> embedded_pages();  // web/, built (cmake/Pages.cmake)
}

// `concordat serve`: the service and its pages behind HTTP until it is told to stop.
namespace concordat::app {
namespace {

struct ServeOptions {
  std::string listen = "127.0.0.1:8420";
  std::string certificate;
  std::string tls_key;
  bool plain = false;
  std::vector<std::string> proxies;
  std::vector<std::string> allowed;
  std::string authorities;
  bool log_notices = false;
  std::size_t workers = 4;
  operate::ApiRates rates;
  std::string scanner;
};

Result<http::ListenOptions> listen_options(const ServeOptions& options) {
  http::ListenOptions listen;
  const auto colon = options.listen.rfind(':');
  int port = -1;
  if (colon != std::string::npos) {
    const std::string digits = options.listen.substr(colon + 1);
    const bool good =
        !digits.empty() && digits.size() <= 5 && digits.find_first_not_of("0123456789") == std::string::npos;
    if (good) port = std::stoi(digits);
  }
  if (port < 0 || port > 65'535) {
    return fail("bad-address", "\"" + options.listen + "\" is no address and port.", "--listen 127.0.0.1:8420");
  }
  listen.address = options.listen.substr(0, colon);
  if (listen.address.starts_with('[') && listen.address.ends_with(']')) {
    listen.address = listen.address.substr(1, listen.address.size() - 2);
  }
  listen.port = static_cast<std::uint16_t>(port);
  if (options.certificate.empty() != options.tls_key.empty()) {
    return fail("tls", "A certificate and its key come together.", "--tls-certificate FILE --tls-key FILE");
  }
  if (!options.certificate.empty()) listen.tls = http::TlsFiles{options.certificate, options.tls_key};
  listen.plain_beyond_loopback = options.plain;
  listen.trusted_proxies = options.proxies;
  return listen;
}

bool is_loopback(const std::string& peer) { return peer == "::1" || peer.starts_with("127."); }

http::Response plain_text(int status, std::string body) {
  http::Response response;
  response.status = status;
  response.headers.set("Content-Type", "text/plain; charset=utf-8");
  response.headers.set("Cache-Control", "no-store");
  response.body = std::move(body);
  return response;
}

// What is asked of the server itself, by whoever looks after it; the pages; the rest is the API's.
class Front {
 public:
  explicit Front(Service& service) : service_(service) {}

  void watch(const http::Server& server) { server_ = &server; }

  http::Response handle(http::Request& request) {
    if (request.method == "GET" || request.method == "HEAD") {
      if (request.path == "/healthz") return plain_text(200, "alive\n");
      if (request.path == "/readyz") return ready();
      // How busy it is, is nobody's business but of who runs it.
      if (request.path == "/metrics" && is_loopback(request.peer) && server_ != nullptr) {
        auto response = plain_text(200, gauges_.text(server_->counts()));
        response.headers.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        return response;
      }
    }
    if (request.method == "GET" || request.method == "HEAD") {
      if (auto page = pages_.answer(request)) return std::move(*page);
    }
    return service_.api().handle(request);
  }

  std::size_t body_max(const http::Request& request) const {
    const auto* route = service_.api().router().find(request.method, request.target);
    return route == nullptr ? 0 : route->body_max;
  }

  void answered(const http::Request& request, const http::Answered& answered) {
    const auto* route = service_.api().router().find(request.method, request.target);
    const std::string path = route == nullptr ? std::string() : route->path;
    gauges_.answered(route == nullptr ? std::string() : request.method, path, answered);
    log(answered.status >= 500 ? Level::error : Level::info, "answered",
        {{"request", request.id},
         {"method", request.method},
         {"route", path},
         {"status", answered.status},
         {"bytes", answered.bytes},
         {"us", answered.took.count()},
         {"peer", request.peer}});
  }

 private:
  http::Response ready() {
    try {
      auto lease = service_.readers().lend();
      if (!lease) return plain_text(503, "not ready\n");
      (*lease)->organisations();
      return plain_text(200, "ready\n");
    } catch (const Failure&) {
      return plain_text(503, "not ready\n");
    }
  }

  Service& service_;
  http::StaticFiles pages_{embedded_pages()};
  Gauges gauges_;
  const http::Server* server_ = nullptr;
};

std::string address_of(const ServeOptions& options, const http::Server& server) {
  const auto colon = options.listen.rfind(':');
  return std::string(options.certificate.empty() ? "http" : "https") + "://" + options.listen.substr(0, colon) + ":" +
         std::to_string(server.port());
}

void run_until_stopped(http::Server& server, const sigset_t& signals) {
  for (;;) {
    int signal = 0;
    if (::sigwait(&signals, &signal) != 0 || signal != SIGHUP) return;
    const auto reloaded = server.reload_tls();
    log(reloaded ? Level::info : Level::error, reloaded ? "tls-reloaded" : "tls-not-reloaded",
        reloaded ? boost::json::object{} : boost::json::object{{"problem", reloaded.error().message}});
  }
}

Result<void> serve(Context& context, const ServeOptions& options) {
  const auto listen = listen_options(options);
  if (!listen) return tl::unexpected(listen.error());
  // Before any thread begins, so that none of them is the one that is interrupted.
  sigset_t signals;
  sigemptyset(&signals);
  for (const int one : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, one);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  ServiceOptions with;
  with.readers = options.workers + 4;  // timers, messages, events, readiness
  with.outbound.allowed = options.allowed;
  with.outbound.authorities = options.authorities;
  with.log_notices = options.log_notices;
  with.rates = options.rates;
  if (!options.scanner.empty()) {
    const auto scanner = http::Scanner::at(options.scanner);
    if (!scanner) return tl::unexpected(scanner.error());
    with.scan = [scanner = *scanner](std::string_view bytes) {
      const auto clean = scanner.scan(bytes);
      if (!clean) log(Level::error, "scanned", {{"code", clean.error().code}, {"what", clean.error().message}});
      return clean;
    };
  }
  auto service = Service::open(context, with);
  if (!service) return tl::unexpected(service.error());
  const auto token = (*service)->first_setup_token();
  if (!token) return tl::unexpected(token.error());
  Front front(**service);
  http::ServerLimits limits;
  limits.workers = options.workers;
  auto server = http::Server::start(
      *listen, limits,
      {[&front](http::Request& request) { return front.handle(request); },
       [&front](const http::Request& request) { return front.body_max(request); },
       [random = machine_random()] { return random_id('r', random); },
       [](const http::Request& request, const std::string& what) {
         log(Level::error, "failed", {{"request", request.id}, {"what", what}});
       },
       [&front](const http::Request& request, const http::Answered& answered) { front.answered(request, answered); }});
  if (!server) return tl::unexpected(server.error());
  front.watch(**server);
  (*service)->start([](const std::string& event, const boost::json::object& fields) {
    log(event.ends_with("-failed") ? Level::error : Level::info, event, fields);
  });

  const std::string address = address_of(options, **server);
  std::string text = "Concordat serves at " + address + "\n";
  boost::json::object document{{"address", address}};
  if (!token->empty()) {
    // After the #, where a browser keeps it to itself: the token is in no log and no referrer.
    const std::string link = address + "/setup#" + *token;
    text += "Nobody can sign in yet. Within the hour, open\n  " + link +
            "\nor, in another terminal:\n  concordat setup --token " + *token +
            " --org NAME --name NAME --email NAME@EXAMPLE.ORG\n";
    document["setup_token"] = *token;
    document["setup_link"] = link;
  }
  answer(context, document, text);
  std::cout.flush();
  log(Level::info, "started", {{"address", address}});
  run_until_stopped(**server, signals);
  log(Level::info, "stopping");
  (*server)->stop();
  log(Level::info, "stopped");
  return {};
}

}  // namespace

void add_serve(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("serve", "The service: one API for all parties' people and programs.");
  command->footer(
      "Ends with SIGTERM or Ctrl-C, when what is being answered is answered; SIGHUP reads the certificate anew.\n"
      "Example: concordat serve --data ./office");
  auto options = std::make_shared<ServeOptions>();
  command->add_option("--listen", options->listen, "where (default: 127.0.0.1:8420; port 0: any that is free)")
      ->type_name("ADDRESS:PORT");
  command->add_option("--tls-certificate", options->certificate, "certificate and its chain, PEM")->type_name("FILE");
  command->add_option("--tls-key", options->tls_key, "its key, PEM")->type_name("FILE");
  command->add_flag("--plain", options->plain, "without TLS although others can reach it (a proxy does TLS)");
  command->add_option("--trusted-proxy", options->proxies, "a network whose X-Forwarded-… is believed: 10.0.0.0/8")
      ->type_name("NETWORK")
      ->allow_extra_args(false);
  command
      ->add_option("--allow-outbound", options->allowed,
                   "a network that may be asked though it is not on the internet, also without TLS: 10.1.2.0/24")
      ->type_name("NETWORK")
      ->allow_extra_args(false);
  command->add_option("--outbound-authorities", options->authorities, "certificates that are trusted there, PEM")
      ->type_name("FILE");
  command->add_flag("--log-notices", options->log_notices,
                    "a line in the log for each entry that webhooks may be told of");
  command->add_option("--scanner", options->scanner, "a malware scanner (clamd) that looks at every file sent")
      ->type_name("unix:PATH|ADDRESS:PORT");
  command->add_option("--workers", options->workers, "requests that are worked on at once (default: 4)")
      ->check(CLI::Range(1, 256))
      ->type_name("N");
  command
      ->add_option("--rate", options->rates.of_credential,
                   "requests a minute for each session or token (default: 1200)")
      ->check(CLI::Range(1, 1'000'000))
      ->type_name("N");
  command
      ->add_option("--address-rate", options->rates.of_address,
                   "requests a minute for each address without one (default: 600)")
      ->check(CLI::Range(1, 1'000'000))
      ->type_name("N");
  command->callback([&context, options] {
    if (const auto done = serve(context, *options); !done) refuse(context, done.error());
  });
}

}  // namespace concordat::app

// SPDX-License-Identifier: Apache-2.0
#include "app/record_server.hpp"

#include "app/answered.hpp"
#include "base/json.hpp"
#include "store/files.hpp"

#include <boost/json/array.hpp>

#include <filesystem>
#include <fstream>
#include <vector>

namespace concordat::app {
namespace {

constexpr std::chrono::hours kWhole{12};       // of a bundle of gigabytes
constexpr std::chrono::seconds kSilence{300};  // while the server gathers a large one
constexpr std::string_view kApi = "/api/v1";

struct MemberOf {
  std::string id;
  std::string name;
};

std::vector<MemberOf> organisations_in(const boost::json::value& me) {
  std::vector<MemberOf> all;
  const auto* object = me.if_object();
  const auto* list = object == nullptr ? nullptr : object->if_contains("organisations");
  if (list == nullptr || !list->is_array()) return all;
  for (const auto& one : list->get_array()) {
    if (!one.is_object()) continue;
    const auto* id = one.get_object().if_contains("id");
    const auto* name = one.get_object().if_contains("name");
    if (id != nullptr && id->is_string() && name != nullptr && name->is_string()) {
      all.push_back({std::string(id->get_string()), std::string(name->get_string())});
    }
  }
  return all;
}

// As a part of an address (RFC 3986, unreserved).
std::string escaped(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
        c == '.') {
      out += c;
    } else {
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return out;
}

}  // namespace

Result<RecordServer> RecordServer::of(std::string url, std::string token, std::string authorities) {
  while (url.ends_with('/')) url.pop_back();
  while (!token.empty() && (token.back() == '\n' || token.back() == '\r')) token.pop_back();
  if (token.empty() || token.find_first_of("\r\n") != std::string::npos) {
    return fail("bad-token", "The file with the token holds none.", "Make one there: POST /api/v1/me/tokens.");
  }
  http::OutboundOptions options;
  // Whoever runs a witness names its server: it may stand in their own network. Without TLS only on this machine.
  options.allowed = url.starts_with("https://") ? std::vector<std::string>{"0.0.0.0/0", "::/0"}
                                                : std::vector<std::string>{"127.0.0.0/8", "::1/128"};
  options.authorities = std::move(authorities);
  options.whole = kWhole;
  options.silence = kSilence;
  auto outbound = http::Outbound::with(std::move(options));
  if (!outbound) return tl::unexpected(outbound.error());
  if (const auto good = outbound->check(url); !good) return tl::unexpected(good.error());
  return RecordServer(std::move(*outbound), std::move(url), std::move(token));
}

http::OutboundRequest RecordServer::request(const std::string& method, const std::string& path) const {
  http::OutboundRequest request;
  request.method = method;
  request.url = url_ + std::string(kApi) + path;
  request.headers.add("Authorization", "Bearer " + token_);
  return request;
}

Result<http::Response> RecordServer::ask(http::OutboundRequest request) const {
  auto answer = outbound_.ask(request);
  if (!answer) {
    Problem problem = answer.error();
    problem.message += " (" + url_ + ")";
    return tl::unexpected(std::move(problem));
  }
  if (answer->status < 200 || answer->status >= 300) return tl::unexpected(problem_of(*answer));
  return std::move(*answer);
}

Result<std::string> RecordServer::organisation(const std::string& name) const {
  const auto answer = ask(request("GET", "/me"));
  if (!answer) return tl::unexpected(answer.error());
  const auto me = parse_json(answer->body);
  const auto all = me ? organisations_in(*me) : std::vector<MemberOf>();
  std::string names;
  for (const MemberOf& one : all) {
    if (one.id == name || one.name == name || (name.empty() && all.size() == 1)) return one.id;
    names += (names.empty() ? "" : ", ") + one.name;
  }
  if (all.empty()) return fail("unknown-organisation", "The token's person is a member of no organisation there.");
  return fail("unknown-organisation", "Say which organisation's record it is.", "--org, one of: " + names + ".");
}

Result<void> RecordServer::fetch_bundle(const std::string& organisation, const std::string& party, std::int64_t since,
                                        const std::string& file) const {
  const std::string part = file + ".part";
  std::ofstream out(part, std::ios::binary | std::ios::trunc);
  std::string query = party.empty() ? "" : "?as=" + escaped(party);
  if (since > 0) query += (query.empty() ? "?since=" : "&since=") + std::to_string(since);
  auto asking = request("GET", "/organisations/" + escaped(organisation) + "/bundle" + query);
  std::uint64_t came = 0;
  asking.take = [&out, &came](std::string_view bytes) {
    came += bytes.size();
    return static_cast<bool>(out << bytes);
  };
  auto answer = ask(std::move(asking));
  out.close();
  // A head that was cut says nothing of how much was to come.
  if (answer && answer->headers.get("Content-Length") != std::to_string(came)) {
    answer = fail("broken-off", "The connection ended before the answer did. (" + url_ + ")");
  }
  if (answer && !out.fail()) {
    store::replace_file(part, file);
    return {};
  }
  std::error_code ignored;
  std::filesystem::remove(part, ignored);
  if (out.fail()) return fail_at({file}, "cannot-write", "The bundle cannot be written.", "Is there room?");
  return tl::unexpected(answer.error());
}

Result<void> RecordServer::post_cosignature(const std::string& organisation, const std::string& note) const {
  auto posting = request("POST", "/organisations/" + escaped(organisation) + "/cosignatures");
  posting.headers.add("Content-Type", "application/json");
  posting.body = write_json(boost::json::object{{"note", note}});
  const auto answer = ask(std::move(posting));
  if (!answer) return tl::unexpected(answer.error());
  return {};
}

}  // namespace concordat::app

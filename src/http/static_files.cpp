// SPDX-License-Identifier: Apache-2.0
#include "http/static_files.hpp"

#include "base/text.hpp"
#include "http/digest.hpp"
#include "http/preconditions.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace concordat::http {
namespace {

constexpr std::string_view kPacked = ".gz";
constexpr std::string_view kHashedFolder = "assets/";  // where the bundler puts files whose names hold their digest
constexpr std::string_view kPage = "index.html";
constexpr std::string_view kProgramsFolder = "api";  // programs ask there, and get no page for an answer

// Styles may stand in the page, because its components and charts write them there; no script may, and nothing comes
// from elsewhere.
constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'";

constexpr std::string_view kUnknownType = "application/octet-stream";

std::string_view type_of(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kTypes = {{
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".map", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".webp", "image/webp"},
      {".ico", "image/vnd.microsoft.icon"},
      {".woff2", "font/woff2"},
      {".txt", "text/plain; charset=utf-8"},
      {".wasm", "application/wasm"},
  }};
  const auto* const found =
      std::find_if(kTypes.begin(), kTypes.end(), [&](const auto& one) { return name.ends_with(one.first); });
  return found == kTypes.end() ? kUnknownType : found->second;
}

std::string etag_of(std::string_view bytes) { return "\"" + sha256_hex(bytes).substr(0, 32) + "\""; }

void add_page_fields(Response& response, bool secure) {
  response.headers.set("Content-Security-Policy", std::string(kPolicy));
  response.headers.set("X-Frame-Options", "DENY");
  response.headers.set("Referrer-Policy", "no-referrer");
  response.headers.set("Cross-Origin-Opener-Policy", "same-origin");
  response.headers.set("Cross-Origin-Resource-Policy", "same-origin");
  response.headers.set("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
  if (secure) response.headers.set("Strict-Transport-Security", "max-age=31536000");
}

}  // namespace

bool takes_gzip(std::string_view accept_encoding) {
  std::optional<bool> any;
  while (!accept_encoding.empty()) {
    const std::size_t comma = accept_encoding.find(',');
    const std::string_view one = trimmed(accept_encoding.substr(0, comma));
    accept_encoding = comma == std::string_view::npos ? std::string_view{} : accept_encoding.substr(comma + 1);
    const std::size_t semicolon = one.find(';');
    const std::string_view name = trimmed(one.substr(0, semicolon));
    const std::string_view weight = semicolon == std::string_view::npos ? "" : trimmed(one.substr(semicolon + 1));
    // A weight of nothing but zeros: not at all.
    const bool taken =
        !((weight.starts_with("q=") || weight.starts_with("Q=")) && weight.find_first_not_of("0.", 2) == weight.npos);
    if (same_name(name, "gzip") || same_name(name, "x-gzip")) return taken;
    if (name == "*") any = taken;
  }
  return any.value_or(false);
}

StaticFiles::StaticFiles(std::span<const Embedded> files) {
  for (const Embedded& file : files) {
    if (file.name.ends_with(kPacked)) continue;
    files_.emplace(
        file.name,
        File{
            type_of(file.name), {file.bytes, etag_of(file.bytes)}, std::nullopt, file.name.starts_with(kHashedFolder)});
  }
  for (const Embedded& file : files) {
    if (!file.name.ends_with(kPacked)) continue;
    const auto plain = files_.find(file.name.substr(0, file.name.size() - kPacked.size()));
    demand(plain != files_.end());
    plain->second.packed = Variant{file.bytes, etag_of(file.bytes)};
  }
}

const StaticFiles::File* StaticFiles::find(const Request& request) const {
  const auto& segments = request.target.segments;
  std::string name;
  for (const std::string& segment : segments) name += (name.empty() ? "" : "/") + segment;
  if (const auto found = files_.find(name); found != files_.end()) return &found->second;
  if (!segments.empty() && (segments.front() == kProgramsFolder || name.starts_with(kHashedFolder))) return nullptr;
  // A path of the page itself ends in a word, or in a name that people gave, as of a ticket; what looks like one of our
  // files, and is none, is not there.
  const bool page = segments.empty() || (type_of(segments.back()) == kUnknownType &&
                                         request.headers.joined("Accept").find("text/html") != std::string::npos);
  const auto found = page ? files_.find(kPage) : files_.end();
  return found == files_.end() ? nullptr : &found->second;
}

std::optional<Response> StaticFiles::answer(const Request& request) const {
  const File* file = find(request);
  if (file == nullptr) return std::nullopt;
  if (request.method != "GET" && request.method != "HEAD") {
    return not_allowed_response(request.method, {"GET", "HEAD"});
  }
  Response response;
  const bool packed = file->packed && takes_gzip(request.headers.joined("Accept-Encoding"));
  const Variant& variant = packed ? *file->packed : file->plain;
  add_page_fields(response, request.secure);
  response.headers.set("ETag", variant.etag);
  response.headers.set("Cache-Control", file->forever ? "public, max-age=31536000, immutable" : "no-cache");
  if (file->packed) response.headers.set("Vary", "Accept-Encoding");
  // A condition that cannot be read is as good as none: the file is sent.
  if (if_none_match(request.headers, variant.etag).value_or(Precondition::absent) == Precondition::fails) {
    response.status = 304;
    return response;
  }
  response.headers.set("Content-Type", std::string(file->type));
  if (packed) response.headers.set("Content-Encoding", "gzip");
  response.body = variant.bytes;
  return response;
}

}  // namespace concordat::http

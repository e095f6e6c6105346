// SPDX-License-Identifier: Apache-2.0
#include "http/media_type.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace concordat::http {
namespace {

using namespace std::string_view_literals;

struct Magic {
  std::size_t at;
  std::string_view bytes;
  std::string_view media;
};

// WHATWG MIME Sniffing, sections 6.1 and 6.2; PDF 1.7 section 7.5.2; ZIP, which office documents are; gzip RFC 1952.
constexpr Magic kMagic[] = {
    {0, "\x89PNG\r\n\x1a\n"sv, "image/png"},
    {0, "\xff\xd8\xff"sv, "image/jpeg"},
    {0, "GIF87a"sv, "image/gif"},
    {0, "GIF89a"sv, "image/gif"},
    {8, "WEBPVP"sv, "image/webp"},
    {0, "%PDF-"sv, "application/pdf"},
    {0, "PK\x03\x04"sv, "application/zip"},
    {0, "\x1f\x8b\x08"sv, "application/gzip"},
};

// WHATWG MIME Sniffing 5.1: bytes that stand in no text.
bool is_binary(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x09 || byte == 0x0b || (byte > 0x0d && byte < 0x20 && byte != 0x1b);
}

// RFC 8187: what may stand in filename* as it is.
bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         "!#$&+-.^_`|~"sv.find(c) != std::string_view::npos;
}

std::string escaped_name(std::string_view name) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string all;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_plain(c)) {
      all += c;
    } else {
      (all += '%') += kHex[byte >> 4];
      all += kHex[byte & 15];
    }
  }
  return all;
}

}  // namespace

std::string_view media_type_of(std::string_view bytes) {
  for (const Magic& one : kMagic) {
    if (bytes.size() >= one.at + one.bytes.size() && bytes.substr(one.at, one.bytes.size()) == one.bytes) {
      return one.media;
    }
  }
  const bool text = std::none_of(bytes.begin(), bytes.end(), is_binary) && !first_invalid_utf8(bytes);
  return text ? "text/plain" : "application/octet-stream";
}

std::string file_name_of(std::string_view sent) {
  const auto slash = sent.find_last_of("/\\");
  if (slash != std::string_view::npos) sent.remove_prefix(slash + 1);
  std::string name;
  for (const char c : sent) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f) name += c;
  }
  while (name.size() > limits::kNameBytesMax || first_invalid_utf8(name)) name.pop_back();
  const bool nothing = name.find_first_not_of(". ") == std::string::npos;
  return nothing ? "file" : name;
}

Response file_response(std::string bytes, std::string_view media, std::string_view name) {
  Response response;
  const bool text = media == "text/plain";
  response.headers.set("Content-Type", std::string(media) + (text ? "; charset=utf-8" : ""));
  response.headers.set("Content-Disposition", "attachment; filename*=UTF-8''" + escaped_name(name));
  response.headers.set("Content-Security-Policy", "default-src 'none'; sandbox");
  response.headers.set("Cross-Origin-Resource-Policy", "same-origin");
  response.headers.set("Cache-Control", "private, no-store");
  response.body = std::move(bytes);
  return response;
}

}  // namespace concordat::http

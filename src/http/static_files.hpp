// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/embedded.hpp"
#include "http/message.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// The pages that are built into the program, and the fields that go with them: a browser runs no script but theirs,
// frames them nowhere and tells nobody where it was. A file NAME.gz beside NAME is the same, packed.
namespace concordat::http {

class StaticFiles {
 public:
  // Names are paths without the first slash, "assets/index-Bq3x0a9Z.js"; the bytes must stay where they are.
  explicit StaticFiles(std::span<const Embedded> files);

  // Nullopt where the request is for no page: then it is a route's. What a browser asks for with a path that has no
  // file, and is outside "api", is index.html, which finds its way itself. 304 where the browser has it already, 405
  // for other methods than GET and HEAD.
  std::optional<Response> answer(const Request& request) const;

 private:
  struct Variant {
    std::string_view bytes;
    std::string etag;
  };
  struct File {
    std::string_view type;
    Variant plain;
    std::optional<Variant> packed;
    bool forever = false;  // its name changes with its content
  };
  const File* find(const Request& request) const;

  std::map<std::string, File, std::less<>> files_;
};

// Whether Accept-Encoding takes gzip (RFC 9110 12.5.3).
bool takes_gzip(std::string_view accept_encoding);

}  // namespace concordat::http

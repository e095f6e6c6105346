// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/message.hpp"

#include <string>
#include <string_view>

// Files that somebody else made: what they are, and how they are handed out so that no browser runs them.
namespace concordat::http {

// By the bytes alone, whatever the sender says. Only types that cannot run: what could (HTML, SVG, programs) is
// "text/plain" where it is readable and "application/octet-stream" else.
std::string_view media_type_of(std::string_view bytes);

// The last segment of what a browser sends as a name, without control characters; at most 200 bytes, whole characters;
// "file" where nothing is left.
std::string file_name_of(std::string_view sent);

// The file as a download: never shown in the page, never taken for something else, never run.
Response file_response(std::string bytes, std::string_view media, std::string_view name);

}  // namespace concordat::http

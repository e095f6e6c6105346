// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// multipart/form-data (RFC 7578, in the frame of RFC 2046 5.1): what a page's form sends. Pure. INVARIANT: a content is
// a part of the body that was read and no byte of it is changed; a form that ends too early is no form.
namespace concordat::http {

inline constexpr std::size_t kFormPartsMax = 20;
inline constexpr std::size_t kFormHeadBytesMax = 4'096;  // the fields of one part
inline constexpr std::size_t kBoundaryBytesMax = 70;     // RFC 2046 5.1.1

struct FormPart {
  std::string name;                      // of the form's field; UTF-8
  std::optional<std::string> file_name;  // as it was sent; there is one where the field is a file
  std::string_view content;              // within the body
};

bool is_form(std::string_view content_type);  // "multipart/form-data", whatever its parameters

// The boundary that a Content-Type names. Problem: bad-form.
Result<std::string> boundary_in(std::string_view content_type);

// The parts, in their order. Problem: bad-form, which says which part and what is wrong with it.
Result<std::vector<FormPart>> read_form(std::string_view body, std::string_view boundary);

}  // namespace concordat::http

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/api.hpp"
#include "record/sha256.hpp"

#include <string>
#include <utility>

// The ETag of a thing that is small enough to be shown whole: another after whatever a reader would see changed of it.
namespace concordat::operate {

template <typename View>
std::string etag_of_view(const View& view) {
  return "\"" + record::to_hex(record::sha256(write_json(encode(view)))).substr(0, 16) + "\"";
}

// The thing, with the ETag that a change of it may name in If-Match.
template <typename View>
Answer shown(const View& view, std::string etag) {
  Answer answer = Api::answer_of(view);
  answer.etag = std::move(etag);
  return answer;
}
template <typename View>
Answer shown(const View& view) {
  return shown(view, etag_of_view(view));
}

}  // namespace concordat::operate

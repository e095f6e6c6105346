// SPDX-License-Identifier: Apache-2.0
#include "record/references.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace concordat::record {

namespace {

void each_below(const boost::json::value& body, const OnTextReference& fn) {
  if (const auto* array = body.if_array()) {
    for (const auto& item : *array) each_below(item, fn);
    return;
  }
  if (const auto* object = body.if_object()) each_text_reference(*object, fn);
}

}  // namespace

void each_text_reference(const boost::json::object& body, const OnTextReference& fn) {
  const auto* digest = body.if_contains("digest");
  const auto* text = body.if_contains("text");
  if (body.size() == 2 && digest != nullptr && text != nullptr && digest->is_string() && text->is_string()) {
    fn(text->get_string(), digest->get_string());
    return;
  }
  for (const auto& member : body) each_below(member.value(), fn);
}

}  // namespace concordat::record

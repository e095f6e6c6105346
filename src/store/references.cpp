// SPDX-License-Identifier: Apache-2.0
#include "store/references.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace concordat::store {

void each_text_reference(const boost::json::value& body,
                         const std::function<void(std::string_view id, std::string_view digest)>& fn) {
  if (const auto* array = body.if_array()) {
    for (const auto& item : *array) each_text_reference(item, fn);
    return;
  }
  const auto* object = body.if_object();
  if (object == nullptr) return;
  const auto* digest = object->if_contains("digest");
  const auto* text = object->if_contains("text");
  if (object->size() == 2 && digest != nullptr && text != nullptr && digest->is_string() && text->is_string()) {
    fn(text->get_string(), digest->get_string());
    return;
  }
  for (const auto& member : *object) each_text_reference(member.value(), fn);
}

}  // namespace concordat::store

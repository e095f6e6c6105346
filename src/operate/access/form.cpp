// SPDX-License-Identifier: Apache-2.0
#include "operate/access/form.hpp"

namespace concordat::operate {

std::string form_encoded(std::string_view text) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~' || c == '@';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

std::string form_of(const std::vector<std::pair<std::string, std::string>>& fields) {
  std::string all;
  for (const auto& [name, value] : fields) {
    all += (all.empty() ? "" : "&") + form_encoded(name) + "=" + form_encoded(value);
  }
  return all;
}

}  // namespace concordat::operate

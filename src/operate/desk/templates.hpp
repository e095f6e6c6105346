// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/api.hpp"

#include <boost/json/value.hpp>

#include <map>
#include <optional>
#include <string>

// Several commands at once: templates, which are named and do several things to one ticket, all or none; and bulk,
// which does one thing to many tickets, each for itself.
namespace concordat::operate {

void add_templates(Api& api);
void add_bulk(Api& api);

// A command's body; empty where none is given.
inline boost::json::value with_of(const std::optional<boost::json::object>& with) {
  return with ? boost::json::value(*with) : boost::json::value(boost::json::object{});
}
// The value with "{{name}}" replaced in every text of it; a name that is not known stays as it is written.
boost::json::value filled_in(const boost::json::value& value, const std::map<std::string, std::string>& words);

}  // namespace concordat::operate

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/message.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

// Which handler answers which request. The table can be walked, so that what must hold of every route (its tests, its
// description) is made from it and cannot be forgotten.
namespace concordat::http {

using Handler = std::function<Response(const Request&)>;

struct Route {
  std::string method;
  std::string path;    // "/api/v1/tickets/{ticket}": a parameter is a whole segment
  std::string action;  // what whoever asks must be allowed to do; empty: everybody may, and says so by being empty
  Handler handler;
  std::size_t body_max = 0;  // bytes; 0: the server's own limit
};

class Router {
 public:
  Router();
  ~Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;

  // Two routes of one method and path, or parameters of one place with two names, are a slip of ours: it aborts.
  void add(Route route);
  const std::vector<std::unique_ptr<Route>>& routes() const { return routes_; }

  // Null where there is none of that method and path. HEAD is answered by GET's route. A segment that is written out
  // goes before a parameter.
  const Route* find(std::string_view method, const Target& target,
                    std::vector<std::pair<std::string, std::string>>* parameters = nullptr) const;
  // What a path answers to, for Allow; empty: there is no such path.
  std::vector<std::string> methods(const Target& target) const;

  // 404, or 405 with Allow, where no route answers. Sets the request's parameters.
  Response handle(Request& request) const;

 private:
  struct Node;
  const Node* walk(const Node& node, const Target& target, std::size_t depth,
                   std::vector<std::pair<std::string, std::string>>* parameters) const;

  std::unique_ptr<Node> root_;
  std::vector<std::unique_ptr<Route>> routes_;
};

}  // namespace concordat::http

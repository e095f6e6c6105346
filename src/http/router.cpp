// SPDX-License-Identifier: Apache-2.0
#include "http/router.hpp"

namespace concordat::http {

struct Router::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> written;
  std::string parameter;  // its name
  std::unique_ptr<Node> any;
  std::map<std::string, const Route*, std::less<>> routes;  // by method
};

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

void Router::add(Route route) {
  const auto target = parse_target(route.path);
  demand(target.has_value() && !route.method.empty() && route.handler != nullptr);
  Node* node = root_.get();
  for (const std::string& segment : target->segments) {
    if (segment.size() > 2 && segment.front() == '{' && segment.back() == '}') {
      const std::string name = segment.substr(1, segment.size() - 2);
      if (!node->any) {
        node->any = std::make_unique<Node>();
        node->parameter = name;
      }
      demand(node->parameter == name);
      node = node->any.get();
    } else {
      auto& next = node->written[segment];
      if (!next) next = std::make_unique<Node>();
      node = next.get();
    }
  }
  routes_.push_back(std::make_unique<Route>(std::move(route)));
  demand(node->routes.emplace(routes_.back()->method, routes_.back().get()).second);
}

// Depth first, what is written out before parameters; a way that leads nowhere is gone back.
const Router::Node* Router::walk(const Node& node, const Target& target, std::size_t depth,
                                 std::vector<std::pair<std::string, std::string>>* parameters) const {
  if (depth == target.segments.size()) return node.routes.empty() ? nullptr : &node;
  const std::string& segment = target.segments[depth];
  if (const auto next = node.written.find(segment); next != node.written.end()) {
    if (const Node* found = walk(*next->second, target, depth + 1, parameters)) return found;
  }
  if (!node.any) return nullptr;
  if (parameters != nullptr) parameters->emplace_back(node.parameter, segment);
  const Node* found = walk(*node.any, target, depth + 1, parameters);
  if (found == nullptr && parameters != nullptr) parameters->pop_back();
  return found;
}

const Route* Router::find(std::string_view method, const Target& target,
                          std::vector<std::pair<std::string, std::string>>* parameters) const {
  const Node* node = walk(*root_, target, 0, parameters);
  if (node == nullptr) return nullptr;
  auto found = node->routes.find(method);
  if (found == node->routes.end() && method == "HEAD") found = node->routes.find("GET");
  return found == node->routes.end() ? nullptr : found->second;
}

std::vector<std::string> Router::methods(const Target& target) const {
  std::vector<std::string> all;
  const Node* node = walk(*root_, target, 0, nullptr);
  if (node == nullptr) return all;
  for (const auto& [method, route] : node->routes) {
    all.push_back(method);
    if (method == "GET") all.emplace_back("HEAD");
  }
  return all;
}

Response Router::handle(Request& request) const {
  request.parameters.clear();
  if (const Route* route = find(request.method, request.target, &request.parameters)) return route->handler(request);
  const auto allowed = methods(request.target);
  if (allowed.empty()) {
    return problem_response(404, {"not-found", "There is nothing here, or nothing for you.", std::nullopt, ""});
  }
  return not_allowed_response(request.method, allowed);
}

}  // namespace concordat::http

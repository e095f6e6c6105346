// SPDX-License-Identifier: Apache-2.0
#include "operate/api/api.hpp"

#include <regex>
#include <set>

// The description that clients are made from: OpenAPI 3.1, printed from the routes themselves.
namespace concordat::operate {
namespace {

namespace json = boost::json;

json::array parameters_of(const Operation& operation) {
  json::array all;
  static const std::regex parameter(R"(\{(\w+)\})");
  for (std::sregex_iterator it(operation.path.begin(), operation.path.end(), parameter), end; it != end; ++it) {
    all.push_back(json::object{
        {"name", (*it)[1].str()}, {"in", "path"}, {"required", true}, {"schema", json::object{{"type", "string"}}}});
  }
  for (const QueryParameter& one : operation.query) {
    all.push_back(json::object{
        {"name", one.name}, {"in", "query"}, {"description", one.words}, {"schema", json::object{{"type", "string"}}}});
  }
  if (operation.method == "POST" && operation.door != Door::everybody) {
    all.push_back(json::object{{"$ref", "#/components/parameters/IdempotencyKey"}});
  }
  return all;
}

// Whether the thing that a route changes can be read, and so has an ETag: what stands up to the first parameter after
// the organisation's.
bool changes_what_can_be_read(const Operation& operation, const std::set<std::string>& can_be_read) {
  constexpr std::string_view kHere = "/api/v1/organisations/{organisation}";
  const auto open = operation.path.find('{', operation.path.starts_with(kHere) ? kHere.size() : 0);
  return operation.method != "GET" && open != std::string::npos &&
         can_be_read.contains(operation.path.substr(0, operation.path.find('}', open) + 1));
}

json::object content(std::string_view type, json::value schema) {
  return json::object{{type, json::object{{"schema", std::move(schema)}}}};
}

constexpr const char* kBytes = "application/octet-stream";
constexpr const char* kAnyType = "*/*";

// What a page's form sends (RFC 7578): the file, and beside it what else the query would say.
json::object form_of_a_file() {
  const auto text = json::object{{"type", "string"}};
  return {{"type", "object"},
          {"properties", json::object{{"file", json::object{{"type", "string"}, {"contentMediaType", kBytes}}},
                                      {"name", text},
                                      {"audience", text},
                                      {"parties", text}}},
          {"required", json::array{"file"}}};
}

json::object problem_schema() {
  const auto text = json::object{{"type", "string"}};
  return json::object{
      {"type", "object"},
      {"description", "RFC 9457. `code` is a stable word; `errors` point into the body."},
      {"properties",
       json::object{{"type", text},
                    {"title", text},
                    {"status", json::object{{"type", "integer"}}},
                    {"detail", text},
                    {"code", text},
                    {"hint", text},
                    {"request", text},
                    {"errors", json::object{{"type", "array"},
                                            {"items", json::object{{"type", "object"},
                                                                   {"properties",
                                                                    json::object{{"pointer", text}, {"detail", text}}},
                                                                   {"required", json::array{"pointer", "detail"}}}}}}}},
      {"required", json::array{"type", "title", "status", "detail", "code"}}};
}

}  // namespace

json::object Api::openapi(std::string_view version) const {
  std::set<std::string> can_be_read;
  for (const auto& operation : operations_) {
    if (operation->method == "GET") can_be_read.insert(operation->path);
  }
  json::object paths;
  for (const auto& operation : operations_) {
    const auto& described = described_.at(operation->id);
    json::object one{
        {"operationId", operation->id}, {"tags", json::array{operation->tag}}, {"summary", operation->summary}};
    auto parameters = parameters_of(*operation);
    if (changes_what_can_be_read(*operation, can_be_read)) {
      parameters.push_back(json::object{{"$ref", "#/components/parameters/IfMatch"}});
    }
    if (!parameters.empty()) one["parameters"] = std::move(parameters);
    if (!described.body.is_null()) {
      one["requestBody"] = json::object{{"required", true}, {"content", content("application/json", described.body)}};
    }
    if (described.takes_file) {
      auto ways = content(kBytes, json::object{});
      ways["multipart/form-data"] = json::object{{"schema", form_of_a_file()}};
      one["requestBody"] = json::object{{"required", true}, {"content", std::move(ways)}};
    }
    json::object success{{"description", "Done."}};
    if (!described.answer.is_null()) {
      success["content"] = content(operation->answers_with, described.answer);
    } else if (operation->answers_with != kJson) {
      success["content"] = content(operation->answers_with, json::object{{"type", "string"}});
    }
    if (described.gives_file) success["content"] = content(kAnyType, json::object{});
    if (operation->sends_on) success = json::object{{"description", "Go on at the Location."}};
    one["responses"] = json::object{{operation->sends_on ? "303" : "2XX", std::move(success)},
                                    {"default", json::object{{"$ref", "#/components/responses/Problem"}}}};
    if (operation->door == Door::everybody) one["security"] = json::array{};
    if (!operation->action.empty()) one["x-concordat-action"] = operation->action;
    std::string method;
    for (const char c : operation->method) method += static_cast<char>(c - 'A' + 'a');
    if (!paths.contains(operation->path)) paths[operation->path] = json::object{};
    paths[operation->path].get_object()[method] = std::move(one);
  }
  json::object schemas;
  for (const auto& [name, schema] : components_) schemas[name] = schema;
  schemas["Problem"] = problem_schema();
  const json::object idempotency{{"name", "Idempotency-Key"},
                                 {"in", "header"},
                                 {"description", "The same key with the same body within a day is done once."},
                                 {"schema", json::object{{"type", "string"}, {"maxLength", 200}}}};
  const json::object if_match{{"name", "If-Match"},
                              {"in", "header"},
                              {"description", "The ETag of the thing as it was read: 412 where it was changed since."},
                              {"schema", json::object{{"type", "string"}}}};
  return json::object{
      {"openapi", "3.1.0"},
      {"info", json::object{{"title", "Concordat"},
                            {"version", version},
                            {"license", json::object{{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
      {"security", json::array{json::object{{"session", json::array{}}}, json::object{{"token", json::array{}}}}},
      {"paths", std::move(paths)},
      {"components",
       json::object{
           {"schemas", std::move(schemas)},
           {"parameters", json::object{{"IdempotencyKey", idempotency}, {"IfMatch", if_match}}},
           {"responses",
            json::object{{"Problem",
                          json::object{{"description", "It was refused, or could not be done."},
                                       {"content", content("application/problem+json",
                                                           json::object{{"$ref", "#/components/schemas/Problem"}})}}}}},
           {"securitySchemes",
            json::object{{"session", json::object{{"type", "apiKey"}, {"in", "cookie"}, {"name", "__Host-concordat"}}},
                         {"token", json::object{{"type", "http"}, {"scheme", "bearer"}}}}}}}};
}

}  // namespace concordat::operate

// SPDX-License-Identifier: Apache-2.0
#include "operate/imports/xes.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

#include <expat.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace concordat::imports {
namespace {

constexpr std::size_t kChunkBytes = 64 << 10;
// A start tag is held in memory until it is complete; one that is longer holds no value that we would take.
constexpr std::size_t kTagBytesMax = 2 * limits::kFieldBytesMax;
constexpr std::string_view kTracePrefix = "case:";

struct FreeParser {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

enum class Element : std::uint8_t { log, trace, event, attribute, other };

std::string_view local_name(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

class XesParser {
 public:
  XesParser(Input& input, const Map& map, const std::function<void(const XesEvent&)>& on_event)
      : input_(input), on_event_(on_event), parser_(XML_ParserCreate(nullptr)) {
    for (std::size_t role = 0; role < kRoleCount; ++role) {
      const std::string_view column = map.columns[role];
      if (column.empty()) continue;
      if (column.starts_with(kTracePrefix))
        trace_keys_.push_back({column.substr(kTracePrefix.size()), role});
      else
        event_keys_.push_back({column, role});
    }
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(parser_.get(), &XesParser::on_start, &XesParser::on_end);
    XML_SetStartDoctypeDeclHandler(parser_.get(), &XesParser::on_doctype);
  }

  Result<void> run() {
    std::vector<char> chunk(kChunkBytes);
    std::int64_t fed = 0;
    for (;;) {
      const auto size = input_.read(chunk);
      if (!size) return tl::unexpected(size.error());
      const bool last = *size == 0;
      if (last && fed == 0) return fail_at(Where{input_.name(), 1, 1}, "empty-file", "the file is empty");
      const auto status = XML_Parse(parser_.get(), chunk.data(), static_cast<int>(*size), last ? 1 : 0);
      if (problem_) return tl::unexpected(std::move(*problem_));
      if (status != XML_STATUS_OK) return malformed();
      fed += static_cast<std::int64_t>(*size);
      if (last) return check_keys_seen();
      if (fed - XML_GetCurrentByteIndex(parser_.get()) > static_cast<std::int64_t>(kTagBytesMax)) {
        return fail_at(here(), "field-too-long", "a tag of more than " + std::to_string(kTagBytesMax) + " bytes");
      }
    }
  }

 private:
  struct Key {
    std::string_view name;
    std::size_t role = 0;
  };

  static void on_start(void* self, const XML_Char* name, const XML_Char** attributes) {
    static_cast<XesParser*>(self)->start(local_name(name), attributes);
  }
  static void on_end(void* self, const XML_Char*) { static_cast<XesParser*>(self)->end(); }
  static void on_doctype(void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    static_cast<XesParser*>(self)->stop(
        "xml-doctype", "the file has a DOCTYPE, whose entities could unpack without end", "XES needs none: remove it.");
  }

  Where here() const {
    return Where{input_.name(), static_cast<std::int64_t>(XML_GetCurrentLineNumber(parser_.get())),
                 static_cast<std::int64_t>(XML_GetCurrentColumnNumber(parser_.get())) + 1};
  }

  XesEvent::Position position() const {
    const Where at = here();
    return {at.line, at.column};
  }

  void stop(std::string code, std::string message, std::string hint = {}) {
    if (!problem_) problem_ = {std::move(code), std::move(message), here(), std::move(hint)};
    XML_StopParser(parser_.get(), XML_FALSE);
  }

  tl::unexpected<Problem> malformed() const {
    const auto error = XML_GetErrorCode(parser_.get());
    // In the first line: most likely it is another kind of file altogether.
    const bool from_the_start = open_.empty() && !seen_root_;
    return fail_at(
        here(), from_the_start ? "not-xes" : "bad-xml",
        std::string(from_the_start ? "this is not XES: " : "the XML breaks off here: ") + XML_ErrorString(error));
  }

  void start(std::string_view name, const XML_Char** attributes) {
    if (problem_) return;
    if (open_.size() == limits::kXmlDepthMax) {
      stop("xml-too-deep", "elements are nested more than " + std::to_string(limits::kXmlDepthMax) + " deep");
      return;
    }
    if (open_.empty()) {
      seen_root_ = true;
      if (name != "log")
        stop("not-xes", "this is not XES: its first element is <" + std::string(name) + ">, not <log>");
      open_.push_back(Element::log);
      return;
    }
    const Element parent = open_.back();
    Element element = Element::other;
    if (name == "trace" && parent == Element::log) {
      element = Element::trace;
      clear(trace_keys_);
    } else if (name == "event" && (parent == Element::trace || parent == Element::log)) {
      element = Element::event;
      if (parent == Element::log) clear(trace_keys_);
      clear(event_keys_);
      event_.begin = position();
      ++events_;
    } else if (parent == Element::trace || parent == Element::event) {
      element = Element::attribute;
      take(attributes, parent == Element::trace ? trace_keys_ : event_keys_, parent == Element::trace);
    }
    open_.push_back(element);
  }

  void end() {
    if (problem_) return;
    const Element element = open_.back();
    open_.pop_back();
    if (element != Element::event) return;
    for (std::size_t role = 0; role < kRoleCount; ++role) event_.values[role] = values_[role];
    on_event_(event_);
  }

  void clear(const std::vector<Key>& keys) {
    for (const Key& key : keys) {
      values_[key.role].clear();
      event_.positions[key.role] = {};
      event_.again[key.role] = {};
    }
  }

  void take(const XML_Char** attributes, const std::vector<Key>& keys, bool of_trace) {
    std::string_view name;
    std::string_view value;
    for (; *attributes != nullptr; attributes += 2) {
      const std::string_view attribute(attributes[0]);
      if (attribute == "key") name = attributes[1];
      if (attribute == "value") value = attributes[1];
    }
    constexpr std::size_t kEventsForHints = 100;
    if (events_ <= kEventsForHints) seen_names_.insert((of_trace ? std::string(kTracePrefix) : "") + std::string(name));
    for (const Key& key : keys) {
      if (key.name != name) continue;
      seen_[key.role] = true;
      // Neither is more true than the other: whoever takes the event is told, and decides.
      if (event_.positions[key.role].line > 0) {
        event_.again[key.role] = position();
        continue;
      }
      values_[key.role] = value;
      event_.positions[key.role] = position();
    }
  }

  // A key that never occurs is a slip of the pen, and would otherwise look like a log that says nothing.
  Result<void> check_keys_seen() const {
    if (events_ == 0) return fail_at(Where{input_.name(), 1, 1}, "no-rows", "the log holds no event");
    for (const auto* keys : {&trace_keys_, &event_keys_}) {
      for (const Key& key : *keys) {
        if (seen_[key.role]) continue;
        const std::string written = (keys == &trace_keys_ ? std::string(kTracePrefix) : "") + std::string(key.name);
        const std::vector<std::string> known(seen_names_.begin(), seen_names_.end());
        const auto nearest = nearest_name(written, known);
        return fail_at(Where{input_.name(), 1, 1}, "missing-column",
                       "no event has the attribute \"" + written + "\", which the map names as " +
                           std::string(to_word(static_cast<Role>(key.role))),
                       nearest ? "Did you mean \"" + *nearest + "\"?" : "Attributes of a trace are written case:KEY.");
      }
    }
    return {};
  }

  Input& input_;
  const std::function<void(const XesEvent&)>& on_event_;
  std::unique_ptr<std::remove_pointer_t<XML_Parser>, FreeParser> parser_;
  std::vector<Key> trace_keys_;
  std::vector<Key> event_keys_;
  std::vector<Element> open_;
  bool seen_root_ = false;
  std::size_t events_ = 0;
  PerRole<std::string> values_;
  PerRole<bool> seen_{};
  std::set<std::string> seen_names_;
  XesEvent event_;
  std::optional<Problem> problem_;
};

}  // namespace

Result<void> read_xes(Input& input, const Map& map, const std::function<void(const XesEvent&)>& on_event) {
  return XesParser(input, map, on_event).run();
}

}  // namespace concordat::imports

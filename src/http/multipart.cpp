// SPDX-License-Identifier: Apache-2.0
#include "http/multipart.hpp"

#include "base/text.hpp"
#include "http/message.hpp"

#include <algorithm>
#include <map>

namespace concordat::http {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

tl::unexpected<Problem> bad_form(std::string message, std::string hint = {}) {
  return fail("bad-form", std::move(message), std::move(hint));
}

// RFC 9110 5.6.2.
bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

// RFC 2046 5.1.1: 1 to 70 of these, and no space at the end.
bool is_boundary(std::string_view text) {
  return !text.empty() && text.size() <= kBoundaryBytesMax && text.back() != ' ' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos;
         });
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// A value with its parameters: `form-data; name="a"; filename="b"`.
struct Parameters {
  std::string value;                         // small letters
  std::map<std::string, std::string> named;  // by small letters
};

// The text between quotation marks. A backslash stands before a mark or another backslash where a sender escapes, and
// for itself where a browser sends a path of Windows: only before a mark does it stand for nothing.
std::optional<std::string> quoted_text(std::string_view& rest) {
  std::string out;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '"') {
      rest.remove_prefix(i + 1);
      return out;
    }
    if (rest[i] == '\\' && i + 1 < rest.size() && rest[i + 1] == '"') ++i;
    out += rest[i];
  }
  return std::nullopt;
}

std::optional<Parameters> parameters_in(std::string_view field) {
  Parameters all;
  auto semicolon = std::min(field.find(';'), field.size());
  all.value = lower(trimmed(field.substr(0, semicolon)));
  std::string_view rest = field.substr(semicolon);
  while (!rest.empty()) {
    rest = trimmed(rest.substr(1));
    if (rest.empty()) break;  // a semicolon at the end is harmless
    const auto equals = rest.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const std::string name = lower(trimmed(rest.substr(0, equals)));
    rest = trimmed(rest.substr(equals + 1));
    std::optional<std::string> value;
    if (!rest.empty() && rest.front() == '"') {
      value = quoted_text(rest);
      if (!value) return std::nullopt;
      rest = trimmed(rest);
      if (!rest.empty() && rest.front() != ';') return std::nullopt;
    } else {
      const auto end = std::min(rest.find(';'), rest.size());
      value = std::string(trimmed(rest.substr(0, end)));
      if (!is_token(*value)) return std::nullopt;
      rest.remove_prefix(end);
    }
    // What is said twice may be read as either, by two who look at the same form.
    if (!is_token(name) || !all.named.emplace(name, std::move(*value)).second) return std::nullopt;
  }
  return all;
}

// What browsers write for what cannot stand between the marks (WHATWG HTML, multipart/form-data encoding algorithm).
std::string unescaped(std::string_view text) {
  static constexpr std::pair<std::string_view, char> kEscapes[] = {{"%22", '"'}, {"%0D", '\r'}, {"%0A", '\n'}};
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto found = std::find_if(std::begin(kEscapes), std::end(kEscapes),
                                    [&](const auto& one) { return text.substr(i).starts_with(one.first); });
    out += found == std::end(kEscapes) ? text[i] : found->second;
    if (found != std::end(kEscapes)) i += found->first.size() - 1;
  }
  return out;
}

class FormReader {
 public:
  FormReader(std::string_view body, std::string_view boundary)
      : body_(body), delimiter_("\r\n--" + std::string(boundary)) {}

  Result<std::vector<FormPart>> run() {
    if (!open()) return bad_form("The body does not begin with its boundary.", "Content-Type names another one.");
    while (!closed_) {
      if (parts_.size() == kFormPartsMax) {
        return bad_form("The form has more than " + std::to_string(kFormPartsMax) + " parts.");
      }
      if (auto one = part(); !one) return tl::unexpected(one.error());
    }
    return std::move(parts_);
  }

 private:
  // Behind the first delimiter; what stands before it is for no one (RFC 2046 5.1.1, preamble).
  bool open() {
    const std::string_view first = std::string_view(delimiter_).substr(kLineEnd.size());
    if (body_.starts_with(first) && after_delimiter(first.size())) return true;
    return next_delimiter(0).has_value();
  }
  // Where the content that begins at `from` ends: before a delimiter that is a whole line.
  std::optional<std::size_t> next_delimiter(std::size_t from) {
    for (auto found = body_.find(delimiter_, from); found != std::string_view::npos;
         found = body_.find(delimiter_, found + 1)) {
      if (after_delimiter(found + delimiter_.size())) return found;
    }
    return std::nullopt;
  }
  // The end of the line that the boundary stands in: "--" closes the form, and blanks may follow.
  bool after_delimiter(std::size_t at) {
    const bool closing = body_.substr(at).starts_with("--");
    if (closing) at += 2;
    while (at < body_.size() && (body_[at] == ' ' || body_[at] == '\t')) ++at;
    const bool ends = body_.substr(at).starts_with(kLineEnd);
    if (!ends && !(closing && at == body_.size())) return false;
    closed_ = closing;
    at_ = at + (ends ? kLineEnd.size() : 0);
    return true;
  }

  std::string which() const { return "Part " + std::to_string(parts_.size() + 1) + " of the form "; }

  Result<void> part() {
    FormPart one;
    if (auto head = fields(one); !head) return head;
    const std::size_t from = at_;
    // An empty content: the delimiter's line end is the one that ends the fields.
    const auto end = next_delimiter(from - kLineEnd.size());
    if (!end) return bad_form(which() + "does not end: the form is cut short.", "The last line is --BOUNDARY--.");
    one.content = *end < from ? std::string_view() : body_.substr(from, *end - from);
    parts_.push_back(std::move(one));
    return {};
  }

  // The fields of a part, to behind the empty line.
  Result<void> fields(FormPart& one) {
    bool disposed = false;
    const std::size_t begin = at_;
    while (true) {
      const auto end = body_.substr(0, std::min(body_.size(), begin + kFormHeadBytesMax)).find(kLineEnd, at_);
      if (end == std::string_view::npos) {
        const bool cut = body_.size() < begin + kFormHeadBytesMax;
        return bad_form(which() + (cut ? "is cut short within its fields." : "has more than 4,096 bytes of fields."));
      }
      const std::string_view line = body_.substr(at_, end - at_);
      at_ = end + kLineEnd.size();
      if (line.empty()) break;
      if (auto good = field(line, one, disposed); !good) return good;
    }
    if (!disposed)
      return bad_form(which() + "has no Content-Disposition.", "Content-Disposition: form-data; name=\"…\"");
    return {};
  }

  Result<void> field(std::string_view line, FormPart& one, bool& disposed) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
      return bad_form(which() + "has a line among its fields that is none.", "A field is NAME: VALUE.");
    }
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (same_name(name, "Content-Transfer-Encoding")) {
      const std::string encoding = lower(value);
      if (encoding == "binary" || encoding == "8bit" || encoding == "7bit") return {};
      return bad_form(which() + "is encoded as " + utf8_or(value) + ".", "RFC 7578 4.7: send its bytes as they are.");
    }
    if (!same_name(name, "Content-Disposition")) return {};  // its type is found out by looking at the bytes
    const auto said = parameters_in(value);
    if (disposed || !said || said->value != "form-data" || !said->named.contains("name")) {
      return bad_form(which() + "has no Content-Disposition that can be read.",
                      "Content-Disposition: form-data; name=\"…\"");
    }
    disposed = true;
    one.name = unescaped(said->named.at("name"));
    if (const auto file = said->named.find("filename"); file != said->named.end())
      one.file_name = unescaped(file->second);
    if (first_invalid_utf8(one.name) || (one.file_name && first_invalid_utf8(*one.file_name))) {
      return bad_form(which() + "has a name that is not UTF-8.");
    }
    return {};
  }
  static std::string utf8_or(std::string_view text) { return as_utf8(text.substr(0, 40)); }

  std::string_view body_;
  std::string delimiter_;
  std::size_t at_ = 0;
  bool closed_ = false;
  std::vector<FormPart> parts_;
};

}  // namespace

bool is_form(std::string_view content_type) {
  return lower(trimmed(content_type.substr(0, content_type.find(';')))) == "multipart/form-data";
}

Result<std::string> boundary_in(std::string_view content_type) {
  const auto said = parameters_in(content_type);
  const auto found = said ? said->named.find("boundary") : std::map<std::string, std::string>::const_iterator{};
  if (!said || found == said->named.end()) {
    return bad_form("Content-Type names no boundary.", "Content-Type: multipart/form-data; boundary=…");
  }
  if (!is_boundary(found->second)) {
    return bad_form("The boundary is none: it has 1 to 70 letters, digits and '()+_,-./:=? (RFC 2046 5.1.1).");
  }
  return found->second;
}

Result<std::vector<FormPart>> read_form(std::string_view body, std::string_view boundary) {
  return FormReader(body, boundary).run();
}

}  // namespace concordat::http

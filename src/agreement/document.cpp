// SPDX-License-Identifier: Apache-2.0
#include "agreement/document.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/toml_tokens.hpp"

#include <algorithm>
#include <optional>

namespace concordat::agreement {
namespace {

// A line that opens a table. Rows of numbers inside a list ("[1, 2, 3],") do not look like one.
bool is_header(std::string_view line) {
  std::size_t at = line.find_first_not_of(" \t");
  if (at == std::string_view::npos || line[at] != '[') return false;
  const std::size_t end = line.rfind(']');
  if (end == std::string_view::npos) return false;
  const std::string_view rest = line.substr(end + 1);
  const std::size_t after = rest.find_first_not_of(" \t\r");
  if (after != std::string_view::npos && rest[after] != '#') return false;
  char quote = 0;
  bool name = false;
  for (const char c : line.substr(at, end - at)) {
    if (quote != 0) {
      if (c == quote) quote = 0;
      continue;
    }
    if (c == '"' || c == '\'') {
      quote = c;
      name = true;
    } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      name = true;
    } else if (c == ',' || c == '=' || c == '{' || c == '#') {
      return false;
    }
  }
  return name;
}

// Offsets at which lines begin.
std::vector<std::size_t> line_starts(std::string_view text) {
  std::vector<std::size_t> starts = {0};
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    starts.push_back(at + 1);
  }
  return starts;
}

void blank(std::string& text, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to && i < text.size(); ++i) {
    if (text[i] != '\n') text[i] = ' ';
  }
}

Finding syntax(const std::string& file, std::int64_t line, std::int64_t column, std::string message) {
  Finding finding;
  finding.rule = "syntax";
  finding.message = std::move(message);
  finding.rows.push_back({"", {file, line, column}});
  return finding;
}

class Mender {
 public:
  Mender(Document& document, const std::string& file) : document_(document), file_(file) {}

  // Blanks out the table in which the error is, from the line that holds it (or, where a value began earlier, from
  // there) to the next header. A header that is itself wrong goes with its body.
  void mend(const toml::parse_error& error) {
    const auto starts = line_starts(document_.text);
    const std::size_t wrong = std::min(
        static_cast<std::size_t>(std::max<std::uint32_t>(error.source().begin.line, 1)) - 1, starts.size() - 1);
    std::size_t header = wrong;
    while (header > 0 && !is_header(line(starts, header))) --header;
    std::size_t next = wrong + 1;
    while (next < starts.size() && !is_header(line(starts, next))) ++next;
    const bool has_header = is_header(line(starts, header));
    const std::size_t first_body = has_header ? header + 1 : header;
    const bool header_wrong = has_header && wrong == header;
    std::size_t from = header_wrong ? header : statement(starts, first_body, wrong);
    const std::size_t to = next < starts.size() ? starts[next] : document_.text.size();
    // A table of which nothing more can be blanked out goes whole, and then what is before it.
    if (is_blank(starts[from], to)) from = is_blank(starts[first_body], to) ? header : first_body;
    if (is_blank(starts[from], to)) from = 0;
    blank(document_.text, starts[from], to);
    if (from > header || !has_header) document_.broken_headers.push_back(has_header ? line_number(header) : 0);
    document_.findings.push_back(
        syntax(file_, static_cast<std::int64_t>(error.source().begin.line),
               static_cast<std::int64_t>(error.source().begin.column),
               "This is not TOML: " + std::string(error.description()) + ". Reading goes on " +
                   (next < starts.size() ? "with the table in line " + std::to_string(line_number(next)) + "."
                                         : "no further.")));
  }

 private:
  static std::int64_t line_number(std::size_t index) { return static_cast<std::int64_t>(index) + 1; }

  std::string_view line(const std::vector<std::size_t>& starts, std::size_t index) const {
    const std::string_view text = document_.text;
    const std::size_t end = index + 1 < starts.size() ? starts[index + 1] - 1 : text.size();
    return text.substr(starts[index], end - starts[index]);
  }

  bool is_blank(std::size_t from, std::size_t to) const {
    return std::string_view(document_.text).substr(from, to - from).find_first_not_of(" \t\r\n") ==
           std::string_view::npos;
  }

  // The last line up to `wrong` that begins a key of its own: a value may have begun lines before the error.
  std::size_t statement(const std::vector<std::size_t>& starts, std::size_t first, std::size_t wrong) const {
    for (std::size_t at = wrong; at > first; --at) {
      const std::string_view text = line(starts, at);
      const std::size_t key = text.find_first_not_of(" \t");
      if (key == 0 && text.find('=') != std::string_view::npos && text[0] != '#') return at;
    }
    return first;
  }

  Document& document_;
  const std::string& file_;
};

}  // namespace

Document read_document(std::string_view text, const std::string& file) {
  Document document;
  if (text.size() > limits::kAgreementBytesMax) {
    document.findings.push_back(syntax(file, 1, 1,
                                       "The text has " + with_thousands(static_cast<std::int64_t>(text.size())) +
                                           " bytes, and at most " +
                                           with_thousands(static_cast<std::int64_t>(limits::kAgreementBytesMax)) +
                                           " are read: a service with 40 functions needs a tenth of that."));
    return document;
  }
  if (const auto odd = first_invalid_utf8(text)) {
    const std::string_view before = text.substr(0, *odd);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t last = before.rfind('\n');
    const auto column = static_cast<std::int64_t>(*odd - (last == std::string_view::npos ? 0 : last + 1)) + 1;
    document.findings.push_back(syntax(file, line, column, "This is not UTF-8. Save the file as UTF-8."));
    return document;
  }
  if (const auto deep = key_too_deep(text, file)) {
    document.findings.push_back(
        syntax(file, deep->line, deep->column,
               "This key has more than " + std::to_string(limits::kTomlKeyPartsMax) + " parts. The text is not read."));
    document.broken_headers.push_back(0);
    return document;
  }
  document.text = text;
  Mender mender(document, file);
  while (document.findings.size() < limits::kSyntaxErrorsListed) {
    try {
      document.root = toml::parse(document.text, file);
      return document;
    } catch (const toml::parse_error& error) {
      mender.mend(error);
    }
  }
  document.findings.push_back(syntax(file, 1, 1, "There are more errors of syntax; mend these first."));
  document.root = {};
  return document;
}

}  // namespace concordat::agreement

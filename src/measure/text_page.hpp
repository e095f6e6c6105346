// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// A report as plain text for a terminal: headings, lines and tables with bars. INVARIANT: no line is wider than the
// page, counted in characters; names that do not fit are cut with an ellipsis, sentences are wrapped.
namespace concordat::measure {

std::string decimal(double value);  // one digit after the point, thousands set apart
std::string percent(double share);  // "12.5 %" of 0.125

class TextPage {
 public:
  explicit TextPage(std::size_t columns);

  struct Row {
    std::string label;
    std::vector<std::string> cells;  // set right
    std::optional<double> bar;       // 0 to 1
  };

  void title(std::string_view words);
  void heading(std::string_view words);
  void text(std::string_view words);
  // `heads` stand above the cells; `more` says how many rows are left out. Without rows nothing is written.
  void table(std::string_view words, const std::vector<std::string>& heads, const std::vector<Row>& rows,
             std::size_t more = 0);

  std::string finish() && { return std::move(out_); }

 private:
  void line(std::string_view words);

  std::size_t columns_;
  std::string out_;
};

}  // namespace concordat::measure

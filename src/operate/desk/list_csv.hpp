// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/desk/bodies.hpp"

#include <string>
#include <string_view>

// A list as CSV (RFC 4180, with a header line). INVARIANT: no cell is a formula to a spreadsheet: what would begin one
// gets an apostrophe before it (OWASP, CSV injection).
namespace concordat::operate {

class CsvOfTickets {
 public:
  CsvOfTickets();
  void add(const TicketLine& line);
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

std::string csv_cell(std::string_view value);

}  // namespace concordat::operate

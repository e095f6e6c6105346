// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/list_csv.hpp"

#include <type_traits>

namespace concordat::operate {
namespace {

std::string cell_of(const std::string& value) { return csv_cell(value); }
std::string cell_of(Instant value) { return format_instant(value); }
std::string cell_of(const std::optional<Instant>& value) { return value ? format_instant(*value) : std::string(); }

template <typename Fn>
void each_column(Fn fn) {
  boost::mp11::mp_for_each<boost::describe::describe_members<TicketLine, boost::describe::mod_public>>(fn);
}

}  // namespace

std::string csv_cell(std::string_view value) {
  std::string cell;
  if (!value.empty() && std::string_view("=+-@\t\r").find(value.front()) != std::string_view::npos) cell += '\'';
  cell += value;
  if (cell.find_first_of("\",\r\n\t'") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

CsvOfTickets::CsvOfTickets() {
  each_column([&](auto column) { text_ += (text_.empty() ? "" : ",") + std::string(column.name); });
  text_ += "\r\n";
}

void CsvOfTickets::add(const TicketLine& line) {
  bool first = true;
  each_column([&](auto column) {
    if (!first) text_ += ',';
    first = false;
    text_ += cell_of(line.*column.pointer);
  });
  text_ += "\r\n";
}

}  // namespace concordat::operate

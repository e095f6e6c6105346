// SPDX-License-Identifier: Apache-2.0
#include "agreement/quantity.hpp"

#include "app/workspace.hpp"
#include "operate/present/recorded_agreement.hpp"
#include "base/clock.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "operate/imports/csv.hpp"
#include "store/transaction.hpp"

#include <CLI/App.hpp>

#include <boost/json/array.hpp>

#include <algorithm>
#include <charconv>
#include <memory>

// `concordat quantity`: dated, sourced numbers that prices count.
namespace concordat::app {
namespace {

using agreement::Quantity;

constexpr std::size_t kRowsMax = 100'000;  // of one table: a year of 270 series, day by day

struct QuantityQuestion {
  std::string organisation;
  std::string series;
  std::string at;
  std::string value;
  std::string source;
  std::string file;
  std::vector<std::string> audience;
};

Result<Quantity> quantity_of(const std::string& series, const std::string& date, const std::string& value,
                             const std::string& source) {
  Quantity quantity;
  if (!agreement::is_series_name(series)) {
    return fail("bad-value", "\"" + series + "\" is no name of a series.",
                "Write words joined by points: assets.monitored. Hours (time.TEAM) come from time entries.");
  }
  quantity.series = series;
  const auto day = parse_date(date);
  if (!day) return fail("bad-time", "\"" + date + "\" is no date.", "Write 2026-05-01.");
  quantity.date = *day;
  const auto read = std::from_chars(value.data(), value.data() + value.size(), quantity.value);
  if (read.ec != std::errc() || read.ptr != value.data() + value.size() || quantity.value < 0 ||
      quantity.value > agreement::kQuantityMax) {
    return fail("bad-value", "\"" + value + "\" is no whole number from 0 to 1,000,000,000.");
  }
  if (source.empty() || source.size() > limits::kNameBytesMax) {
    return fail("bad-value", "A quantity says where it is from, in at most 200 bytes.",
                "--source \"HR list of 1 May\"");
  }
  quantity.source = source;
  return quantity;
}

// The parties of the record that may see it; all of them where none is named.
Result<record::Audience> audience_of(store::Session& session, const store::OrgId& organisation,
                                     const std::vector<std::string>& named, std::string& own) {
  const auto parties = session.parties(organisation);
  if (!parties) return tl::unexpected(parties.error());
  std::vector<std::string> keys;
  for (const auto& one : *parties) {
    keys.push_back(one.key);
    if (one.kind == "internal") own = one.key;
  }
  if (named.empty()) return record::Audience::shared();
  std::vector<std::string> all = named;
  for (const auto& one : named) {
    if (std::find(keys.begin(), keys.end(), one) != keys.end()) continue;
    const auto near = nearest_name(one, keys);
    return fail("unknown-party", "The record knows no party \"" + one + "\".",
                near ? "Did you mean " + *near + "?" : "");
  }
  if (!own.empty() && std::find(all.begin(), all.end(), own) == all.end()) all.push_back(own);
  return record::Audience::only(std::move(all));
}

Result<void> store_all(Context& context, const QuantityQuestion& asked, std::vector<Quantity> quantities) {
  auto workspace = open_workspace(context, asked.organisation);
  if (!workspace) return tl::unexpected(workspace.error());
  store::Transaction transaction(workspace->database, system_now());
  auto session = transaction.read(store::Scope(workspace->organisation));
  if (!session) return tl::unexpected(session.error());
  const auto recorded = operate::read_recorded(*session, workspace->organisation);
  if (!recorded) return tl::unexpected(recorded.error());
  std::string own;
  const auto audience = audience_of(*session, workspace->organisation, asked.audience, own);
  if (!audience) return tl::unexpected(audience.error());
  std::size_t fresh = 0;
  for (Quantity& one : quantities) {
    one.party = own;
    const auto known = recorded->quantities.at(one.series, one.date);
    if (known && known->date == one.date && known->value == one.value && known->source == one.source) continue;
    const auto done = transaction.append(workspace->organisation, agreement::quantity_set(one, *audience));
    if (!done) return tl::unexpected(done.error());
    ++fresh;
  }
  if (fresh > 0) {
    warn_of_clock(transaction.appended(workspace->organisation));
    transaction.commit();
  }
  answer(context, boost::json::object{{"new", fresh}, {"already", quantities.size() - fresh}},
         with_thousands(static_cast<std::int64_t>(fresh)) + " new" +
             (fresh < quantities.size()
                  ? ", " + with_thousands(static_cast<std::int64_t>(quantities.size() - fresh)) + " already there"
                  : std::string{}) +
             ".");
  return {};
}

Result<void> set(Context& context, const QuantityQuestion& asked) {
  auto quantity = quantity_of(asked.series, asked.at, asked.value, asked.source);
  if (!quantity) return tl::unexpected(quantity.error());
  return store_all(context, asked, {std::move(*quantity)});
}

// A table with the columns series, date, value, source, in any order. All of it or nothing.
Result<std::vector<Quantity>> read_quantities(const std::string& file) {
  static const std::vector<std::string> kColumns = {"series", "date", "value", "source"};
  auto input = imports::open_input(file);
  if (!input) return tl::unexpected(input.error());
  imports::CsvReader reader(**input);
  std::vector<std::size_t> places(kColumns.size());
  std::vector<Quantity> quantities;
  bool header = true;
  for (;;) {
    const auto more = reader.next();
    if (!more) return tl::unexpected(more.error());
    if (!*more) break;
    if (reader.flaw()) {
      return fail_at({file, reader.flaw()->line, reader.flaw()->column}, "bad-row", reader.flaw()->reason);
    }
    const auto fields = reader.fields();
    if (header) {
      header = false;
      for (std::size_t i = 0; i < kColumns.size(); ++i) {
        const auto found = std::find(fields.begin(), fields.end(), kColumns[i]);
        if (found == fields.end()) {
          return fail_at({file, reader.line()}, "bad-row", "There is no column \"" + kColumns[i] + "\".",
                         "The columns are series, date, value, source.");
        }
        places[i] = static_cast<std::size_t>(found - fields.begin());
      }
      continue;
    }
    if (fields.size() <= *std::max_element(places.begin(), places.end())) {
      return fail_at({file, reader.line()}, "bad-row", "The row has too few fields.");
    }
    const auto field = [&](std::size_t i) { return std::string(fields[places[i]]); };
    auto quantity = quantity_of(field(0), field(1), field(2), field(3));
    if (!quantity) {
      Problem problem = quantity.error();
      problem.where = Where{file, reader.line(), 0};
      return tl::unexpected(problem);
    }
    quantities.push_back(std::move(*quantity));
    if (quantities.size() > kRowsMax) return fail_at({file}, "too-large", "The table has more than 100,000 rows.");
  }
  return quantities;
}

Result<void> import(Context& context, const QuantityQuestion& asked) {
  auto quantities = read_quantities(asked.file);
  if (!quantities) return tl::unexpected(quantities.error());
  return store_all(context, asked, std::move(*quantities));
}

Result<void> list(Context& context, const QuantityQuestion& asked) {
  auto workspace = open_workspace(context, asked.organisation);
  if (!workspace) return tl::unexpected(workspace.error());
  auto session = workspace->session();
  if (!session) return tl::unexpected(session.error());
  const auto recorded = operate::read_recorded(*session, workspace->organisation);
  if (!recorded) return tl::unexpected(recorded.error());
  boost::json::array all;
  std::string text;
  for (const auto& series : recorded->quantities.names()) {
    for (const Quantity& one : recorded->quantities.all(series)) {
      all.emplace_back(boost::json::object{{"series", one.series},
                                           {"date", format_date(one.date)},
                                           {"value", one.value},
                                           {"source", one.source},
                                           {"entry", one.sequence}});
      text += one.series + "  " + format_date(one.date) + "  " + with_thousands(one.value) + "  (" + one.source + ")\n";
    }
  }
  answer(context, boost::json::object{{"quantities", std::move(all)}},
         text.empty() ? "Nothing is counted yet.\n" : text);
  return {};
}

CLI::App* add(CLI::App& quantity, Context& context, const char* name, const char* what, const char* example,
              Result<void> (*run)(Context&, const QuantityQuestion&), const std::shared_ptr<QuantityQuestion>& asked) {
  auto* command = quantity.add_subcommand(name, what);
  command->footer(std::string("Example: concordat quantity ") + name + " " + example);
  add_org(*command, asked->organisation);
  command->callback([&context, asked, run] {
    if (const auto done = run(context, *asked); !done) refuse(context, done.error());
  });
  return command;
}

void add_audience(CLI::App& command, QuantityQuestion& asked) {
  command.add_option("--audience", asked.audience, "the parties that may see it (default: all)")->type_name("PARTY");
}

}  // namespace

void add_quantity(CLI::App& app, Context& context) {
  auto* quantity = app.add_subcommand("quantity", "What prices count: users, devices, mailboxes, dated and sourced.");
  quantity->require_subcommand(1);
  quantity->footer(
      "Example: concordat quantity set assets.monitored --org Harbour --at 2026-05-01 --value 118 --source \"agent\"");
  auto asked = std::make_shared<QuantityQuestion>();
  auto* command = add(*quantity, context, "set", "One number, for a day.",
                      "assets.monitored --org Harbour --at 2026-05-01 --value 118 --source \"agent\"", set, asked);
  command->add_option("NAME", asked->series, "the series")->required();
  command->add_option("--at", asked->at, "the day")->required()->type_name("DATE");
  command->add_option("--value", asked->value, "the number")->required()->type_name("N");
  command->add_option("--source", asked->source, "where it is from")->required()->type_name("TEXT");
  add_audience(*command, *asked);

  asked = std::make_shared<QuantityQuestion>();
  command = add(*quantity, context, "import", "Many, from a CSV with the columns series, date, value, source.",
                "quantities.csv --org Harbour", import, asked);
  command->add_option("FILE", asked->file, "the table")->required();
  add_audience(*command, *asked);

  asked = std::make_shared<QuantityQuestion>();
  add(*quantity, context, "list", "All series, as they stand.", "--org Harbour", list, asked);
}

}  // namespace concordat::app

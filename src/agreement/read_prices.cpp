// SPDX-License-Identifier: Apache-2.0
#include "agreement/quantity.hpp"
#include "agreement/read_tables.hpp"

#include <array>
#include <sstream>

namespace concordat::agreement {
namespace {

// "5 % of noc"
void read_credit(Table& table, Price& price) {
  const auto word = table.word("credit");
  if (!word) return;
  std::istringstream in(word->name);
  in.imbue(std::locale::classic());
  double share = 0;
  std::string sign, of, name, rest;
  if (in >> share >> sign >> of >> name && !(in >> rest) && sign == "%" && of == "of" && share > 0 && share <= 100) {
    price.credit_per_cent = share;
    price.credit_of = Word{name, word->where};
    return;
  }
  table.bad("credit", word->where, quoted(word->name) + " is no credit.", "Write \"5 % of a-price\".");
}

void read_amount(Table& table, Price& price) {
  constexpr std::array<std::string_view, 3> kAmounts = {"monthly", "rate", "amount"};
  for (const auto key : kAmounts) {
    const auto money = table.money(key);
    if (!table.has(key)) continue;
    if (!price.amount_key.empty()) {
      table.bad(key, table.where(key), "A price has one of `monthly`, `rate` and `amount`.");
    } else {
      price.amount_key = key;
      price.amount = money;
    }
  }
}

void read_tiers(Table& table, Price& price) {
  for (Table& one : table.tables("tiers")) {
    const auto from = one.integer("from", 0, kQuantityMax);
    const auto amount = one.money("price");
    if (!one.has("from")) one.missing("from", "From which quantity on? { from = 100, price = \"GBP 8.00\" }");
    if (!one.has("price")) one.missing("price", "{ from = 100, price = \"GBP 8.00\" }");
    one.finish();
    if (!from || !amount) continue;
    if (!price.tiers.empty() && price.tiers.back().from >= *from) {
      table.bad("tiers", one.where(), "Tiers rise: each begins above the one before.");
    }
    price.tiers.push_back({*from, *amount});
  }
}

}  // namespace

void read_prices(Table& top, Agreement& agreement, const std::string& annex) {
  for (auto& [key, table] : top.named("price")) {
    Price price;
    read_declared(table, key, price);
    price.annex = annex;
    price.target = table.word("target");
    price.below_per_cent = table.per_cent("below");
    read_credit(table, price);
    const auto per = table.one_of<PricePer>("per");
    price.counts = table.word("counts");
    read_amount(table, price);
    price.minimum = table.integer("minimum", 0, kQuantityMax);
    read_tiers(table, price);
    price.step = table.duration("step");
    price.index = table.text("index");
    table.finish();
    const bool credit = table.has("target") || table.has("credit");
    if (credit) {
      if (!table.has("target")) table.missing("target", "Which target earns the credit? target = \"…\"");
      if (!table.has("below")) table.missing("below", "Below which share? below = \"95 %\"");
      if (!table.has("credit")) table.missing("credit", "How much? credit = \"5 % of a-price\"");
    } else {
      if (!table.has("per")) table.missing("per", "It is one of: user, device, hour, month, once, project.");
      if (price.amount_key.empty() && price.tiers.empty()) {
        table.missing(per == PricePer::hour ? "rate" : "monthly", "How much? Money is text: \"GBP 9.50\"");
      }
    }
    price.per = per.value_or(PricePer::month);
    declare(table, agreement.prices, key, std::move(price));
  }
}

void read_drivers(Table& top, Agreement& agreement) {
  for (auto& [key, table] : top.named("driver")) {
    Driver driver;
    read_declared(table, key, driver);
    const auto weight = table.number("weight", 0, 1'000'000);
    if (!weight && !table.has("weight")) table.missing("weight", "How much does it count? weight = 25");
    driver.weight = weight.value_or(0);
    if (auto material = table.table("material")) {
      for (const auto& [measure, unused] : *table.get("material")->as_table()) {
        driver.material.emplace(measure.str(), material->text(measure.str()));
      }
      material->finish();
    }
    driver.measures = table.words("measures");
    table.finish();
    declare(table, agreement.drivers, key, std::move(driver));
  }
}

}  // namespace concordat::agreement

// SPDX-License-Identifier: Apache-2.0
#include "measure/charges.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace concordat::measure {
namespace {

using agreement::Money;
using agreement::Price;
using agreement::PricePer;

__extension__ typedef __int128 Wide;  // a price times a quantity times a month's seconds

constexpr std::int64_t kHour_s = 3600;
constexpr std::int64_t kMinute_s = 60;
constexpr double kPerCentParts = 10'000;  // a share of money in millionths: 5 % is 50,000
constexpr std::int64_t kWhole = 1'000'000;

constexpr std::array<std::string_view, 16> kWithoutMinor = {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW",
                                                            "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"};
constexpr std::array<std::string_view, 7> kWithThree = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};

// The micros of the smallest amount that is paid.
std::int64_t smallest(const std::string& currency) {
  const auto in = [&](const auto& all) { return std::find(all.begin(), all.end(), currency) != all.end(); };
  if (in(kWithoutMinor)) return 1'000'000;
  return in(kWithThree) ? 1'000 : 10'000;
}

// Half away from zero; nullopt where it is more than money can be.
std::optional<Money> divided(const std::string& currency, Wide micros, std::int64_t by) {
  const Wide unit = static_cast<Wide>(by) * smallest(currency);
  const Wide half = unit / 2;
  const Wide units = micros >= 0 ? (micros + half) / unit : -((-micros + half) / unit);
  const Wide all = units * smallest(currency);
  if (all > agreement::kMoneyMicrosMax || all < -agreement::kMoneyMicrosMax) return std::nullopt;
  return Money{currency, static_cast<std::int64_t>(all)};
}

Date next(Date day) { return Date{day.days + 1}; }

std::string days_words(Date from, Date through) {
  return from == through ? "on " + format_date(from) : "from " + format_date(from) + " to " + format_date(through);
}

// The price of a key on a day, where it holds then.
struct OnDay {
  Date day;
  const PricedVersion* version = nullptr;
  const Price* price = nullptr;
  Date written_since;  // with an index alone
  Date index_year;     // its anniversary
};

class LineOf {
 public:
  LineOf(const ChargesInput& input, std::string key, std::vector<OnDay> days)
      : input_(input), days_(std::move(days)), month_days_(input.last.days - input.first.days + 1) {
    const Price& last = *days_.back().price;
    line_.price = std::move(key);
    line_.name = last.name;
    line_.per = last.per;
    if (last.counts) line_.series = last.counts->name;
  }

  ChargeLine run() {
    line_seconds_ = total_seconds();
    for (std::size_t i = 0; i < days_.size();) {
      std::size_t end = i + 1;
      while (end < days_.size() && days_[end].version == days_[i].version &&
             days_[end].index_year == days_[i].index_year && days_[end].day == next(days_[end - 1].day)) {
        ++end;
      }
      version_days(std::span(days_).subspan(i, end - i));
      i = end;
    }
    if (line_.not_known.empty()) settle();
    return std::move(line_);
  }

 private:
  static bool of_hours(const Price& price) {
    return price.per == PricePer::hour && price.counts && price.counts->name.starts_with("time.");
  }
  void unknown(const std::string& why) {
    if (line_.not_known.empty()) line_.not_known = why;
  }

  // The unit times `units`, in parts of a whole that is a month of days with an hour of seconds.
  void add(const Money& unit, Wide units) {
    if (!currency_.empty() && currency_ != unit.currency) unknown("The price changed its currency within the month.");
    currency_ = unit.currency;
    sum_ += static_cast<Wide>(unit.micros) * units;
  }
  std::int64_t whole() const { return month_days_ * kHour_s; }

  void settle() {
    if (currency_.empty()) currency_ = currency_of(*days_.back().price);
    line_.amount = divided(currency_, sum_, whole());
    if (!line_.amount) unknown("It is more than money can be.");
  }

  // Of one that has an amount or a tier.
  static std::string currency_of(const Price& price) {
    return price.amount ? price.amount->currency : price.tiers.front().price.currency;
  }

  void version_days(std::span<const OnDay> days) {
    const Price& price = *days.front().price;
    if (!price.amount && price.tiers.empty()) return unknown("The price says no amount.");
    switch (price.per) {
      case PricePer::once: return once(days);
      case PricePer::project: return projects(days);
      case PricePer::hour:
        if (of_hours(price)) return hours(days);
        [[fallthrough]];
      case PricePer::user:
      case PricePer::device:
      case PricePer::month: return level(days);
    }
  }

  // What the tiers say of so many; nullopt where none holds and there is no other price.
  static std::optional<Money> unit_of(const Price& price, std::int64_t quantity) {
    std::optional<Money> unit = price.amount;
    for (const agreement::Tier& tier : price.tiers) {
      if (tier.from <= quantity) unit = tier.price;
    }
    return unit;
  }

  // As it is on that day: the price of the tier, times its index.
  void price_days(ChargedDays& days, const OnDay& on, std::int64_t quantity, const std::string& what) {
    days.unit = unit_of(*on.price, quantity);
    if (!days.unit) return unknown("No tier holds for " + what + ".");
    if (on.price->index.empty()) return;
    auto index = indexed_by(*input_.quantities, on.price->index, on.written_since, on.index_year);
    if (std::holds_alternative<std::monostate>(index)) return;
    auto* by = std::get_if<IndexedBy>(&index);
    if (by == nullptr) {
      days.unit.reset();
      return unknown(std::get<std::string>(index));
    }
    by->written = *days.unit;
    days.unit = indexed(by->written, *by);
    if (!days.unit) unknown("The price times its index is more than money can be.");
    days.index = std::move(*by);
  }

  ChargedDays counted(const OnDay& on, std::optional<agreement::Quantity> known) {
    ChargedDays days{on.day, on.day, on.version->id, {}, {}, std::move(known), {}, {}, 0, {}};
    const Price& price = *on.price;
    if (!price.counts && price.per != PricePer::month && price.per != PricePer::once) {
      unknown("The price counts no quantity: it is per " + std::string(agreement::to_word(price.per)) +
              " and has no `counts`.");
      return days;
    }
    if (price.counts && !days.known) return days;
    const std::int64_t quantity = days.known ? days.known->value : 1;
    days.charged = std::max(quantity, price.minimum.value_or(0));
    price_days(days, on, *days.charged, std::to_string(*days.charged));
    return days;
  }

  std::optional<agreement::Quantity> known_on(const OnDay& on) const {
    return on.price->counts ? input_.quantities->at(on.price->counts->name, on.day) : std::nullopt;
  }

  void push(ChargedDays days) {
    if (days.unit && days.charged) {
      const Wide count = days.through.days - days.from.days + 1;
      add(*days.unit, count * *days.charged * kHour_s);
    }
    line_.days.push_back(std::move(days));
  }

  // A monthly price, day by day: each day is its part of the month.
  void level(std::span<const OnDay> all) {
    std::optional<ChargedDays> run;
    for (const OnDay& on : all) {
      auto one = counted(on, known_on(on));
      if (run && run->known == one.known && run->charged == one.charged) {
        run->through = on.day;
        continue;
      }
      if (run) push(std::move(*run));
      run = std::move(one);
    }
    push(std::move(*run));
    for (const ChargedDays& one : line_.days) {
      if (line_.series.empty() || one.known) continue;
      unknown("Nothing is known of " + line_.series + " " + days_words(one.from, one.through) + ".");
    }
  }

  // On the first day on which the key ever held.
  void once(std::span<const OnDay> all) {
    for (const PricedVersion& version : input_.versions) {
      const auto found = version.agreement->prices.find(line_.price);
      if (found == version.agreement->prices.end() || found->second.annex != all.front().price->annex) continue;
      const auto& contract = version.agreement->parties.at(found->second.annex).contract;
      const Date first = contract ? std::max(version.from, contract->from) : version.from;
      const auto on = std::find_if(all.begin(), all.end(), [&](const OnDay& one) { return one.day == first; });
      if (on == all.end()) return;
      auto days = counted(*on, known_on(*on));
      if (on->price->counts && !days.known) unknown("Nothing is known of " + line_.series + ".");
      if (days.unit && days.charged) add(*days.unit, static_cast<Wide>(*days.charged) * whole());
      line_.days.push_back(std::move(days));
      return;
    }
  }

  // Each value of the series that is dated within the month is so many projects.
  void projects(std::span<const OnDay> all) {
    const Price& price = *all.front().price;
    if (!price.counts) return unknown("The price counts no quantity: nothing says which projects were finished.");
    for (const agreement::Quantity& one : input_.quantities->all(price.counts->name)) {
      const auto on = std::find_if(all.begin(), all.end(), [&](const OnDay& day) { return day.day == one.date; });
      if (on == all.end()) continue;
      auto days = counted(*on, one);
      if (days.unit && days.charged) add(*days.unit, static_cast<Wide>(*days.charged) * whole());
      line_.days.push_back(std::move(days));
    }
  }

  static std::int64_t stepped_s(const WorkedTime& one, const Price& price) {
    const std::int64_t worked_s = one.minutes * kMinute_s;
    const std::int64_t step_s = price.step ? price.step->seconds : 0;
    return step_s <= 0 ? worked_s : (worked_s + step_s - 1) / step_s * step_s;
  }
  bool counts_for(const WorkedTime& one, const Price& price) const {
    return one.party == price.annex && "time." + one.team == price.counts->name &&
           (one.price.empty() || one.price == line_.price);
  }
  std::pair<std::int64_t, std::int64_t> worked_in(std::span<const OnDay> days) const {
    std::int64_t sum_s = 0;
    std::int64_t entries = 0;
    if (!input_.worked) return {0, 0};
    for (const WorkedTime& one : *input_.worked) {
      if (one.day < days.front().day || one.day > days.back().day) continue;
      const Price& price = *days.front().price;
      if (!counts_for(one, price)) continue;
      sum_s += stepped_s(one, price);
      ++entries;
    }
    return {sum_s, entries};
  }
  std::int64_t total_seconds() const {
    std::int64_t sum_s = 0;
    for (std::size_t i = 0; i < days_.size(); ++i) {
      if (of_hours(*days_[i].price)) sum_s += worked_in(std::span(days_).subspan(i, 1)).first;
    }
    return sum_s;
  }

  // Which tier holds is a question of the whole month; the minimum is the part of the month that the days are.
  void hours(std::span<const OnDay> all) {
    const Price& price = *all.front().price;
    if (!input_.worked)
      return unknown("No time is logged, so the hours of " + line_.series.substr(5) + " are not known.");
    const auto [sum_s, entries] = worked_in(all);
    ChargedDays days{all.front().day, all.back().day, all.front().version->id, {}, {}, {}, {}, sum_s,
                     entries,         price.minimum};
    const std::int64_t month_hours = line_seconds_ / kHour_s;
    price_days(days, all.front(), month_hours, std::to_string(month_hours) + " hours");
    const Wide least = static_cast<Wide>(price.minimum.value_or(0)) * kHour_s * static_cast<Wide>(all.size());
    if (days.unit) add(*days.unit, std::max(static_cast<Wide>(sum_s) * month_days_, least));
    line_.days.push_back(std::move(days));
  }

  const ChargesInput& input_;
  std::vector<OnDay> days_;  // on which the price holds
  std::int64_t month_days_;
  std::int64_t line_seconds_ = 0;
  ChargeLine line_;
  std::string currency_;
  Wide sum_ = 0;
};

ChargeLine credit_line(const ChargesInput& input, const std::string& key, const Price& price,
                       const std::vector<ChargeLine>& lines) {
  ChargeLine line;
  line.price = key;
  line.name = price.name;
  if (!price.credit_of || !price.credit_per_cent || !price.below_per_cent) {
    line.not_known = "The credit does not say below what it is owed, or of which price it is how much.";
    return line;
  }
  const auto kept = input.kept.find(price.target->name);
  line.credit = CreditOf{price.credit_of->name, price.target->name, *price.below_per_cent, *price.credit_per_cent,
                         kept == input.kept.end() ? std::nullopt : std::optional(kept->second)};
  const auto of =
      std::find_if(lines.begin(), lines.end(), [&](const auto& one) { return one.price == line.credit->price; });
  if (of == lines.end()) {
    line.not_known = "The price " + line.credit->price + " did not hold in this month.";
    return line;
  }
  if (!line.credit->kept) {
    line.not_known =
        "The target " + price.target->name + " is not evidenced: nothing in this installation measures it.";
    return line;
  }
  const std::int64_t tickets = line.credit->kept->met + line.credit->kept->missed;
  const auto below = std::llround(line.credit->below_per_cent * kPerCentParts);
  const bool owed =
      tickets > 0 && static_cast<Wide>(line.credit->kept->met) * kWhole < static_cast<Wide>(below) * tickets;
  if (!owed && of->amount) line.amount = Money{of->amount->currency, 0};
  if (owed && of->amount) {
    const auto share = std::llround(line.credit->per_cent * kPerCentParts);
    line.amount = divided(of->amount->currency, -static_cast<Wide>(of->amount->micros) * share, kWhole);
  }
  if (!line.amount) line.not_known = "What " + line.credit->price + " comes to is not known.";
  return line;
}

class Month {
 public:
  explicit Month(const ChargesInput& input) : input_(input) {}

  Charges run() {
    all_.first = input_.first;
    all_.last = input_.last;
    for (Date day = input_.first; day <= input_.last; day = next(day)) take(day);
    for (auto& [party, keys] : held_) all_.parties.push_back(of_party(party, keys));
    all_.not_agreed_by.assign(not_agreed_.begin(), not_agreed_.end());
    return std::move(all_);
  }

 private:
  using Keys = std::map<std::string, std::vector<OnDay>>;

  void take(Date day) {
    const auto after = std::upper_bound(input_.versions.begin(), input_.versions.end(), day,
                                        [](Date at, const PricedVersion& one) { return at < one.from; });
    if (after == input_.versions.begin()) {
      ++all_.days_without_agreement;
      return;
    }
    const PricedVersion& version = *std::prev(after);
    for (const auto& [key, price] : version.agreement->prices) {
      const auto party = version.agreement->parties.find(price.annex);
      if (party == version.agreement->parties.end()) continue;
      const auto& contract = party->second.contract;
      if (contract && (day < contract->from || day > contract->through)) continue;
      held_[price.annex][key].push_back(on_day(day, version, key, price));
      not_agreed_.insert(version.not_agreed_by.begin(), version.not_agreed_by.end());
    }
  }

  OnDay on_day(Date day, const PricedVersion& version, const std::string& key, const Price& price) {
    OnDay on{day, &version, &price, {}, {}};
    if (price.index.empty()) return on;
    const auto known = since_.try_emplace(&price);
    if (known.second) {
      const auto at = static_cast<std::size_t>(&version - input_.versions.data());
      known.first->second = written_since(input_.versions, at, key);
    }
    on.written_since = known.first->second;
    on.index_year = last_anniversary(on.written_since, day);
    return on;
  }

  PartyCharges of_party(const std::string& party, const Keys& keys) {
    PartyCharges charges;
    charges.party = party;
    for (const auto& [key, days] : keys) {
      if (!days.back().price->target) charges.lines.push_back(LineOf(input_, key, days).run());
    }
    const auto prices = charges.lines;
    for (const auto& [key, days] : keys) {
      const Price& price = *days.back().price;
      if (price.target) charges.lines.push_back(credit_line(input_, key, price, prices));
    }
    std::map<std::string, std::int64_t> totals;
    for (const ChargeLine& line : charges.lines) {
      charges.complete = charges.complete && line.amount.has_value();
      if (line.amount) totals[line.amount->currency] += line.amount->micros;
    }
    for (const auto& [currency, micros] : totals) charges.totals.push_back({currency, micros});
    return charges;
  }

  const ChargesInput& input_;
  Charges all_;
  std::map<std::string, Keys> held_;
  std::set<std::string> not_agreed_;
  std::map<const Price*, Date> since_;  // of those with an index
};

}  // namespace

Money rounded(const Money& money) { return *divided(money.currency, money.micros, 1); }

Charges charges(const ChargesInput& input) { return Month(input).run(); }

}  // namespace concordat::measure

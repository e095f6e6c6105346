// SPDX-License-Identifier: Apache-2.0
#include "ticket/history.hpp"

#include "ticket/members.hpp"
#include "ticket/ticket.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace concordat::ticket {
namespace {

namespace json = boost::json;

constexpr std::int64_t kUsPerSecond = 1'000'000;
constexpr std::string_view kClosingFacts[] = {"opened",       "resolved",           "closed",
                                              "reopen_count", "reassignment_count", "sla_met"};

std::string_view text_of(const json::value* value) {
  const auto* text = value != nullptr ? value->if_string() : nullptr;
  return text != nullptr ? std::string_view(*text) : std::string_view();
}

std::optional<std::int64_t> count_member(const json::object& body, std::string_view key) {
  const auto* value = body.if_contains(key);
  const auto* count = value != nullptr ? value->if_int64() : nullptr;
  return count != nullptr && *count >= 0 ? std::optional(*count) : std::nullopt;
}

std::vector<std::string> texts_member(const json::object& body, std::string_view key) {
  std::vector<std::string> texts;
  const auto* value = body.if_contains(key);
  const auto* array = value != nullptr ? value->if_array() : nullptr;
  if (array == nullptr) return texts;
  for (const auto& item : *array) {
    if (const auto* text = item.if_string()) texts.emplace_back(*text);
  }
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return texts;
}

std::vector<std::pair<std::string, State>> states_member(const json::object& body) {
  std::vector<std::pair<std::string, State>> states;
  const auto* value = body.if_contains("states");
  const auto* table = value != nullptr ? value->if_object() : nullptr;
  if (table == nullptr) return states;
  for (const auto& [name, word] : *table) {
    if (const auto state = parse_state(text_of(&word))) states.emplace_back(name, *state);
  }
  std::sort(states.begin(), states.end());
  return states;
}

// --- the line of a history -------------------------------------------------------------------------------------------
// unit,source,opened,resolved,closed,reopen_count,reassignment_count,sla_met
// {;step,state,team,party,person,priority,category,status}
// The unit is `S` where every instant is a whole second, else `U` for microseconds. `step` is the time since the update
// before (of the first: since 1970). Of an update's names, nothing means "as in the update before" (of the first:
// none), `-` means none; fields at an update's end that say nothing are left out with their commas.

constexpr std::size_t kNamesPerUpdate = 7;
constexpr std::size_t kStatusAt = 6;  // the one among them that is no name

template <typename U>
auto names_of(U& update) {
  return std::array{&update.state,    &update.team,     &update.party, &update.person,
                    &update.priority, &update.category, &update.status};
}

bool whole_seconds(const History& history) {
  const auto whole = [](Instant at) { return at.us % kUsPerSecond == 0; };
  const auto whole_or_absent = [&](const std::optional<Instant>& at) { return !at || whole(*at); };
  return whole_or_absent(history.opened) && whole_or_absent(history.resolved) && whole_or_absent(history.closed) &&
         std::all_of(history.updates.begin(), history.updates.end(), [&](const Update& u) { return whole(u.at); });
}

void append_number(std::string& out, std::int64_t number) {
  char digits[24];
  const auto written = std::to_chars(std::begin(digits), std::end(digits), number);
  out.append(digits, written.ptr);
}

void append_update(std::string& out, const Update& update, const Update& before, std::int64_t unit) {
  out += ';';
  append_number(out, (update.at.us - before.at.us) / unit);
  const auto names = names_of(update);
  const auto names_before = names_of(before);
  std::size_t said = 0;  // commas written
  for (std::size_t i = 0; i < kNamesPerUpdate; ++i) {
    if (*names[i] == *names_before[i]) continue;
    for (; said <= i; ++said) out += ',';
    if (*names[i] == Names::kNone) {
      out += '-';
    } else {
      append_number(out, *names[i]);
    }
  }
}

// Reads a line from left to right. Every reader answers false at the first thing that is not as it must be.
class Reader {
 public:
  Reader(std::string_view text, std::size_t names) : at_(text.data()), end_(at_ + text.size()), names_(names) {}

  bool done() const { return at_ == end_; }
  bool take(char c) {
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }
  bool number(std::int64_t& value) {
    const auto read = std::from_chars(at_, end_, value);
    if (read.ec != std::errc()) return false;
    at_ = read.ptr;
    return true;
  }
  bool unit() {
    unit_ = take('S') ? kUsPerSecond : 1;
    return unit_ == kUsPerSecond || take('U');
  }
  // A comma, and a number or nothing.
  bool optional_number(std::optional<std::int64_t>& value) {
    if (!take(',')) return false;
    if (at_ == end_ || *at_ == ',' || *at_ == ';') return true;
    return number(value.emplace());
  }
  bool optional_instant(std::optional<Instant>& value) {
    std::optional<std::int64_t> units;
    if (!optional_number(units)) return false;
    return !units || instant(0, *units, value.emplace());
  }
  bool optional_count(std::optional<std::int64_t>& value) { return optional_number(value) && (!value || *value >= 0); }
  bool optional_flag(std::optional<bool>& value) {
    std::optional<std::int64_t> number;
    if (!optional_number(number) || (number && *number != 0 && *number != 1)) return false;
    if (number) value = *number == 1;
    return true;
  }
  // `update` comes in as the one before.
  bool update(Update& update) {
    std::int64_t step = 0;
    if (!take(';') || !number(step) || !instant(update.at.us, step, update.at)) return false;
    const auto all = names_of(update);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!take(',')) return true;  // the rest is as before
      if (take('-')) {
        *all[i] = Names::kNone;
      } else if (at_ != end_ && *at_ != ',' && *at_ != ';') {
        const std::size_t bound = i == kStatusAt ? static_cast<std::size_t>(kStatusMax) : names_;
        std::int64_t index = 0;
        if (!number(index) || index < 0 || static_cast<std::size_t>(index) >= bound) return false;
        *all[i] = static_cast<std::int32_t>(index);
      }
    }
    return true;
  }

 private:
  bool instant(std::int64_t from_us, std::int64_t units, Instant& instant) const {
    constexpr std::int64_t kFarthest = 2 * kLastInstant.us;
    if (units > kFarthest / unit_ || units < -kFarthest / unit_) return false;
    instant.us = from_us + units * unit_;
    return kFirstInstant <= instant && instant <= kLastInstant;
  }

  const char* at_;
  const char* end_;
  std::size_t names_;
  std::int64_t unit_ = 1;
};

bool read_history(Reader& reader, History& history) {
  std::int64_t source = 0;
  if (!reader.unit() || !reader.take(',') || !reader.number(source) || source < 0 ||
      source > std::numeric_limits<std::int32_t>::max()) {
    return false;
  }
  history.source = static_cast<std::int32_t>(source);
  if (!reader.optional_instant(history.opened) || !reader.optional_instant(history.resolved) ||
      !reader.optional_instant(history.closed) || !reader.optional_count(history.reopen_count) ||
      !reader.optional_count(history.reassignment_count) || !reader.optional_flag(history.sla_met)) {
    return false;
  }
  Update update{};
  while (!reader.done()) {
    if (!reader.update(update)) return false;
    history.updates.push_back(update);
  }
  return true;
}

}  // namespace

constexpr std::int32_t kWaits = 8;  // whom a ticket can wait for, and nobody

std::int32_t status_of(std::optional<State> state, std::optional<WaitingOn> waiting_on) {
  if (!state) return Names::kNone;
  return static_cast<std::int32_t>(*state) * kWaits + (waiting_on ? static_cast<std::int32_t>(*waiting_on) + 1 : 0);
}

std::optional<State> state_of(std::int32_t status) {
  if (status < 0 || status / kWaits > static_cast<std::int32_t>(State::cancelled)) return std::nullopt;
  return static_cast<State>(status / kWaits);
}

std::optional<WaitingOn> waiting_on_of(std::int32_t status) {
  if (status < 0 || status % kWaits == 0) return std::nullopt;
  return static_cast<WaitingOn>(status % kWaits - 1);
}

std::int32_t Names::intern(std::string_view name) {
  if (name.empty()) return kNone;
  const auto known = index_.find(name);
  if (known != index_.end()) return known->second;
  const auto index = static_cast<std::int32_t>(names_.size());
  names_.emplace_back(name);
  index_.emplace(name, index);
  return index;
}

std::int32_t Names::find(std::string_view name) const {
  const auto known = index_.find(name);
  return known != index_.end() ? known->second : kNone;
}

std::string_view subject_name(const record::Entry& entry) {
  const std::string_view subject = entry.subject;
  return subject.substr(std::min(subject.find(':'), subject.size() - 1) + 1);
}

std::string_view source_name(const record::Entry& entry) { return text_member(entry.body, "source"); }

Source source_from(const record::Entry& import_begun) {
  const json::object& body = import_begun.body;
  Source source;
  source.name = source_name(import_begun);
  source.shape = text_member(body, "shape") == "ticket" ? Shape::ticket : Shape::update;
  source.columns = texts_member(body, "columns");
  if (const auto zone = text_member(body, "zone"); !zone.empty()) source.zone = zone;
  source.states = states_member(body);
  source.waits_for_requester = texts_member(body, "waits_for_requester");
  source.has_lines = flag_member(body, "has_lines").value_or(false);
  return source;
}

Team team_from(const record::Entry& team_declared) {
  const json::object& body = team_declared.body;
  return {std::string(text_member(body, "party")), std::string(text_member(body, "function")),
          std::string(text_member(body, "line"))};
}

void step(History& history, const record::Entry& observed, Names& names) {
  const json::object& body = observed.body;
  const auto index = [&](std::string_view key) { return names.intern(text_member(body, key)); };
  history.updates.push_back({.at = observed.at,
                             .state = index("source_state"),
                             .team = index("team"),
                             .party = index("party"),
                             .person = index("person"),
                             .priority = index("priority"),
                             .category = index("category"),
                             .status = status_of(observed_state(observed), observed_waiting(observed))});
  const bool closing = std::any_of(std::begin(kClosingFacts), std::end(kClosingFacts),
                                   [&](std::string_view fact) { return body.contains(fact); });
  if (!closing) return;
  history.opened = instant_member(body, "opened");
  history.resolved = instant_member(body, "resolved");
  history.closed = instant_member(body, "closed");
  history.reopen_count = count_member(body, "reopen_count");
  history.reassignment_count = count_member(body, "reassignment_count");
  history.sla_met = flag_member(body, "sla_met");
}

void LogBuilder::step(const record::Entry& entry) {
  if (entry.kind == kTicketObserved) {
    History& seen = history(subject_name(entry));
    seen.source = source_index(source_name(entry));
    ticket::step(seen, entry, log_.names);
  } else if (entry.kind == kTeamDeclared) {
    log_.teams[std::string(subject_name(entry))] = team_from(entry);
  } else if (entry.kind == kImportBegun) {
    const auto index = static_cast<std::size_t>(source_index(source_name(entry)));
    log_.sources[index] = source_from(entry);
  }
}

Log LogBuilder::finish() && { return std::move(log_); }

std::int32_t LogBuilder::source_index(std::string_view name) {
  const auto next = static_cast<std::int32_t>(log_.sources.size());
  const auto [known, added] = source_index_.try_emplace(std::string(name), next);
  if (added) log_.sources.emplace_back().name = name;
  return known->second;
}

History& LogBuilder::history(std::string_view ticket) {
  const auto [known, added] = ticket_index_.try_emplace(std::string(ticket), log_.tickets.size());
  if (added) log_.tickets.emplace_back().ticket = ticket;
  return log_.tickets[known->second];
}

std::string encode(const History& history) {
  const bool seconds = whole_seconds(history);
  const std::int64_t unit = seconds ? kUsPerSecond : 1;
  std::string line = seconds ? "S," : "U,";
  append_number(line, history.source);
  for (const auto& instant : {history.opened, history.resolved, history.closed}) {
    line += ',';
    if (instant) append_number(line, instant->us / unit);
  }
  for (const auto& count : {history.reopen_count, history.reassignment_count}) {
    line += ',';
    if (count) append_number(line, *count);
  }
  line += ',';
  if (history.sla_met) line += *history.sla_met ? '1' : '0';
  Update before{};
  for (const Update& update : history.updates) {
    append_update(line, update, before, unit);
    before = update;
  }
  return line;
}

Result<History> decode(std::string_view ticket, std::string_view text, std::size_t names) {
  History history;
  history.ticket = ticket;
  history.updates.reserve(static_cast<std::size_t>(std::count(text.begin(), text.end(), ';')));
  Reader reader(text, names);
  if (!read_history(reader, history)) {
    return fail("damaged-projection", "the stored history of ticket " + history.ticket + " cannot be read",
                "the record is the truth: `concordat rebuild` makes the tables again from it");
  }
  return history;
}

}  // namespace concordat::ticket

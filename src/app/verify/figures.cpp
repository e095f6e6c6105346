// SPDX-License-Identifier: Apache-2.0
#include "app/verify/figures.hpp"

#include "agreement/read.hpp"
#include "base/json.hpp"
#include "measure/flow.hpp"
#include "ticket/in_force.hpp"
#include "measure/sla.hpp"
#include "record/references.hpp"
#include "ticket/story.hpp"
#include "ticket/ticket.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <unordered_set>

namespace concordat::verify {
namespace {

namespace json = boost::json;

std::string pointer_token(std::string_view name) {
  std::string token;
  for (const char c : name) {
    if (c == '~') {
      token += "~0";
    } else if (c == '/') {
      token += "~1";
    } else {
      token += c;
    }
  }
  return token;
}

bool holds_more(const json::value& value) {
  return (value.is_object() && !value.get_object().empty()) || (value.is_array() && !value.get_array().empty());
}

class Comparison {
 public:
  FigureComparison result;

  // Either side may be absent. `path` is restored on return.
  void compare(const json::value* stated, const json::value* recomputed) {
    if (stated != nullptr && recomputed != nullptr) {
      if (stated->is_object() && recomputed->is_object()) return compare_objects(*stated, *recomputed);
      if (stated->is_array() && recomputed->is_array())
        return compare_arrays(stated->get_array(), recomputed->get_array());
      ++result.checked;
      // Their canonical texts, so that 5 and 5.0, which are one number, are equal.
      if (!holds_more(*stated) && !holds_more(*recomputed) && write_canonical(*stated) == write_canonical(*recomputed))
        return;
    } else {
      ++result.checked;
    }
    result.wrong.push_back(path_);
  }

 private:
  void compare_objects(const json::value& stated, const json::value& recomputed) {
    const auto& a = stated.get_object();
    const auto& b = recomputed.get_object();
    if (a.empty() && b.empty()) ++result.checked;
    for (const auto& member : b) below(member.key(), a.if_contains(member.key()), &member.value());
    for (const auto& member : a) {
      if (!b.contains(member.key())) below(member.key(), &member.value(), nullptr);
    }
  }

  void compare_arrays(const json::array& a, const json::array& b) {
    if (a.empty() && b.empty()) ++result.checked;
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
      below(std::to_string(i), i < a.size() ? &a[i] : nullptr, i < b.size() ? &b[i] : nullptr);
    }
  }

  void below(std::string_view name, const json::value* stated, const json::value* recomputed) {
    const std::size_t length = path_.size();
    path_ += '/' + pointer_token(name);
    compare(stated, recomputed);
    path_.resize(length);
  }

  std::string path_;
};

}  // namespace

void FigureFold::step(const record::Entry& entry) {
  zones_.step(entry);
  log_.step(entry);
  versions_.step(entry);
  recorded_.step(entry);
  access_.step(entry);
  last_ = entry.recorded;
  if (entry.kind == agreement::kTextAdded) {
    record::each_text_reference(entry.body, [this](std::string_view id, std::string_view) { texts_.emplace(id, ""); });
  }
  if (entry.kind != ticket::kTicketObserved && entry.subject.starts_with("ticket:")) {
    own_tickets_[std::string(ticket::subject_name(entry))].push_back(entry);
  }
}

void FigureFold::text(std::string_view id, std::string_view bytes) {
  if (const auto wanted = texts_.find(id); wanted != texts_.end()) wanted->second = bytes;
}

json::object FigureFold::finish() && {
  ticket::Log log = std::move(log_).finish();
  measure::FlowOptions options;
  options.zone = [this](const std::string& name) -> const calendar::Zone& { return zones_.find(name); };
  json::object figures;
  figures["flow"] = measure::flow_json(measure::flow_figures(log, options));
  if (!versions_.in_force().empty()) figures["sla"] = sla(std::move(log));
  return figures;
}

json::object FigureFold::sla(ticket::Log log) const {
  ticket::VersionsInForce in_force;
  for (const agreement::Version* version : versions_.in_force()) {
    std::vector<agreement::SourceText> texts;
    for (const agreement::VersionText& one : version->texts) {
      if (one.text_id.empty()) continue;  // not for this party
      const auto found = texts_.find(one.text_id);
      if (found == texts_.end() || found->second.empty())
        return {{"cannot_say", "The text " + one.file + " of " + version->id + " was erased."}};
      texts.push_back({one.file, found->second});
    }
    const auto reading = agreement::read(texts, recorded_.sources(version->zones, version->holidays));
    if (!reading.ok())
      return {{"cannot_say", "Version " + version->id + " cannot be read from the texts of this bundle."}};
    in_force.add(reading.agreement, *version->in_force_from_s(), version->id, version->missing(), access_.facts());
  }
  std::unordered_set<std::string_view> imported;
  for (const auto& history : log.tickets) imported.insert(history.ticket);
  std::vector<ticket::Story> own;
  const auto entries_of = [this](const std::string& name) -> Result<std::vector<record::Entry>> {
    const auto found = own_tickets_.find(name);
    return found == own_tickets_.end() ? std::vector<record::Entry>{} : found->second;
  };
  const auto words = ticket::team_words(log);
  for (const auto& [name, entries] : own_tickets_) {
    if (imported.contains(name)) continue;
    own.push_back(ticket::story_of(name, *ticket::entries_with_merged(name, entries_of), log.names));
  }
  const ticket::Clocks clocks(in_force.versions, log.names);
  measure::SlaFold fold(clocks, log.names, last_);
  for (const auto& history : log.tickets) fold.step(ticket::story_of(history, log.names, words));
  for (const auto& story : own) fold.step(story);
  auto figures = std::move(fold).finish();
  figures.not_agreed_by = in_force.not_agreed_by;
  return measure::sla_json(figures);
}

FigureComparison compare_figures(const json::object& stated, const json::object& recomputed) {
  Comparison comparison;
  const json::value a(stated);
  const json::value b(recomputed);
  comparison.compare(&a, &b);
  return std::move(comparison.result);
}

}  // namespace concordat::verify

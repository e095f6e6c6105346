// SPDX-License-Identifier: Apache-2.0
#include "measure/figure_fold.hpp"

#include "agreement/diff.hpp"
#include "agreement/read.hpp"
#include "measure/flow.hpp"
#include "measure/sla.hpp"
#include "record/references.hpp"
#include "ticket/in_force.hpp"
#include "ticket/story.hpp"
#include "ticket/ticket.hpp"

#include <unordered_set>

namespace concordat::measure {

namespace json = boost::json;

void FigureFold::step(const record::Entry& entry) {
  zones_.step(entry);
  log_.step(entry);
  if (entry.kind == agreement::kProposed) {
    const agreement::Version* base = versions_.at(entry.recorded.seconds());
    const std::string base_id = base == nullptr ? "" : base->id;
    versions_.step(entry);
    if (!versions_.all().empty() && versions_.all().back().sequence == entry.sequence) {
      based_on_[versions_.all().back().id] = base_id;
    }
  } else {
    versions_.step(entry);
  }
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
  FlowOptions options;
  options.zone = [this](const std::string& name) -> const calendar::Zone& { return zones_.find(name); };
  json::object figures;
  figures["flow"] = flow_json(flow_figures(log, options));
  if (!versions_.in_force().empty()) figures["sla"] = sla(std::move(log));
  return figures;
}

std::optional<agreement::Agreement> FigureFold::agreement_of(const agreement::Version& version) const {
  std::vector<agreement::SourceText> texts;
  for (const agreement::VersionText& one : version.texts) {
    if (one.text_id.empty()) continue;  // not for this party
    const auto found = texts_.find(one.text_id);
    if (found == texts_.end() || found->second.empty()) return std::nullopt;  // erased
    texts.push_back({one.file, found->second});
  }
  auto reading = agreement::read(texts, recorded_.sources(version.zones, version.holidays));
  if (texts.empty() || !reading.ok()) return std::nullopt;
  return std::move(reading.agreement);
}

std::vector<NotAsked> FigureFold::not_asked() const {
  std::vector<NotAsked> all;
  for (const agreement::Version& version : versions_.all()) {
    const auto after = agreement_of(version);
    const auto based_on = based_on_.find(version.id);
    const agreement::Version* base = based_on == based_on_.end() ? nullptr : versions_.find(based_on->second);
    const auto before = base == nullptr ? std::nullopt : agreement_of(*base);
    if (!after || (base != nullptr && !before)) continue;
    for (const auto& party : agreement::diff(before ? &*before : nullptr, *after).approval_needed) {
      if (!version.needs.contains(party)) all.push_back({version.id, party});
    }
  }
  return all;
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
  SlaFold fold(clocks, log.names, last_);
  for (const auto& history : log.tickets) fold.step(ticket::story_of(history, log.names, words));
  for (const auto& story : own) fold.step(story);
  auto figures = std::move(fold).finish();
  figures.not_agreed_by = in_force.not_agreed_by;
  return sla_json(figures);
}

}  // namespace concordat::measure

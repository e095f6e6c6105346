// SPDX-License-Identifier: Apache-2.0
#include "operate/agreement/proposing.hpp"

#include "agreement/rules.hpp"

#include <algorithm>

namespace concordat::operate {
namespace {

using namespace agreement;

// What a version needs beside its texts, and its parties, unless the record has the very same.
class Author {
 public:
  Author(store::Transaction& transaction, const store::OrgId& organisation, const RecordedAgreement& recorded,
         const std::string& actor)
      : transaction_(transaction), organisation_(organisation), recorded_(recorded), actor_(actor) {}

  Result<void> append(record::Draft draft) {
    draft.actor = actor_;
    const auto done = transaction_.append(organisation_, std::move(draft));
    return done ? Result<void>{} : tl::unexpected(done.error());
  }

  Result<void> pin(const Prepared& prepared, Proposal& proposal) {
    for (const calendar::Zone& zone : prepared.zones) {
      const auto body = zone_body(zone);
      proposal.zones[zone.name] = body_digest(body);
      if (recorded_.recorded.zone(zone.name, proposal.zones[zone.name]) != nullptr) continue;
      if (const auto done = append(draft("zone:" + zone.name, kZoneCompiled, body)); !done) return done;
    }
    for (const auto& [file, list] : prepared.holidays) {
      const auto body = holidays_body(list);
      const bool known = proposal.holidays.contains(file);
      proposal.holidays[file] = body_digest(body);
      if (known || recorded_.recorded.holidays(file, proposal.holidays[file]) != nullptr) continue;
      if (const auto done = append(draft("holidays:" + file, kHolidaysCompiled, body)); !done) return done;
    }
    return {};
  }

  Result<void> declare_parties(const Agreement& agreement, const std::vector<store::Party>& known) {
    static constexpr const char* kKinds[] = {"internal", "provider", "supplier"};
    for (const auto& [key, party] : agreement.parties) {
      const store::Party one{key, party.name.empty() ? key : party.name, kKinds[static_cast<std::size_t>(party.kind)]};
      if (std::find(known.begin(), known.end(), one) != known.end()) continue;
      auto declared = draft("party:" + key, "party.declared", {{"name", one.name}, {"kind", one.kind}});
      if (const auto done = append(std::move(declared)); !done) return done;
    }
    return {};
  }

 private:
  static record::Draft draft(std::string subject, std::string_view kind, boost::json::object body) {
    record::Draft draft;
    draft.subject = std::move(subject);
    draft.kind = kind;
    draft.body = std::move(body);
    return draft;
  }

  store::Transaction& transaction_;
  const store::OrgId& organisation_;
  const RecordedAgreement& recorded_;
  const std::string& actor_;
};

// The version of these very texts that the record holds already; one that was withdrawn may be proposed again.
const Version* same(store::Session& session, const store::OrgId& organisation, const RecordedAgreement& recorded,
                    const std::vector<Text>& texts) {
  const auto& all = recorded.versions.all();
  for (auto one = all.rbegin(); one != all.rend(); ++one) {
    if (one->withdrawn) continue;
    const auto held = version_texts(session, organisation, *one);
    if (!held || held->size() != texts.size()) continue;
    const bool equal =
        std::equal(held->begin(), held->end(), texts.begin(),
                   [](const SourceText& ours, const Text& theirs) { return ours.bytes == theirs.bytes; });
    if (equal) return &*one;
  }
  return nullptr;
}

std::vector<calendar::Zone> zones_of(const Agreement& agreement) {
  std::map<std::string, calendar::Zone> by_name;
  by_name.emplace(agreement.zone.name, agreement.zone);
  for (const auto& [key, calendar] : agreement.calendars) by_name.emplace(calendar.zone.name, calendar.zone);
  for (const auto& [key, site] : agreement.sites) {
    if (site.zone) by_name.emplace(site.zone->name, *site.zone);
  }
  std::vector<calendar::Zone> zones;
  for (auto& [name, zone] : by_name) zones.push_back(std::move(zone));
  return zones;
}

}  // namespace

Result<std::string> own_party_of(const Agreement& agreement) {
  for (const auto& [key, party] : agreement.parties) {
    if (party.kind == PartyKind::internal) return key;
  }
  return fail("no-own-party", "The agreement has no internal party: whose is it?",
              "Declare one: [party.hq] kind = \"internal\"");
}

Result<Prepared> prepare(agreement::Reading reading, const HolidayLists& lists, bool despite_errors,
                         Findings& findings) {
  findings = check(reading.agreement, compile(reading.agreement), reading.findings);
  if (!reading.ok() || (has_error(findings) && !despite_errors)) {
    const Finding& first = findings.front();
    return tl::unexpected(
        Problem{"not-whole", "The agreement has errors, so it is not taken up. First: " + first.message,
                first.rows.empty() ? std::nullopt : std::optional(first.rows.front().where),
                reading.ok() ? "Mend them (`concordat agreement check` says all), or put it in force as it is with "
                               "--despite-errors (over HTTP \"despite_errors\": true)."
                             : "`concordat agreement check` says all that is wrong."});
  }
  Prepared prepared;
  auto own = own_party_of(reading.agreement);
  if (!own) return tl::unexpected(own.error());
  prepared.own_party = std::move(*own);
  prepared.zones = zones_of(reading.agreement);
  for (const auto& [key, calendar] : reading.agreement.calendars) {
    for (const auto& source : calendar.holidays) {
      const auto shipped = calendar::built_in_holidays(source.file);
      const auto given = lists.find(source.file);
      const std::string_view bytes = shipped                ? *shipped
                                     : given == lists.end() ? std::string_view()
                                                            : std::string_view(given->second);
      auto list = calendar::parse_holidays(bytes, source.file);
      if (list) prepared.holidays.emplace_back(source.file, std::move(*list));
    }
  }
  prepared.agreement = std::move(reading.agreement);
  return prepared;
}

Result<std::optional<Agreement>> agreement_at(store::Session& session, const store::OrgId& organisation,
                                              const RecordedAgreement& recorded, Instant at) {
  const Version* present = recorded.versions.at(at.seconds());
  if (present == nullptr) return std::optional<Agreement>{};
  auto read = read_version(session, organisation, recorded, *present);
  if (!read) return tl::unexpected(read.error());
  return std::optional<Agreement>(std::move(*read));
}

Result<PutVersion> put_version(store::Transaction& transaction, const store::OrgId& organisation,
                               const RecordedAgreement& recorded, const Prepared& prepared, const std::string& actor,
                               const FillRandom& random) {
  auto session = transaction.read(store::Scope(organisation));
  if (!session) return tl::unexpected(session.error());
  if (const Version* known = same(*session, organisation, recorded, prepared.agreement.texts)) {
    return PutVersion{known->id, true};
  }
  const auto parties = session->parties(organisation);
  if (!parties) return tl::unexpected(parties.error());
  const auto before = agreement_at(*session, organisation, recorded, transaction.now());
  if (!before) return tl::unexpected(before.error());
  Proposal proposal;
  proposal.texts = prepared.agreement.texts;
  for (Text& text : proposal.texts) text.file = text.file.substr(text.file.find_last_of('/') + 1);
  proposal.organisation_party = prepared.own_party;
  proposal.effective_s = calendar::instant_of(prepared.agreement.zone, {*prepared.agreement.effective, 0, 0}).seconds();
  proposal.needs = diff(*before ? &**before : nullptr, prepared.agreement).approval_needed;
  Author author(transaction, organisation, recorded, actor);
  if (const auto done = author.pin(prepared, proposal); !done) return tl::unexpected(done.error());
  if (const auto done = author.declare_parties(prepared.agreement, *parties); !done)
    return tl::unexpected(done.error());
  auto proposed = propose(proposal, random);
  for (auto& draft : proposed.drafts) {
    if (const auto done = author.append(std::move(draft)); !done) return tl::unexpected(done.error());
  }
  return PutVersion{proposed.id, false};
}

}  // namespace concordat::operate

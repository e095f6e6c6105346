// SPDX-License-Identifier: Apache-2.0
#include "agreement/read.hpp"

#include "agreement/document.hpp"
#include "agreement/read_tables.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/toml_tokens.hpp"

#include <set>
#include <tuple>

namespace concordat::agreement {
namespace {

constexpr std::int64_t kFormat = 1;

struct Opened {
  Text text;
  Document document;
};

Opened open(const SourceText& source) {
  Opened opened;
  opened.text.file = source.file;
  opened.text.bytes = source.bytes;
  opened.document = read_document(source.bytes, source.file);
  const toml::table& root = opened.document.root;
  if (root.contains("annex")) {
    opened.text.kind = TextKind::annex;
    if (const auto* party = root.get("annex")->as_string()) opened.text.party = party->get();
  } else if (root.contains("private")) {
    opened.text.kind = TextKind::private_;
  }
  return opened;
}

// Gaps of a template that nobody filled.
void find_markers(std::string_view text, const std::string& file, Findings& findings) {
  for (std::size_t at = 0; at < text.size();) {
    const Piece piece = piece_at(text, at);
    at = piece.to;
    const std::string_view words = text.substr(piece.from, piece.to - piece.from);
    const std::size_t open = piece.token == Token::text ? words.find("{{") : std::string_view::npos;
    const std::size_t close = open == std::string_view::npos ? open : words.find("}}", open);
    if (close == std::string_view::npos) continue;
    Finding finding;
    finding.rule = "template-left";
    finding.message = "A gap of the template is still there: " + std::string(words.substr(open, close + 2 - open)) +
                      ". Write what belongs in its place.";
    finding.rows.push_back({"", place_of(text, piece.from, file)});
    findings.push_back(std::move(finding));
  }
}

// Problems of the calendar folder, in the checker's rules.
void add_problem(Findings& findings, const Problem& problem, const std::string& row) {
  static const std::set<std::string> kKept = {"syntax", "unknown-key", "unknown-name", "bad-value", "missing-key"};
  Finding finding;
  finding.rule = kKept.contains(problem.code) ? problem.code : "bad-value";
  if (problem.code == "unknown-zone" || problem.code == "unknown-calendar") finding.rule = "unknown-name";
  finding.message = problem.hint.empty() ? problem.message : problem.message + " " + problem.hint;
  finding.rows.push_back({row, problem.where.value_or(Where{})});
  findings.push_back(std::move(finding));
}

void read_top(Table& top, Agreement& agreement) {
  agreement.where = top.where();
  top.integer("format", kFormat, kFormat);
  if (!top.has("format")) top.missing("format", "Add: format = 1");
  agreement.organisation = top.text("organisation");
  if (!top.has("organisation")) top.missing("organisation", "Whose agreement is it? organisation = \"…\"");
  agreement.effective = top.date("effective");
  if (!top.has("effective")) top.missing("effective", "From which day on? effective = 2026-04-01");
  agreement.zone = calendar::utc();
  const auto zone = top.word("zone");
  if (!zone) {
    if (!top.has("zone")) top.missing("zone", "In which zone are its days and times? zone = \"Europe/London\"");
    return;
  }
  if (const auto found = top.context().sources.zone(zone->name)) {
    agreement.zone = **found;
  } else {
    const Problem& problem = found.error();
    top.add("unknown-name", "zone", zone->where,
            problem.hint.empty() ? problem.message : problem.message + " " + problem.hint);
  }
}

void read_calendars(Table& top, Agreement& agreement, const Document& document) {
  top.get("calendar");
  auto& context = top.context();
  auto read = calendar::read_calendar_tables(document.text, context.file, agreement.zone, context.sources);
  for (const Problem& problem : read.problems) add_problem(context.findings, problem, "calendar");
  for (auto& [key, definition] : read.calendars) {
    if (!agreement.calendars.emplace(key, std::move(definition)).second) {
      top.add("overlap", "calendar." + path_step(key), definition.where,
              "[calendar." + path_step(key) + "] is declared in another text already.");
    }
  }
}

void read_agreement(Table& top, Agreement& agreement, const Document& document) {
  read_top(top, agreement);
  read_calendars(top, agreement, document);
  read_parties(top, agreement);
  read_sites(top, agreement);
  read_roles(top, agreement);
  read_persons(top, agreement);
  read_teams(top, agreement);
  read_priorities(top, agreement);
  read_activities(top, agreement);
  read_functions(top, agreement);
  read_hand_offs(top, agreement);
  read_closing(top, agreement);
  read_targets(top, agreement, "");
  read_ladders(top, agreement, "");
  read_authorities(top, agreement);
  read_forbids(top, agreement);
  read_decisions(top, agreement);
  read_review(top, agreement);
  if (!top.has("party")) top.missing("party", "An agreement is between parties: [party.hq] kind = \"internal\"");
  if (!top.has("function")) top.missing("function", "It says who does what: [function.service-desk]");
}

void read_annex(Table& top, Agreement& agreement, const Document& document) {
  const auto party = top.word("annex");
  const auto provider = party ? agreement.parties.find(party->name) : agreement.parties.end();
  if (party && provider == agreement.parties.end()) {
    std::vector<std::string> known;
    for (const auto& [key, unused] : agreement.parties) known.push_back(key);
    top.context().findings.push_back(unlike("unknown-name", "There is no party " + quoted(party->name) + ".",
                                            party->name, known, "There are: " + listed(known) + ".",
                                            {"annex", party->where}));
  }
  const std::string annex = party ? party->name : "";
  read_calendars(top, agreement, document);
  read_targets(top, agreement, annex);
  read_ladders(top, agreement, annex);
  read_prices(top, agreement, annex);
}

void read_private(Table& top, Agreement& agreement) {
  const auto organisation = top.word("private");
  if (organisation && !agreement.organisation.empty() && organisation->name != agreement.organisation) {
    top.bad(
        "private", organisation->where,
        quoted(organisation->name) + " is not the agreement's organisation, " + quoted(agreement.organisation) + ".");
  }
  read_drivers(top, agreement);
}

void one_agreement(const std::vector<Opened>& opened, Findings& findings) {
  std::size_t agreements = 0;
  for (const Opened& one : opened) {
    if (one.text.kind != TextKind::agreement || ++agreements < 2) continue;
    Finding finding;
    finding.rule = "overlap";
    finding.message = "A version has one agreement, and this is another. An annex begins with annex = \"provider\".";
    finding.rows.push_back({"", {one.text.file, 1, 1}});
    findings.push_back(std::move(finding));
  }
  if (agreements > 0) return;
  Finding finding;
  finding.rule = "missing-key";
  finding.message = "None of the texts is an agreement: one must begin with format = 1 and organisation = \"…\".";
  finding.rows.push_back({"", {opened.empty() ? "" : opened.front().text.file, 1, 1}});
  findings.push_back(std::move(finding));
}

void number_annexes(const std::vector<Opened>& opened, Findings& findings) {
  std::set<std::string> seen;
  for (const Opened& one : opened) {
    const bool again = one.text.kind != TextKind::agreement &&
                       !seen.insert(one.text.kind == TextKind::private_ ? "" : "annex:" + one.text.party).second;
    if (!again) continue;
    Finding finding;
    finding.rule = "overlap";
    finding.message =
        "There are two texts of this kind: a provider has one annex, and an organisation one private text.";
    finding.rows.push_back({"", {one.text.file, 1, 1}});
    findings.push_back(std::move(finding));
  }
}

}  // namespace

Reading read(std::span<const SourceText> texts, const calendar::Sources& sources) {
  Reading reading;
  std::vector<Opened> opened;
  for (const SourceText& text : texts.first(std::min(texts.size(), limits::kAgreementTextsMax))) {
    opened.push_back(open(text));
  }
  std::stable_sort(opened.begin(), opened.end(), [](const Opened& a, const Opened& b) {
    return std::tie(a.text.kind, a.text.party) < std::tie(b.text.kind, b.text.party);
  });
  one_agreement(opened, reading.findings);
  number_annexes(opened, reading.findings);
  Agreement& agreement = reading.agreement;
  agreement.zone = calendar::utc();
  bool first = true;
  for (Opened& one : opened) {
    for (Finding& finding : one.document.findings) reading.findings.push_back(std::move(finding));
    find_markers(one.document.text, one.text.file, reading.findings);
    ReadContext context{one.text.file, sources, reading.findings, one.document.broken_headers};
    Table top(context, one.document.root, "");
    const bool again = one.text.kind == TextKind::agreement && !first;
    if (one.text.kind == TextKind::agreement && first) read_agreement(top, agreement, one.document);
    if (one.text.kind == TextKind::annex) read_annex(top, agreement, one.document);
    if (one.text.kind == TextKind::private_) read_private(top, agreement);
    first = false;
    if (!again) top.finish();
    agreement.texts.push_back(std::move(one.text));
  }
  if (agreement.priorities.empty()) agreement.priorities = {{1, 2, 3}, {2, 3, 4}, {3, 4, 5}};
  for (const Problem& problem : calendar::check_references(agreement.calendars)) {
    add_problem(reading.findings, problem, "calendar");
  }
  add_implied_persons(agreement);
  check_names(agreement, reading.findings);
  sort_findings(reading.findings);
  return reading;
}

}  // namespace concordat::agreement

// SPDX-License-Identifier: Apache-2.0
#include "agreement/mend.hpp"

#include "agreement/mend_candidates.hpp"
#include "base/limits.hpp"

#include <map>

namespace concordat::agreement {
namespace {

struct Checked {
  Agreement agreement;
  Findings findings;
};

Checked check_texts(std::span<const SourceText> texts, const calendar::Sources& sources,
                    const std::optional<Span>& period) {
  Reading reading = read(texts, sources);
  const Rules rules = compile(reading.agreement);
  Findings findings = check(reading.agreement, rules, reading.findings, period);
  return {std::move(reading.agreement), std::move(findings)};
}

// What a finding is about, wherever it stands: places move with every change.
std::string identity(const Finding& finding) {
  std::string id = finding.rule + "|" + finding.function + "|" + finding.activity;
  for (const Row& row : finding.rows) id += "|" + row.id;
  return id;
}

std::map<std::string, std::size_t> counted(const Findings& findings, bool errors_only) {
  std::map<std::string, std::size_t> count;
  for (const Finding& one : findings) {
    if (!errors_only || one.severity == Severity::error) ++count[identity(one)];
  }
  return count;
}

bool mends(const Findings& before, const Findings& after, const Finding& finding) {
  const auto number = [&](const Findings& all) {
    return std::count_if(all.begin(), all.end(),
                         [&, id = identity(finding)](const Finding& one) { return identity(one) == id; });
  };
  if (number(after) >= number(before)) return false;
  const auto allowed = counted(before, true);
  for (const auto& [id, count] : counted(after, true)) {
    const auto found = allowed.find(id);
    if (found == allowed.end() || found->second < count) return false;
  }
  return true;
}

}  // namespace

Findings check_with_mends(std::span<const SourceText> texts, const calendar::Sources& sources,
                          std::optional<Span> period, std::size_t mends_max) {
  Checked checked = check_texts(texts, sources, period);
  const Findings before = checked.findings;
  std::size_t tried = 0, found = 0;
  for (Finding& finding : checked.findings) {
    for (MendCandidate& candidate : mend_candidates(checked.agreement, finding)) {
      if (found >= mends_max || tried >= limits::kMendsTried) return std::move(checked.findings);
      ++tried;
      std::vector<SourceText> changed(texts.begin(), texts.end());
      const auto text = std::find_if(changed.begin(), changed.end(),
                                     [&](const SourceText& one) { return one.file == candidate.file; });
      if (text == changed.end()) continue;
      std::string patch = unified_diff(text->file, text->bytes, candidate.edits);
      text->bytes = apply_edits(text->bytes, candidate.edits);
      if (!mends(before, check_texts(changed, sources, period).findings, finding)) continue;
      finding.fix = Fix{candidate.file, std::move(candidate.edits), std::move(patch), std::move(candidate.words)};
      ++found;
      break;
    }
  }
  return std::move(checked.findings);
}

}  // namespace concordat::agreement

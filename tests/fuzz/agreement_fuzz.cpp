// SPDX-License-Identifier: Apache-2.0
#include "agreement/document.hpp"
#include "agreement/format.hpp"
#include "agreement/mend.hpp"
#include "agreement/table.hpp"

#include <cstdlib>

// Whatever the text is, it is read to its end, every finding has a place within it, formatting loses no word and is
// done after once, and what mends are offered are changes of this text.
namespace {

using namespace concordat;
using namespace concordat::agreement;

calendar::Sources sources() {
  static const calendar::Zone utc = calendar::utc();
  return {[](const std::string& name) -> Result<const calendar::Zone*> {
            if (name == "UTC" || name == "Europe/London") return &utc;
            return fail("unknown-zone", "There is no zone \"" + name + "\".");
          },
          [](const std::string&) -> Result<std::string> { return fail("cannot-read", "Nothing lies beside it."); }};
}

std::string without_blanks(const std::string& text) {
  std::string rest;
  for (const char c : text) {
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') rest += c;
  }
  return rest;
}

void try_format(const std::string& text) {
  if (!read_document(text, "t").findings.empty()) return;
  const std::string once = apply_edits(text, format(text));
  const std::string bom = "\xEF\xBB\xBF";
  if (without_blanks(once) != without_blanks(text.starts_with(bom) ? text.substr(bom.size()) : text)) std::abort();
  if (!read_document(once, "t").findings.empty()) std::abort();
  if (apply_edits(once, format(once)) != once) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  // A second text behind a line of dashes: an annex, a private text.
  const std::string between = "\n---\n";
  const std::size_t cut = text.find(between);
  std::vector<SourceText> texts = {{"a", text.substr(0, cut)}};
  if (cut != std::string::npos) texts.push_back({"b", text.substr(cut + between.size())});
  constexpr std::size_t kMends = 3;
  const Findings findings = check_with_mends(texts, sources(), Span{1'775'000'000, 1'780'000'000}, kMends);
  for (const Finding& one : findings) {
    if (one.rule.empty() || one.message.empty()) std::abort();
    for (const Row& row : one.rows) {
      if (row.where.line < 0 || row.where.column < 0) std::abort();
    }
    if (one.fix && one.fix->patch.empty()) std::abort();
  }
  if (to_text(findings).empty() || to_json(findings).empty()) std::abort();
  for (const SourceText& one : texts) try_format(one.bytes);
  return 0;
}

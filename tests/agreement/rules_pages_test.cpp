// SPDX-License-Identifier: Apache-2.0
// Each rule has a page, and what the page says is so: its first excerpt is found fault with, its second is not.
#include "agreement/support.hpp"
#include "support/places.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <map>
#include <regex>
#include <set>

namespace concordat::agreement {
namespace {

namespace fs = std::filesystem;

const fs::path kPages = fs::path(source_dir()) / "docs/rules";

std::string contents(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> excerpts(const std::string& page) {
  const std::string open = "```toml\n", close = "```\n";
  std::vector<std::string> all;
  for (std::size_t at = page.find(open); at != std::string::npos; at = page.find(open, at)) {
    at += open.size();
    all.push_back(page.substr(at, page.find(close, at) - at));
  }
  return all;
}

std::set<std::string> rules_with_pages() {
  std::set<std::string> all;
  for (const auto& entry : fs::directory_iterator(kPages)) {
    if (entry.path().stem() != "README") all.insert(entry.path().stem());
  }
  return all;
}

// By the header of the table that begins it, in order; tables below one of the text's own belong to it.
std::vector<std::pair<std::string, std::string>> tables(const std::string& text) {
  std::vector<std::pair<std::string, std::string>> all = {{"", ""}};
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("[") && !line.starts_with("[[")) all.emplace_back(line, "");
    all.back().second += line + "\n";
  }
  return all;
}

// The base agreement with the excerpt's tables in the place of those of the same name, or behind them.
std::vector<SourceText> put_in(const std::string& base, const std::string& excerpt) {
  if (excerpt.starts_with("annex")) return {{"t.toml", base}, {"annex.toml", excerpt}};
  auto all = tables(base);
  for (const auto& [header, text] : tables(excerpt)) {
    const auto same = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.first == header; });
    if (!header.empty() && same != all.end())
      same->second = text;
    else if (!header.empty())
      all.emplace_back(header, text);
  }
  std::string whole;
  for (const auto& [header, text] : all) whole += text + "\n";
  return {{"t.toml", whole}};
}

TEST(RulePages, TheAgreementThatTheyChangeIsSound) {
  const auto base = excerpts(contents(kPages / "README.md"));
  ASSERT_EQ(base.size(), 1U);
  for (const Finding& one : World(base[0]).checked()) EXPECT_EQ(one.rule, "uncovered") << one.message;
}

TEST(RulePages, EachExcerptIsJudgedAsItsPageSays) {
  const std::string base = excerpts(contents(kPages / "README.md")).at(0);
  for (const std::string& rule : rules_with_pages()) {
    const std::string page = contents(kPages / (rule + ".md"));
    const auto shown = excerpts(page);
    ASSERT_EQ(shown.size(), 2U) << rule;
    const Findings bad = World(put_in(base, shown[0])).checked();
    const auto said = of_rule(bad, rule);
    ASSERT_FALSE(said.empty()) << rule << "\n" << to_text(bad);
    EXPECT_TRUE(page.starts_with("# " + rule + " (" + std::string(to_word(said[0]->severity)) + ")\n")) << page;
    const Findings good = World(put_in(base, shown[1])).checked();
    EXPECT_TRUE(of_rule(good, rule).empty() || rule == "uncovered") << rule << "\n" << to_text(good);
    if (rule == "uncovered") {
      EXPECT_LT(of_rule(good, rule).size(), said.size());
    }
    EXPECT_FALSE(has_error(good)) << rule << "\n" << to_text(good);
  }
}

TEST(RulePages, EachRuleOfTheSourcesHasOne) {
  // add("rule", …), unlike("rule", …), finding.rule = "rule"
  const std::regex named(R"re((?:add|unlike)\(\s*"([a-z]+(?:-[a-z]+)*)",|rule = "([a-z]+(?:-[a-z]+)*)")re");
  std::set<std::string> found;
  for (const auto& entry : fs::directory_iterator(fs::path(source_dir()) / "src/agreement")) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with("check") && !name.starts_with("read") && name != "names.cpp" && name != "document.cpp" &&
        name != "table.cpp") {
      continue;
    }
    const std::string text = contents(entry.path());
    for (std::sregex_iterator it(text.begin(), text.end(), named), end; it != end; ++it) {
      found.insert((*it)[1].matched ? (*it)[1].str() : (*it)[2].str());
    }
  }
  const std::set<std::string> pages = rules_with_pages();
  for (const std::string& rule : found) {
    EXPECT_TRUE(pages.contains(rule) || rule == "letter-twice") << rule << " has no page";
  }
  EXPECT_GE(found.size(), 25U) << "the sources are looked through as they are written";
  const std::string index = contents(kPages / "README.md");
  for (const std::string& rule : pages)
    EXPECT_NE(index.find("[" + rule + "](" + rule + ".md)"), std::string::npos) << rule;
}

}  // namespace
}  // namespace concordat::agreement

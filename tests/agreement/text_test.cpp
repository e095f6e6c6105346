// SPDX-License-Identifier: Apache-2.0
// Changes of texts: edits and their patches, formatting, mends. Each keeps every comment and every order.
#include "agreement/document.hpp"
#include "agreement/format.hpp"
#include "agreement/mend.hpp"
#include "agreement/patching.hpp"
#include "agreement/support.hpp"
#include "agreement/templates.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <iostream>
#include <random>

namespace concordat::agreement {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

const TemplateGaps kGaps{"Acme", "Northwind", "Europe/London", *make_date(2027, 1, 1)};

std::vector<std::pair<std::string, std::string>> every_text() {
  std::vector<std::pair<std::string, std::string>> all = {{"harbour", harbour_text()}};
  for (const TemplateTitle& one : templates()) all.emplace_back(one.name, *fill_template(one.name, kGaps));
  return all;
}

std::string printed(const std::string& text) {
  const Document document = read_document(text, "t");
  EXPECT_THAT(titles(document.findings), IsEmpty()) << text;
  std::ostringstream out;
  out << toml::json_formatter(document.root);
  return out.str();
}

std::mt19937_64 random_of(const char* what) {
  const char* given = std::getenv("CONCORDAT_SEED");
  const std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::cout << what << ": CONCORDAT_SEED=" << seed << "\n";
  return std::mt19937_64(seed);
}

// --- edits

TEST(Edit, ADiffIsReadBackByAnotherProgram) {
  const std::string text = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\nm";
  const std::vector<Edits> all = {
      {{0, 1, "A"}},
      {{0, 0, "new\n"}},
      {{2, 4, ""}},
      {{2, 3, "B1\nB2"}, {20, 21, "K"}},
      {{24, 25, "M\n"}},
      {{25, 25, "\nn\n"}},
      {{0, 25, ""}},
      {{1, 2, ""}},
      {{2, 4, ""}, {4, 4, "between\n"}, {6, 7, "D"}},
  };
  for (const Edits& edits : all) {
    const std::string diff = unified_diff("f", text, edits);
    EXPECT_EQ(patched(text, diff), apply_edits(text, edits)) << diff;
  }
  EXPECT_EQ(unified_diff("f", text, {{0, 1, "a"}}), "");
}

TEST(Edit, RandomEditsAreReadBackToo) {
  auto random = random_of("Edit");
  const std::string text = harbour_text();
  for (int round = 0; round < 500; ++round) {
    Edits edits;
    for (std::size_t at = random() % 200; at < text.size(); at += 1 + random() % 2'000) {
      const std::size_t to = std::min(text.size(), at + random() % 60);
      edits.push_back({at, to, random() % 3 == 0 ? "" : random() % 2 == 0 ? "x" : "one\ntwo\n"});
      at = to;
    }
    const std::string diff = unified_diff("f", text, edits);
    ASSERT_EQ(patched(text, diff), apply_edits(text, edits)) << diff;
  }
}

TEST(Edit, PlacesAreCountedInLettersAsTheReaderCounts) {
  const std::string text = "# é\nname = \"日本\" # x\n";
  const std::size_t comment = text.find("# x");
  const Where place = place_of(text, comment, "f");
  EXPECT_EQ(place.line, 2);
  EXPECT_EQ(place.column, 13);  // n a m e _ = _ " 日 本 " _ and then the mark
  EXPECT_EQ(offset_of(text, place), comment);
  EXPECT_EQ(offset_of(text, {"f", 9, 1}), std::nullopt);
}

TEST(Edit, AnItemGoesWithItsComma) {
  const auto without = [](const std::string& text, const std::string& item) {
    return apply_edits(text, {without_item(text, text.find(item))});
  };
  EXPECT_EQ(without("x = [1, 2, 3]", "1"), "x = [2, 3]");
  EXPECT_EQ(without("x = [1, 2, 3]", "2"), "x = [1, 3]");
  EXPECT_EQ(without("x = [1, 2, 3]", "3"), "x = [1, 2]");
  EXPECT_EQ(without("x = [{ a = [1] }]", "{"), "x = []");
  EXPECT_EQ(without("x = [\n  \"a\",\n  \"b\"\n]", "\"b\""), "x = [\n  \"a\"\n]");
}

// --- format

TEST(Format, LeavesWhatIsFormattedAsItIs) {
  for (const auto& [name, text] : every_text()) {
    EXPECT_EQ(unified_diff(name, text, format(text)), "");
  }
}

TEST(Format, MakesSpacingEven) {
  const std::string rough =
      "\xEF\xBB\xBF\n\nformat=1\r\n\n\n\n [ party . hq ]\nkind =\"internal\"# ours\n"
      "steps = [\n{after=\"15m\",tell = \"a\"},\n# then\n      { after = \"30m\" , tell=\"b\" }\n  ]\nempty = { }   \n";
  EXPECT_EQ(apply_edits(rough, format(rough)),
            "format = 1\n\n[party.hq]\nkind = \"internal\"  # ours\n"
            "steps = [\n  { after = \"15m\", tell = \"a\" },\n  # then\n  { after = \"30m\", tell = \"b\" }\n]\nempty "
            "= {}\n");
  EXPECT_EQ(apply_edits("", format("")), "");
  EXPECT_EQ(apply_edits("\n \n", format("\n \n")), "");
}

TEST(Format, KeepsWhatStandsInQuotes) {
  const std::string text =
      "a = \"x  =  [ # no comment\"\nb = '''\n  two\n\n\n lines ''' # c\nc = 1.5\nd = 2026-04-01\n";
  EXPECT_EQ(printed(apply_edits(text, format(text))), printed(text));
}

// Blanks, tabs and empty lines put between any two words.
TEST(Format, UndoesAnySpacingAndLosesNoWord) {
  auto random = random_of("Format");
  const auto blanks = [&random](bool lines) {
    std::string text;
    for (std::uint64_t n = random() % 4; n > 0; --n) text += random() % 3 == 0 ? "\t" : " ";
    if (lines) {
      for (std::uint64_t n = random() % 3; n > 0; --n) text += "\n \t";
    }
    return text;
  };
  for (const auto& [name, text] : every_text()) {
    const std::string tree = printed(text);
    for (int round = 0; round < 20; ++round) {
      std::string rough;
      std::istringstream in(text);
      for (std::string line; std::getline(in, line);) {
        // Around marks that stand outside of quotes and comments.
        bool quoted = false, comment = false;
        rough += blanks(false);
        for (const char c : line) {
          if (c == '"' && !comment) quoted = !quoted;
          if (c == '#' && !quoted) comment = true;
          const bool mark = !quoted && !comment && std::string("=,{}").find(c) != std::string::npos;
          rough += mark ? blanks(false) + c + blanks(false) : std::string(1, c);
        }
        rough += blanks(true) + "\n";
      }
      const std::string once = apply_edits(rough, format(rough));
      ASSERT_EQ(printed(once), tree) << name;
      ASSERT_EQ(without_blanks(once), without_blanks(text)) << name;
      ASSERT_EQ(apply_edits(once, format(once)), once) << name << ": twice is once";
    }
  }
}

// --- mends

Findings mended(const std::string& text) {
  const std::vector<SourceText> texts = {{"t.toml", text}};
  return check_with_mends(texts, sources());
}

const Finding* with_fix(const Findings& findings, const std::string& rule) {
  for (const Finding& one : findings) {
    if (one.rule == rule && one.fix) return &one;
  }
  return nullptr;
}

std::string mend_of(const std::string& text, const std::string& rule) {
  const Findings findings = mended(text);
  const Finding* found = with_fix(findings, rule);
  if (found == nullptr) return "no mend of " + rule + ": " + to_text(findings);
  return patched(text, found->fix->patch);
}

TEST(Mend, WritesTheNameThatWasMeant) {
  const std::string whole = *fill_template("hybrid", kGaps);
  const std::pair<const char*, const char*> typos[] = {
      {"accountable = \"service-manager\"\ndoes.monitor = [\"engineers\"]\ndoes.resolve = [\"engineers\"]\ninformed",
       "acountable = \"service-manager\"\ndoes.monitor = [\"engineers\"]\ndoes.resolve = [\"engineers\"]\ninformed"},
      {"owner = \"desk\"", "owner = \"dsk\""},
      {"metric = \"resolution\"", "metric = \"resolutoin\""},
      {"[authority.desk]", "[authority.dezk]"},
      {"measure = \"verified_rpo_h\"", "measure = \"verified_rpo\""},
      {"over = \"month\"", "over = \"mnth\""},
      {"kind = \"provider\"", "kind = \"provder\""},
      {"[review]\nevery = \"quarter\"", "[review]\nevery = \"quater\""},
      {"workstation = \"yes\", server = { ask", "workstation = \"yez\", server = { ask"},
      {"does.restore", "does.retsore"},
  };
  for (const auto& [right, wrong] : typos) {
    const std::string text = with(whole, right, wrong);
    const Findings findings = mended(text);
    const auto first =
        std::find_if(findings.begin(), findings.end(), [](const Finding& f) { return f.instead.has_value(); });
    ASSERT_NE(first, findings.end()) << wrong;
    ASSERT_TRUE(first->fix) << wrong << "\n" << to_text(findings);
    EXPECT_EQ(patched(text, first->fix->patch), whole);
  }
}

TEST(Mend, OfARowThatNobodyDoes) {
  const std::string whole = *fill_template("six-functions", kGaps);
  const std::string text = with(whole, "does.fulfil  = [\"desk\"]\n", "");
  EXPECT_EQ(
      mend_of(text, "no-responsible"),
      with(text, "does.approve = [\"it-lead\"]\n",
           "does.approve = [\"it-lead\"]\ndoes.fulfil = [\"desk\", { team = \"engineers\", after = \"30m\" }]\n"));
}

TEST(Mend, OfAGapNamesATeamThatIsIn) {
  const std::string text = with(harbour_text(), "does.resolve = [\"hq-desk\", { team = \"nw-noc\", after = \"30m\" }]",
                                "does.resolve = [\"hq-desk\"]");
  const std::vector<SourceText> texts = harbour(text);
  const Findings findings = check_with_mends(texts, sources());
  const Finding* gap = with_fix(findings, "gap");
  ASSERT_NE(gap, nullptr);
  EXPECT_THAT(patched(text, gap->fix->patch), HasSubstr("does.resolve = [\"hq-desk\", \"nw-noc\"]\n"));
  EXPECT_EQ(gap->fix->words, "let nw-noc do it too.");
}

TEST(Mend, OfTheRest) {
  const std::string whole = *fill_template("six-functions", kGaps);
  EXPECT_THAT(mend_of(whole + "[priority]\nmatrix = [[2, 1], [1, 1]]\n", "not-monotone"),
              HasSubstr("matrix = [[2, 2], [2, 2]]"));
  EXPECT_EQ(mend_of(with(whole, "format = 1\n", ""), "missing-key"), whole);
  EXPECT_THAT(mend_of(with(whole,
                           "accountable = \"service-manager\"\ndoes.monitor = [\"engineers\"]\ndoes.resolve = "
                           "[\"engineers\"]\ninformed",
                           "accountable = \"provider\"\ndoes.monitor = [\"engineers\"]\ndoes.resolve = "
                           "[\"engineers\"]\ninformed"),
                      "party-as-accountable"),
              testing::Eq(whole));
  EXPECT_THAT(mend_of(with(whole, "{ after = \"15m\", tell = \"engineers\" }", "{ after = \"15m\", tell = \"desk\" }"),
                      "ladder-nobody"),
              HasSubstr("{ after = \"15m\", tell = \"desk\", during = \"office\" }"));
  EXPECT_THAT(mend_of(with(whole, "{ after = \"1h\", tell = \"director\" },",
                           "{ after = \"1h\", tell = \"director\" },\n  { after = \"2h\", tell = \"it-lead\" },"),
                      "ladder-circular"),
              HasSubstr("{ after = \"1h\", tell = \"director\" },\n]"));
  EXPECT_EQ(mend_of(with(whole, "informed = [\"it-lead\"]", "informed = [\"engineers\", \"it-lead\"]"), "letter-twice"),
            whole);
}

// Damage of every kind in every text: whatever mend is offered takes its finding away, adds no error, and leaves every
// comment.
TEST(Mend, WhateverIsOfferedHasBeenTried) {
  auto random = random_of("Mend");
  const bool long_run = std::getenv("CONCORDAT_LONG") != nullptr;
  std::size_t offered = 0;
  const auto number = [](const Findings& all, const Finding& like, bool same) {
    return std::count_if(all.begin(), all.end(), [&](const Finding& one) {
      if (!same) return one.severity == Severity::error;
      return one.rule == like.rule && one.message == like.message;
    });
  };
  const auto comments = [](const std::string& text) {
    std::string all;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
      if (const auto at = line.find("# "); at != std::string::npos) all += line.substr(at) + "\n";
    }
    return all;
  };
  for (const auto& [name, text] : every_text()) {
    for (int round = 0; round < (long_run ? 60 : 12); ++round) {
      std::string broken = text;
      // One letter of a word lost, doubled or changed; or a whole line lost.
      std::size_t at = random() % broken.size();
      while (at < broken.size() && (broken[at] < 'a' || broken[at] > 'z')) ++at;
      if (at >= broken.size()) continue;
      if (random() % 4 == 0) {
        const std::size_t begin = broken.rfind('\n', at) + 1;
        broken.erase(begin, broken.find('\n', at) + 1 - begin);
      } else {
        broken.replace(at, 1, random() % 2 == 0 ? "" : std::string(2, broken[at]));
      }
      const Findings before = mended(broken);
      for (const Finding& finding : before) {
        if (!finding.fix) continue;
        ++offered;
        const std::string after_text = patched(broken, finding.fix->patch);
        ASSERT_EQ(after_text, apply_edits(broken, finding.fix->edits));
        ASSERT_EQ(comments(after_text), comments(broken)) << finding.fix->patch;
        const Findings after = World(std::vector<SourceText>{{"t.toml", after_text}}).checked();
        EXPECT_LT(number(after, finding, true), number(before, finding, true)) << name << finding.fix->patch;
        EXPECT_LE(number(after, finding, false), number(before, finding, false)) << name << finding.fix->patch;
      }
    }
  }
  EXPECT_GT(offered, 20U) << "the damage was such that mends were looked for";
}

// --- templates

TEST(Templates, ThereIsOneForEachModelAndForEachListOfTheSeeds) {
  std::vector<std::string> names;
  for (const TemplateTitle& one : templates()) names.push_back(one.name);
  EXPECT_THAT(names, testing::UnorderedElementsAre("internal", "augmentation", "shared-responsibility", "managed",
                                                   "outcome-based", "fully-integrated", "hybrid", "six-functions",
                                                   "nine-duties"));
  const auto functions = [](const std::string& name) {
    std::vector<std::string> all;
    for (const auto& [key, unused] : World(*fill_template(name, kGaps)).reading.agreement.functions) all.push_back(key);
    return all;
  };
  EXPECT_THAT(functions("six-functions"), testing::UnorderedElementsAre("service-desk", "infrastructure", "cloud",
                                                                        "cybersecurity", "backup-and-dr", "projects"));
  EXPECT_THAT(functions("nine-duties"),
              testing::UnorderedElementsAre("end-user-support", "hardware-deployment", "on-site-troubleshooting",
                                            "business-systems", "monitoring", "advanced-security", "backup-and-dr",
                                            "cloud-infrastructure", "strategic-planning"));
}

TEST(Templates, EachIsOfTheModelThatItIsNamedAfter) {
  for (const EngagementModel model :
       {EngagementModel::internal, EngagementModel::augmentation, EngagementModel::shared_responsibility,
        EngagementModel::managed, EngagementModel::outcome_based, EngagementModel::fully_integrated}) {
    std::string name(to_word(model));
    std::replace(name.begin(), name.end(), ' ', '-');
    const World world(*fill_template(name, kGaps));
    const auto& functions = world.reading.agreement.functions;
    EXPECT_TRUE(std::any_of(functions.begin(), functions.end(), [&](const auto& one) {
      return one.second.model == model;
    })) << name;
  }
  // The seeds' table: desk and infrastructure shared, cloud shared, security managed, backup by outcome, projects lent.
  const World hybrid(*fill_template("hybrid", kGaps));
  const auto model = [&hybrid](const char* key) { return hybrid.reading.agreement.functions.at(key).model; };
  EXPECT_EQ(model("infrastructure"), EngagementModel::shared_responsibility);
  EXPECT_EQ(model("cybersecurity"), EngagementModel::managed);
  EXPECT_EQ(model("backup-and-dr"), EngagementModel::outcome_based);
  EXPECT_EQ(model("projects"), EngagementModel::augmentation);
}

TEST(Templates, PassTheCheckerWithoutAWarning) {
  for (const TemplateTitle& one : templates()) {
    for (const Finding& finding : World(*fill_template(one.name, kGaps)).checked()) {
      EXPECT_EQ(finding.severity, Severity::note) << one.name << ": " << finding.message;
    }
  }
}

TEST(Templates, AGapThatIsLeftIsAnError) {
  TemplateGaps gaps = kGaps;
  gaps.provider = "{{provider}}";
  const auto found = World(*fill_template("hybrid", gaps)).reading.findings;
  EXPECT_THAT(titles(found), testing::ElementsAre("error template-left"));
  EXPECT_THAT(found.front().message, HasSubstr("{{provider}}"));
}

TEST(Templates, NamesOfAnyKindStayNames) {
  for (const std::string name : {"Müller \"& Söhne\"", "back\\slash", "🏢", "a.b]#"}) {
    TemplateGaps gaps = kGaps;
    gaps.provider = gaps.organisation = name;
    const World world(*fill_template("managed", gaps));
    EXPECT_EQ(world.reading.agreement.parties.at("provider").name, name);
    EXPECT_EQ(world.reading.agreement.organisation, name);
  }
  for (const std::string& name :
       {std::string(), std::string("two\nlines"), std::string(500, 'x'), std::string("\xff")}) {
    TemplateGaps gaps = kGaps;
    gaps.organisation = name;
    EXPECT_FALSE(fill_template("managed", gaps)) << name;
  }
  EXPECT_EQ(fill_template("managd", kGaps).error().hint, "Did you mean \"managed\"?");
}

TEST(Templates, TheContractIsTwoYearsAlsoFromALeapDay) {
  TemplateGaps gaps = kGaps;
  const auto through = [&gaps] {
    return format_date(
        World(*fill_template("managed", gaps)).reading.agreement.parties.at("provider").contract->through);
  };
  EXPECT_EQ(through(), "2028-12-31");
  gaps.effective = *make_date(2028, 2, 29);
  EXPECT_EQ(through(), "2030-02-28");
}

}  // namespace
}  // namespace concordat::agreement

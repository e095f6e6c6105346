// SPDX-License-Identifier: Apache-2.0
// Promise: every command that README.md and the user pages show works as shown. In a ```console block a line "$
// COMMAND" is run, in one folder per page, and what stands below it is what it prints; "…" stands for whatever differs
// from run to run, and a line of its own "…" for any lines.
#include "support/program.hpp"
#include "support/places.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace concordat::test {
namespace {

struct Step {
  std::string command;
  std::vector<std::string> shown;
};

std::vector<Step> steps_of(const std::string& page) {
  std::ifstream in(source_dir() + "/" + page);
  std::vector<Step> steps;
  bool console = false;
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("```", 0) == 0) {
      console = line == "```console";
    } else if (console && line.rfind("$ ", 0) == 0) {
      steps.push_back({line.substr(2), {}});
    } else if (console && !steps.empty()) {
      steps.back().shown.push_back(line);
    }
  }
  return steps;
}

bool matches_line(std::string_view shown, std::string_view printed) {
  const std::string_view any = "…";
  const auto at = shown.find(any);
  if (at == std::string_view::npos) return shown == printed;
  if (printed.substr(0, at) != shown.substr(0, at)) return false;
  const std::string_view rest = shown.substr(at + any.size());
  for (std::size_t skip = at; skip <= printed.size(); ++skip) {
    if (matches_line(rest, printed.substr(skip))) return true;
  }
  return false;
}

bool matches(const std::vector<std::string>& shown, std::size_t i, const std::vector<std::string>& printed,
             std::size_t j) {
  if (i == shown.size()) return j == printed.size();
  if (shown[i] == "…") {
    for (std::size_t skip = j; skip <= printed.size(); ++skip) {
      if (matches(shown, i + 1, printed, skip)) return true;
    }
    return false;
  }
  return j < printed.size() && matches_line(shown[i], printed[j]) && matches(shown, i + 1, printed, j + 1);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

void run_page(const std::string& page) {
  const Folder folder;
  const std::string home = source_dir();
  // The page is read in a checkout: `./run` is the program, `examples/` the examples; data goes to the page's own
  // folder.
  shell("ln -s " + quoted(home + "/examples") + " examples && ln -s " + quoted(program_path()) +
            " concordat && ln -s " + quoted(program_path()) + " run",
        folder.path());
  const auto steps = steps_of(page);
  ASSERT_FALSE(steps.empty()) << page << " shows no command";
  for (const auto& step : steps) {
    if (step.command.rfind("sudo ", 0) == 0 || step.command.rfind("git ", 0) == 0 || step.command == "./run demo")
      continue;
    SCOPED_TRACE("$ " + step.command);
    const Outcome outcome =
        shell("PATH=.:$PATH; unset CONCORDAT_DATA CONCORDAT_KEY; " + step.command + " 2>&1", folder.path());
    EXPECT_TRUE(matches(step.shown, 0, lines_of(outcome.out), 0)) << "it prints:\n" << outcome.out;
  }
}

TEST(Readme, EveryCommandShownPrintsWhatIsShown) { run_page("README.md"); }
TEST(Readme, ImportsPage) { run_page("docs/imports.md"); }
TEST(Readme, OperatingPage) { run_page("docs/operating.md"); }
TEST(Readme, CalendarsPage) { run_page("docs/calendars.md"); }
TEST(Readme, BundlePage) { run_page("docs/bundle.md"); }
TEST(Readme, AgreementPage) { run_page("docs/agreement.md"); }
TEST(Readme, VersionsPage) { run_page("docs/versions.md"); }
TEST(Readme, RightsPage) { run_page("docs/rights.md"); }

}  // namespace
}  // namespace concordat::test

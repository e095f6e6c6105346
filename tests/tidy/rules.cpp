// SPDX-License-Identifier: Apache-2.0
#include "tidy/rules.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <sstream>
#include <string_view>

namespace concordat::tidy {
namespace {

constexpr std::size_t kLineLengthMax = 120;
constexpr std::size_t kFileLinesMax = 600;
constexpr std::size_t kFunctionLinesMax = 75;
constexpr std::size_t kContinuation = 4;  // spaces, and more: the rest of a declaration, or the inside of a function

// What each folder of src/ may include besides itself: the arrows of ARCHITECTURE.md.
const std::map<std::string, std::set<std::string>> kArrows = {
    {"base", {}},
    {"stats", {"base"}},
    {"calendar", {"base"}},
    {"record", {"base"}},
    {"agreement", {"base", "stats", "calendar", "record"}},
    {"ticket", {"base", "stats", "calendar", "record", "agreement"}},
    {"store", {"base", "stats", "calendar", "record", "agreement", "ticket"}},
    {"measure", {"base", "stats", "calendar", "record", "agreement", "ticket"}},
    {"http", {"base"}},
    {"operate/present", {"base", "stats", "calendar", "record", "agreement", "ticket", "store"}},
    {"operate/api", {"base", "calendar", "record", "agreement", "ticket", "store", "http", "operate/present"}},
    {"operate/access",
     {"base", "calendar", "record", "agreement", "ticket", "store", "http", "operate/present", "operate/api"}},
    {"operate/desk",
     {"base", "calendar", "record", "agreement", "ticket", "store", "http", "operate/present", "operate/api"}},
    {"operate/notify",
     {"base", "calendar", "record", "agreement", "ticket", "store", "http", "operate/present", "operate/api"}},
    {"operate/agreement",
     {"base", "calendar", "record", "agreement", "ticket", "store", "http", "operate/present", "operate/api"}},
    {"operate/events",
     {"base", "calendar", "record", "agreement", "ticket", "store", "http", "operate/present", "operate/api"}},
    {"operate/proof",
     {"base", "calendar", "record", "agreement", "ticket", "store", "http", "measure", "operate/present",
      "operate/api"}},
    {"operate/imports",
     {"base", "stats", "calendar", "record", "agreement", "ticket", "store", "http", "operate/present", "operate/api"}},
    {"app/verify", {"base", "stats", "calendar", "record", "agreement", "ticket", "measure", "app"}},
    {"app",
     {"base", "stats", "calendar", "record", "agreement", "ticket", "store", "http", "measure", "operate/imports",
      "operate/present", "operate/api", "operate/access", "operate/agreement", "operate/desk", "operate/events",
      "operate/notify", "operate/proof", "app/verify"}},
};

const std::set<std::string> kPure = {"base", "stats", "calendar", "record", "agreement", "ticket", "measure"};
const std::set<std::string> kImpureHeaders = {
    "<fstream>", "<iostream>",           "<thread>",   "<mutex>",      "<filesystem>", "<random>", "<ctime>",
    "<future>",  "<condition_variable>", "<unistd.h>", "<sys/stat.h>", "<fcntl.h>"};

struct Banned {
  std::regex pattern;
  std::string why;
  std::set<std::string> allowed_in;  // paths that begin so
};

const std::vector<Banned>& banned() {
  // Split literals keep this file from finding itself.
  static const std::vector<Banned> rules = {
      {std::regex("system_"
                  "clock::now|std::time\\(|gettimeofday|clock_"
                  "gettime"),
       "take the time as a parameter (base/clock.cpp asks)",
       {"src/base/clock.cpp", "tests/", "bench/"}},
      {std::regex("\\bco_"
                  "await\\b"),
       "coroutines live in src/http/ only (a g++ 12 fault destroys captures twice)",
       {"src/http/"}},
      {std::regex("\\b(s?ra"
                  "nd|random_device)\\s*\\("),
       "randomness is a parameter (base/random.hpp)",
       {"tests/", "bench/"}},
      {std::regex("\\b(TO"
                  "DO|FIX"
                  "ME|XX"
                  "X|HA"
                  "CK)\\b"),
       "finish it, or open an issue",
       {}},
      {std::regex("\\bDIS"
                  "ABLED_|GTEST_"
                  "SKIP"),
       "a test that does not run says so in the summary",
       {}},
      {std::regex("ffast"
                  "-math|ffp-contract=(fast|on)"),
       "both compilers must give the same bytes",
       {}},
      {std::regex("\\b(strcpy|sprintf|strcat|gets|atoi|strtok)\\s*\\("), "unsafe or silent about errors", {}},
      {std::regex("\"/(work|home|root|Users)/"), "no path of one machine", {}},
  };
  return rules;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

bool ends_with(const std::string& text, std::string_view end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

bool is_code(const std::string& path) { return ends_with(path, ".cpp") || ends_with(path, ".hpp"); }

// The folder of src/ that a path or an include is in, by the longest name that kArrows knows.
std::optional<std::string> folder_of(const std::string& path) {
  std::optional<std::string> best;
  for (const auto& [folder, uses] : kArrows) {
    if (path.rfind(folder + "/", 0) == 0 && (!best || folder.size() > best->size())) best = folder;
  }
  return best;
}

class Checker {
 public:
  explicit Checker(const SourceFile& file) : file_(file), lines_(lines_of(file.text)) {}

  std::vector<std::string> run() {
    if (is_code(file_.path)) {
      opening();
      sizes();
      functions();
      includes();
    }
    if (is_code(file_.path) || ends_with(file_.path, ".cmake") || ends_with(file_.path, "CMakeLists.txt")) calls();
    if (ends_with(file_.path, ".md")) page();
    if (file_.path == "cmake/Compiler.cmake" && file_.text.find("-ffp-contract=off") == std::string::npos) {
      found(0, "-ffp-contract=off is missing: both compilers must give the same bytes");
    }
    return std::move(findings_);
  }

 private:
  void found(std::size_t line, const std::string& what) {
    findings_.push_back(file_.path + ":" + std::to_string(line + 1) + ": " + what);
  }

  void opening() {
    if (lines_.empty() || lines_[0] != "// SPDX-License-Identifier: Apache-2.0")
      found(0, "the first line names the licence");
    if (ends_with(file_.path, ".hpp") && file_.text.find("#pragma once") == std::string::npos)
      found(0, "#pragma once is missing");
  }

  void sizes() {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      // Counted in characters: continuation bytes of UTF-8 take no room on the screen.
      const auto length = std::count_if(lines_[i].begin(), lines_[i].end(),
                                        [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
      if (static_cast<std::size_t>(length) > kLineLengthMax && lines_[i].find("R\"") == std::string::npos &&
          !is_vector(lines_[i])) {
        found(i, "a line of more than 120 characters");
      }
    }
    if (lines_.size() > kFileLinesMax) found(kFileLinesMax, "a file of more than 600 lines holds two ideas");
  }

  // Test vectors (long hex, base64, quoted lines) stand as they were published.
  bool is_vector(const std::string& line) const {
    return file_.path.rfind("tests/", 0) == 0 && line.find('"') != std::string::npos;
  }

  // A function begins on a line that ends in ") {" or ") const {", and ends at the brace of its declaration's
  // indentation; where parameters stand on lines of their own, the declaration is further up.
  void functions() {
    static const std::regex begins(R"(^\s*[A-Za-z_].*\)( const| noexcept| override)* \{$)");
    static const std::regex control(
        R"(^\s*(if|for|while|switch|\} else|else|namespace|struct|class|do|try|catch)\b.*)");
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (!std::regex_match(lines_[i], begins) || std::regex_match(lines_[i], control)) continue;
      std::size_t first = i;
      while (first > 0 && indentation(lines_[first]) >= kContinuation) --first;
      if (std::regex_match(lines_[first], control)) continue;
      const std::string end = std::string(indentation(lines_[first]), ' ') + "}";
      std::size_t last = i + 1;
      while (last < lines_.size() && lines_[last].rfind(end, 0) != 0) ++last;
      const std::size_t size = last - first;
      if (size > kFunctionLinesMax) {
        found(first, "a function of " + std::to_string(size) + " lines does not fit on a screen");
      }
    }
  }

  static std::size_t indentation(const std::string& line) { return line.find_first_not_of(' '); }

  void includes() {
    if (file_.path.rfind("src/", 0) != 0) return;
    const auto here = folder_of(file_.path.substr(4));
    if (!here) return found(0, "a folder that no arrow of ARCHITECTURE.md knows");
    static const std::regex include(R"(^\s*#include ([<"])([^>"]+)[>"].*)");
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      std::smatch match;
      if (!std::regex_match(lines_[i], match, include)) continue;
      const std::string name = match[2];
      if (match[1] == "<") {
        library(*here, i, name);
      } else if (const auto there = folder_of(name); there && *there != *here && !kArrows.at(*here).contains(*there)) {
        found(i, *here + " may not include " + *there + " (arrows point down only)");
      }
    }
  }

  void library(const std::string& here, std::size_t line, const std::string& name) {
    if (kPure.contains(here) && kImpureHeaders.contains("<" + name + ">")) {
      found(line, here + " is pure: no clock, disk, thread, randomness or console (<" + name + ">)");
    }
    const bool header = ends_with(file_.path, ".hpp");
    const bool server = name.rfind("boost/asio", 0) == 0 || name.rfind("boost/beast", 0) == 0;
    if (server && (header || here != "http")) found(line, "Asio and Beast stay in the sources of src/http/");
    const bool sql = name.rfind("soci/", 0) == 0 || name == "sqlite3.h" || name == "libpq-fe.h";
    if (sql && (header || here != "store")) found(line, "SQL stays in the sources of src/store/");
  }

  void calls() {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      for (const auto& rule : banned()) {
        const bool allowed = std::any_of(rule.allowed_in.begin(), rule.allowed_in.end(),
                                         [&](const std::string& start) { return file_.path.rfind(start, 0) == 0; });
        if (!allowed && std::regex_search(lines_[i], rule.pattern)) found(i, rule.why);
      }
    }
  }

  void page() {
    std::size_t titles = 0;
    bool code = false;
    for (const auto& line : lines_) {
      if (line.rfind("```", 0) == 0) code = !code;
      if (!code && line.rfind("# ", 0) == 0) ++titles;
    }
    if (titles != 1) found(0, "a page has one title");
  }

  const SourceFile& file_;
  std::vector<std::string> lines_;
  std::vector<std::string> findings_;
};

}  // namespace

std::vector<std::string> check(const SourceFile& file) { return Checker(file).run(); }

}  // namespace concordat::tidy

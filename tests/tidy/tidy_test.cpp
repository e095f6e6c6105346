// SPDX-License-Identifier: Apache-2.0
// The house's habits as a test: arrows between folders, sizes, banned calls. Each rule also has a sample that breaks
// it, so that a rule which no longer bites is noticed.
#include "tidy/rules.hpp"
#include "support/places.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace concordat::tidy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<SourceFile> tree() {
  namespace fs = std::filesystem;
  const fs::path home = source_dir();
  std::vector<SourceFile> files;
  for (const char* folder : {"src", "tests", "bench", "cmake", "docs", "examples", "tools", "web"}) {
    if (!fs::exists(home / folder)) continue;
    for (auto walk = fs::recursive_directory_iterator(home / folder); walk != fs::end(walk); ++walk) {
      const auto& item = *walk;
      // Others' packages, and what is made of the description of the routes.
      if (item.path().filename() == "node_modules") walk.disable_recursion_pending();
      if (!item.is_regular_file() || item.file_size() > 4'000'000) continue;
      std::ifstream in(item.path(), std::ios::binary);
      files.push_back({fs::relative(item.path(), home).generic_string(), {std::istreambuf_iterator<char>(in), {}}});
    }
  }
  for (const char* file : {"README.md", "ARCHITECTURE.md", "CMakeLists.txt", "run", "test"}) {
    std::ifstream in(home / file, std::ios::binary);
    files.push_back({file, {std::istreambuf_iterator<char>(in), {}}});
  }
  return files;
}

std::vector<std::string> broken(const std::string& path, const std::string& text) { return check({path, text}); }

const std::string kHead = "// SPDX-License-Identifier: Apache-2.0\n";

TEST(Tidy, TheTreeKeepsTheHousesHabits) {
  const auto files = tree();
  ASSERT_GT(files.size(), 50U);
  std::vector<std::string> findings;
  for (const auto& file : files) {
    for (auto& finding : check(file)) findings.push_back(std::move(finding));
  }
  EXPECT_THAT(findings, IsEmpty());
}

TEST(Tidy, ArrowsPointDown) {
  EXPECT_THAT(broken("src/calendar/zone.cpp", kHead + "#include \"base/instant.hpp\"\n"), IsEmpty());
  EXPECT_THAT(broken("src/calendar/zone.cpp", kHead + "#include \"store/zones.hpp\"\n"),
              ElementsAre(HasSubstr("calendar may not include store")));
  EXPECT_THAT(broken("src/measure/flow.cpp", kHead + "#include \"store/store.hpp\"\n"), SizeIs(1));
  EXPECT_THAT(broken("src/app/verify/verifier.cpp", kHead + "#include \"store/store.hpp\"\n"), SizeIs(1));
  EXPECT_THAT(broken("src/unknown/x.cpp", kHead + "#include \"base/text.hpp\"\n"), SizeIs(1));
}

TEST(Tidy, PureFoldersTouchNothing) {
  for (const char* header : {"<fstream>", "<iostream>", "<thread>", "<mutex>", "<filesystem>", "<random>", "<ctime>"}) {
    EXPECT_THAT(broken("src/ticket/ticket.cpp", kHead + "#include " + header + "\n"), SizeIs(1)) << header;
  }
  EXPECT_THAT(broken("src/store/database.cpp", kHead + "#include <filesystem>\n"), IsEmpty());
}

TEST(Tidy, BannedCallsAreFound) {
  EXPECT_THAT(broken("src/store/a.cpp", kHead + "auto t = std::chrono::system_"
                                                "clock::now();\n"),
              SizeIs(1));
  EXPECT_THAT(broken("src/base/clock.cpp", kHead + "auto t = std::chrono::system_"
                                                   "clock::now();\n"),
              IsEmpty());
  EXPECT_THAT(broken("src/store/a.cpp", kHead + "co_"
                                                "await f();\n"),
              SizeIs(1));
  EXPECT_THAT(broken("src/http/server.cpp", kHead + "co_"
                                                    "await f();\n"),
              IsEmpty());
  EXPECT_THAT(broken("src/http/server.hpp", kHead + "#pragma once\n#include <boost/asio.hpp>\n"), SizeIs(1));
  EXPECT_THAT(broken("src/store/a.hpp", kHead + "#pragma once\n#include <soci/soci.h>\n"), SizeIs(1));
  EXPECT_THAT(broken("src/base/a.cpp", kHead + "// TO"
                                               "DO later\n"),
              SizeIs(1));
  EXPECT_THAT(broken("src/base/a.cpp", kHead + "int x = ra"
                                               "nd();\n"),
              SizeIs(1));
}

TEST(Tidy, SizesAreHeld) {
  EXPECT_THAT(broken("src/base/a.cpp", kHead + "// " + std::string(120, 'x') + "\n"), SizeIs(1));
  std::string long_file = kHead;
  for (int i = 0; i < 600; ++i) long_file += "int x;\n";
  EXPECT_THAT(broken("src/base/a.cpp", long_file), SizeIs(1));
  std::string long_function = kHead + "void f() {\n";
  for (int i = 0; i < 75; ++i) long_function += "  g();\n";
  EXPECT_THAT(broken("src/base/a.cpp", long_function + "}\n"), SizeIs(1));
}

TEST(Tidy, HeadersAndPagesOpenRight) {
  EXPECT_THAT(broken("src/base/a.cpp", "int x;\n"), SizeIs(1));
  EXPECT_THAT(broken("src/base/a.hpp", kHead + "struct A;\n"), SizeIs(1));
  EXPECT_THAT(broken("docs/a.md", "no title\n"), SizeIs(1));
  EXPECT_THAT(broken("docs/a.md", "# One\n\n# Two\n"), SizeIs(1));
  EXPECT_THAT(broken("docs/a.md", "# One\n\n```\n# a comment in code\n```\n"), IsEmpty());
}

TEST(Tidy, FloatingContractionIsOff) {
  EXPECT_THAT(broken("cmake/Compiler.cmake", "add_compile_options(-Wall)\n"), SizeIs(1));
  EXPECT_THAT(broken("src/stats/CMakeLists.txt",
                     "add_compile_options(-ffast"
                     "-math)\n"),
              SizeIs(1));
}

}  // namespace
}  // namespace concordat::tidy

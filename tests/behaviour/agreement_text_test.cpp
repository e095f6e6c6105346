// SPDX-License-Identifier: Apache-2.0
// Promise: an agreement is begun from a template, kept tidy, completed by one's editor and mended by the checker, and
// no comment of it is ever lost.
#include "support/program.hpp"
#include "support/places.hpp"

#include <boost/json/array.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace concordat::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class AgreementText : public testing::Test {
 protected:
  std::string made(const std::string& name) {
    const auto file = folder_.file(name + ".toml");
    const auto done = concordat_({"agreement", "new", "--template", name, "-o", file});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    return file;
  }
  std::vector<std::string> template_names() {
    std::vector<std::string> names;
    const auto listed = concordat_({"agreement", "new", "--list", "--json"}).json();
    for (const auto& one : listed.at("templates").as_array()) names.emplace_back(one.at("name").as_string());
    return names;
  }

  Folder folder_;
  Program concordat_{folder_};
};

TEST_F(AgreementText, EveryTemplateIsCheckedAskedAndPutInForce) {
  for (const std::string& name : template_names()) {
    const auto file = made(name);
    EXPECT_EQ(concordat_({"agreement", "check", file}).exit_code, 0) << name;
    const auto applied = concordat_({"agreement", "apply", file, "--org", "Own " + name});
    EXPECT_EQ(applied.exit_code, 0) << name << applied.err;
    const auto tidy = concordat_({"agreement", "format", "--check", file});
    EXPECT_EQ(tidy.out, "") << name << " is formatted";
  }
}

TEST_F(AgreementText, ATemplateIsOnesOwnFromTheBeginning) {
  const auto done = concordat_({"agreement", "new", "--template", "managed", "--organisation", "Müller", "--provider",
                                "Bits & Co", "--zone", "Europe/Berlin", "--effective", "2027-03-01"});
  EXPECT_THAT(done.out, HasSubstr("organisation = \"Müller\"\nzone = \"Europe/Berlin\"\neffective = 2027-03-01\n"));
  EXPECT_THAT(done.out, HasSubstr("name = \"Bits & Co\"\ncontract = { from = 2027-03-01, through = 2029-02-28 }"));
}

TEST_F(AgreementText, ATemplateOverwritesNothing) {
  const auto file = folder_.write("mine.toml", "mine\n");
  const auto done = concordat_({"agreement", "new", "--template", "managed", "-o", file});
  EXPECT_EQ(done.exit_code, 2);
  EXPECT_EQ(folder_.read("mine.toml"), "mine\n");
  EXPECT_THAT(concordat_({"agreement", "new", "--template", "mangaed"}).err, HasSubstr("Did you mean \"managed\"?"));
  EXPECT_EQ(concordat_({"agreement", "new"}).exit_code, 2);
  EXPECT_EQ(concordat_({"agreement", "new", "--template", "managed", "--zone", "Europe/Lundon"}).exit_code, 2);
  EXPECT_EQ(concordat_({"agreement", "new", "--template", "managed", "--effective", "tomorrow"}).exit_code, 2);
}

TEST_F(AgreementText, FormatChangesTheFileOnlyWhenAsked) {
  const std::string rough = "format=1   # the form\n\n\n\norganisation =\"x\"\n";
  const auto file = folder_.write("rough.toml", rough);
  EXPECT_EQ(concordat_({"agreement", "format", "--check", file}).out, file + "\n");
  EXPECT_THAT(concordat_({"agreement", "format", "--diff", file}).out, HasSubstr("\n-format=1   # the form\n"));
  EXPECT_EQ(folder_.read("rough.toml"), rough);
  shell("chmod 640 rough.toml", folder_.path());
  EXPECT_EQ(concordat_({"agreement", "format", file}).exit_code, 0);
  EXPECT_EQ(folder_.read("rough.toml"), "format = 1   # the form\n\norganisation = \"x\"\n");
  EXPECT_EQ(shell("stat -c %a rough.toml", folder_.path()).out, "640\n") << "its rights stay";
  const auto broken = folder_.write("broken.toml", "a = \n");
  const auto refused = concordat_({"agreement", "format", broken});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("broken.toml:1:"));
  EXPECT_EQ(folder_.read("broken.toml"), "a = \n");
}

TEST_F(AgreementText, FixMendsTheFileAndLeavesTheRestToPeople) {
  const auto file = made("hybrid");
  const auto whole = folder_.read("hybrid.toml");
  EXPECT_EQ(shell("sed -i 's/^owner = \"desk\"/owner = \"dsk\"/; s/^metric = \"resolution\"/metrik = \"resolution\"/' "
                  "hybrid.toml",
                  folder_.path())
                .exit_code,
            0);
  EXPECT_EQ(concordat_({"agreement", "check", file}).exit_code, 1);
  EXPECT_NE(folder_.read("hybrid.toml"), whole) << "check alone changes nothing";
  const auto fixed = concordat_({"agreement", "check", "--fix", file});
  EXPECT_EQ(fixed.exit_code, 0) << fixed.out;
  EXPECT_THAT(fixed.err, HasSubstr("write \"metric\" instead of \"metrik\""));
  EXPECT_EQ(folder_.read("hybrid.toml"), whole);
}

TEST_F(AgreementText, AFixIsAPatchThatOthersCanRead) {
  made("hybrid");
  shell("sed -i 's/^owner = \"desk\"/owner = \"dsk\"/' hybrid.toml", folder_.path());
  const auto found = concordat_({"agreement", "check", folder_.file("hybrid.toml"), "--json"}).json();
  const auto& fix = found.at("findings").at(0).at("fix");
  EXPECT_THAT(std::string(fix.at("patch").as_string()), HasSubstr("-owner = \"dsk\" "));
  EXPECT_THAT(std::string(fix.at("patch").as_string()), HasSubstr("+owner = \"desk\" "));
  EXPECT_EQ(fix.at("file").as_string(), folder_.file("hybrid.toml"));
}

// By Python's TOML reader and its jsonschema.
TEST_F(AgreementText, TheSchemaAdmitsEveryTextThatIsOnesAndRefusesTypos) {
  folder_.write("schema.json", concordat_({"agreement", "schema"}).out);
  std::string files;
  for (const std::string& name : template_names()) files += " " + quoted(made(name));
  for (const char* name : {"agreement/harbour/harbour.toml", "agreement/harbour/annex-northwind.toml",
                           "agreement/harbour/private.toml", "servicenow/agreement.toml", "volvo/agreement.toml"}) {
    files += " " + quoted(example(name));
  }
  const std::string twin = "python3 " + quoted(source_dir() + "/tests/behaviour/schema_twin.py") + " schema.json";
  const auto held = shell(twin + files, folder_.path());
  EXPECT_EQ(held.exit_code, 0) << held.err;
  EXPECT_THAT(held.out, Not(HasSubstr(": ")));
  EXPECT_THAT(held.out, HasSubstr("hybrid.toml ok\n"));
  for (const char* typo :
       {"s/^owner = /ownr = /", "s/^kind = \"SLA\"/kind = \"SLO\"/", "s/within = \"4h\"/within = \"4 h\"/",
        "s/at_most = 24/at_most = \"24\"/", "s/^format = 1/format = 2/"}) {
    shell("cp hybrid.toml typo.toml && sed -i '" + std::string(typo) + "' typo.toml", folder_.path());
    EXPECT_THAT(shell(twin + " typo.toml", folder_.path()).out, HasSubstr("typo.toml : ")) << typo;
    EXPECT_EQ(concordat_({"agreement", "check", folder_.file("typo.toml")}).exit_code, 1) << typo;
  }
}

}  // namespace
}  // namespace concordat::test

// SPDX-License-Identifier: Apache-2.0
// Forms with files. The examples are those of RFC 2046 5.1.1 and of RFC 7578; the rest is what browsers and strangers
// send.
#include "http/multipart.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace concordat::http {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string lines(const std::vector<std::string>& all) {
  std::string out;
  for (const auto& one : all) out += (out.empty() ? "" : "\r\n") + one;
  return out;
}
std::string disposed(const std::string& rest) { return "Content-Disposition: form-data; " + rest; }

std::vector<std::string> contents(const std::string& body, const std::string& boundary) {
  const auto form = read_form(body, boundary);
  if (!form) return {"problem: " + form.error().message};
  std::vector<std::string> all;
  for (const FormPart& one : *form) all.emplace_back(one.content);
  return all;
}
std::string problem(const std::string& body, const std::string& boundary = "b") {
  const auto form = read_form(body, boundary);
  if (form) return "none";
  EXPECT_EQ(form.error().code, "bad-form");
  return form.error().message;
}
std::string one_part(const std::string& head, const std::string& content = "x") {
  return "--b\r\n" + head + "\r\n\r\n" + content + "\r\n--b--\r\n";
}

// RFC 2046 5.1.1, its example, with the fields that RFC 7578 4.2 asks for: a preamble, a content that does not end with
// a line end, one that does, and an epilogue.
TEST(Multipart, AsTheStandardShowsIt) {
  const std::string body = lines(
      {"This is the preamble.  It is to be ignored, though it", "is a handy place for composition agents to include an",
       "explanatory note to non-MIME conformant readers.", "", "--simple-boundary", disposed("name=\"a\""), "",
       "This is implicitly typed plain US-ASCII text.", "It does NOT end with a linebreak.", "--simple-boundary",
       disposed("name=\"b\""), "Content-type: text/plain; charset=us-ascii", "",
       "This is explicitly typed plain US-ASCII text.", "It DOES end with a linebreak.", "", "--simple-boundary--", "",
       "This is the epilogue.  It is also to be ignored."});
  EXPECT_THAT(contents(body, "simple-boundary"),
              ElementsAre("This is implicitly typed plain US-ASCII text.\r\nIt does NOT end with a linebreak.",
                          "This is explicitly typed plain US-ASCII text.\r\nIt DOES end with a linebreak.\r\n"));
}

// What `curl -F audience=shared -F file=@a.bin` sends, and every browser.
TEST(Multipart, AFileComesBackByteForByte) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  bytes += "\r\n--------------------------d74496d66958873\r\n--\r\n\r\n";  // nearly the boundary
  const std::string boundary = "------------------------d74496d66958873e";
  const std::string body = lines({"--" + boundary, disposed("name=\"audience\""), "", "shared", "--" + boundary,
                                  disposed("name=\"file\"; filename=\"a.bin\""),
                                  "Content-Type: application/octet-stream", "", bytes, "--" + boundary + "--", ""});
  const auto form = read_form(body, boundary);
  ASSERT_TRUE(form) << form.error().message;
  ASSERT_EQ(form->size(), 2U);
  EXPECT_EQ(form->at(0).name, "audience");
  EXPECT_FALSE(form->at(0).file_name);
  EXPECT_EQ(form->at(0).content, "shared");
  EXPECT_EQ(form->at(1).file_name, "a.bin");
  EXPECT_EQ(form->at(1).content, bytes);
}

TEST(Multipart, EmptyContentsBlanksAfterABoundaryAndALastLineThatDoesNotEnd) {
  EXPECT_THAT(contents(one_part(disposed("name=a"), ""), "b"), ElementsAre(""));
  EXPECT_THAT(contents("--b\r\n" + disposed("name=a") + "\r\n\r\n--b--", "b"), ElementsAre(""))
      << "the line end before the boundary is the one after the fields";
  EXPECT_THAT(contents("--b \t\r\n" + disposed("name=a") + "\r\n\r\nx\r\n--b-- \t", "b"), ElementsAre("x"));
  EXPECT_THAT(contents("--b--", "b"), ElementsAre());
}

TEST(Multipart, ABoundaryIsAWholeLine) {
  const std::string body = one_part(disposed("name=a"), "1\r\n--bc\r\n2\n--b\n3\r\n --b\r\n4\r\n--b--5");
  EXPECT_THAT(contents(body, "b"), ElementsAre("1\r\n--bc\r\n2\n--b\n3\r\n --b\r\n4\r\n--b--5"));
}

// WHATWG HTML, multipart/form-data encoding algorithm: a quotation mark, CR and LF in a name are %22, %0D and %0A, and
// nothing else is escaped. Older senders put a backslash before the mark (RFC 2616 2.2).
TEST(Multipart, NamesAsBrowsersWriteThem) {
  const auto name = [](const std::string& written) {
    const auto form = read_form(one_part(disposed("name=\"f\"; filename=\"" + written + "\"")), "b");
    return form ? form->front().file_name.value_or("none") : form.error().message;
  };
  EXPECT_EQ(name("M\xc3\xbcll %22a%22;b=c.txt"), "M\xc3\xbcll \"a\";b=c.txt");
  EXPECT_EQ(name("a\\\"b.txt"), "a\"b.txt");
  EXPECT_EQ(name("C:\\x\\a.txt"), "C:\\x\\a.txt");
  EXPECT_EQ(name("50%25%0d.txt"), "50%25%0d.txt") << "only those three, in capitals";
  EXPECT_EQ(name("a%0D%0AX: y"), "a\r\nX: y") << "whoever shows or stores it makes it a name";
  EXPECT_EQ(name(""), "") << "a form whose file was not chosen";
  EXPECT_THAT(name("\xff"), HasSubstr("not UTF-8"));
  const auto form = read_form(one_part("content-disposition:FORM-DATA ; NAME=f ;filename=a.txt;"), "b");
  ASSERT_TRUE(form) << form.error().message;
  EXPECT_EQ(form->front().name + " " + form->front().file_name.value_or(""), "f a.txt");
}

TEST(Multipart, WhatIsWrongIsSaidOfTheVeryPart) {
  const std::string good = one_part(disposed("name=a"));
  EXPECT_EQ(problem(good), "none");
  EXPECT_THAT(problem(""), HasSubstr("does not begin with its boundary"));
  EXPECT_THAT(problem("--c\r\n\r\n\r\n--c--"), HasSubstr("does not begin with its boundary"));
  EXPECT_THAT(problem("--b\r\n\r\nx\r\n--b--"), HasSubstr("no Content-Disposition"));
  EXPECT_THAT(problem(one_part("Content-Type: text/plain")),
              HasSubstr("Part 1 of the form has no Content-Disposition"));
  EXPECT_THAT(problem(one_part("Content-Disposition: attachment; name=a")), HasSubstr("that can be read"));
  EXPECT_THAT(problem(one_part(disposed("filename=a"))), HasSubstr("that can be read"));
  EXPECT_THAT(problem(one_part(disposed("name=a; name=b"))), HasSubstr("that can be read"));
  EXPECT_THAT(problem(one_part(disposed("name=a") + "\r\n" + disposed("name=b"))), HasSubstr("that can be read"));
  EXPECT_THAT(problem(one_part(disposed("name=\"a"))), HasSubstr("that can be read"));
  EXPECT_THAT(problem(one_part(disposed("name=a\"b\""))), HasSubstr("that can be read"));
  EXPECT_THAT(problem(one_part("no field\r\n" + disposed("name=a"))), HasSubstr("that is none"));
  EXPECT_THAT(problem(one_part("a b: c\r\n" + disposed("name=a"))), HasSubstr("that is none"));
  EXPECT_THAT(problem(one_part(disposed("name=a") + "\r\nContent-Transfer-Encoding: base64")),
              HasSubstr("encoded as base64"));
  EXPECT_EQ(problem(one_part(disposed("name=a") + "\r\nContent-Transfer-Encoding: BINARY")), "none");
}

TEST(Multipart, AFormThatIsCutShortAnywhereIsNoForm) {
  const std::string whole = one_part(disposed("name=a"), "1");
  const std::string two =
      whole.substr(0, whole.size() - 4) + "\r\n" + disposed("name=c; filename=d") + "\r\n\r\n2\r\n--b--";
  ASSERT_THAT(contents(two, "b"), ElementsAre("1", "2"));
  for (std::size_t size = 0; size < two.size(); ++size) {
    EXPECT_NE(problem(two.substr(0, size)), "none") << size;
  }
}

TEST(Multipart, HasItsLimits) {
  const auto of_parts = [](std::size_t count) {
    std::string body;
    for (std::size_t i = 0; i < count; ++i) body += "--b\r\n" + disposed("name=a") + "\r\n\r\nx\r\n";
    return body + "--b--";
  };
  EXPECT_EQ(contents(of_parts(kFormPartsMax), "b").size(), kFormPartsMax);
  EXPECT_THAT(problem(of_parts(kFormPartsMax + 1)), HasSubstr("more than 20 parts"));
  const auto of_head = [](std::size_t bytes) {
    const std::string field = disposed("name=a") + "\r\nX: ";
    return one_part(field + std::string(bytes - field.size() - 4, 'x'));
  };
  EXPECT_EQ(problem(of_head(kFormHeadBytesMax)), "none");
  EXPECT_THAT(problem(of_head(kFormHeadBytesMax + 1)), HasSubstr("more than 4,096 bytes"));
  EXPECT_THAT(problem("--b\r\n" + std::string(1'000'000, 'x')), HasSubstr("more than 4,096 bytes"));
}

// RFC 2046 5.1.1, the grammar of `boundary`; RFC 9110 8.3.1 for the parameter.
TEST(Multipart, ABoundaryIsWhatTheStandardSays) {
  const auto boundary = [](const std::string& type) {
    const auto found = boundary_in(type);
    return found ? *found : "problem: " + found.error().code;
  };
  EXPECT_EQ(boundary("multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW"),
            "----WebKitFormBoundary7MA4YWxkTrZu0gW");
  EXPECT_EQ(boundary("Multipart/Form-Data; charset=utf-8; Boundary=\"gc0pJq0M:08jU534c0p\""), "gc0pJq0M:08jU534c0p");
  EXPECT_EQ(boundary("multipart/form-data; boundary=" + std::string(70, 'a')), std::string(70, 'a'));
  for (const std::string& wrong : std::vector<std::string>{
           "", "; boundary=", "; boundary=\"\"", "; boundary=\"a", "; boundary=\"a \"", "; boundary=\"a\r\nb\"",
           "; boundary=a; boundary=b", "; boundary=" + std::string(71, 'a'), "; boundary=\"\xc3\xbc\""}) {
    EXPECT_EQ(boundary("multipart/form-data" + wrong), "problem: bad-form") << wrong;
  }
  EXPECT_TRUE(is_form(" Multipart/Form-Data ;boundary=a"));
  EXPECT_FALSE(is_form("multipart/mixed; boundary=a"));
  EXPECT_FALSE(is_form("multipart/form-data-x"));
}

}  // namespace
}  // namespace concordat::http

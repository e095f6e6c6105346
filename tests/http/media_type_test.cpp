// SPDX-License-Identifier: Apache-2.0
#include "http/media_type.hpp"

#include <gtest/gtest.h>

namespace concordat::http {
namespace {

using namespace std::string_view_literals;

// Signatures as WHATWG MIME Sniffing, the PDF and the ZIP specifications print them.
TEST(MediaType, IsWhatTheBytesAre) {
  EXPECT_EQ(media_type_of("\x89PNG\r\n\x1a\n rest"sv), "image/png");
  EXPECT_EQ(media_type_of("\xff\xd8\xff\xe0"sv), "image/jpeg");
  EXPECT_EQ(media_type_of("GIF89a..."sv), "image/gif");
  EXPECT_EQ(media_type_of("RIFF\x24\0\0\0WEBPVP8 "sv), "image/webp");
  EXPECT_EQ(media_type_of("%PDF-1.7\n"sv), "application/pdf");
  EXPECT_EQ(media_type_of("PK\x03\x04zip"sv), "application/zip");
  EXPECT_EQ(media_type_of("\x1f\x8b\x08\0"sv), "application/gzip");
  EXPECT_EQ(media_type_of("Ein Umlaut: \xc3\xbc\r\n"sv), "text/plain");
}

TEST(MediaType, WhatCouldRunIsTextOrBytes) {
  EXPECT_EQ(media_type_of("<!doctype html><script>alert(1)</script>"sv), "text/plain");
  EXPECT_EQ(media_type_of("<svg onload='alert(1)'/>"sv), "text/plain");
  EXPECT_EQ(media_type_of("MZ\x90\0\x03"sv), "application/octet-stream");
  EXPECT_EQ(media_type_of("caf\xe9"sv), "application/octet-stream") << "no UTF-8";
  EXPECT_EQ(media_type_of("a\0b"sv), "application/octet-stream");
  EXPECT_EQ(media_type_of("GIF"sv), "text/plain");
}

TEST(FileName, IsOneSegmentOfPlainText) {
  EXPECT_EQ(file_name_of("report.pdf"), "report.pdf");
  EXPECT_EQ(file_name_of("C:\\Users\\x\\report.pdf"), "report.pdf");
  EXPECT_EQ(file_name_of("../../etc/passwd"), "passwd");
  EXPECT_EQ(file_name_of("a\r\nSet-Cookie: x\x7f"), "aSet-Cookie: x");
  EXPECT_EQ(file_name_of(".."), "file");
  EXPECT_EQ(file_name_of(""), "file");
  EXPECT_EQ(file_name_of("x/"), "file");
  EXPECT_EQ(file_name_of(std::string(199, 'x') + "\xc3\xbc"), std::string(199, 'x')) << "no half of a character";
}

TEST(FileResponse, IsSavedAndNeverShownOrRun) {
  const auto response = file_response("x", "text/plain", "Bericht \xc3\xbc\"\r\n.txt");
  EXPECT_EQ(response.headers.get("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(response.headers.get("Content-Disposition"), "attachment; filename*=UTF-8''Bericht%20%C3%BC%22%0D%0A.txt");
  EXPECT_EQ(response.headers.get("Content-Security-Policy"), "default-src 'none'; sandbox");
  EXPECT_EQ(response.headers.get("Cross-Origin-Resource-Policy"), "same-origin");
}

}  // namespace
}  // namespace concordat::http

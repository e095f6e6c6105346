// SPDX-License-Identifier: Apache-2.0
#include "operate/desk_fixture.hpp"

#include "base/limits.hpp"
#include "store/file_vault.hpp"

namespace concordat::testing {
namespace {

class Attachment : public Desk {
 protected:
  void SetUp() override {
    Desk::SetUp();
    ticket_ = "/tickets/" + raise(emma_);
  }
  Reply attach(Browser& who, const std::string& bytes, const std::string& query = "name=screen.png") {
    return office_.send(who, at(ticket_ + "/attachments?" + query), bytes);
  }
  std::string path(const Reply& reply, std::size_t index = 0) const {
    return ticket_ + "/attachments/" +
           std::to_string(reply.number("/attachments/" + std::to_string(index) + "/attachment"));
  }
  std::int64_t kept_bytes() {
    std::int64_t all = 0;
    const store::OrgId id{organisation_};
    const auto work = [&](store::Transaction& transaction) -> Result<void> {
      auto session = transaction.read(store::Scope(id));
      auto& connection = transaction.connection();
      auto& row = connection.tenant(
          **session->admit(id), "select coalesce(sum(length(part)), 0) from file_part where org_id = :org", "n", "n");
      row.one();
      all = row.number(0);
      return {};
    };
    office_.house().appender.submit(id, work).get().value();
    return all;
  }
  std::string ticket_;
  const std::string png_ = std::string("\x89PNG\r\n\x1a\n\0\0bytes", 15);
};

TEST_F(Attachment, ComesBackByteForByteAndIsOnlyEverSaved) {
  std::string large = png_;
  for (int i = 0; i < 1'000'000; ++i) large += static_cast<char>(i * 7 + i / 256);
  const auto sent = attach(nora_, large, "name=..%2Fm%C3%BCll%22.html");
  ASSERT_EQ(sent.status, 200) << sent.whole.body;
  EXPECT_EQ(sent.text("/attachments/0/name"), "m\xc3\xbcll\".html");
  EXPECT_EQ(sent.text("/attachments/0/media"), "image/png");
  EXPECT_EQ(sent.number("/attachments/0/bytes"), std::ssize(large));
  const auto got = get(ben_, path(sent));
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.whole.body, large);
  EXPECT_EQ(got.whole.headers.get("Content-Type"), "image/png");
  EXPECT_EQ(got.whole.headers.get("Content-Disposition"), "attachment; filename*=UTF-8''m%C3%BCll%22.html");
  EXPECT_EQ(got.whole.headers.get("Content-Security-Policy"), "default-src 'none'; sandbox");
}

// What a page's form sends (RFC 7578), by hand.
TEST_F(Attachment, ComesInAFormToo) {
  const auto send = [&](Browser& who, const std::string& fields, const std::string& query = "",
                        const std::string& type = "multipart/form-data; boundary=\"b b\"") {
    return office_.ask_with(who, "POST", at(ticket_ + "/attachments" + query), fields, {{"Content-Type", type}});
  };
  const auto field = [](const std::string& name, const std::string& text) {
    return "--b b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + text + "\r\n";
  };
  const std::string file =
      "--b b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../m\xc3\xbcll.png\"\r\n"
      "Content-Type: text/html\r\n\r\n" +
      png_ + "\r\n";
  const std::string end = "--b b--\r\n";
  const auto sent = send(nora_, file + field("audience", "own") + end, "?audience=shared");
  ASSERT_EQ(sent.status, 200) << sent.whole.body;
  EXPECT_EQ(sent.text("/attachments/0/name"), "m\xc3\xbcll.png");
  EXPECT_EQ(sent.text("/attachments/0/media"), "image/png") << "by its bytes, whatever the form says";
  EXPECT_EQ(sent.number("/attachments/0/bytes"), std::ssize(png_));
  EXPECT_EQ(get(nora_, path(sent)).whole.body, png_);
  EXPECT_EQ(get(ben_, path(sent)).status, 404) << "Northwind's own: the field wins over the query";
  const auto named = send(ben_, field("name", "other.png") + file + end);
  EXPECT_EQ(get(ben_, path(named)).whole.headers.get("Content-Disposition"), "attachment; filename*=UTF-8''other.png");

  const std::int64_t kept = kept_bytes();
  EXPECT_EQ(send(nora_, file + file + end).code(), "bad-form");
  EXPECT_EQ(send(nora_, field("name", "x") + end).code(), "bad-form");
  EXPECT_EQ(send(nora_, file + field("colour", "x") + end).code(), "bad-form");
  EXPECT_EQ(send(nora_, file + field("audience", "x") + end).code(), "bad-query");
  EXPECT_EQ(send(nora_, file + field("name", "\xff") + end).code(), "bad-form");
  EXPECT_EQ(send(nora_, file).code(), "bad-form") << "cut short";
  EXPECT_EQ(send(nora_, file).status, 400);
  EXPECT_EQ(send(nora_, file + end, "", "multipart/form-data").code(), "bad-form");
  EXPECT_EQ(send(abe_, file).status, 404) << "whoever sees no ticket is told nothing of a form";
  EXPECT_EQ(kept_bytes(), kept) << "and nothing of it is kept";
  EXPECT_EQ(send(nora_, file + end, "?name=raw", "multipart/mixed; boundary=\"b b\"").status, 200)
      << "what is no form is the file itself";
}

TEST_F(Attachment, HasAnAudienceAsACommentHas) {
  const auto own = attach(nora_, "for Northwind alone", "name=a.txt&audience=own");
  const auto shared = attach(ben_, "for both companies", "name=b.txt");
  const auto mine = attach(emma_, "from me", "name=c.txt&audience=own");
  EXPECT_EQ(get(nora_, ticket_).body.at("attachments").as_array().size(), 3U);
  EXPECT_EQ(get(ana_, ticket_).body.at("attachments").as_array().size(), 2U);
  EXPECT_EQ(get(emma_, ticket_).body.at("attachments").as_array().size(), 1U)
      << "what a requester sends is for everybody";
  EXPECT_EQ(get(ana_, path(own)).status, 404);
  EXPECT_EQ(get(emma_, path(shared)).status, 404);
  EXPECT_EQ(get(abe_, path(shared)).status, 404);
  EXPECT_EQ(get(nora_, path(mine, 2)).status, 404) << "that is no number of a file";
  EXPECT_EQ(get(ana_, path(own)).whole.body, get(ana_, ticket_ + "/attachments/9999").whole.body);
  EXPECT_EQ(attach(ben_, "x", "audience=everybody").status, 422);
  EXPECT_EQ(attach(ben_, "x", "parties=northwind,nobody").status, 422);
  EXPECT_EQ(attach(abe_, "x").status, 404);
}

TEST_F(Attachment, TheSameContentIsKeptOnceAndErasedWithItsLastUse) {
  const std::string bytes(400'000, 'q');
  const auto first = attach(nora_, bytes);
  EXPECT_NE(office_.stored_bytes().find("cXFxcXFxcXFxcXFx"), std::string::npos);
  const std::int64_t kept = kept_bytes();
  EXPECT_GT(kept, 0);
  const auto second = attach(ben_, bytes);
  EXPECT_EQ(kept_bytes(), kept);
  EXPECT_EQ(post(ben_, path(first) + "/erase", {{"reason", "wrong ticket"}}).status, 403) << "it is Nora's";
  EXPECT_EQ(post(nora_, path(first) + "/erase").code(), "reason-needed");
  EXPECT_EQ(post(nora_, path(first) + "/erase", {{"reason", "wrong ticket"}}).status, 200);
  EXPECT_EQ(get(ana_, path(first)).status, 404);
  EXPECT_EQ(get(ana_, path(second, 1)).whole.body, bytes) << "the other goes on";
  EXPECT_EQ(post(ana_, path(second, 1) + "/erase", {{"reason", "private"}}).status, 200) << "an owner may erase";
  EXPECT_EQ(kept_bytes(), 0);
  EXPECT_EQ(get(ana_, ticket_).body.at("attachments").as_array().size(), 0U);
  // Base64 of "qqqqqq", in no page and in no log of writes.
  EXPECT_EQ(office_.stored_bytes().find("cXFxcXFxcXFxcXFx"), std::string::npos);
}

TEST_F(Attachment, AnEmptyFileAndOneThatTheScannerFindsAreNotTaken) {
  EXPECT_EQ(attach(ben_, "").status, 422);
  const auto& routes = office_.api().router().routes();
  const auto route = std::find_if(routes.begin(), routes.end(), [](const auto& one) {
    return one->method == "POST" && one->path.ends_with("/attachments");
  });
  ASSERT_NE(route, routes.end());
  EXPECT_EQ((*route)->body_max, limits::kFileBytesMax) << "the server takes no more";
  std::size_t scanned = 0;
  office_.scan = [&](std::string_view bytes) -> Result<void> {
    ++scanned;
    if (bytes.find("EICAR") == std::string_view::npos) return {};
    return fail("malware", "Eicar", "");
  };
  EXPECT_EQ(attach(ben_, "an EICAR test").code(), "malware");
  EXPECT_EQ(attach(ben_, "harmless").status, 200);
  EXPECT_EQ(attach(abe_, "EICAR").status, 404) << "who may not write is not scanned for";
  EXPECT_EQ(scanned, 2U);
}

TEST_F(Attachment, IsSentTwiceAndKeptOnceWithAKey) {
  const auto send = [&] {
    return office_.send(ben_, at(ticket_ + "/attachments?name=x"), "once", {{"Idempotency-Key", "k9"}});
  };
  EXPECT_EQ(send().whole.body, send().whole.body);
  EXPECT_EQ(get(ben_, ticket_).body.at("attachments").as_array().size(), 1U);
}

}  // namespace
}  // namespace concordat::testing

// SPDX-License-Identifier: Apache-2.0
#include "operate/harbour.hpp"
#include "store/maintenance.hpp"
#include "store/search_index.hpp"
#include "support/office.hpp"

#include <gmock/gmock.h>

#include <algorithm>

// Tickets found by their words, and by no word that the asker may not read.
namespace concordat::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class Searching : public ::testing::Test {
 protected:
  void SetUp() override {
    organisation_ = office_.found(ana_, "Harbour", "ana@harbour.example", "ana");
    office_.put_in_force(organisation_, kHarbourText, "hq");
    office_.bring_in(ana_, nora_, organisation_, "nora@nw.example", "northwind", "nora");
    nora_code_ = office_.last_codes().at("codes").at(0).as_string();
    office_.bring_in(ana_, abe_, organisation_, "abe@aegis.example", "aegis", "abe");
    office_.bring_in(ana_, emma_, organisation_, "emma@harbour.example", "hq", "");
  }
  std::string at(const std::string& path) const { return "/api/v1/organisations/" + organisation_ + path; }
  static std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
      static constexpr const char* kHex = "0123456789ABCDEF";
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
    return out;
  }
  Reply search(Browser& who, const std::string& words, const std::string& more = "") {
    return office_.ask(who, "GET", at("/search?q=" + escaped(words) + more));
  }
  std::vector<std::string> found(Browser& who, const std::string& words, const std::string& more = "") {
    const auto reply = search(who, words, more);
    EXPECT_EQ(reply.status, 200) << reply.whole.body;
    std::vector<std::string> all;
    if (reply.status != 200) return all;
    for (const auto& hit : reply.body.at("hits").as_array()) {
      all.emplace_back(hit.at("ticket").at("ticket").as_string());
    }
    return all;
  }
  std::string raise(Browser& who, const std::string& subject, const std::string& description,
                    const std::string& category = "printer") {
    const auto made =
        office_.ask(who, "POST", at("/tickets"),
                    json::object{{"subject", subject}, {"description", description}, {"category", category}});
    EXPECT_EQ(made.status, 201) << made.whole.body;
    office_.tick();
    return made.text("/ticket");
  }
  void say(Browser& who, const std::string& ticket, const std::string& words, const std::string& audience) {
    const auto said = office_.ask(who, "POST", at("/tickets/" + ticket + "/comments"),
                                  json::object{{"text", words}, {"audience", audience}});
    EXPECT_EQ(said.status, 200) << said.whole.body;
    office_.tick();
  }

  Office office_;
  Browser ana_, nora_, abe_, emma_;
  std::string organisation_;
  std::string nora_code_;  // good once, in the place of her authenticator's
};

TEST_F(Searching, WordsPhrasesBeginningsAndWhatIsNotToBeThere) {
  const std::string first = raise(ana_, "Printer on the second floor", "It smells of burnt toner.");
  const std::string second = raise(ana_, "Printer has no paper", "Tray two is empty; Crème brûlée on the glass.");
  EXPECT_THAT(found(ana_, "printer"), ElementsAre(second, first)) << "the youngest first";
  EXPECT_THAT(found(ana_, "PRINTER toner"), ElementsAre(first)) << "a word of the subject and one of the text";
  EXPECT_THAT(found(ana_, "\"no paper\""), ElementsAre(second));
  EXPECT_THAT(found(ana_, "\"paper no\""), IsEmpty());
  EXPECT_THAT(found(ana_, "ton*"), ElementsAre(first));
  EXPECT_THAT(found(ana_, "ton"), IsEmpty());
  EXPECT_THAT(found(ana_, "printer -toner"), ElementsAre(second)) << "in no entry of the ticket";
  EXPECT_THAT(found(ana_, "creme brulee"), ElementsAre(second)) << "without its accents";
  EXPECT_THAT(found(ana_, "toner", "&in=subject"), IsEmpty());
  EXPECT_THAT(found(ana_, "floor", "&in=subject"), ElementsAre(first));
}

TEST_F(Searching, WhatIsFoundIsMarkedByPlacesInPlainText) {
  raise(ana_, "Drucker <b>brennt</b> im Büro", "x");
  const auto reply = search(ana_, "büro");
  EXPECT_EQ(reply.text("/hits/0/subject/text"), "Drucker <b>brennt</b> im Büro")
      << "as it was written, no HTML of ours";
  ASSERT_EQ(reply.body.at("hits").at(0).at("subject").at("marks").as_array().size(), 1U);
  EXPECT_EQ(reply.number("/hits/0/subject/marks/0/from"), 25);
  EXPECT_EQ(reply.number("/hits/0/subject/marks/0/to"), 29) << "characters, not bytes";
}

TEST_F(Searching, AWordLetsNobodyFindWhatTheyMayNotRead) {
  const std::string ticket = raise(emma_, "Mail is slow", "since monday");
  office_.move(2);
  office_.tick();
  say(ana_, ticket, "alpha for the requester", "requester");
  say(ana_, ticket, "bravo for the parties", "shared");
  say(ana_, ticket, "charlie for hq alone", "own");
  say(nora_, ticket, "delta for northwind alone", "own");
  struct Row {
    std::string word;
    bool emma, ana, nora, abe;
  };
  for (const Row& row : {Row{"alpha", true, true, true, false}, Row{"bravo", false, true, true, false},
                         Row{"charlie", false, true, false, false}, Row{"delta", false, false, true, false},
                         Row{"slow", true, true, true, false}}) {
    EXPECT_EQ(!found(emma_, row.word).empty(), row.emma) << row.word;
    EXPECT_EQ(!found(ana_, row.word).empty(), row.ana) << row.word;
    EXPECT_EQ(!found(nora_, row.word).empty(), row.nora) << row.word;
    EXPECT_EQ(!found(abe_, row.word).empty(), row.abe) << row.word;
    // Nor does it tell by keeping the ticket away: what is hidden is not there to be unwanted either.
    EXPECT_EQ(found(emma_, "slow -" + row.word).empty(), row.emma) << row.word;
    EXPECT_EQ(found(nora_, "slow -" + row.word).empty(), row.nora) << row.word;
    // Nor together with a word that may be read, nor by its beginning.
    EXPECT_EQ(!found(emma_, "slow " + row.word).empty(), row.emma) << row.word;
    EXPECT_EQ(!found(nora_, row.word.substr(0, 4) + "*").empty(), row.nora) << row.word;
    office_.move(30);
  }
  const auto excerpt = search(emma_, "slow").whole.body;
  EXPECT_THAT(excerpt, Not(::testing::HasSubstr("bravo")));
  Browser oscar;
  const std::string other = office_.found(oscar, "Other", "oscar@other.example", "");
  EXPECT_THAT(office_.ask(oscar, "GET", "/api/v1/organisations/" + other + "/search?q=slow").body.at("hits").as_array(),
              IsEmpty());
}

TEST_F(Searching, RightsFollowTheCategoryAlsoWhenItChanges) {
  const std::string ticket = raise(ana_, "Odd zebra", "striped", "security");
  EXPECT_THAT(found(abe_, "zebra"), ElementsAre(ticket));
  EXPECT_THAT(found(nora_, "zebra"), IsEmpty());
  EXPECT_EQ(
      office_.ask(abe_, "POST", at("/tickets/" + ticket + "/classify"), json::object{{"category", "printer"}}).status,
      204)
      << "she gives it away";
  office_.tick();
  EXPECT_THAT(found(abe_, "zebra"), IsEmpty());
  EXPECT_THAT(found(nora_, "zebra striped"), ElementsAre(ticket));
}

TEST_F(Searching, EveryTextIsAQuestion) {
  const std::string ticket = raise(ana_, "C++ or \"quoted\" OR 50%", "a:b NEAR(x y) AND NOT z^2 {col}");
  for (const std::string text : {"",
                                 "   ",
                                 "-",
                                 "*",
                                 "\"",
                                 "\"\"",
                                 "---",
                                 "AND",
                                 "OR OR",
                                 "NEAR(",
                                 "a:b",
                                 "{col} : x",
                                 "(((",
                                 "50%",
                                 "'; drop",
                                 "\"open phrase",
                                 "-only -minus",
                                 "^",
                                 "x*y*z",
                                 "…",
                                 "\xF0\x9F\x94\xA5",
                                 "subject : x",
                                 "pr*"}) {
    EXPECT_EQ(search(ana_, text).status, 200) << text;
    office_.move(1);
  }
  EXPECT_EQ(office_.ask(ana_, "GET", at("/search?q=" + std::string(1'500, 'x'))).status, 200);
  EXPECT_THAT(found(ana_, "near(x"), ElementsAre(ticket)) << "a word of the engine's is a word like another";
  EXPECT_THAT(found(ana_, "a:b"), ElementsAre(ticket));
  EXPECT_THAT(found(ana_, "\"quoted or"), ElementsAre(ticket));
  EXPECT_THAT(search(ana_, "-only").body.at("notes").as_array(), SizeIs(1)) << "there is no word to look for";
  EXPECT_EQ(office_.ask(ana_, "GET", at("/search?q=x&colour=red")).status, 422);
}

TEST_F(Searching, PagesFollowEachOtherAndNameNoTicketTwice) {
  std::vector<std::string> expected;
  for (int i = 0; i < 11; ++i) {
    expected.insert(expected.begin(), raise(ana_, "Toner", "toner"));
    office_.move(1);
  }
  // One that is found by several of its entries, of which some are on a later page.
  say(ana_, expected.back(), "toner again", "shared");
  std::rotate(expected.begin(), expected.end() - 1, expected.end());
  std::vector<std::string> all;
  std::string cursor;
  do {
    const std::string more = "&limit=3" + (cursor.empty() ? "" : "&cursor=" + cursor);
    const auto page = found(ana_, "toner", more);
    all.insert(all.end(), page.begin(), page.end());
    cursor = search(ana_, "toner", more).text("/next");
    office_.move(1);
  } while (!cursor.empty() && all.size() < 50);
  EXPECT_EQ(all, expected);
}

TEST_F(Searching, OneSearchOverAllOrganisationsByEachOnesRights) {
  Browser oscar, max;
  const std::string other = office_.found(oscar, "Other", "oscar@other.example", "");
  const std::string foreign = office_.found(max, "Foreign", "max@foreign.example", "");
  office_.put_in_force(other, kHarbourText, "hq");
  office_.put_in_force(foreign, kHarbourText, "hq");
  office_.bring_into_another(oscar, nora_, other, "nora@nw.example", "northwind", "nora", nora_code_);
  // Tickets of both, now at the same instant and now not, with some that are not for her.
  std::vector<std::string> expected;
  for (int i = 0; i < 12; ++i) {
    const bool ours = i % 3 != 0;
    Browser& who = ours ? ana_ : oscar;
    const std::string& where = ours ? organisation_ : other;
    const bool hidden = i % 4 == 1;
    const auto made = office_.ask(who, "POST", "/api/v1/organisations/" + where + "/tickets",
                                  json::object{{"subject", "Toner"}, {"category", hidden ? "security" : "printer"}});
    ASSERT_EQ(made.status, 201) << made.whole.body;
    if (!hidden) expected.push_back(where + "/" + made.text("/ticket"));
    if (i % 2 == 0) office_.move(1);
  }
  ASSERT_EQ(office_
                .ask(max, "POST", "/api/v1/organisations/" + foreign + "/tickets",
                     json::object{{"subject", "Toner"}, {"category", "printer"}})
                .status,
            201);
  ASSERT_EQ(office_
                .ask(oscar, "POST", "/api/v1/organisations/" + other + "/tickets/T1/comments",
                     json::object{{"text", "quagga"}, {"audience", "own"}})
                .status,
            200);
  office_.tick();
  const auto search_all = [&](Browser& who, const std::string& query) {
    office_.move(1);
    auto reply = office_.ask(who, "GET", "/api/v1/me/search?" + query);
    EXPECT_EQ(reply.status, 200) << reply.whole.body;
    return reply;
  };
  std::vector<std::string> all;
  std::string cursor;
  std::string last = "9";
  do {
    const auto page = search_all(nora_, "q=toner&limit=2" + (cursor.empty() ? "" : "&cursor=" + cursor));
    for (const auto& hit : page.body.at("hits").as_array()) {
      const auto& line = hit.at("ticket");
      const bool ours = line.at("organisation").as_string() == organisation_;
      EXPECT_EQ(line.at("organisation_name").as_string(), ours ? "Harbour" : "Other");
      EXPECT_LE(hit.at("at").as_string(), last) << "the youngest first, wherever it is";
      last = hit.at("at").as_string();
      all.push_back(std::string(line.at("organisation").as_string()) + "/" +
                    std::string(line.at("ticket").as_string()));
    }
    cursor = page.text("/next");
  } while (!cursor.empty() && all.size() < 100);
  std::sort(all.begin(), all.end());
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(all, expected) << "each once, and none of an organisation that she is not of";
  EXPECT_THAT(search_all(nora_, "q=quagga").body.at("hits").as_array(), IsEmpty()) << "it is Other's own";
  EXPECT_THAT(search_all(oscar, "q=quagga").body.at("hits").as_array(), SizeIs(1));
  EXPECT_EQ(office_.ask(nora_, "GET", "/api/v1/me/search?colour=red").status, 422);
  EXPECT_EQ(office_.ask(nora_, "GET", "/api/v1/me/search?q=toner&cursor=x").code(), "bad-cursor");
  Browser nobody;
  EXPECT_EQ(office_.ask(nobody, "GET", "/api/v1/me/search?q=toner").status, 401);
}

TEST_F(Searching, AnEntryThatCannotBeReadHoldsUpNoOtherAndIsSaidOnce) {
  const auto raise_unindexed = [&](const std::string& subject) {
    const auto made =
        office_.ask(ana_, "POST", at("/tickets"),
                    json::object{{"subject", subject}, {"description", "toner"}, {"category", "printer"}});
    EXPECT_EQ(made.status, 201) << made.whole.body;
    return made.text("/ticket");
  };
  const std::string broken = raise_unindexed("Damaged");
  const std::string whole = raise_unindexed("Whole");
  const auto damage = [&](const std::string& line) {
    office_.tamper("update entry set line = " + line +
                   " where kind = 'ticket.created' and subject = 'ticket:" + broken + "'");
  };
  damage("'#' || line");
  office_.tick();
  EXPECT_THAT(found(ana_, "toner"), ElementsAre(whole, broken)) << "also by what else was said of the ticket";
  ASSERT_THAT(office_.unreadable, SizeIs(1));
  EXPECT_THAT(office_.unreadable[0], ::testing::HasSubstr(organisation_ + ": entry "));
  const std::string later = raise(ana_, "Later", "toner again");
  EXPECT_THAT(found(ana_, "toner"), ElementsAre(later, whole, broken));
  EXPECT_THAT(office_.unreadable, SizeIs(1)) << "once";
  damage("substr(line, 2)");
  {
    auto lease = office_.house().readers.lend();
    ASSERT_TRUE(store::rebuild(**lease, store::OrgId{organisation_}));
  }
  EXPECT_THAT(found(ana_, "damaged toner"), ElementsAre(broken));
}

TEST_F(Searching, AnErasedTextIsFoundNoMoreAndLeavesNoWord) {
  const std::string ticket = raise(ana_, "Payroll", "xylophonist");
  ASSERT_THAT(found(ana_, "xylophonist"), ElementsAre(ticket));
  EXPECT_THAT(office_.stored_bytes(), ::testing::HasSubstr("xylophonist"));
  const store::OrgId id{organisation_};
  std::string text;
  {
    auto lease = office_.house().readers.lend();
    auto session = (*lease)->open_session(store::Scope(id)).value();
    const auto entries = session.entries_of(id, "ticket:" + ticket).value();
    for (const auto& entry : entries) {
      const auto* reference = entry.body.if_contains("text");
      if (reference != nullptr) text = reference->as_object().at("text").as_string();
    }
  }
  ASSERT_FALSE(text.empty());
  const auto erased = office_.house()
                          .appender
                          .submit(id,
                                  [&](store::Transaction& transaction) -> Result<void> {
                                    const auto done = transaction.erase_text(id, text, "asked for", "host", "hq");
                                    return done ? Result<void>() : tl::unexpected(done.error());
                                  })
                          .get();
  ASSERT_TRUE(erased) << erased.error().message;
  EXPECT_THAT(found(ana_, "xylophonist"), IsEmpty());
  EXPECT_THAT(found(ana_, "payroll"), ElementsAre(ticket));
  EXPECT_THAT(office_.stored_bytes(), Not(::testing::HasSubstr("xylophonist")));
}

TEST_F(Searching, RebuiltItFindsTheSame) {
  const std::string ticket = raise(emma_, "Screen", "flickers");
  say(ana_, ticket, "quartz inside", "own");
  raise(ana_, "Screen too", "dark");
  const auto before = found(ana_, "screen");
  const auto hidden = found(ana_, "quartz");
  {
    auto lease = office_.house().readers.lend();
    ASSERT_TRUE(store::rebuild(**lease, store::OrgId{organisation_}));
  }
  EXPECT_EQ(found(ana_, "screen"), before);
  EXPECT_EQ(found(ana_, "quartz"), hidden);
  EXPECT_THAT(found(emma_, "quartz"), IsEmpty());
}

}  // namespace
}  // namespace concordat::testing

// SPDX-License-Identifier: Apache-2.0
#include "app/verify/verifier.hpp"
#include "http/body_file.hpp"
#include "operate/harbour.hpp"
#include "record/continuation.hpp"
#include "record/note.hpp"
#include "support/office.hpp"

#include <gtest/gtest.h>

#include <set>
#include <sstream>

// Bundles, checkpoints, cosignatures, keys and the timeline, as each party gets them.
namespace concordat::testing {
namespace {

class ProofTest : public ::testing::Test {
 protected:
  void SetUp() override {
    organisation_ = office_.found(ana_, "Harbour", "ana@harbour.example", "ana");
    office_.put_in_force(organisation_, kHarbourText, "hq");
    office_.append(organisation_, {declared("northwind"), declared("aegis"), declared("hq")});
    office_.bring_in(ana_, nora_, organisation_, "nora@nw.example", "northwind", "nora");
    office_.bring_in(ana_, abe_, organisation_, "abe@aegis.example", "aegis", "abe");
    office_.bring_in(ana_, rita_, organisation_, "rita@harbour.example", "hq", "");
    for (const char* category : {"printer", "security"}) {
      office_.move(1);
      tickets_.push_back(raise(ana_, category));
    }
    say(nora_, tickets_[0], "for northwind alone", "own");
    say(ana_, tickets_[0], "for all parties", "shared");
    say(abe_, tickets_[1], "for aegis alone", "own");
  }
  static record::Draft declared(const std::string& party) {
    record::Draft draft;
    draft.actor = "host";
    draft.subject = "party:" + party;
    draft.kind = "party.declared";
    draft.body = {{"name", party}};
    return draft;
  }
  std::string here(const std::string& path) const { return "/api/v1/organisations/" + organisation_ + path; }
  std::string raise(Browser& who, const std::string& category) {
    return office_
        .ask(who, "POST", here("/tickets"), json::object{{"subject", "About " + category}, {"category", category}})
        .text("/ticket");
  }
  void say(Browser& who, const std::string& ticket, const std::string& text, const std::string& audience) {
    office_.move(1);
    const auto said = office_.ask(who, "POST", here("/tickets/" + ticket + "/comments"),
                                  json::object{{"text", text}, {"audience", audience}});
    ASSERT_EQ(said.status, 200) << said.whole.body;
  }
  Reply get(Browser& who, const std::string& path) { return office_.ask(who, "GET", here(path)); }
  std::string bundle(Browser& who, const std::string& query = "") {
    const auto reply = get(who, "/bundle" + query);
    EXPECT_EQ(reply.status, 200) << reply.whole.body;
    return reply.whole.file ? reply.whole.file->read(0, 1 << 26) : std::string();
  }
  Result<verify::Report> verified(std::string_view bytes) {
    bool read = false;
    return verify::verify_bundle(
        [&]() -> Result<std::string_view> { return std::exchange(read, true) ? std::string_view() : bytes; },
        {office_.host_key().verifier(record::SignatureType::ed25519)}, "bundle");
  }
  Reply cosign(Browser& who, const record::SigningKey& key, const std::string& note) {
    auto signed_note = record::parse_note(note).value();
    signed_note.signatures.push_back(record::cosign_text(key, signed_note.text, office_.now()));
    return office_.ask(who, "POST", here("/cosignatures"), json::object{{"note", record::to_text(signed_note)}});
  }
  std::set<std::int64_t> timeline(Browser& who, const std::string& query) {
    std::set<std::int64_t> all;
    std::int64_t last = INT64_MAX;
    std::string cursor;
    for (int page = 0; page < 100; ++page) {
      const auto reply = get(who, "/entries?limit=3" + query + (cursor.empty() ? "" : "&cursor=" + cursor));
      EXPECT_EQ(reply.status, 200) << reply.whole.body;
      for (const auto& one : reply.body.at("entries").as_array()) {
        const auto sequence = one.at("sequence").as_int64();
        EXPECT_LT(sequence, last) << "the last first, each once";
        last = sequence;
        all.insert(sequence);
      }
      cursor = reply.text("/next");
      if (cursor.empty()) return all;
    }
    ADD_FAILURE() << "no end";
    return all;
  }

  Office office_;
  Browser ana_, nora_, abe_, rita_;
  std::string organisation_;
  std::vector<std::string> tickets_;
};

TEST_F(ProofTest, APartyGetsABundleThatHoldsAndNothingOfOthers) {
  const std::string of_northwind = bundle(nora_);
  const auto report = verified(of_northwind);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_TRUE(report->trusted()) << verify::to_text(*report);
  EXPECT_EQ(report->bundle.header.party, "northwind");
  EXPECT_NE(of_northwind.find("for northwind alone"), std::string::npos);
  EXPECT_NE(of_northwind.find("for all parties"), std::string::npos);
  EXPECT_EQ(of_northwind.find("for aegis alone"), std::string::npos);
  EXPECT_EQ(bundle(ana_, "?as=northwind"), of_northwind) << "the organisation makes the same";
  EXPECT_EQ(bundle(nora_), of_northwind) << "and again";

  // What is new after so many entries is the same lines, and nothing of the rest.
  const auto of_bundle = [&](const std::string& start) {
    std::vector<std::string> lines;
    std::istringstream in(of_northwind);
    for (std::string line; std::getline(in, line);) {
      if (line.starts_with(start)) lines.push_back(line);
    }
    return lines;
  };
  const std::int64_t since = report->bundle.entries - 3;
  record::ContinuationReader reader;
  std::istringstream in(bundle(nora_, "?since=" + std::to_string(since)));
  for (std::string line; std::getline(in, line);) reader.line(line);
  const auto news = std::move(reader).finish();
  ASSERT_TRUE(news) << news.error().message;
  ASSERT_EQ(news->items.size(), 3U);
  EXPECT_EQ(news->items[0].line, of_bundle("{\"actor\"").end()[-2]) << "what she says to her own";
  EXPECT_EQ(news->items[1].line, of_bundle("{\"actor\"").back());
  EXPECT_FALSE(news->items[2].line) << "what Aegis says to its own";
  ASSERT_EQ(news->texts.size(), 2U);
  EXPECT_EQ(get(nora_, "/bundle?since=0").status, 422);
  EXPECT_EQ(get(rita_, "/bundle?since=1").status, 404);

  const std::string of_hq = bundle(ana_);
  EXPECT_EQ(of_hq.find("for northwind alone"), std::string::npos);
  EXPECT_TRUE(verified(of_hq)->trusted());
}

TEST_F(ProofTest, NobodyTakesOutWhatIsNotTheirs) {
  Browser nick;
  office_.bring_in(ana_, nick, organisation_, "nick@nw.example", "northwind", "");
  const auto absent = get(nora_, "/bundle?as=nobody");
  EXPECT_EQ(absent.status, 404);
  for (const char* party : {"hq", "aegis", "internal"}) {
    const auto reply = get(nora_, "/bundle?as=" + std::string(party));
    EXPECT_EQ(reply.status, 404);
    EXPECT_EQ(reply.whole.body, absent.whole.body) << party;
  }
  EXPECT_EQ(get(rita_, "/bundle").status, 404);
  EXPECT_EQ(get(rita_, "/checkpoints").status, 404);
  EXPECT_EQ(get(rita_, "/pairings").status, 404);
  EXPECT_EQ(get(nick, "/bundle").status, 404) << "a party's bundle is for those who stand for it";
  EXPECT_EQ(get(ana_, "/bundle?as=nobody").code(), "unknown-party");
}

TEST_F(ProofTest, AWitnessIsPairedAndItsSignatureTakenIn) {
  const auto key = record::SigningKey::from_seed("witness.northwind.example", {9});
  const auto vkey = key.verifier(record::SignatureType::cosignature).text();
  bundle(nora_);
  const auto latest = get(nora_, "/checkpoints/latest");
  ASSERT_EQ(latest.status, 200) << latest.whole.body;
  const std::string note = latest.text("/note");
  EXPECT_EQ(cosign(nora_, key, note).code(), "not-paired");

  const json::object pair{{"party", "northwind"}, {"vkey", vkey}};
  EXPECT_EQ(office_.ask(nora_, "POST", here("/pairings"), pair).status, 403) << "a party does not pair itself";
  const auto paired = office_.ask(ana_, "POST", here("/pairings"), pair);
  ASSERT_EQ(paired.status, 201) << paired.whole.body;
  EXPECT_EQ(paired.text("/fingerprint"), record::fingerprint(key.verifier(record::SignatureType::ed25519).public_key));
  EXPECT_EQ(get(nora_, "/pairings").text("/parties/0/fingerprint"), paired.text("/fingerprint"));
  EXPECT_EQ(get(nora_, "/pairings").text("/host/vkey"),
            office_.host_key().verifier(record::SignatureType::ed25519).text());

  for (int twice = 0; twice < 2; ++twice) {
    const auto taken = cosign(nora_, key, note);
    ASSERT_EQ(taken.status, 201) << taken.whole.body;
    EXPECT_EQ(taken.body.at("signers").as_array().size(), 2U);
  }
  EXPECT_EQ(get(nora_, "/checkpoints").text("/checkpoints/0/signers/1"), "witness.northwind.example");

  // Whose key it is, decides: not who sends it.
  EXPECT_EQ(cosign(abe_, key, note).code(), "not-paired");
  EXPECT_EQ(cosign(rita_, key, note).status, 403);
  EXPECT_EQ(cosign(nora_, record::SigningKey::from_seed("witness.northwind.example", {8}), note).code(),
            "not-cosigned");
  // Of a record that this is not.
  auto other = record::parse_note(note).value();
  auto checkpoint = record::parse_checkpoint(other.text).value();
  checkpoint.root[0] ^= 1;
  other.text = record::to_text(checkpoint);
  other.signatures = {record::sign_text(office_.host_key(), other.text)};
  EXPECT_EQ(cosign(nora_, key, record::to_text(other)).code(), "other-checkpoint");
  EXPECT_EQ(office_.ask(nora_, "POST", here("/cosignatures"), json::object{{"note", "x"}}).status, 422);

  const auto report = verified(bundle(nora_));
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->trusted());
  EXPECT_EQ(report->bundle.cosignatures.size(), 1U) << "the earlier checkpoint with its cosignature goes along";
}

TEST_F(ProofTest, TheTimelineShowsWhatTheTicketsPagesShow) {
  for (Browser* who : {&ana_, &nora_, &abe_, &rita_}) {
    std::set<std::int64_t> expected;
    for (const auto& ticket : tickets_) {
      const auto entries = get(*who, "/tickets/" + ticket + "/entries");
      std::set<std::int64_t> of_ticket;
      if (entries.status == 200) {
        for (const auto& one : entries.body.at("entries").as_array()) of_ticket.insert(one.at("sequence").as_int64());
      }
      EXPECT_EQ(timeline(*who, "&ticket=" + ticket), of_ticket);
      expected.insert(of_ticket.begin(), of_ticket.end());
    }
    EXPECT_EQ(timeline(*who, "&kind=ticket"), expected);
  }
  EXPECT_FALSE(timeline(nora_, "&kind=agreement").empty());
  EXPECT_TRUE(timeline(rita_, "").empty()) << "she asked for nothing, and reads nothing";
}

TEST_F(ProofTest, TheTimelineIsFilteredAndInWords) {
  const auto comments = get(ana_, "/entries?kind=ticket.commented");
  ASSERT_EQ(comments.body.at("entries").as_array().size(), 1U);
  EXPECT_EQ(comments.text("/entries/0/actor/name"), "ana@harbour.example");
  EXPECT_EQ(comments.text("/entries/0/audience"), "shared");
  EXPECT_EQ(comments.whole.body.find("for all parties"), std::string::npos) << "texts stand on the ticket's page";
  const std::string ana = comments.text("/entries/0/actor/person");
  EXPECT_GE(timeline(ana_, "&actor=" + ana).size(), 3U);
  EXPECT_TRUE(timeline(ana_, "&until=2020-01-01T00:00:00Z").empty());
  EXPECT_EQ(timeline(ana_, "&from=2020-01-01T00:00:00Z"), timeline(ana_, ""));
  EXPECT_EQ(get(ana_, "/entries?frm=x").code(), "bad-query");
  EXPECT_EQ(get(ana_, "/entries?from=yesterday").code(), "bad-query");
  EXPECT_EQ(get(ana_, "/entries?cursor=x").code(), "bad-cursor");
  const auto all = get(ana_, "/entries?limit=200");
  for (const auto& one : all.body.at("entries").as_array()) {
    // Of a ticket's entry the words say what its kind does not; a comment is a comment.
    const std::string kind(one.at("kind").as_string());
    const std::string words(one.at("words").as_string());
    EXPECT_TRUE(kind != "ticket.created" || words.find("category") != std::string::npos) << words;
    EXPECT_TRUE(kind.starts_with("ticket.") || !words.empty()) << kind;
  }
}

}  // namespace
}  // namespace concordat::testing

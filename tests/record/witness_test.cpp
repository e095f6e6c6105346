// SPDX-License-Identifier: Apache-2.0
#include "record/witness.hpp"

#include "record/bundle_world.hpp"

#include <gtest/gtest.h>

namespace concordat::record::testing {
namespace {

Instant after(std::int64_t s) { return Instant{kStart.us + s * 1'000'000}; }

WitnessState paired() { return {kOrganisation, host_vkey(), 1, 0, {}, std::nullopt, std::nullopt}; }

// Visits the record as it stands when it has `size` entries.
Result<WitnessState> visit(const WitnessState& state, const World& world, std::int64_t size, Instant now,
                           const std::string& note, std::optional<std::int64_t> accepted = std::nullopt) {
  auto begun = WitnessVisit::begin(state, note, now, accepted);
  if (!begun) return tl::unexpected(begun.error());
  EXPECT_EQ(begun->fetch_to(), size);
  for (std::int64_t i = begun->fetch_from(); i < size; ++i) {
    const Entry& entry = world.entries[static_cast<std::size_t>(i)];
    const auto taken = entry.audience.includes("northwind") ? begun->entry(to_line(entry))
                                                            : begun->withheld(leaf_hash(to_line(entry)));
    if (!taken) return tl::unexpected(taken.error());
  }
  const std::int64_t from = begun->fetch_from();
  return begun->finish(from > 0 && from < size ? world.tree().consistency(from, size) : Proof{});
}

Result<WitnessState> visit(const WitnessState& state, const World& world, std::int64_t size, Instant now) {
  return visit(state, world, size, now, world.note(size, host_key()));
}

std::string code(const Result<WitnessState>& result) { return result ? "accepted" : result.error().code; }

TEST(Witness, FollowsARecordThatGrows) {
  const World world = small_world();
  WitnessState state = paired();
  for (const std::int64_t size : {0, 1, 3, 3, 4, 9, 10}) {
    const auto next = visit(state, world, size, after(size));
    ASSERT_TRUE(next) << next.error().message;
    EXPECT_EQ(next->size, size);
    EXPECT_EQ(next->visited_at, after(size));
    const auto read = parse_witness_state(to_text(*next));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, *next);
    state = *next;
  }
}

TEST(Witness, RefusesAShrunkenLog) {
  const World world = small_world();
  const auto state = visit(paired(), world, 8, after(8));
  EXPECT_EQ(code(visit(*state, world, 7, after(9))), "shrunken-log");
}

TEST(Witness, RefusesAFork) {
  const World world = small_world();
  World other = world;
  other.entries[1].body["source_state"] = "Old";
  const auto state = visit(paired(), world, 9, after(9));
  EXPECT_EQ(code(visit(*state, other, 9, after(10))), "fork");
  EXPECT_EQ(code(visit(*state, other, 10, after(10))), "fork");
  // A checkpoint of one record with the entries of another.
  EXPECT_EQ(code(visit(*state, world, 10, after(10), other.note(10, host_key()))), "fork");
  // The proof of the other record convinces nobody either.
  auto begun = WitnessVisit::begin(*state, world.note(10, host_key()), after(10));
  ASSERT_TRUE(begun->withheld(leaf_hash(world.line(9))));
  EXPECT_FALSE(begun->finish(other.tree().consistency(9, 10)));
  EXPECT_FALSE(begun->finish({}));
  EXPECT_TRUE(begun->finish(world.tree().consistency(9, 10)));
}

TEST(Witness, RefusesEntriesMoreOrFewerThanTheCheckpointSays) {
  const World world = small_world();
  auto begun = WitnessVisit::begin(paired(), world.note(1, host_key()), after(1));
  EXPECT_FALSE(begun->finish({}));
  ASSERT_TRUE(begun->entry(world.line(0)));
  EXPECT_FALSE(begun->entry(world.line(1)));
  EXPECT_FALSE(begun->withheld(leaf_hash("")));
  EXPECT_TRUE(begun->finish({}));
}

TEST(Witness, RefusesEntriesRecordedOutsideTheTimeSinceItsLastVisit) {
  World world;
  world.add("organisation.created", "organisation", {});
  world.add("team.declared", "team:A", {});
  const Instant last_visit = after(1'000);
  const auto state = visit(paired(), world, 1, last_visit);
  ASSERT_TRUE(state);
  const Instant now = after(2'000);
  const auto recorded_at = [&](Instant recorded) {
    world.entries[1].recorded = recorded;
    return code(visit(*state, world, 2, now));
  };
  EXPECT_EQ(recorded_at(Instant{last_visit.us - 120'000'000}), "accepted");
  EXPECT_EQ(recorded_at(Instant{last_visit.us - 120'000'001}), "recorded-outside-visit");
  EXPECT_EQ(recorded_at(Instant{now.us + 120'000'000}), "accepted");
  EXPECT_EQ(recorded_at(Instant{now.us + 120'000'001}), "recorded-outside-visit");
}

TEST(Witness, RefusesARecordWhoseClockGoesBack) {
  World world = small_world();
  world.entries[3].recorded = after(0);
  EXPECT_EQ(code(visit(paired(), world, 10, after(10))), "recorded-outside-visit");
}

TEST(Witness, RefusesAnotherHostOrRecord) {
  const World world = small_world();
  EXPECT_EQ(code(visit(paired(), world, 3, after(3), world.note(3, key_of(7, host_key().name())))), "bad-signature");
  EXPECT_EQ(code(visit(paired(), world, 3, after(3), world.note(3, key_of(7, "other.example")))), "other-log");
  WitnessState elsewhere = paired();
  elsewhere.organisation = "o_other";
  EXPECT_EQ(code(visit(elsewhere, world, 3, after(3))), "other-log");
}

TEST(Witness, FollowsAHostToItsNewKeyByTheEntryThatBothSigned) {
  World world = small_world();
  const SigningKey new_key = key_of(5, host_key().name());
  const auto state = visit(paired(), world, 10, after(10));
  EXPECT_EQ(code(visit(*state, world, 10, after(11), world.note(10, new_key))), "bad-signature");
  world.add("party.key_rotated", "party:harbour", rotation_body(host_key(), new_key));
  const auto next = visit(*state, world, 11, after(11), world.note(11, new_key));
  ASSERT_TRUE(next) << next.error().message;
  EXPECT_EQ(next->host, new_key.verifier(SignatureType::ed25519));
  EXPECT_EQ(code(visit(*state, world, 11, after(11))), "bad-signature");  // the old key signs no more
}

// The host lost entries 6 to 9 and opened epoch 2.
World restored() {
  World world = small_world();
  world.entries.resize(6);
  world.add("epoch.opened", "organisation", {{"epoch", 2}, {"lost_from", 6}}).recorded = after(100);
  return world;
}

std::string note_of_epoch(const World& world, std::int64_t size, std::int64_t epoch) {
  Note note{to_text(Checkpoint{log_origin(host_key().name(), kOrganisation, epoch), size, world.tree().root(size), {}}),
            {}};
  note.signatures.push_back(sign_text(host_key(), note.text));
  return to_text(note);
}

TEST(Witness, EntersANewEpochOnlyWhenAPersonHasAcceptedIt) {
  const auto state = visit(paired(), small_world(), 10, after(10));
  const World world = restored();
  const std::string note = note_of_epoch(world, 7, 2);
  EXPECT_EQ(code(visit(*state, world, 7, after(100), note)), "new-epoch");
  EXPECT_EQ(code(visit(*state, world, 7, after(100), note, 3)), "new-epoch");
  const auto next = visit(*state, world, 7, after(100), note, 2);
  ASSERT_TRUE(next) << next.error().message;
  EXPECT_EQ(next->epoch, 2);
  EXPECT_EQ(next->size, 7);
  // There is no way back to the epoch before.
  EXPECT_EQ(code(visit(*next, small_world(), 10, after(101), note_of_epoch(small_world(), 10, 1))), "other-log");
  // And no epoch without the entry that opens it, nor the entry without the name.
  EXPECT_EQ(code(visit(*state, small_world(), 10, after(100), note_of_epoch(small_world(), 10, 2), 2)), "new-epoch");
  EXPECT_EQ(code(visit(paired(), world, 7, after(100), note_of_epoch(world, 7, 1))), "new-epoch");
}

TEST(Witness, ADamagedStateIsRefused) {
  const std::string good = to_text(*visit(paired(), small_world(), 10, after(10)));
  ASSERT_TRUE(parse_witness_state(good));
  for (std::size_t i = 0; i < good.size(); ++i) EXPECT_FALSE(parse_witness_state(good.substr(0, i)));
  EXPECT_FALSE(parse_witness_state("{}\n"));
}

}  // namespace
}  // namespace concordat::record::testing

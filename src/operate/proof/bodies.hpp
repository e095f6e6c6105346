// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/codec.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What the routes of the record's proof read and write.
namespace concordat::operate {

struct KeyView {
  std::string party;
  std::string vkey;
  std::string fingerprint;  // to compare by voice
};
BOOST_DESCRIBE_STRUCT(KeyView, (), (party, vkey, fingerprint))
struct PairingsView {
  KeyView host;
  std::vector<KeyView> parties;
};
BOOST_DESCRIBE_STRUCT(PairingsView, (), (host, parties))
struct PairBody {
  NameText party;
  std::string vkey;
};
BOOST_DESCRIBE_STRUCT(PairBody, (), (party, vkey))

// The first line of a bundle or a continuation; docs/bundle.md has the others.
struct BundleLine {
  std::string concordat;  // "bundle", "continuation"
  std::int64_t entries = 0;
  std::int64_t format = 0;
  std::vector<std::string> keys;
  std::string organisation;
  std::string party;
  std::optional<std::int64_t> since;  // of a continuation: how many entries are left out
};
BOOST_DESCRIBE_STRUCT(BundleLine, (), (concordat, entries, format, keys, organisation, party, since))

struct CheckpointView {
  std::int64_t size = 0;
  std::string root;  // hex
  Instant made_at;
  std::vector<std::string> signers;
  std::string note;  // the signed note, with all cosignatures so far
};
BOOST_DESCRIBE_STRUCT(CheckpointView, (), (size, root, made_at, signers, note))
struct CheckpointList {
  std::vector<CheckpointView> checkpoints;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(CheckpointList, (), (checkpoints, next))
struct CosignatureBody {
  Limited<65'536> note;  // the checkpoint's, with the witness's signature
};
BOOST_DESCRIBE_STRUCT(CosignatureBody, (), (note))

struct ActorView {
  std::string person;
  std::string name;  // empty where it was erased
};
BOOST_DESCRIBE_STRUCT(ActorView, (), (person, name))
struct RecordLine {
  std::int64_t sequence = 0;
  Instant at;
  Instant recorded;
  std::string kind;
  std::string subject;
  std::string words;
  std::optional<ActorView> actor;  // none: a rule, an import, or the host
  std::string party;
  std::string audience;  // requester, shared, or the parties with commas
};
BOOST_DESCRIBE_STRUCT(RecordLine, (), (sequence, at, recorded, kind, subject, words, actor, party, audience))
struct RecordLines {
  std::vector<RecordLine> entries;  // the last first
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(RecordLines, (), (entries, next))

}  // namespace concordat::operate

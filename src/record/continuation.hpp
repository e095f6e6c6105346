// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "record/bundle.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What a record gained since a party saw its first entries, so that its mirror need not fetch the rest again
// (docs/bundle.md). INVARIANT: nothing in it is believed: the entries prove themselves against the mirror's own tree
// and the checkpoint, and what they make together is checked as a bundle.
namespace concordat::record {

inline constexpr std::string_view kContinuationMagic = R"({"concordat":"continuation",)";

struct ContinuationHeader {
  BundleHeader bundle;     // of the whole: its entries are all that the record has
  std::int64_t since = 0;  // how many of them are left out, from the first on
};

// Writes one in one pass, in the order of the calls.
class ContinuationWriter {
 public:
  ContinuationWriter(const ContinuationHeader& header, BundleWriter::Sink sink);

  void entry(std::string_view line);
  void withheld(std::int64_t sequence, const Digest& leaf);
  void text(const VaultText& text);
  void earlier_checkpoint(std::string_view note);
  // `consistency`: from `since` to all; empty where either is none, or nothing is new.
  void finish(std::string_view note, const Proof& consistency);

 private:
  void write(const boost::json::object& line);
  BundleWriter::Sink sink_;
};

struct Continuation {
  struct Item {
    std::optional<std::string> line;  // nullopt: it is withheld
    Digest leaf{};
  };
  BundleHeader header;
  std::int64_t since = 0;
  std::vector<Item> items;
  std::vector<VaultText> texts;
  std::vector<std::string> earlier;  // notes
  std::string note;                  // the signed checkpoint of all entries
  Proof consistency;
};

// Takes lines, without their ends. Problem "damaged-bundle" where something is missing, or is none of it.
class ContinuationReader {
 public:
  void line(std::string_view line);
  Result<Continuation> finish() &&;

 private:
  void read(std::string_view line);
  bool read_header(const boost::json::object& line);
  bool read_checkpoint(const boost::json::object& line);
  Continuation all_;
  bool begun_ = false;
  bool ended_ = false;
  bool damaged_ = false;
};

}  // namespace concordat::record

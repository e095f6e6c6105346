// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "record/entry.hpp"
#include "record/merkle.hpp"

#include <boost/json/object.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

// A bundle is an organisation's record in one text file, made for one party, with all that is needed to check it
// without a server (docs/bundle.md). INVARIANT: every line is canonical JSON; the entries are exactly those under the
// checkpoint; the last line counts and hashes all before it, so that no byte can go or change unnoticed.
namespace concordat::record {

inline constexpr std::int64_t kBundleFormat = 1;
// A bundle begins with these bytes, and nothing else that this program reads does.
inline constexpr std::string_view kBundleMagic = R"({"concordat":"bundle",)";
// How many leaf hashes a line of them holds: some 11 KB of text.
inline constexpr std::size_t kBundleLeavesPerLine = 256;
// A line of a bundle. Entries have their own, lower limit; figures of a large log are longer than any entry.
inline constexpr std::size_t kBundleLineBytesMax = 64 << 20;

struct BundleHeader {
  std::string organisation;  // its id ("o_…")
  std::string party;         // for whom it was made
  std::int64_t entries = 0;
  std::vector<std::string>
      keys;  // vkeys of the host (which it names first) and of cosigners: claims, until someone trusts one
};

// Writes a bundle in one pass. The order of the calls is the order of the file: entries, texts (rising ids), earlier
// checkpoints (rising sizes), figures, finish. Calls out of order, and a number of entries other than the header's, are
// our own mistake and abort.
class BundleWriter {
 public:
  using Sink = std::function<void(std::string_view)>;
  BundleWriter(BundleHeader header, Sink sink);

  void entry(std::string_view line);
  void withheld(const Digest& leaf);  // the next entry is not for this party
  void text(const VaultText& text);   // of an entry that is not withheld
  // A checkpoint that someone may hold from before, with its cosignatures; the proof that it agrees with the whole is
  // made here. Fails where it does not ("bad-checkpoint").
  Result<void> earlier_checkpoint(std::string_view note);
  void figures(const boost::json::object& by_name);  // {"flow":{…}}: as the party can recompute them from its entries
  // The checkpoint of exactly these entries. Fails where it is of another size or root ("bad-checkpoint").
  Result<void> finish(std::string_view note);

  Digest root() const { return tree_.root(); }

 private:
  enum class Section : std::uint8_t { entries, texts, earlier, figures, done };
  void enter(Section section);
  void write_line(std::string_view line);
  void write_leaves();

  BundleHeader header_;
  Sink sink_;
  Section section_ = Section::entries;
  Tree tree_;
  std::int64_t last_earlier_ = 0;
  std::string last_text_;
  std::int64_t lines_ = 0;
  Sha256Stream digest_;
};

// Whether bytes are those of a bundle, or of what was one before it was cut or a byte of its first word was changed.
bool begins_as_bundle(std::string_view first_bytes);

}  // namespace concordat::record

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "record/bundle.hpp"
#include "record/entry.hpp"
#include "record/merkle.hpp"
#include "record/note.hpp"

#include <boost/json/object.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Checks a bundle line by line, without a server, a clock or a network. INVARIANT: a bundle of which one bit was
// changed or one byte is missing is never whole; damage in an entry is named by the entry's sequence, even if the line
// is no longer JSON; and whose signatures must be there is said by the caller, never by the bundle.
namespace concordat::record {

struct BundleDamage {
  std::optional<std::int64_t> sequence;  // the first bad entry; none where the damage is in something else
  std::string reason;
};

// A cosignature, of the bundle's checkpoint or of an earlier one that is proved to agree with it.
struct BundleCosignature {
  VerifierKey key;
  std::int64_t size = 0;
  Instant at;
};

struct BundleReport {
  BundleHeader header;
  std::int64_t entries = 0;  // those outside the party's audience included
  std::int64_t withheld = 0;
  std::int64_t erased = 0;  // texts that an entry says were erased
  Checkpoint checkpoint;
  std::vector<VerifierKey> signers;  // whose signatures of the checkpoint hold
  std::vector<BundleCosignature> cosignatures;
  std::vector<VerifierKey> did_not_sign;  // keys that the caller wants and that are not among the signers
  std::optional<BundleDamage> damage;
  boost::json::object figures;  // as the bundle states them: by name; unchecked

  bool whole() const { return !damage.has_value(); }
};

class BundleChecker {
 public:
  // `on_entry` gets the entries that are not withheld, in order, until the first that does not hold by itself. What it
  // is given counts only if the report, at the end, is whole.
  using OnEntry = std::function<void(const Entry&)>;
  // `on_text` likewise gets the texts, each the one that an entry refers to.
  using OnText = std::function<void(std::string_view id, std::string_view text)>;
  BundleChecker(std::vector<VerifierKey> trust, OnEntry on_entry, OnText on_text = nullptr);

  // A whole line, without its line end.
  void line(std::string_view line);
  // `cut`: bytes without a line end followed the last line.
  BundleReport finish(bool cut);

 private:
  // `unreadable`: the first line is not one that this program reads, so it cannot say what the others should be.
  enum class Section : std::uint8_t { header, entries, texts, leaves, earlier, figures, checkpoint, end, unreadable };
  struct TextReference {
    std::string id;
    std::string digest;
    std::int64_t sequence = 0;
    bool present = false;
  };
  struct Earlier {
    Note note;
    Checkpoint checkpoint;
    Proof proof;
  };

  void entry_damage(std::int64_t sequence, std::string reason);
  void damage(std::string reason);
  std::string here() const;
  void enter(Section section);

  void read_header(std::string_view line);
  void read_entry(std::string_view line);
  void read_visible(std::string_view line, std::int64_t sequence);
  void read_withheld(std::string_view line, std::int64_t sequence);
  void read_kind(const Entry& entry);
  void read_section(std::string_view line);
  bool read_text(const boost::json::object& line);
  bool read_leaves(const boost::json::object& line);
  bool read_earlier(const boost::json::object& line);
  bool read_figures(const boost::json::object& line);
  bool read_checkpoint(const boost::json::object& line);
  bool read_end(const boost::json::object& line);

  void check_complete(bool cut);
  void check_tree();
  void check_texts();
  void check_signatures();
  void check_earlier(const std::vector<VerifierKey>& keys);
  void check_trust();

  std::vector<VerifierKey> trust_;
  OnEntry on_entry_;
  OnText on_text_;
  Section section_ = Section::header;
  std::int64_t line_number_ = 0;
  Sha256Stream digest_;  // of all lines before the one at hand

  BundleHeader header_;
  std::vector<Digest> leaves_;  // of the lines that are there
  std::vector<Digest> stated_leaves_;
  std::int64_t withheld_ = 0;
  std::optional<Instant> last_recorded_;
  std::int64_t epoch_ = 1;
  std::vector<TextReference> references_;
  std::map<std::string, std::int64_t, std::less<>> erased_;  // text id to the sequence of the entry that says so
  std::string last_text_;
  std::vector<Earlier> earlier_;
  boost::json::object figures_;
  std::optional<Note> note_;
  Checkpoint checkpoint_;

  std::optional<BundleDamage> entry_damage_;  // of the lowest sequence
  std::optional<BundleDamage> damage_;        // the first elsewhere
  BundleReport report_;
};

}  // namespace concordat::record

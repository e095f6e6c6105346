// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "record/bundle_check.hpp"
#include "record/line.hpp"
#include "record/references.hpp"

#include <algorithm>

namespace concordat::record {
namespace {

namespace json = boost::json;

constexpr std::string_view kEntryStart = R"({"actor":)";
constexpr std::string_view kWithheldStart = R"({"leaf":)";
// How lines after the entries begin; the last member's name tells the kind where the first is not enough.
constexpr std::string_view kSectionStarts[] = {R"({"salt":)",    R"({"first":)",      R"({"consistency":)",
                                               R"({"figures":)", R"({"checkpoint":)", R"({"end":)"};

bool starts_section(std::string_view line) {
  return std::any_of(std::begin(kSectionStarts), std::end(kSectionStarts),
                     [line](std::string_view start) { return line.starts_with(start); });
}

bool has_members(const json::object& object, std::initializer_list<std::string_view> names) {
  return object.size() == names.size() &&
         std::all_of(names.begin(), names.end(), [&](std::string_view name) { return object.contains(name); });
}

// The member's text; empty where it is none.
std::string_view text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

std::optional<std::int64_t> count_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_int64() || value->get_int64() < 0) return std::nullopt;
  return value->get_int64();
}

std::optional<BundleHeader> header_of(const json::object& line) {
  const auto entries = count_of(line, "entries");
  const auto* keys = line.contains("keys") ? line.at("keys").if_array() : nullptr;
  if (!entries || keys == nullptr) return std::nullopt;
  BundleHeader header{std::string(text_of(line, "organisation")), std::string(text_of(line, "party")), *entries, {}};
  for (const auto& key : *keys) {
    if (!key.is_string()) return std::nullopt;
    header.keys.emplace_back(key.get_string());
  }
  return header;
}

}  // namespace

BundleChecker::BundleChecker(std::vector<VerifierKey> trust, OnEntry on_entry, OnText on_text)
    : trust_(std::move(trust)), on_entry_(std::move(on_entry)), on_text_(std::move(on_text)) {}

void BundleChecker::entry_damage(std::int64_t sequence, std::string reason) {
  if (!entry_damage_ || sequence < *entry_damage_->sequence) entry_damage_ = {sequence, std::move(reason)};
}

void BundleChecker::damage(std::string reason) {
  if (!damage_) damage_ = {std::nullopt, std::move(reason)};
}

std::string BundleChecker::here() const { return "Line " + std::to_string(line_number_); }

void BundleChecker::line(std::string_view line) {
  ++line_number_;
  if (section_ == Section::unreadable) return;
  if (section_ == Section::header) {
    read_header(line);
  } else if (section_ == Section::end) {
    damage(here() + " follows the bundle's last line.");
  } else {
    const bool is_entry = line.starts_with(kEntryStart) || line.starts_with(kWithheldStart);
    const bool entry_due = section_ == Section::entries && static_cast<std::int64_t>(leaves_.size()) < header_.entries;
    if (is_entry || (entry_due && !starts_section(line))) {
      read_entry(line);
    } else {
      read_section(line);
    }
  }
  digest_.update(line);
  digest_.update("\n");
}

void BundleChecker::read_header(std::string_view line) {
  section_ = Section::unreadable;
  const auto object = parse_canonical_line(line);
  if (!object) return damage("The bundle's first line is damaged: " + object.error().message);
  const auto format = count_of(*object, "format");
  if (format != kBundleFormat) {
    return damage("The bundle is of format " + (format ? std::to_string(*format) : "unknown") +
                  ", and this program reads " + std::to_string(kBundleFormat) + ".");
  }
  auto header = header_of(*object);
  if (!header || !has_members(*object, {"concordat", "entries", "format", "keys", "organisation", "party"}) ||
      text_of(*object, "concordat") != "bundle") {
    return damage("The bundle's first line is damaged.");
  }
  header_ = std::move(*header);
  section_ = Section::entries;
}

void BundleChecker::read_entry(std::string_view line) {
  const auto sequence = static_cast<std::int64_t>(leaves_.size());
  if (section_ != Section::entries) damage(here() + " is an entry, and stands after the entries.");
  if (sequence == header_.entries) damage("The bundle has more entries than its first line says.");
  if (line.starts_with(kWithheldStart)) return read_withheld(line, sequence);
  leaves_.push_back(leaf_hash(line));
  // After a bad entry the others are hashed, since an earlier one may prove bad yet, but no longer believed.
  if (!entry_damage_) read_visible(line, sequence);
}

void BundleChecker::read_withheld(std::string_view line, std::int64_t sequence) {
  ++withheld_;
  const auto object = parse_canonical_line(line);
  const auto leaf = object ? digest_from_hex(text_of(*object, "leaf")) : std::nullopt;
  leaves_.push_back(leaf.value_or(Digest{}));
  if (!leaf || !has_members(*object, {"leaf", "sequence"})) {
    entry_damage(sequence, "The line of this withheld entry is damaged.");
  } else if (count_of(*object, "sequence") != sequence) {
    entry_damage(sequence, "This entry does not have the next sequence.");
  }
}

void BundleChecker::read_visible(std::string_view line, std::int64_t sequence) {
  const auto entry = parse_entry(line);
  if (!entry) return entry_damage(sequence, entry.error().message);
  if (entry->sequence != sequence) return entry_damage(sequence, "This entry does not have the next sequence.");
  if (entry->organisation != header_.organisation) {
    return entry_damage(sequence, "This entry is of another organisation, " + entry->organisation + ".");
  }
  if (last_recorded_ && entry->recorded < *last_recorded_) {
    return entry_damage(sequence, "This entry was recorded before the one that precedes it.");
  }
  if (!entry->audience.includes(header_.party)) {
    return entry_damage(sequence, "This entry is not for " + header_.party + ", for whom the bundle was made.");
  }
  last_recorded_ = entry->recorded;
  each_text_reference(entry->body, [this, sequence](std::string_view id, std::string_view digest) {
    references_.push_back({std::string(id), std::string(digest), sequence, false});
  });
  read_kind(*entry);
  if (on_entry_ && !entry_damage_) on_entry_(*entry);
}

void BundleChecker::read_kind(const Entry& entry) {
  if (entry.kind == "text.erased") {
    constexpr std::string_view kPrefix = "text:";
    if (!entry.subject.starts_with(kPrefix))
      return entry_damage(entry.sequence, "This entry erases something unnamed.");
    erased_.emplace(entry.subject.substr(kPrefix.size()), entry.sequence);
  } else if (entry.kind == "epoch.opened") {
    const auto epoch = count_of(entry.body, "epoch");
    if (!epoch || *epoch <= epoch_)
      return entry_damage(entry.sequence, "This entry opens an epoch that is not the next.");
    epoch_ = *epoch;
  } else if (entry.kind == "party.key_rotated") {
    if (const auto checked = check_rotation(entry.body); !checked) {
      entry_damage(entry.sequence, checked.error().message);
    }
  }
}

void BundleChecker::enter(Section section) {
  if (section < section_) damage(here() + " stands after a line that must follow it.");
  if (section_ == Section::entries) {
    if (static_cast<std::int64_t>(leaves_.size()) < header_.entries) {
      damage("The bundle has fewer entries than its first line says.");
    }
    std::sort(references_.begin(), references_.end(), [](const TextReference& a, const TextReference& b) {
      return std::tie(a.id, a.sequence) < std::tie(b.id, b.sequence);
    });
  }
  section_ = std::max(section_, section);
}

void BundleChecker::read_section(std::string_view line) {
  const auto object = parse_canonical_line(line);
  if (!object) return damage(here() + " is damaged: " + object.error().message);
  bool sound = false;
  if (has_members(*object, {"salt", "text", "value"})) {
    sound = read_text(*object);
  } else if (has_members(*object, {"first", "leaves"})) {
    sound = read_leaves(*object);
  } else if (has_members(*object, {"consistency", "earlier"})) {
    sound = read_earlier(*object);
  } else if (has_members(*object, {"figures"})) {
    sound = read_figures(*object);
  } else if (has_members(*object, {"checkpoint"})) {
    sound = read_checkpoint(*object);
  } else if (has_members(*object, {"end", "lines", "sha256"})) {
    sound = read_end(*object);
  } else {
    return damage(here() + " is of a kind that bundles of format " + std::to_string(kBundleFormat) + " do not have.");
  }
  if (!sound) damage(here() + " is damaged.");
}

bool BundleChecker::read_text(const json::object& line) {
  enter(Section::texts);
  const std::string_view id = text_of(line, "text");
  const std::string_view salt = text_of(line, "salt");
  if (id <= last_text_ || !digest_from_hex(salt) || !line.at("value").is_string()) return false;
  last_text_ = id;
  const std::string digest = text_digest(salt, text_of(line, "value"));
  auto reference = std::lower_bound(references_.begin(), references_.end(), id,
                                    [](const TextReference& a, std::string_view b) { return a.id < b; });
  if (reference == references_.end() || reference->id != id) {
    damage("No entry here refers to the text " + std::string(id) + ".");
  }
  if (on_text_ && reference != references_.end() && reference->id == id && reference->digest == digest) {
    on_text_(id, text_of(line, "value"));
  }
  for (; reference != references_.end() && reference->id == id; ++reference) {
    reference->present = true;
    if (reference->digest != digest) {
      entry_damage(reference->sequence, "Its text " + std::string(id) + " is not the one that it commits to.");
    }
  }
  return true;
}

bool BundleChecker::read_leaves(const json::object& line) {
  enter(Section::leaves);
  const auto bytes = from_base64(text_of(line, "leaves"));
  constexpr std::size_t kBytes = std::tuple_size_v<Digest>;
  if (!bytes || bytes->empty() || bytes->size() % kBytes != 0 || bytes->size() > kBundleLeavesPerLine * kBytes)
    return false;
  const auto first = static_cast<std::int64_t>(stated_leaves_.size());
  if (count_of(line, "first") != first || stated_leaves_.size() % kBundleLeavesPerLine != 0) return false;
  for (std::size_t i = 0; i < bytes->size(); i += kBytes) {
    stated_leaves_.push_back(*digest_from_bytes(std::span(*bytes).subspan(i, kBytes)));
  }
  return true;
}

bool BundleChecker::read_earlier(const json::object& line) {
  enter(Section::earlier);
  auto note = parse_note(text_of(line, "earlier"));
  if (!note) return false;
  auto checkpoint = parse_checkpoint(note->text);
  const auto* hashes = line.at("consistency").if_array();
  if (!checkpoint || hashes == nullptr) return false;
  Proof proof;
  for (const auto& hash : *hashes) {
    const auto digest = hash.is_string() ? digest_from_base64(hash.get_string()) : std::nullopt;
    if (!digest) return false;
    proof.push_back(*digest);
  }
  earlier_.push_back({std::move(*note), std::move(*checkpoint), std::move(proof)});
  return true;
}

bool BundleChecker::read_figures(const json::object& line) {
  if (section_ >= Section::figures) return false;  // there is one such line
  enter(Section::figures);
  if (!line.at("figures").is_object()) return false;
  figures_ = line.at("figures").get_object();
  return true;
}

bool BundleChecker::read_checkpoint(const json::object& line) {
  if (note_) return false;  // there is one such line
  enter(Section::checkpoint);
  auto note = parse_note(text_of(line, "checkpoint"));
  if (!note) return false;
  auto checkpoint = parse_checkpoint(note->text);
  if (!checkpoint) return false;
  note_ = std::move(*note);
  checkpoint_ = std::move(*checkpoint);
  return true;
}

bool BundleChecker::read_end(const json::object& line) {
  if (section_ != Section::checkpoint) damage("The bundle ends without a checkpoint.");
  enter(Section::end);
  if (text_of(line, "end") != "bundle" || count_of(line, "lines") != line_number_ - 1) return false;
  if (text_of(line, "sha256") != to_hex(digest_.finish())) {
    damage("The bundle's bytes are not those that were written: its own hash of them differs.");
  }
  return true;
}

}  // namespace concordat::record

// SPDX-License-Identifier: Apache-2.0
#include "app/mirror.hpp"

#include "app/command.hpp"
#include "app/verify/verifier.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"
#include "store/files.hpp"

#include <filesystem>
#include <fstream>
#include <set>

namespace concordat::app {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Problem> cannot_write(const std::string& file) {
  return fail_at({file}, "cannot-write", "The mirror's file cannot be written.",
                 "Is there room, and may you write there?");
}

// Whole under a new name, synced, then in the place of what was there.
Result<void> write_whole(const std::string& file, std::string_view bytes) {
  const std::string part = file + ".part";
  std::ofstream out(part, std::ios::binary | std::ios::trunc);
  out << bytes;
  out.close();
  if (out.fail()) return cannot_write(file);
  store::replace_file(part, file);
  return {};
}

std::string text_of(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

// The lines of a bundle that is whole: entries by their place, the rest by what they hold.
void take_line(ReadBundle& bundle, std::string_view line) {
  if (static_cast<std::int64_t>(bundle.lines.size()) < bundle.report.entries) {
    const auto value = parse_json(line);
    const auto leaf =
        value && value->is_object() ? record::digest_from_hex(text_of(value->get_object(), "leaf")) : std::nullopt;
    bundle.tree.append(leaf ? *leaf : record::leaf_hash(line));
    bundle.lines.push_back(leaf ? std::nullopt : std::optional<std::string>(line));
    return;
  }
  const auto value = parse_json(line);
  if (!value || !value->is_object()) return;
  const auto& object = value->get_object();
  if (object.contains("salt")) {
    const std::string id = text_of(object, "text");
    bundle.texts[id] = {id, text_of(object, "salt"), text_of(object, "value")};
  } else if (object.contains("checkpoint")) {
    bundle.note = text_of(object, "checkpoint");
  }
}

// The mirror's own texts and those that came, by rising ids, as far as none was erased since.
class Texts {
 public:
  Texts(const record::Continuation& continuation, record::BundleWriter& writer) : writer_(writer) {
    for (const auto& text : continuation.texts) came_.insert_or_assign(text.id, text);
    for (const auto& item : continuation.items) {
      const auto entry = item.line ? record::parse_entry(*item.line) : Result<record::Entry>(record::Entry{});
      constexpr std::string_view kPrefix = "text:";
      if (entry && entry->kind == "text.erased" && entry->subject.starts_with(kPrefix)) {
        erased_.insert(entry->subject.substr(kPrefix.size()));
      }
    }
  }
  // False where the ids do not rise.
  bool kept(record::VaultText text) {
    while (!came_.empty() && came_.begin()->first <= text.id) write_came();
    return text.id == last_ || write(text);
  }
  void finish() {
    while (!came_.empty()) write_came();
  }

 private:
  bool write(const record::VaultText& text) {
    if (text.id <= last_) return false;
    last_ = text.id;
    if (!erased_.contains(text.id)) writer_.text(text);
    return true;
  }
  void write_came() {
    write(came_.begin()->second);
    came_.erase(came_.begin());
  }
  record::BundleWriter& writer_;
  std::map<std::string, record::VaultText> came_;
  std::set<std::string> erased_;
  std::string last_;
};

Result<bool> extend_bundle(const std::string& own, const record::Continuation& continuation,
                           const record::WitnessState& state, std::ostream& out) {
  std::ifstream in(own, std::ios::binary);
  std::string line;
  const auto header = std::getline(in, line) ? parse_json(line) : Result<boost::json::value>(boost::json::value());
  if (!header || !header->is_object() || text_of(header->get_object(), "party") != continuation.header.party ||
      continuation.since != state.size ||
      continuation.header.entries != state.size + static_cast<std::int64_t>(continuation.items.size())) {
    return false;
  }
  record::BundleWriter writer(continuation.header, [&out](std::string_view bytes) { out << bytes; });
  const auto take = [&writer](const std::string& one) {
    const auto value =
        one.starts_with("{\"leaf\":") ? parse_json(one) : Result<boost::json::value>(boost::json::value());
    const auto leaf =
        value && value->is_object() ? record::digest_from_hex(text_of(value->get_object(), "leaf")) : std::nullopt;
    leaf ? writer.withheld(*leaf) : writer.entry(one);
  };
  for (std::int64_t i = 0; i < state.size; ++i) {
    if (!std::getline(in, line)) return false;
    take(line);
  }
  if (writer.root() != record::Frontier::resume(state.size, state.subtrees)->root()) return false;
  for (const auto& item : continuation.items) item.line ? writer.entry(*item.line) : writer.withheld(item.leaf);
  Texts texts(continuation, writer);
  while (std::getline(in, line) && line.starts_with("{\"salt\":")) {
    const auto value = parse_json(line);
    if (!value || !value->is_object()) return false;
    const auto& text = value->get_object();
    if (!texts.kept({text_of(text, "text"), text_of(text, "salt"), text_of(text, "value")})) return false;
  }
  texts.finish();
  for (const std::string& note : continuation.earlier) {
    if (const auto written = writer.earlier_checkpoint(note); !written) return tl::unexpected(written.error());
  }
  if (const auto done = writer.finish(continuation.note); !done) return tl::unexpected(done.error());
  return true;
}

}  // namespace

Result<ReadBundle> read_bundle(const std::string& file, std::vector<record::VerifierKey> trust) {
  auto report = verify::verify_file(file, std::move(trust));
  if (!report) return tl::unexpected(report.error());
  if (!report->ok())
    return fail_at({file}, "damaged-bundle", verify::to_text(*report), "Fetch it again, and ask who made it.");
  ReadBundle bundle;
  bundle.report = std::move(report->bundle);
  std::ifstream in(file, std::ios::binary);
  std::string line;
  std::getline(in, line);  // the header, which the report has
  while (std::getline(in, line)) take_line(bundle, line);
  return bundle;
}

Result<std::optional<record::WitnessState>> Mirror::state() const {
  const std::string file = folder_ + "/state";
  if (!fs::exists(file)) {
    if (!fs::exists(bundle_file()) && !fs::exists(note_file())) return std::nullopt;
    return fail_at(
        {file}, "bad-witness-state", "This witness has seen the record before, but what it remembers is gone.",
        "Bring the file back, or begin again in an empty folder and compare fingerprints as at a first visit.");
  }
  const auto text = read_file(file, limits::kNoteBytesMax);
  if (!text) return tl::unexpected(text.error());
  auto state = record::parse_witness_state(*text, {file});
  if (!state) return tl::unexpected(state.error());
  return *state;
}

Result<void> Mirror::set_aside(std::int64_t epoch) const {
  std::error_code error;
  for (const auto& file : {bundle_file(), note_file()}) {
    if (!fs::exists(file)) continue;
    fs::copy_file(file, file + ".epoch-" + std::to_string(epoch), fs::copy_options::overwrite_existing, error);
    if (error) return cannot_write(file);
  }
  return {};
}

Result<record::Continuation> read_continuation(const std::string& file) {
  record::ContinuationReader reader;
  std::ifstream in(file, std::ios::binary);
  for (std::string line; std::getline(in, line);) reader.line(line);
  return std::move(reader).finish();
}

Result<bool> Mirror::extend(const record::Continuation& continuation, const record::WitnessState& state,
                            const std::string& file) const {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  const auto extended = extend_bundle(bundle_file(), continuation, state, out);
  out.close();
  if (extended && *extended && out.fail()) return cannot_write(file);
  return extended;
}

Result<void> Mirror::keep(const std::string& bundle, const std::string& note, const record::WitnessState& state) const {
  if (const auto made = store::make_private_folder(folder_); !made) return made;
  std::error_code error;
  const std::string copy = bundle_file() + ".part";
  fs::copy_file(bundle, copy, fs::copy_options::overwrite_existing, error);
  if (error) return cannot_write(copy);
  store::replace_file(copy, bundle_file());
  if (const auto kept = write_whole(note_file(), note); !kept) return kept;
  return write_whole(folder_ + "/state", record::to_text(state));
}

}  // namespace concordat::app

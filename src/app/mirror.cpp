// SPDX-License-Identifier: Apache-2.0
#include "app/mirror.hpp"

#include "app/command.hpp"
#include "app/verify/verifier.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"
#include "store/files.hpp"

#include <filesystem>
#include <fstream>

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

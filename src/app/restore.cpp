// SPDX-License-Identifier: Apache-2.0
#include "app/mirror.hpp"
#include "app/workspace.hpp"
#include "base/clock.hpp"
#include "base/text.hpp"
#include "store/maintenance.hpp"

#include <CLI/App.hpp>

#include <algorithm>

// `concordat restore`: back from a backup. What came after it is asked of the mirrors; what none of them has is said in
// the first entry of a new epoch.
namespace concordat::app {
namespace {

struct RestoreQuestion {
  std::string file;
  std::vector<std::string> mirrors;
};

// A mirror's last visit, with the host's signature checked against the key that the witness knows it by.
Result<std::pair<std::string, ReadBundle>> open_mirror(const std::string& folder) {
  const Mirror mirror(folder);
  const auto state = mirror.state();
  if (!state) return tl::unexpected(state.error());
  if (!*state)
    return fail_at({folder}, "no-mirror", "This is no witness's folder.",
                   "Give what was --mirror of `concordat witness`.");
  auto bundle = read_bundle(mirror.bundle_file(), {(*state)->host});
  if (!bundle) return tl::unexpected(bundle.error());
  return std::pair{(*state)->organisation, std::move(*bundle)};
}

using Mirrors = std::vector<std::pair<std::string, ReadBundle>>;

// What all mirrors of an organisation hold together, up to the largest checkpoint among them; nullopt where there is
// none. Whether their parts fit is proved by that checkpoint's root.
std::optional<store::MirrorSource> source_of(const std::string& organisation, const Mirrors& mirrors) {
  std::vector<const ReadBundle*> bundles;
  for (const auto& [of, bundle] : mirrors) {
    if (of == organisation) bundles.push_back(&bundle);
  }
  if (bundles.empty()) return std::nullopt;
  const auto* largest = *std::max_element(bundles.begin(), bundles.end(), [](const auto* a, const auto* b) {
    return a->report.entries < b->report.entries;
  });
  store::MirrorSource source;
  const auto& checkpoint = largest->report.checkpoint;
  source.checkpoint = {checkpoint.size, checkpoint.root, largest->note, system_now()};
  source.line = [bundles](std::int64_t sequence) -> std::optional<std::string> {
    for (const auto* bundle : bundles) {
      if (sequence >= static_cast<std::int64_t>(bundle->lines.size())) continue;
      if (const auto& line = bundle->lines[static_cast<std::size_t>(sequence)]) return line;
    }
    return std::nullopt;
  };
  source.text = [bundles](std::string_view id) -> std::optional<record::VaultText> {
    for (const auto* bundle : bundles) {
      if (const auto found = bundle->texts.find(id); found != bundle->texts.end()) return found->second;
    }
    return std::nullopt;
  };
  return source;
}

// One organisation: the same log from the mirrors, or a new epoch.
Result<boost::json::object> go_on(store::Database& database, const store::BackedUp& restored, const Mirrors& mirrors) {
  boost::json::object told{{"organisation", restored.organisation.name}, {"entries", restored.entries}};
  // The record was checked; what was made from it is made anew rather than believed.
  if (const auto rebuilt = store::rebuild(database, restored.organisation.id); !rebuilt) {
    return tl::unexpected(rebuilt.error());
  }
  std::optional<store::StoredCheckpoint> last_cosigned;
  if (const auto source = source_of(restored.organisation.id.value, mirrors)) {
    const auto continued = store::restore_from_mirror(database, restored.organisation.id, *source, system_now());
    if (continued) {
      told["continued_from_mirror"] = continued->count;
      return told;
    }
    const std::string& code = continued.error().code;
    if (code != "mirror-incomplete" && code != "mirror-behind") return tl::unexpected(continued.error());
    if (code == "mirror-incomplete") last_cosigned = source->checkpoint;
  }
  const auto epoch = store::open_epoch(database, restored.organisation.id, last_cosigned, system_now());
  if (!epoch) return tl::unexpected(epoch.error());
  told["epoch"] = *epoch;
  return told;
}

std::string in_words(const boost::json::object& told) {
  const std::string name(told.at("organisation").as_string());
  const std::string entries = with_thousands(told.at("entries").as_int64());
  if (const auto* count = told.if_contains("continued_from_mirror")) {
    return name + ": " + entries + " entries from the backup and " + with_thousands(count->to_number<std::int64_t>()) +
           " from the mirror; the same log goes on.\n";
  }
  return name + ": " + entries + " entries from the backup. What came after it is lost, if anything did, so epoch " +
         std::to_string(told.at("epoch").as_int64()) +
         " of the log begins with an entry that says so.\nWitnesses sign it after one of their people accepts it "
         "(concordat witness --accept-epoch).\n";
}

Result<void> restore(Context& context, const RestoreQuestion& question) {
  Mirrors mirrors;
  for (const auto& folder : question.mirrors) {
    auto mirror = open_mirror(folder);
    if (!mirror) return tl::unexpected(mirror.error());
    mirrors.push_back(std::move(*mirror));
  }
  const auto place = place_of(context);
  if (!place) return tl::unexpected(place.error());
  boost::json::array organisations;
  std::string text;
  const auto complete = [&](store::Database& database, const std::vector<store::BackedUp>& restored) -> Result<void> {
    for (const auto& one : restored) {
      auto told = go_on(database, one, mirrors);
      if (!told) return tl::unexpected(told.error());
      text += in_words(*told);
      organisations.push_back(std::move(*told));
    }
    return {};
  };
  const bool was_unfinished = store::has_unfinished_restore(*place);
  const auto restored = store::restore(question.file, *place, complete);
  if (!restored) return tl::unexpected(restored.error());
  if (was_unfinished) remark("An earlier restore was ended before it was done: what it had left there was taken away.");
  answer(context, boost::json::object{{"organisations", std::move(organisations)}}, text);
  return {};
}

}  // namespace

void add_restore(CLI::App& app, Context& context) {
  auto* command =
      app.add_subcommand("restore", "Makes the data anew from a backup, and from mirrors what came after it.");
  command->footer("Example: concordat restore monday.backup --data restored --mirror mirror-of-harbour");
  auto question = std::make_shared<RestoreQuestion>();
  command->add_option("FILE", question->file, "what `concordat backup` wrote")->required();
  command->add_option("--mirror", question->mirrors, "a witness's folder; may be given several times")
      ->type_name("DIR")
      ->allow_extra_args(false);
  command->callback([&context, question] {
    if (const auto done = restore(context, *question); !done) refuse(context, done.error());
  });
}

}  // namespace concordat::app

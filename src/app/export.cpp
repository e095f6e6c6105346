// SPDX-License-Identifier: Apache-2.0
#include "app/bundling.hpp"
#include "app/key_file.hpp"
#include "app/signing.hpp"
#include "base/text.hpp"
#include "store/maintenance.hpp"

#include <CLI/App.hpp>

#include <filesystem>
#include <fstream>

namespace concordat::app {
namespace {

struct ExportQuestion {
  std::string organisation;
  std::string party;
  std::string bundle;
  std::string key;
};

Result<void> export_bundle(Context& context, const ExportQuestion& question) {
  auto workspace = open_workspace(context, question.organisation);
  if (!workspace) return tl::unexpected(workspace.error());
  const auto key = host_key(context, question.key);
  if (!key) return tl::unexpected(key.error());
  const auto made = write_bundle_file(*workspace, *key, question.party, question.bundle);
  if (!made) return tl::unexpected(made.error());
  answer(context,
         boost::json::object{{"bundle", question.bundle},
                             {"entries", made->entries},
                             {"withheld", made->withheld},
                             {"checkpoint", {{"size", made->size}, {"root", record::to_hex(made->root)}}}},
         with_thousands(made->entries) + " entries for " + question.party + ", " + with_thousands(made->withheld) +
             " of them withheld, in " + question.bundle +
             ".\nWhoever has it can check it without us: concordat verify " + question.bundle);
  return {};
}

// A bundle may be written over; nothing else may, least of all a key or a database.
Result<void> may_write(const std::string& file) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const auto status = fs::symlink_status(file, ignored);
  if (!fs::exists(status)) return {};
  std::string first(record::kBundleMagic.size(), '\0');
  if (fs::is_regular_file(status)) {
    std::ifstream in(file, std::ios::binary);
    in.read(first.data(), static_cast<std::streamsize>(first.size()));
    if (in && first == record::kBundleMagic) return {};
  }
  return fail_at({file}, "file-exists", "There is something of that name already, and it is no bundle.",
                 "Choose another name.");
}

// Which entry is damaged, where what is stored does not give the root that was signed.
Problem name_damage(Workspace& workspace) {
  const auto report = store::check(workspace.database, workspace.organisation);
  if (!report) return report.error();
  const std::string where =
      report->first_bad ? "Entry " + std::to_string(report->first_bad->sequence) + ": " + report->first_bad->reason
                        : "Its entries do not give the root that was signed.";
  return {"damaged-record", "The record is damaged. " + where, std::nullopt,
          "Restore from a backup (concordat restore --help)."};
}

Result<operate::BundleMade> make_bundle(Workspace& workspace, const record::SigningKey& key, const std::string& party,
                                        const record::BundleWriter::Sink& sink) {
  auto session = workspace.session();
  if (!session) return tl::unexpected(session.error());
  if (const auto known = operate::known_party(*session, workspace.organisation, party); !known) {
    return tl::unexpected(known.error());
  }
  const auto checkpoint = sign_now(workspace, key);
  if (!checkpoint) return tl::unexpected(checkpoint.error());
  auto made = operate::make_bundle(*session, workspace.organisation, key.verifier(record::SignatureType::ed25519),
                                   *checkpoint, party, sink);
  if (!made && made.error().code == "damaged-record") return tl::unexpected(name_damage(workspace));
  return made;
}

}  // namespace

Result<operate::BundleMade> write_bundle_file(Workspace& workspace, const record::SigningKey& key,
                                              const std::string& party, const std::string& file) {
  if (const auto may = may_write(file); !may) return tl::unexpected(may.error());
  const std::string part = file + ".part";
  std::ofstream out(part, std::ios::binary | std::ios::trunc);
  const auto made = make_bundle(workspace, key, party, [&out](std::string_view bytes) { out << bytes; });
  out.close();
  std::error_code error;
  if (made && !out.fail()) std::filesystem::rename(part, file, error);
  if (made && !out.fail() && !error) return made;
  std::error_code ignored;
  std::filesystem::remove(part, ignored);
  if (!made) return made;
  return fail_at({file}, "cannot-write", "The bundle cannot be written.", "Is there room, and may you write there?");
}

void add_export(CLI::App& app, Context& context) {
  auto* command =
      app.add_subcommand("export", "Writes what a party may see of the record to one file that proves itself.");
  command->footer("Example: concordat export --org Harbour --as northwind harbour.bundle");
  auto question = std::make_shared<ExportQuestion>();
  add_org(*command, question->organisation);
  command->add_option("--as", question->party, "for whom")->required()->type_name("PARTY");
  command->add_option("BUNDLE", question->bundle, "the file to write")->required();
  add_key_option(*command, question->key);
  command->callback([&context, question] {
    if (const auto done = export_bundle(context, *question); !done) refuse(context, done.error());
  });
}

}  // namespace concordat::app

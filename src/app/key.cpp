// SPDX-License-Identifier: Apache-2.0
#include "app/cabinet_key.hpp"
#include "app/key_file.hpp"
#include "app/key_pair.hpp"
#include "app/workspace.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "record/pairing.hpp"

#include <CLI/App.hpp>

#include <algorithm>
#include <memory>

// `concordat key new|show|rotate|pair`: the key that this machine signs with.
namespace concordat::app {
namespace {

struct KeyQuestion {
  std::string file;
  std::string name;
  bool cabinet = false;
};

boost::json::object describe(const record::SigningKey& key, const std::string& path) {
  const auto host = key.verifier(record::SignatureType::ed25519);
  return {{"name", key.name()},
          {"vkey", host.text()},
          {"cosigner_vkey", key.verifier(record::SignatureType::cosignature).text()},
          {"fingerprint", record::fingerprint(host.public_key)},
          {"file", path}};
}

std::string in_words(const record::SigningKey& key) {
  const auto host = key.verifier(record::SignatureType::ed25519);
  return "  name         " + key.name() + "\n  public key   " + host.text() + "\n  as witness   " +
         key.verifier(record::SignatureType::cosignature).text() + "\n  fingerprint  " +
         record::fingerprint(host.public_key) + "\n";
}

Result<void> make(Context& context, const KeyQuestion& question) {
  const std::string path = key_path(context, question.file);
  const auto key = record::SigningKey::make(question.name, machine_random());
  if (!key) return tl::unexpected(key.error());
  if (auto written = write_key(path, *key); !written) return written;
  answer(context, describe(*key, path),
         "A new key is in " + path + ". Keep it out of backups of the data, and keep a copy somewhere safe.\n" +
             in_words(*key));
  return {};
}

Result<void> show(Context& context, const KeyQuestion& question) {
  const std::string path = key_path(context, question.file);
  const auto key = read_key(path);
  if (!key) return tl::unexpected(key.error());
  answer(context, describe(*key, path), in_words(*key));
  return {};
}

// A host's rotation is an entry in every record it keeps, by which witnesses learn of it. One that is there already,
// because this was interrupted, is not written again. Answers in how many it is.
Result<std::size_t> record_rotation(const Context& context, const boost::json::object& statement) {
  constexpr const char* kSubject = "party:internal";
  constexpr std::string_view kKind = record::kKeyRotated;
  auto database = open_database(context, store::Database::Opening::existing);
  if (!database) return 0;
  std::size_t count = 0;
  for (const auto& organisation : database->organisations()) {
    ++count;
    auto session = database->open_session(store::Scope(organisation.id));
    if (!session) return tl::unexpected(session.error());
    const auto entries = session->entries_of(organisation.id, kSubject);
    if (!entries) return tl::unexpected(entries.error());
    const bool known = std::any_of(entries->begin(), entries->end(), [&](const record::Entry& entry) {
      return entry.kind == kKind && entry.body == statement;
    });
    if (known) continue;
    record::Draft draft;
    draft.actor = "host";
    draft.subject = kSubject;
    draft.kind = kKind;
    draft.body = statement;
    const auto appended = database->append(organisation.id, std::span(&draft, 1), system_now());
    if (!appended) return tl::unexpected(appended.error());
    warn_of_clock(*appended);
  }
  return count;
}

Result<void> rotate(Context& context, const KeyQuestion& question) {
  if (question.cabinet) return rotate_cabinet_key(context);
  const std::string path = key_path(context, question.file);
  const auto rotation = begin_rotation(path, machine_random());
  if (!rotation) return tl::unexpected(rotation.error());
  const auto statement = record::rotation_body(rotation->old_key, rotation->next);
  const bool of_this_host = path == key_path(context, "");
  const auto recorded = of_this_host ? record_rotation(context, statement) : Result<std::size_t>(0);
  if (!recorded) return tl::unexpected(recorded.error());
  const auto kept = finish_rotation(path, *rotation);
  if (!kept) return tl::unexpected(kept.error());

  boost::json::object document = describe(rotation->next, path);
  document["kept"] = *kept;
  document["statement"] = statement;
  document["recorded_in"] = *recorded;
  answer(
      context, document,
      "A new key is in " + path + "; the old one is kept in " + *kept + ".\n" + in_words(rotation->next) +
          "Both keys signed that it was so" +
          (*recorded > 0 ? ", and the record of " + std::to_string(*recorded) + " organisations says it:\n" : ":\n") +
          write_canonical(statement) + "\n");
  return {};
}

using Work = Result<void> (*)(Context&, const KeyQuestion&);

CLI::App* add_work(CLI::App& key, Context& context, const std::string& name, const std::string& words,
                   const std::shared_ptr<KeyQuestion>& question, Work work) {
  auto* command = key.add_subcommand(name, words);
  add_key_option(*command, question->file);
  command->callback([&context, question, work] {
    if (const auto done = work(context, *question); !done) refuse(context, done.error());
  });
  return command;
}

}  // namespace

void add_key(CLI::App& app, Context& context) {
  auto* key = app.add_subcommand("key", "The private key that this machine signs with.");
  key->require_subcommand(1);
  key->footer("Example: concordat key new --name desk.harbour.example");
  auto question = std::make_shared<KeyQuestion>();
  auto* fresh = add_work(*key, context, "new", "Makes a key.", question, make);
  fresh->add_option("--name", question->name, "the signer's name, like a web address: desk.harbour.example")
      ->required();
  fresh->footer("Example: concordat key new --name desk.harbour.example --key /etc/concordat/host.key");
  add_work(*key, context, "show", "The public key, and a fingerprint to compare by voice.", question, show)
      ->footer("Example: concordat key show --json");
  auto* rotating =
      add_work(*key, context, "rotate", "Replaces the key; old and new sign that it was so.", question, rotate);
  rotating->add_flag("--cabinet", question->cabinet,
                     "instead the key that seals the service's secrets; stop the service before");
  rotating->footer(
      "Example: concordat key rotate --key /etc/concordat/host.key\n         concordat key rotate --cabinet");
  add_key_pair(*key, context);
}

}  // namespace concordat::app

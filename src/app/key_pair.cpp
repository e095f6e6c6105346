// SPDX-License-Identifier: Apache-2.0
#include "app/key_pair.hpp"

#include "app/signing.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"
#include "operate/present/party_keys.hpp"
#include "operate/proof/signing.hpp"
#include "store/transaction.hpp"

#include <CLI/App.hpp>

#include <algorithm>
#include <memory>

namespace concordat::app {
namespace {

struct PairQuestion {
  std::string organisation;
  std::string party;
  std::string vkey;
  std::string rotation;  // a file
  std::string fingerprint;
  std::string why;
  bool anew = false;
};

Result<std::optional<record::Draft>> draft_of(const PairQuestion& asked, const record::PairedKeys& paired) {
  if (!asked.rotation.empty()) {
    const auto bytes = read_file(asked.rotation, limits::kNoteBytesMax);
    if (!bytes) return tl::unexpected(bytes.error());
    const auto statement = parse_json(*bytes, asked.rotation);
    if (!statement) return tl::unexpected(statement.error());
    if (!statement->is_object()) return fail("bad-key-rotation", "The file holds no rotation.");
    return operate::rotation(paired, asked.party, statement->get_object());
  }
  const auto key = record::parse_vkey(asked.vkey);
  if (!key) return tl::unexpected(key.error());
  if (!asked.anew) return operate::pairing(paired, asked.party, *key);
  return operate::pairing_anew(paired, asked.party, *key, asked.fingerprint, asked.why);
}

Result<void> pair(Context& context, const PairQuestion& asked) {
  if (asked.vkey.empty() == asked.rotation.empty()) {
    return fail("usage", "Either --vkey or --rotation.", "See --help.");
  }
  auto workspace = open_workspace(context, asked.organisation);
  if (!workspace) return tl::unexpected(workspace.error());
  auto session = workspace->session();
  if (!session) return tl::unexpected(session.error());
  const auto parties = session->parties(workspace->organisation);
  if (!parties) return tl::unexpected(parties.error());
  const bool known =
      std::any_of(parties->begin(), parties->end(), [&](const auto& one) { return one.key == asked.party; });
  if (!known) return fail("unknown-party", "The record knows no party \"" + asked.party + "\".");
  const auto paired = operate::paired_keys(*session, workspace->organisation);
  if (!paired) return tl::unexpected(paired.error());
  auto draft = draft_of(asked, *paired);
  if (!draft) return tl::unexpected(draft.error());
  record::PairedKeys now = *paired;
  if (*draft) {
    store::Transaction transaction(workspace->database, system_now());
    const auto done = transaction.append(workspace->organisation, std::move(**draft));
    if (!done) return tl::unexpected(done.error());
    warn_of_clock(transaction.appended(workspace->organisation));
    transaction.commit();
    auto after = workspace->session();
    const auto read = after ? operate::paired_keys(*after, workspace->organisation) : tl::unexpected(after.error());
    if (!read) return tl::unexpected(read.error());
    now = *read;
  }
  const record::VerifierKey* key = now.key_of(asked.party);
  if (key == nullptr) return fail("not-paired", "The entry counts for nothing.");
  std::string words = paired_words(asked.party, *key) + "\n";
  if (asked.anew) words += "The key before did not sign this: whoever verifies the record is told so.\n";
  answer(context, boost::json::object{{"party", asked.party}, {"vkey", key->text()}, {"new", draft->has_value()}},
         words);
  return {};
}

}  // namespace

void add_key_pair(CLI::App& key, Context& context) {
  auto* command = key.add_subcommand("pair", "Says which key speaks for a party.");
  command->footer(
      "Example: concordat key pair northwind --vkey … --org Harbour\n"
      "         concordat key pair northwind --rotation rotation.json --org Harbour\n"
      "         concordat key pair northwind --vkey … --anew --fingerprint \"12345 …\" --why \"stolen\" --org Harbour");
  auto asked = std::make_shared<PairQuestion>();
  add_org(*command, asked->organisation);
  command->add_option("PARTY", asked->party, "the party")->required();
  command->add_option("--vkey", asked->vkey, "its public key")->type_name("VKEY");
  command->add_option("--rotation", asked->rotation, "what `concordat key rotate` printed, which both keys signed")
      ->type_name("FILE");
  auto* anew = command->add_flag("--anew", asked->anew, "the key before is lost, and cannot sign");
  auto* fingerprint =
      command->add_option("--fingerprint", asked->fingerprint, "of the new key, as the party read it out")
          ->type_name("DIGITS");
  auto* why = command->add_option("--why", asked->why, "the reason, which all parties may read")->type_name("TEXT");
  anew->needs(fingerprint)->needs(why);
  fingerprint->needs(anew);
  command->callback([&context, asked] {
    if (const auto done = pair(context, *asked); !done) refuse(context, done.error());
  });
}

}  // namespace concordat::app

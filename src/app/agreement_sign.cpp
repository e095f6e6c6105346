// SPDX-License-Identifier: Apache-2.0
#include "app/agreement_sign.hpp"

#include "agreement/version.hpp"
#include "app/key_file.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"

#include <CLI/App.hpp>

#include <boost/json/array.hpp>

#include <algorithm>
#include <memory>

// Nothing but the answer of the service is needed, and what that says is checked before it is signed.
namespace concordat::app {
namespace {

namespace json = boost::json;

struct SignQuestion {
  std::string file;
  std::string party;
  std::string key;
};

std::string text_in(const json::value& value, std::string_view pointer) {
  boost::system::error_code error;
  const auto* found = value.find_pointer(pointer, error);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

tl::unexpected<Problem> not_as_said(std::string what) {
  return fail("not-as-said", std::move(what), "Do not sign it: the host shows one thing and asks you to sign another.");
}

// The digest of every text that was shown stands in what is signed.
Result<std::size_t> check_texts(const json::value& shown, const json::object& statement) {
  std::size_t checked = 0;
  boost::system::error_code error;
  const auto* texts = shown.find_pointer("/texts", error);
  const auto* listed = statement.if_contains("texts");
  if (texts == nullptr || !texts->is_array() || listed == nullptr || !listed->is_array()) return checked;
  for (const auto& one : texts->get_array()) {
    const std::string digest = record::text_digest(text_in(one, "/salt"), text_in(one, "/text"));
    const auto& all = listed->get_array();
    const bool known = std::any_of(all.begin(), all.end(), [&](const json::value& part) {
      return text_in(part, "/digest") == digest && text_in(part, "/file") == text_in(one, "/file");
    });
    if (!known)
      return not_as_said("The text " + text_in(one, "/file") + " is not the one that the version is made of.");
    ++checked;
  }
  return checked;
}

Result<void> sign(Context& context, const SignQuestion& asked) {
  const auto bytes = read_file(asked.file, limits::kMapBytesMax * 4);
  if (!bytes) return tl::unexpected(bytes.error());
  const auto shown = parse_json(*bytes, asked.file);
  if (!shown) return tl::unexpected(shown.error());
  boost::system::error_code error;
  const auto* statement = shown->find_pointer("/statement", error);
  const std::string version = text_in(*shown, "/version/version");
  const std::string organisation = text_in(*shown, "/organisation");
  if (statement == nullptr || !statement->is_object() || version.empty() || organisation.empty()) {
    return fail_at({asked.file}, "not-a-version", "This is no version as the service shows it.",
                   "Save what GET …/agreement/versions/{version} answers.");
  }
  if (agreement::version_id(statement->get_object()) != version) {
    return not_as_said("The version " + version + " is not made of what is shown.");
  }
  const auto texts = check_texts(*shown, statement->get_object());
  if (!texts) return tl::unexpected(texts.error());
  const auto key = read_key(asked.key);
  if (!key) return tl::unexpected(key.error());
  const auto approval = agreement::sign_approval(organisation, version, asked.party, *key);
  remark("Signed for " + asked.party + ": version " + version + ", of which you were shown " + std::to_string(*texts) +
         (*texts == 1 ? " text." : " texts."));
  const json::object document{{"party", approval.party}, {"vkey", approval.vkey}, {"signature", approval.signature}};
  answer(context, document, write_canonical(document) + "\n");
  return {};
}

}  // namespace

void add_agreement_sign(CLI::App& agreement, Context& context) {
  auto* command = agreement.add_subcommand("sign", "Signs a party's approval of a version, to be sent to the service.");
  command->footer(
      "Example: curl -sS -b jar $here/agreement/versions/v_… > version.json\n"
      "         concordat agreement sign version.json --as northwind --key northwind.key > approval.json\n"
      "         curl -sS -b jar -H 'Content-Type: application/json' -d @approval.json \\\n"
      "           $here/agreement/versions/v_…/approve");
  auto asked = std::make_shared<SignQuestion>();
  command->add_option("FILE", asked->file, "the version as the service shows it")->required();
  command->add_option("--as", asked->party, "the party")->required()->type_name("PARTY");
  command->add_option("--key", asked->key, "the party's private key")->required()->type_name("FILE");
  command->callback([&context, asked] {
    if (const auto done = sign(context, *asked); !done) refuse(context, done.error());
  });
}

}  // namespace concordat::app

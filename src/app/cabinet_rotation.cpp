// SPDX-License-Identifier: Apache-2.0
#include "app/cabinet_key.hpp"
#include "app/workspace.hpp"
#include "base/clock.hpp"
#include "operate/access/identity_tables.hpp"
#include "operate/access/tables.hpp"
#include "operate/notify/tables.hpp"
#include "store/transaction.hpp"

// `concordat key rotate --cabinet`: all that the cabinet's key seals, sealed with another one. Whoever adds a column
// that a Sealer writes names it here.
namespace concordat::app {
namespace {

using operate::Sealer;

// Opens what the keys before, or the next one after an interrupted rotation, have sealed.
class Resealing {
 public:
  explicit Resealing(const CabinetRotation& rotation) : next_(rotation.next) {
    for (const auto& key : rotation.before) before_.emplace_back(key);
  }

  void all(store::Transaction& transaction, const std::vector<store::Organisation>& organisations) {
    store::Connection& connection = transaction.connection();
    for (const operate::Account& one : operate::accounts(connection)) {
      if (one.totp.empty()) continue;
      operate::set_totp(connection, one.id, anew(one.totp, "the second factor of " + one.email), one.totp_step);
    }
    for (const store::Organisation& organisation : organisations) {
      const auto tenant = connection.find(organisation.id);
      if (!tenant) continue;
      for (operate::WebhookRow row : operate::webhooks(connection, *tenant)) {
        const std::string what = " of the webhook " + row.id + " of " + organisation.name;
        row.url = anew(row.url, "the address" + what);
        row.secret = anew(row.secret, "the secret" + what);
        if (!row.old_secret.empty()) row.old_secret = anew(row.old_secret, "the old secret" + what);
        operate::put_webhook(connection, *tenant, row);
      }
      for (operate::IdentityProviderRow row : operate::identity_providers(connection, *tenant)) {
        row.client_secret =
            anew(row.client_secret, "the secret of the provider of identity " + row.id + " of " + organisation.name);
        operate::put_identity_provider(connection, *tenant, row);
      }
    }
  }

  std::int64_t sealed = 0;
  std::vector<std::string> lost;  // what no key opens: it is left as it is

 private:
  std::string anew(const std::string& text, const std::string& what) {
    if (next_.open(text)) {
      ++sealed;
      return text;
    }
    for (const Sealer& one : before_) {
      const auto plain = one.open(text);
      if (!plain) continue;
      ++sealed;
      return next_.seal(*plain, machine_random());
    }
    lost.push_back(what);
    return text;
  }

  Sealer next_;
  std::vector<Sealer> before_;
};

}  // namespace

Result<void> rotate_cabinet_key(Context& context) {
  const auto rotation = begin_cabinet_rotation(context);
  if (!rotation) return tl::unexpected(rotation.error());
  auto database = open_database(context, store::Database::Opening::existing);
  if (!database) return tl::unexpected(database.error());
  Resealing resealing(*rotation);
  const auto organisations = database->organisations();
  store::Transaction transaction(*database, system_now());
  resealing.all(transaction, organisations);
  transaction.commit();
  const auto kept = finish_cabinet_rotation(context);
  if (!kept) return tl::unexpected(kept.error());

  boost::json::array lost;
  std::string text = "A new key seals the cabinet's " + std::to_string(resealing.sealed) +
                     " secrets; the old one is kept in " + *kept + ", for backups that were made before.\n" +
                     "Start the service anew. Other servers of this database need a copy of the new key.\n";
  for (const auto& one : resealing.lost) {
    lost.emplace_back(one);
    text += "No key opens " + one + ": it has to be set up again.\n";
  }
  answer(context, boost::json::object{{"sealed", resealing.sealed}, {"kept", *kept}, {"lost", std::move(lost)}}, text);
  return {};
}

}  // namespace concordat::app

// SPDX-License-Identifier: Apache-2.0
#include "operate/access/joining.hpp"

#include "agreement/access.hpp"
#include "operate/api/tables.hpp"

namespace concordat::operate {

Result<std::string> join(store::Transaction& transaction, const Joining& joining, const std::string& actor,
                         const FillRandom& random) {
  auto session = transaction.read(store::Scope(joining.organisation));
  if (!session) return tl::unexpected(session.error());
  const auto tenant = session->admit(joining.organisation);
  if (!tenant) return tl::unexpected(tenant.error());
  store::Connection& connection = transaction.connection();
  if (find_membership(connection, joining.account.id, **tenant)) {
    return fail("already", "This account belongs to the organisation already.");
  }
  const std::string person = random_id('p', random);
  add_membership(connection, joining.account.id, **tenant, person, joining.admitted);

  record::Draft named;
  named.actor = actor;
  named.audience = record::Audience::shared();
  named.subject = "person:" + person;
  named.kind = "person.named";
  const auto name = record::new_text(joining.account.name, random);
  named.body["name"] = record::text_reference(name);
  named.texts.push_back(name);
  std::vector<record::Draft> drafts{std::move(named)};
  agreement::AccessAct act;
  act.actor = actor;
  act.by = joining.party;
  drafts.push_back(agreement::member_joined(act, person, joining.party, joining.team, true));
  if (!joining.key.empty()) drafts.push_back(agreement::known_as(act, person, joining.key));
  if (joining.administrator) drafts.push_back(agreement::administrator_named(act, person, joining.party, true));
  if (joining.owner) drafts.push_back(agreement::owner_named(act, person, true));
  for (record::Draft& draft : drafts) {
    if (const auto done = transaction.append(joining.organisation, std::move(draft)); !done) {
      return tl::unexpected(done.error());
    }
  }
  return person;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool looks_like_email(std::string_view text) {
  const auto at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string_view::npos &&
         text.find_first_of(" \t\r\n,;<>") == std::string_view::npos;
}

}  // namespace concordat::operate

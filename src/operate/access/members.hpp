// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/access/tables.hpp"
#include "operate/api/call.hpp"

#include <string>

// How somebody becomes one of an organisation's people, whichever way they show who they are.
namespace concordat::operate {

// "people" is about one party's: its administrator may, and the organisation's owner.
bool may_with_people(const Member& member, const std::string& action, const std::string& party, Instant now);

// With a key come the rights of whoever bears it: it must be of the person's own party, and free. `person` is empty for
// somebody who is yet to come.
Outcome<void> may_be_known_as(const Present& present, const std::string& key, const std::string& party,
                              const std::string& person);

// What an invitation gives, to an account that is there; answers the person.
Outcome<std::string> take_up(Changing& changing, const store::OrgId& organisation, const InvitationRow& invitation,
                             const Account& account);

}  // namespace concordat::operate

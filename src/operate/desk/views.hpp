// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/desk/bodies.hpp"
#include "operate/desk/ticket_desk.hpp"
#include "operate/desk/ticket_rows.hpp"

// A ticket as its readers see it.
namespace concordat::operate {

std::string organisation_name(store::Session& session, const store::OrgId& organisation);
TicketLine line_of(store::Session& session, const Member& member, const std::string& organisation_name,
                   const TicketRow& row);
TicketView view_of(store::Session& session, const Member& member, const SeenTicket& seen, Instant now);
EntryList entries_view(store::Session& session, const Member& member, const SeenTicket& seen);
// What the vault holds under a text's id; empty where it is withheld, erased or none.
std::string text_of(store::Session& session, const store::OrgId& organisation, const std::string& text_id);
// None where nobody is named.
std::optional<PersonRef> person_ref(store::Session& session, const store::OrgId& organisation,
                                    const std::string& person);
std::string name_of(store::Session& session, const store::OrgId& organisation, const std::string& person);

}  // namespace concordat::operate

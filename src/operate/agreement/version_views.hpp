// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/agreement/bodies.hpp"
#include "operate/api/api.hpp"
#include "operate/present/present.hpp"

#include <string>
#include <vector>

// A version of the agreement as routes show it, and what those that change one share.
namespace concordat::operate {

// Which is which after whatever somebody may have done to versions in between.
std::string etag_of_versions(const agreement::Versions& versions, Instant now);
std::string etag_of_version(const agreement::Version& version);

VersionView view_of_version(const agreement::Version& version);
// The entry as a part of a version's history; nullopt for a kind that is none.
std::optional<VersionEvent> event_of(store::Session& session, const store::OrgId& organisation,
                                     const record::Entry& entry);
Outcome<std::vector<VersionEvent>> version_history(store::Session& session, const store::OrgId& organisation,
                                                   const std::string& version);

// Not-found for whoever does not work here, as where there is none.
Outcome<const agreement::Version*> version_in_path(const Member& member, const Call& call);
// What somebody needs who answers a proposal for their party.
std::string answering_action(const Member& member);

Outcome<void> append_for_member(Changing& changing, std::vector<record::Draft> drafts);
// The version as the record has it within this change.
Outcome<Answer> version_as_it_is(Changing& changing, const std::string& id, int status);

}  // namespace concordat::operate

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/agreement/bodies.hpp"
#include "operate/api/api.hpp"
#include "operate/api/sight.hpp"

#include <string>
#include <vector>

// What the routes about the agreement share: who may read which of its texts, and how answers are put.
namespace concordat::operate {

// Everybody reads the agreement, an annex its party and whoever may see prices, the private text whoever may.
bool may_read_text(const Member& member, const agreement::VersionText& text, Instant now);

// The texts of a version that the member may read, with their salts.
Outcome<std::vector<VersionFile>> readable_texts(store::Session& session, const Member& member,
                                                 const agreement::Version& version, Instant now);
// The agreement as those texts say it.
Outcome<agreement::Agreement> readable_agreement(store::Session& session, const Member& member,
                                                 const agreement::Version& version, Instant now);

// The names of files of the version in force that the member may not read.
std::vector<std::string> hidden_files(const Member& member, Instant now);

// What is null is left out: the described types say that it may be absent.
boost::json::value without_nulls(const boost::json::value& value);

// Refuses with what the agreement says of it.
tl::unexpected<Refusal> refused(const Member& member, const std::string& action, const agreement::Subject& subject,
                                Instant now);

Operation of_agreement(std::string id, std::string method, std::string path, std::string action, std::string summary,
                       std::vector<QueryParameter> query = {});

// The instant that a query names; now where it names none. Problem: bad-query.
Outcome<Instant> instant_in(const Call& call, std::string_view name);
std::string text_in_query(const Call& call, std::string_view name);

void add_version_routes(Api& api);
void add_answer_routes(Api& api);
void add_question_routes(Api& api);
void add_access_routes(Api& api);
void add_template_routes(Api& api);

}  // namespace concordat::operate

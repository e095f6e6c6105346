// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/call.hpp"
#include "operate/notify/tables.hpp"

#include <optional>
#include <string>

// A webhook as a member of the organisation: what it is told is what the person who made it may see, as long as they
// are there.
namespace concordat::operate {

// Whether somebody may connect programs for their own party: who may `integrations` for the organisation's, and for any
// party who administers its people.
bool may_connect(const Member& member, Instant now);

// Whether it is a webhook of that party. Before an agreement gave it a name, the organisation's own party had another.
bool is_of(const WebhookRow& webhook, const std::string& party, const Present& present);

// The maker as they are now; nullopt where they are gone, or of another party.
std::optional<Member> maker_of(const WebhookRow& webhook, store::Session& session, const store::Tenant& tenant,
                               std::shared_ptr<const Present> present, Instant now);

inline constexpr std::string_view kWebhookTested = "webhook.tested";

// The entry that says what was done to a webhook, for the organisation and its party: "webhook.made".
record::Draft webhook_act(const std::string& kind, const WebhookRow& webhook, const Present& present,
                          const std::string& actor, const std::string& party);

}  // namespace concordat::operate

// SPDX-License-Identifier: Apache-2.0
#include "operate/notify/webhook.hpp"

#include "agreement/access.hpp"
#include "operate/api/tables.hpp"

namespace concordat::operate {

bool may_connect(const Member& member, Instant now) {
  const bool own = member.party == member.present->own;
  if (own && member.may("integrations", {}, now)) return true;
  agreement::Subject subject;
  subject.party = member.present->rules.party(member.party);
  return member.may("manage-people", subject, now);
}

bool is_of(const WebhookRow& webhook, const std::string& party, const Present& present) {
  return party == webhook.party || (party == present.own && webhook.party == agreement::kOwnParty);
}

std::optional<Member> maker_of(const WebhookRow& webhook, store::Session& session, const store::Tenant& tenant,
                               std::shared_ptr<const Present> present, Instant now) {
  if (!is_admitted(session.connection(), tenant, webhook.person)) return std::nullopt;
  std::string party = present->party_of(webhook.person, now);
  if (party.empty() && present->is_owner(webhook.person, now)) party = present->own;
  if (party.empty() || !is_of(webhook, party, *present)) return std::nullopt;
  return Member{tenant.id(), webhook.person, party, true, std::move(present)};
}

record::Draft webhook_act(const std::string& kind, const WebhookRow& webhook, const Present& present,
                          const std::string& actor, const std::string& party) {
  record::Draft draft;
  draft.actor = actor;
  draft.party = party;
  draft.audience = record::Audience::only({present.own, webhook.party});
  draft.subject = "webhook:" + webhook.id;
  draft.kind = kind;
  return draft;
}

}  // namespace concordat::operate

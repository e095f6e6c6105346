// SPDX-License-Identifier: Apache-2.0
#include "operate/agreement/access_deeds.hpp"
#include "operate/agreement/access_list.hpp"
#include "operate/present/party_keys.hpp"
#include "operate/agreement/reading.hpp"

#include <algorithm>

// What decides who may, beside the agreement, over HTTP: grants, broken glass, suspensions, owners. Each is an entry.
namespace concordat::operate {
namespace {

Operation of_access(std::string id, std::string method, std::string path, std::string action, std::string summary) {
  Operation operation =
      of_agreement(std::move(id), std::move(method), std::move(path), std::move(action), std::move(summary));
  operation.tag = "access";
  operation.body_max = 0;
  return operation;
}

std::string in_path(const Call& call, std::string_view name) { return std::string(call.request.parameter(name)); }

std::string text_of(const std::optional<NameText>& text) { return text ? text->text : std::string(); }
std::string text_of(const std::optional<ReasonText>& text) { return text ? text->text : std::string(); }

// Only the organisation decides about parties and their people's rights, and of it whoever the agreement lets.
Outcome<void> may_as_own(const Changing& changing, const std::string& action) {
  const Member& member = *changing.member;
  if (member.party == member.present->own && member.may(action, {}, changing.call.now)) return {};
  return refused(member, action, {}, changing.call.now);
}

bool is_me(const Member& member, const std::string& person) {
  return member.present->key_of(person) == member.present->key_of(member.person);
}

// A party's own affair: its administrator's.
Outcome<void> may_for_party(const Changing& changing, const std::string& party) {
  const Member& member = *changing.member;
  agreement::Subject subject;
  subject.party = member.present->rules.party(party);
  if (member.party == party && member.may("manage-people", subject, changing.call.now)) return {};
  return refused(member, "manage-people", subject, changing.call.now);
}

template <typename In>
using Fill = Outcome<void> (*)(const Changing&, const In&, AccessOrder&);

// A route that does one deed: `fill` says what is wanted, and whether the member may.
template <typename In>
void add_deed(Api& api, Operation operation, AccessMaker make, Fill<In> fill) {
  api.create<In, DoneView>(std::move(operation), [make, fill](Changing& changing, In& body) -> Outcome<Answer> {
    const Member& member = *changing.member;
    if (!works_here(member, changing.call.now)) return not_found();
    AccessOrder order;
    order.actor = member.person;
    order.acts_for = member.party;
    if (auto filled = fill(changing, body, order); !filled) return tl::unexpected(std::move(filled.error()));
    const auto desk = AccessDesk::open(member.present);
    if (!desk) return refuse(desk.error());
    auto deed = make(*desk, order, changing.call.now, changing.call.house.random);
    if (!deed) return refuse(deed.error());
    for (record::Draft& draft : deed->drafts) {
      const auto done = changing.transaction.append(member.organisation, std::move(draft));
      if (!done) return refuse(done.error());
    }
    Answer answer =
        Api::answer_of(DoneView{deed->id.empty() ? std::nullopt : std::optional(deed->id), std::move(deed->words)});
    if (!deed->id.empty()) answer.status = 201;
    return answer;
  });
}

void fill_grant(const GrantBody& body, AccessOrder& order) {
  order.asked = text_of(body.request);
  order.name = text_of(body.person);
  order.actions = body.actions;
  order.functions = body.functions;
  order.classes = body.classes;
  order.ticket = text_of(body.ticket);
  order.from = body.from;
  order.until = body.until;
  order.why = text_of(body.why);
}

Outcome<void> whole_grant(const AccessOrder& order) {
  std::vector<Pointed> wrong;
  if (!order.until) wrong.push_back({"/until", "A grant ends: say when."});
  if (order.why.empty()) wrong.push_back({"/why", "A reason is needed; all parties may read it."});
  if (order.name.empty()) wrong.push_back({"/person", "Whose is it to be?"});
  if (wrong.empty()) return {};
  return tl::unexpected(Refusal{422, {"bad-body", "The grant lacks something.", std::nullopt, ""}, std::move(wrong)});
}

void add_grants(Api& api) {
  add_deed<GrantBody>(
      api,
      of_access("askForGrant", "POST", "/access/requests", "",
                "Ask for a right for a while: what, for which ticket, until when, and why."),
      ask_grant, [](const Changing& changing, const GrantBody& body, AccessOrder& order) -> Outcome<void> {
        fill_grant(body, order);
        order.asked.clear();
        if (order.name.empty()) order.name = changing.member->person;
        const Present& present = *changing.member->present;
        if (present.party_of(order.name, changing.call.now) != changing.member->party) {
          return refuse("not-yours", "Ask for yourself, or for people of " + changing.member->party + ".");
        }
        return whole_grant(order);
      });
  add_deed<GrantBody>(api,
                      of_access("grantAccess", "POST", "/access/grants", "delegate",
                                "Give a right for a while: what was asked for under `request`, or what you say."),
                      grant, [](const Changing& changing, const GrantBody& body, AccessOrder& order) -> Outcome<void> {
                        if (auto may = may_as_own(changing, "delegate"); !may) return may;
                        fill_grant(body, order);
                        return order.asked.empty() ? whole_grant(order) : Outcome<void>{};
                      });
  add_deed<WhyBody>(
      api, of_access("refuseGrant", "POST", "/access/requests/{access}/refuse", "delegate", "No, and why not."),
      refuse_grant, [](const Changing& changing, const WhyBody& body, AccessOrder& order) -> Outcome<void> {
        order.asked = in_path(changing.call, "access");
        order.why = body.why.text;
        return may_as_own(changing, "delegate");
      });
  add_deed<DelegateBody>(api,
                         of_access("delegate", "POST", "/access/delegations", "delegate",
                                   "An owner lets somebody do one of the owner's actions for a while."),
                         delegate,
                         [](const Changing& changing, const DelegateBody& body, AccessOrder& order) -> Outcome<void> {
                           order.name = body.person.text;
                           order.actions = {body.action.text};
                           order.by = changing.member->person;
                           order.until = body.until;
                           order.why = text_of(body.why);
                           return may_as_own(changing, "delegate");
                         });
}

// Whoever gave it may end it, and whoever has it.
Outcome<void> may_end(const Changing& changing, const std::string& id) {
  const Member& member = *changing.member;
  const agreement::Facts& facts = member.present->facts;
  const auto mine = [&](const auto& one) { return one.id == id && is_me(member, one.person); };
  if (std::any_of(facts.grants.begin(), facts.grants.end(), mine) ||
      std::any_of(facts.broken_glass.begin(), facts.broken_glass.end(), mine) ||
      std::any_of(facts.delegations.begin(), facts.delegations.end(), mine)) {
    return {};
  }
  const bool of_party = std::any_of(facts.restrictions.begin(), facts.restrictions.end(),
                                    [&](const agreement::Restriction& one) { return one.id == id; });
  return may_as_own(changing, of_party ? "end-contract" : "delegate");
}

// Whoever has broken the glass does not review it alone, unless there is nobody else.
Outcome<void> may_review(const Changing& changing, const std::string& id) {
  if (auto may = may_as_own(changing, "read-audit"); !may) return may;
  const Member& member = *changing.member;
  const agreement::Facts& facts = member.present->facts;
  const std::string me = member.present->key_of(member.person);
  const bool mine = std::any_of(facts.broken_glass.begin(), facts.broken_glass.end(),
                                [&](const agreement::BrokenGlass& one) { return one.id == id && one.person == me; });
  const bool others = std::any_of(facts.owners.begin(), facts.owners.end(), [&](const agreement::Owner& one) {
    return one.person != me && one.time.has(changing.call.now.seconds());
  });
  if (mine && others) return refuse("not-yours", "Another owner reviews what you did with it.");
  return {};
}

void add_glass(Api& api) {
  add_deed<WhyBody>(api,
                    of_access("breakGlass", "POST", "/access/broken-glass", "",
                              "One of the organisation's own may do anything for four hours; all parties are told."),
                    break_glass,
                    [](const Changing& changing, const WhyBody& body, AccessOrder& order) -> Outcome<void> {
                      order.name = changing.member->person;
                      order.why = body.why.text;
                      if (changing.member->party == changing.member->present->own) return {};
                      return refuse("not-allowed", "This way in is the organisation's own people's alone.");
                    });
  add_deed<ReviewBody>(api,
                       of_access("reviewGlass", "POST", "/access/broken-glass/{access}/review", "read-audit",
                                 "What was done with broken glass, and found; until then it is due."),
                       review,
                       [](const Changing& changing, const ReviewBody& body, AccessOrder& order) -> Outcome<void> {
                         order.name = in_path(changing.call, "access");
                         order.words = body.words.text;
                         return may_review(changing, order.name);
                       });
  add_deed<EndBody>(api,
                    of_access("endAccess", "POST", "/access/{access}/end", "",
                              "A grant, delegation, suspension or broken glass is over now."),
                    end_access, [](const Changing& changing, const EndBody& body, AccessOrder& order) -> Outcome<void> {
                      order.name = in_path(changing.call, "access");
                      order.why = text_of(body.why);
                      return may_end(changing, order.name);
                    });
}

void add_parties(Api& api) {
  add_deed<SuspendBody>(
      api,
      of_access("suspendParty", "POST", "/parties/{party}/suspend", "end-contract",
                "A party's people may do nothing from now on, until it is ended; work goes to who is next in the row."),
      suspend, [](const Changing& changing, const SuspendBody& body, AccessOrder& order) -> Outcome<void> {
        order.name = in_path(changing.call, "party");
        order.until = body.until;
        order.why = body.why.text;
        return may_as_own(changing, "end-contract");
      });
  add_deed<RestrictBody>(api,
                         of_access("narrowParty", "POST", "/parties/{party}/narrow", "end-contract",
                                   "A party's people may not do these things from now on, until it is ended."),
                         narrow,
                         [](const Changing& changing, const RestrictBody& body, AccessOrder& order) -> Outcome<void> {
                           order.name = in_path(changing.call, "party");
                           order.actions = body.actions;
                           order.functions = body.functions;
                           order.classes = body.classes;
                           order.until = body.until;
                           order.why = body.why.text;
                           return may_as_own(changing, "end-contract");
                         });
  add_deed<WhyBody>(api,
                    of_access("dismissParty", "POST", "/parties/{party}/dismiss", "end-contract",
                              "A party's rights end at once. This is not taken back: it returns under another key."),
                    dismiss, [](const Changing& changing, const WhyBody& body, AccessOrder& order) -> Outcome<void> {
                      order.name = in_path(changing.call, "party");
                      order.why = body.why.text;
                      return may_as_own(changing, "end-contract");
                    });
}

void add_party_people(Api& api) {
  add_deed<NamedBody>(api,
                      of_access("nameRepresentative", "POST", "/parties/{party}/representatives", "manage-people",
                                "A party says who stands for it, also after its contract: the last two it named."),
                      represent,
                      [](const Changing& changing, const NamedBody& body, AccessOrder& order) -> Outcome<void> {
                        order.name = body.person.text;
                        order.party = in_path(changing.call, "party");
                        return may_for_party(changing, order.party);
                      });
  add_deed<NamedBody>(api,
                      of_access("nameAdministrator", "POST", "/parties/{party}/administrators", "manage-parties",
                                "Who manages a party's people."),
                      administer,
                      [](const Changing& changing, const NamedBody& body, AccessOrder& order) -> Outcome<void> {
                        order.name = body.person.text;
                        order.party = in_path(changing.call, "party");
                        return may_as_own(changing, "manage-parties");
                      });
  add_deed<Nothing>(api,
                    of_access("removeAdministrator", "DELETE", "/parties/{party}/administrators/{person}",
                              "manage-parties", "Manages them no more."),
                    administer, [](const Changing& changing, const Nothing&, AccessOrder& order) -> Outcome<void> {
                      order.name = in_path(changing.call, "person");
                      order.party = in_path(changing.call, "party");
                      order.remove = true;
                      return may_as_own(changing, "manage-parties");
                    });
  add_deed<NamedBody>(api, of_access("nameOwner", "POST", "/owners", "manage-owners", "One more owner."), own,
                      [](const Changing& changing, const NamedBody& body, AccessOrder& order) -> Outcome<void> {
                        order.name = body.person.text;
                        return may_as_own(changing, "manage-owners");
                      });
  add_deed<Nothing>(
      api, of_access("removeOwner", "DELETE", "/owners/{person}", "manage-owners", "Is an owner no more; one stays."),
      own, [](const Changing& changing, const Nothing&, AccessOrder& order) -> Outcome<void> {
        order.name = in_path(changing.call, "person");
        order.remove = true;
        return may_as_own(changing, "manage-owners");
      });
}

bool is_in_team(const Member& member, const std::string& team, Instant now) {
  const Present& present = *member.present;
  const auto id = present.rules.team(team);
  const std::string key = present.key_of(member.person);
  if (id.none()) return false;
  const auto& members = present.rules.teams[id.at()].members;
  const auto person = present.rules.person(key);
  if (!person.none() && std::find(members.begin(), members.end(), person) != members.end()) return true;
  return std::any_of(present.facts.members.begin(), present.facts.members.end(), [&](const agreement::Member& one) {
    return one.person == key && one.team == team && one.time.has(now.seconds());
  });
}

void add_authority(Api& api) {
  add_deed<AskBody>(api,
                    of_access("askAuthority", "POST", "/access/questions", "",
                              "A team asks the role that an authority names, before it acts on what is no ticket's."),
                    ask_authority,
                    [](const Changing& changing, const AskBody& body, AccessOrder& order) -> Outcome<void> {
                      order.name = body.team.text;
                      order.actions = {body.action.text};
                      order.classes = {body.class_.text};
                      if (is_in_team(*changing.member, order.name, changing.call.now)) return {};
                      return refuse("not-yours", "You are not in " + order.name + ".");
                    });
  add_deed<AnswerBody>(api,
                       of_access("answerAuthority", "POST", "/access/questions/{access}/answer", "",
                                 "The role that was asked says yes or no."),
                       answer_authority,
                       [](const Changing& changing, const AnswerBody& body, AccessOrder& order) -> Outcome<void> {
                         order.name = in_path(changing.call, "access");
                         order.by = changing.member->person;
                         order.yes = body.yes;
                         return {};
                       });
}

// The whole list is the audit's; everybody sees broken glass and what is about their own party.
bool shows_row(const Member& member, const AccessRow& row, bool all, Instant now) {
  if (all || row.what == "broken glass" || row.who == member.party) return true;
  if (row.what == "owner" || row.what == "delegation") return false;
  const Present& present = *member.present;
  if (present.party_of(row.who, now) == member.party) return true;
  const auto team = present.rules.team(row.who);
  if (team.none()) return false;
  const auto& parties = present.rules.teams[team.at()].parties;
  return std::any_of(parties.begin(), parties.end(),
                     [&](agreement::PartyId one) { return present.rules.parties[one.at()].key == member.party; });
}

Outcome<Answer> list_access(Reading& reading) {
  const Member& member = reading.member;
  const Instant now = reading.call.now;
  if (!works_here(member, now)) return not_found();
  const auto at = instant_in(reading.call, "at");
  if (!at) return tl::unexpected(at.error());
  const bool all = member.party == member.present->own && member.may("read-audit", {}, now);
  auto rows = access_rows(member.present->recorded.access, *at);
  std::erase_if(rows, [&](const AccessRow& row) { return !shows_row(member, row, all, now); });
  for (AccessRow& row : rows) row.who = member.present->key_of(row.who);
  Answer answer;
  answer.body = without_nulls(to_json(rows, *at));
  return answer;
}

Outcome<Answer> rotate_key(Changing& changing, KeyBody& body) {
  const Member& member = *changing.member;
  const std::string party = in_path(changing.call, "party");
  if (!works_here(member, changing.call.now)) return not_found();
  if (member.party != party) return refuse("not-yours", "You are of " + member.party + ".");
  const std::string action = party == member.present->own ? "keys" : "cosign";
  if (!member.may(action, {}, changing.call.now)) return refused(member, action, {}, changing.call.now);
  auto draft = rotation(member.present->recorded.versions.paired(), party, encode(body).as_object());
  if (!draft) return refuse(draft.error());
  draft->actor = member.person;
  const auto done = changing.transaction.append(member.organisation, std::move(*draft));
  if (!done) return refuse(done.error());
  return Api::answer_of(DoneView{std::nullopt, "The new key speaks for " + party + "; both signed that."});
}

}  // namespace

void add_access_routes(Api& api) {
  Operation listing =
      of_access("listAccess", "GET", "/access", "",
                "What decides who may beside the agreement at a time, what is asked and to be reviewed.");
  listing.query = {{"at", "an instant; now where it is left out"}};
  api.act<Nothing, AccessLines>(listing, [&api](Call& call, Nothing&) { return api.reading(call, list_access); });
  add_grants(api);
  add_glass(api);
  add_parties(api);
  add_party_people(api);
  add_authority(api);
  api.create<KeyBody, DoneView>(of_access("rotateKey", "POST", "/parties/{party}/key", "keys",
                                          "A party's next key, by a statement that both keys have signed."),
                                rotate_key);
}

}  // namespace concordat::operate

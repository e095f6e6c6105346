// SPDX-License-Identifier: Apache-2.0
#include "operate/access/bodies.hpp"

#include "agreement/access.hpp"
#include "agreement/decide.hpp"
#include "base/text.hpp"
#include "operate/access/joining.hpp"
#include "operate/access/members.hpp"
#include "operate/api/etag.hpp"
#include "operate/api/tables.hpp"

#include <algorithm>

// The people of an organisation: who they are, who lets them in, and who takes them out.
namespace concordat::operate {

bool may_with_people(const Member& member, const std::string& action, const std::string& party, Instant now) {
  agreement::Subject subject;
  subject.party = member.present->rules.party(party);
  return member.may(action, subject, now);
}

namespace {

constexpr std::size_t kInvitationsMax = 500;

Operation of_organisation(std::string id, std::string method, std::string path, std::string action, std::string tag,
                          std::string summary) {
  return {std::move(id),
          std::move(method),
          "/api/v1/organisations/{organisation}" + path,
          Door::member,
          std::move(action),
          std::move(tag),
          std::move(summary),
          {},
          0};
}

tl::unexpected<Refusal> not_allowed(const Member& member, const std::string& action, Instant now) {
  const auto answer = member.present->may(member.person, action, {}, now);
  std::string why;
  for (const auto& one : answer.because) why += (why.empty() ? "" : " ") + one.words;
  return refuse("not-allowed", why.empty() ? "Nothing gives you the right to " + action + " here." : why,
                "`concordat agreement explain --who-may` says who may.");
}

std::vector<std::string> teams_of(const Present& present, const std::string& key, Instant now) {
  std::vector<std::string> teams;
  const auto id = present.rules.person(key);
  if (!id.none()) {
    for (const auto team : present.rights.teams_of[id.at()]) teams.push_back(present.rules.teams[team.at()].key);
  }
  for (const agreement::Member& one : present.facts.members) {
    if (one.person == key && !one.team.empty() && one.time.has(now.seconds())) teams.push_back(one.team);
  }
  std::sort(teams.begin(), teams.end());
  teams.erase(std::unique(teams.begin(), teams.end()), teams.end());
  return teams;
}

bool is_of(const Present& present, const std::string& team, const std::string& party) {
  const auto& parties = present.rules.teams[present.rules.team(team).at()].parties;
  return parties.size() == 1 && present.rules.parties[parties.front().at()].key == party;
}

PersonView view_of(const Present& present, const MemberAccount& account, Instant now) {
  const std::string& person = account.person;
  const std::string key = present.key_of(person);
  PersonView view;
  view.person = person;
  view.name = account.name;
  view.admitted = account.admitted;
  view.has_second_factor = account.second_factor;
  view.key = key == person ? "" : key;
  view.party = present.party_of(person, now);
  view.teams = teams_of(present, key, now);
  view.is_owner = present.is_owner(person, now);
  view.is_administrator = std::any_of(
      present.facts.administrators.begin(), present.facts.administrators.end(),
      [&](const agreement::Administrator& one) { return one.person == key && one.time.has(now.seconds()); });
  return view;
}

// Who works here, and whether they are there now; nothing of what they may do.
void add_teams(OrganisationView& view, const Present& present, Instant now) {
  const agreement::Rules& rules = present.rules;
  const agreement::CalendarDuty duty(rules);
  for (const agreement::TeamRules& team : rules.teams) {
    const auto named = present.agreement.teams.find(team.key);
    const bool has_name = named != present.agreement.teams.end() && !named->second.name.empty();
    TeamView one{team.key, has_name ? named->second.name : team.key, {}, false, {}};
    for (const auto party : team.parties) one.parties.push_back(rules.parties[party.at()].key);
    const agreement::TeamId id = rules.team(team.key);
    one.on_duty = duty.on(id, now);
    one.until = duty.next_change(id, now);
    view.teams.push_back(std::move(one));
  }
  for (const agreement::FunctionRules& one : rules.functions) {
    view.functions.push_back({one.key, one.name.empty() ? one.key : one.name});
  }
}

Outcome<OrganisationView> organisation_view(Reading& reading) {
  const Member& member = reading.member;
  OrganisationView view;
  view.id = member.organisation.value;
  auto& row = reading.session.connection().directory("select name from organisation where id = :id", "t", "t");
  if (row.one(view.id)) view.name = row.text(0);
  view.me = member.person;
  view.party = member.party;
  view.is_owner = member.present->is_owner(member.person, reading.call.now);
  static constexpr std::string_view kKinds[] = {"internal", "provider", "supplier"};
  for (const agreement::PartyRules& one : member.present->rules.parties) {
    const auto named = member.present->agreement.parties.find(one.key);
    const std::string name = named == member.present->agreement.parties.end() ? one.key : named->second.name;
    view.parties.push_back({one.key, name, std::string(kKinds[static_cast<std::size_t>(one.kind)])});
  }
  add_teams(view, *member.present, reading.call.now);
  if (member.present->version != nullptr) {
    view.zone = member.present->agreement.zone.name;
    view.agreement = member.present->version->id;
    view.not_agreed_by = member.present->version->missing();
  }
  return view;
}

// The person in the path, as a member of the organisation whose people the caller may change.
Outcome<MemberAccount> changeable(Changing& changing, const std::string& action) {
  auto session = changing.transaction.read(store::Scope(changing.member->organisation));
  if (!session) return not_found();
  const auto tenant = session->admit(changing.member->organisation);
  const std::string person(changing.call.request.parameter("person"));
  for (const MemberAccount& one : member_accounts(changing.transaction.connection(), **tenant)) {
    if (one.person != person) continue;
    const std::string party = changing.member->present->party_of(person, changing.call.now);
    if (may_with_people(*changing.member, action, party, changing.call.now)) {
      const auto same = changing.must_match(etag_of_view(view_of(*changing.member->present, one, changing.call.now)));
      if (!same) return tl::unexpected(same.error());
      return one;
    }
    return not_allowed(*changing.member, action, changing.call.now);
  }
  return not_found();
}

Outcome<void> append(Changing& changing, record::Draft draft) {
  const auto done = changing.transaction.append(changing.member->organisation, std::move(draft));
  if (!done) return refuse(done.error());
  return {};
}

agreement::AccessAct act_of(const Changing& changing) {
  agreement::AccessAct act;
  act.actor = changing.member->person;
  act.by = changing.member->party;
  return act;
}

Outcome<PersonList> list_people(Reading& reading) {
  const auto tenant = reading.session.admit(reading.member.organisation);
  PersonList list;
  for (const MemberAccount& one : member_accounts(reading.session.connection(), **tenant)) {
    list.people.push_back(view_of(*reading.member.present, one, reading.call.now));
  }
  return list;
}

Outcome<Answer> show_person(Reading& reading) {
  const auto tenant = reading.session.admit(reading.member.organisation);
  const std::string person(reading.call.request.parameter("person"));
  for (const MemberAccount& one : member_accounts(reading.session.connection(), **tenant)) {
    if (one.person != person) continue;
    return shown(view_of(*reading.member.present, one, reading.call.now));
  }
  return not_found();
}

Outcome<Nothing> admit_person(Changing& changing, Nothing& /*body*/) {
  if (changing.member->party != changing.member->present->own) {
    return not_allowed(*changing.member, "invite", changing.call.now);
  }
  auto person = changeable(changing, "invite");
  if (!person) return tl::unexpected(std::move(person.error()));
  auto session = changing.transaction.read(store::Scope(changing.member->organisation));
  admit_member(changing.transaction.connection(), **session->admit(changing.member->organisation), person->person);
  record::Draft draft;
  draft.actor = changing.member->person;
  draft.party = changing.member->party;
  draft.audience = record::Audience::shared();
  draft.subject = "person:" + person->person;
  draft.kind = "access.person_admitted";
  if (auto done = append(changing, std::move(draft)); !done) return tl::unexpected(std::move(done.error()));
  return Nothing{};
}

}  // namespace

Outcome<void> may_be_known_as(const Present& present, const std::string& key, const std::string& party,
                              const std::string& person) {
  const auto id = present.rules.person(key);
  if (id.none()) {
    const auto near = nearest_name(key, present.rules.persons);
    return refuse("unknown-person", "The agreement names nobody " + key + ".",
                  near ? "Did you mean " + *near + "?" : "");
  }
  const auto theirs = present.rules.person_party[id.at()];
  if (!theirs.none() && present.rules.parties[theirs.at()].key != party) {
    return refuse("not-allowed", key + " is of another party.");
  }
  for (const auto& [other, taken] : present.recorded.access.keys()) {
    if (taken == key && other != person) {
      return refuse("already", "Somebody else is " + key + ".", "Take the key from them first.");
    }
  }
  return {};
}

namespace {

Outcome<Nothing> set_person_key(Changing& changing, KnownAsBody& body) {
  auto person = changeable(changing, "manage-people");
  if (!person) return tl::unexpected(std::move(person.error()));
  const Present& present = *changing.member->present;
  const std::string party = present.party_of(person->person, changing.call.now);
  if (auto free = may_be_known_as(present, body.key.text, party, person->person); !free) {
    return tl::unexpected(std::move(free.error()));
  }
  if (auto done = append(changing, agreement::known_as(act_of(changing), person->person, body.key.text)); !done) {
    return tl::unexpected(std::move(done.error()));
  }
  return Nothing{};
}

// Into a team of their own party, or out of it. What the texts say of teams, only a version changes.
Outcome<Nothing> change_team(Changing& changing, bool joins) {
  auto person = changeable(changing, "manage-people");
  if (!person) return tl::unexpected(std::move(person.error()));
  const Present& present = *changing.member->present;
  const std::string team(changing.call.request.parameter("team"));
  const std::string party = present.party_of(person->person, changing.call.now);
  if (present.rules.team(team).none() || !is_of(present, team, party)) {
    return refuse("unknown-team", party + " has no team " + team + ".");
  }
  const auto& members = present.recorded.access.facts().members;
  const bool is_in = std::any_of(members.begin(), members.end(), [&](const agreement::Member& one) {
    return one.person == person->person && one.team == team && one.time.has(changing.call.now.seconds());
  });
  if (is_in == joins) return Nothing{};
  auto draft = agreement::member_joined(act_of(changing), person->person, party, team, joins);
  if (auto done = append(changing, std::move(draft)); !done) return tl::unexpected(std::move(done.error()));
  return Nothing{};
}

Outcome<Nothing> remove_person(Changing& changing, Nothing& /*body*/) {
  auto person = changeable(changing, "manage-people");
  if (!person) return tl::unexpected(std::move(person.error()));
  const Present& present = *changing.member->present;
  if (present.is_owner(person->person, changing.call.now)) {
    return refuse("not-possible", "An owner is not removed.", "Somebody else must be owner, and take it from them.");
  }
  auto session = changing.transaction.read(store::Scope(changing.member->organisation));
  remove_membership(changing.transaction.connection(), **session->admit(changing.member->organisation), person->person);
  const std::string party = present.party_of(person->person, changing.call.now);
  auto left = agreement::member_joined(act_of(changing), person->person, party, "", false);
  if (auto done = append(changing, std::move(left)); !done) return tl::unexpected(std::move(done.error()));
  // The key is free for whoever comes after.
  if (auto done = append(changing, agreement::known_as(act_of(changing), person->person, "")); !done) {
    return tl::unexpected(std::move(done.error()));
  }
  return Nothing{};
}

InvitationView view_of(const InvitationRow& one) {
  return {one.id, one.email, one.party, one.key, one.team, one.administrator, one.created, one.expires};
}

Outcome<Answer> show_invitation(Reading& reading) {
  const std::string id(reading.call.request.parameter("invitation"));
  for (const InvitationRow& one :
       invitations(reading.session.connection(), **reading.session.admit(reading.member.organisation))) {
    if (one.id != id || reading.call.now >= one.expires) continue;
    if (!may_with_people(reading.member, "invite", one.party, reading.call.now)) break;
    return shown(view_of(one));
  }
  return not_found();
}

Outcome<InvitationList> list_invitations(Reading& reading) {
  InvitationList list;
  for (const InvitationRow& one :
       invitations(reading.session.connection(), **reading.session.admit(reading.member.organisation))) {
    if (reading.call.now >= one.expires) continue;
    if (!may_with_people(reading.member, "invite", one.party, reading.call.now)) continue;
    list.invitations.push_back(view_of(one));
  }
  return list;
}

Outcome<Nothing> withdraw_invitation(Changing& changing, Nothing& /*body*/) {
  auto session = changing.transaction.read(store::Scope(changing.member->organisation));
  const auto tenant = session->admit(changing.member->organisation);
  store::Connection& connection = changing.transaction.connection();
  const std::string id(changing.call.request.parameter("invitation"));
  for (const InvitationRow& one : invitations(connection, **tenant)) {
    if (one.id != id) continue;
    if (!may_with_people(*changing.member, "invite", one.party, changing.call.now)) return not_found();
    if (auto same = changing.must_match(etag_of_view(view_of(one))); !same) {
      return tl::unexpected(std::move(same.error()));
    }
    remove_invitation(connection, **tenant, id);
    return Nothing{};
  }
  return not_found();
}

}  // namespace

void Access::add_members(Api& api) {
  api.read<OrganisationView>(
      of_organisation("getOrganisation", "GET", "", "", "organisation",
                      "An organisation as you see it: parties, agreement, and who you are there."),
      organisation_view);

  api.read<PersonList>(
      of_organisation("listPeople", "GET", "/people", "", "people", "Everybody who is a member, with party and teams."),
      list_people);

  api.change<Nothing, Nothing>(
      of_organisation("admitPerson", "POST", "/people/{person}/admit", "invite", "people",
                      "Let in by name whom another party has invited. The organisation's own people alone may."),
      admit_person);

  api.change<KnownAsBody, Nothing>(
      of_organisation("setPersonKey", "PUT", "/people/{person}/key", "manage-people", "people",
                      "The key by which the agreement's texts name this person."),
      set_person_key);

  api.act<Nothing, PersonView>(of_organisation("showPerson", "GET", "/people/{person}", "", "people",
                                               "Somebody, with the ETag that a change of them may name in If-Match."),
                               [&api](Call& call, Nothing&) { return api.reading(call, show_person); });

  api.change<Nothing, Nothing>(of_organisation("joinTeam", "PUT", "/people/{person}/teams/{team}", "manage-people",
                                               "people", "Into a team of their own party."),
                               [](Changing& changing, Nothing&) { return change_team(changing, true); });

  api.change<Nothing, Nothing>(of_organisation("leaveTeam", "DELETE", "/people/{person}/teams/{team}", "manage-people",
                                               "people", "Out of a team that the texts do not put them in."),
                               [](Changing& changing, Nothing&) { return change_team(changing, false); });

  api.change<Nothing, Nothing>(of_organisation("removePerson", "DELETE", "/people/{person}", "manage-people", "people",
                                               "Out of the organisation, at once. What they did stays in the record."),
                               remove_person);
}

void Access::add_invitations(Api& api) {
  api.read<InvitationList>(of_organisation("listInvitations", "GET", "/invitations", "invite", "people",
                                           "Who was invited and has not come yet."),
                           list_invitations);

  api.act<Nothing, InvitationView>(
      of_organisation("showInvitation", "GET", "/invitations/{invitation}", "invite", "people",
                      "One of them, with the ETag that its withdrawal may name in If-Match."),
      [&api](Call& call, Nothing&) { return api.reading(call, show_invitation); });

  api.create<InviteBody, Invited>(
      of_organisation("invite", "POST", "/invitations", "invite", "people",
                      "Invite somebody: to whom you give the token, that person can join, once."),
      [this](Changing& changing, InviteBody& body) { return invite(changing, body); });

  api.change<Nothing, Nothing>(of_organisation("withdrawInvitation", "DELETE", "/invitations/{invitation}", "invite",
                                               "people", "The invitation is good no more."),
                               withdraw_invitation);

  const Operation accepting{"acceptInvitation",
                            "POST",
                            "/api/v1/invitations/accept",
                            Door::everybody,
                            "",
                            "sign-in",
                            "Join an organisation with the token of an invitation.",
                            {},
                            0};
  api.act<AcceptInvitationBody, Me>(accepting, [this, &api, accepting](Call& call, AcceptInvitationBody& body) {
    return accept(api, accepting, call, body);
  });
}

Outcome<Answer> Access::invite(Changing& changing, const InviteBody& body) {
  const Member& member = *changing.member;
  const Present& present = *member.present;
  const std::string party = body.party ? body.party->text : member.party;
  const std::string email = lower_case(body.email.text);
  std::vector<Pointed> wrong;
  if (!looks_like_email(email)) wrong.push_back({"/email", "Expected name@example.org."});
  if (present.rules.party(party).none() && party != present.own) {
    wrong.push_back({"/party", "The agreement has no party " + party + "."});
  }
  if (body.team && present.rules.team(body.team->text).none()) {
    wrong.push_back({"/team", "The agreement has no team " + body.team->text + "."});
  }
  if (body.person && present.rules.person(body.person->text).none()) {
    wrong.push_back({"/person", "The agreement names nobody " + body.person->text + "."});
  }
  if (!wrong.empty()) {
    return tl::unexpected(
        Refusal{422, {"bad-body", "The invitation cannot be made like this.", std::nullopt, ""}, wrong});
  }
  if (!may_with_people(member, "invite", party, changing.call.now)) {
    return not_allowed(member, "invite", changing.call.now);
  }
  if (body.administrator && !present.is_owner(member.person, changing.call.now)) {
    return not_allowed(member, "manage-parties", changing.call.now);
  }
  if (body.person) {
    if (auto free = may_be_known_as(present, body.person->text, party, ""); !free) {
      return tl::unexpected(std::move(free.error()));
    }
  }
  // The organisation may put somebody into another party's team; nobody else.
  if (body.team && member.party != present.own && !is_of(present, body.team->text, party)) {
    return refuse("not-allowed", body.team->text + " is another party's team.");
  }
  auto session = changing.transaction.read(store::Scope(member.organisation));
  const auto tenant = session->admit(member.organisation);
  store::Connection& connection = changing.transaction.connection();
  if (invitations(connection, **tenant).size() >= kInvitationsMax) {
    return refuse("already", "There are too many open invitations.", "Withdraw those that nobody has taken up.");
  }
  const std::string id = random_id('i', house_.random);
  const std::string token = new_secret("ci_" + member.organisation.value + "." + id + ".", house_.random);
  const Instant until{changing.call.now.us + options_.invitation_s * 1'000'000};
  add_invitation(
      connection, **tenant,
      {id, secret_hash(token), email, party, body.person ? body.person->text : "", body.team ? body.team->text : "",
       body.administrator, changing.call.caller.account, changing.call.now, until});
  record::Draft draft;
  draft.actor = member.person;
  draft.party = member.party;
  draft.audience = record::Audience::only({present.own, party});
  draft.subject = "party:" + party;
  draft.kind = "access.person_invited";
  draft.body["invitation"] = id;
  if (auto done = append(changing, std::move(draft)); !done) return tl::unexpected(std::move(done.error()));
  Answer answer = Api::answer_of(Invited{id, token, until});
  answer.status = 201;
  answer.shown_once = true;
  return answer;
}

namespace {

struct OpenInvitation {
  store::OrgId organisation;
  InvitationRow row;
};

// "ci_ORGANISATION.INVITATION.SECRET"
Outcome<OpenInvitation> open_invitation(store::Database& database, const std::string& token, Instant now) {
  const auto gone = [] {
    return refuse("wrong-credentials", "This invitation is not good, or not any more.", "Ask for another.");
  };
  const auto first = token.find('.');
  if (!token.starts_with("ci_") || first == std::string::npos) return gone();
  const store::OrgId organisation{token.substr(3, first - 3)};
  auto session = database.open_session(store::Scope(organisation));
  if (!session) return gone();
  const std::string hash = secret_hash(token);
  for (InvitationRow& one : invitations(session->connection(), **session->admit(organisation))) {
    if (one.hash == hash && now < one.expires) return OpenInvitation{organisation, std::move(one)};
  }
  return gone();
}

}  // namespace

Outcome<Answer> Access::accept(Api& api, const Operation& operation, Call& call, const AcceptInvitationBody& body) {
  if (!addresses_.take(call.request.peer, call.now).allowed) {
    return refuse("too-many-attempts", "Too many attempts.", "Wait some minutes.");
  }
  std::optional<OpenInvitation> open;
  std::optional<Account> known;
  {
    auto lease = house_.readers.lend();
    if (!lease) return refuse(lease.error());
    auto found = open_invitation(**lease, body.token, call.now);
    if (!found) return tl::unexpected(std::move(found.error()));
    open = std::move(*found);
    known = find_account_by_email((*lease)->connection(), open->row.email);
  }
  std::optional<Proved> proved;
  Account account;
  if (known) {
    auto done = prove(call, known->email, body.password, body.code);
    if (!done) return tl::unexpected(std::move(done.error()));
    proved = *done;
    account = done->account;
  } else {
    if (const auto good = check_password(body.password, open->row.email); !good) return refuse(good.error());
    const auto hash = passwords_.hash(body.password);
    if (!hash) return refuse(hash.error());
    account = {random_id('u', house_.random), open->row.email, body.name.text, *hash, "", -1};
  }
  return api.changing(call, operation, [&](Changing& changing) -> Outcome<Answer> {
    store::Connection& connection = changing.transaction.connection();
    if (proved && !use_second_factor(connection, *proved)) {
      return refuse("wrong-credentials", "The code is wrong.", "A code is good once, and for about a minute.");
    }
    if (!proved) add_account(connection, account, call.now);
    const auto person = take_up(changing, open->organisation, open->row, account);
    if (!person) return tl::unexpected(person.error());
    const bool second = !account.totp.empty();
    const SignedIn made = begin_session(connection, account.id, second, call.request, call.now);
    Answer answer;
    answer.whole = signed_in_response(made, call, me_of(connection, account, second), 201);
    return answer;
  });
}

Outcome<std::string> take_up(Changing& changing, const store::OrgId& organisation, const InvitationRow& invitation,
                             const Account& account) {
  House& house = changing.call.house;
  const Instant now = changing.call.now;
  store::Connection& connection = changing.transaction.connection();
  auto session = changing.transaction.read(store::Scope(organisation));
  if (!session) return not_found();
  const auto tenant = session->admit(organisation);
  // Whoever is first takes it; and what the inviter may no longer do, the invitation can no longer.
  if (!remove_invitation(connection, **tenant, invitation.id)) {
    return refuse("wrong-credentials", "This invitation is not good, or not any more.", "Ask for another.");
  }
  const auto inviter = find_membership(connection, invitation.by_account, **tenant);
  auto present = house.presents.of(*session, organisation, now);
  if (!present) return refuse(present.error());
  const bool may_still =
      inviter && may_with_people(Member{organisation, inviter->person, "", inviter->admitted, *present}, "invite",
                                 invitation.party, now);
  if (!may_still) {
    return refuse("wrong-credentials", "Whoever invited you may no longer.", "Ask for another invitation.");
  }
  if (!invitation.key.empty()) {
    if (auto free = may_be_known_as(**present, invitation.key, invitation.party, ""); !free) {
      return tl::unexpected(std::move(free.error()));
    }
  }
  const bool by_own =
      (*present)->party_of(inviter->person, now) == (*present)->own || (*present)->is_owner(inviter->person, now);
  const Joining joining{account,        organisation,    invitation.party,
                        invitation.key, invitation.team, invitation.administrator,
                        false,          by_own};
  auto person = join(changing.transaction, joining, inviter->person, house.random);
  if (!person) return refuse(person.error());
  return std::move(*person);
}

}  // namespace concordat::operate

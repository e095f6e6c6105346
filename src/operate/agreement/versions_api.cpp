// SPDX-License-Identifier: Apache-2.0
#include "agreement/mend.hpp"
#include "operate/agreement/agreeing.hpp"
#include "operate/agreement/proposing.hpp"
#include "operate/agreement/reading.hpp"
#include "operate/agreement/version_views.hpp"
#include "operate/agreement/week.hpp"
#include "operate/present/open_tickets.hpp"
#include "operate/present/party_keys.hpp"
#include "store/zones.hpp"
#include "ticket/moves.hpp"

#include <chrono>
#include <semaphore>

// Versions of the agreement over HTTP: checked, compared, proposed, approved, put in force, shown.
namespace concordat::operate {
namespace {

using agreement::Version;
using agreement::Versions;

constexpr int kChecksAtOnce = 2;
constexpr auto kCheckPatience = std::chrono::seconds(5);
constexpr std::size_t kOpenTicketsMax = 500;  // that one difference is held against; each is told twice

// Checking a text takes long, so only a few are checked at once; whoever waits too long gets "busy".
class Checking {
 public:
  static Outcome<std::unique_ptr<Checking>> begin() {
    if (places().try_acquire_for(kCheckPatience)) return std::unique_ptr<Checking>(new Checking);
    return refuse("busy", "Other agreements are being checked.", "Try again in a moment.");
  }
  ~Checking() { places().release(); }
  Checking(const Checking&) = delete;
  Checking& operator=(const Checking&) = delete;

 private:
  Checking() = default;
  static std::counting_semaphore<kChecksAtOnce>& places() {
    static std::counting_semaphore<kChecksAtOnce> places(kChecksAtOnce);
    return places;
  }
};

// Texts as they came, with the machine's zones and the lists that came with them.
struct Given {
  store::ZoneSource zones;
  HolidayLists lists;
  std::vector<agreement::SourceText> texts;
  calendar::Sources sources;
};

Outcome<std::unique_ptr<Given>> given(std::vector<AgreementFile>& texts, std::vector<AgreementFile>& lists) {
  auto all = std::make_unique<Given>();
  if (texts.empty() || texts.size() > limits::kAgreementTextsMax || lists.size() > limits::kAgreementTextsMax) {
    return tl::unexpected(Refusal{422,
                                  {"bad-body", "A version has texts, and not too many.", std::nullopt, ""},
                                  {{texts.empty() ? "/texts" : "/lists",
                                    "Expected 1 to " + std::to_string(limits::kAgreementTextsMax) + " of them."}}});
  }
  for (AgreementFile& one : texts) all->texts.push_back({one.file.text, std::move(one.text.text)});
  for (AgreementFile& one : lists) all->lists.insert_or_assign(one.file.text, std::move(one.text.text));
  all->sources = {[zones = &all->zones](const std::string& name) { return zones->find(name); },
                  [lists = &all->lists](const std::string& name) -> Result<std::string> {
                    const auto found = lists->find(name);
                    if (found != lists->end()) return found->second;
                    return fail("no-such-file", "The list of holidays \"" + name + "\" did not come with the texts.",
                                "Send it in `lists`, or name one that is built in.");
                  }};
  return all;
}

// A route with a body that asks and changes nothing: whether the member may is found out first, and the rest is done
// without holding a connection.
Outcome<Answer> as_member(Api& api, Call& call, const std::function<Outcome<void>(Reading&)>& look) {
  return api.reading(call, [&](Reading& reading) -> Outcome<Answer> {
    if (!works_here(reading.member, call.now)) return not_found();
    if (auto seen = look(reading); !seen) return tl::unexpected(std::move(seen.error()));
    return Answer{};
  });
}

Outcome<Answer> check(Api& api, Call& call, AgreementTexts& body) {
  if (auto may = as_member(api, call, [](Reading&) { return Outcome<void>{}; }); !may) return may;
  auto texts = given(body.texts, body.lists);
  if (!texts) return tl::unexpected(std::move(texts.error()));
  auto checking = Checking::begin();
  if (!checking) return tl::unexpected(std::move(checking.error()));
  const auto findings = agreement::check_with_mends((*texts)->texts, (*texts)->sources);
  Answer answer;
  answer.body = without_nulls(agreement::to_json(findings));
  return answer;
}

// Texts that cannot be read have no week and no difference.
Outcome<agreement::Agreement> whole(const Given& texts) {
  auto reading = agreement::read(texts.texts, texts.sources);
  if (reading.ok()) return std::move(reading.agreement);
  const auto wrong = std::find_if(reading.findings.begin(), reading.findings.end(),
                                  [](const auto& one) { return one.severity == agreement::Severity::error; });
  return refuse("not-whole", "The texts cannot be read: " + wrong->message,
                "POST …/agreement/check says all that is wrong.");
}

Outcome<Answer> draft_week(Api& api, Call& call, DraftWeekBody& body) {
  if (auto may = as_member(api, call, [](Reading&) { return Outcome<void>{}; }); !may) return may;
  const Instant from = body.at.value_or(call.now);
  if (from < calendar::kFirst || from > calendar::kLast) {
    return refuse("bad-body", "at: calendars know the years 1970 to 2100.");
  }
  auto texts = given(body.texts, body.lists);
  if (!texts) return tl::unexpected(std::move(texts.error()));
  auto checking = Checking::begin();
  if (!checking) return tl::unexpected(std::move(checking.error()));
  const auto draft = whole(**texts);
  if (!draft) return tl::unexpected(draft.error());
  const auto week = week_of(agreement::compile(*draft), from);
  if (!week) return refuse(week.error());
  Answer answer;
  answer.body = encode(*week);
  return answer;
}

// Open tickets as the record has them.
struct OpenTickets {
  std::map<std::string, std::vector<record::Entry>> entries;
  std::map<std::string, std::string> subjects;
  std::int64_t more = 0;
};

Outcome<OpenTickets> open_tickets_seen(Reading& reading) {
  const Member& member = reading.member;
  const auto tenant = reading.session.admit(member.organisation);
  if (!tenant) return refuse(tenant.error());
  OpenTickets open;
  std::size_t looked_at = 0;
  for (const std::string& name : open_tickets(reading.session.connection(), **tenant)) {
    if (++looked_at > kOpenTicketsMax) {
      ++open.more;
      continue;
    }
    auto seen = look_at(reading.session, member, name, reading.call.now);
    if (!seen || seen->sight != Sight::party) continue;
    if (seen->ticket.subject) {
      auto text = reading.session.text(member.organisation, seen->ticket.subject->id);
      if (text && text->state == store::TextState::present) open.subjects[name] = std::move(text->text);
    }
    open.entries[name] = std::move(seen->entries);
  }
  return open;
}

boost::json::object moves_of(const OpenTickets& open, const agreement::Agreement& before,
                             const agreement::Agreement& after, Instant now) {
  const ticket::Moves moves(before, after, now);
  DiffTickets view;
  view.looked_at = static_cast<std::int64_t>(open.entries.size());
  view.more = open.more;
  for (const auto& [name, entries] : open.entries) {
    auto move = moves.of(name, entries);
    if (!move) continue;
    TicketMoveView one;
    one.ticket = name;
    if (const auto found = open.subjects.find(name); found != open.subjects.end()) one.subject = found->second;
    if (!move->holder_from.empty()) one.holder_from = move->holder_from;
    if (!move->holder_to.empty()) one.holder_to = move->holder_to;
    for (auto& clock : move->clocks) one.clocks.push_back({clock.target, clock.due_from, clock.due_to});
    view.moves.push_back(std::move(one));
  }
  return encode(view).as_object();
}

Outcome<Answer> compare(Api& api, Call& call, DiffBody& body) {
  std::optional<agreement::Agreement> before;
  std::optional<OpenTickets> open;
  auto seen = as_member(api, call, [&](Reading& reading) -> Outcome<void> {
    const Present& present = *reading.member.present;
    const Version* base = body.base ? present.recorded.versions.find(body.base->text) : present.version;
    if (body.base && base == nullptr) return not_found();
    if (base == nullptr) return {};
    auto read = readable_agreement(reading.session, reading.member, *base, call.now);
    if (!read) return tl::unexpected(std::move(read.error()));
    before = std::move(*read);
    if (present.version == nullptr || base->id != present.version->id) return {};
    auto tickets = open_tickets_seen(reading);
    if (!tickets) return tl::unexpected(std::move(tickets.error()));
    open = std::move(*tickets);
    return {};
  });
  if (!seen) return seen;
  auto texts = given(body.texts, body.lists);
  if (!texts) return tl::unexpected(std::move(texts.error()));
  auto checking = Checking::begin();
  if (!checking) return tl::unexpected(std::move(checking.error()));
  const auto after = whole(**texts);
  if (!after) return tl::unexpected(after.error());
  const auto diff = agreement::diff(before ? &*before : nullptr, *after);
  auto document = agreement::to_json(diff);
  document.erase("tickets");
  if (open) document["tickets"] = moves_of(*open, *before, *after, call.now);
  document["words"] = agreement::to_text(diff);
  Answer answer;
  answer.body = without_nulls(document);
  return answer;
}

// Whoever may propose may propose anything; whoever is accountable for a function, what changes in it alone.
Outcome<void> may_propose(const Member& member, const agreement::Diff& diff, Instant now) {
  if (member.may("propose", {}, now)) return {};
  const auto& rules = member.present->rules;
  bool some = false;
  for (const agreement::Change& one : diff.changes) {
    agreement::Subject subject;
    subject.function = one.function.empty() ? agreement::FunctionId{} : rules.function(one.function);
    some = true;
    if (subject.function.none() || !member.may("propose", subject, now)) return refused(member, "propose", {}, now);
  }
  if (!some || !diff.renamed.empty()) return refused(member, "propose", {}, now);
  return {};
}

std::vector<Pointed> errors_of(const agreement::Findings& findings) {
  std::vector<Pointed> errors;
  for (const auto& one : findings) {
    if (one.severity != agreement::Severity::error) continue;
    const Where where = one.rows.empty() ? Where{} : one.rows.front().where;
    errors.push_back({"/texts", where.file + ":" + std::to_string(where.line) + ": " + one.message});
  }
  return errors;
}

Outcome<Answer> propose(Api& api, const Operation& operation, Call& call, ProposeBody& body) {
  std::optional<agreement::Agreement> before;
  std::string base;
  const auto in_force = [](const Present& present) { return present.version == nullptr ? "" : present.version->id; };
  auto seen = as_member(api, call, [&](Reading& reading) -> Outcome<void> {
    const Member& member = reading.member;
    base = in_force(*member.present);
    // Whoever is of another party does not see all texts of a version, and cannot say what becomes of the others.
    if (member.party != member.present->own) {
      return refuse("not-allowed", "The organisation proposes its agreement.",
                    "Show it what you would change: POST …/agreement/diff says it in words.");
    }
    auto read = agreement_at(reading.session, member.organisation, member.present->recorded, call.now);
    if (!read) return refuse(read.error());
    before = std::move(*read);
    return {};
  });
  if (!seen) return seen;
  auto texts = given(body.texts, body.lists);
  if (!texts) return tl::unexpected(std::move(texts.error()));
  auto checking = Checking::begin();
  if (!checking) return tl::unexpected(std::move(checking.error()));
  agreement::Findings findings;
  auto prepared =
      prepare(agreement::read((*texts)->texts, (*texts)->sources), (*texts)->lists, body.despite_errors, findings);
  if (!prepared) return tl::unexpected(Refusal{422, prepared.error(), errors_of(findings)});
  const auto diff = agreement::diff(before ? &*before : nullptr, prepared->agreement);
  return api.changing(call, operation, [&](Changing& changing) -> Outcome<Answer> {
    const Member& member = *changing.member;
    if (in_force(*member.present) != base) {
      return refuse("changed-since", "Another version has come into force in between.", "Look at it, and try again.");
    }
    if (auto may = may_propose(member, diff, call.now); !may) return tl::unexpected(std::move(may.error()));
    if (before && prepared->own_party != member.present->own) {
      return refuse("not-possible", "The texts make another party the organisation's own.",
                    "The internal party keeps its key: " + member.present->own + ".");
    }
    const auto& recorded = member.present->recorded;
    if (auto same = changing.must_match(etag_of_versions(recorded.versions, call.now)); !same) {
      return tl::unexpected(std::move(same.error()));
    }
    const auto put =
        put_version(changing.transaction, member.organisation, recorded, *prepared, member.person, call.house.random);
    if (!put) return refuse(put.error());
    if (put->already) return refuse("already", "These very texts are version " + put->version + " already.");
    return version_as_it_is(changing, put->version, 201);
  });
}

Outcome<Answer> approve(Changing& changing, ApproveBody& body) {
  const Member& member = *changing.member;
  auto version = version_in_path(member, changing.call);
  if (!version) return tl::unexpected(std::move(version.error()));
  const std::string action = answering_action(member);
  if (body.party.text != member.party) {
    return refuse("not-yours", "You are of " + member.party + ", and approve for nobody else.");
  }
  if (!member.may(action, {}, changing.call.now)) return refused(member, action, {}, changing.call.now);
  if (auto same = changing.must_match(etag_of_version(**version)); !same) {
    return tl::unexpected(std::move(same.error()));
  }
  auto drafts = approving(member.present->recorded, member.organisation, (*version)->id,
                          {body.party.text, body.vkey, body.signature});
  if (!drafts) return refuse(drafts.error());
  if (auto done = append_for_member(changing, std::move(*drafts)); !done)
    return tl::unexpected(std::move(done.error()));
  return version_as_it_is(changing, (*version)->id, 200);
}

Outcome<Answer> apply(Changing& changing, ApplyBody& body) {
  const Member& member = *changing.member;
  auto version = version_in_path(member, changing.call);
  if (!version) return tl::unexpected(std::move(version.error()));
  if (member.party != member.present->own || !member.may("apply", {}, changing.call.now)) {
    return refused(member, "apply", {}, changing.call.now);
  }
  if (auto same = changing.must_match(etag_of_version(**version)); !same) {
    return tl::unexpected(std::move(same.error()));
  }
  if ((*version)->withdrawn)
    return refuse("not-possible", "The version was withdrawn.", "Its texts can be proposed again.");
  if ((*version)->applied && !body.as_if) return refuse("already", "The version was put in force already.");
  auto done = append_for_member(changing, {agreement::applied((*version)->id, (*version)->proposed_by, body.as_if)});
  if (!done) return tl::unexpected(std::move(done.error()));
  return version_as_it_is(changing, (*version)->id, 200);
}

Outcome<Answer> list(Reading& reading) {
  if (!works_here(reading.member, reading.call.now)) return not_found();
  const Versions& versions = reading.member.present->recorded.versions;
  VersionList all;
  if (const Version* present = versions.at(reading.call.now.seconds())) all.in_force = present->id;
  for (auto one = versions.all().rbegin(); one != versions.all().rend(); ++one)
    all.versions.push_back(view_of_version(*one));
  Answer answer = Api::answer_of(all);
  answer.etag = etag_of_versions(versions, reading.call.now);
  return answer;
}

Outcome<Answer> show(Reading& reading, const Version& version) {
  ShownVersion shown;
  shown.organisation = reading.member.organisation.value;
  shown.version = view_of_version(version);
  const auto line = reading.session.line(reading.member.organisation, version.sequence);
  if (!line) return refuse(line.error());
  const auto entry = *line ? record::parse_entry(**line) : Result<record::Entry>(record::Entry{});
  if (!entry) return refuse(entry.error());
  shown.statement = entry->body;
  auto texts = readable_texts(reading.session, reading.member, version, reading.call.now);
  if (!texts) return tl::unexpected(std::move(texts.error()));
  shown.texts = std::move(*texts);
  auto history = version_history(reading.session, reading.member.organisation, version.id);
  if (!history) return tl::unexpected(std::move(history.error()));
  shown.history = std::move(*history);
  Answer answer = Api::answer_of(shown);
  answer.etag = etag_of_version(version);
  return answer;
}

Outcome<Answer> show_at(Reading& reading) {
  const auto at = instant_in(reading.call, "at");
  if (!at) return tl::unexpected(at.error());
  const Version* version = reading.member.present->recorded.versions.at(at->seconds());
  if (version == nullptr || !works_here(reading.member, reading.call.now)) return not_found();
  return show(reading, *version);
}

}  // namespace

Outcome<void> put_in_force(Changing& changing, const std::string& text) {
  const Member& member = *changing.member;
  for (const char* action : {"propose", "apply"}) {
    if (member.party != member.present->own || !member.may(action, {}, changing.call.now)) {
      return refused(member, action, {}, changing.call.now);
    }
  }
  store::ZoneSource zones;
  const calendar::Sources sources{[&zones](const std::string& name) { return zones.find(name); }, {}};
  const std::vector<agreement::SourceText> texts{{"agreement.toml", text}};
  agreement::Findings findings;
  auto prepared = prepare(agreement::read(texts, sources), {}, true, findings);
  if (!prepared) return tl::unexpected(Refusal{422, prepared.error(), errors_of(findings)});
  const auto put = put_version(changing.transaction, member.organisation, member.present->recorded, *prepared,
                               member.person, changing.call.house.random);
  if (!put) return refuse(put.error());
  return append_for_member(changing, {agreement::applied(put->version, prepared->own_party, false)});
}

void add_version_routes(Api& api) {
  const auto asking = [&api](Operation operation, auto body, auto out, auto handler) {
    api.act<decltype(body), decltype(out)>(
        operation, [&api, handler](Call& call, decltype(body)& in) { return handler(api, call, in); });
  };
  const auto reading = [&api](Operation operation, auto out, auto handler) {
    api.act<Nothing, decltype(out)>(operation, [&api, handler](Call& call, Nothing&) {
      return api.reading(call, [&handler](Reading& one) { return handler(one); });
    });
  };
  asking(of_agreement("checkAgreement", "POST", "/agreement/check", "",
                      "What is wrong with texts of an agreement, with mends. Nothing is kept."),
         AgreementTexts{}, CheckedAgreement{}, check);
  asking(of_agreement("draftWeek", "POST", "/agreement/week", "",
                      "Who would have each activity of each function over seven days, by texts. Nothing is kept."),
         DraftWeekBody{}, WeekView{}, draft_week);
  asking(of_agreement("diffAgreement", "POST", "/agreement/diff", "",
                      "What texts would change against a version, in words, and whose approval that needs."),
         DiffBody{}, DiffView{}, compare);
  reading(
      of_agreement("listVersions", "GET", "/agreement/versions", "",
                   "All versions, who has approved them and from when they are in force. Its ETag is for proposing."),
      VersionList{}, list);
  const auto proposing =
      of_agreement("proposeVersion", "POST", "/agreement/versions", "propose",
                   "Put a version before the parties. If-Match: the ETag of the list that it is based on.");
  api.act<ProposeBody, VersionView>(
      proposing, [&api, proposing](Call& call, ProposeBody& body) { return propose(api, proposing, call, body); });
  reading(of_agreement("showAgreement", "GET", "/agreement", "", "The version in force at an instant, with its texts.",
                       {{"at", "an instant; now where it is left out"}}),
          ShownVersion{}, show_at);
  reading(of_agreement("showVersion", "GET", "/agreement/versions/{version}", "",
                       "A version with its texts and what an approval of it signs."),
          ShownVersion{}, [](Reading& one) -> Outcome<Answer> {
            auto version = version_in_path(one.member, one.call);
            if (!version) return tl::unexpected(std::move(version.error()));
            return show(one, **version);
          });
  api.create<ApproveBody, VersionView>(
      of_agreement("approveVersion", "POST", "/agreement/versions/{version}/approve", "approve-version",
                   "A party agrees, by a signature that `concordat agreement sign` made with its key."),
      approve);
  api.create<ApplyBody, VersionView>(
      of_agreement("applyVersion", "POST", "/agreement/versions/{version}/apply", "apply",
                   "The organisation puts it in force alone; who has not agreed is said wherever it counts."),
      apply);
}

}  // namespace concordat::operate

// SPDX-License-Identifier: Apache-2.0
#include "http/cursor.hpp"
#include "operate/api/sight.hpp"
#include "operate/proof/bodies.hpp"
#include "operate/proof/notice.hpp"
#include "operate/proof/paging.hpp"
#include "operate/proof/proof.hpp"
#include "ticket/timeline.hpp"

#include <algorithm>
#include <charconv>
#include <map>

// The record as a list that people read: what happened, who did it, and who may see it.
namespace concordat::operate {
namespace {

constexpr std::int64_t kReadAtOnce = 256;
constexpr std::int64_t kLookedAtMax = 2'000;  // for one page; a cursor goes on from there
constexpr std::size_t kLinesUsual = 50;
constexpr std::size_t kLinesMax = 200;

std::optional<std::int64_t> number_from(std::string_view text) {
  std::int64_t number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool good = error == std::errc{} && end == text.data() + text.size() && number >= 0;
  return good ? std::optional(number) : std::nullopt;
}

struct Wanted {
  std::string subject;  // empty: any, as the others
  std::string kind;     // a kind, or the first words of one: "ticket", "agreement.applied"
  std::string actor;
  std::string party;
  std::optional<Instant> from;
  std::optional<Instant> until;
  std::size_t lines = kLinesUsual;
  std::int64_t below = 0;
  std::string list = "record";

  bool takes(const record::Entry& entry) const {
    const bool of_kind = kind.empty() || entry.kind == kind || entry.kind.starts_with(kind + ".");
    return of_kind && (subject.empty() || entry.subject == subject) && (actor.empty() || entry.actor == actor) &&
           (party.empty() || entry.party == party) && (!from || entry.recorded >= *from) &&
           (!until || entry.recorded < *until);
  }
};

Outcome<Wanted> read_wanted(const http::Request& request) {
  Wanted wanted;
  const auto bad = [](const std::string& name, const std::string& what) {
    return refuse("bad-query", name + ": " + what, "See the description of the route.");
  };
  for (const auto& [name, value] : request.target.query) {
    if (name != "cursor" && name != "limit") wanted.list += "&" + name + "=" + value;
    if (name == "subject") {
      wanted.subject = value;
    } else if (name == "ticket") {
      wanted.subject = "ticket:" + value;
    } else if (name == "kind") {
      wanted.kind = value;
    } else if (name == "actor") {
      wanted.actor = value;
    } else if (name == "party") {
      wanted.party = value;
    } else if (name == "from" || name == "until") {
      const auto at = parse_instant(value);
      if (!at) return bad(name, "expected a time, as 2026-05-04T10:00:00Z");
      (name == "from" ? wanted.from : wanted.until) = *at;
    } else if (name == "limit") {
      const auto lines = number_from(value);
      if (!lines || *lines < 1 || *lines > static_cast<std::int64_t>(kLinesMax)) {
        return bad(name, "expected 1 to " + std::to_string(kLinesMax));
      }
      wanted.lines = static_cast<std::size_t>(*lines);
    } else if (name != "cursor") {
      return bad(name, "there is no such filter");
    }
  }
  const auto below = page_below(request, wanted.list);
  if (!below) return tl::unexpected(below.error());
  wanted.below = *below;
  return wanted;
}

// What happened, for entries that are about no ticket.
std::string words_of(const record::Entry& entry) {
  static const std::map<std::string, std::string, std::less<>> kWords = {
      {"organisation.created", "The organisation was set up."},
      {"party.declared", "A party was named."},
      {"team.declared", "A team was named."},
      {"person.named", "A person was named."},
      {"zone.compiled", "A time zone was written down."},
      {"holidays.compiled", "A list of holidays was written down."},
      {"import.begun", "Another desk's log was brought in."},
      {"access.known_as", "The agreement's texts name this person so."},
      {"access.person_invited", "Somebody was invited."},
      {"access.person_admitted", "The organisation let the person in."},
      {"access.member_joined", "A person is of a party from here on."},
      {"access.member_left", "A person is of the party no more."},
      {"access.identity_linked", "A person let a provider of identity sign them in."},
      {"access.identity_unlinked", "A provider of identity signs a person in no more."},
      {"access.owner_named", "A person owns the organisation from here on."},
      {"access.owner_removed", "A person owns the organisation no more."},
      {"access.administrator_named", "A person manages the party's people from here on."},
      {"access.administrator_removed", "A person manages the party's people no more."},
      {"access.delegated", "An owner lent out an action."},
      {"access.granted", "A person was granted actions for a while."},
      {"access.ended", "A grant, a suspension or a delegation was ended."},
      {"access.glass_broken", "Somebody broke the glass."},
      {"access.glass_reviewed", "What was done under broken glass was reviewed."},
      {"agreement.text", "A text of the agreement was written down."},
      {"agreement.proposed", "A version of the agreement was proposed."},
      {"agreement.approved", "A party approved a version of the agreement."},
      {"agreement.applied", "A version of the agreement was put in force."},
      {"agreement.withdrawn", "A proposed version of the agreement was withdrawn."},
      {"agreement.rejected", "A party rejected a version of the agreement."},
      {"agreement.noted", "Somebody wrote about a version of the agreement."},
      {"party.dismissed", "The party's contract was ended."},
      {"quantity.set", "A quantity was set."},
      {"text.erased", "A text was erased."},
      {"party.paired", "The party was paired with a key."},
      {"party.key_rotated", "The party's key was replaced."},
      {"epoch.opened", "The record lost entries and went on in a new epoch."},
  };
  if (const auto found = kWords.find(entry.kind); found != kWords.end()) return found->second;
  std::string kind = entry.kind;  // one of these says itself what it is
  for (char& c : kind) c = c == '.' || c == '_' ? ' ' : c;
  return kind;
}

std::string audience_of(const record::Audience& audience) {
  if (audience.kind == record::Audience::Kind::requester) return "requester";
  if (audience.kind == record::Audience::Kind::shared) return "shared";
  std::string all;
  for (const auto& party : audience.parties) all += (all.empty() ? "" : ",") + party;
  return all;
}

RecordLine line_of_entry(store::Session& session, const store::OrgId& organisation, const record::Entry& entry,
                         std::string words) {
  RecordLine line;
  line.sequence = entry.sequence;
  line.at = entry.at;
  line.recorded = entry.recorded;
  line.kind = entry.kind;
  line.subject = entry.subject;
  line.words = std::move(words);
  if (entry.actor.starts_with("p_")) {
    const auto found = session.person(organisation, entry.actor);
    line.actor = ActorView{entry.actor, found && *found ? (*found)->name : std::string()};
  }
  line.party = entry.party;
  line.audience = audience_of(entry.audience);
  return line;
}

class Lines {
 public:
  Lines(Reading& reading, const Wanted& wanted)
      : reading_(reading),
        wanted_(wanted),
        sight_(reading.session, reading.member.organisation, reading.member.present, reading.call.now) {}

  Outcome<RecordLines> read() { return wanted_.subject.empty() ? from_the_end() : of_subject(); }

 private:
  // Answers false where the page is full.
  bool take(const record::Entry& entry) {
    if (entry.sequence >= wanted_.below || !wanted_.takes(entry) || !sight_.shows(reading_.member, entry)) return true;
    if (page_.entries.size() == wanted_.lines) {
      page_.next = next_page(wanted_.list, page_.entries.back().sequence);
      return false;
    }
    page_.entries.push_back(line_of(entry));
    return true;
  }

  Outcome<RecordLines> of_subject() {
    const auto entries = reading_.session.entries_of(reading_.member.organisation, wanted_.subject);
    if (!entries) return refuse(entries.error());
    for (auto one = entries->rbegin(); one != entries->rend(); ++one) {
      if (!take(*one)) break;
    }
    return std::move(page_);
  }

  Outcome<RecordLines> from_the_end() {
    const auto size = reading_.session.size(reading_.member.organisation);
    if (!size) return refuse(size.error());
    std::int64_t to = std::min(*size, wanted_.below);
    for (std::int64_t looked_at = 0; to > 0 && looked_at < kLookedAtMax; looked_at += kReadAtOnce) {
      const std::int64_t from = std::max<std::int64_t>(0, to - kReadAtOnce);
      auto entries = between(from, to);
      if (!entries) return tl::unexpected(std::move(entries.error()));
      for (auto one = entries->rbegin(); one != entries->rend(); ++one) {
        if (!take(*one)) return std::move(page_);
        // Recorded times never go back.
        if (wanted_.from && one->recorded < *wanted_.from) return std::move(page_);
      }
      to = from;
    }
    if (to > 0) page_.next = next_page(wanted_.list, to);
    return std::move(page_);
  }

  Outcome<std::vector<record::Entry>> between(std::int64_t from, std::int64_t to) {
    std::vector<record::Entry> entries;
    std::optional<Problem> damage;
    const auto done = reading_.session.for_each_line(reading_.member.organisation, from, to,
                                                     [&](std::int64_t, std::string_view line) {
                                                       auto entry = record::parse_entry(line);
                                                       if (entry) {
                                                         entries.push_back(std::move(*entry));
                                                       } else {
                                                         damage = entry.error();
                                                       }
                                                     });
    if (!done) return refuse(done.error());
    if (damage) throw Failure(*damage);
    return entries;
  }

  RecordLine line_of(const record::Entry& entry) {
    return line_of_entry(reading_.session, reading_.member.organisation, entry, words(entry));
  }

  std::string words(const record::Entry& entry) {
    if (const auto* about = sight_.ticket_of(entry)) {
      const auto unnamed = [](std::string_view id) { return std::string(id); };
      const auto timeline = ticket::timeline(about->ticket.id, about->entries, nullptr, nullptr,
                                             about->entries.back().recorded.seconds() + 1, unnamed);
      for (const auto& line : timeline.lines) {
        if (line.sequence == entry.sequence) return line.words;
      }
    }
    return words_of(entry);
  }

  Reading& reading_;
  const Wanted& wanted_;
  RecordSight sight_;
  RecordLines page_;
};

}  // namespace

std::optional<boost::json::object> record_notice(store::Session& session, const Member& member,
                                                 const record::Entry& entry, Instant now) {
  RecordSight sight(session, member.organisation, member.present, now);
  if (!hears_on(member, now) || !sight.shows(member, entry)) return std::nullopt;
  return boost::json::object{{"organisation", member.organisation.value},
                             {"entry", encode(line_of_entry(session, member.organisation, entry, words_of(entry)))}};
}

Outcome<std::int64_t> page_below(const http::Request& request, const std::string& list) {
  const auto cursor = request.query("cursor");
  if (!cursor) return INT64_MAX;
  const auto position = http::read_cursor(*cursor, list, 1);
  if (!position) return refuse(position.error());
  const auto below = number_from(position->front());
  if (!below) return refuse("bad-cursor", "This is no cursor of this list.");
  return *below;
}

std::string next_page(const std::string& list, std::int64_t last) {
  return http::write_cursor(list, {std::to_string(last)});
}

void Proof::add_timeline(Api& api) {
  Operation listing{"listEntries",
                    "GET",
                    "/api/v1/organisations/{organisation}/entries",
                    Door::member,
                    "",
                    "record",
                    "The record as you may see it, the last first; texts stand on the tickets' pages.",
                    {{"ticket", "about this one"},
                     {"subject", "about this: party:northwind, organisation"},
                     {"kind", "ticket.resolved, or all of ticket"},
                     {"actor", "done by this person"},
                     {"party", "done for this party"},
                     {"from", "recorded since"},
                     {"until", "recorded before"},
                     {"limit", "1 to 200"},
                     {"cursor", "`next` of the page before"}},
                    0};
  api.read<RecordLines>(listing, [](Reading& reading) -> Outcome<RecordLines> {
    const auto wanted = read_wanted(reading.call.request);
    if (!wanted) return tl::unexpected(wanted.error());
    return Lines(reading, *wanted).read();
  });
}

}  // namespace concordat::operate

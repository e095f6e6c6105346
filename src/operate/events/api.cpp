// SPDX-License-Identifier: Apache-2.0
#include "http/cursor.hpp"
#include "operate/api/tables.hpp"
#include "operate/events/bodies.hpp"
#include "operate/events/events.hpp"
#include "store/connection.hpp"

#include <charconv>
#include <map>

namespace concordat::operate {
namespace {

tl::unexpected<Refusal> bad_event_id() {
  return refuse("bad-event-id", "The Last-Event-ID is none of this stream.",
                "Begin without one, and read the lists anew: what it continues is not known any more.");
}

// Where a reader stood, by organisation. An id gives no right: whatever of it is not the reader's is passed over.
Outcome<std::map<std::string, std::int64_t>> read_event_id(std::string_view id) {
  std::map<std::string, std::int64_t> places;
  if (id.empty()) return places;
  const auto parts = http::read_cursor(id, kEventIds, std::nullopt);
  if (!parts || parts->size() % 2 != 0) return bad_event_id();
  for (std::size_t i = 0; i < parts->size(); i += 2) {
    const std::string& text = (*parts)[i + 1];
    std::int64_t next = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), next);
    if (error != std::errc{} || end != text.data() + text.size() || next < 0) return bad_event_id();
    places[(*parts)[i]] = next;
  }
  return places;
}

}  // namespace

void Events::add_routes(Api& api) {
  Operation listening{"listenToEvents",
                      "GET",
                      "/api/v1/events",
                      Door::signed_in,
                      "",
                      "events",
                      "The record as it grows: an event for each entry that you may see. Server-sent events; with "
                      "Last-Event-ID it goes on where a lost connection ended.",
                      {{"organisation", "of this one alone; else of all that you are a member of"}},
                      0};
  listening.answers_with = "text/event-stream";
  api.act<Nothing, EntryEvent>(listening, [this](Call& call, Nothing&) { return listen(call); });
  const Operation writing{"isWriting",
                          "POST",
                          "/api/v1/organisations/{organisation}/writing",
                          Door::member,
                          "",
                          "desk",
                          "Say that you are writing on a ticket, so that nobody else answers at the same time. Those "
                          "who work on it and listen hear an event \"writing\"; nothing is kept.",
                          {}};
  api.act<WritingBody, Nothing>(writing, [this, &api](Call& call, WritingBody& body) {
    return api.reading(call, [this, &body](Reading& reading) { return is_writing(reading, body); });
  });
}

Outcome<Answer> Events::is_writing(Reading& reading, const WritingBody& body) {
  auto seen = look_at(reading.session, reading.member, body.ticket.text, reading.call.now);
  if (!seen) return tl::unexpected(std::move(seen.error()));
  if (seen->sight != Sight::party || !hears_on(reading.member, reading.call.now)) return not_found();
  {
    const std::lock_guard lock(mutex_);
    if (writing_.size() >= limits_.writing) return refuse("busy", "Too many are writing.", "Try again in a moment.");
    writing_.push_back({reading.member.organisation, body.ticket.text, reading.member.person, reading.member.party,
                        body.own_party_only});
  }
  commits_.happened();
  return Answer{};
}

Outcome<std::vector<Events::Place>> Events::places_of(Call& call) {
  const auto stood = read_event_id(call.request.headers.get("Last-Event-ID"));
  if (!stood) return tl::unexpected(stood.error());
  auto lease = house_.readers.lend();
  if (!lease) return refuse(lease.error());
  const store::Snapshot snapshot((*lease)->connection());
  const auto asked = call.request.query("organisation");
  std::vector<store::OrgId> ids;
  if (asked) {
    ids.push_back({std::string(*asked)});
  } else {
    for (const auto& one : organisations_of((*lease)->connection(), call.caller.account)) ids.push_back(one.id);
  }
  std::vector<Place> places;
  for (const store::OrgId& id : ids) {
    auto session = (*lease)->open_session(store::Scope(id));
    Outcome<Member> member = not_found();
    if (session) member = member_of(call, *session, id.value);
    if (member && !hears_on(*member, call.now)) member = not_found();
    if (!member && asked) return tl::unexpected(std::move(member.error()));
    if (!member) continue;
    const auto size = session->size(id);
    if (!size) return refuse(size.error());
    const auto found = stood->find(id.value);
    if (found != stood->end() && found->second > *size) return bad_event_id();
    places.push_back({id, found == stood->end() ? *size : found->second, std::move(*member)});
  }
  if (places.empty()) return not_found();
  if (places.size() > limits_.organisations) {
    return refuse("too-many-organisations", "These are too many for one stream.", "Listen to each: ?organisation=…");
  }
  return places;
}

Outcome<Answer> Events::listen(Call& call) {
  auto places = places_of(call);
  if (!places) return tl::unexpected(std::move(places.error()));
  auto reader = std::make_unique<Reader>();
  reader->caller = call.caller;
  reader->stream = std::make_shared<http::EventStream>(limits_.buffer_bytes);
  reader->places = std::move(*places);
  reader->stream->mark(id_of(*reader), limits_.retry);
  Answer answer;
  answer.whole.emplace();
  answer.whole->events = reader->stream;
  if (open() >= limits_.streams) return refuse("busy", "Too many are listening.", "Try again in a moment.");
  {
    const std::lock_guard lock(mutex_);
    std::size_t& mine = listening_[call.caller.account];
    if (mine >= limits_.streams_of_account) {
      return refuse("too-many-streams", "You are listening too often at once.", "Close one that you do not need.");
    }
    ++mine;
    arrived_.push_back(std::move(reader));
  }
  commits_.happened();
  return answer;
}

}  // namespace concordat::operate

// SPDX-License-Identifier: Apache-2.0
#include "operate/events/events.hpp"

#include "http/cursor.hpp"
#include "operate/events/bodies.hpp"
#include "store/connection.hpp"

#include <algorithm>
#include <exception>

namespace concordat::operate {
namespace {

constexpr std::string_view kTicket = "ticket:";
constexpr int kReadsInARound = 8;  // of one organisation, so that no other waits long
constexpr std::chrono::milliseconds kSoon{20};

// The reader as a member of an organisation now; nullopt: not any more.
std::optional<Member> member_now(House& house, const Caller& caller, store::Session& session,
                                 const store::OrgId& organisation, Instant now) {
  static const http::Request kNone;
  const Call call{house, kNone, caller, now, ""};
  auto member = member_of(call, session, organisation.value);
  if (!member || !hears_on(*member, now)) return std::nullopt;
  return std::move(*member);
}

std::string data_of(const record::Entry& entry, const store::OrgId& organisation) {
  EntryEvent event{organisation.value, entry.sequence, entry.kind, entry.at, std::nullopt};
  if (entry.subject.starts_with(kTicket)) event.ticket = entry.subject.substr(kTicket.size());
  return write_json(encode(event));
}

}  // namespace

struct Events::Told {
  record::Entry entry;
  std::string data;
};

Events::Events(House house, store::Commits& commits, StillGood still_good, EventLimits limits)
    : house_(std::move(house)), commits_(commits), still_good_(std::move(still_good)), limits_(limits) {}

Events::~Events() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  commits_.happened();
  if (thread_.joinable()) thread_.join();
  for (const auto& one : arrived_) one->stream->close();
  for (const auto& one : readers_) one->stream->close();
}

std::size_t Events::open() const {
  const std::lock_guard lock(mutex_);
  std::size_t count = 0;
  for (const auto& [account, streams] : listening_) count += streams;
  return count;
}

std::string Events::id_of(const Reader& reader) const {
  std::vector<std::string> position;
  for (const Place& one : reader.places) {
    position.push_back(one.organisation.value);
    position.push_back(std::to_string(one.next));
  }
  return http::write_cursor(kEventIds, position);
}

void Events::start(std::function<void(const std::string&)> failed) {
  thread_ = std::thread([this, failed = std::move(failed)] { work(failed); });
}

void Events::work(const std::function<void(const std::string&)>& failed) {
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
    }
    const std::uint64_t seen = commits_.count();
    try {
      const Next next = step();
      if (next == Next::more_now) continue;
      const std::uint64_t count = commits_.wait(seen, next == Next::soon ? kSoon : limits_.again);
      if (count > seen) commits_.wait(count + 1'000, limits_.gather);
    } catch (const std::exception& error) {
      failed(error.what());
      commits_.wait(UINT64_MAX, limits_.again);
    }
  }
}

Events::Next Events::step() {
  std::vector<Writing> writing;
  {
    const std::lock_guard lock(mutex_);
    for (auto& one : arrived_) readers_.push_back(std::move(one));
    arrived_.clear();
    writing.swap(writing_);
  }
  forget_closed();
  if (readers_.empty()) return Next::wait;
  auto lease = house_.readers.lend();
  if (!lease) return Next::wait;
  const Instant now = house_.now();
  const store::Snapshot snapshot((*lease)->connection());
  const std::int64_t again_us = std::chrono::microseconds(limits_.again).count();
  if (!looked_at_ || now < *looked_at_ || now.us - looked_at_->us >= again_us) look_at_rights(**lease, now);

  std::map<store::OrgId, Group> by_organisation;
  for (const auto& reader : readers_) {
    if (reader->stream->closed()) continue;
    for (Place& place : reader->places) by_organisation[place.organisation].emplace_back(reader.get(), &place);
  }
  // What is wrong in one organisation holds up no other.
  std::exception_ptr first;
  Next next = Next::wait;
  for (const auto& [organisation, all] : by_organisation) {
    try {
      next = std::max(next, tell_of(**lease, organisation, all, now));
    } catch (const Failure&) {
      if (!first) first = std::current_exception();
    }
  }
  if (first) std::rethrow_exception(first);
  for (const Writing& one : writing) tell_of(**lease, one, now);
  return next;
}

// To whoever works on the ticket. Who asked for something learns of answers, not of whoever is about to give one.
void Events::tell_of(store::Database& database, const Writing& writing, Instant now) {
  auto session = database.open_session(store::Scope(writing.organisation));
  if (!session) return;
  const auto present = house_.presents.of(*session, writing.organisation, now);
  if (!present) throw Failure(present.error());
  const auto ticket = recorded_ticket(*session, writing.organisation, **present, writing.ticket, now);
  if (!ticket || !*ticket) return;
  const std::string data =
      write_json(encode(WritingEvent{writing.organisation.value, writing.ticket, writing.person, writing.party}));
  for (const auto& reader : readers_) {
    for (const Place& place : reader->places) {
      if (place.organisation != writing.organisation || !place.member) continue;
      const Member& member = *place.member;
      if (member.person == writing.person || member.person == (*ticket)->ticket.requester) continue;
      if (writing.own_party_only && member.party != writing.party) continue;
      if (sight_of(member, **ticket, now) != Sight::party || !has_room(*reader, now)) continue;
      reader->stream->push("", "writing", data);  // without an id: it has no place in the record
    }
  }
}

void Events::look_at_rights(store::Database& database, Instant now) {
  looked_at_ = now;
  for (const auto& reader : readers_) {
    if (!still_good_(database.connection(), reader->caller, now)) {
      reader->stream->close();
      continue;
    }
    std::erase_if(reader->places, [&](Place& place) {
      auto session = database.open_session(store::Scope(place.organisation));
      place.member = session ? member_now(house_, reader->caller, *session, place.organisation, now) : std::nullopt;
      return !place.member;
    });
    if (reader->places.empty()) reader->stream->close();
  }
}

Events::Next Events::tell_of(store::Database& database, const store::OrgId& organisation, const Group& all,
                             Instant now) {
  auto session = database.open_session(store::Scope(organisation));
  if (!session) return Next::wait;
  const auto size = session->size(organisation);
  const auto present = house_.presents.of(*session, organisation, now);
  if (!size || !present) throw Failure(size ? present.error() : size.error());
  Next next = Next::wait;
  Group behind;
  for (const auto& [reader, place] : all) {
    // A landmark may have changed who somebody is.
    if (!place->member || place->member->present != *present) {
      place->member = member_now(house_, reader->caller, *session, organisation, now);
      if (!place->member) looked_at_.reset();
    }
    if (!place->member) next = Next::soon;
    if (place->member && place->next < *size) behind.emplace_back(reader, place);
  }
  RecordSight sight(*session, organisation, *present, now);
  for (int reads = 0;; ++reads) {
    std::erase_if(behind, [&](const auto& one) {
      if (one.second->next >= *size || one.first->stream->closed()) return true;
      if (has_room(*one.first, now)) return false;
      next = std::max(next, Next::soon);
      return true;
    });
    if (behind.empty()) return next;
    if (reads == kReadsInARound) return Next::more_now;
    // Those who are furthest behind, up to where others stand: from there on they hear it together.
    std::int64_t from = *size;
    for (const auto& [reader, place] : behind) from = std::min(from, place->next);
    std::int64_t to = std::min(*size, from + limits_.entries_at_once);
    for (const auto& [reader, place] : behind) {
      if (place->next > from) to = std::min(to, place->next);
    }
    const auto told = read(*session, organisation, from, to);
    for (const auto& [reader, place] : behind) {
      if (place->next == from) tell(*reader, *place, told, sight);
    }
  }
}

std::vector<Events::Told> Events::read(store::Session& session, const store::OrgId& organisation, std::int64_t from,
                                       std::int64_t to) {
  std::vector<Told> all;
  std::optional<Problem> damage;
  const auto done = session.for_each_line(organisation, from, to, [&](std::int64_t, std::string_view line) {
    auto entry = record::parse_entry(line);
    if (!entry) {
      damage = entry.error();
      return;
    }
    std::string data = data_of(*entry, organisation);
    all.push_back({std::move(*entry), std::move(data)});
  });
  if (!done) throw Failure(done.error());
  if (damage) throw Failure(*damage);
  return all;
}

void Events::tell(Reader& reader, Place& place, std::span<const Told> entries, RecordSight& sight) const {
  for (const Told& one : entries) {
    if (reader.stream->waiting() > limits_.buffer_bytes / 2) return;
    place.next = one.entry.sequence + 1;
    if (sight.shows(*place.member, one.entry)) {
      reader.unmarked = 0;
      reader.stream->push(id_of(reader), "entry", one.data);
    } else if (++reader.unmarked >= limits_.marks_every) {
      reader.unmarked = 0;
      reader.stream->mark(id_of(reader));
    }
  }
}

bool Events::has_room(Reader& reader, Instant now) const {
  if (reader.stream->waiting() <= limits_.buffer_bytes / 2) {
    reader.full_since.reset();
    return true;
  }
  if (!reader.full_since) reader.full_since = now;
  if (now.us - reader.full_since->us > limits_.patience_s * 1'000'000) reader.stream->close();
  return false;
}

void Events::forget_closed() {
  const std::lock_guard lock(mutex_);
  std::erase_if(readers_, [this](const auto& reader) {
    if (!reader->stream->closed()) return false;
    if (--listening_[reader->caller.account] == 0) listening_.erase(reader->caller.account);
    return true;
  });
}

}  // namespace concordat::operate

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/events.hpp"
#include "operate/api/api.hpp"
#include "operate/api/sight.hpp"
#include "store/commits.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

// The record as it grows, to everybody who listens, each hearing what they may see. INVARIANTS: a reader gets each
// entry of theirs once and in order, also over a lost connection, since the position in the record is the event's id;
// an entry is read once for all who wait for it; what somebody may see is asked anew for each entry; and no reader
// holds up another or takes more than its buffer.
namespace concordat::operate {

struct WritingBody;

// The list that ids of events are positions in (http/cursor.hpp).
inline constexpr std::string_view kEventIds = "events";

struct EventLimits {
  std::size_t streams = 2'000;
  std::size_t streams_of_account = 20;
  std::size_t organisations = 64;          // of one stream
  std::size_t buffer_bytes = 256 << 10;    // of one stream; it is filled to the half, so that there is always room
  std::int64_t patience_s = 10;            // for a reader whose buffer stays full
  std::int64_t marks_every = 500;          // entries that are not for the reader; then it is told where it is
  std::int64_t entries_at_once = 256;      // read together
  std::size_t writing = 1'000;             // who write and of whom nobody was told yet
  std::chrono::milliseconds again{500};    // sessions, rights and other servers' commits are looked at as often
  std::chrono::milliseconds gather{5};     // after a commit, for more of them
  std::chrono::milliseconds retry{1'000};  // what readers are told to wait for after a lost connection
};

class Events {
 public:
  // Whether a session or token is as good as it was.
  using StillGood = std::function<bool(store::Connection&, const Caller&, Instant)>;
  Events(House house, store::Commits& commits, StillGood still_good, EventLimits limits = {});
  ~Events();
  Events(const Events&) = delete;
  Events& operator=(const Events&) = delete;

  void add_routes(Api& api);
  // From here on entries go out as they come, until this is gone. `failed`: what went wrong.
  void start(std::function<void(const std::string&)> failed);

  // One round of what start() does again and again.
  enum class Next : std::uint8_t {
    wait,      // for a commit
    soon,      // a reader's buffer was full
    more_now,  // not everything was read yet
  };
  Next step();
  std::size_t open() const;

 private:
  struct Place {  // of a reader in one organisation's record
    store::OrgId organisation;
    std::int64_t next = 0;  // the sequence that comes next
    std::optional<Member> member;
  };
  struct Reader {
    Caller caller;
    std::shared_ptr<http::EventStream> stream;
    std::vector<Place> places;
    std::int64_t unmarked = 0;  // entries since it was told where it is
    std::optional<Instant> full_since;
  };
  struct Writing {
    store::OrgId organisation;
    std::string ticket;
    std::string person;
    std::string party;
    bool own_party_only = false;
  };
  struct Told;  // an entry as it is told
  using Group = std::vector<std::pair<Reader*, Place*>>;

  Outcome<Answer> listen(Call& call);
  Outcome<Answer> is_writing(Reading& reading, const WritingBody& body);
  Outcome<std::vector<Place>> places_of(Call& call);
  std::string id_of(const Reader& reader) const;

  void look_at_rights(store::Database& database, Instant now);
  Next tell_of(store::Database& database, const store::OrgId& organisation, const Group& all, Instant now);
  std::vector<Told> read(store::Session& session, const store::OrgId& organisation, std::int64_t from, std::int64_t to);
  void tell(Reader& reader, Place& place, std::span<const Told> entries, RecordSight& sight) const;
  void tell_of(store::Database& database, const Writing& writing, Instant now);
  bool has_room(Reader& reader, Instant now) const;
  void forget_closed();
  void work(const std::function<void(const std::string&)>& failed);

  House house_;
  store::Commits& commits_;
  StillGood still_good_;
  EventLimits limits_;
  mutable std::mutex mutex_;  // of arrived_, writing_, listening_ and stopping_; readers_ is the thread's own
  std::vector<std::unique_ptr<Reader>> arrived_;
  std::vector<Writing> writing_;
  std::map<std::string, std::size_t> listening_;  // streams by account
  bool stopping_ = false;
  std::vector<std::unique_ptr<Reader>> readers_;
  std::optional<Instant> looked_at_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace concordat::operate

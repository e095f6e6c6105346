// SPDX-License-Identifier: Apache-2.0
#include "http/body_file.hpp"
#include "operate/api/sight.hpp"
#include "operate/proof/bodies.hpp"
#include "operate/proof/bundle.hpp"
#include "operate/proof/paging.hpp"
#include "operate/proof/proof.hpp"
#include "operate/proof/signing.hpp"
#include "store/connection.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>

namespace concordat::operate {
namespace {

constexpr int kBundlesAtOnce = 2;
constexpr std::size_t kWriteBytes = 1 << 18;

Operation of_record(std::string id, std::string method, std::string path, std::string action, std::string summary) {
  return {std::move(id),
          std::move(method),
          "/api/v1/organisations/{organisation}" + path,
          Door::member,
          std::move(action),
          "record",
          std::move(summary),
          {},
          128 << 10};
}

// A file of no name, so that nothing is left behind however this ends.
class Scratch {
 public:
  explicit Scratch(const std::filesystem::path& folder) {
    file_ = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file_ >= 0) return;
    std::string name = (folder / "bundle-XXXXXX").string();
    file_ = ::mkostemp(name.data(), O_CLOEXEC);
    if (file_ >= 0) ::unlink(name.c_str());
  }
  ~Scratch() {
    if (file_ >= 0) ::close(file_);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  void add(std::string_view bytes) {
    buffer_ += bytes;
    if (buffer_.size() >= kWriteBytes) flush();
  }
  // The whole of it; null where it could not be written.
  std::shared_ptr<const http::BodyFile> finish() {
    flush();
    if (file_ < 0 || failed_) return nullptr;
    return std::make_shared<http::BodyFile>(std::exchange(file_, -1), size_);
  }

 private:
  void flush() {
    for (std::string_view left = buffer_; !left.empty() && !failed_;) {
      const auto count = ::write(file_, left.data(), left.size());
      if (count < 0 && errno == EINTR) continue;
      failed_ = count <= 0;
      if (failed_) break;
      size_ += static_cast<std::uint64_t>(count);
      left.remove_prefix(static_cast<std::size_t>(count));
    }
    buffer_.clear();
  }

  int file_ = -1;
  std::string buffer_;
  std::uint64_t size_ = 0;
  bool failed_ = false;
};

// The organisation's own people who may take the record out may take it out for any party; a party's own, for theirs.
bool may_take(const Member& member, const std::string& party, Instant now) {
  if (member.party == member.present->own && member.may("export", {}, now)) return true;
  return member.party == party && (member.may("export", {}, now) || member.may("cosign", {}, now));
}

// Whoever may read in the record at all may know its checkpoints and keys.
Outcome<void> may_look(const Member& member, Instant now) {
  if (reads_record(member, now) || may_take(member, member.party, now)) return {};
  return not_found();
}

CheckpointView view_of(const store::StoredCheckpoint& checkpoint) {
  const auto note = record::parse_note(checkpoint.note);
  return {checkpoint.size, record::to_hex(checkpoint.root), checkpoint.made_at,
          note ? signers_of(*note) : std::vector<std::string>(), checkpoint.note};
}

KeyView key_view(const std::string& party, const record::VerifierKey& key) {
  return {party, key.text(), record::fingerprint(key.public_key)};
}

// How many entries the asker has already; nullopt where the whole is wanted.
Outcome<std::optional<std::int64_t>> since_of(const http::Request& request) {
  const auto text = request.query("since");
  if (!text) return std::optional<std::int64_t>{};
  std::int64_t since = -1;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), since);
  if (error == std::errc{} && end == text->data() + text->size() && since > 0) return std::optional(since);
  return refuse("bad-query", "since: expected a number of entries, 1 or more.");
}

}  // namespace

Outcome<Answer> Proof::bundle(Api& api, Call& call) {
  const auto key = key_();
  if (!key) return refuse(key.error());
  const auto since = since_of(call.request);
  if (!since) return tl::unexpected(since.error());
  std::string party;
  std::optional<SignedNow> now;
  // What may be taken out, and what was signed last.
  auto asked = api.reading(call, [&](Reading& reading) -> Outcome<Answer> {
    const Member& member = reading.member;
    party = std::string(call.request.query("as").value_or(member.party));
    if (!may_take(member, party, call.now)) return not_found();
    if (const auto known = known_party(reading.session, member.organisation, party); !known) {
      return refuse(known.error());
    }
    auto made = sign_now(reading.session, member.organisation, *key, call.now);
    if (!made) return refuse(made.error());
    now = std::move(*made);
    return Answer{};
  });
  if (!asked) return asked;
  const store::OrgId organisation{std::string(call.request.parameter("organisation"))};
  if (now->fresh) {
    const auto signing = [&](store::Transaction& transaction) -> Result<void> {
      auto session = transaction.read(store::Scope(organisation));
      if (!session) return tl::unexpected(session.error());
      auto made = sign_now(*session, organisation, *key, transaction.now());
      if (!made) return tl::unexpected(made.error());
      now = std::move(*made);
      return now->fresh ? transaction.put_checkpoint(organisation, now->checkpoint) : Result<void>();
    };
    const auto stored = house_.appender.submit(organisation, signing).get();
    if (!stored) return refuse(stored.error());
  }
  struct Turn {
    std::atomic<int>& count;
    int mine;
    explicit Turn(std::atomic<int>& all) : count(all), mine(++all) {}
    ~Turn() { --count; }
  } const turn(under_way_);
  if (turn.mine > kBundlesAtOnce) return refuse("busy", "Other bundles are being written.", "Try again in a moment.");

  auto lease = house_.readers.lend();
  if (!lease) return refuse(lease.error());
  const store::Snapshot snapshot((*lease)->connection());
  auto session = (*lease)->open_session(store::Scope(organisation));
  if (!session) return not_found();
  Scratch scratch(folder_);
  const auto sink = [&scratch](std::string_view bytes) { scratch.add(bytes); };
  const auto host = key->verifier(record::SignatureType::ed25519);
  Result<void> made;
  if (*since) {
    made = make_continuation(*session, organisation, host, now->checkpoint, party, **since, sink);
  } else {
    made = make_bundle(*session, organisation, host, now->checkpoint, party, sink).map([](const BundleMade&) {});
  }
  if (!made) return refuse(made.error());
  Answer answer;
  answer.whole.emplace();
  answer.whole->file = scratch.finish();
  if (!answer.whole->file) return refuse("disk-full", "The bundle cannot be written.", "Is there room on the server?");
  answer.whole->headers.set("Content-Type", "application/jsonl");
  answer.whole->headers.set("Content-Disposition", "attachment; filename=\"" + party + ".bundle\"");
  answer.whole->headers.set("Cache-Control", "no-store");
  return answer;
}

void Proof::add_keys(Api& api) {
  api.read<PairingsView>(
      of_record("listPairings", "GET", "/pairings", "", "The keys that sign, with fingerprints to compare by voice."),
      [this](Reading& reading) -> Outcome<PairingsView> {
        if (auto may = may_look(reading.member, reading.call.now); !may) return tl::unexpected(std::move(may.error()));
        const auto key = key_();
        if (!key) return refuse(key.error());
        const auto paired = paired_keys(reading.session, reading.member.organisation);
        if (!paired) return refuse(paired.error());
        PairingsView view{key_view(reading.member.present->own, key->verifier(record::SignatureType::ed25519)), {}};
        for (const auto& [party, one] : paired->all()) view.parties.push_back(key_view(party, one));
        return view;
      });

  api.create<PairBody, KeyView>(
      of_record("pair", "POST", "/pairings", "keys",
                "A party signs with this key from here on. Compare its fingerprint by voice before."),
      [](Changing& changing, PairBody& body) -> Outcome<Answer> {
        const Member& member = *changing.member;
        if (member.party != member.present->own || !member.may("keys", {}, changing.call.now)) {
          return refuse("not-allowed", "Only the organisation's owner says which key is whose.");
        }
        const auto key = record::parse_vkey(body.vkey);
        if (!key) {
          return tl::unexpected(Refusal{422, key.error(), {{"/vkey", key.error().message}}});
        }
        auto session = changing.transaction.read(store::Scope(member.organisation));
        if (!session) return not_found();
        auto draft = pairing(*session, member.organisation, body.party.text, *key);
        if (!draft) return refuse(draft.error());
        if (*draft) {
          (*draft)->actor = member.person;
          (*draft)->party = member.party;
          const auto done = changing.transaction.append(member.organisation, std::move(**draft));
          if (!done) return refuse(done.error());
        }
        Answer answer = Api::answer_of(key_view(body.party.text, *key));
        answer.status = 201;
        return answer;
      });
}

void Proof::add_checkpoints(Api& api) {
  auto listing = of_record("listCheckpoints", "GET", "/checkpoints", "", "Signed roots of the record, the last first.");
  listing.query = {{"cursor", "`next` of the page before"}};
  api.read<CheckpointList>(listing, [](Reading& reading) -> Outcome<CheckpointList> {
    constexpr std::size_t kPage = 100;
    if (auto may = may_look(reading.member, reading.call.now); !may) return tl::unexpected(std::move(may.error()));
    const auto below = page_below(reading.call.request, "checkpoints");
    if (!below) return tl::unexpected(below.error());
    const auto all = reading.session.checkpoints(reading.member.organisation);
    if (!all) return refuse(all.error());
    CheckpointList list;
    for (auto one = all->rbegin(); one != all->rend(); ++one) {
      if (one->size >= *below) continue;
      if (list.checkpoints.size() == kPage) {
        list.next = next_page("checkpoints", list.checkpoints.back().size);
        break;
      }
      list.checkpoints.push_back(view_of(*one));
    }
    return list;
  });

  api.read<CheckpointView>(of_record("latestCheckpoint", "GET", "/checkpoints/latest", "", "The last signed root."),
                           [](Reading& reading) -> Outcome<CheckpointView> {
                             if (auto may = may_look(reading.member, reading.call.now); !may) {
                               return tl::unexpected(std::move(may.error()));
                             }
                             const auto last = reading.session.latest_checkpoint(reading.member.organisation);
                             if (!last) return refuse(last.error());
                             if (!*last) return not_found();
                             return view_of(**last);
                           });

  api.create<CosignatureBody, CheckpointView>(
      of_record("cosign", "POST", "/cosignatures", "cosign",
                "Your party's witness has seen the record up to a checkpoint, and signs it."),
      [](Changing& changing, CosignatureBody& body) -> Outcome<Answer> {
        const Member& member = *changing.member;
        if (!member.may("cosign", {}, changing.call.now)) {
          return refuse("not-allowed", "You do not sign for " + member.party + ".",
                        "Its representatives do, or whoever holds one of its roles.");
        }
        const auto note = record::parse_note(body.note.text);
        if (!note) return tl::unexpected(Refusal{422, note.error(), {{"/note", note.error().message}}});
        auto session = changing.transaction.read(store::Scope(member.organisation));
        if (!session) return not_found();
        const auto now = with_cosignatures(*session, member.organisation, *note, member.party);
        if (!now) return refuse(now.error());
        if (const auto put = changing.transaction.put_checkpoint(member.organisation, *now); !put) {
          return refuse(put.error());
        }
        Answer answer = Api::answer_of(view_of(*now));
        answer.status = 201;
        return answer;
      });
}

void Proof::add_routes(Api& api) {
  auto taking = of_record("exportBundle", "GET", "/bundle", "export",
                          "What a party may see of the record, as one file that proves itself (docs/bundle.md).");
  taking.query = {{"as", "for which party; yours where it is left out"},
                  {"since", "only what follows so many entries, for whoever has those: a continuation"}};
  taking.answers_with = "application/jsonl";
  api.act<Nothing, BundleLine>(taking, [this, &api](Call& call, Nothing&) { return bundle(api, call); });
  add_keys(api);
  add_checkpoints(api);
  add_timeline(api);
}

}  // namespace concordat::operate

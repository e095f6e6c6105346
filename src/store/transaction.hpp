// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "record/entry.hpp"
#include "store/database.hpp"
#include "store/session.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string_view>

// A transaction that writes. INVARIANT: entries, vault texts, tree tiles, projections and the outbox change together or
// not at all; what was not committed when it ends is undone. While one is open every other writer waits.
namespace concordat::store {

class OrgWriter;

class Transaction {
 public:
  // Waits for other writers. `now` is when everything in it is recorded (or the last entry's instant, if that is
  // later).
  Transaction(Database& database, Instant now);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  // "organisation-exists" where the name is taken; "bad-name" where it is empty, too long or not text.
  Result<OrgId> create_organisation(std::string_view name, const FillRandom& fill);
  // Appends one entry and the texts that come with it; answers its sequence. A draft that cannot be an entry is a
  // problem, and the transaction goes on without it.
  Result<std::int64_t> append(const OrgId& organisation, record::Draft draft);
  // Appends an entry that this record lost, exactly as it was (restore). It must continue the record, else the problem
  // "not-the-next-entry". Texts that are not to be had are withheld.
  Result<void> append_line(const OrgId& organisation, std::string_view line);
  Result<void> put_text(const OrgId& organisation, const record::VaultText& text);
  Result<void> withhold_text(const OrgId& organisation, std::string_view text_id);
  // Deletes the text and its salt, and appends the entry `text.erased` that says so.
  Result<std::int64_t> erase_text(const OrgId& organisation, std::string_view text_id, std::string_view why,
                                  std::string_view actor, std::string_view party);
  // Stores a signed root, or the same with more cosignatures. It must be of a size and root that this record has.
  Result<void> put_checkpoint(const OrgId& organisation, const StoredCheckpoint& checkpoint);

  // Reads what is stored, this transaction's own changes included.
  Result<Session> read(const Scope& scope);
  // For the cabinet: what is kept beside the record (people who sign in, sessions, timers) changes with it.
  Connection& connection() { return connection_; }
  Instant now() const { return now_; }
  // What was appended since the transaction, or its last attempt, began.
  Appended appended(const OrgId& organisation) const;

  // Runs `fn`; where it answers a problem or throws, what it did is undone, and what was done before stays.
  Result<void> attempt(const std::function<Result<void>(Transaction&)>& fn);

  // On disk when it returns.
  void commit();

 private:
  Result<OrgWriter*> writer(const OrgId& organisation);
  void flush();

  void count_in(const OrgId& organisation, const OrgWriter& writer);
  void put_in_outbox();

  // What others may want to be told of: [first, past) of each record.
  struct Stretch {
    std::int64_t first = 0;
    std::int64_t past = 0;
  };

  Connection& connection_;
  Instant now_;
  bool erased_ = false;
  std::map<OrgId, std::unique_ptr<OrgWriter>> writers_;
  std::map<OrgId, Appended> appended_;
  std::map<OrgId, Stretch> untold_;
};

}  // namespace concordat::store

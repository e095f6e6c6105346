// SPDX-License-Identifier: Apache-2.0
// The log that measures fold (ticket/history.hpp), row by row: what ticket::LogBuilder makes of all entries at once.
#include "store/projection.hpp"
#include "ticket/history.hpp"

#include <algorithm>
#include <unordered_map>

namespace concordat::store {
namespace {

constexpr ProjectedTable kHistoryTables[] = {
    {"name", "delete from name where org_id = :org", "select idx, name from name where org_id = :org order by idx",
     "nt"},
    {"source", "delete from source where org_id = :org",
     "select idx, source, described_by from source where org_id = :org order by idx", "ntn"},
    {"ticket_history", "delete from ticket_history where org_id = :org",
     "select ordinal, ticket, history from ticket_history where org_id = :org order by ordinal", "ntt"},
};

struct Touched {
  std::int64_t ordinal = 0;
  ticket::History history;
};

struct KnownSource {
  std::string name;
  std::int64_t described_by = -1;
  bool changed = false;
};

class HistoryProjection final : public Projection {
 public:
  HistoryProjection(Connection& connection, const Tenant& tenant) : connection_(connection), tenant_(tenant) {}

  std::span<const ProjectedTable> tables() const override { return kHistoryTables; }

  void step(const record::Entry& entry) override {
    if (entry.kind == ticket::kTicketObserved) {
      load();
      Touched& seen = touch(ticket::subject_name(entry));
      seen.history.source = source_index(ticket::source_name(entry));
      ticket::step(seen.history, entry, names_);
    } else if (entry.kind == ticket::kImportBegun) {
      load();
      auto& source = sources_[static_cast<std::size_t>(source_index(ticket::source_name(entry)))];
      source.described_by = entry.sequence;
      source.changed = true;
    }
  }

  void flush() override {
    if (!loaded_) return;
    for (; names_written_ < names_.size(); ++names_written_) {
      const auto idx = static_cast<std::int32_t>(names_written_);
      connection_.tenant(tenant_, "insert into name (org_id, idx, name) values (:org, :idx, :name)", "nnt")
          .run(idx, names_.name(idx));
    }
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      if (!sources_[i].changed) continue;
      connection_
          .tenant(tenant_,
                  "insert into source (org_id, idx, source, described_by) values (:org, :idx, :source, :by) "
                  "on conflict (org_id, idx) do update set described_by = excluded.described_by",
                  "nntn")
          .run(static_cast<std::int64_t>(i), sources_[i].name, sources_[i].described_by);
      sources_[i].changed = false;
    }
    for (const Touched* seen : by_ordinal()) {
      connection_
          .tenant(tenant_,
                  "insert into ticket_history (org_id, ordinal, ticket, history) "
                  "values (:org, :ordinal, :ticket, :history) "
                  "on conflict (org_id, ordinal) do update set history = excluded.history",
                  "nntt")
          .run(seen->ordinal, seen->history.ticket, ticket::encode(seen->history));
    }
    touched_.clear();
  }

 private:
  void load() {
    if (loaded_) return;
    loaded_ = true;
    auto& names =
        connection_.tenant(tenant_, "select name from name where org_id = :org order by idx", "n", "t").start();
    while (names.next()) names_.intern(names.text(0));
    names_written_ = names_.size();
    auto& sources =
        connection_
            .tenant(tenant_, "select source, described_by from source where org_id = :org order by idx", "n", "tn")
            .start();
    while (sources.next()) sources_.push_back({sources.text(0), sources.number(1), false});
    auto& next = connection_.tenant(
        tenant_, "select coalesce(max(ordinal), -1) from ticket_history where org_id = :org", "n", "n");
    next.one();
    next_ordinal_ = next.number(0) + 1;
  }

  Touched& touch(std::string_view ticket) {
    const auto [found, added] = touched_.try_emplace(std::string(ticket));
    Touched& seen = found->second;
    if (!added) return seen;
    auto& row = connection_.tenant(
        tenant_, "select ordinal, history from ticket_history where org_id = :org and ticket = :ticket", "nt", "nt");
    if (!row.one(ticket)) {
      seen.ordinal = next_ordinal_++;
      seen.history.ticket = ticket;
      return seen;
    }
    seen.ordinal = row.number(0);
    auto history = ticket::decode(ticket, row.text(1), names_.size());
    if (!history) throw Failure(std::move(history.error()));
    seen.history = std::move(*history);
    return seen;
  }

  std::int32_t source_index(std::string_view name) {
    auto known =
        std::find_if(sources_.begin(), sources_.end(), [&](const auto& source) { return source.name == name; });
    if (known == sources_.end()) known = sources_.insert(known, {std::string(name), -1, true});
    return static_cast<std::int32_t>(known - sources_.begin());
  }

  // Rows are written in the order in which they will be read.
  std::vector<const Touched*> by_ordinal() const {
    std::vector<const Touched*> all;
    for (const auto& [ticket, seen] : touched_) all.push_back(&seen);
    std::sort(all.begin(), all.end(), [](const Touched* a, const Touched* b) { return a->ordinal < b->ordinal; });
    return all;
  }

  Connection& connection_;
  const Tenant& tenant_;
  bool loaded_ = false;
  ticket::Names names_;
  std::size_t names_written_ = 0;
  std::vector<KnownSource> sources_;
  std::int64_t next_ordinal_ = 0;
  std::unordered_map<std::string, Touched> touched_;
};

}  // namespace

std::unique_ptr<Projection> make_history_projection(Connection& connection, const Tenant& tenant) {
  return std::make_unique<HistoryProjection>(connection, tenant);
}

}  // namespace concordat::store

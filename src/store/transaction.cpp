// SPDX-License-Identifier: Apache-2.0
#include "store/transaction.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "record/note.hpp"
#include "store/connection.hpp"
#include "store/org_writer.hpp"

namespace concordat::store {

Transaction::Transaction(Database& database, Instant now) : connection_(database.connection()), now_(now) {
  connection_.engine().begin_writing();
}

Transaction::~Transaction() { connection_.roll_back(); }

Result<OrgId> Transaction::create_organisation(std::string_view name, const FillRandom& fill) {
  if (name.empty() || name.size() > limits::kNameBytesMax || first_invalid_utf8(name)) {
    return fail("bad-name",
                "An organisation's name is text of 1 to " + std::to_string(limits::kNameBytesMax) + " bytes.");
  }
  auto& taken = connection_.directory("select count(*) from organisation where name = :name", "t", "n");
  if (taken.one(name) && taken.number(0) > 0) {
    return fail("organisation-exists", "There is an organisation '" + std::string(name) + "' already.");
  }
  auto& last = connection_.directory("select coalesce(max(org_id), 0) from organisation", "", "n");
  last.one();
  const OrgId id{random_id('o', fill)};
  connection_.directory("insert into organisation (org_id, id, name) values (:org, :id, :name)", "ntt")
      .run(last.number(0) + 1, id.value, name);
  const auto created = append(id, {.at = std::nullopt,
                                   .actor = "host",
                                   .party = {},
                                   .audience = record::Audience::shared(),
                                   .subject = "organisation",
                                   .kind = "organisation.created",
                                   .agreement = {},
                                   .body = {{"name", name}},
                                   .texts = {}});
  if (!created) return tl::unexpected(created.error());
  return id;
}

Result<OrgWriter*> Transaction::writer(const OrgId& organisation) {
  auto& writer = writers_[organisation];
  if (!writer) {
    auto tenant = connection_.find(organisation);
    if (!tenant) return fail("unknown-organisation", "There is no such organisation.", "Ask for one that you may see.");
    writer = std::make_unique<OrgWriter>(connection_, std::move(*tenant), now_);
  }
  return writer.get();
}

Result<std::int64_t> Transaction::append(const OrgId& organisation, record::Draft draft) {
  const auto writer = this->writer(organisation);
  if (!writer) return tl::unexpected(writer.error());
  const auto sequence = (*writer)->append(std::move(draft));
  if (!sequence) return sequence;
  count_in(organisation, **writer);
  Stretch& stretch = untold_.try_emplace(organisation, Stretch{*sequence, *sequence}).first->second;
  stretch.past = *sequence + 1;
  return sequence;
}

Result<void> Transaction::append_line(const OrgId& organisation, std::string_view line) {
  const auto writer = this->writer(organisation);
  if (!writer) return tl::unexpected(writer.error());
  const auto appended = (*writer)->append_line(line);
  if (appended) count_in(organisation, **writer);
  return appended;
}

void Transaction::count_in(const OrgId& organisation, const OrgWriter& writer) {
  erased_ = erased_ || writer.erased();
  Appended& appended = appended_[organisation];
  if (appended.count++ == 0) appended.first = writer.size() - 1;
  appended.recorded = writer.recorded();
  appended.clock_behind_us = writer.clock_behind_us();
}

Result<void> Transaction::put_text(const OrgId& organisation, const record::VaultText& text) {
  const auto writer = this->writer(organisation);
  if (!writer) return tl::unexpected(writer.error());
  (*writer)->put_text(text);
  return {};
}

Result<void> Transaction::withhold_text(const OrgId& organisation, std::string_view text_id) {
  const auto writer = this->writer(organisation);
  if (!writer) return tl::unexpected(writer.error());
  (*writer)->withhold_text(text_id);
  return {};
}

Result<std::int64_t> Transaction::erase_text(const OrgId& organisation, std::string_view text_id, std::string_view why,
                                             std::string_view actor, std::string_view party) {
  auto session = Session::open(connection_, Scope(organisation));
  if (!session) return tl::unexpected(session.error());
  const auto text = session->text(organisation, text_id);
  if (text->state == TextState::erased) {
    return fail("already-erased", "The text '" + std::string(text_id) + "' is erased already.");
  }
  if (text->state == TextState::missing)
    return fail("unknown-text", "There is no text '" + std::string(text_id) + "'.");
  return append(organisation, {.at = std::nullopt,
                               .actor = std::string(actor),
                               .party = std::string(party),
                               // Who may see a commitment must see what became of its text.
                               .audience = record::Audience::shared(),
                               .subject = "text:" + std::string(text_id),
                               .kind = "text.erased",
                               .agreement = {},
                               .body = {{"why", why}},
                               .texts = {}});
}

Result<void> Transaction::put_checkpoint(const OrgId& organisation, const StoredCheckpoint& checkpoint) {
  if (checkpoint.note.empty() || checkpoint.note.size() > limits::kNoteBytesMax) {
    return fail("bad-note", "A checkpoint's note has 1 to " + std::to_string(limits::kNoteBytesMax) + " bytes.");
  }
  const auto note = record::parse_note(checkpoint.note);
  if (!note) return tl::unexpected(note.error());
  const auto signed_root = record::parse_checkpoint(note->text);
  if (!signed_root) return tl::unexpected(signed_root.error());
  auto session = read(Scope(organisation));
  if (!session) return tl::unexpected(session.error());
  if (const auto writer = this->writer(organisation)) (*writer)->flush_tree();
  const auto root = session->root(organisation, checkpoint.size);
  if (!root) return tl::unexpected(root.error());
  if (*root != checkpoint.root || signed_root->root != checkpoint.root || signed_root->size != checkpoint.size) {
    return fail("other-root", "The checkpoint of size " + std::to_string(checkpoint.size) + " is not of this record.");
  }
  const auto writer = this->writer(organisation);
  connection_
      .tenant((*writer)->tenant(),
              "insert into checkpoint (org_id, size, root, note, made_at_us) values (:org, :size, :root, :note, :made) "
              "on conflict (org_id, size) do update set note = excluded.note",
              "nnttn")
      .run(checkpoint.size, record::to_hex(checkpoint.root), checkpoint.note, checkpoint.made_at.us);
  return {};
}

Result<Session> Transaction::read(const Scope& scope) {
  flush();
  return Session::open(connection_, scope);
}

Appended Transaction::appended(const OrgId& organisation) const {
  const auto found = appended_.find(organisation);
  return found == appended_.end() ? Appended{} : found->second;
}

void Transaction::flush() {
  for (const auto& [organisation, writer] : writers_) {
    if (writer) writer->flush();
  }
}

Result<void> Transaction::attempt(const std::function<Result<void>(Transaction&)>& fn) {
  flush();
  appended_.clear();
  connection_.engine().set_mark();
  for (const auto& [organisation, writer] : writers_) {
    if (writer) writer->mark();
  }
  const auto undo = [this, untold = untold_] {
    connection_.engine().back_to_mark();
    // What was kept in memory knows of the attempt: it goes back too, or is read again when it is needed.
    std::erase_if(writers_, [](const auto& one) { return !one.second || !one.second->is_marked(); });
    for (const auto& [organisation, writer] : writers_) writer->back_to_mark();
    appended_.clear();
    untold_ = untold;
  };
  try {
    auto result = fn(*this);
    if (!result) {
      undo();
      return result;
    }
    flush();
    connection_.engine().forget_mark();
    return result;
  } catch (...) {
    // A full disk has made the engine undo the whole transaction.
    if (connection_.in_transaction()) undo();
    throw;
  }
}

void Transaction::put_in_outbox() {
  for (const auto& [organisation, stretch] : untold_) {
    connection_
        .tenant(*connection_.find(organisation),
                "insert into outbox (org_id, first_sequence, past_sequence) values (:org, :first, :past)", "nnn")
        .run(stretch.first, stretch.past);
  }
  untold_.clear();
}

void Transaction::commit() {
  flush();
  put_in_outbox();
  for (const auto& [organisation, writer] : writers_) {
    if (writer) writer->flush_tree();
  }
  connection_.engine().commit(erased_);
}

}  // namespace concordat::store

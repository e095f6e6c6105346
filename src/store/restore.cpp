// SPDX-License-Identifier: Apache-2.0
// After a restore: the entries that the backup does not have, from a mirror; or a new epoch where nobody has them.
#include "base/text.hpp"
#include "store/maintenance.hpp"
#include "record/references.hpp"
#include "store/transaction.hpp"

#include <set>

namespace concordat::store {
namespace {

Problem differs(std::int64_t sequence, const std::string& why) {
  return {"mirror-differs", "The mirror's entry " + std::to_string(sequence) + " does not continue this record: " + why,
          std::nullopt, "Ask another mirror, or open a new epoch; nothing was changed."};
}

struct TextWanted {
  std::string id;
  std::string digest;
};

Result<std::vector<TextWanted>> texts_of(std::string_view line) {
  const auto entry = record::parse_entry(line);
  if (!entry) return tl::unexpected(entry.error());
  std::vector<TextWanted> wanted;
  record::each_text_reference(entry->body, [&](std::string_view id, std::string_view digest) {
    wanted.push_back({std::string(id), std::string(digest)});
  });
  return wanted;
}

// A text that one entry of the mirror's refers to, unless an earlier one did.
Result<void> take_text(Transaction& transaction, Session& session, const OrgId& organisation,
                       const MirrorSource& mirror, const TextWanted& wanted, std::set<std::string>& seen) {
  if (!seen.insert(wanted.id).second) return {};
  const auto here = session.text(organisation, wanted.id);
  if (here && here->state != TextState::missing) return {};
  const auto text = mirror.text(wanted.id);
  if (!text) return transaction.withhold_text(organisation, wanted.id);
  if (text->id != wanted.id || !from_hex(text->salt) || record::text_digest(text->salt, text->text) != wanted.digest) {
    return fail("mirror-differs", "The mirror's text '" + wanted.id + "' is not the one that its entry was made with.",
                "Ask another mirror, or open a new epoch; nothing was changed.");
  }
  return transaction.put_text(organisation, *text);
}

}  // namespace

Result<Appended> restore_from_mirror(Database& database, const OrgId& organisation, const MirrorSource& mirror,
                                     Instant now) {
  Transaction transaction(database, now);
  auto session = transaction.read(Scope(organisation));
  if (!session) return tl::unexpected(session.error());
  const auto from = session->size(organisation);
  if (!from) return tl::unexpected(from.error());
  if (mirror.checkpoint.size < *from) {
    return fail("mirror-behind",
                "The mirror's checkpoint is of size " + std::to_string(mirror.checkpoint.size) +
                    ", and this record has " + std::to_string(*from) + " entries already.",
                "The backup is newer than the mirror: there is nothing to take from it.");
  }
  std::set<std::string> seen;
  for (std::int64_t sequence = *from; sequence < mirror.checkpoint.size; ++sequence) {
    const auto line = mirror.line(sequence);
    if (!line) {
      return fail("mirror-incomplete", "The mirror does not have entry " + std::to_string(sequence) + ".",
                  "Ask the mirrors of the other parties too, or open a new epoch; nothing was changed.");
    }
    const auto texts = texts_of(*line);
    if (!texts) return tl::unexpected(differs(sequence, texts.error().message));
    for (const auto& wanted : *texts) {
      if (const auto taken = take_text(transaction, *session, organisation, mirror, wanted, seen); !taken) {
        return tl::unexpected(taken.error());
      }
    }
    if (const auto appended = transaction.append_line(organisation, *line); !appended) {
      return tl::unexpected(differs(sequence, appended.error().message));
    }
  }
  if (const auto put = transaction.put_checkpoint(organisation, mirror.checkpoint); !put) {
    if (put.error().code != "other-root") return tl::unexpected(put.error());
    return tl::unexpected(differs(*from, "with the mirror's entries the root is not the one that was signed."));
  }
  transaction.commit();
  return transaction.appended(organisation);
}

Result<std::int64_t> open_epoch(Database& database, const OrgId& organisation,
                                const std::optional<StoredCheckpoint>& last_cosigned, Instant now) {
  Transaction transaction(database, now);
  auto session = transaction.read(Scope(organisation));
  if (!session) return tl::unexpected(session.error());
  const auto size = session->size(organisation);
  const auto epoch = session->epoch(organisation);
  if (!size || !epoch) return tl::unexpected(size ? epoch.error() : size.error());
  boost::json::object body{{"epoch", *epoch + 1}, {"lost_from", *size}};
  if (last_cosigned) {
    body["checkpoint"] = last_cosigned->note;
    // More may be lost than was ever signed; this much is certain.
    if (last_cosigned->size > *size) body["lost_through"] = last_cosigned->size - 1;
  }
  const auto opened = transaction.append(organisation, {.at = std::nullopt,
                                                        .actor = "host",
                                                        .party = {},
                                                        .audience = record::Audience::shared(),
                                                        .subject = "organisation",
                                                        .kind = "epoch.opened",
                                                        .agreement = {},
                                                        .body = std::move(body),
                                                        .texts = {}});
  if (!opened) return tl::unexpected(opened.error());
  transaction.commit();
  return *epoch + 1;
}

}  // namespace concordat::store

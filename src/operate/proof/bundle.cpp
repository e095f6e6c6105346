// SPDX-License-Identifier: Apache-2.0
#include "operate/proof/bundle.hpp"

#include "base/text.hpp"
#include "measure/figure_fold.hpp"
#include "operate/proof/signing.hpp"
#include "record/references.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace concordat::operate {
namespace {

record::BundleHeader header_of(const store::OrgId& organisation, const record::VerifierKey& host,
                               const std::string& party, std::int64_t entries, const record::PairedKeys& paired) {
  record::BundleHeader header;
  header.organisation = organisation.value;
  header.party = party;
  header.entries = entries;
  header.keys.push_back(host.text());
  for (const auto& [name, paired_key] : paired.all()) {
    // The organisation may be paired with the host's own key, which stands there already.
    if (const std::string text = paired_key.text(); text != header.keys.front()) header.keys.push_back(text);
  }
  return header;
}

// That there is damage; `concordat check` says where.
Problem damage_found() {
  return {"damaged-record", "The record is damaged: what is stored does not give the root that was signed.",
          std::nullopt, "Restore from a backup (concordat restore --help)."};
}

// What one pass over the entries gathers for the rest of the bundle.
struct Pass {
  std::map<std::string, std::string> texts;  // id to digest
  measure::FigureFold figures;
  std::int64_t withheld = 0;
};

Result<Pass> write_entries(store::Session& session, const store::OrgId& organisation, const std::string& party,
                           std::int64_t size, record::BundleWriter& writer) {
  Pass pass;
  std::optional<Problem> problem;
  const auto done = session.for_each_line(organisation, 0, size, [&](std::int64_t sequence, std::string_view line) {
    if (problem) return;
    const auto entry = record::parse_entry(line);
    if (!entry || entry->sequence != sequence) {
      problem = damage_found();
      return;
    }
    if (!entry->audience.includes(party)) {
      writer.withheld(record::leaf_hash(line));
      ++pass.withheld;
      return;
    }
    writer.entry(line);
    pass.figures.step(*entry);
    record::each_text_reference(
        entry->body, [&pass](std::string_view id, std::string_view digest) { pass.texts.emplace(id, digest); });
  });
  if (!done) return tl::unexpected(done.error());
  if (problem) return tl::unexpected(*problem);
  return pass;
}

Result<void> write_texts(store::Session& session, const store::OrgId& organisation,
                         const std::map<std::string, std::string>& texts, measure::FigureFold& figures,
                         record::BundleWriter& writer) {
  for (const auto& [id, digest] : texts) {
    const auto found = session.text(organisation, id);
    if (!found) return tl::unexpected(found.error());
    if (found->state != store::TextState::present) continue;
    if (record::text_digest(found->salt, found->text) != digest) return tl::unexpected(damage_found());
    writer.text({id, found->salt, found->text});
    figures.text(id, found->text);
  }
  return {};
}

// The log that a checkpoint's note speaks of; empty where the note is none.
std::string origin_of(const std::string& bytes) {
  const auto note = record::parse_note(bytes);
  if (!note) return {};
  const auto checkpoint = record::parse_checkpoint(note->text);
  return checkpoint ? checkpoint->origin : std::string();
}

// Checkpoints that others may hold: those of this log (an earlier epoch is another one) that somebody cosigned, the
// newest.
Result<std::vector<std::string>> earlier_notes(store::Session& session, const store::OrgId& organisation,
                                               const store::StoredCheckpoint& last) {
  constexpr std::size_t kEarlierMax = 64;
  const auto all = session.checkpoints(organisation);
  if (!all) return tl::unexpected(all.error());
  const std::string origin = origin_of(last.note);
  std::vector<std::string> cosigned;
  for (const auto& one : *all) {
    const auto note = record::parse_note(one.note);
    if (!note || note->signatures.size() < 2 || one.size >= last.size || origin_of(one.note) != origin) continue;
    cosigned.push_back(one.note);
  }
  const std::size_t skip = cosigned.size() > kEarlierMax ? cosigned.size() - kEarlierMax : 0;
  cosigned.erase(cosigned.begin(), cosigned.begin() + static_cast<std::ptrdiff_t>(skip));
  return cosigned;
}

}  // namespace

Result<void> known_party(store::Session& session, const store::OrgId& organisation, const std::string& party) {
  const auto parties = session.parties(organisation);
  if (!parties) return tl::unexpected(parties.error());
  std::vector<std::string> keys;
  for (const auto& one : *parties) keys.push_back(one.key);
  if (std::find(keys.begin(), keys.end(), party) != keys.end()) return {};
  std::string all;
  for (const auto& key : keys) all += (all.empty() ? "" : ", ") + key;
  const auto near = nearest_name(party, keys);
  return fail("unknown-party", "The record knows no party \"" + party + "\".",
              near ? "Did you mean " + *near + "?" : "It knows: " + all + ".");
}

Result<BundleMade> make_bundle(store::Session& session, const store::OrgId& organisation,
                               const record::VerifierKey& host, const store::StoredCheckpoint& checkpoint,
                               const std::string& party, const record::BundleWriter::Sink& sink) {
  if (const auto known = known_party(session, organisation, party); !known) return tl::unexpected(known.error());
  const auto paired = paired_keys(session, organisation);
  if (!paired) return tl::unexpected(paired.error());
  record::BundleWriter writer(header_of(organisation, host, party, checkpoint.size, *paired), sink);
  auto pass = write_entries(session, organisation, party, checkpoint.size, writer);
  if (!pass) return tl::unexpected(pass.error());
  if (writer.root() != checkpoint.root) return tl::unexpected(damage_found());
  if (const auto done = write_texts(session, organisation, pass->texts, pass->figures, writer); !done) {
    return tl::unexpected(done.error());
  }
  const auto earlier = earlier_notes(session, organisation, checkpoint);
  if (!earlier) return tl::unexpected(earlier.error());
  for (const std::string& note : *earlier) {
    if (const auto written = writer.earlier_checkpoint(note); !written) return tl::unexpected(written.error());
  }
  writer.figures(std::move(pass->figures).finish());
  if (const auto done = writer.finish(checkpoint.note); !done) return tl::unexpected(done.error());
  return BundleMade{checkpoint.size, pass->withheld, checkpoint.size, checkpoint.root};
}

Result<void> make_continuation(store::Session& session, const store::OrgId& organisation,
                               const record::VerifierKey& host, const store::StoredCheckpoint& checkpoint,
                               const std::string& party, std::int64_t since, const record::BundleWriter::Sink& sink) {
  if (const auto known = known_party(session, organisation, party); !known) return tl::unexpected(known.error());
  const auto paired = paired_keys(session, organisation);
  if (!paired) return tl::unexpected(paired.error());
  record::ContinuationWriter writer({header_of(organisation, host, party, checkpoint.size, *paired), since}, sink);
  std::set<std::string> texts;
  std::optional<Problem> problem;
  const auto done = session.for_each_line(
      organisation, std::min(since, checkpoint.size), checkpoint.size,
      [&](std::int64_t sequence, std::string_view line) {
        const auto entry = record::parse_entry(line);
        if (!entry) {
          problem = damage_found();
        } else if (!entry->audience.includes(party)) {
          writer.withheld(sequence, record::leaf_hash(line));
        } else {
          writer.entry(line);
          record::each_text_reference(entry->body, [&](std::string_view id, std::string_view) { texts.emplace(id); });
        }
      });
  if (!done) return done;
  if (problem) return tl::unexpected(*problem);
  for (const std::string& id : texts) {
    const auto found = session.text(organisation, id);
    if (!found) return tl::unexpected(found.error());
    if (found->state == store::TextState::present) writer.text({id, found->salt, found->text});
  }
  const auto earlier = earlier_notes(session, organisation, checkpoint);
  if (!earlier) return tl::unexpected(earlier.error());
  for (const std::string& note : *earlier) writer.earlier_checkpoint(note);
  Result<record::Proof> proof;
  if (since > 0 && since < checkpoint.size) proof = session.consistency(organisation, since, checkpoint.size);
  if (!proof) return tl::unexpected(proof.error());
  writer.finish(checkpoint.note, *proof);
  return {};
}

}  // namespace concordat::operate

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "record/bundle.hpp"
#include "record/bundle_check.hpp"
#include "record/note.hpp"
#include "record/references.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

// A small record to make bundles of: Harbour's, with the provider Northwind, who also watches it.
namespace concordat::record::testing {

inline SigningKey key_of(std::uint8_t fill, std::string name) {
  std::array<std::uint8_t, 32> seed{};
  seed.fill(fill);
  return SigningKey::from_seed(std::move(name), seed);
}

inline SigningKey host_key() { return key_of(1, "desk.harbour.example"); }
inline SigningKey witness_key() { return key_of(2, "northwind.example"); }
inline VerifierKey host_vkey() { return host_key().verifier(SignatureType::ed25519); }
inline VerifierKey witness_vkey() { return witness_key().verifier(SignatureType::cosignature); }

inline const std::string kOrganisation = "o_0123456789abcdef";
inline const Instant kStart = *parse_instant("2026-03-06T16:00:00Z");

inline VaultText text_of(int number, std::string text) {
  return {"t_" + std::string(14, '0') + std::to_string(10 + number),
          std::string(64, static_cast<char>('a' + number % 6)), std::move(text)};
}

struct World {
  std::vector<Entry> entries;
  std::vector<VaultText> texts;
  std::set<std::string> erased;

  Entry& add(std::string kind, std::string subject, boost::json::object body) {
    Entry entry;
    entry.organisation = kOrganisation;
    entry.sequence = static_cast<std::int64_t>(entries.size());
    entry.recorded = Instant{kStart.us + entry.sequence * 1'000'000};
    entry.at = entry.recorded;
    entry.actor = "import";
    entry.subject = std::move(subject);
    entry.kind = std::move(kind);
    entry.body = std::move(body);
    entries.push_back(std::move(entry));
    return entries.back();
  }
  Entry& ticket(int number, std::string subject) {
    texts.push_back(text_of(number, std::move(subject)));
    return add("ticket.observed", "ticket:INC" + std::to_string(number),
               {{"source", "desk"}, {"source_state", "New"}, {"subject", text_reference(texts.back())}});
  }
  void erase(const VaultText& text) {
    erased.insert(text.id);
    add("text.erased", "text:" + text.id, {{"why", "asked for"}});
  }
  std::string line(std::int64_t sequence) const { return to_line(entries[static_cast<std::size_t>(sequence)]); }
  Tree tree() const {
    Tree tree;
    for (const Entry& entry : entries) tree.append(leaf_hash(to_line(entry)));
    return tree;
  }
  // Signed by the host; cosigned where a time is given.
  std::string note(std::int64_t size, const SigningKey& host, std::optional<Instant> cosigned = std::nullopt) const {
    Note note{to_text(Checkpoint{log_origin(host.name(), kOrganisation), size, tree().root(size), {}}), {}};
    note.signatures.push_back(sign_text(host, note.text));
    if (cosigned) note.signatures.push_back(cosign_text(witness_key(), note.text, *cosigned));
    return to_text(note);
  }
};

// Ten entries: three not for Northwind, four with texts, one of which is erased.
inline World small_world() {
  World world;
  world.add("organisation.created", "organisation", {{"name", "Harbour"}});
  world.ticket(1, "Printer prints nothing");
  world.ticket(2, "Screen is „black“").audience = Audience::only({"eastgate", "harbour"});
  world.ticket(3, "Mail bounces");
  world.add("team.declared", "team:Desk", {{"party", "harbour"}}).audience = Audience::requester();
  world.ticket(4, "Phone of a person who left");
  world.add("party.declared", "party:eastgate", {}).audience = Audience::only({"eastgate"});
  world.erase(world.texts.back());
  world.add("ticket.observed", "ticket:INC1", {{"source", "desk"}, {"source_state", "Closed"}, {"priority", 1.5}});
  world.add("party.declared", "party:westgate", {}).audience = Audience::only({"harbour"});
  return world;
}

struct BundleOptions {
  std::string party = "northwind";
  SigningKey host = host_key();
  std::vector<std::string> keys{host_vkey().text(), witness_vkey().text()};
  bool earlier = true;
  std::optional<boost::json::object> figures_stated =
      boost::json::object{{"flow", {{"tickets", 3}, {"share", 0.8333333333333334}}}};
  bool cosigned = true;
};

inline std::string bundle_of(const World& world, const BundleOptions& options = {}) {
  std::string out;
  const auto size = static_cast<std::int64_t>(world.entries.size());
  BundleWriter writer({kOrganisation, options.party, size, options.keys},
                      [&out](std::string_view bytes) { out += bytes; });
  std::set<std::string> wanted;
  for (const Entry& entry : world.entries) {
    if (!entry.audience.includes(options.party)) {
      writer.withheld(leaf_hash(to_line(entry)));
      continue;
    }
    writer.entry(to_line(entry));
    each_text_reference(entry.body, [&wanted](std::string_view id, std::string_view) { wanted.emplace(id); });
  }
  auto texts = world.texts;
  std::sort(texts.begin(), texts.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  for (const auto& text : texts) {
    if (wanted.contains(text.id) && !world.erased.contains(text.id)) writer.text(text);
  }
  if (options.earlier && size > 4) {
    EXPECT_TRUE(writer.earlier_checkpoint(world.note(4, options.host, kStart)));
  }
  if (options.figures_stated) writer.figures(*options.figures_stated);
  const auto cosigned = options.cosigned ? std::optional(Instant{kStart.us + 60'000'000}) : std::nullopt;
  EXPECT_TRUE(writer.finish(world.note(size, options.host, cosigned)));
  return out;
}

inline BundleReport check(std::string_view bundle, std::vector<VerifierKey> trust = {},
                          BundleChecker::OnEntry on_entry = nullptr) {
  BundleChecker checker(std::move(trust), std::move(on_entry));
  std::size_t end = 0;
  while ((end = bundle.find('\n')) != std::string_view::npos) {
    checker.line(bundle.substr(0, end));
    bundle.remove_prefix(end + 1);
  }
  return checker.finish(!bundle.empty());
}

}  // namespace concordat::record::testing

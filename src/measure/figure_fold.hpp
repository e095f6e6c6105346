// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/access.hpp"
#include "agreement/version.hpp"
#include "ticket/history.hpp"
#include "ticket/zones.hpp"

#include <boost/json/object.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The figures that a bundle states, made from its entries and nothing else: who writes a bundle and who checks it call
// the same code. INVARIANT: same entries, same figures; people are named by their ids, since a name may be erased.
namespace concordat::measure {

// A version that changes what is a party's, as far as the bundle's texts show it, without saying that it needs that
// party's approval.
struct NotAsked {
  std::string version;
  std::string party;
};

class FigureFold {
 public:
  void step(const record::Entry& entry);  // in order of sequence, entries that the party may see
  // A text that one of them refers to; those that are no text of an agreement are passed over.
  void text(std::string_view id, std::string_view bytes);
  // {"flow":{…}} and, where a version of the agreement came into force, "sla": as `measure sla` has it, as of the last
  // entry. What BundleWriter::figures takes.
  boost::json::object finish() &&;
  const agreement::Versions& versions() const { return versions_; }
  // Whom a version needs is the host's word: here it is worked out again. By version, then by party.
  std::vector<NotAsked> not_asked() const;

 private:
  std::optional<agreement::Agreement> agreement_of(const agreement::Version& version) const;
  boost::json::object sla(ticket::Log log) const;

  ticket::LogBuilder log_;
  ticket::Zones zones_;
  agreement::Versions versions_;
  std::map<std::string, std::string> based_on_;  // by version: the one that was in force when it was proposed, if any
  agreement::Recorded recorded_;
  agreement::AccessLog access_;
  std::map<std::string, std::string, std::less<>> texts_;          // of agreements, by id; empty until it is there
  std::map<std::string, std::vector<record::Entry>> own_tickets_;  // made here, by commands
  Instant last_;
};

}  // namespace concordat::measure

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "record/entry.hpp"
#include "ticket/history.hpp"
#include "ticket/zones.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <vector>

// The figures that a bundle states, made from its entries and nothing else: who writes a bundle and who checks it call
// the same code. INVARIANT: same entries, same figures; people are named by their ids, since a name may be erased.
namespace concordat::verify {

class FigureFold {
 public:
  void step(const record::Entry& entry);  // in order of sequence, entries that the party may see
  // {"flow":{…}}: what BundleWriter::figures takes.
  boost::json::object finish() &&;

 private:
  ticket::LogBuilder log_;
  ticket::Zones zones_;
};

struct FigureComparison {
  std::int64_t checked = 0;        // values compared, each number, text, truth value or null for itself
  std::vector<std::string> wrong;  // JSON pointers (RFC 6901) of those that differ or stand on one side alone
};

FigureComparison compare_figures(const boost::json::object& stated, const boost::json::object& recomputed);

}  // namespace concordat::verify

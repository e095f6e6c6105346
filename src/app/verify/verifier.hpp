// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/version.hpp"
#include "app/verify/figures.hpp"
#include "base/result.hpp"
#include "measure/figure_fold.hpp"
#include "record/bundle_check.hpp"

#include <boost/json/object.hpp>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// Checks a bundle offline: record/ checks hashes, signatures, texts and proofs, and the figures are made again from the
// entries. INVARIANT: it links neither store nor network, so that what it says depends on the bundle and the keys
// alone.
namespace concordat::verify {

struct Report {
  record::BundleReport bundle;
  FigureComparison figures;  // of a whole bundle; nothing is compared in a damaged one
  std::map<std::string, record::VerifierKey, std::less<>> paired;  // each party's key, as the entries say
  std::vector<record::PairedAnew> paired_anew;                     // keys that were replaced without their signature
  std::vector<measure::NotAsked>
      not_asked;            // versions that should have needed somebody's approval, as the texts here show
  bool keys_given = false;  // the caller said whose signatures must be there

  bool ok() const { return bundle.whole() && bundle.did_not_sign.empty() && figures.wrong.empty(); }
  bool trusted() const { return ok() && keys_given; }
};

// Where the bytes come from: hands over the next block, empty at the end.
using ReadBlock = std::function<Result<std::string_view>()>;

// Fails ("not-a-bundle", or as `read` fails) where there is nothing to check; whatever is wrong with a bundle is in the
// report.
Result<Report> verify_bundle(const ReadBlock& read, std::vector<record::VerifierKey> trust, const std::string& name);
Result<Report> verify_file(const std::string& path, std::vector<record::VerifierKey> trust);

boost::json::object to_json(const Report& report);
std::string to_text(const Report& report);

}  // namespace concordat::verify

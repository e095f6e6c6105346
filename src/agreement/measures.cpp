// SPDX-License-Identifier: Apache-2.0
#include "agreement/measures.hpp"

namespace concordat::agreement {

const std::vector<std::string>& measure_names() {
  static const std::vector<std::string> kNames = {
      "availability",  // share of the agreed service time, per cent
      "cost_month",    // what the service costs in a month
      "high_impact_incidents",
      "patch_within_14d",  // share of critical patches installed within 14 days, per cent
      "posture",           // security posture, per cent of the controls that hold
      "reactive_share",    // unplanned work of all work, per cent
      "satisfaction",      // happy answers of all answers, per cent
      "share_met",         // targets met of targets ended, per cent
      "verified_rpo_h",    // hours back to the last restore point whose restore was verified
      "verified_rto_h",    // hours that the last verified restore took
  };
  return kNames;
}

}  // namespace concordat::agreement

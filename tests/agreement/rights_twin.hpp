// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/rights_sketch.hpp"

// May they? Decided slowly and from the words of the text alone: it walks the tables of the model by name, compares
// civil dates, and knows neither the compiled rules nor ids, intervals or indexes.
namespace concordat::agreement {

struct TwinAnswer {
  bool allow = false;
  How how = How::no;
};

TwinAnswer twin_may(const Agreement& agreement, const Facts& facts, const Asking& asking);

}  // namespace concordat::agreement

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

// The names of measures that an agreement may promise or weigh. One list; the catalogue of measures extends it.
namespace concordat::agreement {

const std::vector<std::string>& measure_names();  // sorted

}  // namespace concordat::agreement

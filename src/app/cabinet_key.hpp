// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/command.hpp"
#include "operate/access/secrets.hpp"

#include <array>
#include <cstdint>

namespace concordat::app {

// The key that seals the cabinet's secrets (second factors): the file $CONCORDAT_CABINET_KEY, else cabinet.key in the
// data folder, beside the database and in no backup; made where there is none. Whoever loses it signs in with recovery
// codes. Of a database that several servers share it must be the same for each: it is made only while it seals nothing
// (`unused`), and else the problem "no-cabinet-key".
Result<std::array<std::uint8_t, operate::Sealer::kKeyBytes>> cabinet_key(const Context& context, bool unused);

}  // namespace concordat::app

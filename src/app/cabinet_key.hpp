// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/command.hpp"
#include "operate/access/secrets.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

// The key that seals the cabinet's secrets (second factors, webhooks, providers of identity): the file
// $CONCORDAT_CABINET_KEY, else cabinet.key in the data folder, beside the database and in no backup. Whoever loses it
// signs in with recovery codes.
namespace concordat::app {

using CabinetKey = std::array<std::uint8_t, operate::Sealer::kKeyBytes>;

// Made where there is none; of a database that several servers share it must be the same for each, so it is made only
// while it seals nothing (`unused`), and else the problem "no-cabinet-key". "rotation-interrupted" while a rotation is
// under way: some of the secrets may be sealed with the next key.
Result<CabinetKey> cabinet_key(const Context& context, bool unused);

// As that of a signing key: the next key is on disk, then all is sealed with it, then it takes the old one's place.
// What is interrupted in between is finished by doing it again.
struct CabinetRotation {
  CabinetKey next{};
  std::vector<CabinetKey> before;  // the one in use, and those that were kept
};
Result<CabinetRotation> begin_cabinet_rotation(const Context& context);
Result<std::string> finish_cabinet_rotation(const Context& context);  // where the old one is kept

Result<void> rotate_cabinet_key(Context& context);

}  // namespace concordat::app

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/outbound.hpp"
#include "operate/api/api.hpp"
#include "operate/api/sealer.hpp"

namespace concordat::operate {

// The routes by which a party says where it wants to be told of what happens. What they make, operate/notify/sender.hpp
// sends. All of these outlive the routes.
void add_webhook_routes(Api& api, const Sealer& sealer, const http::Outbound& outbound);

}  // namespace concordat::operate

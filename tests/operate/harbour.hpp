// SPDX-License-Identifier: Apache-2.0
#pragma once

// A company and its provider, for tests of the desk: who does what around the clock, so that nothing waits for a
// morning.
namespace concordat::testing {

inline constexpr const char* kHarbourText = R"(
format = 1
organisation = "harbour"
zone = "UTC"
effective = 2026-04-01

[party.hq]
kind = "internal"
[party.northwind]
kind = "provider"
contract = { from = 2026-04-01, through = 2028-03-31 }
[party.aegis]
kind = "provider"
contract = { from = 2026-04-01, through = 2028-03-31 }

[calendar.always]
open = { mon-sun = ["00:00-24:00"] }

[role.it-lead]
party = "hq"
person = "ana"
[role.nw-manager]
party = "northwind"
person = "nora"
[role.aegis-manager]
party = "aegis"
person = "abe"

[team.hq-desk]
party = "hq"
duty = "always"
members = ["ana", "ben"]
[team.nw-noc]
party = "northwind"
duty = "always"
members = ["nora"]
[team.aegis-soc]
party = "aegis"
duty = "always"
members = ["abe"]

[function.service-desk]
model = "shared responsibility"
takes = ["*"]
accountable = "it-lead"
owner = "hq-desk"
does.triage = ["hq-desk"]
does.resolve = ["hq-desk", "nw-noc"]
does.fulfil = ["hq-desk", "nw-noc"]
does.approve = ["it-lead"]
does.change = ["nw-noc"]

[function.cybersecurity]
model = "managed"
takes = ["security"]
accountable = "it-lead"
owner = "hq-desk"
does.triage = ["aegis-soc"]
does.resolve = ["aegis-soc"]
does.fulfil = ["aegis-soc"]
does.approve = ["it-lead"]
does.change = ["aegis-soc"]

[target.acknowledge]
kind = "OLA"
obligor = "hq"
beneficiary = "northwind"
when = { functions = ["service-desk"] }
metric = "acknowledge"
within = "4h"
calendar = "always"
)";

}  // namespace concordat::testing

// SPDX-License-Identifier: Apache-2.0
#include "app/in_force.hpp"

#include "app/agreement_files.hpp"
#include "base/clock.hpp"

#include <CLI/App.hpp>

namespace concordat::app {

void add_version_choice(CLI::App& command, VersionChoice& choice) {
  command.add_flag("--as-if", choice.as_if, "as if one agreement had always been in force; said so with the figures");
  command.add_option("--agreement", choice.files, "with --as-if: these texts, instead of the record's own")
      ->type_name("FILE");
}

Result<AsIf> as_if(const VersionChoice& choice, store::Session& session, const store::OrgId& organisation) {
  if (!choice.files.empty()) {
    store::ZoneSource zones;
    auto agreement = whole_agreement(zones, choice.files);
    if (!agreement) return tl::unexpected(agreement.error());
    return AsIf{std::move(*agreement), choice.files.front()};
  }
  const auto recorded = operate::read_recorded(session, organisation);
  if (!recorded) return tl::unexpected(recorded.error());
  const auto* version = recorded->versions.as_if();
  if (version == nullptr) version = recorded->versions.at(system_now().seconds());
  if (version == nullptr) {
    return fail("no-version", "The record has no agreement that could be applied to the past.",
                "concordat agreement apply FILE… --org … --as-if, or name the files: --agreement FILE");
  }
  auto agreement = operate::read_version(session, organisation, *recorded, *version);
  if (!agreement) return tl::unexpected(agreement.error());
  return AsIf{std::move(*agreement), version->id};
}

Result<ticket::VersionsInForce> versions_in_force(const VersionChoice& choice, store::Session& session,
                                                  const store::OrgId& organisation) {
  ticket::VersionsInForce all;
  if (choice.is_as_if()) {
    const auto one = as_if(choice, session, organisation);
    if (!one) return tl::unexpected(one.error());
    all.add(one->agreement, kFirstInstant.seconds(), one->version, {});
    return all;
  }
  const auto recorded = operate::read_recorded(session, organisation);
  if (!recorded) return tl::unexpected(recorded.error());
  for (const auto* version : recorded->versions.in_force()) {
    const auto agreement = operate::read_version(session, organisation, *recorded, *version);
    if (!agreement) return tl::unexpected(agreement.error());
    all.add(*agreement, *version->in_force_from_s(), version->id, version->missing(), recorded->access.facts());
  }
  if (all.versions.empty()) {
    return fail("no-version", "No agreement is in force, so there is no promise to measure.",
                "concordat agreement apply FILE… --org …; with --as-if the past is looked at under it.");
  }
  return all;
}

}  // namespace concordat::app

// SPDX-License-Identifier: Apache-2.0
#include "agreement/platform.hpp"

#include <algorithm>

namespace concordat::agreement {
namespace {

// "restore" alone is an activity: bringing back a customer's data.
constexpr PlatformAction kPlatform[] = {
    {"apply", "Put a version of the agreement in force, agreed or not."},
    {"approve-version", "Approve a version of the agreement for the organisation."},
    {"back-up", "Make a copy of all data."},
    {"delegate", "Let another person do a platform action for a while."},
    {"end-contract", "End, suspend or narrow a party's contract at once."},
    {"erase", "Delete the texts of a person or a ticket, here and in every mirror."},
    {"export", "Take out the record, or a bundle for a party."},
    {"import", "Bring in another desk's log."},
    {"integrations", "Connect other programs: mail, webhooks, directories, other desks."},
    {"invite", "Bring a person in.", true},
    {"keys", "Make, change and retire the keys that sign."},
    {"manage-owners", "Say who owns the organisation."},
    {"manage-parties", "Bring a party in, and say who administers its people."},
    {"manage-people", "Change and remove people, and put them into their party's teams.", true},
    {"private-text", "Read and change what the organisation alone knows: drivers, weights, offers."},
    {"propose", "Propose a change of the agreement."},
    {"read-audit", "Read who asked for what, and what was answered."},
    {"restore-backup", "Put the installation back to a copy of its data."},
    {"see-prices", "See the prices and charges of every party."},
    {"settings", "Change how the installation runs: limits, retention, addresses."},
};

constexpr RowAction kRow[] = {
    {"comment", "Write in a ticket: who does the work, is accountable, keeps the requester informed or is consulted."},
    {"cosign", "Sign a figure or a checkpoint for one's party: its two representatives, else its role holders."},
    {"dispute", "Dispute a figure or a charge for one's party: its two representatives, else its role holders."},
    {"propose", "Propose a change of the rows: who is accountable for them."},
    {"read", "Read: whoever is named."},
    {"reassign", "Give work to another team of the row: who is accountable."},
    {"update", "Work on a ticket: who does one of its activities, or keeps the requester informed."},
};

template <typename T, std::size_t size>
const T* find(const T (&all)[size], std::string_view word) {
  const auto* found = std::lower_bound(std::begin(all), std::end(all), word,
                                       [](const T& one, std::string_view w) { return one.word < w; });
  return found != std::end(all) && found->word == word ? found : nullptr;
}

}  // namespace

std::span<const PlatformAction> platform_actions() { return kPlatform; }
const PlatformAction* platform_action(std::string_view word) { return find(kPlatform, word); }
std::span<const RowAction> row_actions() { return kRow; }
const RowAction* row_action(std::string_view word) { return find(kRow, word); }

}  // namespace concordat::agreement

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/desk/ticket_rows.hpp"
#include "store/search_index.hpp"

#include <memory>

// A list of tickets by the words of their subject. Who may see a ticket sees its subject, so nothing is found here that
// the reader's own reach does not show. It is as far behind the record as the index of words.
namespace concordat::operate {

inline constexpr std::int64_t kSubjectsGatheredMax = 10'000;  // entries of tickets that have it

// What of `reach` has such a subject. Few are gathered by name; of many each is asked as the list comes by it.
Reach of_subject(const std::shared_ptr<store::SearchIndex>& index, const store::SearchQuestion& question, Reach reach,
                 std::int64_t gathered_max = kSubjectsGatheredMax);

}  // namespace concordat::operate

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

// Every queue, list, body, loop and file has a limit, and its number stands here, with the reason.
namespace concordat::limits {

inline constexpr std::size_t kEntryBytesMax = 1 << 20;      // one line of the record; longer texts go to the vault
inline constexpr std::size_t kFieldBytesMax = 1 << 20;      // one field of an import; a ticket's subject is no novel
inline constexpr std::size_t kImportBytesMax = 4ULL << 30;  // unpacked size of an import
inline constexpr std::size_t kArchiveRatioMax = 400;        // unpacked over packed; deflate's own bound is near 1,030
inline constexpr std::size_t kArchiveEntriesMax = 1'000;    // files inside one archive
inline constexpr std::size_t kImportColumnsMax = 1'000;     // columns of a sheet
inline constexpr std::size_t kImportRowsMax = 20'000'000;   // rows of one import
inline constexpr std::size_t kBadRowsListed = 1'000;        // bad rows named one by one; the rest are counted
inline constexpr std::size_t kXmlDepthMax = 32;             // nesting of an XES file
inline constexpr std::size_t kNameBytesMax = 200;           // organisation, party, team, person, ticket names
inline constexpr std::size_t kMapBytesMax = 4 << 20;        // a map or calendar file
inline constexpr std::size_t kJsonDepthMax = 32;            // nesting of a JSON document
inline constexpr std::size_t kAppendBatchMax = 1'000'000;   // entries in one append
inline constexpr std::size_t kAgreementBytesMax = 1 << 20;  // one text; 40 functions need a tenth of it
inline constexpr std::size_t kAgreementTextsMax = 64;       // texts of one version: an annex for each provider
inline constexpr std::size_t kAgreementTablesMax = 1'000;   // of each kind: parties, teams, functions, targets, …
inline constexpr std::size_t kListMax = 200;                // words in one list of an agreement
inline constexpr std::size_t kPriorityLevelsMax = 20;       // levels of impact, of urgency, of priority
inline constexpr std::size_t kSyntaxErrorsListed = 20;      // of one text; each costs another reading of it
inline constexpr std::size_t kReasonBytesMax = 4'000;       // why a right was given or taken
inline constexpr std::size_t kReasonsMax = 20;              // of each kind, for one answer about rights
inline constexpr std::size_t kFindingsMax = 1'000;          // of one check; the rest are counted
inline constexpr std::size_t kTomlKeyPartsMax = 32;         // of a dotted key; the languages here need six
inline constexpr std::size_t kMendsTried = 64;              // of one check; each costs another check
inline constexpr std::size_t kWeeksMax = 8'000;             // of a period that is looked at: 150 years
inline constexpr std::size_t kTargetBytesMax = 8'192;       // path and query of a request
inline constexpr std::size_t kPathSegmentsMax = 32;
inline constexpr std::size_t kQueryPartsMax = 200;                 // a filter over every field
inline constexpr std::size_t kEntityTagsMax = 64;                  // of one If-Match or If-None-Match
inline constexpr std::size_t kIdempotencyKeyBytesMax = 200;        // a UUID has 36
inline constexpr std::size_t kCursorBytesMax = 4'096;              // a position in a list
inline constexpr std::size_t kFileBytesMax = 25'000'000;           // one attachment: what mail takes too
inline constexpr std::size_t kTicketFileBytesMax = 500'000'000;    // of one ticket
inline constexpr std::size_t kFileStoreBytesMax = 50'000'000'000;  // of one organisation
inline constexpr std::size_t kNoteBytesMax = 64 << 10;             // a checkpoint with its signatures
inline constexpr std::size_t kNoteSignaturesMax = 64;              // signature lines of a note

}  // namespace concordat::limits

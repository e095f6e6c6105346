// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/organisation.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Files beside the record. A content is kept once, by the hex of its SHA-256, as long as a text of the vault names it:
// erasing the text erases the content with it. INVARIANT: what is read has the digest that it is kept by.
namespace concordat::store {

class Connection;
class Tenant;

// Keeps the content for the text `text_id`, which holds its digest.
void put_file(Connection& connection, const Tenant& tenant, std::string_view text_id, std::string_view digest,
              std::string_view bytes);
// Nullopt where it was erased, or this copy of the record never had it. Failure "damaged" where it is not the content.
std::optional<std::string> read_file(Connection& connection, const Tenant& tenant, std::string_view digest);
// The text was erased: its content goes with it, unless another text names the same.
void drop_file(Connection& connection, const Tenant& tenant, std::string_view text_id);
// Bytes of all files, each counted as often as it is used.
std::int64_t file_bytes(Connection& connection, const Tenant& tenant);

}  // namespace concordat::store

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/codec.hpp"
#include "record/entry.hpp"
#include "ticket/command.hpp"

#include <boost/describe.hpp>
#include <boost/json/object.hpp>

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

// What can be ordered, each with a form; and when nothing is changed. Both are few entries of the record, folded when
// they are asked for: the last word on an item counts, and an order names the item that it was made by.
namespace concordat::ticket {

inline constexpr std::string_view kCatalogueSubject = "catalogue";
inline constexpr std::string_view kFreezeSubject = "freezes";
inline constexpr std::size_t kItemsInCatalogueMax = 500;
inline constexpr std::size_t kFieldsMax = 50;          // of one form
inline constexpr std::size_t kAnswerBytesMax = 4'000;  // of one field

enum class FieldKind : std::uint8_t { text, number, date, choice, yes_no };
BOOST_DESCRIBE_ENUM(FieldKind, text, number, date, choice, yes_no)

struct Field {
  NameText key;    // by which it is answered
  NameText label;  // what people see
  FieldKind kind = FieldKind::text;
  bool required = false;
  std::vector<std::string> choices;   // of a choice
  std::optional<std::int64_t> least;  // of a number
  std::optional<std::int64_t> most;   // of a number; of a text, its bytes
};
BOOST_DESCRIBE_STRUCT(Field, (), (key, label, kind, required, choices, least, most))

struct CatalogueItem {
  NameText name;
  std::string description;
  NameText category;      // by which a function takes the order
  bool approval = false;  // somebody has to say yes before it is fulfilled
  std::vector<Field> fields;
};
BOOST_DESCRIBE_STRUCT(CatalogueItem, (), (name, description, category, approval, fields))

// That a form can be filled in: keys once, choices where they belong, bounds the right way round. Pointers into the
// item.
std::vector<Pointed> check(const CatalogueItem& item);
// That the answers are what the form asks for. Pointers into the answers.
std::vector<Pointed> check(const CatalogueItem& item, const boost::json::object& answers);

// By key; entries of subject kCatalogueSubject in order of sequence.
std::map<std::string, CatalogueItem> catalogue_of(std::span<const record::Entry> entries);
// Those that were not lifted; entries of subject kFreezeSubject.
std::vector<Freeze> freezes_of(std::span<const record::Entry> entries);

}  // namespace concordat::ticket

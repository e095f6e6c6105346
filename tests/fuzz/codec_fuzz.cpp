// SPDX-License-Identifier: Apache-2.0
// Bodies of requests: whatever comes, either it is read and written to the same, or each thing that is wrong is named
// by a pointer into what came.
#include "base/codec.hpp"

#include <cstdint>
#include <cstdlib>

namespace concordat::fuzz {

enum class Word : std::uint8_t { one, two, new_ };
BOOST_DESCRIBE_ENUM(Word, one, two, new_)

struct Leaf {
  std::string text;
  std::int64_t number = 0;
  bool flag = false;
};
BOOST_DESCRIBE_STRUCT(Leaf, (), (text, number, flag))
struct Body {
  Limited<8> short_text;
  std::optional<Word> word;
  std::optional<Instant> at;
  std::vector<Leaf> leaves;
  std::vector<std::string> words;
  std::map<std::string, Leaf> by_name;
  std::optional<Leaf> maybe;
};
BOOST_DESCRIBE_STRUCT(Body, (), (short_text, word, at, leaves, words, by_name, maybe))

}  // namespace concordat::fuzz

namespace {

using namespace concordat;

void hold(bool condition) {
  if (!condition) std::abort();
}

// What stands at a pointer, or, of a member that is missing, where it should stand.
bool is_there(const boost::json::value& value, const std::string& pointer) {
  boost::system::error_code error;
  if (value.find_pointer(pointer, error) != nullptr) return true;
  const auto* parent = value.find_pointer(pointer.substr(0, pointer.rfind('/')), error);
  return parent != nullptr && parent->is_object();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto value = parse_json({reinterpret_cast<const char*>(bytes), size});
  if (!value) return 0;
  fuzz::Body body;
  JsonReader reader;
  reader.read(*value, body, "");
  for (const Pointed& one : reader.wrong) {
    hold(!one.detail.empty());
    hold(one.pointer.empty() || is_there(*value, one.pointer));
  }
  if (!reader.wrong.empty()) return 0;
  const auto written = encode(body);
  fuzz::Body again;
  JsonReader second;
  second.read(written, again, "");
  hold(second.wrong.empty());
  hold(write_json(encode(again)) == write_json(written));
  return 0;
}

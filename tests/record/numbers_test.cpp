// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"
#include "record/sha256.hpp"
#include "support/places.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>

namespace concordat::record {
namespace {

// The sequence of doubles of cyberphone/json-canonicalization, testdata/README.md: hand-picked ones (es6_numbers.txt),
// 2,000 from the smallest normal number upward, then a chain of SHA-256.
class Sequence {
 public:
  Sequence() {
    std::ifstream in(source_dir() + "/tests/record/es6_numbers.txt");
    for (std::uint64_t bits = 0; in >> std::hex >> bits;) picked_.push_back(bits);
  }

  std::uint64_t next() {
    constexpr std::size_t kSerial = 2'000;
    const std::size_t index = index_++;
    if (index < picked_.size()) return picked_[index];
    if (index < picked_.size() + kSerial) return 0x0010000000000000 + (index - picked_.size());
    for (;;) {
      if (used_ == block_.size()) {
        block_ = sha256(bytes_of(block_));
        used_ = 0;
      }
      std::uint64_t bits = 0;
      std::memcpy(&bits, block_.data() + used_, sizeof bits);
      used_ += sizeof bits;
      const auto value = std::bit_cast<double>(bits);
      if (value != 0 && std::isfinite(value)) return bits;
    }
  }

 private:
  std::vector<std::uint64_t> picked_;
  std::size_t index_ = 0;
  Digest block_{};
  std::size_t used_ = sizeof(Digest);
};

// The same page publishes the SHA-256 of the file's first lines "bits,number"; one wrong digit would show.
TEST(Numbers, ArePrintedAsTheHundredMillionLineFileOfRfc8785HasThem) {
  Sequence sequence;
  Sha256Stream digest;
  std::int64_t lines = 0;
  for (const auto& [count, expected] :
       {std::pair{1'000, "be18b62b6f69cdab33a7e0dae0d9cfa869fda80ddc712221570f9f40a5878687"},
        std::pair{10'000, "b9f7a8e75ef22a835685a52ccba7f7d6bdc99e34b010992cbc5864cd12be6892"},
        std::pair{100'000, "22776e6d4b49fa294a0d0f349268e5c28808fe7e0cb2bcbe28f63894e494d4c7"}}) {
    for (; lines < count; ++lines) {
      const std::uint64_t bits = sequence.next();
      std::array<char, 32> hex{};
      std::snprintf(hex.data(), hex.size(), "%llx", static_cast<unsigned long long>(bits));
      const std::string number = format_number(std::bit_cast<double>(bits));
      digest.update(std::string(hex.data()) + ',' + number + '\n');
      // And what was printed is read back as it was (save -0, which is printed as 0).
      const auto read = parse_json(number);
      ASSERT_TRUE(read);
      ASSERT_EQ(read->to_number<double>(), std::bit_cast<double>(bits)) << number;
    }
    EXPECT_EQ(to_hex(digest.finish()), expected) << count;
  }
}

}  // namespace
}  // namespace concordat::record

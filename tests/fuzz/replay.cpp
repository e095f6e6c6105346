// SPDX-License-Identifier: Apache-2.0
// Every seed through a fuzzer's entry, without libFuzzer: what once broke a parser is tried again by each ./test.
//   NAME_replay FOLDER…
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv) {
  int seeds = 0;
  for (int i = 1; i < argc; ++i) {
    for (const auto& file : std::filesystem::directory_iterator(argv[i])) {
      std::ifstream in(file.path(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(in), {}};
      std::printf("%s\n", file.path().filename().c_str());  // the last one named is the one that failed
      std::fflush(stdout);
      LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
      ++seeds;
    }
  }
  if (seeds == 0) std::fprintf(stderr, "No seed was found.\n");
  return seeds == 0 ? 1 : 0;
}

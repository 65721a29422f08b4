// libFuzzer entry for the extended XYZ reader: any bytes give frames or an Error.
//   clang++ -std=c++20 -g -O1 -fsanitize=fuzzer,address,undefined -Isrc tests/fuzz/extxyz_fuzz.cpp
//           src/io/{extxyz_read,extxyz_comment,text_lines,words}.cpp src/core/*.cpp -o extxyz_fuzz
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "core/error.h"
#include "io/extxyz.h"

namespace {
/// One temporary file for the whole run, written anew for every input.
const std::string& scratch_file() {
  static const std::string path = [] {
    std::string name = "/tmp/nacre_fuzz_XXXXXX";
    const int descriptor = ::mkstemp(name.data());
    if (descriptor < 0) std::abort();
    ::close(descriptor);
    return name;
  }();
  return path;
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::FILE* file = std::fopen(scratch_file().c_str(), "wb");
  if (!file) std::abort();
  std::fwrite(data, 1, size, file);
  std::fclose(file);
  try {
    for (const nacre::Frame& frame : nacre::read_frames(scratch_file()))
      if (frame.atoms.size() == 0) std::abort();
  } catch (const nacre::Error&) {
  }
  return 0;
}

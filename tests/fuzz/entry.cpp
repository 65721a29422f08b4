// libFuzzer's entry into one target, which the build names.
#include <cstddef>
#include <cstdint>

#include "fuzz.h"

namespace nacre::fuzz {
void NACRE_FUZZ_READER(Bytes bytes);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  nacre::fuzz::call(nacre::fuzz::NACRE_FUZZ_READER, {reinterpret_cast<const char*>(data), size});
  return 0;
}

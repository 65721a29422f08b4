// SHA-256 (FIPS 180-4): whether two files have the same content. The digests are those of the command sha256sum.
//
//   message  = the bytes, 0x80, zeros, the number of bits (64 bits, big-endian), in blocks of 512 bits
//   a state of eight 32-bit words goes through 64 rounds a block; the digest is the state after the last block
//
// Written here, because it takes fewer lines than the use of a library for cryptography would; nothing secret depends
// on it.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace nacre {

class Sha256 {
 public:
  void add(std::string_view bytes);
  /// 64 hexadecimal digits; nothing may be added afterwards.
  std::string digest();

 private:
  void block(const unsigned char* bytes);

  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<unsigned char, 64> waiting_{};
  std::uint64_t bytes_ = 0;
};

/// Digest of a file of any size. Throws Error(file) with the system's reason when it cannot be read.
std::string sha256_of_file(const std::string& path);

}  // namespace nacre

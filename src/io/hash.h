// Two hashes. FNV-1a, 64 bits, notices that a file or a setting has changed; checkpoints and forests store its values.
// SHA-256 (FIPS 180-4) says whether two files have the same content; its digests are those of the command sha256sum.
//
//   FNV-1a    h = 0xcbf29ce484222325;  for each byte b: h <- (h xor b) * 0x100000001b3 mod 2^64
//             (G. Fowler, L. C. Noll, K.-P. Vo; IETF draft draft-eastlake-fnv)
//   SHA-256   message = the bytes, 0x80, zeros, the number of bits (64 bits, big-endian), in blocks of 512 bits
//             a state of eight 32-bit words goes through 64 rounds a block; the digest is the state after the last block
//
// SHA-256 is written here because it takes fewer lines than the use of a library for cryptography would; nothing secret
// depends on it.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace nacre {

/// FNV-1a of bytes that are added one piece after another: the pieces' borders do not matter.
class Fnv1a {
 public:
  constexpr void add(std::string_view bytes) {
    for (const char c : bytes) add_byte(static_cast<unsigned char>(c));
  }
  /// The eight bytes of a word, the lowest first.
  constexpr void add_word(std::uint64_t word) {
    for (int byte = 0; byte < 8; ++byte) add_byte(static_cast<unsigned char>(word >> 8 * byte & 0xff));
  }
  constexpr std::uint64_t value() const { return value_; }

 private:
  constexpr void add_byte(unsigned char byte) { value_ = (value_ ^ byte) * 0x100000001b3; }

  std::uint64_t value_ = 0xcbf29ce484222325;
};

constexpr std::uint64_t fnv1a(std::string_view bytes) {
  Fnv1a hash;
  hash.add(bytes);
  return hash.value();
}

/// FNV-1a of a file's content, as a record holds it; 0 where there is no file: the compiled-in carbon. Throws Error(file).
std::int64_t hash_of_file(const std::string& path);

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

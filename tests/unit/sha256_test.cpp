// SHA-256 against the examples of FIPS 180-4's author (NIST, "SHA256.pdf") and the message of a million letters.
#include "io/sha256.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "scratch.h"

namespace nacre {
namespace {

std::string of(const std::string& text) {
  Sha256 hash;
  hash.add(text);
  return hash.digest();
}

TEST(Sha256, PublishedDigests) {
  EXPECT_EQ(of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(of(std::string(1000000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, PiecesOfAnyLengthAndFiles) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += static_cast<char>(i * 37 % 251);
  Sha256 pieces;
  for (std::size_t at = 0, n = 1; at < text.size(); at += n, n = n % 70 + 1) pieces.add(text.substr(at, n));
  EXPECT_EQ(pieces.digest(), of(text));
  const nacre_test::Scratch folder;
  EXPECT_EQ(sha256_of_file(folder.write("file", text)), of(text));
  EXPECT_THROW(sha256_of_file("nowhere/file"), Error);
}

}  // namespace
}  // namespace nacre

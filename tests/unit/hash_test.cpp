// SHA-256 against the examples of FIPS 180-4's author (NIST, "SHA256.pdf") and the message of a million letters; FNV-1a
// against test vectors of its authors (IETF draft draft-eastlake-fnv).
#include "io/hash.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "scratch.h"

namespace nacre::hash_test {
namespace {

std::string of(const std::string& text) {
  Sha256 hash;
  hash.add(text);
  return hash.digest();
}

TEST(Fnv1a, PublishedValues) {
  EXPECT_EQ(fnv1a(""), 0xcbf29ce484222325u);
  EXPECT_EQ(fnv1a("a"), 0xaf63dc4c8601ec8cu);
  EXPECT_EQ(fnv1a("foobar"), 0x85944171f73967e8u);
}

TEST(Fnv1a, PiecesAndWords) {
  Fnv1a pieces;
  for (const char* piece : {"foo", "", "b", "ar"}) pieces.add(piece);
  EXPECT_EQ(pieces.value(), fnv1a("foobar"));
  Fnv1a word;
  word.add_word(0x8070605040302010u);  // bytes above 127 are not negative
  EXPECT_EQ(word.value(), fnv1a("\x10\x20\x30\x40\x50\x60\x70\x80"));
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
}  // namespace nacre::hash_test

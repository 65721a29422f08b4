// Files of lines of words (run.in, nep.in): where they lie, and whether two say the same.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "io/hash.h"

namespace nacre {

/// The file `name` of the folder `where`, or `where` itself where that is a file. Throws Error(file) when it is not there.
std::string settings_file(const std::string& where, const std::string& name);

/// The same number for lines of the same words: comments and blanks do not count.
class HashOfLines {
 public:
  /// The first `count` words of a line.
  void add(const std::vector<std::string>& words, std::size_t count);
  void add(const std::vector<std::string>& words) { add(words, words.size()); }
  std::uint64_t value() const { return hash_.value(); }

 private:
  Fnv1a hash_;
};

}  // namespace nacre

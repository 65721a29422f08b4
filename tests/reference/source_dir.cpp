#include "source_dir.h"

namespace nacre_test {

const std::string& source_dir() {
  static const std::string folder = NACRE_SOURCE_DIR;
  return folder;
}

}  // namespace nacre_test

// Where the sources of Nacre lie: data, examples and documents that the tests read. Known to one source file, so that
// the others are compiled alike in every folder.
#pragma once
#include <string>

namespace nacre_test {

const std::string& source_dir();

}  // namespace nacre_test

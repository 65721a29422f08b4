// The files that an insertion reads and writes.
#pragma once
#include <vector>

#include "insert/settings.h"
#include "io/file_names.h"

namespace nacre::insert {

/// Everything that is read, and all results: those that an earlier insertion left and that are set aside included, in
/// the folders of all seeds. Throws Error with file, key and value for a name that cannot be.
FileNames result_names(const InsertSettings& settings);

}  // namespace nacre::insert

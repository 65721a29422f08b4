// Is an insertion's checkpoint of this input? What decides about the rows that are there must say what it said: all keys
// but `until`, the seed, the structure, the potential. The end may lie farther: that goes on. Anything else is another
// input.
#pragma once
#include <cstdint>
#include <string>

#include "core/record.h"
#include "insert/settings.h"
#include "io/checkpoint.h"

namespace nacre::insert {

/// What an insertion knows of itself. Throws Error(file) when the checkpoint is of something else.
const Record& insertion_part(const Checkpoint& checkpoint, const std::string& path);

/// `state`: the part of the checkpoint. Throws Error(bad_input) that names the key or the file that differs.
void compare_input(const Record& state, const InsertSettings& settings, std::int64_t structure_hash,
                   std::int64_t potential_hash);

}  // namespace nacre::insert

// How much disk an insertion will take.
#pragma once
#include <string>

#include "core/atoms.h"
#include "insert/settings.h"

namespace nacre::insert {

/// A sentence, when less is free on the disk of the results; else "". Of an end that is a voltage alone nothing is known.
std::string disk_warning(const InsertSettings& settings, const Atoms& host);

}  // namespace nacre::insert

// PDB: ATOM and HETATM records, CRYST1 for the cell, MODEL for frames (format version 3.3, fixed columns).
#pragma once
#include <memory>
#include <string_view>

#include "io/formats/format.h"

namespace nacre::formats {

bool is_pdb(std::string_view head);
std::unique_ptr<Reader> open_pdb(TextLines lines, const Choices& choices);

}  // namespace nacre::formats

// CIF of a crystal: cell, sites in fractions of it, symmetry. All images of each site are made; a site that is not full
// is refused. The grammar is read by gemmi (https://gemmi.readthedocs.io).
#pragma once
#include <memory>
#include <string_view>

#include "io/formats/format.h"

namespace nacre::formats {

bool is_cif(std::string_view head);
/// Every block with sites is a structure.
std::unique_ptr<Reader> open_cif(TextLines lines, const Choices& choices);
/// All atoms as sites, without symmetry (P 1).
void write_cif(std::string& out, const Frame& frame, const Choices& choices);

}  // namespace nacre::formats

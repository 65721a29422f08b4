// A structure as the pages show it: a picture with its atoms as CSV, and XYZ for a viewer.
#pragma once
#include <string>
#include <vector>

#include "core/atoms.h"
#include "core/box.h"
#include "report/page.h"

namespace nacre::jobs {

struct ShownStructure {
  Atoms atoms;
  Box box;
  std::vector<int> site;  ///< of each atom, as the column `site` of labelled.xyz: 0 is no guest; empty: not known
};

/// Where there are more, those of a slice in the middle are drawn.
inline constexpr std::size_t most_drawn_atoms = 3000;

/// "64 C, 10 Na", and of a slice which part of it is drawn.
std::string structure_words(const ShownStructure& shown);
std::string structure_svg(const ShownStructure& shown);
std::string structure_xyz(const ShownStructure& shown);
/// The picture and the table of atoms. `beside`: the picture as a file, seen from the page; empty: there is none.
void add_structure(const ShownStructure& shown, const std::string& beside, report::PagePart& part);

}  // namespace nacre::jobs

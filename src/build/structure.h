// Structure: atoms and the cell they lie in. What the builders give back.
#pragma once
#include "core/atoms.h"
#include "core/box.h"

namespace nacre {

struct Structure {
  Atoms atoms;
  Box box;
};

/// g/cm3, the whole cell counted (vacuum included).
double mass_density(const Atoms& atoms, const Box& box);

}  // namespace nacre

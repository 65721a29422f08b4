// How much disk the files of a command will take, and whether there is so much: said before it begins.
#pragma once
#include <string>

#include "io/extxyz.h"

namespace nacre::look {

/// Bytes of a frame of extended XYZ with these columns. `groups`: labels an atom, where they are a column.
double frame_bytes(const ExtxyzColumns& columns, int digits, double atoms, std::size_t groups = 0);
/// Of a checkpoint, the one before it and the one that is being written: `atom_bytes` for an atom.
double checkpoint_bytes(double atoms, double atom_bytes);

/// A sentence, when fewer than `bytes` are free on the disk of this folder; else "". `what` will take them: "the outputs
/// of this deck".
std::string look_at_disk(const std::string& folder, double bytes, const std::string& what);

}  // namespace nacre::look

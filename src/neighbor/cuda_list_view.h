// What a force's kernels see of the neighbour list on the GPU. Plain data, passed by value.
//
// Slots. Local slots [0, local) are the atoms of all structures of the batch, sorted by type, then structure, then
// along a space-filling curve. A structure whose cell is thinner than twice the reach is repeated until it is not (its
// "supercell"); the repetitions are further slots behind the local ones. Only local slots have rows; a row may name any
// slot.
//
// Coordinates. A slot's place is three 32-bit fractions of its structure's supercell, so that the difference of two
// of them, with the wrap-around of integers, is the nearest image at once:
//   d = slot[j] - slot[i] (as int32),   r_ij = d.x * a + d.y * b + d.z * c,   a, b, c: rows of CellView::unit
// Open directions span half of the 32 bits, so that nothing wraps. d is exact and d_ji = -d_ij; so r_ji = -r_ij to the
// bit. Double-precision forces take position[j] - position[i] and remove whole supercells (nearest()).
//
// Rows. Entries [begin[i], begin[i + 1]) of `neighbor` are slots; the first inner[i] of them were inside the inner
// cutoff + skin. Within each of the two parts the types of the neighbours are in ascending order. The order of a row
// depends on its own structure alone: a batch gives the same bits as its structures one by one.
#pragma once
#include <cstdint>

#include "core/vec3.h"
#include "device/cuda.h"
#include "device/cuda_control.h"

namespace nacre::cuda {

/// One structure's supercell.
struct CellView {
  float unit[9];  ///< Å per unit of the fractions: rows a, b, c
  int periodic[3];
  Mat3 h, inverse;  ///< of the supercell, Å: rows are lattice vectors
};

struct ListView {
  const int4* slot;           ///< [slots] x, y, z: fractions; w: owner << type_bits | type
  const Vec3* position;       ///< [slots] Å; null unless CudaList was made to fill it
  const CellView* cell;       ///< [structures]
  const int* structure;       ///< [local]
  const int* atom;            ///< [local] index of the atom in the caller's arrays
  const std::int64_t* begin;  ///< [local + 1]
  const int* inner;           ///< [local]
  const int* neighbor;        ///< [entries]
  const Control* control;
  int local;
  int type_bits;

  __device__ int type_of(int4 s) const { return s.w & ((1 << type_bits) - 1); }
  /// The local slot of which this one is a copy (itself when it is local).
  __device__ int owner_of(int4 s) const { return static_cast<int>(static_cast<unsigned>(s.w) >> type_bits); }
};

/// r_ij of single precision; unit: CellView::unit.
__device__ inline void difference(const float* unit, int4 i, int4 j, float& x, float& y, float& z) {
  const float a = static_cast<float>(static_cast<int>(static_cast<unsigned>(j.x) - static_cast<unsigned>(i.x)));
  const float b = static_cast<float>(static_cast<int>(static_cast<unsigned>(j.y) - static_cast<unsigned>(i.y)));
  const float c = static_cast<float>(static_cast<int>(static_cast<unsigned>(j.z) - static_cast<unsigned>(i.z)));
  x = a * unit[0] + b * unit[3] + c * unit[6];
  y = a * unit[1] + b * unit[4] + c * unit[7];
  z = a * unit[2] + b * unit[5] + c * unit[8];
}
__device__ inline void difference(const CellView& cell, int4 i, int4 j, float& x, float& y, float& z) {
  difference(cell.unit, i, j, x, y, z);
}

/// The image of d = position[j] - position[i] that lies nearest, in a supercell that is not thin. Double precision.
__device__ inline Vec3 nearest(const CellView& cell, Vec3 d) {
  Vec3 s = d * cell.inverse;
  Vec3 whole;
  for (int k = 0; k < 3; ++k) whole[k] = cell.periodic[k] != 0 ? rint(s[k]) : 0.0;
  return d - whole * cell.h;
}

}  // namespace nacre::cuda

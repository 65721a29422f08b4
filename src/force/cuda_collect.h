// From slots to atoms: what a force left on the GPU, in the caller's order, and the totals of each structure.
//   E = sum_i U_i,  W = sum_i W_i   in double, atoms in chunks of 1024 from the structure's first one: every chunk is
//   summed by one block in fixed order, then chunk after chunk. The bits depend on the structure alone.
#pragma once
#include "device/cuda_stream.h"
#include "force/cuda_force.h"

namespace nacre::cuda {

inline constexpr int atoms_per_chunk = 1024;
/// Energy and nine virials.
inline constexpr int totals_per_structure = 10;

struct Chunk {
  int first_atom, atoms;
};

struct Collect {
  const Control* control;
  const int* slot_of_atom;  ///< [atom]
  ForceOutput out;
  double* energy;          ///< [atom] eV
  Vec3* force;             ///< [atom] eV/Å
  Mat3* virial;            ///< [atom] eV, null: not wanted
  const Chunk* chunk;      ///< [chunks]
  const int* first_chunk;  ///< [structures + 1]
  double* partial;         ///< [chunks][10]
  double* total;           ///< [structures][10]
  int local, chunks, structures;
};

void collect(const Stream& stream, const Collect& argument);

}  // namespace nacre::cuda

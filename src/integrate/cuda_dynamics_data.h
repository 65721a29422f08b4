// What the kernels of a step of molecular dynamics share: one argument, and the functions that put them into a stream.
//
//   kernel        threads          what
//   limit_atoms   one an atom      largest 1/dt of each block (only where the time step is limited)
//   begin         one block        thread 0: begin_step of device_step.h (only where it has something to do)
//   move          one an atom      thermostat, kick, drift, strain; looks for atoms that are not finite or lost; clears
//                                  the force's outputs of slot i, which are not read again
//   collect       one an atom      force of the atom's slot, kick, thermostat, sums of each block
//   finish        one block        a warp sums the blocks' partial sums of one value; thread 0: finish_step
//   pack          one an atom      copies for a snapshot, in atom order
//
// Sums: 256 atoms a block in a fixed tree, then the blocks by 32 lanes in fixed order: the bits depend on nothing but
// the numbers. Atoms are in the caller's order, so they do not depend on the order of the list's slots either.
#pragma once
#include "core/vec3.h"
#include "device/cuda_control.h"
#include "device/cuda_launch.h"
#include "integrate/device_step.h"

namespace nacre::cuda {

/// Values that are summed over the atoms: potential, m v v (xx yy zz yz xz xy), virial (9), heat of the second
/// exchange; and in a row of its own the heat of the first exchange.
inline constexpr int collected_sums = 17, all_sums = 18, heat_row = 16, first_heat_row = 17;
inline constexpr unsigned atoms_a_block = 256;

struct StepData {
  Control* control;
  DeviceState* state;
  Mat3* cell;  ///< the neighbour list's
  DeviceRules rules;

  Vec3 *position, *velocity, *force;  ///< [atom]
  const double* mass;                 ///< [atom]
  const char* fixed;                  ///< [atom], null: none
  Vec3 drive;                         ///< velocity of driven atoms
  int atoms;

  const int* slot_of_atom;         ///< [atom]
  double* slot_energy;             ///< [slot]
  unsigned long long* slot_force;  ///< [3][slot] in quanta
  float* slot_virial;              ///< [9][slot], null: not wanted
  double quantum;
  int local;
  bool moves;  ///< false: energies and forces only, velocities are left alone

  double* partial;  ///< [all_sums][blocks]
  int blocks;
};

struct PackData {
  const DeviceState* state;
  const Vec3 *position, *velocity, *force;
  const int* slot_of_atom;
  const double* slot_energy;
  const float* slot_virial;
  Vec3 *to_position, *to_velocity, *to_force;  ///< [atom], null: not wanted; the next likewise
  double* to_energy;                           ///< [atom]
  float* to_virial;                            ///< [9][atom]
  int atoms, local;
};

void enqueue_beginning(const Stream& stream, const StepData& data);
void enqueue_move(const Stream& stream, const StepData& data);
void enqueue_collect(const Stream& stream, const StepData& data);
/// Zeroes 8-byte words; within steps enqueue_move() clears.
void enqueue_clear(const Stream& stream, std::uint64_t* data, std::int64_t words);
void enqueue_pack(const Stream& stream, const PackData& data);

/// A product that is rounded whatever stands around it, so that a velocity scaled now or before a checkpoint has the
/// same bits.
NACRE_HD inline double rounded_product(double a, double b) {
#if defined(__CUDA_ARCH__)
  return __dmul_rn(a, b);
#else
  return a * b;
#endif
}
NACRE_HD inline Vec3 rounded_product(double a, Vec3 v) {
  return {rounded_product(a, v.x), rounded_product(a, v.y), rounded_product(a, v.z)};
}

__device__ inline bool is_fixed(const StepData& a, std::int64_t atom) {
  return a.fixed != nullptr && a.fixed[atom] != 0;
}
__device__ inline bool is_driven(const StepData& a, std::int64_t atom) {
  return a.fixed != nullptr && a.fixed[atom] == Dynamics::driven;
}
__device__ inline void stop(Control* control, DeviceFault fault) {
  atomicMax(&control->fault, static_cast<int>(fault));
  atomicExch(&control->halt, static_cast<int>(went_wrong));
}

}  // namespace nacre::cuda

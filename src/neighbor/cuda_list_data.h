// What the kernels of the neighbour list share: one struct of pointers and sizes, and the integer geometry of slots.
//
//   fraction of a slot   periodic: u = round(2^32 (t - floor t)), t = r H^-1, H: supercell. Modulo 2^32 it is
//                        continuous while an atom crosses the boundary, so rows stay right between builds
//                        open:     u = round(2^31 (t - low) / (high - low)), low and high from the last build
//   copy c of n          u + offset(c),  offset(c) = round(c 2^32 / n), c <= n / 2;  offset(n - c) = -offset(c)
//   fraction of the cell v = n u (mod 2^32): the same for all copies, up to rounding
#pragma once
#include "device/cuda_lanes.h"
#include "neighbor/cuda_list_view.h"
#include "neighbor/list_layout.h"

namespace nacre::cuda {

/// What follows from a structure's cell, beside its CellView.
struct DerivedCell {
  double low[3], per_length[3];  ///< open directions: u = (t - low) * per_length
  int range[3];                  ///< bins on each side that hold all neighbours
};

struct BuiltCell {
  Mat3 h, inverse;
};

/// Argument of every kernel of the list.
struct ListData {
  Control* control;
  const StructureLayout* layout;  ///< [structures]
  const Mat3* h;                  ///< [structures]
  CellView* cell;                 ///< [structures]
  DerivedCell* derived;           ///< [structures]
  BuiltCell* built;               ///< [structures]
  unsigned long long* extent;     ///< [structures][2][3] lowest and highest t of open directions, order-preserving bits

  const int* type;       ///< [atom]
  const Vec3* position;  ///< [atom]
  Vec3* built_position;  ///< [atom]

  int* atom;            ///< [local]
  int* slot_of_atom;    ///< [atom]
  int* structure;       ///< [local]
  int4* slot;           ///< [slots]
  Vec3* slot_position;  ///< [slots] or null

  std::uint64_t *key, *sorted_key;  ///< [slots]
  int *value, *sorted_value;        ///< [slots]
  int4* binned;                     ///< [slots] fractions and slot, bin after bin
  int* bin_start;                   ///< [ranks * bins + 1]
  const int* rank_of_type;          ///< [types] place among the types that occur
  const int* type_of_rank;          ///< [ranks]
  const float2* limit;              ///< [types * types] squares of cutoff + skin: outer, inner; -1: none

  int* count;           ///< [local + 1]
  int* inner;           ///< [local]
  std::int64_t* begin;  ///< [local + 1]
  int* neighbor;        ///< [capacity]
  std::int64_t capacity, bins;
  double reach, skin;
  int structures, local, slots, types, ranks, type_bits, structure_bits, morton_bits;
};

/// The last structure whose first atom (or copy) is not behind `index`.
template <int StructureLayout::*First>
__device__ inline int structure_of(const ListData& a, int index) {
  int low = 0, high = a.structures;
  while (high - low > 1) {
    const int middle = low + (high - low) / 2;
    if (a.layout[middle].*First <= index)
      low = middle;
    else
      high = middle;
  }
  return low;
}

struct Fractions {
  unsigned u[3];
};

__device__ inline Fractions fractions_of(const CellView& cell, const DerivedCell& derived, Vec3 t) {
  Fractions f;
  for (int k = 0; k < 3; ++k)
    f.u[k] =
        static_cast<unsigned>(cell.periodic[k] != 0 ? __double2ll_rn((t[k] - floor(t[k])) * 0x1.0p32)
                                                    : __double2ll_rn((t[k] - derived.low[k]) * derived.per_length[k]));
  return f;
}

/// Offset of copy c of n, in fractions of the supercell.
__device__ inline unsigned copy_offset(int c, int n) {
  if (c == 0) return 0;
  const int near = c <= n / 2 ? c : n - c;
  const auto offset = static_cast<unsigned>(((static_cast<std::uint64_t>(near) << 32) + n / 2) / n);
  return c <= n / 2 ? offset : 0u - offset;
}

/// floor(n x fraction), in [0, n).
__device__ inline int part_of(unsigned u, int n, bool periodic) {
  const std::uint64_t part = static_cast<std::uint64_t>(u) * n >> (periodic ? 32 : 31);
  return part < static_cast<std::uint64_t>(n) ? static_cast<int>(part) : n - 1;
}

/// Order-preserving bits of a double: a < b exactly when ordered(a) < ordered(b).
__device__ inline unsigned long long ordered(double v) {
  const auto bits = static_cast<unsigned long long>(__double_as_longlong(v));
  return bits >> 63 != 0 ? ~bits : bits | 0x8000000000000000ull;
}
__device__ inline double from_ordered(unsigned long long bits) {
  return __longlong_as_double(static_cast<long long>(bits >> 63 != 0 ? bits & 0x7fffffffffffffffull : ~bits));
}

// Launchers; sources in cuda_list_slots.cu and cuda_list_rows.cu.
void derive_cells(const Stream& stream, const ListData& data);
/// Lowest and highest atoms along open directions.
void measure_extents(const Stream& stream, const ListData& data);
void check_motion(const Stream& stream, const ListData& data);
/// Keys (type, structure, Morton code) and atoms, to be sorted.
void make_atom_keys(const Stream& stream, const ListData& data);
/// Slots from the sorted atoms.
void place_slots(const Stream& stream, const ListData& data);
/// Fractions (and positions) of all slots.
void refresh_slots(const Stream& stream, const ListData& data);
/// Keys (structure, type, bin) and slots, to be sorted.
void make_bin_keys(const Stream& stream, const ListData& data);
/// Start table and candidates from the sorted slots.
void fill_bins(const Stream& stream, const ListData& data);
void count_rows(const Stream& stream, const ListData& data);
/// The rows fit: built state is stored and the rebuild done; else halts with list_too_long.
void settle_build(const Stream& stream, const ListData& data);
void fill_rows(const Stream& stream, const ListData& data);

}  // namespace nacre::cuda

// Cells, slots and the decision to rebuild. One thread a structure, an atom or a slot.
//   derived cell  H = copies x h;  unit rows = H / 2^32, open: (high - low) h / 2^31;  range = reach / bin thickness
//   sort key      type | structure | Morton code of the cells of 3 Å, each in as few bits as the batch needs
#include "core/whole_number.h"
#include "device/cuda_launch.h"
#include "neighbor/cuda_list_data.h"
#include "neighbor/list_motion.h"

namespace nacre::cuda {

namespace {
// Beyond the outermost atoms of an open direction: what they may move before the next build, and then some (Å).
constexpr double open_margin = 1.0;
// Rounding of fractions and of single-precision distances must not lose a bin (Å).
constexpr double bin_margin = 1e-3;

/// Distance of the faces that lattice vector k joins.
__device__ double thickness(const Mat3& inverse, int k) {
  return 1 / sqrt(inverse.m[0][k] * inverse.m[0][k] + inverse.m[1][k] * inverse.m[1][k] +
                  inverse.m[2][k] * inverse.m[2][k]);
}

struct Span {
  double low, high;
};
/// What the fractions of direction k span, in lattice vectors of the supercell.
__device__ Span span_of(const ListData& a, int s, int k, double thick) {
  if (a.layout[s].periodic[k] != 0) return {0, 1};
  double low = from_ordered(a.extent[6 * s + k]), high = from_ordered(a.extent[6 * s + 3 + k]);
  if (!(low <= high)) low = 0, high = 0;  // no atoms, or none measured yet
  const double margin = (a.skin + open_margin) / thick;
  return {low - margin, high + margin};
}

__device__ void derive_direction(const ListData& a, int s, int k, double thick) {
  const StructureLayout& layout = a.layout[s];
  CellView& cell = a.cell[s];
  const bool periodic = layout.periodic[k] != 0;
  const Span span = span_of(a, s, k, thick);
  const double length = span.high - span.low, unit = length * (periodic ? 0x1.0p-32 : 0x1.0p-31);
  for (int d = 0; d < 3; ++d) cell.unit[3 * k + d] = static_cast<float>(unit * cell.h.m[k][d]);
  cell.periodic[k] = periodic ? 1 : 0;
  a.derived[s].low[k] = span.low, a.derived[s].per_length[k] = 1 / unit;
  const double bins = ceil((a.reach + bin_margin) * layout.bins[k] / (length * thick));
  a.derived[s].range[k] = within<int>(bins, 0, layout.bins[k]);
}

__global__ void derive_cells_kernel(ListData a) {
  if (a.control->halt != 0) return;
  const std::int64_t s = grid_index();
  if (s >= a.structures) return;
  const StructureLayout& layout = a.layout[s];
  CellView& cell = a.cell[s];
  for (int k = 0; k < 3; ++k)
    for (int d = 0; d < 3; ++d) cell.h.m[k][d] = layout.copies[k] * a.h[s].m[k][d];
  cell.inverse = inverse(cell.h);
  for (int k = 0; k < 3; ++k) {
    const double thick = thickness(cell.inverse, k);
    derive_direction(a, static_cast<int>(s), k, thick);
    if (layout.periodic[k] != 0 && !copies_serve(layout.copies[k], thick / layout.copies[k], a.reach, a.skin))
      a.control->halt = cell_too_thin;
  }
}

__global__ void clear_extents_kernel(ListData a) {
  if (a.control->halt != 0) return;
  const std::int64_t i = grid_index();
  if (i < 6 * static_cast<std::int64_t>(a.structures)) a.extent[i] = i % 6 < 3 ? ~0ull : 0ull;
}

__global__ void measure_extents_kernel(ListData a) {
  if (a.control->halt != 0) return;
  const std::int64_t i = grid_index();
  if (i >= a.local) return;
  const int s = structure_of<&StructureLayout::first_atom>(a, static_cast<int>(i));
  const Vec3 t = a.position[i] * a.cell[s].inverse;
  for (int k = 0; k < 3; ++k) {
    if (a.layout[s].periodic[k] != 0 || !std::isfinite(t[k])) continue;
    unsigned long long* low = &a.extent[6 * s + k];
    const unsigned long long bits = ordered(t[k]);
    if (bits < *low) atomicMin(low, bits);  // what is read may be old, but only ever too wide to skip wrongly
    if (bits > low[3]) atomicMax(low + 3, bits);
  }
}

__global__ void check_motion_kernel(ListData a) {
  if (a.control->halt != 0) return;
  const std::int64_t i = grid_index();
  if (i >= a.local) return;
  const int s = structure_of<&StructureLayout::first_atom>(a, static_cast<int>(i));
  const AllowedMotion motion = allowed_motion(a.built[s].inverse, a.h[s], a.reach, a.skin);
  if (!(motion.distance > 0) || motion.exceeded(a.built_position[i], a.position[i])) a.control->rebuild = 1;
}

/// Interleaves the low 10 bits of three numbers: neighbours in space become neighbours in memory.
__device__ unsigned morton(const int (&cell)[3]) {
  unsigned code = 0;
  for (int k = 0; k < 3; ++k) {
    unsigned v = static_cast<unsigned>(cell[k]);
    v = (v | v << 16) & 0x030000ff;
    v = (v | v << 8) & 0x0300f00f;
    v = (v | v << 4) & 0x030c30c3;
    v = (v | v << 2) & 0x09249249;
    code |= v << (2 - k);
  }
  return code;
}

__global__ void make_atom_keys_kernel(ListData a) {
  if (a.control->halt != 0) return;
  const std::int64_t i = grid_index();
  if (i >= a.local) return;
  const int s = structure_of<&StructureLayout::first_atom>(a, static_cast<int>(i));
  const StructureLayout& layout = a.layout[s];
  const Fractions f = fractions_of(a.cell[s], a.derived[s], a.position[i] * a.cell[s].inverse);
  int cell[3];
  for (int k = 0; k < 3; ++k)
    cell[k] = part_of(f.u[k] * static_cast<unsigned>(layout.copies[k]), layout.sort_cells[k], layout.periodic[k] != 0);
  const std::uint64_t group = static_cast<std::uint64_t>(a.type[i]) << a.structure_bits | static_cast<unsigned>(s);
  a.key[i] = group << a.morton_bits | morton(cell);
  a.value[i] = static_cast<int>(i);
}

__global__ void place_slots_kernel(ListData a) {
  if (a.control->halt != 0) return;
  const std::int64_t p = grid_index();
  if (p >= a.local) return;
  const int atom = a.sorted_value[p];
  a.atom[p] = atom;
  a.slot_of_atom[atom] = static_cast<int>(p);
  a.structure[p] = structure_of<&StructureLayout::first_atom>(a, atom);
}

struct Place {
  int structure, atom, owner, copy;
};
__device__ Place place_of(const ListData& a, int slot) {
  if (slot < a.local) return {a.structure[slot], a.atom[slot], slot, 0};
  const int q = slot - a.local, s = structure_of<&StructureLayout::first_copy>(a, q);
  const StructureLayout& layout = a.layout[s];
  const int rest = q - layout.first_copy, atom = layout.first_atom + rest % layout.atoms;
  return {s, atom, a.slot_of_atom[atom], 1 + rest / layout.atoms};
}

// An atom and its copies are computed alike, so a copy needs no other thread's result.
__global__ void refresh_slots_kernel(ListData a) {
  if (a.control->halt != 0) return;
  const std::int64_t p = grid_index();
  if (p >= a.slots) return;
  const Place place = place_of(a, static_cast<int>(p));
  const CellView& cell = a.cell[place.structure];
  const StructureLayout& layout = a.layout[place.structure];
  const Vec3 r = a.position[place.atom], t = r * cell.inverse;
  Fractions f = fractions_of(cell, a.derived[place.structure], t);
  int rest = place.copy;
  Vec3 shift;  // in lattice vectors of the supercell: into it, and to the copy
  for (int k = 2; k >= 0; --k) {
    const int n = layout.copies[k], c = rest % n;
    rest /= n;
    f.u[k] += copy_offset(c, n);
    if (cell.periodic[k] != 0) shift[k] = static_cast<double>(c) / n - floor(t[k]);
  }
  const unsigned owner = static_cast<unsigned>(place.owner) << a.type_bits | static_cast<unsigned>(a.type[place.atom]);
  a.slot[p] =
      make_int4(static_cast<int>(f.u[0]), static_cast<int>(f.u[1]), static_cast<int>(f.u[2]), static_cast<int>(owner));
  if (a.slot_position != nullptr) a.slot_position[p] = r + shift * cell.h;
}
}  // namespace

void derive_cells(const Stream& stream, const ListData& data) {
  launch(stream, "cells of the neighbour list", derive_cells_kernel, cover(data.structures, 32), data);
}

void measure_extents(const Stream& stream, const ListData& data) {
  launch(stream, "clearing extents", clear_extents_kernel, cover(6 * static_cast<std::int64_t>(data.structures)), data);
  launch(stream, "measuring extents", measure_extents_kernel, cover(data.local), data);
}

void check_motion(const Stream& stream, const ListData& data) {
  launch(stream, "checking the neighbour list", check_motion_kernel, cover(data.local), data);
}

void make_atom_keys(const Stream& stream, const ListData& data) {
  launch(stream, "sort keys of atoms", make_atom_keys_kernel, cover(data.local), data);
}

void place_slots(const Stream& stream, const ListData& data) {
  launch(stream, "placing atoms", place_slots_kernel, cover(data.local), data);
}

void refresh_slots(const Stream& stream, const ListData& data) {
  launch(stream, "slots of the neighbour list", refresh_slots_kernel, cover(data.slots), data);
}

}  // namespace nacre::cuda

// Neighbours of candidates: counted, then written in the same order; and what needs no more than a distance: values of
// radial tables and ZBL. A warp takes a candidate, its lanes the places of one row of bins after another.
#include "device/cuda_lanes.h"
#include "device/cuda_launch.h"
#include "force/zbl_math.h"
#include "insert/cuda_screening_view.h"

namespace nacre::insert {

namespace {

using namespace nacre::cuda;

constexpr int block_threads = 128;
constexpr double on_top = 1e-6;  // Å

struct Neighbor {
  Vec3 vector;     ///< r_j - r_new
  double squared;  ///< its length: roots are taken of few
  int atom, type;
  bool inside;  ///< within a zone
};

__device__ inline double square(double v) { return v * v; }

/// This lane's place; nothing inside where `there` is false.
__device__ inline Neighbor look_at(const ScreeningArguments& a, Vec3 point, int place, bool there) {
  Neighbor n{{0, 0, 0}, 0, 0, 0, false};
  if (!there) return n;
  n.atom = a.structure.owner[place];
  n.type = a.structure.type[n.atom];
  n.vector = a.structure.position[place] - point;
  n.squared = dot(n.vector, n.vector);
  const DeviceZone& zone = a.model.zone[n.type * a.model.m.types + a.new_type];
  n.inside = n.squared < square(zone.outer) || n.squared < square(zone.zbl_outer);
  return n;
}

/// Calls body(neighbour) for all lanes together.
template <class Body>
__device__ inline void for_each_neighbor(const ScreeningArguments& a, Vec3 point, Body&& body) {
  a.structure.search.for_runs(point * a.structure.inverse, [&](int first, int last) {
    for (int base = first; base < last; base += warp_size) {
      const int place = base + lane_index();
      body(look_at(a, point, place, place < last));
    }
    return false;
  });
}

/// Between the cutoffs, and its table is accurate.
__device__ inline bool has_table(const ScreeningArguments& a, const Neighbor& n, const DeviceZone& zone) {
  return n.squared >= square(zone.low) && n.squared < square(zone.high) && a.structure.has_table[n.atom] != 0;
}
__device__ inline bool is_touch(const ScreeningArguments& a, const Neighbor& n) {
  if (!n.inside) return false;
  const DeviceZone& zone = a.model.zone[n.type * a.model.m.types + a.new_type];
  return n.squared < square(zone.outer) && !has_table(a, n, zone);
}

/// Values that need the distance alone.
__device__ inline double direct_energy(const ScreeningArguments& a, const Neighbor& n, double r) {
  const int pair = n.type * a.model.m.types + a.new_type;
  const DeviceZone& zone = a.model.zone[pair];
  if (r < on_top) return INFINITY;
  double energy = 0, slope;
  if (r < zone.zbl_outer) energy += nep::zbl_value(r, a.model.m.zbl_pair[pair], slope);
  if (has_table(a, n, zone)) {
    double xi;
    const double* table = a.structure.tables + static_cast<std::int64_t>(n.atom) * table_reals;
    const double* cell = table_cell(table, r < zone.low ? zone.low : r, zone.low, zone.cells_per_length, xi);
    energy += table_polynomial(cell, xi);
  }
  return energy;
}

// 8 blocks a multiprocessor: without the number the compiler aims at 32 registers and spills.
__global__ void __launch_bounds__(block_threads, 8) count_kernel(ScreeningArguments a) {
  const std::int64_t c = warp_index();
  if (c >= a.candidates) return;
  int* touches = reinterpret_cast<int*>(shared_memory()) + warp_in_block() * a.model.m.types;
  const int lane = lane_index();
  for (int t = lane; t < a.model.m.types; t += warp_size) touches[t] = 0;
  __syncwarp();
  int neighbors = 0;
  for_each_neighbor(a, a.point[c], [&](const Neighbor& n) {
    neighbors += __popc(lane_votes(n.inside));
    const bool touch = is_touch(a, n);
    if (lane_votes(touch) == 0) return;
    for (int t = 0; t < a.model.m.types; ++t) {
      const int more = __popc(lane_votes(touch && n.type == t));
      if (lane == 0) touches[t] += more;
    }
  });
  __syncwarp();
  if (lane == 0) a.neighbor_count[c] = neighbors;
  for (int t = lane; t < a.model.m.types; t += warp_size)
    a.touch_count[static_cast<std::int64_t>(t) * a.candidates + c] = touches[t];
}

__global__ void __launch_bounds__(block_threads) fill_kernel(ScreeningArguments a) {
  const std::int64_t c = warp_index();
  if (c >= a.candidates) return;
  std::int64_t* next = reinterpret_cast<std::int64_t*>(shared_memory()) + warp_in_block() * a.model.m.types;
  const int lane = lane_index();
  for (int t = lane; t < a.model.m.types; t += warp_size)
    next[t] = a.touch_begin[static_cast<std::int64_t>(t) * a.candidates + c];
  std::int64_t neighbor = a.neighbor_begin[c];
  double energy = 0;
  for_each_neighbor(a, a.point[c], [&](const Neighbor& n) {
    const unsigned inside = lane_votes(n.inside);
    double r = 0;
    if (n.inside) {
      r = sqrt(n.squared);
      const std::int64_t to = neighbor + lanes_before(inside);
      a.neighbor[to] = {n.vector.x, n.vector.y, n.vector.z, r};
      a.neighbor_type[to] = n.type;
      energy += direct_energy(a, n, r);
    }
    neighbor += __popc(inside);
    const bool touch = is_touch(a, n);
    if (lane_votes(touch) == 0) return;
    for (int t = 0; t < a.model.m.types; ++t) {
      const unsigned votes = lane_votes(touch && n.type == t);
      if (votes == 0) continue;
      __syncwarp();
      const std::int64_t first = next[t];
      __syncwarp();
      if (touch && n.type == t) {
        const std::int64_t to = first + lanes_before(votes);
        a.touch[to] = {-n.vector.x, -n.vector.y, -n.vector.z, r};
        a.touch_atom[to] = n.atom;
      }
      if (lane == 0) next[t] = first + __popc(votes);
    }
  });
  energy = cuda::lane_sum(energy);
  if (lane == 0) a.energy[c] = energy;
}

}  // namespace

void launch_count(const Stream& stream, ScreeningArguments a) {
  Grid grid = cover_warps(a.candidates, block_threads);
  grid.shared = block_threads / warp_size * a.model.m.types * sizeof(int);
  launch(stream, "counting neighbours of candidates", count_kernel, grid, a);
}

void launch_fill(const Stream& stream, ScreeningArguments a) {
  Grid grid = cover_warps(a.candidates, block_threads);
  grid.shared = block_threads / warp_size * a.model.m.types * sizeof(std::int64_t);
  launch(stream, "listing neighbours of candidates", fill_kernel, grid, a);
}

}  // namespace nacre::insert

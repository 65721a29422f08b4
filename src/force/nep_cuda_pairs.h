// What the NEP kernels share: one pair's geometry, the walk along a row, and the force sums of a warp's atom.
#pragma once
#include "device/cuda_lanes.h"
#include "force/nep_cuda_view.h"
#include "force/nep_math.h"

namespace nacre::cuda {

/// The atom of this warp.
struct Home {
  int slot, type;
  int4 place;
  float unit[9];
  std::int64_t begin, end;
};

__device__ inline Home load_home(const ListView& list, int slot) {
  Home home;
  home.slot = slot;
  home.place = list.slot[slot];
  home.type = list.type_of(home.place);
  const CellView& cell = list.cell[list.structure[slot]];
#pragma unroll
  for (int k = 0; k < 9; ++k) home.unit[k] = cell.unit[k];
  home.begin = list.begin[slot];
  home.end = list.begin[slot + 1];
  return home;
}

/// r_ij = r_j - r_i and its length; r is infinite where there is no neighbour in this lane.
struct Pair {
  float x, y, z, r;
  int type, owner;
};

/// place: the neighbour's slot; any when `there` is false.
__device__ inline Pair make_pair(const ListView& list, const Home& home, int4 place, bool there) {
  Pair pair;
  difference(home.unit, home.place, place, pair.x, pair.y, pair.z);
  pair.type = list.type_of(place);
  pair.owner = list.owner_of(place);
  const float r2 = pair.x * pair.x + pair.y * pair.y + pair.z * pair.z;
  pair.r = there ? sqrtf(r2) : INFINITY;
  return pair;
}

/// Rounds to a multiple of nep_quantum, so that sums of forces are exact and do not depend on their order. By the size:
/// the sum of `big` and a negative p could be below 1/2, where floats are finer than the quantum.
__device__ inline float quantised(float p) {
  constexpr float big = 0.75f;  // 1.5 * 2^23 quanta
  return copysignf((fabsf(p) + big) - big, p);
}

/// The force on the warp's own atom, added up in the lanes.
struct OwnForce {
  double x = 0, y = 0, z = 0;
  __device__ void add(float px, float py, float pz) { x += px, y += py, z += pz; }
  /// All lanes take part.
  __device__ void store(const ForceOutput& out, int local, int slot) {
    x = lane_sum(x), y = lane_sum(y), z = lane_sum(z);
    const int lane = lane_index();
    if (lane < 3)
      atomicAdd(&out.force[static_cast<std::int64_t>(lane) * local + slot], quanta(lane == 0   ? x
                                                                                   : lane == 1 ? y
                                                                                               : z,
                                                                                   1 / nep_quantum));
  }
};

/// Adds the lanes' virials (nine components, row by row) to the atom's. All lanes take part.
__device__ inline void store_virial(const ForceOutput& out, int local, int slot, float (&w)[9]) {
  const float sum = transposed_sums<9>(w);
  const int lane = lane_index();
  if (lane < 9) out.virial[static_cast<std::int64_t>(lane) * local + slot] += sum;
}

/// -r (x) p of a force along the pair: symmetric, six components into nine places.
__device__ inline void add_radial_virial(float (&w)[9], const Pair& pair, float scale) {
  const float sx = scale * pair.x, sy = scale * pair.y, sz = scale * pair.z;
  w[0] -= pair.x * sx, w[1] -= pair.x * sy, w[2] -= pair.x * sz;
  w[4] -= pair.y * sy, w[5] -= pair.y * sz, w[8] -= pair.z * sz;
}
__device__ inline void fill_symmetric(float (&w)[9]) { w[3] = w[1], w[6] = w[2], w[7] = w[5]; }

/// Walks a row in groups of up to 32 entries with one type of neighbour: a run of one type ends where another type
/// follows, and the same type may come again in the outer part of the row.
class TypedWalk {
 public:
  __device__ TypedWalk(const ListView& list, const Home& home, std::int64_t end)
      : list_(list), home_(home), at_(home.begin), end_(end) {}
  __device__ bool done() const { return at_ >= end_; }
  /// Type of the entry that is next: the same in all lanes.
  __device__ int type() const {
    if (list_.type_bits == 0) return 0;  // one type: two dependent loads less at the head of a row
    return list_.type_of(list_.slot[list_.neighbor[at_]]);
  }
  /// This lane's pair of the next group. After the last group of this type `more` is false.
  __device__ Pair next(int type, bool& more) {
    const std::int64_t entry = at_ + lane_index();
    const bool inside = entry < end_;
    const int4 place = inside ? list_.slot[list_.neighbor[entry]] : home_.place;
    const unsigned others = ~lane_votes(inside && list_.type_of(place) == type);
    const int count = others == 0 ? warp_size : __ffs(static_cast<int>(others)) - 1;
    at_ += count;
    more = count == warp_size && at_ < end_;
    return make_pair(list_, home_, place, lane_index() < count);
  }

 private:
  const ListView& list_;
  const Home& home_;
  std::int64_t at_, end_;
};

}  // namespace nacre::cuda

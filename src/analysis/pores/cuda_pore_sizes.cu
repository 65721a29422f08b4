// The largest covering sphere of every grid point on the GPU: pore_sizes.h, the same numbers as the CPU's painter
// gives.
//
// The CPU takes spheres one after the other, largest first. Here a sphere is a number of 64 bits,
//   bits of its radius as a float, rounded down << 32 | ~number     (tops: order of radius; points: tops + point)
// the larger, the earlier the CPU would take it, and the answer for a point is the largest number of those that cover
// it (atomicMax on integers: no order can change it). Spheres are taken in batches of radii [low, high), downward;
// after each batch the points that are covered leave the words of 64 bits of their bricks, so that all later spheres
// pass them by.
//
//   kernel   mapping                         does
//   prepare  a warp 32 bricks                words, least and largest clearance of each brick
//   points   a warp 32 bricks of centres     those with clearances in the batch: finds the bricks around them of which
//                                            something is left, tests their points (two a lane) against all spheres of
//                                            the brick in registers, then one atomic a point
//   tops     a warp a top of the batch       the same for one sphere whose centre is no grid point
//   update   a warp 32 bricks                takes covered points out of the words
//   decode   a thread a point                numbers as on the CPU
//
// Work: 1e6 atoms of porous carbon at 0.25 Å have 1.4e7 bricks, 9e6 of them with void; the clearances of a brick span
// some 15 batches of an eighth of its diagonal: 1.3e8 bricks of centres, 100 to 200 words around each (5 rounds of 30
// instructions of a warp), a dozen of them with something left, 4 spheres for each of 50 instructions: 2,500
// instructions in sum, 3e11 of them: 0.4 s at 9e11 a second without stalls, 1 to 3 s with. Memory: 16 bytes a point, 15
// GB.
#include <algorithm>
#include <bit>
#include <cmath>

#include "analysis/pores/cuda_pores.h"
#include "core/whole_number.h"
#include "device/cuda_array.h"
#include "device/cuda_lanes.h"
#include "device/cuda_launch.h"

namespace nacre {

namespace {

using namespace nacre::cuda;

constexpr int brick_points = 64;
constexpr double batches_per_diagonal = 8;
/// Å, so that rounding loses no brick.
constexpr double rounding = 1e-3;
using Code = unsigned long long;

/// A brick beside another one.
struct Beside {
  int x, y, z;
  float distance;  ///< Å, between equal points
  Vec3 row;        ///< step(4 x, 4 y, 0)
};

struct PaintArguments {
  GridShape grid;
  std::int64_t bricks, points;
  Vec3 along;              ///< step(0, 0, 4)
  const float* clearance;  ///< [point]
  const Vec3* offset;      ///< [64] of a brick
  const Beside* beside;    ///< nearest first
  const Vec3* top_centre;  ///< [top] largest first
  const double* top_radius;
  const float* top_code;            ///< radius rounded down
  const std::uint32_t* top_cavity;  ///< number of the cavity
  std::uint32_t tops;
  Code* code;  ///< [point] of the covering sphere, 0: none yet
  Code* left;  ///< [brick]
  char* touched;
  float *least, *largest;  ///< [brick] of the clearances above 0
  std::uint32_t* covered;  ///< [point]
  // of a batch
  float low, high;
  int besides;
  std::uint32_t first_top, last_top;
};

__device__ Code code_of(float radius, std::uint32_t number) {
  return static_cast<Code>(std::bit_cast<std::uint32_t>(radius)) << 32 | (0xffffffffu - number);
}

/// The two points of this lane in a brick that is looked at.
struct LanePoints {
  Vec3 offset[2];
  Code best[2] = {0, 0};
  __device__ explicit LanePoints(const PaintArguments& a) {
    offset[0] = a.offset[lane_index()], offset[1] = a.offset[lane_index() + warp_size];
  }
  __device__ void see(Vec3 corner, double limit, Code code) {
    for (int k = 0; k < 2; ++k)
      if (code > best[k] && covers(corner, offset[k], limit)) best[k] = code;
  }
  /// Into the points of the brick whose bits are set.
  __device__ void store(const PaintArguments& a, std::int64_t brick, Code word) {
    for (int k = 0; k < 2; ++k) {
      const int point = lane_index() + k * warp_size;
      if (best[k] != 0 && (word >> point & 1) != 0) {
        atomicMax(&a.code[brick * brick_points + point], best[k]);
        a.touched[brick] = 1;  // the same byte, whoever writes it
      }
      best[k] = 0;
    }
  }
};

/// body(brick) for those of this warp's 32 bricks that are wanted.
template <class Wanted, class Body>
__device__ void for_my_bricks(const PaintArguments& a, Wanted&& wanted, Body&& body) {
  const std::int64_t first = warp_index() * warp_size, mine = first + lane_index();
  const unsigned votes = lane_votes(mine < a.bricks && wanted(mine));
  for (unsigned open = votes; open != 0; open &= open - 1) body(first + __ffs(static_cast<int>(open)) - 1);
}

__global__ void prepare_kernel(PaintArguments a) {
  const auto all = [](std::int64_t) { return true; };
  for_my_bricks(a, all, [&](std::int64_t brick) {
    const float* d = a.clearance + brick * brick_points + lane_index();
    const float d0 = d[0], d1 = d[warp_size];
    const Code word = static_cast<Code>(lane_votes(d1 > 0)) << 32 | lane_votes(d0 > 0);
    const float largest = lane_max(d0 > d1 ? d0 : d1);
    const float far = 3e38f, l0 = d0 > 0 ? d0 : far, l1 = d1 > 0 ? d1 : far;
    const float least = -lane_max(l0 < l1 ? -l0 : -l1);
    if (lane_index() != 0) return;
    a.left[brick] = word, a.touched[brick] = 0;
    a.least[brick] = least, a.largest[brick] = largest;
  });
}

/// The spheres around points of one brick whose clearances are in the batch.
struct BrickSpheres {
  float radius[2];  ///< of this lane's points
  unsigned in[2];   ///< lanes
  std::int64_t brick;
  __device__ BrickSpheres(const PaintArguments& a, std::int64_t of) : brick(of) {
    for (int k = 0; k < 2; ++k) {
      radius[k] = a.clearance[of * brick_points + lane_index() + k * warp_size];
      in[k] = lane_votes(radius[k] > 0 && radius[k] >= a.low && radius[k] < a.high);
    }
  }
  __device__ bool any() const { return (in[0] | in[1]) != 0; }
  /// Looks at a brick from all of them. `row`, `z`: where it lies.
  __device__ void look(const PaintArguments& a, Vec3 row, int z, LanePoints& points) const {
    for (int k = 0; k < 2; ++k)
      for (unsigned open = in[k]; open != 0; open &= open - 1) {
        const int lane = __ffs(static_cast<int>(open)) - 1, point = lane + k * warp_size;
        const float r = __shfl_sync(all_lanes, radius[k], lane);
        const Vec3 corner = unfused_sum(row - a.offset[point], z, a.along);
        points.see(corner, static_cast<double>(r) * r,
                   code_of(r, a.tops + static_cast<std::uint32_t>(brick * brick_points + point)));
      }
  }
};

__global__ void points_kernel(PaintArguments a) {
  LanePoints points(a);
  const auto wanted = [&](std::int64_t b) { return a.least[b] < a.high && a.largest[b] >= a.low; };
  for_my_bricks(a, wanted, [&](std::int64_t brick) {
    const BrickSpheres spheres(a, brick);
    if (!spheres.any()) return;
    const GridShape::Place home = a.grid.brick_place(brick);
    for (int first = 0; first < a.besides; first += warp_size) {
      const int mine = first + lane_index();
      std::int64_t there = 0;
      Code word = 0;
      if (mine < a.besides) {
        const Beside& b = a.beside[mine];
        there = a.grid.brick(home.at[0] + b.x, home.at[1] + b.y, home.at[2] + b.z);
        word = a.left[there];
      }
      for (unsigned open = lane_votes(word != 0); open != 0; open &= open - 1) {
        const int lane = __ffs(static_cast<int>(open)) - 1;
        const Beside& b = a.beside[first + lane];
        spheres.look(a, b.row, b.z, points);
        points.store(a, __shfl_sync(all_lanes, there, lane), __shfl_sync(all_lanes, word, lane));
      }
    }
  });
}

constexpr int farthest_brick = 1 << 30;

/// Bricks of one direction that may hold a point of a sphere.
__device__ void brick_range(double s, double reach, int bricks, int& low, int& high) {
  low = within<int>(std::ceil((s - reach) * bricks - 0.875 - 1e-6), -farthest_brick, farthest_brick);
  high = within<int>(std::floor((s + reach) * bricks - 0.125 + 1e-6), -farthest_brick, farthest_brick);
}

struct TopArguments {
  PaintArguments paint;
  Mat3 inverse;
  double thickness[3];
  Vec3 middle, to_middle;  ///< of a brick, from the corner of its cell and from its first point
};

__global__ void tops_kernel(TopArguments t) {
  const PaintArguments& a = t.paint;
  const std::int64_t top = a.first_top + warp_index();
  if (top >= a.last_top) return;
  LanePoints points(a);
  const Vec3 centre = a.top_centre[top], s = centre * t.inverse;
  const double radius = a.top_radius[top], limit = radius * radius;
  const Code code = code_of(a.top_code[top], static_cast<std::uint32_t>(top));
  int low[3], high[3];
  for (int k = 0; k < 3; ++k) brick_range(s[k], radius / t.thickness[k] + 1e-9, a.grid.bricks[k], low[k], high[k]);
  for (int x = low[0]; x <= high[0]; ++x)
    for (int y = low[1]; y <= high[1]; ++y) {
      const Vec3 row = ((t.middle + a.grid.step(4 * x, 4 * y, 0)) - centre) - t.to_middle;
      for (int first = low[2]; first <= high[2]; first += warp_size) {
        const int z = first + lane_index();
        const std::int64_t there = a.grid.brick(x, y, z);
        const Code word = z <= high[2] ? a.left[there] : 0;
        for (unsigned open = lane_votes(word != 0); open != 0; open &= open - 1) {
          const int lane = __ffs(static_cast<int>(open)) - 1;
          points.see(unfused_sum(row, first + lane, a.along), limit, code);
          points.store(a, __shfl_sync(all_lanes, there, lane), __shfl_sync(all_lanes, word, lane));
        }
      }
    }
}

__global__ void update_kernel(PaintArguments a) {
  const auto touched = [&](std::int64_t b) { return a.touched[b] != 0; };
  for_my_bricks(a, touched, [&](std::int64_t brick) {
    const Code* code = a.code + brick * brick_points + lane_index();
    const Code done = static_cast<Code>(lane_votes(code[warp_size] != 0)) << 32 | lane_votes(code[0] != 0);
    if (lane_index() == 0) a.left[brick] &= ~done, a.touched[brick] = 0;
  });
}

__global__ void decode_kernel(PaintArguments a) {
  const std::int64_t p = grid_index();
  if (p >= a.points) return;
  const Code code = a.code[p];
  const std::uint32_t number = 0xffffffffu - static_cast<std::uint32_t>(code);
  a.covered[p] = code == 0 ? no_sphere : number < a.tops ? a.top_cavity[number] : number;
}

/// The largest float that is not above it.
float rounded_down(double radius) {
  const auto f = static_cast<float>(radius);
  return f > radius ? std::nextafter(f, 0.0f) : f;
}

/// Tops, largest first.
struct Tops {
  std::vector<Vec3> centre;
  std::vector<double> radius;
  std::vector<float> code;
  std::vector<std::uint32_t> cavity;
  explicit Tops(const PoreNetwork& network) : cavity(cavities_by_radius(network)) {
    for (const std::uint32_t c : cavity) {
      centre.push_back(network.cavities[c].centre), radius.push_back(network.cavities[c].radius);
      code.push_back(rounded_down(radius.back()));
    }
  }
};

/// Bricks beside one that hold points within `reach` of its points, nearest first.
std::vector<Beside> bricks_beside(const PoreGrid& grid, double reach) {
  const double most = reach + 3 * grid.diagonal() + rounding;
  int n[3];
  for (int k = 0; k < 3; ++k)
    n[k] = within<int>(most / grid.box().thickness(k) * grid.bricks()[k], 0, farthest_brick) + 1;
  std::vector<Beside> all;
  for (int x = -n[0]; x <= n[0]; ++x)
    for (int y = -n[1]; y <= n[1]; ++y)
      for (int z = -n[2]; z <= n[2]; ++z) {
        const double distance = norm(grid.step(4 * x, 4 * y, 4 * z));
        if (distance <= most) all.push_back({x, y, z, static_cast<float>(distance), grid.step(4 * x, 4 * y, 0)});
      }
  std::stable_sort(all.begin(), all.end(), [](const Beside& a, const Beside& b) { return a.distance < b.distance; });
  return all;
}

class CudaPainter {
 public:
  CudaPainter(const PoreGrid& grid, const PoreNetwork& network) : grid_(grid), tops_(network) {
    PaintArguments& a = t_.paint;
    a.grid = grid.shape(), a.points = grid.points(), a.bricks = a.points / brick_points;
    a.along = grid.step(0, 0, 4);
    t_.inverse = grid.box().inverse(), t_.middle = grid.step(2, 2, 2), t_.to_middle = grid.step(1.5, 1.5, 1.5);
    for (int k = 0; k < 3; ++k) t_.thickness[k] = grid.box().thickness(k);
    std::vector<Vec3> offset;
    for (int p = 0; p < brick_points; ++p) offset.push_back(a.grid.offset(p));
    clearance_.upload(stream_, grid.clearances()), offset_.upload(stream_, offset);
    centre_.upload(stream_, tops_.centre), radius_.upload(stream_, tops_.radius);
    top_code_.upload(stream_, tops_.code), cavity_.upload(stream_, tops_.cavity);
    a.clearance = clearance_.data(), a.offset = offset_.data(), a.top_centre = centre_.data();
    a.top_radius = radius_.data(), a.top_code = top_code_.data(), a.top_cavity = cavity_.data();
    a.tops = static_cast<std::uint32_t>(tops_.cavity.size());
    make_room(a);
  }

  std::vector<std::uint32_t> run() {
    PaintArguments& a = t_.paint;
    const Grid by_brick = cover_warps((a.bricks + warp_size - 1) / warp_size);
    launch(stream_, "pore prepare", prepare_kernel, by_brick, a);
    const float largest = largest_radius();
    beside_list_ = bricks_beside(grid_, largest);
    beside_.upload(stream_, beside_list_);
    a.beside = beside_.data();
    const auto step = static_cast<float>(grid_.diagonal() / batches_per_diagonal);
    for (a.high = std::nextafter(largest, 3e38f); a.high > 0; a.high = a.low) {
      a.low = a.high > 1.5f * step ? a.high - step : 0;
      paint_batch(by_brick);
    }
    covered_.resize(static_cast<std::size_t>(a.points));
    a.covered = covered_.data();
    launch(stream_, "pore decode", decode_kernel, cover(a.points), a);
    return covered_.fetch(stream_);
  }

 private:
  void make_room(PaintArguments& a) {
    const auto points = static_cast<std::size_t>(a.points), bricks = static_cast<std::size_t>(a.bricks);
    code_.resize(points), left_.resize(bricks), touched_.resize(bricks), least_.resize(bricks), largest_.resize(bricks);
    code_.clear(stream_);
    a.code = code_.data(), a.left = left_.data(), a.touched = touched_.data();
    a.least = least_.data(), a.largest = largest_.data();
  }
  float largest_radius() const {
    const std::vector<float> all = largest_.fetch(stream_);
    float most = tops_.code.empty() ? 0 : tops_.code.front();
    for (const float r : all) most = std::max(most, r);
    return most;
  }
  void paint_batch(Grid by_brick) {
    PaintArguments& a = t_.paint;
    const double reach = a.high + 3 * grid_.diagonal() + rounding;
    a.besides = static_cast<int>(
        std::upper_bound(beside_list_.begin(), beside_list_.end(), reach,
                         [](double r, const Beside& b) { return r < static_cast<double>(b.distance); }) -
        beside_list_.begin());
    a.first_top = a.last_top;
    while (a.last_top < a.tops && tops_.code[a.last_top] >= a.low) ++a.last_top;
    launch(stream_, "pore points", points_kernel, by_brick, a);
    if (a.last_top > a.first_top) launch(stream_, "pore tops", tops_kernel, cover_warps(a.last_top - a.first_top), t_);
    launch(stream_, "pore update", update_kernel, by_brick, a);
  }

  Stream stream_;
  const PoreGrid& grid_;
  Tops tops_;
  TopArguments t_{};
  std::vector<Beside> beside_list_;
  Array<Beside> beside_;
  Array<float> clearance_, top_code_, least_, largest_;
  Array<Vec3> offset_, centre_;
  Array<double> radius_;
  Array<std::uint32_t> cavity_, covered_;
  Array<Code> code_, left_;
  Array<char> touched_;
};

}  // namespace

std::vector<std::uint32_t> covering_spheres_on_cuda(const PoreGrid& grid, const PoreNetwork& network) {
  return CudaPainter(grid, network).run();
}

}  // namespace nacre

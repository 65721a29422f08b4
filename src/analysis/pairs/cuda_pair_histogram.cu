// Pairs on the GPU: a warp takes a cell (pair_cells.h), its lanes the points of a run. Points are sorted into cells on
// the CPU (0.1 us an atom and thread) and copied. Counts: [a][b][bin] of the block in shared memory, 32 bits that hand
// over to the 64-bit counts in memory when they wrap around; tables too large for that are counted in memory directly.
//
// Work for N atoms of density rho: about 2.5 N 2/3 pi rho r_max^3 distances of some 15 instructions, an atomic for each
// pair that is counted. 1,000,000 carbon atoms at 1.4 g/cm3: 4e8 distances to 10 Å, by count 1 ms; 8e10 to 60 Å, 0.1 s,
// and 3e10 atomics.
#include <algorithm>
#include <vector>

#include "analysis/pairs/cuda_pair_histogram.h"
#include "analysis/pairs/pair_cells.h"
#include "device/cuda_array.h"
#include "device/cuda_lanes.h"
#include "device/cuda_launch.h"

namespace nacre {

namespace {

using namespace nacre::cuda;
using Word = unsigned long long;

constexpr unsigned block_threads = 256, most_blocks = 4096;
constexpr std::size_t most_shared = 96 * 1024;  ///< two blocks a multiprocessor

struct PairArguments {
  PairCellsView cells;
  int rows;
  int table;     ///< counts
  Word* counts;  ///< [table]
};

/// In shared memory when Shared, else in device memory.
template <bool Shared>
__device__ inline void count_one(const PairArguments& a, std::int64_t place) {
  if constexpr (Shared) {
    if (atomicAdd(reinterpret_cast<unsigned*>(shared_memory()) + place, 1u) == 0xffffffffu)
      atomicAdd(a.counts + place, Word{1} << 32);
  } else {
    atomicAdd(a.counts + place, Word{1});
  }
}

template <bool Shared>
__device__ inline void count_run(const PairArguments& a, int i, const PairRun& run) {
  const PairPoints& p = a.cells.points;
  const auto x = static_cast<std::int32_t>(p.x[i] - run.shift[0]), y = static_cast<std::int32_t>(p.y[i] - run.shift[1]),
             z = static_cast<std::int32_t>(p.z[i] - run.shift[2]);
  const std::int64_t table = static_cast<std::int64_t>(p.offset[i]) * a.cells.types;
  for (int j = run.first + lane_index(); j < run.last; j += warp_size) {
    const float r =
        pair_place(pair_difference(p.x[j], x), pair_difference(p.y[j], y), pair_difference(p.z[j], z), a.cells.bins);
    if (r < a.cells.bins.bins) count_one<Shared>(a, table + p.offset[j] + __float2int_rz(r));
  }
}

template <bool Shared>
__device__ inline void count_cell(const PairArguments& a, int row, int c3) {
  const PairCellsView& v = a.cells;
  const int begin = v.begin[row * v.n[2] + c3], end = v.begin[row * v.n[2] + c3 + 1];
  for (int i = begin; i < end; ++i) count_run<Shared>(a, i, {i + 1, end, {0, 0, 0}});
  for (int number = 0; begin < end && number < v.later_rows; ++number)
    for_later_runs(v, row, c3, number, [&](const PairRun& run) {
      for (int i = begin; i < end; ++i) count_run<Shared>(a, i, run);
    });
}

template <bool Shared>
__global__ void __launch_bounds__(block_threads) pair_kernel(PairArguments a) {
  auto* mine = reinterpret_cast<unsigned*>(shared_memory());
  if constexpr (Shared)
    for (int k = static_cast<int>(threadIdx.x); k < a.table; k += static_cast<int>(blockDim.x)) mine[k] = 0;
  __syncthreads();
  const int cells = a.rows * a.cells.n[2], warps = static_cast<int>(gridDim.x * (blockDim.x / warp_size));
  for (int c = static_cast<int>(warp_index()); c < cells; c += warps)
    count_cell<Shared>(a, c / a.cells.n[2], c % a.cells.n[2]);
  __syncthreads();
  if constexpr (Shared)
    for (int k = static_cast<int>(threadIdx.x); k < a.table; k += static_cast<int>(blockDim.x))
      if (mine[k] != 0) atomicAdd(a.counts + k, static_cast<Word>(mine[k]));
}

/// The arrays of the cells on the GPU.
class DeviceCells {
 public:
  DeviceCells(const Stream& stream, const PairCells& cells) : view_(cells.view()) {
    const std::size_t n = cells.points();
    const std::int32_t* from[4] = {view_.points.x, view_.points.y, view_.points.z, view_.points.offset};
    for (int k = 0; k < 4; ++k) point_[k].upload(stream, from[k], n);
    begin_.upload(stream, cells.begins()), stencil_.upload(stream, cells.stencil());
    view_.points = {point_[0].data(), point_[1].data(), point_[2].data(), point_[3].data()};
    view_.begin = begin_.data(), view_.stencil = stencil_.data();
    stream.synchronize();
  }
  const PairCellsView& view() const { return view_; }

 private:
  PairCellsView view_;
  Array<std::int32_t> point_[4];
  Array<int> begin_;
  Array<StencilRow> stencil_;
};

}  // namespace

PairHistogram cuda_pair_histogram(const Atoms& atoms, const Box& box, double r_max, int bins) {
  PairHistogram h = empty_histogram(atoms, r_max, bins);
  if (atoms.size() == 0) return h;
  const PairCells cells(atoms, box, r_max, bins);
  const Stream stream;
  const DeviceCells device(stream, cells);
  Array<Word> counts(h.counts.size());
  counts.clear(stream);
  const PairArguments a{device.view(), cells.rows(), static_cast<int>(h.counts.size()), counts.data()};
  const std::size_t shared = h.counts.size() * sizeof(unsigned);
  Grid grid = cover_warps(static_cast<std::int64_t>(cells.begins().size()) - 1, block_threads);
  grid.blocks = std::min(grid.blocks, most_blocks);
  if (shared <= most_shared) {
    grid.shared = shared;
    allow_shared(pair_kernel<true>, shared);
    launch(stream, "pair histogram", pair_kernel<true>, grid, a);
  } else {
    launch(stream, "pair histogram", pair_kernel<false>, grid, a);
  }
  const std::vector<Word> once = counts.fetch(stream);
  h.add_both_ways(reinterpret_cast<const std::int64_t*>(once.data()));
  return h;
}

}  // namespace nacre

// Grid, spreading, transform and nodes on the GPU. The formulas are those of the CPU (fourier_plan.h, node_sums.h); the
// order of sums does not matter, because they are sums of integers:
//   spreading  a warp an atom; 512 weights, rounded to 2^-36, added to a grid of 64-bit integers (up to 1.3e8 atoms on
//              one point), which is then turned into doubles in place
//   nodes      a thread a node; the largest term first, then all terms as multiples of a quantum that leaves room for
//              all nodes in one bin: 2^-36 of the largest for 3e7 nodes
// Grids: [type][n_1][n_2][real_row(n_3)] doubles, 8 bytes a point and type; 1,000,000 carbon atoms to Q 5.8 1/Å: 2 GB
// and cuFFT's work space. Work: 5e8 integer atomics, 3 passes of the transform over 2 GB, 2 passes over 2e7 nodes:
// about 20 ms at 2 TB/s by count.
#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

#include "analysis/diffraction/cuda_fourier_sums.h"
#include "analysis/diffraction/fourier_plan.h"
#include "core/whole_number.h"
#include "device/cuda_array.h"
#include "device/cuda_fft.h"
#include "device/cuda_lanes.h"
#include "device/cuda_launch.h"
#include "device/parallel.h"

namespace nacre {

namespace {

using namespace nacre::cuda;
using Word = unsigned long long;  ///< sums of signed integers, modulo 2^64

constexpr double weight_quantum = 1.0 / (std::int64_t{1} << 36);
constexpr unsigned block_threads = 256;

struct SpreadArguments {
  int n[3];
  std::int64_t row;    ///< real_row(n[2])
  std::int64_t atoms;  ///< or points of the grid
  const Vec3* s;       ///< [atom] fractional, in [0, 1]
  double* grid;        ///< [n1][n2][row]
};

struct NodeArguments {
  int n[3], most[3], types;
  std::int64_t row, size, nodes;  ///< size: doubles of one grid
  const double* grid;             ///< [type][size], transformed: complex
  const double* correct[3];
  Mat3 inverse;
  double volume, Q_max, bin;
  int bins;
  double scale;  ///< 1 / quantum
  Word* largest;
  Word* sums;  ///< [pair][bin]
};

/// Lane 8 d + j has the weight of grid point j along axis d; lanes 24 and above repeat axis 2.
__global__ void __launch_bounds__(block_threads) spread_kernel_of_atoms(SpreadArguments a) {
  const std::int64_t atom = warp_index();
  if (atom >= a.atoms) return;
  const int lane = lane_index(), axis = lane / spread_width < 2 ? lane / spread_width : 2, j = lane % spread_width;
  const Vec3 at = a.s[atom];
  const int n = axis == 0 ? a.n[0] : axis == 1 ? a.n[1] : a.n[2];
  const double s = axis == 0 ? at.x : axis == 1 ? at.y : at.z, first = spread_first(s, n);
  const double mine = spread_weight(s, n, first, j);
  const int begin = wrap_point(first, n);
  const int place = begin + j < n ? begin + j : begin + j - n;
  const double weight_z = __shfl_sync(all_lanes, mine, 2 * spread_width + j) / weight_quantum;
  const int z = __shfl_sync(all_lanes, place, 2 * spread_width + j);
  auto* grid = reinterpret_cast<Word*>(a.grid);
  // Four rows of eight points at a time.
  for (int pair = lane / spread_width; pair < spread_width * spread_width; pair += warp_size / spread_width) {
    const int i = pair / spread_width, k = pair % spread_width;
    const double weight = __shfl_sync(all_lanes, mine, i) * __shfl_sync(all_lanes, mine, spread_width + k) * weight_z;
    const std::int64_t x = __shfl_sync(all_lanes, place, i), y = __shfl_sync(all_lanes, place, spread_width + k);
    atomicAdd(grid + (x * a.n[1] + y) * a.row + z, static_cast<Word>(__double2ll_rn(weight)));
  }
}

__global__ void __launch_bounds__(block_threads) to_real_kernel(SpreadArguments a) {
  const std::int64_t i = grid_index();
  if (i >= a.atoms) return;
  a.grid[i] = static_cast<double>(__double_as_longlong(a.grid[i])) * weight_quantum;
}

struct DeviceNode {
  double Q = 0, correct = 0;
  std::int64_t at = 0;  ///< real part in the grid of type 0
  bool counts = false;
};

/// Nodes [h][k][l >= 0].
__device__ inline DeviceNode node_of(const NodeArguments& a, std::int64_t index) {
  DeviceNode node;
  if (index >= a.nodes) return node;
  const int columns = a.most[2] + 1, rows = 2 * a.most[1] + 1;
  const int l = static_cast<int>(index % columns), k = static_cast<int>(index / columns % rows) - a.most[1],
            h = static_cast<int>(index / columns / rows) - a.most[0];
  node.Q = node_length(a.inverse, h, k, l);
  node.counts = in_half(h, l, k) && node.Q <= a.Q_max;
  const double c = a.correct[0][h < 0 ? -h : h] * a.correct[1][k < 0 ? -k : k] * a.correct[2][l];
  node.correct = c * c;
  node.at = (static_cast<std::int64_t>(h < 0 ? h + a.n[0] : h) * a.n[1] + (k < 0 ? k + a.n[1] : k)) * a.row + 2 * l;
  return node;
}
__device__ inline double term(const NodeArguments& a, const DeviceNode& node, int first, int second) {
  const double *F = a.grid + first * a.size + node.at, *G = a.grid + second * a.size + node.at;
  return node_weight(a.volume, node.Q, first, second) * node.correct * (F[0] * G[0] + F[1] * G[1]);
}

/// No term is larger than twice the largest of one type: 2 |F_a F_b| <= |F_a|^2 + |F_b|^2, and a != b counts double.
__global__ void __launch_bounds__(block_threads) largest_kernel(NodeArguments a) {
  const DeviceNode node = node_of(a, grid_index());
  double largest = 0;
  if (node.counts)
    for (int t = 0; t < a.types; ++t) {
      const double v = 2 * term(a, node, t, t);
      largest = v > largest ? v : largest;
    }
  largest = lane_max(largest);
  if (lane_index() == 0 && largest > 0) atomicMax(a.largest, static_cast<Word>(__double_as_longlong(largest)));
}

__global__ void __launch_bounds__(block_threads) bin_kernel(NodeArguments a) {
  const DeviceNode node = node_of(a, grid_index());
  if (!node.counts) return;
  const int bin = within<int>(node.Q / a.bin, 0, a.bins - 1);
  for (int second = 0; second < a.types; ++second)
    for (int first = 0; first <= second; ++first)
      atomicAdd(a.sums + static_cast<std::int64_t>(pair_number(first, second)) * a.bins + bin,
                static_cast<Word>(__double2ll_rn(term(a, node, first, second) * a.scale)));
}

std::vector<Vec3> fractional_of(const NodeProblem& p, int type) {
  std::vector<int> members;
  for (std::size_t i = 0; i < p.atoms.size(); ++i)
    if (p.atoms.type[i] == type) members.push_back(static_cast<int>(i));
  std::vector<Vec3> s(members.size());
  parallel_for(static_cast<std::ptrdiff_t>(s.size()),
               [&](std::ptrdiff_t i) { s[i] = p.box.fractional(p.box.wrap(p.atoms.position[members[i]])); });
  return s;
}

class DeviceSums {
 public:
  DeviceSums(const NodeProblem& problem, const FourierPlan& plan) : problem_(problem), plan_(plan) {
    row_ = real_row(plan.axis[2].size);
    size_ = row_ * plan.axis[0].size * plan.axis[1].size;
    grid_.resize(static_cast<std::size_t>(size_) * problem.types());
    grid_.clear(stream_);
  }
  void transform() {
    const RealTransform transform(stream_, plan_.axis[0].size, plan_.axis[1].size, plan_.axis[2].size);
    for (int t = 0; t < problem_.types(); ++t) {
      const std::vector<Vec3> s = fractional_of(problem_, t);
      atoms_.upload(stream_, s);
      SpreadArguments a{{plan_.axis[0].size, plan_.axis[1].size, plan_.axis[2].size},
                        row_,
                        static_cast<std::int64_t>(s.size()),
                        atoms_.data(),
                        grid_.data() + t * size_};
      if (!s.empty()) launch(stream_, "spread atoms", spread_kernel_of_atoms, cover_warps(a.atoms, block_threads), a);
      a.atoms = size_;
      launch(stream_, "grid to doubles", to_real_kernel, cover(size_, block_threads), a);
      transform.run(a.grid);
    }
    stream_.synchronize();
  }
  NodeSums sums() {
    NodeArguments a = arguments();
    const Grid blocks = cover(a.nodes, block_threads);
    launch(stream_, "largest node", largest_kernel, blocks, a);
    const double largest = std::bit_cast<double>(largest_.fetch(stream_)[0]);
    if (!(largest > 0)) return NodeSums(sums_.size(), 0.0);
    a.scale = std::ldexp(1, 61 - std::bit_width(static_cast<std::uint64_t>(a.nodes))) / largest;
    launch(stream_, "bins of nodes", bin_kernel, blocks, a);
    NodeSums sums;
    for (const Word w : sums_.fetch(stream_))
      sums.push_back(static_cast<double>(static_cast<std::int64_t>(w)) / a.scale);
    return sums;
  }

 private:
  NodeArguments arguments() {
    NodeArguments a{};
    a.types = problem_.types(), a.row = row_, a.size = size_, a.grid = grid_.data();
    for (int d = 0; d < 3; ++d) {
      a.n[d] = plan_.axis[d].size, a.most[d] = plan_.axis[d].most;
      correct_[d].upload(stream_, plan_.axis[d].correct);
      a.correct[d] = correct_[d].data();
    }
    a.nodes = (2 * a.most[0] + std::int64_t{1}) * (2 * a.most[1] + 1) * (a.most[2] + 1);
    a.inverse = problem_.box.inverse(), a.volume = problem_.box.volume();
    a.Q_max = problem_.Q_max, a.bin = problem_.bin, a.bins = problem_.bins();
    largest_.resize(1), sums_.resize(static_cast<std::size_t>(problem_.pairs()) * problem_.bins());
    largest_.clear(stream_), sums_.clear(stream_);
    a.largest = largest_.data(), a.sums = sums_.data();
    return a;
  }

  const NodeProblem& problem_;
  const FourierPlan& plan_;
  Stream stream_;
  std::int64_t row_ = 0, size_ = 0;
  Array<double> grid_, correct_[3];
  Array<Vec3> atoms_;
  Array<Word> largest_, sums_;
};

}  // namespace

NodeSums cuda_fourier_node_sums(const NodeProblem& problem) {
  const FourierPlan plan = fourier_plan(problem.box, problem.Q_max);
  DeviceSums sums(problem, plan);
  sums.transform();
  return sums.sums();
}

}  // namespace nacre

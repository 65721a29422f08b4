#include "analysis/diffraction/fourier_sums.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <numbers>
#include <utility>

#include "analysis/diffraction/fourier_loops.h"
#include "core/whole_number.h"
#include "device/aligned.h"
#include "device/parallel.h"
#include "device/progress.h"

namespace nacre {

namespace {
constexpr int lanes = line_lanes, pair = line_pair;
constexpr int bin_parts = 32;  ///< partial sums of bins, whatever the number of threads

int round_up(int n, int unit) { return (n + unit - 1) / unit * unit; }

/// Atoms of one type on the grid, in order of first_x, then first_y.
struct SortedAtoms {
  AlignedVector<double> weight_x, weight_y, weight_z;  ///< [atom][spread_width]
  std::vector<int> first_y, first_z, begin;            ///< begin: [first_x]

  SortedAtoms(const NodeProblem& problem, const FourierPlan& plan, int type);
  SpreadAtoms view() const {
    return {weight_x.data(), weight_y.data(), weight_z.data(), first_y.data(), first_z.data()};
  }
};

SortedAtoms::SortedAtoms(const NodeProblem& problem, const FourierPlan& plan, int type) {
  const auto& axis = plan.axis;
  std::vector<int> members;
  for (std::size_t i = 0; i < problem.atoms.size(); ++i)
    if (problem.atoms.type[i] == type) members.push_back(static_cast<int>(i));
  const auto n = static_cast<std::ptrdiff_t>(members.size());
  const auto weights = [&](std::ptrdiff_t i, int d, double* w) {
    const Vec3 s = problem.box.fractional(problem.box.wrap(problem.atoms.position[members[i]]));
    return spread_weights(s[d], axis[d].size, w);
  };
  std::vector<std::pair<std::uint64_t, int>> order(n);  // plane and row, atom: distinct
  parallel_for(n, [&](std::ptrdiff_t i) {
    double w[spread_width];
    order[i] = {static_cast<std::uint64_t>(weights(i, 0, w)) * axis[1].size + weights(i, 1, w), static_cast<int>(i)};
  });
  parallel_sort(order);
  for (auto* v : {&weight_x, &weight_y, &weight_z}) v->resize(static_cast<std::size_t>(n) * spread_width);
  first_y.resize(n), first_z.resize(n);
  parallel_for(n, [&](std::ptrdiff_t p) {
    const std::ptrdiff_t i = order[p].second, at = p * spread_width;
    weights(i, 0, &weight_x[at]);
    first_y[p] = weights(i, 1, &weight_y[at]), first_z[p] = weights(i, 2, &weight_z[at]);
  });
  begin.assign(axis[0].size + 1, 0);
  for (const auto& o : order) ++begin[o.first / axis[1].size + 1];
  for (int x = 0; x < axis[0].size; ++x) begin[x + 1] += begin[x];
}

/// The kept numbers of one type: [x][k][block of lanes l][re lanes, im lanes].
struct Kept {
  Kept(const FourierPlan& plan)
      : rows(plan.axis[1].most + 1), blocks(round_up(2 * plan.axis[2].most + 1, lanes) / lanes) {
    // Not zeroed: the threads that fill it touch its pages first. Lanes past the last index stay as they are, unread.
    values =
        std::make_unique_for_overwrite<float[]>(static_cast<std::size_t>(plan.axis[0].size) * rows * blocks * pair);
  }
  float* at(int x, int k, int block) {
    return values.get() + ((static_cast<std::size_t>(x) * rows + k) * blocks + block) * pair;
  }
  int rows, blocks;
  std::unique_ptr<float[]> values;
};

/// Spreads and transforms planes; buffers of one thread.
class Planes {
 public:
  Planes(const FourierPlan& plan, const FourierLoops& loops, const LineTransform& y, const LineTransform& z)
      : n_{plan.axis[0].size, plan.axis[1].size, plan.axis[2].size},
        most_y_(plan.axis[1].most),
        most_z_(plan.axis[2].most),
        stride_(round_up(n_[2] + spread_width, 2 * lanes)),
        loops_(loops),
        y_(y),
        z_(z),
        plane_(static_cast<std::size_t>(n_[1]) * stride_),
        rows_(static_cast<std::size_t>(round_up(most_y_ + 1, lanes)) * stride_ * 2),
        in_(static_cast<std::size_t>(std::max(n_[1], n_[2])) * pair),
        out_(in_.size()) {}
  void run(const SortedAtoms& atoms, int x, Kept& kept) {
    spread(atoms, x);
    for (int z = 0; z < n_[2]; z += 2 * lanes) transform_columns(z);
    for (int k = 0; k <= most_y_; k += lanes) transform_rows(k, x, kept);
  }

 private:
  void spread(const SortedAtoms& atoms, int x);
  void transform_columns(int z);
  void transform_rows(int k, int x, Kept& kept);
  /// Eight rows k of the plane transformed along y, point z: re, then im.
  double* row_point(int k, int z) {
    return rows_.data() + (static_cast<std::size_t>(k / lanes) * stride_ + z) * pair + k % lanes;
  }

  int n_[3], most_y_, most_z_, stride_;
  const FourierLoops& loops_;
  const LineTransform &y_, &z_;
  AlignedVector<double> plane_, rows_, in_, out_;
};

void Planes::spread(const SortedAtoms& atoms, int x) {
  std::fill(plane_.begin(), plane_.end(), 0);
  for (int j = spread_width - 1; j >= 0; --j) {
    const int from = (x - j + n_[0]) % n_[0];
    loops_.spread(atoms.view(), atoms.begin[from], atoms.begin[from + 1], j, n_[1], stride_, plane_.data());
  }
  for (int y = 0; y < n_[1]; ++y) {
    double* row = plane_.data() + static_cast<std::size_t>(y) * stride_;
    for (int z = 0; z < spread_width; ++z) row[z] += row[n_[2] + z];
    std::fill(row + n_[2], row + stride_, 0);
  }
}

/// Columns z .. z + 7 are the real parts, the next eight the imaginary ones: Z(k) = A(k) + i B(k), A(-k) = A(k)*.
void Planes::transform_columns(int z) {
  for (int y = 0; y < n_[1]; ++y)
    std::copy_n(plane_.data() + static_cast<std::size_t>(y) * stride_ + z, pair, in_.data() + y * pair);
  y_.run(in_.data(), out_.data());
  for (int k = 0; k <= most_y_; ++k) {
    const double *here = out_.data() + k * pair, *there = out_.data() + (k == 0 ? 0 : n_[1] - k) * pair;
    double* to = row_point(k, z);
    for (int l = 0; l < lanes; ++l) {
      const double re = here[l], im = here[lanes + l], mirror_re = there[l], mirror_im = there[lanes + l];
      double *a = to + l * pair, *b = to + (lanes + l) * pair;
      a[0] = 0.5 * (re + mirror_re), a[lanes] = 0.5 * (im - mirror_im);
      b[0] = 0.5 * (im + mirror_im), b[lanes] = 0.5 * (mirror_re - re);
    }
  }
}

void Planes::transform_rows(int k, int x, Kept& kept) {
  z_.run(row_point(k, 0), out_.data());
  const int count = std::min(lanes, most_y_ + 1 - k);
  for (int l = -most_z_; l <= most_z_; ++l) {
    const double* from = out_.data() + static_cast<std::size_t>(l < 0 ? l + n_[2] : l) * pair;
    const int place = l + most_z_;
    for (int r = 0; r < count; ++r) {
      float* to = kept.at(x, k + r, place / lanes) + place % lanes;
      to[0] = static_cast<float>(from[r]), to[lanes] = static_cast<float>(from[lanes + r]);
    }
  }
}

/// Transforms columns along x and adds their nodes to bins; buffers of one thread.
class Columns {
 public:
  Columns(const NodeProblem& problem, const FourierPlan& plan, const LineTransform& x, std::vector<Kept>& kept)
      : problem_(problem), plan_(plan), x_(x), kept_(kept), in_(static_cast<std::size_t>(plan.axis[0].size) * pair) {
    F_.resize(kept.size());
    for (auto& f : F_) f.resize(in_.size());
  }
  /// Row k, all l.
  void run(int k, NodeSums& sums) {
    for (int block = 0; block < kept_[0].blocks; ++block) {
      if (!reaches(k, block)) continue;
      for (std::size_t t = 0; t < kept_.size(); ++t) transform(static_cast<int>(t), k, block);
      for (int h = -plan_.axis[0].most; h <= plan_.axis[0].most; ++h) add_nodes(h, k, block, sums);
    }
  }

 private:
  int first_l(int block) const { return block * lanes - plan_.axis[2].most; }
  /// Is a node of the columns inside the sphere? The closest point of each line along h.
  bool reaches(int k, int block) const {
    const Mat3& inverse = problem_.box.inverse();
    const Vec3 along = inverse * Vec3{1, 0, 0};
    for (int l = first_l(block); l < first_l(block) + lanes; ++l) {
      const Vec3 at = inverse * Vec3{0, static_cast<double>(k), static_cast<double>(l)};
      if (2 * std::numbers::pi * norm(at - (dot(at, along) / dot(along, along)) * along) <= problem_.Q_max) return true;
    }
    return false;
  }
  void transform(int t, int k, int block) {
    for (int x = 0; x < plan_.axis[0].size; ++x) {
      const float* from = kept_[t].at(x, k, block);
      for (int v = 0; v < pair; ++v) in_[static_cast<std::size_t>(x) * pair + v] = from[v];
    }
    x_.run(in_.data(), F_[t].data());
  }
  void add_nodes(int h, int k, int block, NodeSums& sums) {
    const std::size_t at = static_cast<std::size_t>(h < 0 ? h + plan_.axis[0].size : h) * pair;
    for (int lane = 0; lane < lanes; ++lane) {
      const int l = first_l(block) + lane;
      if (l > plan_.axis[2].most || !in_half(h, k, l)) continue;
      const double Q = node_length(problem_.box.inverse(), h, k, l);
      if (Q > problem_.Q_max) continue;
      const double correct =
          plan_.axis[0].correct[std::abs(h)] * plan_.axis[1].correct[k] * plan_.axis[2].correct[std::abs(l)];
      add_node(at + lane, Q, correct * correct, sums);
    }
  }
  void add_node(std::size_t at, double Q, double correct, NodeSums& sums) {
    const auto bins = static_cast<std::size_t>(problem_.bins()),
               bin = within<std::size_t>(Q / problem_.bin, 0, bins - 1);
    for (int b = 0; b < problem_.types(); ++b)
      for (int a = 0; a <= b; ++a)
        sums[pair_number(a, b) * bins + bin] += node_weight(problem_.box.volume(), Q, a, b) * correct *
                                                (F_[a][at] * F_[b][at] + F_[a][at + lanes] * F_[b][at + lanes]);
  }

  const NodeProblem& problem_;
  const FourierPlan& plan_;
  const LineTransform& x_;
  std::vector<Kept>& kept_;
  AlignedVector<double> in_;
  std::vector<AlignedVector<double>> F_;
};

/// Calls make() once on each thread and its result(i) for every i, taken by whichever thread is free.
template <class Make>
void share(int n, Make&& make) {
  std::atomic<int> next{0};
  parallel_for(
      std::min(n, threads()),
      [&](std::ptrdiff_t) {
        auto work = make();
        for (int i = next++; i < n; i = next++) work(i);
      },
      1);
}
}  // namespace

NodeSums fourier_node_sums(const NodeProblem& problem) {
  const FourierPlan plan = fourier_plan(problem.box, problem.Q_max);
  const FourierLoops loops = fourier_loops();
  std::unique_ptr<LineTransform> line[3];
  for (int d = 0; d < 3; ++d) line[d] = loops.lines(plan.axis[d].size);
  std::vector<Kept> kept;
  LoopProgress work("scattering", static_cast<std::int64_t>(problem.types()) * plan.axis[0].size);
  for (int t = 0; t < problem.types(); ++t) {
    kept.emplace_back(plan);
    const SortedAtoms atoms(problem, plan, t);
    share(plan.axis[0].size, [&] {
      return [&, planes = Planes(plan, loops, *line[1], *line[2])](int x) mutable {
        planes.run(atoms, x, kept[t]);
        work.add();
      };
    });
  }
  const NodeSums none(static_cast<std::size_t>(problem.pairs()) * problem.bins(), 0.0);
  std::vector<NodeSums> partial(bin_parts, none);
  share(bin_parts, [&] {
    return [&, columns = Columns(problem, plan, *line[0], kept)](int part) mutable {
      for (int k = part; k <= plan.axis[1].most; k += bin_parts) columns.run(k, partial[part]);
    };
  });
  NodeSums sums = none;
  for (const NodeSums& p : partial)
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += p[i];
  return sums;
}

double fourier_bytes(const NodeProblem& problem, const FourierPlan& plan) {
  const double n[3] = {1.0 * plan.axis[0].size, 1.0 * plan.axis[1].size, 1.0 * plan.axis[2].size};
  const double kept = n[0] * (plan.axis[1].most + 1) * (2 * plan.axis[2].most + 1 + lanes) * 8 * problem.types();
  const double buffers = n[1] * n[2] * 8 + (plan.axis[1].most + 1) * n[2] * 16;
  return kept + threads() * buffers + 220.0 * static_cast<double>(problem.atoms.size()) +
         8.0 * (bin_parts + 1) * problem.pairs() * problem.bins();
}

}  // namespace nacre

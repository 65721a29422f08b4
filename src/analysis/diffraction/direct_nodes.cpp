#include "analysis/diffraction/direct_nodes.h"

#include <cmath>
#include <numbers>

#include "analysis/diffraction/node_sums.h"
#include "analysis/diffraction/phase_loops.h"
#include "core/whole_number.h"
#include "device/parallel.h"
#include "device/progress.h"

namespace nacre {

namespace {
using std::numbers::pi;

/// Phases of all atoms, sorted by type; a type is padded to whole vectors with phases 0.
struct PhaseAtoms {
  std::vector<Vec3> s;
  std::vector<char> real;
  std::vector<int> begin;  ///< [type]
  int size() const { return static_cast<int>(s.size()); }
};

PhaseAtoms sort_by_type(const Atoms& atoms, const Box& box) {
  PhaseAtoms sorted;
  for (int t = 0; t < static_cast<int>(atoms.species.size()); ++t) {
    sorted.begin.push_back(sorted.size());
    for (std::size_t i = 0; i < atoms.size(); ++i)
      if (atoms.type[i] == t) sorted.s.push_back(box.fractional(box.wrap(atoms.position[i]))), sorted.real.push_back(1);
    while (sorted.size() % phase_lanes != 0) sorted.s.push_back({}), sorted.real.push_back(0);
  }
  sorted.begin.push_back(sorted.size());
  return sorted;
}

/// Phases at the first node of a row, and their turn from node to node.
struct RowPhases {
  RowPhases(const PhaseAtoms& sorted, int h, int k, int first) : n(sorted.size()), numbers(4 * sorted.s.size()) {
    for (std::size_t j = 0; j < n; ++j) {
      const Vec3 s = sorted.s[j];
      const double turns = h * s.x + k * s.y + first * s.z, x = -2 * pi * (turns - std::floor(turns));
      re()[j] = sorted.real[j] ? std::cos(x) : 0, im()[j] = sorted.real[j] ? std::sin(x) : 0;
      step_re()[j] = std::cos(2 * pi * s.z), step_im()[j] = -std::sin(2 * pi * s.z);
    }
  }
  double* re() { return numbers.data(); }
  double* im() { return numbers.data() + n; }
  double* step_re() { return numbers.data() + 2 * n; }
  double* step_im() { return numbers.data() + 3 * n; }
  std::size_t n;
  std::vector<double> numbers;
};
}  // namespace

int node_rows(const Box& box, double Q_max) {
  int most[3];
  largest_indices(box, Q_max, most);
  return (most[0] + 1) * (2 * most[1] + 1);
}

void for_nodes(const Atoms& atoms, const Box& box, double Q_max,
               const std::function<void(int row, const Node& node, const std::vector<double>& F)>& body) {
  const PhaseAtoms sorted = sort_by_type(atoms, box);
  const int types = static_cast<int>(atoms.species.size());
  const Mat3 inverse = box.inverse();
  int most[3];
  largest_indices(box, Q_max, most);
  const int width = 2 * most[1] + 1;
  const PhaseStep step = phase_step();
  LoopProgress work("scattering", node_rows(box, Q_max));
  const auto row_body = [&](std::ptrdiff_t row) {
    work.add();
    const int h = static_cast<int>(row) / width, k = static_cast<int>(row) % width - most[1];
    if (h == 0 && k < 0) return;
    int first = h == 0 && k == 0 ? 1 : -most[2], last = most[2];
    while (first <= last && node_length(inverse, h, k, first) > Q_max) ++first;
    while (last >= first && node_length(inverse, h, k, last) > Q_max) --last;
    if (first > last) return;
    RowPhases p(sorted, h, k, first);
    std::vector<double> F(2 * static_cast<std::size_t>(types));
    for (int l = first; l <= last; ++l) {
      for (int t = 0; t < types; ++t) {
        const int b = sorted.begin[t];
        step(p.re() + b, p.im() + b, p.step_re() + b, p.step_im() + b, sorted.begin[t + 1] - b, &F[2 * t]);
      }
      body(static_cast<int>(row), Node{h, k, l, node_length(inverse, h, k, l)}, F);
    }
  };
  parallel_for(node_rows(box, Q_max), row_body, 1);
}

NodeSums direct_node_sums(const NodeProblem& problem) {
  const int types = problem.types(), pairs = problem.pairs();
  struct Hit {
    int bin;
    double value;  ///< of pair index % pairs, in order
  };
  std::vector<std::vector<Hit>> rows(node_rows(problem.box, problem.Q_max));
  for_nodes(problem.atoms, problem.box, problem.Q_max, [&](int row, const Node& node, const std::vector<double>& F) {
    for (int b = 0; b < types; ++b)
      for (int a = 0; a <= b; ++a)
        rows[row].push_back(
            {within<int>(node.Q / problem.bin, 0, problem.bins() - 1),
             node_weight(problem.box.volume(), node.Q, a, b) * (F[2 * a] * F[2 * b] + F[2 * a + 1] * F[2 * b + 1])});
  });
  NodeSums sums(static_cast<std::size_t>(pairs) * problem.bins(), 0.0);
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i)
      sums[i % pairs * static_cast<std::size_t>(problem.bins()) + row[i].bin] += row[i].value;
  return sums;
}

}  // namespace nacre

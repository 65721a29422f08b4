#include <algorithm>

#include "analysis/diffraction/direct_nodes.h"
#include "analysis/diffraction/form_factors.h"
#include "analysis/diffraction/node_sums.h"
#include "analysis/diffraction/structure_factor.h"

namespace nacre {

namespace {
using std::numbers::pi;

struct Hit {
  double Q, weight;
  std::array<int, 3> hkl;
};

double lorentz_polarization(double two_theta, const AngleGrid& grid) {
  const double theta = two_theta * pi / 360;
  return 2 * grid.polarization_factor(two_theta) / (std::sin(theta) * std::sin(theta) * std::cos(theta));
}

/// |sum_a f_a F_a|^2 of every node of half the sphere, in order of Q.
std::vector<Hit> squared_factors(const Atoms& atoms, const Box& box, double Q_max) {
  std::vector<std::vector<Hit>> rows(node_rows(box, Q_max));
  for_nodes(atoms, box, Q_max, [&](int row, const Node& node, const std::vector<double>& F) {
    double re = 0, im = 0;
    for (std::size_t t = 0; t < atoms.species.size(); ++t) {
      const double f = form_factor(atoms.species[t], node.Q);
      re += f * F[2 * t], im += f * F[2 * t + 1];
    }
    rows[row].push_back({node.Q, re * re + im * im, {node.h, node.k, node.l}});
  });
  std::vector<Hit> hits;
  for (const auto& row : rows) hits.insert(hits.end(), row.begin(), row.end());
  std::sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) { return a.Q < b.Q; });
  return hits;
}
}  // namespace

std::vector<BraggLine> bragg_lines(const Atoms& atoms, const Box& box, const AngleGrid& grid, double least) {
  grid.check();
  const double Q_max = grid.Q_of(grid.high);
  choose_summation({atoms, box, Q_max, Q_max}, Summation::direct);
  const std::vector<Hit> hits = squared_factors(atoms, box, Q_max);
  std::vector<BraggLine> lines;
  double strongest = 0;
  for (std::size_t i = 0; i < hits.size();) {
    BraggLine line;
    const double Q = hits[i].Q;
    double sum = 0;
    for (; i < hits.size() && hits[i].Q < Q * (1 + 1e-6); ++i) {
      sum += 2 * hits[i].weight;  // the node and its opposite
      line.multiplicity += 2;
      line.hkl = std::max(line.hkl, hits[i].hkl);
    }
    line.two_theta = grid.two_theta_of(Q), line.d = 2 * pi / Q;
    line.intensity = sum * lorentz_polarization(line.two_theta, grid);
    if (line.two_theta < grid.low) continue;
    strongest = std::max(strongest, line.intensity);
    lines.push_back(line);
  }
  for (BraggLine& line : lines) line.intensity *= 100 / strongest;
  std::erase_if(lines, [&](const BraggLine& line) { return !(line.intensity > 100 * least); });
  return lines;
}

}  // namespace nacre

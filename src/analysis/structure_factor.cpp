#include "analysis/structure_factor.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "analysis/form_factors.h"
#include "analysis/phase_loops.h"
#include "core/error.h"
#include "device/parallel.h"

namespace nacre {

namespace {
constexpr double pi = std::numbers::pi, most_work = 2e12;
constexpr double bins_per_sigma = 200, tail = 6;  ///< Q bins of a tenth of a thousandth of the width; reach of G

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

struct Node {
  int h, k, l;
  double Q;
};

/// Calls body(node, F) for every node of half the sphere 0 < |Q| <= Q_max; F[2 t], F[2 t + 1]: real and imaginary part
/// of type t. Rows (h, k) run in parallel; `body` of one row on one thread, in order of l; row: its number.
template <class Body>
void for_nodes(const Atoms& atoms, const Box& box, double Q_max, Body&& body) {
  const PhaseAtoms sorted = sort_by_type(atoms, box);
  const int types = static_cast<int>(atoms.species.size());
  const Mat3 inverse = box.inverse();
  const auto Q_of = [&](int h, int k, int l) {
    return 2 * pi * norm(inverse * Vec3{static_cast<double>(h), static_cast<double>(k), static_cast<double>(l)});
  };
  int most[3];
  for (int d = 0; d < 3; ++d) most[d] = static_cast<int>(Q_max * norm(box.h().row(d)) / (2 * pi));
  const int width = 2 * most[1] + 1, rows = (most[0] + 1) * width;
  const PhaseStep step = phase_step();
  const auto row_body = [&](std::ptrdiff_t row) {
    const int h = static_cast<int>(row) / width, k = static_cast<int>(row) % width - most[1];
    if (h == 0 && k < 0) return;
    int first = h == 0 && k == 0 ? 1 : -most[2], last = most[2];
    while (first <= last && Q_of(h, k, first) > Q_max) ++first;
    while (last >= first && Q_of(h, k, last) > Q_max) --last;
    if (first > last) return;
    const int n = sorted.size();
    std::vector<double> phase(4 * static_cast<std::size_t>(n)), F(2 * static_cast<std::size_t>(types));
    double *re = phase.data(), *im = re + n, *step_re = im + n, *step_im = step_re + n;
    for (int j = 0; j < n; ++j) {
      const Vec3 s = sorted.s[j];
      const double turns = h * s.x + k * s.y + first * s.z, x = -2 * pi * (turns - std::floor(turns));
      re[j] = sorted.real[j] ? std::cos(x) : 0, im[j] = sorted.real[j] ? std::sin(x) : 0;
      step_re[j] = std::cos(2 * pi * s.z), step_im[j] = -std::sin(2 * pi * s.z);
    }
    for (int l = first; l <= last; ++l) {
      for (int t = 0; t < types; ++t) {
        const int b = sorted.begin[t];
        step(re + b, im + b, step_re + b, step_im + b, sorted.begin[t + 1] - b, &F[2 * t]);
      }
      body(static_cast<int>(row), Node{h, k, l, Q_of(h, k, l)}, F);
    }
  };
  parallel_for(rows, row_body, 1);
}

void check_cell(const Atoms& atoms, const Box& box, double Q) {
  if (!box.all_periodic())
    throw Error("the structure factor needs a cell that is periodic in all directions").key("pbc");
  const double work = bragg_nodes(box, Q) * static_cast<double>(atoms.size());
  if (work > most_work)
    throw Error(fmt::format("the cell is too large for a sum over {:.3g} nodes of {} atoms: use --method debye",
                            bragg_nodes(box, Q), atoms.size()))
        .key("method");
}

int largest_row_count(const Box& box, double Q_max) {
  int most[2];
  for (int d = 0; d < 2; ++d) most[d] = static_cast<int>(Q_max * norm(box.h().row(d)) / (2 * pi));
  return (most[0] + 1) * (2 * most[1] + 1);
}

double lorentz_polarization(double two_theta, const AngleGrid& grid) {
  const double theta = two_theta * pi / 360;
  return 2 * grid.polarization_factor(two_theta) / (std::sin(theta) * std::sin(theta) * std::cos(theta));
}
}  // namespace

double bragg_nodes(const Box& box, double Q) { return box.volume() * Q * Q * Q / (12 * pi * pi); }

std::vector<BraggLine> bragg_lines(const Atoms& atoms, const Box& box, const AngleGrid& grid, double least) {
  grid.check();
  const double Q_max = grid.Q_of(grid.high);
  check_cell(atoms, box, Q_max);
  struct Hit {
    double Q, weight;
    std::array<int, 3> hkl;
  };
  std::vector<std::vector<Hit>> rows(largest_row_count(box, Q_max));
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

StructureFactor::StructureFactor(const AngleGrid& grid, double sigma) : grid_(grid), sigma_(sigma) {
  grid.check();
  if (!(sigma >= 0)) throw Error("not a width").key("resolution").allowed("> 0 1/A");
}

void StructureFactor::add(const Atoms& atoms, const Box& box) {
  if (frames_ == 0) {
    if (sigma_ == 0) sigma_ = 6 / std::min({box.thickness(0), box.thickness(1), box.thickness(2)});
    bin_ = sigma_ / bins_per_sigma, Q_max_ = grid_.Q_of(grid_.high) + tail * sigma_;
  }
  check_cell(atoms, box, Q_max_);
  const int types = static_cast<int>(atoms.species.size()), pairs = types * types;
  struct Hit {
    int bin;
    double value;  ///< of pair index % pairs, in order
  };
  std::vector<std::vector<Hit>> rows(largest_row_count(box, Q_max_));
  for_nodes(atoms, box, Q_max_, [&](int row, const Node& node, const std::vector<double>& F) {
    const double scale = 2 * 2 * pi * pi / (box.volume() * node.Q);  // the node and its opposite
    for (int a = 0; a < types; ++a)
      for (int b = 0; b < types; ++b)
        rows[row].push_back(
            {static_cast<int>(node.Q / bin_), scale * (F[2 * a] * F[2 * b] + F[2 * a + 1] * F[2 * b + 1])});
  });
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) {
      const int a = static_cast<int>(i % pairs) / types, b = static_cast<int>(i % pairs) % types;
      auto& sum = sums_[std::minmax(atoms.species[a], atoms.species[b])];
      sum.resize(static_cast<std::size_t>(Q_max_ / bin_) + 2, 0);
      sum[row[i].bin] += row[i].value;
    }
  for (const int t : atoms.type) number_[atoms.species[t]] += 1;
  ++frames_;
}

Pattern StructureFactor::pattern() const {
  if (frames_ == 0) throw Error("no frame to analyse");
  Pattern p;
  p.grid = grid_;
  p.method = fmt::format(
      "structure factor on the nodes of the reciprocal lattice, each line a normal distribution {:.3g} 1/A wide (FWHM)",
      2 * std::sqrt(2 * std::log(2)) * sigma_);
  const ScatteringFactors factors(grid_, number_);
  p.f2 = factors.f2();
  const int n = grid_.size();
  p.intensity.assign(n, 0);
  const double norm = 1 / (sigma_ * std::sqrt(2 * pi));
  for (const auto& [pair, sums] : sums_) {
    std::vector<double> partial(n);
    const int bins = static_cast<int>(sums.size());
    parallel_for(
        n,
        [&, &sums = sums, &pair = pair](std::ptrdiff_t i) {
          const double Q = grid_.Q(static_cast<int>(i));
          const auto G = [&](double x) { return std::exp(-0.5 * x * x / (sigma_ * sigma_)); };
          const int first = std::max(0, static_cast<int>((Q - tail * sigma_) / bin_));
          const int last = std::min(bins - 1, static_cast<int>((Q + tail * sigma_) / bin_));
          double sum = 0;
          for (int k = first; k <= last; ++k) {
            if (sums[k] == 0) continue;
            const double Qk = (k + 0.5) * bin_;
            sum += sums[k] * (G(Q - Qk) - G(Q + Qk));
          }
          partial[i] = sum * norm / Q * factors.product(pair, static_cast<int>(i)) / factors.atoms();
        },
        16);
    for (int i = 0; i < n; ++i) p.intensity[i] += partial[i];
    p.partial[pair] = std::move(partial);
  }
  return p;
}

}  // namespace nacre

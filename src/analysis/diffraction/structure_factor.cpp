#include "analysis/diffraction/structure_factor.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/diffraction/form_factors.h"
#include "analysis/diffraction/fourier_plan.h"
#include "core/error.h"
#include "core/whole_number.h"
#include "device/parallel.h"

namespace nacre {

namespace {
using std::numbers::pi;
constexpr double bins_per_sigma = 200, tail = 6;  ///< Q bins of a two hundredth of the width; reach of G
}  // namespace

StructureFactor::StructureFactor(const AngleGrid& grid, double sigma, Summation summation, FourierNodeSums fourier)
    : grid_(grid), sigma_(sigma), summation_(summation), fourier_(fourier) {
  grid.check();
  if (!(sigma >= 0)) throw Error("not a width").key("resolution").allowed("> 0 1/A");
}

void StructureFactor::add(const Atoms& atoms, const Box& box) {
  if (frames_ == 0) {
    if (sigma_ == 0) sigma_ = 6 / std::min({box.thickness(0), box.thickness(1), box.thickness(2)});
    bin_ = sigma_ / bins_per_sigma, Q_max_ = grid_.Q_of(grid_.high) + tail * sigma_;
  }
  const NodeProblem problem{atoms, box, Q_max_, bin_};
  const bool direct = choose_summation(problem, summation_) == Summation::direct;
  const NodeSums found = direct ? direct_node_sums(problem) : fourier_(problem);
  if (!direct) transform_ = describe(fourier_plan(box, Q_max_));
  std::vector<double> number(problem.types(), 0.0);
  for (const int t : atoms.type) number[t] += 1;
  const std::ptrdiff_t bins = problem.bins();
  for (int b = 0; b < problem.types(); ++b)
    for (int a = 0; a <= b; ++a) {
      if (number[a] == 0 || number[b] == 0) continue;
      std::vector<double>& sum = sums_[std::minmax(atoms.species[a], atoms.species[b])];
      sum.resize(std::max<std::size_t>(sum.size(), bins), 0);
      const double* from = found.data() + pair_number(a, b) * bins;
      for (std::ptrdiff_t k = 0; k < bins; ++k) sum[k] += from[k];
    }
  for (int t = 0; t < problem.types(); ++t)
    if (number[t] > 0) number_[atoms.species[t]] += number[t];
  ++frames_;
}

Pattern StructureFactor::pattern() const {
  if (frames_ == 0) throw Error("no frame to analyse");
  Pattern p;
  p.grid = grid_;
  p.method = fmt::format(
      "structure factor on the nodes of the reciprocal lattice, each line a normal distribution {:.3g} 1/A wide "
      "(FWHM){}",
      2 * std::sqrt(2 * std::log(2)) * sigma_, transform_.empty() ? ", summed directly" : ", by " + transform_);
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
          const int first = within<int>((Q - tail * sigma_) / bin_, 0);
          const int last = within<int>((Q + tail * sigma_) / bin_, 0, bins - 1);
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

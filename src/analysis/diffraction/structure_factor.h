// X-ray powder pattern of a periodic cell by its structure factor on the nodes of the reciprocal lattice:
//   F_a(h) = sum_{i of a} exp(-2 pi i h . s_i)         h: integers, s: fractional coordinates
//   N I(Q) = P sum_ab f_a f_b sum_{h != 0} 2 pi^2 / (V Q_h Q) Re(F_a F_b*) [G(Q - Q_h) - G(Q + Q_h)]
//   G: normal distribution of standard deviation sigma in Q
// By Poisson's summation this is Debye's formula (debye.h) with Gaussian damping and all distances, so the two can be
// compared: they differ by what Debye's sum cuts off. Lines of small cells:
//   I_h = sum |sum_a f_a F_a|^2 LP,   LP = (1 + cos^2 2 theta) / (sin^2 theta cos theta)
// summed over nodes of equal Q, strongest line 100.
//
// The sums over nodes and what they cost: node_sums.h. The lines of bragg_lines are always summed directly.
#pragma once
#include <array>
#include <cstdint>
#include <map>

#include "analysis/diffraction/diffraction.h"
#include "analysis/diffraction/fourier_sums.h"
#include "analysis/diffraction/node_sums.h"
#include "core/atoms.h"
#include "core/box.h"

namespace nacre {

struct BraggLine {
  double two_theta = 0, d = 0, intensity = 0;  ///< degrees, Å, strongest 100
  int multiplicity = 0;
  std::array<int, 3> hkl{};  ///< the largest of the indices that meet here
};

/// Lines of one structure between the grid's angles that are stronger than `least` of the strongest.
/// Throws Error(bad_input) for a cell that is open or too large.
std::vector<BraggLine> bragg_lines(const Atoms& atoms, const Box& box, const AngleGrid& grid, double least = 1e-4);
using FourierNodeSums = NodeSums (*)(const NodeProblem& problem);

class StructureFactor {
 public:
  /// sigma in 1/Å; 0: 6 divided by the smallest height of the first frame's cell.
  /// fourier: what sums where a transform is chosen, on the CPU or a GPU.
  StructureFactor(const AngleGrid& grid, double sigma, Summation summation = Summation::automatic,
                  FourierNodeSums fourier = fourier_node_sums);
  void add(const Atoms& atoms, const Box& box);
  Pattern pattern() const;
  double sigma() const { return sigma_; }
  std::int64_t frames() const { return frames_; }

 private:
  AngleGrid grid_;
  double sigma_, bin_ = 0, Q_max_ = 0;
  Summation summation_;
  FourierNodeSums fourier_;
  std::string transform_;  ///< in words; empty: direct
  std::int64_t frames_ = 0;
  std::map<std::string, double> number_;
  std::map<SpeciesPair, std::vector<double>> sums_;  ///< [Q bin], summed over frames (node_sums.h)
};

}  // namespace nacre

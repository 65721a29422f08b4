// Sums over the nodes of the reciprocal lattice that a powder pattern by the structure factor is made of:
//   S_ab[k] = sum over nodes h != 0 with k <= Q_h / bin < k + 1 and Q_h <= Q_max of 2 pi^2 / (V Q_h) Re(F_a F_b*)
//   F_a(h) = sum_{i of a} exp(-2 pi i h . s_i)       Q_h = 2 pi |H^-1 h|, H: rows are the lattice vectors
// a <= b; both orders of two species are in one sum. F(-h) = F(h)*: half of the nodes is summed and counted twice.
//
// Three ways to the same sums:
//   direct   atoms x nodes complex products (direct_nodes.h); exact
//   fft      atoms spread onto a grid, one transform a species (fourier_sums.h), within 1e-5 of the highest intensity
//   GPU      the same on a GPU (cuda_fourier_sums.h)
#pragma once
#include <string>
#include <vector>

#include "core/atoms.h"
#include "core/box.h"
#include "core/macros.h"
#include "core/whole_number.h"

namespace nacre {

struct NodeProblem {
  const Atoms& atoms;
  const Box& box;  ///< periodic in all directions
  double Q_max;    ///< 1/Å
  double bin;      ///< 1/Å

  int types() const { return static_cast<int>(atoms.species.size()); }
  int pairs() const { return types() * (types() + 1) / 2; }
  int bins() const { return whole<int>(Q_max / bin, {"the number of bins of the structure factor"}, 0, 1 << 30) + 2; }
};

using NodeSums = std::vector<double>;  ///< [pair][bin]

/// Order of the pairs: (0, 0), (0, 1), (1, 1), (0, 2), ...
NACRE_HD inline int pair_number(int a, int b) { return b * (b + 1) / 2 + a; }

/// Q of a node; the same rounding everywhere, so that all ways agree on its bin.
NACRE_HD inline double node_length(const Mat3& inverse, int h, int k, int l) {
  constexpr double pi = 3.141592653589793;
  return 2 * pi * norm(inverse * Vec3{static_cast<double>(h), static_cast<double>(k), static_cast<double>(l)});
}
/// One of each pair of opposite nodes; not the origin.
NACRE_HD inline bool in_half(int h, int k, int l) { return k > 0 || (k == 0 && (h > 0 || (h == 0 && l > 0))); }

/// What |F|^2 of a node of the half counts: the node and its opposite, and both orders of two species.
NACRE_HD inline double node_weight(double volume, double Q, int a, int b) {
  constexpr double pi = 3.141592653589793;
  return (a == b ? 4 : 8) * pi * pi / (volume * Q);
}

/// Nodes of the reciprocal lattice in half a sphere of radius Q.
double bragg_nodes(const Box& box, double Q);
/// Largest index along each lattice vector of a node in the sphere.
void largest_indices(const Box& box, double Q, int most[3]);

NodeSums direct_node_sums(const NodeProblem& problem);

enum class Summation { automatic, direct, fourier };

/// automatic: the cheaper one, by an estimate of both. Throws Error(bad_input) for a cell that is open, for a direct
/// sum above 2e12 products and for a grid that memory cannot hold.
Summation choose_summation(const NodeProblem& problem, Summation wanted);

}  // namespace nacre

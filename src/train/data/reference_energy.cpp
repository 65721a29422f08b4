// Reference energies of the elements: least squares by the pseudo-inverse of the small normal matrix
//   A_st = sum_frames x_s x_t,  b_s = sum_frames x_s E/N,  x_t = n_t / N
// Compositions that do not vary leave A singular; the pseudo-inverse then gives the smallest solution (a compound AB
// gets the same energy for A and B), not one blown up by rounding.
#include <cmath>

#include "train/data/read_train_set.h"

namespace nacre::train {

namespace {
using Matrix = std::vector<std::vector<double>>;

/// Jacobi's rotations: `a` becomes diagonal, the columns of `v` its eigenvectors.
void rotate(Matrix& a, Matrix& v, int p, int q) {
  if (a[p][q] == 0) return;
  const int n = static_cast<int>(a.size());
  const double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  const double t = (theta >= 0 ? 1 : -1) / (std::abs(theta) + std::sqrt(theta * theta + 1));
  const double c = 1 / std::sqrt(t * t + 1), s = t * c;
  for (int k = 0; k < n; ++k) {
    const double x = a[k][p], y = a[k][q];
    a[k][p] = c * x - s * y, a[k][q] = s * x + c * y;
  }
  for (int k = 0; k < n; ++k) {
    const double x = a[p][k], y = a[q][k];
    a[p][k] = c * x - s * y, a[q][k] = s * x + c * y;
  }
  for (int k = 0; k < n; ++k) {
    const double x = v[k][p], y = v[k][q];
    v[k][p] = c * x - s * y, v[k][q] = s * x + c * y;
  }
}

std::vector<double> pseudo_solve(Matrix a, const std::vector<double>& b) {
  const int n = static_cast<int>(b.size());
  Matrix v(n, std::vector<double>(n));
  for (int i = 0; i < n; ++i) v[i][i] = 1;
  for (int sweep = 0; sweep < 60; ++sweep)
    for (int p = 0; p < n; ++p)
      for (int q = p + 1; q < n; ++q) rotate(a, v, p, q);
  double largest = 0;
  for (int i = 0; i < n; ++i) largest = std::max(largest, a[i][i]);
  std::vector<double> x(n);
  for (int e = 0; e < n; ++e) {
    if (a[e][e] <= 1e-10 * largest) continue;
    double projection = 0;
    for (int i = 0; i < n; ++i) projection += v[i][e] * b[i];
    for (int i = 0; i < n; ++i) x[i] += v[i][e] * projection / a[e][e];
  }
  return x;
}
}  // namespace

std::vector<double> shares_of(const Atoms& atoms, int types) {
  std::vector<double> x(types);
  for (const int t : atoms.type) x[t] += 1.0 / static_cast<double>(atoms.size());
  return x;
}

std::vector<double> fit_reference_energies(const std::vector<std::vector<double>>& shares,
                                           const std::vector<double>& energy) {
  const std::size_t types = shares.empty() ? 0 : shares[0].size();
  Matrix a(types, std::vector<double>(types));
  std::vector<double> b(types);
  for (std::size_t f = 0; f < shares.size(); ++f)
    for (std::size_t s = 0; s < types; ++s) {
      b[s] += shares[f][s] * energy[f];
      for (std::size_t t = 0; t < types; ++t) a[s][t] += shares[f][s] * shares[f][t];
    }
  return pseudo_solve(std::move(a), b);
}

std::vector<double> fit_reference_energies(const TrainSet& set, int types) {
  std::vector<std::vector<double>> shares;
  std::vector<double> energy;
  for (const TrainFrame& frame : set.frames) {
    if (!frame.energy) continue;
    shares.push_back(shares_of(frame.atoms, types));
    energy.push_back(*frame.energy / static_cast<double>(frame.atoms.size()));
  }
  if (shares.empty()) return std::vector<double>(types);
  return fit_reference_energies(shares, energy);
}

double reference_energy_of(const TrainFrame& frame, const std::vector<double>& energies) {
  double sum = 0;
  if (!energies.empty())
    for (const int t : frame.atoms.type) sum += energies[t];
  return sum;
}

void subtract_reference_energies(TrainSet& set, const std::vector<double>& energies) {
  for (TrainFrame& frame : set.frames)
    if (frame.energy) *frame.energy -= reference_energy_of(frame, energies);
}

}  // namespace nacre::train

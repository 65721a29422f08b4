#include "minimize/cell_strain.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace nacre {

namespace {
/// An open direction can be left alone only where no strain of the others reaches it.
void check_open_direction(const Box& box, int k) {
  const Mat3& h = box.h();
  const double small = 1e-9 * norm(h.row(k));
  for (int j = 0; j < 3; ++j)
    if (j != k && (std::abs(h.m[k][j]) > small || std::abs(h.m[j][k]) > small))
      throw Error(std::string("a cell that is open along ") + "abc"[k] +
                  " can be relaxed only where this lattice vector lies along " + "xyz"[k] +
                  " and the others across it");
}

double symmetric(const Mat3& m, std::pair<int, int> e) {
  return 0.5 * (m.m[e.first][e.second] + m.m[e.second][e.first]);
}
}  // namespace

std::string cell_freedom_text(CellFreedom freedom) {
  switch (freedom) {
    case CellFreedom::hydrostatic:
      return "hydrostatic";
    case CellFreedom::orthogonal:
      return "orthogonal";
    case CellFreedom::full:
      return "full";
    case CellFreedom::fixed:
      break;
  }
  return "fixed";
}

CellStrain::CellStrain(CellFreedom freedom, Vec3 pressure, const Box& reference, std::size_t atoms)
    : reference_(reference), pressure_(pressure) {
  if (freedom == CellFreedom::fixed) return;
  int free = 0;
  for (int k = 0; k < 3; ++k) {
    if (reference.is_periodic(k))
      ++free, mean_pressure_ += pressure[k];
    else
      check_open_direction(reference, k);
  }
  if (free == 0) throw Error("a cell that is open everywhere cannot be relaxed");
  mean_pressure_ /= free;
  const double n = static_cast<double>(std::max<std::size_t>(atoms, 1));
  scale_ = std::sqrt(n) * std::cbrt(reference.volume() / n);
  choose_terms(freedom);
}

void CellStrain::choose_terms(CellFreedom freedom) {
  std::vector<std::pair<int, int>> diagonal, other;
  for (int i = 0; i < 3; ++i) {
    const int j = (i + 1) % 3, k = (i + 2) % 3;
    if (reference_.is_periodic(i)) diagonal.push_back({i, i});
    if (reference_.is_periodic(j) && reference_.is_periodic(k)) other.push_back({std::min(j, k), std::max(j, k)});
  }
  if (freedom == CellFreedom::hydrostatic) {
    terms_.push_back({diagonal, 1 / std::sqrt(static_cast<double>(diagonal.size()))});
    return;
  }
  for (const auto& e : diagonal) terms_.push_back({{e}, 1});
  if (freedom == CellFreedom::orthogonal) return;
  for (const auto& [i, j] : other) terms_.push_back({{{i, j}, {j, i}}, std::sqrt(0.5)});
}

Mat3 CellStrain::deformation(const double* y) const {
  Mat3 f = identity();
  for (std::size_t t = 0; t < terms_.size(); ++t)
    for (const auto& [i, j] : terms_[t].elements) f.m[i][j] += y[t] * terms_[t].share / scale_;
  return f;
}

double CellStrain::work(const Mat3& f) const {
  if (terms_.empty()) return 0;
  const double volume0 = reference_.volume();
  double work = mean_pressure_ * volume0 * determinant(f);
  for (int k = 0; k < 3; ++k)
    if (reference_.is_periodic(k)) work += volume0 * (pressure_[k] - mean_pressure_) * (f.m[k][k] - 1);
  return work;
}

void CellStrain::gradient(const Mat3& f, const Mat3& virial, double* gradient) const {
  if (terms_.empty()) return;
  const double volume0 = reference_.volume();
  const Mat3 load = mean_pressure_ * volume0 * determinant(f) * identity() + -1.0 * virial;
  Mat3 slope = transpose(inverse(f)) * load;
  for (int k = 0; k < 3; ++k) slope.m[k][k] += volume0 * (pressure_[k] - mean_pressure_);
  for (std::size_t t = 0; t < terms_.size(); ++t) {
    gradient[t] = 0;
    for (const auto& e : terms_[t].elements) gradient[t] += terms_[t].share / scale_ * symmetric(slope, e);
  }
}

double CellStrain::stress_error(const Mat3& virial, double volume) const {
  double largest = 0;
  for (const Term& term : terms_) {
    double error = 0;
    for (const auto& e : term.elements)
      error += symmetric(virial, e) / volume - (e.first == e.second ? pressure_[e.first] : 0);
    largest = std::max(largest, std::abs(error) / static_cast<double>(term.elements.size()));
  }
  return largest;
}

double CellStrain::residual(const double* gradient) const {
  double largest = 0;
  for (std::size_t t = 0; t < terms_.size(); ++t) {
    const double slope =
        std::abs(gradient[t]) * scale_ / (terms_[t].share * static_cast<double>(terms_[t].elements.size()));
    largest = std::max(largest, slope / reference_.volume());
  }
  return largest;
}

}  // namespace nacre

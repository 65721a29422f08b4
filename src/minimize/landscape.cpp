#include "minimize/landscape.h"

#include <algorithm>
#include <cmath>

namespace nacre {

Landscape::Landscape(const Atoms& atoms, const Box& box, const std::vector<char>& fixed, CellFreedom freedom,
                     Vec3 pressure)
    : freedom_(freedom), pressure_(pressure), cell_(freedom, pressure, box, atoms.size()), reference_(atoms.position) {
  for (std::size_t i = 0; i < atoms.size(); ++i)
    if (fixed.empty() || fixed[i] == 0) moving_.push_back(i);
}

void Landscape::rebase(const Atoms& atoms, const Box& box) {
  cell_ = CellStrain(freedom_, pressure_, box, atoms.size());
  reference_ = atoms.position;
}

Vector Landscape::start() const {
  Vector x(atom_coordinates() + cell_.coordinates(), 0.0);
  for (std::size_t k = 0; k < moving_.size(); ++k)
    for (int c = 0; c < 3; ++c) x[3 * k + c] = reference_[moving_[k]][c];
  return x;
}

Mat3 Landscape::deformation(const Vector& x) const { return cell_.deformation(x.data() + atom_coordinates()); }

void Landscape::place(const Vector& x, Atoms& atoms, Box& box) const {
  if (strains()) atoms.position = reference_;
  parallel_for(static_cast<std::ptrdiff_t>(moving_.size()), [&](std::ptrdiff_t k) {
    atoms.position[moving_[k]] = {x[3 * k], x[3 * k + 1], x[3 * k + 2]};
  });
  if (!strains()) return;
  const Mat3 f = deformation(x);
  box = cell_.reference().with_cell(cell_.reference().h() * f);
  parallel_for(static_cast<std::ptrdiff_t>(atoms.size()),
               [&](std::ptrdiff_t i) { atoms.position[i] = atoms.position[i] * f; });
}

void Landscape::gradient(const Vector& x, const Evaluation& now, Vector& gradient) const {
  gradient.resize(x.size());
  const Mat3 f = deformation(x);
  const bool strained = strains();
  parallel_for(static_cast<std::ptrdiff_t>(moving_.size()), [&](std::ptrdiff_t k) {
    const Vec3 force = now.force[moving_[k]];
    const Vec3 slope = strained ? -(force * transpose(f)) : -force;
    for (int c = 0; c < 3; ++c) gradient[3 * k + c] = slope[c];
  });
  cell_.gradient(f, now.virial, gradient.data() + atom_coordinates());
}

double Landscape::largest_force(const Evaluation& now) const {
  double largest = 0;
  for (const std::size_t i : moving_)
    for (int c = 0; c < 3; ++c) largest = std::max(largest, std::abs(now.force[i][c]));
  return largest;
}

}  // namespace nacre

#include "force/heat_flux.h"

#include "device/parallel.h"

namespace nacre {

HeatFlux::HeatFlux(const std::vector<std::string>& potentials) {
  for (const std::string& path : potentials) members_.push_back(make_ghost_force(path));
}

const std::vector<Mat3>& HeatFlux::virials(const Atoms& atoms, const Box& box) {
  virial_.assign(atoms.size(), Mat3{});
  for (const auto& member : members_) {
    member->reset();
    member->compute_own(atoms, box, atoms.size(), {{}, true}, one_);
    const double share = 1 / static_cast<double>(members_.size());
    for (std::size_t k = 0; k < atoms.size(); ++k) virial_[k] += share * one_.force_virial[k];
  }
  return virial_;
}

Mat3 potential_current(const std::vector<Mat3>& virials, const std::vector<Vec3>& velocities) {
  return parallel_sum<Mat3>(static_cast<std::ptrdiff_t>(virials.size()), [&](std::ptrdiff_t k) {
    Mat3 s;
    for (int c = 0; c < 9; ++c) s[c / 3][c % 3] = virials[k][c / 3][c % 3] * velocities[k][c % 3];
    return s;
  });
}

}  // namespace nacre

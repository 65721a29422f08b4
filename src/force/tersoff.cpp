#include "force/tersoff.h"

#include <algorithm>
#include <cassert>

#include "device/parallel.h"

namespace nacre {

namespace {

constexpr std::ptrdiff_t atoms_a_block = 64;

std::vector<double> cutoffs_of(const tersoff::Parameters& parameters) {
  std::vector<double> cutoffs;
  cutoffs.reserve(parameters.pair.size());
  for (const auto& pair : parameters.pair) cutoffs.push_back(pair.S);
  return cutoffs;
}

}  // namespace

Tersoff::Tersoff(tersoff::Parameters parameters)
    : SiteForce("tersoff_1989", parameters.species, cutoffs_of(parameters)), parameters_(std::move(parameters)) {}

void Tersoff::evaluate_sites(const NeighborList& list, std::vector<double>& site_energy, std::vector<Vec3>& gradient) {
  assert(parameters_.pair.size() == parameters_.site.size() * parameters_.site.size());
  const std::ptrdiff_t atoms = list.local();
  const std::ptrdiff_t blocks = (atoms + atoms_a_block - 1) / atoms_a_block;
  workspaces_.resize(std::max<std::size_t>(workspaces_.size(), blocks));
  const auto body = [&](std::ptrdiff_t block) {
    const std::ptrdiff_t last = std::min(atoms, (block + 1) * atoms_a_block);
    for (std::ptrdiff_t slot = block * atoms_a_block; slot < last; ++slot)
      site_energy[slot] = evaluate_site(list, static_cast<int>(slot), workspaces_[block], gradient);
  };
  parallel_for(blocks, body, 2);
}

double Tersoff::evaluate_site(const NeighborList& list, int slot, Workspace& work, std::vector<Vec3>& gradient) const {
  const auto& site = parameters_.site[list.type(slot)];
  collect_bonds(list, slot, work.bonds);
  sum_zeta(site, work);
  const double energy = bond_energies(site, work.bonds);
  add_angle_gradients(work);
  std::fill(gradient.begin() + list.row_begin(slot), gradient.begin() + list.row_end(slot), Vec3{});
  for (const Bond& bond : work.bonds) gradient[bond.entry] = bond.gradient;
  return energy;
}

// The list holds the skin too; the loops over pairs of neighbours want the few inside S, close together in memory.
void Tersoff::collect_bonds(const NeighborList& list, int slot, std::vector<Bond>& bonds) const {
  bonds.clear();
  const auto* of_type = &parameters_.pair[list.type(slot) * parameters_.site.size()];
  const auto& position = list.positions();
  for (auto e = list.row_begin(slot); e < list.row_end(slot); ++e) {
    const int other = list.neighbors()[e];
    const auto& pair = of_type[list.type(other)];
    const Vec3 d = position[other] - position[slot];
    const double r2 = dot(d, d);
    if (!(r2 < pair.S * pair.S)) continue;
    const double r = std::sqrt(r2), inverse_r = 1 / r;
    bonds.push_back({{inverse_r * d, inverse_r, tersoff::cutoff_function(pair, r), 0}, e, &pair, r, 0, {}});
  }
}

// zeta_ij = sum_k fC(r_ik) g(theta_ijk): g is the same for (j, k) and (k, j), so each angle is evaluated once.
void Tersoff::sum_zeta(const tersoff::SiteParameters<double>& site, Workspace& work) {
  auto& bonds = work.bonds;
  work.angles.clear();
  for (int j = 1; j < static_cast<int>(bonds.size()); ++j) {
    for (int k = 0; k < j; ++k) {
      const double cosine = dot(bonds[j].direction, bonds[k].direction);
      const auto g = tersoff::angle_function(site, cosine);
      work.angles.push_back({j, k, cosine, g});
      bonds[j].zeta += bonds[k].fc.value * g.value;
      bonds[k].zeta += bonds[j].fc.value * g.value;
    }
  }
}

// Site energy, the part of p_ij along the bond at fixed zeta, and dU_i/dzeta.
double Tersoff::bond_energies(const tersoff::SiteParameters<double>& site, std::vector<Bond>& bonds) {
  double energy = 0;
  for (Bond& bond : bonds) {
    const auto u = tersoff::bond_energy(site, *bond.pair, bond.fc, bond.r, bond.zeta);
    energy += u.energy;
    bond.by_zeta = u.by_zeta;
    bond.gradient = u.by_r * bond.direction;
  }
  return energy;
}

void Tersoff::add_angle_gradients(Workspace& work) {
  for (const Angle& angle : work.angles) {
    Bond &j = work.bonds[angle.j], &k = work.bonds[angle.k];
    j.gradient += tersoff::angle_gradient(j, k, angle.cosine, angle.g);
    k.gradient += tersoff::angle_gradient(k, j, angle.cosine, angle.g);
  }
}

std::unique_ptr<Force> make_tersoff(const std::string& path, Precision) {
  return std::make_unique<Tersoff>(tersoff::read_parameters(path));
}

std::unique_ptr<GhostForce> make_ghost_tersoff(const std::string& path, Precision) {
  return std::make_unique<Tersoff>(tersoff::read_parameters(path));
}

std::unique_ptr<GhostForce> make_ghost_default_carbon() { return std::make_unique<Tersoff>(tersoff::carbon()); }

std::unique_ptr<Force> make_default_carbon() { return std::make_unique<Tersoff>(tersoff::carbon()); }

}  // namespace nacre

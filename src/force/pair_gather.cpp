#include "force/pair_gather.h"

#include <algorithm>
#include <cassert>

#include "device/parallel.h"

namespace nacre {

namespace {

struct Totals {
  double energy = 0;
  Mat3 virial;
  Totals& operator+=(const Totals& o) { return energy += o.energy, virial += o.virial, *this; }
};

struct SiteSums {
  Vec3 force;
  Mat3 virial;
};

SiteSums sum_row(const NeighborList& list, const std::vector<Vec3>& gradient, int slot) {
  SiteSums sums;
  const auto& position = list.positions();
  const Vec3 here = position[slot];
  for (auto e = list.row_begin(slot); e < list.row_end(slot); ++e) {
    const Vec3 p = gradient[e], back = gradient[list.reverse()[e]];
    sums.force += p - back;
    sums.virial += outer(here - position[list.neighbors()[e]], p);
  }
  return sums;
}

void size_evaluation(std::size_t atoms, Request request, Evaluation& out) {
  out.force.resize(atoms);
  out.atom_energy.resize(atoms);
  out.atom_virial.resize(request.atom_virial ? atoms : 0);
}

NeighborSettings list_settings(int types, std::vector<double> pair_cutoff) {
  NeighborSettings settings;
  settings.types = types;
  settings.outer = std::move(pair_cutoff);
  assert(settings.outer.size() == static_cast<std::size_t>(types) * types);
  return settings;
}

}  // namespace

void gather_forces(const NeighborList& list, const std::vector<Vec3>& gradient, const std::vector<double>& site_energy,
                   Request request, Evaluation& out) {
  assert(list.width() == 1 && list.reverse().size() == list.entries());
  assert(gradient.size() == list.entries() && site_energy.size() == static_cast<std::size_t>(list.local()));
  size_evaluation(list.local(), request, out);
  const Totals totals = parallel_sum<Totals>(list.local(), [&](std::ptrdiff_t slot) {
    const SiteSums sums = sum_row(list, gradient, static_cast<int>(slot));
    const int atom = list.atom(static_cast<int>(slot));
    out.force[atom] = sums.force;
    out.atom_energy[atom] = site_energy[slot];
    if (request.atom_virial) out.atom_virial[atom] = sums.virial;
    return Totals{site_energy[slot], sums.virial};
  });
  out.energy = totals.energy;
  out.virial = totals.virial;
}

SiteForce::SiteForce(std::string name, std::vector<std::string> species, std::vector<double> pair_cutoff)
    : name_(std::move(name)),
      species_(std::move(species)),
      list_(list_settings(static_cast<int>(species_.size()), std::move(pair_cutoff))) {}

double SiteForce::cutoff() const {
  const auto& outer = list_.settings().outer;
  return *std::max_element(outer.begin(), outer.end());
}

void SiteForce::compute(const Atoms& atoms, const Box& box, Request request, Evaluation& out) {
  compute_own(atoms, box, atoms.size(), request, out);
}

void SiteForce::compute_own(const Atoms& atoms, const Box& box, std::size_t own, Request request, Evaluation& out) {
  list_.update(atoms, box);
  assert(static_cast<std::size_t>(list_.local()) == atoms.size());
  site_energy_.resize(list_.local());
  gradient_.resize(list_.entries());
  evaluate_sites(list_, site_energy_, gradient_);
  if (own < atoms.size()) leave_out_ghosts(static_cast<int>(own));
  gather_forces(list_, gradient_, site_energy_, request, out);
}

// A ghost's site belongs to another piece: without its energy and gradient it acts on nobody here.
void SiteForce::leave_out_ghosts(int own) {
  for (int slot = 0; slot < list_.local(); ++slot) {
    if (list_.atom(slot) < own) continue;
    site_energy_[slot] = 0;
    std::fill(gradient_.begin() + list_.row_begin(slot), gradient_.begin() + list_.row_end(slot), Vec3{});
  }
}

NeighborCounts SiteForce::neighbor_counts() const {
  NeighborCounts counts;
  counts.rebuilds = list_.rebuilds();
  counts.seconds = list_.seconds();
  counts.mean_neighbors = list_.mean_neighbors();
  counts.bytes = list_.bytes() + site_energy_.capacity() * sizeof(double) + gradient_.capacity() * sizeof(Vec3);
  return counts;
}

}  // namespace nacre

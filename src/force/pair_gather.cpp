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

/// Calls act(slot, entry) for every bond of own atoms, row after row.
template <class Act>
void for_each_bond(const NeighborList& list, Act&& act) {
  for (int slot = 0; slot < list.local(); ++slot)
    for (auto e = list.row_begin(slot); e < list.row_end(slot); ++e) act(slot, e);
}

/// What acts on ghosts; sites of their own they have none.
void push_ghosts(const NeighborList& list, const std::vector<Vec3>& gradient, Request request, Evaluation& out) {
  for (int slot = list.local(); slot < list.placed(); ++slot) {
    out.force[list.atom(slot)] = {};
    out.atom_energy[list.atom(slot)] = 0;
    if (request.atom_virial) out.atom_virial[list.atom(slot)] = {};
  }
  for_each_bond(list, [&](int, NeighborList::Entry e) {
    const int seen = list.owner(list.neighbors()[e]);
    if (seen >= list.local()) out.force[list.atom(seen)] += -gradient[e];
  });
}

void push_virials(const NeighborList& list, const std::vector<Vec3>& gradient, std::vector<Mat3>& virial) {
  const auto& position = list.positions();
  for_each_bond(list, [&](int slot, NeighborList::Entry e) {
    const int seen = list.neighbors()[e];
    virial[list.atom(seen)] += outer(position[slot] - position[seen], gradient[e]);
  });
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
  assert(gradient.size() == list.entries() + std::size_t{1} &&
         site_energy.size() == static_cast<std::size_t>(list.local()));
  size_evaluation(list.placed(), request, out);
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

void SiteForce::evaluate(const Atoms& atoms, const Box& box, std::size_t own) {
  list_.update(atoms, box, own);
  assert(static_cast<std::size_t>(list_.placed()) == atoms.size());
  site_energy_.resize(list_.local());
  gradient_.resize(list_.entries() + std::size_t{1});
  evaluate_sites(list_, site_energy_, gradient_);
  gradient_.back() = {};
}

void SiteForce::compute(const Atoms& atoms, const Box& box, Request request, Evaluation& out) {
  evaluate(atoms, box, atoms.size());
  gather_forces(list_, gradient_, site_energy_, request, out);
}

void SiteForce::compute_own(const Atoms& atoms, const Box& box, std::size_t own, GhostRequest request,
                            GhostEvaluation& out) {
  evaluate(atoms, box, own);
  gather_forces(list_, gradient_, site_energy_, request, out);
  if (own < atoms.size()) push_ghosts(list_, gradient_, request, out);
  out.force_virial.assign(request.force_virial ? atoms.size() : 0, Mat3{});
  if (request.force_virial) push_virials(list_, gradient_, out.force_virial);
}

NeighborCounts SiteForce::neighbor_counts() const {
  NeighborCounts counts;
  counts.rebuilds = list_.rebuilds();
  counts.seconds = list_.seconds();
  counts.mean_neighbors = list_.mean_neighbors();
  counts.bytes = bytes();
  return counts;
}

std::size_t SiteForce::bytes() const {
  return list_.bytes() + site_energy_.capacity() * sizeof(double) + gradient_.capacity() * sizeof(Vec3);
}

}  // namespace nacre

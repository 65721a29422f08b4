#include "force/lennard_jones.h"

#include <cassert>
#include <tuple>

#include "device/parallel.h"
#include "force/potential_words.h"

namespace nacre {

namespace {

std::vector<double> cutoffs_of(const std::vector<LennardJonesPair>& pairs) {
  std::vector<double> cutoffs;
  cutoffs.reserve(pairs.size());
  for (const auto& pair : pairs) cutoffs.push_back(pair.cutoff);
  return cutoffs;
}

LennardJonesPair read_pair(const Words& line) {
  if (line.size() != 3) throw line.error("three numbers are expected").allowed("epsilon_eV sigma_A cutoff_A");
  return {line.real(0, "epsilon", at_least(0)), line.real(1, "sigma", at_least(0)),
          line.real(2, "cutoff", {0, 100, true, false})};
}

bool equal(const LennardJonesPair& a, const LennardJonesPair& b) {
  return std::tie(a.epsilon, a.sigma, a.cutoff) == std::tie(b.epsilon, b.sigma, b.cutoff);
}

}  // namespace

LennardJones::LennardJones(const std::vector<std::string>& species, std::vector<LennardJonesPair> pairs)
    : SiteForce("lj", species, cutoffs_of(pairs)), pairs_(std::move(pairs)) {}

void LennardJones::evaluate_sites(const NeighborList& list, std::vector<double>& site_energy,
                                  std::vector<Vec3>& gradient) {
  const int types = static_cast<int>(species().size());
  assert(pairs_.size() == static_cast<std::size_t>(types) * types);
  const auto body = [&](std::ptrdiff_t i) {  // one atom: a row of the list
    const int slot = static_cast<int>(i);
    const LennardJonesPair* of_type = &pairs_[static_cast<std::size_t>(list.type(slot)) * types];
    double energy = 0;
    for (auto e = list.row_begin(slot); e < list.row_end(slot); ++e) {
      const int other = list.neighbors()[e];
      const LennardJonesPair& pair = of_type[list.type(other)];
      const Vec3 r = list.positions()[other] - list.positions()[slot];  // r_ij = r_j - r_i
      const HalfPair half = half_pair(pair, dot(r, r));                 // zero in the skin
      energy += half.energy;
      gradient[e] = half.slope_over_r * r;  // p_ij = dU_i/dr_ij; gather_forces makes forces and virials of it
    }
    site_energy[i] = energy;
  };
  parallel_for(list.local(), body, 64);
}

LennardJonesParameters read_lennard_jones(const std::string& path) {
  const auto lines = read_potential_lines(path);
  LennardJonesParameters p{read_species(lines[0], 103), {}};
  const std::size_t n = p.species.size();
  expect_lines(lines, 1 + n * n, "a header, then epsilon_eV sigma_A cutoff_A for each pair of elements");
  for (std::size_t k = 0; k < n * n; ++k) {
    p.pairs.push_back(read_pair(lines[1 + k]));
    const std::size_t i = k / n, j = k % n;
    if (j < i && !equal(p.pairs[k], p.pairs[j * n + i]))
      throw lines[1 + k].error("differs from the pair the other way round").key(p.species[i] + "-" + p.species[j]);
  }
  return p;
}

namespace {
std::unique_ptr<LennardJones> open_lennard_jones(const std::string& path) {
  LennardJonesParameters p = read_lennard_jones(path);
  return std::make_unique<LennardJones>(p.species, std::move(p.pairs));
}
}  // namespace

std::unique_ptr<Force> make_lennard_jones(const std::string& path, Precision) { return open_lennard_jones(path); }
std::unique_ptr<GhostForce> make_ghost_lennard_jones(const std::string& path, Precision) {
  return open_lennard_jones(path);
}

}  // namespace nacre

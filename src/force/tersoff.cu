// The Tersoff (1989) potential on the GPU, in double precision. Formulas: tersoff_math.h; forces: cuda_push.h.
//
//   U_i = sum_j u(r_ij, zeta_ij),   zeta_ij = sum_{k != j} fC(r_ik) g(theta_ijk),   p_ij = dU_i/dr_ij
//
// Eight lanes a slot (a "group"), one bond a lane: a bond is a neighbour inside S. A row holds the skin too, some 6 to
// 12 entries of which 3 or 4 are bonds, so the bonds are numbered first, eight entries at a time; then lane l owns bond
// l, and the loops over pairs of bonds read the others by shuffles. Nothing is stored and nothing has a maximum: a slot
// with more than eight bonds goes through its bonds in chunks of eight and works each out again when another chunk
// needs it. That costs a factor that grows with the square of the chunks, but matter has one chunk. 5,000 atoms are
// 1,250 warps, two or three for each scheduler of an H100. A thread a slot would be 157 warps with loops eight times as
// long, at the same share of idle lanes (rows differ from slot to slot). Operations of an atom with three bonds: about
// 1,500 in double, of which exp, pow and the divisions of g are most. All lanes of a warp take part in every shuffle:
// loops run to the largest count of the four groups.
#include <cstddef>

#include "device/cuda_array.h"
#include "device/cuda_lanes.h"
#include "device/cuda_launch.h"
#include "force/cuda_push.h"
#include "force/tersoff.h"

namespace nacre::cuda {

namespace {

using PairTable = tersoff::PairParameters<double>;
using SiteTable = tersoff::SiteParameters<double>;

constexpr unsigned threads_a_block = 128;
constexpr int group_lanes = 8;

struct TersoffArgument {
  ListView list;
  ForceOutput out;
  const PairTable* pair;  ///< [t_i * types + t_j]
  const SiteTable* site;  ///< [t_i]
  int types;
};

/// The slot of a group. Groups behind the last slot have an empty row.
struct Site {
  std::int64_t begin, end;  ///< its row
  int slot;
  int type;
  int rounds;  ///< that read the longest row of the warp, eight entries each
  int chunks;  ///< of eight bonds that the slot with the most bonds in the warp has
};

/// The bond of this lane.
struct Bond : tersoff::BondEnd {
  int neighbor;  ///< -1: none; then everything else is without meaning but finite
  Vec3 vector;   ///< r_ij, Å
  tersoff::BondEnergy<double> energy;
};

__device__ int lane_in_group() { return lane_index() % group_lanes; }
/// A value of lane t of the group.
template <class T>
__device__ T of_lane(T v, int t) {
  return __shfl_sync(all_lanes, v, lane_index() / group_lanes * group_lanes + t);
}
__device__ Vec3 of_lane(Vec3 v, int t) { return {of_lane(v.x, t), of_lane(v.y, t), of_lane(v.z, t)}; }
/// Sum over the group, the same bits in all its lanes.
template <class T>
__device__ T group_sum(T v) {
  for (int step = group_lanes / 2; step > 0; step /= 2) v += __shfl_xor_sync(all_lanes, v, step);
  return v;
}

__device__ const PairTable& pair_of(const TersoffArgument& a, const Site& site, int neighbor) {
  return a.pair[site.type * a.types + a.list.type_of(a.list.slot[neighbor])];
}
__device__ Vec3 vector_to(const TersoffArgument& a, const Site& site, int neighbor) {
  const Vec3 d = a.list.position[neighbor] - a.list.position[site.slot];
  return nearest(a.list.cell[a.list.structure[site.slot]], d);
}
__device__ bool is_bond(const TersoffArgument& a, const Site& site, int neighbor) {
  const Vec3 r = vector_to(a, site, neighbor);
  const double S = pair_of(a, site, neighbor).S;
  return dot(r, r) < S * S;
}

/// Numbers the bonds of the row in its order; gives lane l the neighbour of bond `first` + l (-1: none), and in `count`
/// how many there are.
__device__ int find_bond(const TersoffArgument& a, const Site& site, int first, int& count) {
  int found = -1;
  count = 0;
  for (int round = 0; round < site.rounds; ++round) {
    const std::int64_t e = site.begin + round * group_lanes + lane_in_group();
    int mine = e < site.end ? a.list.neighbor[e] : -1;
    if (mine >= 0 && !is_bond(a, site, mine)) mine = -1;
    for (int t = 0; t < group_lanes; ++t) {
      const int offered = of_lane(mine, t);
      if (offered < 0) continue;
      if (count == first + lane_in_group()) found = offered;
      ++count;
    }
  }
  return found;
}

/// The geometry of this lane's bond of a chunk.
__device__ Bond load_bond(const TersoffArgument& a, const Site& site, int chunk) {
  int count;
  Bond bond{};
  bond.neighbor = find_bond(a, site, chunk * group_lanes, count);
  if (bond.neighbor < 0) return bond;
  bond.vector = vector_to(a, site, bond.neighbor);
  const double r = norm(bond.vector);
  bond.inverse_r = 1 / r;
  bond.direction = bond.inverse_r * bond.vector;
  bond.fc = tersoff::cutoff_function(pair_of(a, site, bond.neighbor), r);
  return bond;
}

/// The sum of fC(r_ik) g(theta_ijk) over the bonds k that the lanes of the group hold, without k = j.
__device__ double zeta_of(const SiteTable& site, const Bond& j, const Bond& held, bool same_chunk) {
  double zeta = 0;
  for (int t = 0; t < group_lanes; ++t) {
    const Vec3 direction = of_lane(held.direction, t);
    const double fc = of_lane(held.fc.value, t);
    const bool exists = of_lane(held.neighbor, t) >= 0, itself = same_chunk && t == lane_in_group();
    if (j.neighbor < 0 || !exists || itself) continue;
    zeta += fc * tersoff::angle_function(site, dot(j.direction, direction)).value;
  }
  return zeta;
}

/// A bond with its energy and dU_i/dzeta.
__device__ Bond complete_bond(const TersoffArgument& a, const Site& site, int chunk) {
  Bond bond = load_bond(a, site, chunk);
  const SiteTable& parameters = a.site[site.type];
  double zeta = zeta_of(parameters, bond, bond, true);
  for (int other = 0; other < site.chunks; ++other)
    if (other != chunk) zeta += zeta_of(parameters, bond, load_bond(a, site, other), false);
  if (bond.neighbor < 0) return bond;
  bond.energy = tersoff::bond_energy(parameters, pair_of(a, site, bond.neighbor), bond.fc, norm(bond.vector), zeta);
  bond.by_zeta = bond.energy.by_zeta;
  return bond;
}

/// What the angles between j and the bonds that the lanes of the group hold give to p_ij.
__device__ Vec3 angle_gradients(const SiteTable& site, const Bond& j, const Bond& held, bool same_chunk) {
  Vec3 p;
  for (int t = 0; t < group_lanes; ++t) {
    tersoff::BondEnd k{};
    k.direction = of_lane(held.direction, t);
    k.fc.value = of_lane(held.fc.value, t);
    k.by_zeta = of_lane(held.by_zeta, t);
    const bool exists = of_lane(held.neighbor, t) >= 0, itself = same_chunk && t == lane_in_group();
    if (j.neighbor < 0 || !exists || itself) continue;
    const double cosine = dot(j.direction, k.direction);
    p += tersoff::angle_gradient(j, k, cosine, tersoff::angle_function(site, cosine));
  }
  return p;
}

__device__ Vec3 bond_gradient(const TersoffArgument& a, const Site& site, const Bond& bond, int chunk) {
  const SiteTable& parameters = a.site[site.type];
  Vec3 p = bond.energy.by_r * bond.direction;
  p += angle_gradients(parameters, bond, bond, true);
  for (int other = 0; other < site.chunks; ++other)
    if (other != chunk) p += angle_gradients(parameters, bond, complete_bond(a, site, other), false);
  return p;
}

__device__ Site find_site(const TersoffArgument& a) {
  const std::int64_t group = grid_index() / group_lanes;
  const bool exists = group < a.list.local;
  Site site{};
  site.slot = exists ? static_cast<int>(group) : 0;
  site.begin = a.list.begin[site.slot];
  site.end = exists ? a.list.begin[site.slot + 1] : site.begin;
  site.type = a.list.type_of(a.list.slot[site.slot]);
  site.rounds = lane_max(static_cast<int>((site.end - site.begin + group_lanes - 1) / group_lanes));
  int bonds;
  find_bond(a, site, 0, bonds);
  site.chunks = lane_max((bonds + group_lanes - 1) / group_lanes);
  return site;
}

/// What the lanes of a group add up: U_i, W_i, F_i.
struct Sums {
  double energy = 0;
  Mat3 virial;
  Quanta force;
};

__device__ void write_sums(const TersoffArgument& a, int slot, bool exists, const Sums& sums) {
  const int local = a.list.local;
  const double energy = group_sum(sums.energy);
  if (exists && lane_in_group() == 0) a.out.energy[slot] = energy;
  for (int k = 0; k < 3; ++k) {
    const unsigned long long force = group_sum(sums.force.v[k]);
    if (exists && lane_in_group() == k) atomicAdd(a.out.force + static_cast<std::int64_t>(k) * local + slot, force);
  }
  if (a.out.virial == nullptr) return;
  for (int k = 0; k < 9; ++k) {
    const double w = group_sum(sums.virial.m[k / 3][k % 3]);
    if (exists && lane_in_group() == k % group_lanes)
      a.out.virial[static_cast<std::int64_t>(k) * local + slot] = static_cast<float>(w);
  }
}

__global__ void __launch_bounds__(threads_a_block) tersoff_kernel(const TersoffArgument a) {
  if (a.list.control->halt != 0) return;
  if (a.list.local == 0) return;
  const Site site = find_site(a);
  Sums sums;
  for (int chunk = 0; chunk < site.chunks; ++chunk) {
    const Bond bond = complete_bond(a, site, chunk);
    const Vec3 p = bond_gradient(a, site, bond, chunk);
    if (bond.neighbor < 0) continue;
    sums.energy += is_in_range(p) ? bond.energy.energy : not_a_number();
    sums.virial += outer(-bond.vector, p);
    const Quanta q = quanta_of(p);
    sums.force += q;
    push_back(a.out, a.list.local, a.list.owner_of(a.list.slot[bond.neighbor]), q);
  }
  write_sums(a, site.slot, grid_index() / group_lanes < a.list.local, sums);
}

std::vector<double> cutoffs_of(const tersoff::Parameters& parameters) {
  std::vector<double> cutoffs;
  for (const auto& pair : parameters.pair) cutoffs.push_back(pair.S);
  return cutoffs;
}

class CudaTersoff final : public DoubleForce {
 public:
  explicit CudaTersoff(const tersoff::Parameters& p) : DoubleForce("tersoff_1989", p.species, cutoffs_of(p)) {
    const Stream stream;
    pair_.upload(stream, p.pair);
    site_.upload(stream, p.site);
    stream.synchronize();
  }
  void enqueue(const Stream& stream, const ListView& list, const ForceOutput& out) override {
    const TersoffArgument argument{list, out, pair_.data(), site_.data(), static_cast<int>(species().size())};
    const Grid grid = cover(static_cast<std::int64_t>(list.local) * group_lanes, threads_a_block);
    launch(stream, "Tersoff", tersoff_kernel, grid, argument);
  }
  std::size_t bytes() const override { return pair_.bytes() + site_.bytes(); }

 private:
  Array<PairTable> pair_;
  Array<SiteTable> site_;
};

}  // namespace

std::unique_ptr<CudaForce> make_cuda_tersoff(const std::string& path) {
  return std::make_unique<CudaTersoff>(tersoff::read_parameters(path));
}
std::unique_ptr<CudaForce> make_cuda_default_carbon() { return std::make_unique<CudaTersoff>(tersoff::carbon()); }

}  // namespace nacre::cuda

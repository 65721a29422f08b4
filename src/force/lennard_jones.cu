// Lennard-Jones on the GPU, in double precision. Formula of a pair: lennard_jones_math.h; forces: cuda_push.h.
//
//   U_i = 1/2 sum_j phi(r_ij),   p_ij = dU_i/dr_ij = (phi'(r)/2r) r_ij,   W_i = -sum_j r_ij (x) p_ij
//
// One warp a slot, lanes stride over its row. Argon at 8.5 Å has 67 entries a row, skin included: 3 rounds of 32 lanes,
// 70 % of them full. With a thread a slot, 5,000 atoms would be 157 warps, one for each scheduler of a third of an
// H100, each waiting for 67 loads one after the other; with a warp a slot they are 5,000, and rows are read in whole
// lines, which is what matters at a million atoms: a row of its own for each lane touches 32 lines a load.
// Operations of an entry: 45 in double (nearest image 33, pair 12) and three 64-bit integer additions in the L2; bytes:
// 4 (entry) + 16 (slot, for the owner and type) + 24 (position), mostly from the L2.
#include "device/cuda_array.h"
#include "device/cuda_lanes.h"
#include "device/cuda_launch.h"
#include "force/cuda_push.h"
#include "force/lennard_jones.h"

namespace nacre::cuda {

namespace {

constexpr unsigned threads_a_block = 128;

struct LennardJonesArgument {
  ListView list;
  ForceOutput out;
  const LennardJonesPair* pair;  ///< [t_i * types + t_j]
  int types;
};

/// What a lane adds up over its entries: U_i, the six different elements of W_i (r and p are parallel), and F_i.
struct LaneSums {
  double value[7] = {0, 0, 0, 0, 0, 0, 0};  ///< U, Wxx, Wxy, Wxz, Wyy, Wyz, Wzz
  Quanta force;
};

__device__ void add_pair(LaneSums& sums, Vec3 r, const HalfPair& half, Vec3 p) {
  sums.value[0] += is_in_range(p) ? half.energy : not_a_number();
  sums.value[1] -= r.x * p.x, sums.value[2] -= r.x * p.y, sums.value[3] -= r.x * p.z;
  sums.value[4] -= r.y * p.y, sums.value[5] -= r.y * p.z, sums.value[6] -= r.z * p.z;
}

/// Entry e of the row of slot i; pushes p_ij to the neighbour.
__device__ void add_entry(const LennardJonesArgument& a, int i, std::int64_t e, LaneSums& sums) {
  const ListView& list = a.list;
  const int j = list.neighbor[e];
  const int4 here = list.slot[i], there = list.slot[j];
  const Vec3 r = nearest(list.cell[list.structure[i]], list.position[j] - list.position[i]);
  const LennardJonesPair& pair = a.pair[list.type_of(here) * a.types + list.type_of(there)];
  const double r2 = dot(r, r);
  if (!(r2 < pair.cutoff * pair.cutoff)) return;
  const HalfPair half = half_pair(pair, r2);
  const Vec3 p = half.slope_over_r * r;
  add_pair(sums, r, half, p);
  const Quanta q = quanta_of(p);
  sums.force += q;
  push_back(a.out, list.local, list.owner_of(there), q);
}

/// Lane k < 7 holds sum k.
__device__ void write_sums(const ForceOutput& out, int local, int slot, double sum) {
  const int lane = lane_index();
  if (lane == 0) out.energy[slot] = sum;
  if (out.virial == nullptr || lane < 1 || lane > 6) return;
  const int row = lane < 4 ? 0 : lane < 6 ? 1 : 2;  // xx xy xz, yy yz, zz
  const int column = lane < 4 ? lane - 1 : lane < 6 ? lane - 3 : 2;
  const auto put = [&](int k) { out.virial[static_cast<std::int64_t>(k) * local + slot] = static_cast<float>(sum); };
  put(3 * row + column);
  if (row != column) put(3 * column + row);
}

__global__ void __launch_bounds__(threads_a_block) lennard_jones_kernel(const LennardJonesArgument a) {
  if (a.list.control->halt != 0) return;
  const std::int64_t warp = warp_index();
  if (warp >= a.list.local) return;  // whole warps
  const int slot = static_cast<int>(warp);
  LaneSums sums;
  for (std::int64_t e = a.list.begin[slot] + lane_index(); e < a.list.begin[slot + 1]; e += warp_size)
    add_entry(a, slot, e, sums);
  write_sums(a.out, a.list.local, slot, transposed_sums<7>(sums.value));
  const unsigned long long force = transposed_sums<3>(sums.force.v);
  if (lane_index() < 3) atomicAdd(a.out.force + static_cast<std::int64_t>(lane_index()) * a.list.local + slot, force);
}

std::vector<double> cutoffs_of(const std::vector<LennardJonesPair>& pairs) {
  std::vector<double> cutoffs;
  for (const auto& pair : pairs) cutoffs.push_back(pair.cutoff);
  return cutoffs;
}

class CudaLennardJones final : public DoubleForce {
 public:
  explicit CudaLennardJones(const LennardJonesParameters& p) : DoubleForce("lj", p.species, cutoffs_of(p.pairs)) {
    const Stream stream;
    pairs_.upload(stream, p.pairs);
    stream.synchronize();
  }
  void enqueue(const Stream& stream, const ListView& list, const ForceOutput& out) override {
    const LennardJonesArgument argument{list, out, pairs_.data(), static_cast<int>(species().size())};
    launch(stream, "Lennard-Jones", lennard_jones_kernel, cover_warps(list.local, threads_a_block), argument);
  }
  std::size_t bytes() const override { return pairs_.bytes(); }

 private:
  Array<LennardJonesPair> pairs_;
};

}  // namespace

std::unique_ptr<CudaForce> make_cuda_lennard_jones(const std::string& path) {
  return std::make_unique<CudaLennardJones>(read_lennard_jones(path));
}

}  // namespace nacre::cuda

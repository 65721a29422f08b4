// Radial part of NEP on the GPU, one warp an atom, a neighbour a lane.
//
// Sums. S_k = sum_j fc T_k(x) for each type of neighbour, Cols sums in the registers of every lane, added over the
// lanes at the end by halves (transposed_sums); q_n += sum_k c'_nk S_k (nep_cuda_view.h) in double: sums of a hundred
// terms meet coefficients of alternating sign.
// Forces. The network kernel has turned dU_i/dq into the series P_i(x) = sum_k h_k T_k(x), so that
// sum_n (dU_i/dq_n) g_n = fc P_i.
// F_i = sum_j (s_ij + s_ji) r_ij by gather: s_ij = d(fc P_i)/dr / r from i's own h, s_ji from the neighbour's, read
// from memory (a row of h a pair; the atoms of a block share most of their neighbours, so L1 serves them).
//
// Count for C_2024 (17 columns, 98 neighbours of 126 entries, four rounds a warp): sums about 4 x 75 + 60
// instructions a warp, forces 4 x 190 + 60; 6.7 kB of h through L1, 0.5 kB of list, 2 kB of slots twice.
#include "device/cuda_launch.h"
#include "force/nep_cuda_pairs.h"
#include "force/zbl_math.h"

namespace nacre::cuda {

namespace {

constexpr int block_threads = 128;
constexpr int block_warps = block_threads / warp_size;
constexpr int max_columns = 128;  // the file reader allows 101
constexpr int max_row_groups = 4;

template <int Fixed>
__device__ inline int fixed_or(int general) {
  return Fixed > 0 ? Fixed : general;
}

/// fc T_k(x) of one pair, added to the lane's sums. Outside the cutoff: nothing.
template <int Cols>
__device__ inline void add_basis(float r, float per_cutoff, int cols, float* sum) {
  const float u = r * per_cutoff;
  if (!(u < 1)) return;
  const float fc = nep::cutoff_value(u);
  const float x = nep::chebyshev_argument(u), twice = x + x;
  float older = fc, t = fc * x;
  sum[0] += older;
  if (cols > 1) sum[1] += t;
#pragma unroll
  for (int k = 2; k < (Cols > 0 ? Cols : max_columns); ++k) {
    if (Cols < 0 && k >= cols) break;
    const float next = twice * t - older;
    older = t, t = next;
    sum[k] += t;
  }
}

/// Sums over the lanes, into shared memory.
template <int Cols>
__device__ inline void share_sums(float (&sum)[Cols > 0 ? Cols : max_columns], int cols, float* shared) {
  __syncwarp();
  if constexpr (Cols > 0) {
    const float mine = transposed_sums<Cols>(sum);
    if (lane_index() < Cols) shared[lane_index()] = mine;
  } else {
    for (int k = 0; k < cols; ++k) {
      const float all = lane_sum(sum[k]);
      if (lane_index() == 0) shared[k] = all;
    }
  }
  __syncwarp();
}

template <int Cols>
__global__ void __launch_bounds__(block_threads) radial_sums_kernel(NepArguments a) {
  constexpr int columns = Cols > 0 ? Cols : max_columns, groups = Cols > 0 ? 1 : max_row_groups;
  __shared__ float shared[block_warps][columns];
  const std::int64_t slot = warp_index();
  if (a.list.control->halt != 0 || slot >= a.sites) return;
  const NepShape& shape = a.model.shape;
  const Home home = load_home(a.list, static_cast<int>(slot));
  const int cols = fixed_or<Cols>(shape.radial_cols), lane = lane_index();
  double q[groups] = {};
  for (TypedWalk walk(a.list, home, home.end); !walk.done();) {
    const int type = walk.type(), pair_type = home.type * shape.types + type;
    const float per_cutoff = 1 / a.model.radial_cutoff[pair_type];
    float sum[columns];
#pragma unroll
    for (int k = 0; k < columns; ++k) sum[k] = 0;
    for (bool more = true; more;) {
      const Pair pair = walk.next(type, more);
      add_basis<Cols>(pair.r, per_cutoff, cols, sum);
    }
    float* s = shared[warp_in_block()];
    share_sums<Cols>(sum, cols, s);
    const float* c = a.model.radial_c + static_cast<std::int64_t>(pair_type) * cols * shape.radial_rows;
    for (int group = 0; group < groups; ++group) {
      const int n = lane + group * warp_size;
      if (n >= shape.radial_rows) break;
      for (int k = 0; k < cols; ++k)
        q[group] += static_cast<double>(c[k * shape.radial_rows + n]) * static_cast<double>(s[k]);
    }
  }
  for (int group = 0; group < groups; ++group) {
    const int n = lane + group * warp_size;
    if (n < shape.radial_rows) a.work.q[slot * a.model.stride + n] = static_cast<float>(q[group]);
  }
}

/// P_i, P_j and their derivatives by x at one argument.
struct Series {
  float value_i, value_j, slope_i, slope_j;
};

/// hi, hj: rows of h, padded to float4. The first of the two may be in registers.
template <int Cols>
__device__ inline Series series(float x, int cols, const float* hi, const float* hj) {
  const float twice = x + x;
  float t_older = 1, t = x, u_older = 0, u = 1;  // T_{k-1}, T_k, U_{k-2}, U_{k-1}
  Series p{hi[0], 0, 0, 0};
  constexpr int blocks = ((Cols > 0 ? Cols : max_columns) + 3) / 4;
#pragma unroll
  for (int block = 0; block < blocks; ++block) {
    if (Cols < 0 && 4 * block >= cols) break;
    const float4 four = reinterpret_cast<const float4*>(hj)[block];
    const float h[4] = {four.x, four.y, four.z, four.w};
#pragma unroll
    for (int c = 0; c < 4; ++c) {
      const int k = 4 * block + c;
      if (k == 0) p.value_j = h[0];
      if (k == 0 || k >= (Cols > 0 ? Cols : cols)) continue;
      const float ku = static_cast<float>(k) * u;
      p.value_i += hi[k] * t, p.value_j += h[c] * t;
      p.slope_i += hi[k] * ku, p.slope_j += h[c] * ku;
      const float t_next = twice * t - t_older, u_next = twice * u - u_older;
      t_older = t, t = t_next;
      u_older = u, u = u_next;
    }
  }
  return p;
}

template <int Cols>
__global__ void __launch_bounds__(block_threads) radial_forces_kernel(NepArguments a) {
  const std::int64_t slot = warp_index();
  if (a.list.control->halt != 0 || slot >= a.list.local) return;
  const NepShape& shape = a.model.shape;
  const Home home = load_home(a.list, static_cast<int>(slot));
  const int cols = fixed_or<Cols>(shape.radial_cols), stride = a.model.radial_stride;
  OwnForce own;
  float virial[9] = {};
  for (TypedWalk walk(a.list, home, home.end); !walk.done();) {
    const int type = walk.type();
    const float per_cutoff = 1 / a.model.radial_cutoff[home.type * shape.types + type];
    const float* row = a.work.h + (slot * shape.types + type) * stride;
    float registers[Cols > 0 ? Cols : 1];
    if constexpr (Cols > 0) {
#pragma unroll
      for (int k = 0; k < Cols; ++k) registers[k] = row[k];
    }
    const float* hi = Cols > 0 ? registers : row;
    for (bool more = true; more;) {
      const Pair pair = walk.next(type, more);
      const float u = pair.r * per_cutoff;
      if (!(u < 1)) continue;
      const float* hj = a.work.h + (static_cast<std::int64_t>(pair.owner) * shape.types + home.type) * stride;
      float fc_slope;
      const float fc = nep::cutoff_value(u, fc_slope);
      const Series p = series<Cols>(nep::chebyshev_argument(u), cols, hi, hj);
      // d/dr of fc(u) P(x(u)), dx/du = 4 (u - 1); divided by r. fmaf: rounds i's and j's share alike, so that the
      // neighbour's warp finds the same sum.
      const float steep = fc * 4 * (u - 1), per_r = per_cutoff / pair.r;
      const float mine = fmaf(p.value_i, fc_slope, p.slope_i * steep) * per_r;
      const float theirs = fmaf(p.value_j, fc_slope, p.slope_j * steep) * per_r;
      const float both = mine + theirs;
      own.add(quantised(both * pair.x), quantised(both * pair.y), quantised(both * pair.z));
      if (a.out.virial != nullptr) add_radial_virial(virial, pair, mine);
    }
  }
  own.store(a.out, a.list.local, home.slot);
  if (a.out.virial == nullptr) return;
  fill_symmetric(virial);
  store_virial(a.out, a.list.local, home.slot, virial);
}

/// Half of a pair's repulsion belongs to each atom that is no ghost, so the force on i is the whole slope along the pair,
/// or half of it. Pairs within the outer ZBL radius are in the inner part of the row.
__global__ void __launch_bounds__(block_threads) zbl_forces_kernel(NepArguments a) {
  const std::int64_t slot = warp_index();
  if (a.list.control->halt != 0 || slot >= a.list.local) return;
  const Home home = load_home(a.list, static_cast<int>(slot));
  const std::int64_t end = home.begin + a.list.inner[slot];
  const float mine = home.type < a.site_types ? 0.5f : 0.0f;
  OwnForce own;
  double energy = 0;
  float virial[9] = {};
  for (std::int64_t first = home.begin; first < end; first += warp_size) {
    const std::int64_t entry = first + lane_index();
    const int4 place = entry < end ? a.list.slot[a.list.neighbor[entry]] : home.place;
    const Pair pair = make_pair(a.list, home, place, entry < end);
    const nep::ZblView<float>& zbl = a.model.zbl[home.type * a.model.shape.types + pair.type];
    if (!(pair.r < zbl.outer)) continue;
    float slope;
    energy += static_cast<double>(mine) * static_cast<double>(nep::zbl_value(pair.r, zbl, slope));
    const float whole = slope / pair.r, scale = (mine + (pair.type < a.site_types ? 0.5f : 0.0f)) * whole;
    own.add(quantised(scale * pair.x), quantised(scale * pair.y), quantised(scale * pair.z));
    if (a.out.virial != nullptr) add_radial_virial(virial, pair, mine * whole);
  }
  energy = lane_sum(energy);
  if (lane_index() == 0) a.out.energy[slot] += energy;
  own.store(a.out, a.list.local, home.slot);
  if (a.out.virial == nullptr) return;
  fill_symmetric(virial);
  store_virial(a.out, a.list.local, home.slot, virial);
}

using Kernel = void (*)(NepArguments);

/// The columns of the models that are out there, and any other.
template <template <int> class Choice>
Kernel pick(const NepShape& shape) {
  if (shape.radial_rows > warp_size) return Choice<-1>::kernel();
  switch (shape.radial_cols) {
    case 7:
      return Choice<7>::kernel();
    case 9:
      return Choice<9>::kernel();
    case 11:
      return Choice<11>::kernel();
    case 13:
      return Choice<13>::kernel();
    case 17:
      return Choice<17>::kernel();
    default:
      return Choice<-1>::kernel();
  }
}
template <int Cols>
struct Sums {
  static Kernel kernel() { return radial_sums_kernel<Cols>; }
};
template <int Cols>
struct Forces {
  static Kernel kernel() { return radial_forces_kernel<Cols>; }
};

}  // namespace

void nep_radial_sums(const Stream& stream, const NepArguments& a) {
  launch(stream, "radial sums", pick<Sums>(a.model.shape), cover_warps(a.sites, block_threads), a);
}
void nep_radial_forces(const Stream& stream, const NepArguments& a) {
  launch(stream, "radial forces", pick<Forces>(a.model.shape), cover_warps(a.list.local, block_threads), a);
}
void nep_zbl_forces(const Stream& stream, const NepArguments& a) {
  launch(stream, "ZBL forces", zbl_forces_kernel, cover_warps(a.list.local, block_threads), a);
}

}  // namespace nacre::cuda

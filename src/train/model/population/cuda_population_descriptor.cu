// Descriptors of all members: q[atom][component]. A warp does one n of one atom for 32 members: the radial component n,
// then S_nlm of its angular neighbours in registers and the invariants that are made of them.
//
// Multiply-adds, PbTe: radial 14 and angular 6.5 x (7 + 24) + 60 an (atom, n, member), 280; loads about as many, nearly
// all from L1: the warps of a block are n's of the same atom and share its rows.
#include "train/model/population/cuda_population_view.h"

namespace nacre::cuda {

namespace {

/// q_n = sum_kJ c_nk B_kJ.
__device__ __forceinline__ float radial_component(const PopulationArguments& a, int atom, int n, int member) {
  const PopulationShape& m = a.shape;
  const float* b = a.geometry.basis_sums + static_cast<std::int64_t>(atom) * m.types * m.radial_cols;
  const int type = a.geometry.type[atom];
  float q = 0;
  for (int tj = 0; tj < m.types; ++tj) {
    const float* c = radial_c(a, type, tj, member) + static_cast<std::int64_t>(n) * m.radial_cols * a.parameter_stride;
    q += combined(c, a.parameter_stride, b + tj * m.radial_cols, m.radial_cols);
  }
  return q;
}

__host__ __device__ inline int descriptor_rows(const PopulationShape& m) {
  return m.l_max > 0 && m.angular_rows > m.radial_rows ? m.angular_rows : m.radial_rows;
}

/// L = 0: only the radial part.
template <int L>
__global__ void descriptor_kernel(PopulationArguments a) {
  const PopulationShape& m = a.shape;
  const int rows = descriptor_rows(m);
  const LanePlace at = lane_place(a, a.geometry.atoms * rows);
  if (!at.active) return;
  const int atom = at.item / rows, n = at.item % rows;
  float* q = work_row(a, a.work.q, static_cast<std::int64_t>(atom) * m.components + n, at.member);
  if (n < m.radial_rows) *q = radial_component(a, atom, n, at.member);
  if constexpr (L > 0) {
    if (n >= m.angular_rows) return;
    float s[L * (L + 2)];
    angular_sums<L>(a, atom, n, at.member, s);
    for_each_invariant<L>(m, m.radial_rows, [&]<int Kind>(int component) {
      q[static_cast<std::int64_t>(component) * a.stride] = nep::invariant_value<Kind>(s);
    });
  }
}

struct Descriptor {
  template <int L>
  static PopulationKernel kernel() {
    return descriptor_kernel<L>;
  }
};

}  // namespace

void population_descriptor(const Stream& stream, const PopulationArguments& a) {
  const PopulationKernel kernel = a.shape.l_max == 0 ? descriptor_kernel<0> : pick_level<Descriptor>(a.shape.l_max);
  launch(stream, "descriptors of a population", kernel, cover_members(a, a.geometry.atoms * descriptor_rows(a.shape)),
         a);
}

}  // namespace nacre::cuda

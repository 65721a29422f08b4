// A model's numbers in the precision and the order that the loops want, and the neighbour list it needs.
#pragma once
#include <algorithm>
#include <cassert>
#include <vector>

#include "force/nep_model.h"
#include "force/nep_view.h"
#include "neighbor/neighbor_list.h"

namespace nacre::nep {

/// Skin of the Verlet list (Å). Wider means fewer rebuilds but more lanes that hold a neighbour beyond the cutoff.
inline constexpr double default_skin = 0.6;

/// The model's numbers in the precision and the order that the loops want.
template <class Real>
class PackedModel {
 public:
  explicit PackedModel(const NepModel& m) {
    const int types = m.types(), components = m.components();
    assert(m.q_scaler.size() == static_cast<std::size_t>(components));
    assert(m.type_bias.empty() || m.type_bias.size() == static_cast<std::size_t>(types));
    pack_networks(m);
    pack_coefficients(m.radial_c, m.radial_n + 1, m.radial_k + 1, types, radial_c_);
    pack_coefficients(m.angular_c, m.angular_n + 1, m.angular_k + 1, types, angular_c_);
    for (int i = 0; i < types; ++i)
      for (int j = 0; j < types; ++j) {
        radial_cutoff_.push_back(static_cast<Real>(m.radial_cutoff_of(i, j)));
        angular_cutoff_.push_back(static_cast<Real>(m.angular_cutoff_of(i, j)));
        zbl_.push_back(pack_zbl(zbl_pair(m, i, j)));
      }
    view_ = {types,
             components,
             m.neurons,
             m.radial_n + 1,
             m.radial_k + 1,
             m.angular_n + 1,
             m.angular_k + 1,
             m.l_max,
             m.angular_terms(),
             {},
             m.zbl.enabled,
             w0_.data(),
             b0_.data(),
             w1_.data(),
             bias_.data(),
             radial_c_.data(),
             angular_c_.data(),
             radial_cutoff_.data(),
             angular_cutoff_.data(),
             zbl_.data()};
    std::copy(m.higher, m.higher + higher_body_kinds, view_.higher);
  }
  PackedModel(const PackedModel&) = delete;
  PackedModel& operator=(const PackedModel&) = delete;
  const ModelView<Real>& view() const { return view_; }

 private:
  // One network a type, q_scaler folded into w0; NEP3's common network is repeated.
  void pack_networks(const NepModel& m) {
    const std::size_t components = m.components(), neurons = m.neurons;
    assert(m.w0.size() == m.b0.size() * components && m.w1.size() == m.b0.size() && m.b0.size() % neurons == 0);
    for (int t = 0; t < m.types(); ++t) {
      const std::size_t first = static_cast<std::size_t>(m.network_of(t)) * neurons;
      for (std::size_t mu = 0; mu < neurons; ++mu) {
        for (std::size_t nu = 0; nu < components; ++nu)
          w0_.push_back(static_cast<Real>(m.w0[(first + mu) * components + nu] * m.q_scaler[nu]));
        b0_.push_back(static_cast<Real>(m.b0[first + mu]));
        w1_.push_back(static_cast<Real>(m.w1[first + mu]));
      }
      bias_.push_back(static_cast<Real>(m.b1 + (m.type_bias.empty() ? 0 : m.type_bias[t])));
    }
  }
  static void pack_coefficients(const std::vector<double>& c, int rows, int cols, int types, std::vector<Real>& out) {
    assert(c.size() == static_cast<std::size_t>(rows) * cols * types * types);
    for (int i = 0; i < types; ++i)
      for (int j = 0; j < types; ++j)
        for (int nk = 0; nk < rows * cols; ++nk)
          out.push_back(static_cast<Real>(c[(static_cast<std::size_t>(nk) * types + i) * types + j]));
  }
  static ZblView<Real> pack_zbl(const ZblPair& p) {
    ZblView<Real> v{static_cast<Real>(p.inner), static_cast<Real>(p.outer), static_cast<Real>(p.prefactor), {}, {}};
    for (int m = 0; m < 4; ++m)
      v.amplitude[m] = static_cast<Real>(p.amplitude[m]), v.exponent[m] = static_cast<Real>(p.exponent[m]);
    return v;
  }

  std::vector<Real> w0_, b0_, w1_, bias_, radial_c_, angular_c_, radial_cutoff_, angular_cutoff_;
  std::vector<ZblView<Real>> zbl_;
  ModelView<Real> view_;
};

/// `lanes`: atoms a tile.
inline NeighborSettings list_settings(const NepModel& m, int lanes) {
  NeighborSettings s;
  s.types = m.types();
  s.skin = default_skin;
  s.width = lanes;
  s.reverse = false;
  for (int i = 0; i < s.types; ++i)
    for (int j = 0; j < s.types; ++j) {
      s.inner.push_back(std::max(m.angular_cutoff_of(i, j), zbl_pair(m, i, j).outer));
      s.outer.push_back(std::max(m.radial_cutoff_of(i, j), s.inner.back()));
    }
  return s;
}

}  // namespace nacre::nep

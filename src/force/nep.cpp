#include "force/nep.h"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "core/error.h"
#include "device/aligned.h"
#include "device/parallel.h"
#include "device/simd_target.h"
#include "force/nep_model.h"
#include "force/nep_view.h"
#include "neighbor/neighbor_list.h"

namespace nacre {

namespace {

// Skin of the Verlet list (A). Wider means fewer rebuilds but more lanes that hold a neighbour beyond the cutoff.
constexpr double default_skin = 0.6;

/// The model's numbers in the precision and the order that the loops want.
template <class Real>
class PackedModel {
 public:
  explicit PackedModel(const NepModel& m) {
    const int types = m.types(), components = m.components();
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
  const nep::ModelView<Real>& view() const { return view_; }

 private:
  // One network a type, q_scaler folded into w0; NEP3's common network is repeated.
  void pack_networks(const NepModel& m) {
    const std::size_t components = m.components(), neurons = m.neurons;
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
    for (int i = 0; i < types; ++i)
      for (int j = 0; j < types; ++j)
        for (int nk = 0; nk < rows * cols; ++nk)
          out.push_back(static_cast<Real>(c[(static_cast<std::size_t>(nk) * types + i) * types + j]));
  }
  static nep::ZblView<Real> pack_zbl(const ZblPair& p) {
    nep::ZblView<Real> v{
        static_cast<Real>(p.inner), static_cast<Real>(p.outer), static_cast<Real>(p.prefactor), {}, {}};
    for (int m = 0; m < 4; ++m)
      v.amplitude[m] = static_cast<Real>(p.amplitude[m]), v.exponent[m] = static_cast<Real>(p.exponent[m]);
    return v;
  }

  std::vector<Real> w0_, b0_, w1_, bias_, radial_c_, angular_c_, radial_cutoff_, angular_cutoff_;
  std::vector<nep::ZblView<Real>> zbl_;
  nep::ModelView<Real> view_;
};

NeighborSettings list_settings(const NepModel& m, int lanes) {
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

template <class Real>
class NepForce : public Force {
 public:
  NepForce(NepModel model, nep::TileLoop<Real> loop)
      : model_(std::move(model)), packed_(model_), loop_(loop), list_(list_settings(model_, loop.lanes)) {}

  std::string name() const override {
    return "nep" + std::to_string(model_.version) + (model_.zbl.enabled ? "_zbl" : "");
  }
  const std::vector<std::string>& species() const override { return model_.species; }
  double cutoff() const override {
    return *std::max_element(list_.settings().outer.begin(), list_.settings().outer.end());
  }
  void reset() override { list_.reset(); }
  void save(Record& record) const override { list_.save(record); }
  void load(const Record& record) override {
    list_.load(record);
    measure_tiles();
  }
  NeighborCounts neighbor_counts() const override {
    return {list_.rebuilds(), list_.seconds(), list_.mean_neighbors(), list_.bytes() + bytes()};
  }

  void compute(const Atoms& atoms, const Box& box, Request request, Evaluation& out) override {
    if (list_.update(atoms, box)) measure_tiles();
    run_tiles(nullptr);
    collect(atoms.size(), request, out);
  }

  std::vector<std::vector<double>> descriptors(const Atoms& atoms, const Box& box) {
    if (list_.update(atoms, box)) measure_tiles();
    const std::size_t components = packed_.view().components, width = loop_.lanes;
    AlignedVector<Real> q(components * list_.local());
    run_tiles(q.data());
    std::vector<std::vector<double>> result(atoms.size(), std::vector<double>(components));
    for (int slot = 0; slot < list_.local(); ++slot) {
      if (list_.atom(slot) < 0) continue;
      const Real* from = &q[slot / width * components * width + slot % width];
      for (std::size_t nu = 0; nu < components; ++nu) result[list_.atom(slot)][nu] = from[nu * width];
    }
    return result;
  }

 private:
  /// What the scratch must hold: the longest tile of the present list.
  void measure_tiles() {
    max_steps_ = max_inner_ = 0;
    const int types = model_.types();
    for (int tile = 0; tile < list_.tiles(); ++tile) {
      int inner = 0;
      for (int t = 0; t < types; ++t) inner += list_.inner_steps(tile, t);
      max_inner_ = std::max(max_inner_, inner);
      max_steps_ = std::max(max_steps_, static_cast<int>(list_.end(tile, types - 1) - list_.begin(tile, 0)));
    }
  }

  nep::ListView<Real> list_view() const {
    static_assert(sizeof(GridPoint) == 16 && sizeof(Vec3) == 24, "the loops read them as plain numbers");
    return {&list_.grid_points()[0].x,
            &list_.positions()[0].x,
            list_.unit(),
            list_.neighbors().data(),
            list_.begins().data(),
            list_.all_inner_steps().data(),
            list_.types().data(),
            max_steps_,
            max_inner_,
            list_.nowhere()};
  }

  /// Every worker takes tiles in turn and sums forces into an array of its own; the sums are exact (nep_tile.h), so
  /// neither the number of workers nor who took which tile can be seen in the result.
  void run_tiles(Real* descriptor) {
    const nep::ListView<Real> list = list_view();
    const int tiles = list_.tiles(), workers = std::clamp(tiles / 2, 1, threads());
    const std::size_t slots = list_.nowhere() + 1, scratch = loop_.scratch_reals(packed_.view(), list);
    energy_.resize(list_.local());
    virial_.resize(9 * static_cast<std::size_t>(list_.local()));
    force_sums_.resize(workers);
    scratch_.resize(workers);
    std::atomic<int> next{0};
    parallel_for(
        workers,
        [&](std::ptrdiff_t w) {
          force_sums_[w].assign(4 * slots, 0.0);
          scratch_[w].resize(scratch);
          const nep::OutputView<Real> out{energy_.data(), virial_.data(),
                                          descriptor != nullptr ? nullptr : force_sums_[w].data(), descriptor};
          for (int tile = next++; tile < tiles; tile = next++)
            loop_.run(packed_.view(), list, out, scratch_[w].data(), tile);
        },
        1);
  }

  Vec3 force_of(int slot) const {
    Vec3 f;
    for (const auto& sums : force_sums_) {
      const auto add = [&](int s) {
        f += Vec3{sums[4 * static_cast<std::size_t>(s)], sums[4 * static_cast<std::size_t>(s) + 1],
                  sums[4 * static_cast<std::size_t>(s) + 2]};
      };
      add(slot);
      for (int image = list_.images_begin(slot); image < list_.images_begin(slot + 1); ++image) add(image);
    }
    return f;
  }

  void collect(std::size_t atoms, Request request, Evaluation& out) {
    const int width = loop_.lanes;
    out.force.resize(atoms);
    out.atom_energy.resize(atoms);
    out.atom_virial.resize(request.atom_virial ? atoms : 0);
    struct Totals {
      double energy = 0;
      Mat3 virial;
      Totals& operator+=(const Totals& o) { return energy += o.energy, virial += o.virial, *this; }
    };
    const Totals totals = parallel_sum<Totals>(
        list_.local(),
        [&](std::ptrdiff_t slot) {
          Totals t;
          const int atom = list_.atom(static_cast<int>(slot));
          if (atom < 0) return t;
          t.energy = energy_[slot];
          for (int c = 0; c < 9; ++c)
            t.virial.m[c / 3][c % 3] = virial_[(9 * (slot / width) + c) * width + slot % width];
          out.atom_energy[atom] = t.energy;
          out.force[atom] = force_of(static_cast<int>(slot));
          if (request.atom_virial) out.atom_virial[atom] = t.virial;
          return t;
        },
        1024);
    out.energy = totals.energy;
    out.virial = totals.virial;
  }

  std::size_t bytes() const {
    std::size_t b = energy_.capacity() * sizeof(double) + virial_.capacity() * sizeof(Real);
    for (const auto& s : force_sums_) b += s.capacity() * sizeof(double);
    for (const auto& s : scratch_) b += s.capacity() * sizeof(Real);
    return b;
  }

  NepModel model_;
  PackedModel<Real> packed_;
  nep::TileLoop<Real> loop_;
  NeighborList list_;
  int max_steps_ = 0, max_inner_ = 0;
  AlignedVector<double> energy_;
  AlignedVector<Real> virial_;
  std::vector<AlignedVector<double>> force_sums_;
  std::vector<AlignedVector<Real>> scratch_;
};

nep::TileLoop<float> best_loop() {
  switch (simd_target()) {
    case SimdTarget::avx512:
      return nep::tile_loop_avx512();
    case SimdTarget::avx2:
      return nep::tile_loop_avx2();
    default:
      return nep::tile_loop_scalar();
  }
}

}  // namespace

std::unique_ptr<Force> make_nep(const std::string& path, Precision precision) {
  NepModel model = read_nep(path);
  if (precision == Precision::full)
    return std::make_unique<NepForce<double>>(std::move(model), nep::tile_loop_double());
  return std::make_unique<NepForce<float>>(std::move(model), best_loop());
}

std::vector<std::vector<double>> nep_descriptors(const std::string& path, const Atoms& atoms, const Box& box) {
  return NepForce<double>(read_nep(path), nep::tile_loop_double()).descriptors(atoms, box);
}

}  // namespace nacre

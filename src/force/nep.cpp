#include "force/nep.h"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <cmath>

#include "core/error.h"
#include "device/aligned.h"
#include "device/parallel.h"
#include "device/simd_target.h"
#include "force/nep_packed.h"
#include "neighbor/neighbor_list.h"

namespace nacre {

namespace {

template <class Real>
class NepForce final : public Force, public GhostForce {
 public:
  NepForce(NepModel model, nep::TileLoop<Real> loop)
      : model_(std::move(model)), packed_(model_), loop_(loop), list_(nep::list_settings(model_, loop.lanes)) {}

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

  GhostCounts counts() const override { return {list_.rebuilds(), list_.bytes() + bytes(), list_.seconds()}; }

  void compute(const Atoms& atoms, const Box& box, Request request, Evaluation& out) override {
    follow(atoms, box, atoms.size());
    run_tiles(nullptr, false);
    collect(atoms.size(), request, out);
  }
  void compute_own(const Atoms& atoms, const Box& box, std::size_t own, GhostRequest request,
                   GhostEvaluation& out) override {
    follow(atoms, box, own);
    run_tiles(nullptr, request.force_virial);
    collect(atoms.size(), request, out);
    if (own < atoms.size()) collect_ghosts(request, out);
    out.force_virial.resize(request.force_virial ? atoms.size() : 0);
    if (request.force_virial) collect_force_virials(out.force_virial);
  }

  std::vector<std::vector<double>> descriptors(const Atoms& atoms, const Box& box, std::size_t own) {
    follow(atoms, box, own);
    const std::size_t components = packed_.view().components, width = loop_.lanes;
    AlignedVector<Real> q(components * list_.local());
    run_tiles(q.data(), false);
    std::vector<std::vector<double>> result(own, std::vector<double>(components));
    for (int slot = 0; slot < list_.local(); ++slot) {
      if (list_.atom(slot) < 0) continue;
      const Real* from = &q[slot / width * components * width + slot % width];
      for (std::size_t nu = 0; nu < components; ++nu) result[list_.atom(slot)][nu] = from[nu * width];
    }
    return result;
  }

 private:
  void follow(const Atoms& atoms, const Box& box, std::size_t own) {
    if (list_.update(atoms, box, own)) measure_tiles();
  }

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
    assert(max_inner_ <= max_steps_);
  }

  nep::ListView<Real> list_view() const {
    static_assert(sizeof(GridPoint) == 16 && sizeof(Vec3) == 24, "the loops read them as plain numbers");
    assert(list_.width() == loop_.lanes && list_.tiles() * loop_.lanes == list_.local());
    assert(list_.positions().size() == list_.grid_points().size() && list_.nowhere() >= list_.local());
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
  void run_tiles(Real* descriptor, bool force_virial) {
    const nep::ListView<Real> list = list_view();
    const int tiles = list_.tiles(), workers = std::clamp(tiles / 2, 1, threads());
    const std::size_t slots = list_.nowhere() + 1, scratch = loop_.scratch_reals(packed_.view(), list);
    energy_.resize(list_.local());
    virial_.resize(9 * static_cast<std::size_t>(list_.local()));
    force_sums_.resize(workers);
    virial_sums_.resize(force_virial ? workers : 0);
    scratch_.resize(workers);
    std::atomic<int> next{0};
    parallel_for(
        workers,
        [&](std::ptrdiff_t w) {
          force_sums_[w].assign(4 * slots, 0.0);
          if (force_virial) virial_sums_[w].assign(9 * slots, 0.0);
          scratch_[w].resize(scratch);
          const nep::OutputView<Real> out{energy_.data(), virial_.data(),
                                          descriptor != nullptr ? nullptr : force_sums_[w].data(), descriptor,
                                          force_virial ? virial_sums_[w].data() : nullptr};
          for (int tile = next++; tile < tiles; tile = next++)
            loop_.run(packed_.view(), list, out, scratch_[w].data(), tile);
        },
        1);
  }

  /// Calls add(slot) for a slot and its images.
  template <class Add>
  void with_images(int slot, Add&& add) const {
    add(static_cast<std::size_t>(slot));
    for (int image = list_.images_begin(slot); image < list_.images_begin(slot + 1); ++image)
      add(static_cast<std::size_t>(image));
  }

  Vec3 force_of(int slot) const {
    Vec3 f;
    for (const auto& sums : force_sums_)
      with_images(slot, [&](std::size_t s) { f += Vec3{sums[4 * s], sums[4 * s + 1], sums[4 * s + 2]}; });
    return f;
  }

  Mat3 force_virial_of(int slot) const {
    Mat3 w;
    for (const auto& sums : virial_sums_)
      with_images(slot, [&](std::size_t s) {
        for (int c = 0; c < 9; ++c) w.m[c / 3][c % 3] += sums[9 * s + c];
      });
    return w;
  }

  void collect_force_virials(std::vector<Mat3>& out) const {
    parallel_for(
        list_.placed(),
        [&](std::ptrdiff_t slot) {
          const int atom = list_.atom(static_cast<int>(slot));
          if (atom >= 0) out[atom] = force_virial_of(static_cast<int>(slot));
        },
        1024);
  }

  void collect_ghosts(Request request, Evaluation& out) const {
    parallel_for(
        list_.placed() - list_.local(),
        [&](std::ptrdiff_t g) {
          const int slot = list_.local() + static_cast<int>(g), atom = list_.atom(slot);
          out.force[atom] = force_of(slot);
          out.atom_energy[atom] = 0;
          if (request.atom_virial) out.atom_virial[atom] = {};
        },
        1024);
  }

  void collect(std::size_t atoms, Request request, Evaluation& out) {
    const int width = loop_.lanes;
    assert(energy_.size() == static_cast<std::size_t>(list_.local()) && virial_.size() == 9 * energy_.size());
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
    for (const auto& s : virial_sums_) b += s.capacity() * sizeof(double);
    for (const auto& s : scratch_) b += s.capacity() * sizeof(Real);
    return b;
  }

  NepModel model_;
  nep::PackedModel<Real> packed_;
  nep::TileLoop<Real> loop_;
  NeighborList list_;
  int max_steps_ = 0, max_inner_ = 0;
  AlignedVector<double> energy_;
  AlignedVector<Real> virial_;
  std::vector<AlignedVector<double>> force_sums_, virial_sums_;  ///< virials: [slot][9]
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
  if (precision == Precision::full) return std::make_unique<NepForce<double>>(read_nep(path), nep::tile_loop_double());
  return std::make_unique<NepForce<float>>(read_nep(path), best_loop());
}

std::unique_ptr<GhostForce> make_ghost_nep(const std::string& path, Precision precision) {
  if (precision == Precision::full) return std::make_unique<NepForce<double>>(read_nep(path), nep::tile_loop_double());
  return std::make_unique<NepForce<float>>(read_nep(path), best_loop());
}

std::vector<std::vector<double>> nep_descriptors(const std::string& path, const Atoms& atoms, const Box& box) {
  return nep_descriptors(read_nep(path), atoms, box);
}

std::vector<std::vector<double>> nep_descriptors(const NepModel& model, const Atoms& atoms, const Box& box) {
  return nep_descriptors(model, atoms, box, atoms.size());
}

std::vector<std::vector<double>> nep_descriptors(const NepModel& model, const Atoms& atoms, const Box& box,
                                                 std::size_t own) {
  return NepForce<double>(model, nep::tile_loop_double()).descriptors(atoms, box, own);
}

}  // namespace nacre

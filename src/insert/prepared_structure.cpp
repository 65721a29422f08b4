#include "insert/prepared_structure.h"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "core/error.h"
#include "device/parallel.h"
#include "device/simd_target.h"
#include "insert/site_packer.h"

namespace nacre::insert {

namespace {
ScreeningLoops best_loops() {
  switch (simd_target()) {
    case SimdTarget::avx512:
      return screening_loops_avx512();
    case SimdTarget::avx2:
      return screening_loops_avx2();
    default:
      return screening_loops_scalar();
  }
}
}  // namespace

PreparedStructure::PreparedStructure(const ScreeningModel& model)
    : model_(model), loops_(best_loops()), tables_(model.view().types) {}

void PreparedStructure::prepare(const Atoms& atoms, const Box& box) {
  bins_ = PointSearch(atoms.position, box, model_.reach());
  type_ = atoms.type;
  for (Tables& t : tables_) t.made = false;
  sums_.resize(atoms.size() * model_.sums_reals());
  sigmoids_.resize(atoms.size() * model_.sigmoid_reals());
  make_sites();
}

Vec3 PreparedStructure::inside(Vec3 point) const {
  if (!std::isfinite(point.x + point.y + point.z))
    throw Error("a candidate's position is not finite", Error::Kind::failed);
  return bins_.wrap(point);
}

/// Sites of one type, in the order of the atoms, `lanes` at a time.
void PreparedStructure::make_sites() {
  std::vector<int> order(type_.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return type_[a] < type_[b]; });
  std::vector<int> first{0};  // of blocks
  for (int i = 1; i < static_cast<int>(order.size()); ++i)
    if (i - first.back() == loops_.lanes || type_[order[i]] != type_[order[first.back()]]) first.push_back(i);
  first.push_back(static_cast<int>(order.size()));
  const int blocks = static_cast<int>(first.size()) - 1;
  std::atomic<int> next{0};
  parallel_for(
      std::clamp(blocks / 8, 1, threads()),
      [&](std::ptrdiff_t) {
        SitePacker packer(model_, *this);
        for (int b = next++; b < blocks; b = next++) {
          if (first[b] == first[b + 1]) continue;
          packer.begin(type_[order[first[b]]]);
          for (int i = first[b]; i < first[b + 1]; ++i) {
            const int atom = order[i];
            packer.find(type_[atom], bins_.position(bins_.home(atom)), atom);
            packer.add(i - first[b]);
          }
          packer.run();
          for (int i = first[b]; i < first[b + 1]; ++i)
            packer.store(i - first[b], sums_.data() + static_cast<std::size_t>(order[i]) * model_.sums_reals(),
                         sigmoids_.data() + static_cast<std::size_t>(order[i]) * model_.sigmoid_reals());
        }
      },
      1);
}

void PreparedStructure::need_tables(int new_type) {
  Tables& tables = tables_[new_type];
  if (tables.made) return;
  tables.values.resize(type_.size() * table_reals);
  tables.accurate.assign(type_.size(), 0);
  parallel_for(
      atoms(),
      [&](std::ptrdiff_t i) {
        const PairZone& zone = model_.zone(type_[i], new_type);
        if (zone.growth.empty()) return;
        alignas(64) double values[table_nodes];
        const ModelView& m = model_.view();
        loops_.table({m.neurons, zone.growth.data(), m.w1 + static_cast<std::size_t>(type_[i]) * m.neurons,
                      sigmoids(static_cast<int>(i)), values});
        tables.accurate[i] = fit_table(values, tables.values.data() + static_cast<std::size_t>(i) * table_reals);
      },
      64);
  tables.made = true;
}

}  // namespace nacre::insert

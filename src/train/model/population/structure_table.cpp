#include "train/model/population/structure_table.h"

#include <algorithm>
#include <cmath>

#include "force/nep_math.h"
#include "force/nep_packed.h"
#include "force/zbl_math.h"
#include "neighbor/neighbor_list.h"

namespace nacre::train {

/// Neighbour j of i, both as places in the order of types; r_ij = r_j - r_i.
struct StructureTable::Pair {
  int i, j, ti, tj;
  Vec3 unit;
  double r;
  bool first;  ///< of the two rows that hold the pair
};

StructureTable::StructureTable(const NepModel& shape, const LossSettings& settings, const TrainFrame& frame)
    : atoms_(static_cast<int>(frame.atoms.size())) {
  has_virial_ = frame.virial.has_value();
  sort_by_type(shape, frame);
  find_pairs(shape, frame);
  if (!frame.force.empty()) set_labels(settings, frame);
  place_ = {}, type_ = {}, sums_ = {}, zbl_force_ = {};
}

void StructureTable::sort_by_type(const NepModel& shape, const TrainFrame& frame) {
  type_begin_.assign(shape.types() + 1, 0);
  for (int t : frame.atoms.type) ++type_begin_[t + 1];
  for (int t = 0; t < shape.types(); ++t) type_begin_[t + 1] += type_begin_[t];
  std::vector<int> next(type_begin_.begin(), type_begin_.end() - 1);
  type_.resize(atoms_);
  for (int a = 0; a < atoms_; ++a) {
    place_.push_back(next[frame.atoms.type[a]]++);
    type_[place_[a]] = frame.atoms.type[a];
  }
}

void StructureTable::find_pairs(const NepModel& shape, const TrainFrame& frame) {
  NeighborSettings settings = nep::list_settings(shape, 1);
  settings.skin = 0;
  settings.reverse = true;
  NeighborList list(settings);
  list.update(frame.atoms, frame.box);
  const int types = shape.types();
  sums_.assign(static_cast<std::size_t>(atoms_) * types * (shape.radial_k + 1), 0.0);
  zbl_force_.assign(atoms_, Vec3{});
  std::vector<int> slot_of(atoms_), angular_of(list.neighbors().size(), -1);
  for (int slot = 0; slot < list.local(); ++slot)
    if (list.atom(slot) >= 0) slot_of[place_[list.atom(slot)]] = slot;
  for (int i = 0; i < atoms_; ++i) {
    const int slot = slot_of[i];
    for (int tj = 0; tj < types; ++tj) {
      radial_begin_.push_back(static_cast<int>(radial_j_.size()));
      angular_begin_.push_back(static_cast<int>(angular_j_.size()));
      for (std::int64_t e = list.begin(slot, tj); e < list.end(slot, tj); ++e) {
        const int other = list.neighbors()[e];
        if (list.atom(other) < 0) continue;
        const Vec3 d = list.positions()[other] - list.positions()[slot];
        const double r = norm(d);
        const Pair pair{i, place_[list.atom(other)], type_[i], tj, (1 / r) * d, r, e < list.reverse()[e]};
        if (r < shape.radial_cutoff_of(pair.ti, tj)) add_radial(shape, pair);
        if (shape.l_max > 0 && r < shape.angular_cutoff_of(pair.ti, tj)) {
          angular_of[e] = static_cast<int>(angular_j_.size());
          angular_reverse_.push_back(static_cast<int>(list.reverse()[e]));
          add_angular(shape, pair);
        }
        if (shape.zbl.enabled) add_zbl(shape, pair);
      }
    }
    most_angular_ = std::max(most_angular_,
                             static_cast<int>(angular_j_.size()) - angular_begin_[static_cast<std::size_t>(i) * types]);
  }
  radial_begin_.push_back(static_cast<int>(radial_j_.size()));
  angular_begin_.push_back(static_cast<int>(angular_j_.size()));
  basis_sums_.assign(sums_.begin(), sums_.end());
  for (int& e : angular_reverse_) e = angular_of[e];
}

namespace {
/// f_k(r) and f_k'(r) (1/Å).
void basis_of(double r, double cutoff, int count, double* f, double* slope) {
  const double u = r / cutoff;
  double fc_slope;
  const double fc = nep::cutoff_value(u, fc_slope);
  nep::basis(u, fc, count, f);
  nep::basis_slope(u, fc, fc_slope, count, slope);
  for (int k = 0; k < count; ++k) slope[k] /= cutoff;
}
}  // namespace

void StructureTable::add_radial(const NepModel& shape, const Pair& p) {
  const int count = shape.radial_k + 1;
  double f[128], slope[128];
  basis_of(p.r, shape.radial_cutoff_of(p.ti, p.tj), count, f, slope);
  double* to = &sums_[(static_cast<std::size_t>(p.i) * shape.types() + p.tj) * count];
  for (int k = 0; k < count; ++k) to[k] += f[k];
  if (!p.first) return;
  radial_j_.push_back(p.j);
  for (double v : {p.unit.x, p.unit.y, p.unit.z, p.r}) radial_row_.push_back(static_cast<float>(v));
  radial_row_.insert(radial_row_.end(), slope, slope + count);
}

void StructureTable::add_angular(const NepModel& shape, const Pair& p) {
  const int count = shape.angular_k + 1, terms = shape.angular_terms();
  double f[128], slope[128], b[nep::max_angular_terms], weight[nep::max_angular_terms] = {};
  double gradient[3][nep::max_angular_terms];
  basis_of(p.r, shape.angular_cutoff_of(p.ti, p.tj), count, f, slope);
  nep::angular_basis(p.unit.x, p.unit.y, p.unit.z, shape.l_max, b);
  for (int lm = 0; lm < terms; ++lm) {
    // of b_lm(r/|r|): (1 - r^ r^)/r times the gradient of the polynomial
    weight[lm] = 1;
    Vec3 g;
    nep::angular_gradient(p.unit.x, p.unit.y, p.unit.z, shape.l_max, weight, g.x, g.y, g.z);
    weight[lm] = 0;
    const Vec3 across = (1 / p.r) * (g - dot(g, p.unit) * p.unit);
    for (int c = 0; c < 3; ++c) gradient[c][lm] = across[c];
  }
  angular_j_.push_back(p.j);
  for (double v : {p.unit.x, p.unit.y, p.unit.z, p.r}) angular_row_.push_back(static_cast<float>(v));
  angular_row_.insert(angular_row_.end(), f, f + count);
  angular_row_.insert(angular_row_.end(), slope, slope + count);
  angular_row_.insert(angular_row_.end(), b, b + terms);
  for (const auto& g : gradient) angular_row_.insert(angular_row_.end(), g, g + terms);
}

void StructureTable::add_zbl(const NepModel& shape, const Pair& p) {
  const ZblPair pair = zbl_pair(shape, p.ti, p.tj);
  if (!p.first || p.r >= pair.outer) return;
  nep::ZblView<double> view{pair.inner, pair.outer, pair.prefactor, {}, {}};
  std::copy(pair.amplitude, pair.amplitude + 4, view.amplitude);
  std::copy(pair.exponent, pair.exponent + 4, view.exponent);
  double slope;
  zbl_energy_ += nep::zbl_value(p.r, view, slope);
  const Vec3 force = slope * p.unit;
  zbl_force_[p.i] += force;
  zbl_force_[p.j] -= force;
  zbl_virial_ += (-p.r * slope) * outer(p.unit, p.unit);
}

void StructureTable::set_labels(const LossSettings& settings, const TrainFrame& frame) {
  has_force_ = true;
  force_.resize(3 * static_cast<std::size_t>(atoms_));
  force_weight_.resize(atoms_);
  for (int a = 0; a < atoms_; ++a) {
    const Vec3 label = frame.force[a], rest = label - zbl_force_[place_[a]];
    for (int c = 0; c < 3; ++c) force_[3 * static_cast<std::size_t>(place_[a]) + c] = static_cast<float>(rest[c]);
    const double type_weight = settings.type_weight.empty() ? 1 : settings.type_weight[frame.atoms.type[a]];
    const double w = frame.weight * type_weight, delta = settings.force_delta;
    force_weight_[place_[a]] = static_cast<float>(w * w * (delta > 0 ? delta / (delta + norm(label)) : 1));
  }
}

StructureView StructureTable::view() const {
  return {atoms_,
          type_begin_.data(),
          basis_sums_.data(),
          radial_begin_.data(),
          radial_j_.data(),
          radial_row_.data(),
          angular_begin_.data(),
          angular_j_.data(),
          angular_row_.data(),
          most_angular_,
          force_.data(),
          has_force_ ? force_weight_.data() : nullptr,
          has_virial_};
}

std::size_t StructureTable::bytes() const {
  const std::size_t numbers = basis_sums_.capacity() + radial_row_.capacity() + angular_row_.capacity() +
                              force_.capacity() + force_weight_.capacity();
  const std::size_t indices = radial_begin_.capacity() + radial_j_.capacity() + angular_begin_.capacity() +
                              angular_j_.capacity() + angular_reverse_.capacity();
  return sizeof(float) * numbers + sizeof(int) * indices;
}

}  // namespace nacre::train

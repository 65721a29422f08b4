#include "train/model/batch/batch_tables.h"

#include <algorithm>
#include <numeric>

#include "force/nep_math.h"
#include "force/zbl_math.h"
#include "neighbor/neighbor_list.h"

namespace nacre::train {

namespace {

NeighborSettings list_settings(const NepModel& m) {
  NeighborSettings s;
  s.types = m.types();
  s.skin = 0;
  s.width = 1;
  s.reverse = false;
  for (int i = 0; i < s.types; ++i)
    for (int j = 0; j < s.types; ++j)
      s.outer.push_back(std::max({m.radial_cutoff_of(i, j), m.angular_cutoff_of(i, j), zbl_pair(m, i, j).outer}));
  return s;
}

/// Half of the pair's energy belongs to each atom: p_ij = V'/2 r^.
void add_zbl(const ZblPair& pair, Vec3 d, double r, int i, int j, Prediction& sum) {
  nep::ZblView<double> view{pair.inner, pair.outer, pair.prefactor, {}, {}};
  for (int m = 0; m < 4; ++m) view.amplitude[m] = pair.amplitude[m], view.exponent[m] = pair.exponent[m];
  double slope;
  sum.energy += 0.5 * nep::zbl_value(r, view, slope);
  const Vec3 p = (0.5 * slope / r) * d;
  sum.force[i] += p;
  sum.force[j] -= p;
  sum.virial += -1.0 * outer(d, p);
}

}  // namespace

template <class Real>
BatchChunk<Real>::BatchChunk(const NepModel& shape, const std::vector<const TrainFrame*>& frames, int first, int last,
                             int lanes)
    : first_(first), last_(last), lanes_(lanes), first_row_{0}, padded_terms_((shape.angular_terms() + 3) / 4 * 4) {
  Rows rows;
  rows.begin.push_back(0);
  std::vector<int> type;
  for (int f = first; f < last; ++f) {
    const Atoms& atoms = frames[f]->atoms;
    find_neighbors(shape, *frames[f], first_row_.back(), rows, zbl_.emplace_back());
    first_row_.push_back(first_row_.back() + static_cast<int>(atoms.size()));
    frame_of_row_.insert(frame_of_row_.end(), atoms.size(), f);
    type.insert(type.end(), atoms.type.begin(), atoms.type.end());
  }
  sort_into_tiles(type, rows, shape.types());
  fill(rows, false, shape, radial_);
  fill(rows, true, shape, angular_);
  sum_basis(shape);
  const std::size_t lane_count = lane_row_.size();
  q_.resize(lane_count * shape.components());
  slope_.resize(lane_count * shape.components());
  tanh_.resize(lane_count * shape.neurons);
  sums_.resize(lane_count * (shape.angular_n + 1) * padded_terms_);
  virial_.resize(lane_count * 9);
  energy_.resize(lane_count);
}

template <class Real>
void BatchChunk<Real>::find_neighbors(const NepModel& shape, const TrainFrame& frame, int first_row, Rows& rows,
                                      Prediction& zbl) const {
  const int types = shape.types();
  const std::size_t atoms = frame.atoms.size();
  NeighborList list(list_settings(shape));
  list.update(frame.atoms, frame.box);
  std::vector<int> slot_of(atoms);
  for (int slot = 0; slot < list.local(); ++slot)
    if (list.atom(slot) >= 0) slot_of[list.atom(slot)] = slot;
  std::vector<ZblPair> zbl_pairs;
  zbl_pairs.reserve(static_cast<std::size_t>(types) * types);
  for (int i = 0; i < types * types; ++i) zbl_pairs.push_back(zbl_pair(shape, i / types, i % types));
  zbl.force.assign(shape.zbl.enabled ? atoms : 0, {});
  for (std::size_t i = 0; i < atoms; ++i) {
    const int slot = slot_of[i], type = frame.atoms.type[i];
    for (int j = 0; j < types; ++j) {
      const ZblPair& zbl_of_pair = zbl_pairs[type * types + j];
      for (std::int64_t e = list.begin(slot, j); e < list.end(slot, j); ++e) {
        const int other = list.neighbors()[e];
        const Vec3 d = list.positions()[other] - list.positions()[slot];
        const double r = norm(d);
        rows.neighbor.push_back({static_cast<Real>(d.x / r), static_cast<Real>(d.y / r), static_cast<Real>(d.z / r),
                                 static_cast<Real>(r), first_row + list.atom(other)});
        if (r < zbl_of_pair.outer) add_zbl(zbl_of_pair, d, r, static_cast<int>(i), list.atom(other), zbl);
      }
      rows.begin.push_back(static_cast<std::int64_t>(rows.neighbor.size()));
    }
  }
}

/// Atoms of one type fill tiles; those with many neighbours stand together, so that few lanes wait for others.
template <class Real>
void BatchChunk<Real>::sort_into_tiles(const std::vector<int>& type, const Rows& rows, int types) {
  std::vector<int> order(type.size());
  std::iota(order.begin(), order.end(), 0);
  const auto neighbors = [&](int row) {
    return rows.begin[static_cast<std::size_t>(row + 1) * types] - rows.begin[static_cast<std::size_t>(row) * types];
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](int a, int b) { return type[a] != type[b] ? type[a] < type[b] : neighbors(a) > neighbors(b); });
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i > 0 && type[order[i]] != type[order[i - 1]])
      while (lane_row_.size() % lanes_ != 0) lane_row_.push_back(atoms());
    if (lane_row_.size() % lanes_ == 0) tile_type_.push_back(type[order[i]]);
    lane_row_.push_back(order[i]);
  }
  while (lane_row_.size() % lanes_ != 0) lane_row_.push_back(atoms());
}

template <class Real>
void BatchChunk<Real>::fill(const Rows& rows, bool angular, const NepModel& shape, PairTable<Real>& table) const {
  const int types = shape.types(), tiles = static_cast<int>(tile_type_.size());
  const auto cutoff_of = [&](int tile, int j) {
    const int i = tile_type_[tile];
    return static_cast<Real>(angular ? shape.angular_cutoff_of(i, j) : shape.radial_cutoff_of(i, j));
  };
  const auto for_each = [&](int tile, int j, int lane, auto&& body) {
    const int row = lane_row_[static_cast<std::size_t>(tile) * lanes_ + lane];
    if (row == atoms()) return;
    const std::size_t at = static_cast<std::size_t>(row) * types + j;
    const Real cutoff = cutoff_of(tile, j);
    for (std::int64_t e = rows.begin[at]; e < rows.begin[at + 1]; ++e)
      if (rows.neighbor[e].r < cutoff) body(rows.neighbor[e]);
  };
  table.begin.assign(1, 0);
  for (int tile = 0; tile < tiles; ++tile) {
    for (int j = 0; j < types; ++j) {
      std::int64_t steps = 0;
      for (int lane = 0; lane < lanes_; ++lane) {
        std::int64_t count = 0;
        for_each(tile, j, lane, [&](const Neighbor&) { ++count; });
        steps = std::max(steps, count);
      }
      table.begin.push_back(table.begin.back() + steps);
    }
    table.max_steps =
        std::max(table.max_steps, static_cast<int>(table.begin.back() - *(table.begin.end() - 1 - types)));
  }
  const std::size_t entries = static_cast<std::size_t>(table.begin.back()) * lanes_;
  table.pair.resize(4 * entries);
  table.row.assign(entries, atoms());
  for (int tile = 0; tile < tiles; ++tile)
    for (int j = 0; j < types; ++j) {
      const std::size_t at = static_cast<std::size_t>(tile) * types + j;
      for (int lane = 0; lane < lanes_; ++lane) {
        std::int64_t step = table.begin[at];
        const auto put = [&](const Neighbor& n) {
          Real* p = &table.pair[4 * static_cast<std::size_t>(step) * lanes_ + lane];
          p[0] = n.x, p[lanes_] = n.y, p[2 * lanes_] = n.z, p[3 * lanes_] = n.r;
          table.row[static_cast<std::size_t>(step) * lanes_ + lane] = n.row;
          ++step;
        };
        for_each(tile, j, lane, put);
        while (step < table.begin[at + 1]) put({0, 0, 1, cutoff_of(tile, j), atoms()});
      }
    }
}

template <class Real>
void BatchChunk<Real>::sum_basis(const NepModel& shape) {
  const int types = shape.types(), cols = shape.radial_k + 1;
  basis_sums_.resize(lane_row_.size() * types * cols);
  std::vector<double> f(cols), sum(cols);
  for (std::size_t tile = 0; tile < tile_type_.size(); ++tile)
    for (int j = 0; j < types; ++j) {
      const double cutoff = shape.radial_cutoff_of(tile_type_[tile], j);
      for (int lane = 0; lane < lanes_; ++lane) {
        std::fill(sum.begin(), sum.end(), 0.0);
        for (std::int64_t step = radial_.begin[tile * types + j]; step < radial_.begin[tile * types + j + 1]; ++step) {
          const double u = radial_.pair[(4 * static_cast<std::size_t>(step) + 3) * lanes_ + lane] / cutoff;
          if (u >= 1 || radial_.row[static_cast<std::size_t>(step) * lanes_ + lane] == atoms()) continue;
          nep::basis(u, nep::cutoff_value(u), cols, f.data());
          for (int k = 0; k < cols; ++k) sum[k] += f[k];
        }
        for (int k = 0; k < cols; ++k)
          basis_sums_[((tile * types + j) * cols + k) * lanes_ + lane] = static_cast<Real>(sum[k]);
      }
    }
}

template <class Real>
ChunkView<Real> BatchChunk<Real>::view() {
  return {static_cast<int>(tile_type_.size()),
          radial_.view(),
          angular_.view(),
          basis_sums_.data(),
          tile_type_.data(),
          lane_row_.data(),
          padded_terms_,
          q_.data(),
          slope_.data(),
          tanh_.data(),
          sums_.data(),
          energy_.data(),
          virial_.data()};
}

template <class Real>
std::size_t BatchChunk<Real>::bytes() const {
  std::size_t reals = 0, forces = 0;
  for (const auto* a : {&basis_sums_, &q_, &slope_, &tanh_, &sums_, &virial_}) reals += a->capacity();
  for (const Prediction& p : zbl_) forces += p.force.capacity();
  return radial_.bytes() + angular_.bytes() + reals * sizeof(Real) + energy_.capacity() * sizeof(double) +
         forces * sizeof(Vec3) + (lane_row_.capacity() + frame_of_row_.capacity()) * sizeof(int);
}

template class BatchChunk<float>;
template class BatchChunk<double>;

}  // namespace nacre::train

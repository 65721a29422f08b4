// The CPU's screening: for every candidate its neighbours, sorted into table values and touches; SIMD loops over
// candidates and touches (screening_loop.h).
#include "insert/screening.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

#include "core/whole_number.h"
#include "device/parallel.h"
#include "force/zbl_math.h"
#include "insert/site_packer.h"

namespace nacre::insert {

namespace {

/// An atom whose energy must be computed anew for one candidate.
struct Touch {
  int lane, atom;
  int first, images;  ///< vectors in Worker::vectors_
};

/// A value of a radial table, asked of the memory before it is needed.
struct Far {
  const double* cell;
  double xi;
};

/// One thread's work on blocks of candidates.
class Worker {
 public:
  Worker(const ScreeningModel& model, const PreparedStructure& structure, int new_type)
      : model_(model),
        structure_(structure),
        loops_(structure.loops()),
        new_type_(new_type),
        packer_(model, structure),
        touches_(model.view().types),
        sums_(loops_.lanes),
        sigmoids_(loops_.lanes),
        touch_energy_(loops_.lanes) {}

  /// `count` candidates, at most as many as lanes.
  void run(const Vec3* points, int count, double* energy) {
    packer_.begin(new_type_);
    for (auto& t : touches_) t.clear();
    vectors_.clear();
    for (int lane = 0; lane < count; ++lane) energy[lane] = add(lane, points[lane]);
    packer_.run();
    for (int lane = 0; lane < count; ++lane) energy[lane] += packer_.energy(lane);
    for (int t = 0; t < model_.view().types; ++t)
      for (std::size_t first = 0; first < touches_[t].size(); first += loops_.lanes)
        run_touches(t, first, std::min<std::size_t>(loops_.lanes, touches_[t].size() - first), energy);
  }

 private:
  /// Finds the candidate's neighbours; returns what needs no SIMD: ZBL and table values.
  double add(int lane, Vec3 point) {
    packer_.find(new_type_, structure_.inside(point), -1);
    std::vector<Hit>& hits = packer_.hits();
    packer_.add(lane);
    double energy = 0;
    far_.clear();
    for (const Hit& hit : hits) energy += zbl(hit);
    // The images of one atom stand together only where we sort; one atom is there twice only in thin cells.
    if (structure_.bins().repeats())
      std::stable_sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) { return a.atom < b.atom; });
    for (std::size_t i = 0, end = 0; i < hits.size(); i = end) {
      for (end = i + 1; end < hits.size() && hits[end].atom == hits[i].atom; ++end) {
      }
      if (hits[i].atom >= 0) energy += near_or_far(lane, &hits[i], static_cast<int>(end - i));
    }
    for (const Far& f : far_) energy += table_polynomial(f.cell, f.xi);
    return energy;
  }

  double zbl(const Hit& hit) const {
    const PairZone& zone = model_.zone(hit.type, new_type_);
    if (!(hit.r < zone.zbl_outer)) return 0;
    if (hit.r < on_top) return std::numeric_limits<double>::infinity();
    double slope;
    const double v = nep::zbl_value(hit.r, model_.view().zbl_pair[hit.type * model_.view().types + new_type_], slope);
    return hit.atom < 0 ? 0.5 * v : v;  // half of a pair with an image of itself belongs to the image
  }

  /// One atom, which sees `images` images of the new atom: a value of its table, or a touch. Returns infinity on top of
  /// it, else nothing.
  double near_or_far(int lane, const Hit* hits, int images) {
    const PairZone& zone = model_.zone(hits->type, new_type_);
    if (images == 1 && hits->r >= zone.low) {
      if (hits->r >= zone.high) return 0;
      if (const double* table = structure_.table(hits->atom, new_type_)) {
        Far far;
        far.cell = table_cell(table, hits->r, zone.low, zone.cells_per_length, far.xi);
        __builtin_prefetch(far.cell);
        far_.push_back(far);
        return 0;
      }
    }
    Touch touch{lane, hits->atom, static_cast<int>(vectors_.size()), 0};
    bool overlap = false;
    for (int a = 0; a < images; ++a) {
      if (!(hits[a].r < zone.outer)) continue;
      overlap = overlap || hits[a].r < on_top;
      vectors_.push_back(hits[a]);
      ++touch.images;
    }
    if (overlap) return std::numeric_limits<double>::infinity();
    if (touch.images > 0) touches_[hits->type].push_back(touch);
    return 0;
  }

  void run_touches(int type, std::size_t first, std::size_t count, double* energy) {
    const Touch* touches = touches_[type].data() + first;
    const int width = loops_.lanes;
    int images = 0;
    for (std::size_t k = 0; k < count; ++k) images = std::max(images, touches[k].images);
    lanes_.assign(static_cast<std::size_t>(images) * 4 * width, 2 * model_.zone(type, new_type_).outer);
    for (int lane = 0; lane < width; ++lane) {
      const Touch& touch = touches[std::min<std::size_t>(lane, count - 1)];
      sums_[lane] = structure_.sums(touch.atom), sigmoids_[lane] = structure_.sigmoids(touch.atom);
      for (int a = 0; a < touch.images; ++a) {
        const Hit& hit = vectors_[touch.first + a];  // from the new atom to the neighbour
        double* to = lanes_.data() + static_cast<std::size_t>(a) * 4 * width + lane;
        to[0] = -hit.x, to[width] = -hit.y, to[2 * width] = -hit.z, to[3 * width] = hit.r;
      }
    }
    const std::size_t needed = loops_.scratch_reals(model_.view(), images);
    if (scratch_.size() < needed) scratch_.resize(needed);
    loops_.touches(model_.view(),
                   {type, new_type_, images, lanes_.data(), sums_.data(), sigmoids_.data(), touch_energy_.data()},
                   scratch_.data());
    for (std::size_t k = 0; k < count; ++k) energy[touches[k].lane] += touch_energy_[k];
  }

  static constexpr double on_top = 1e-6;  // Å
  const ScreeningModel& model_;
  const PreparedStructure& structure_;
  ScreeningLoops loops_;
  int new_type_;
  SitePacker packer_;
  std::vector<Far> far_;
  std::vector<Hit> vectors_;
  std::vector<std::vector<Touch>> touches_;  ///< [type of the atom]
  AlignedVector<double> lanes_, scratch_;
  std::vector<const double*> sums_, sigmoids_;
  AlignedVector<double> touch_energy_;
};

class CpuScreening final : public Screening {
 public:
  explicit CpuScreening(NepModel model) : model_(std::move(model)), structure_(model_) {}
  const std::vector<std::string>& species() const override { return model_.model().species; }
  double reach() const override { return model_.reach(); }
  void prepare(const Atoms& atoms, const Box& box) override { structure_.prepare(atoms, box); }

  void energies(int type, const std::vector<Vec3>& points, std::vector<double>& energy) override {
    structure_.need_tables(type);
    energy.resize(points.size());
    const std::vector<int> order = neighborly_order(points);
    const std::ptrdiff_t width = structure_.loops().lanes, count = static_cast<std::ptrdiff_t>(points.size());
    const std::ptrdiff_t blocks = (count + width - 1) / width;
    std::atomic<std::ptrdiff_t> next{0};
    parallel_for(
        std::clamp<std::ptrdiff_t>(blocks / 4, 1, threads()),
        [&](std::ptrdiff_t) {
          Worker worker(model_, structure_, type);
          Vec3 block[most_lanes];
          double result[most_lanes];
          for (std::ptrdiff_t b = next++; b < blocks; b = next++) {
            const int* mine = &order[b * width];
            const int filled = static_cast<int>(std::min(width, count - b * width));
            for (int i = 0; i < filled; ++i) block[i] = points[mine[i]];
            worker.run(block, filled, result);
            for (int i = 0; i < filled; ++i) energy[mine[i]] = result[i];
          }
        },
        1);
    // On top of an atom there is nothing but infinities, and their difference.
    for (double& e : energy)
      if (std::isnan(e)) e = std::numeric_limits<double>::infinity();
  }

 private:
  static constexpr int most_lanes = 8;
  /// Å: edge of the cubes below. Points of one cube need the rows and tables of some 500 atoms, 1 MB: an L2 cache.
  static constexpr double cube = 4;

  /// Points of one small part of the cell after another, so that what they read stays in the cache.
  std::vector<int> neighborly_order(const std::vector<Vec3>& points) const {
    const Box& box = structure_.bins().box();
    int counts[3];
    for (int k = 0; k < 3; ++k) counts[k] = within<int>(box.thickness(k) / cube, 1, 1000);
    std::vector<std::pair<int, int>> order(points.size());
    parallel_for(static_cast<std::ptrdiff_t>(points.size()), [&](std::ptrdiff_t p) {
      const Vec3 s = box.fractional(structure_.inside(points[p]));
      int cell = 0;
      for (int k = 0; k < 3; ++k) cell = cell * counts[k] + within<int>(s[k] * counts[k], 0, counts[k] - 1);
      order[p] = {cell, static_cast<int>(p)};
    });
    parallel_sort(order);
    std::vector<int> index(points.size());
    for (std::size_t i = 0; i < order.size(); ++i) index[i] = order[i].second;
    return index;
  }

  ScreeningModel model_;
  PreparedStructure structure_;
};

}  // namespace

std::unique_ptr<Screening> make_screening(const std::string& nep_path) {
  return std::make_unique<CpuScreening>(read_nep(nep_path));
}

}  // namespace nacre::insert

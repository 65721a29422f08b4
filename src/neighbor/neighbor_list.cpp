// Slots, images and the decision to rebuild. The search itself is in neighbor_rows.cpp.
#include "neighbor/neighbor_list.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/clock.h"
#include "core/error.h"
#include "core/record_sizes.h"
#include "core/whole_number.h"
#include "device/parallel.h"
#include "neighbor/image_range.h"
#include "neighbor/list_cost.h"
#include "neighbor/list_motion.h"

namespace nacre {

namespace {

// Images a little beyond the reach are made too, so that rounding in fractional coordinates loses none (Å).
constexpr double image_margin = 1e-3;
// Edge of the cells whose space-filling order sorts the atoms (Å): about two carbon atoms each.
constexpr double sort_cell = 3.0;
// Slots worth waking a thread for: some ten nanoseconds each.
constexpr std::ptrdiff_t slot_grain = 2048;
// Lattice vectors that bring an atom into the cell; the negative fits too.
constexpr std::int32_t most_shift = std::numeric_limits<std::int32_t>::max();
// Grid coordinates of real slots lie in [0, grid_span); nowhere() lies at -grid_span, so differences fit 32 bits.
constexpr std::int32_t grid_span = 1 << 30;

struct Largest {
  double value = 0;
  Largest& operator+=(const Largest& o) {
    if (!std::isnan(value) && !(o.value <= value)) value = o.value;  // NaN wins, and stays
    return *this;
  }
};

// Interleaves the low 21 bits of three coordinates: neighbours in space become neighbours in memory.
std::uint64_t morton(std::uint64_t x, std::uint64_t y, std::uint64_t z) {
  const auto spread = [](std::uint64_t v) {
    v &= 0x1fffff;
    v = (v | v << 32) & 0x1f00000000ffff;
    v = (v | v << 16) & 0x1f0000ff0000ff;
    v = (v | v << 8) & 0x100f00f00f00f00f;
    v = (v | v << 4) & 0x10c30c30c30c30c3;
    return (v | v << 2) & 0x1249249249249249;
  };
  return spread(x) << 2 | spread(y) << 1 | spread(z);
}
// Before memory is taken for images and pairs.
void check_size(const Box& box, std::size_t atoms, double reach, const std::array<double, 3>& low,
                const std::array<double, 3>& high, bool for_forces) {
  check_thickness(box, reach + image_margin);
  std::array<double, 3> span{};
  for (int k = 0; k < 3; ++k) span[k] = std::max(0.0, high[k] - low[k]) * box.thickness(k);
  check_cost(box, atoms, reach, span, for_forces);
}

}  // namespace

NeighborList::NeighborList(NeighborSettings settings) : settings_(std::move(settings)) {
  for (const double cutoff : settings_.outer) reach_ = std::max(reach_, cutoff);
  reach_ += settings_.skin;
  assert(settings_.types >= 1 && settings_.width >= 1 && settings_.skin >= 0);
  assert(settings_.outer.size() == static_cast<std::size_t>(settings_.types) * settings_.types);
  assert(settings_.inner.empty() || settings_.inner.size() == settings_.outer.size());
}

bool NeighborList::update(const Atoms& atoms, const Box& box, std::size_t own) {
  const double start = now_seconds();
  const bool stale = !built_ || is_stale(atoms, box, own);
  if (stale) {
    build(atoms.position, atoms.type, box, own);
    ++rebuilds_;
    seconds_ += now_seconds() - start;
  } else {
    refresh(atoms.position, box);
  }
  return stale;
}

bool NeighborList::is_stale(const Atoms& atoms, const Box& box, std::size_t own) const {
  if (atoms.size() != built_position_.size() || own != built_own_ || box.periodic() != built_box_.periodic() ||
      atoms.type != built_type_)
    return true;
  const AllowedMotion motion = allowed_motion(built_box_.inverse(), box.h(), reach_, settings_.skin);
  if (!(motion.distance > 0)) return true;
  const Largest moved = parallel_sum<Largest>(atoms.size(), [&](std::ptrdiff_t i) {
    return Largest{motion.moved_squared(built_position_[i], atoms.position[i])};
  });
  return !(moved.value <= motion.distance * motion.distance);
}

void NeighborList::build(const std::vector<Vec3>& position, const std::vector<int>& type, const Box& box,
                         std::size_t own) {
  assert(type.size() == position.size() && own <= position.size());
  assert(std::all_of(type.begin(), type.end(), [&](int t) { return t >= 0 && t < settings_.types; }));
  built_ = false;
  check_positions(position);
  built_position_ = position;
  built_type_ = type;
  built_box_ = box;
  built_own_ = own;
  place_slots(position, type, box);
  check_size(box, position.size(), reach_, extent_low_, extent_high_, settings_.reverse);
  make_images(box);
  choose_unit(box);
  refresh(position, box);
  bin_slots(box);
  fill_rows();
  if (settings_.reverse) fill_reverse();
  built_ = true;
}

void NeighborList::place_slots(const std::vector<Vec3>& position, const std::vector<int>& type, const Box& box) {
  struct Key {
    bool ghost;
    int type;
    std::uint64_t code;
    int atom;
    auto operator<=>(const Key&) const = default;
  };
  const std::size_t n = position.size();
  std::vector<Key> keys(n);
  parallel_for(
      n,
      [&](std::ptrdiff_t i) {
        const Vec3 s = box.fractional(box.wrap(position[i]));
        std::uint64_t cell[3];
        for (int k = 0; k < 3; ++k)  // open directions may be negative: the offset keeps the order
          cell[k] = within<std::uint64_t>(s[k] * box.thickness(k) / sort_cell + 1000, 0, 2000000);
        keys[i] = {static_cast<std::size_t>(i) >= built_own_, type[i], morton(cell[0], cell[1], cell[2]),
                   static_cast<int>(i)};
      },
      slot_grain);
  parallel_sort(keys);

  atom_.clear();
  slot_type_.clear();
  const auto put = [&](int atom, int t) { atom_.push_back(atom), slot_type_.push_back(t); };
  for (std::size_t k = 0; k < built_own_; ++k) {
    put(keys[k].atom, keys[k].type);
    const bool last_of_type = k + 1 == built_own_ || keys[k + 1].type != keys[k].type;
    while (last_of_type && atom_.size() % settings_.width != 0) put(-1, keys[k].type);
  }
  local_ = static_cast<int>(atom_.size());
  for (std::size_t k = built_own_; k < n; ++k) put(keys[k].atom, keys[k].type);
  placed_ = static_cast<int>(atom_.size());
  assert(local_ % settings_.width == 0 && slot_type_.size() == atom_.size());

  cell_shift_.assign(placed_, {0, 0, 0});
  parallel_for(
      placed_,
      [&](std::ptrdiff_t slot) {
        if (atom_[slot] < 0) return;
        const Vec3 s = box.fractional(position[atom_[slot]]);
        for (int k = 0; k < 3; ++k)
          if (box.is_periodic(k))
            cell_shift_[slot][k] = -whole<std::int32_t>(std::floor(s[k]), {"the cell shift", atom_[slot]}, -most_shift);
      },
      slot_grain);
  measure_extent(position, box);
}

// Fractional coordinates between which all slots lie: the cell and the reach around it, or what open directions hold.
void NeighborList::measure_extent(const std::vector<Vec3>& position, const Box& box) {
  for (int k = 0; k < 3; ++k) {
    const double m = (reach_ + image_margin) / box.thickness(k);
    extent_low_[k] = -m, extent_high_[k] = 1 + m;
    if (box.is_periodic(k) || position.empty()) continue;
    extent_low_[k] = INFINITY, extent_high_[k] = -INFINITY;
    for (const Vec3& r : position) {
      const double s = box.fractional(r)[k];
      extent_low_[k] = std::min(extent_low_[k], s), extent_high_[k] = std::max(extent_high_[k], s);
    }
  }
}

// An image of an atom is needed when it lies within the reach of the cell.
void NeighborList::make_images(const Box& box) {
  const auto images_of = [&](std::ptrdiff_t slot) {
    Vec3 s = box.fractional(built_position_[atom_[slot]]);
    for (int k = 0; k < 3; ++k) s[k] += cell_shift_[slot][k];
    return images_between(s, extent_low_, extent_high_, box.periodic());
  };
  std::vector<std::int64_t> first(placed_ + 1, 0);
  parallel_for(
      placed_, [&](std::ptrdiff_t slot) { first[slot + 1] = atom_[slot] < 0 ? 0 : images_of(slot).count() - 1; },
      slot_grain);
  std::partial_sum(first.begin(), first.end(), first.begin());
  if (first[placed_] > std::numeric_limits<int>::max() / 2)
    throw Error("too many periodic images for this cutoff and cell", Error::Kind::failed).key("lattice");
  image_begin_.assign(first.begin(), first.end());
  nowhere_ = placed_ + image_begin_[placed_];
  image_.resize(image_begin_[placed_]);
  atom_.resize(nowhere_ + 1);
  slot_type_.resize(nowhere_ + 1);
  parallel_for(
      placed_,
      [&](std::ptrdiff_t slot) {
        if (atom_[slot] < 0) return;
        int image = image_begin_[slot];
        images_of(slot).for_each([&](int a, int b, int c) {
          if (a == 0 && b == 0 && c == 0) return;
          image_[image] = {static_cast<int>(slot),
                           {static_cast<std::int16_t>(a), static_cast<std::int16_t>(b), static_cast<std::int16_t>(c)}};
          atom_[placed_ + image] = atom_[slot];
          slot_type_[placed_ + image++] = slot_type_[slot];
        });
        assert(image == image_begin_[slot + 1]);
      },
      slot_grain);
  assert(nowhere_ == placed_ + static_cast<int>(image_.size()));
  atom_[nowhere_] = -1;
  slot_type_[nowhere_] = 0;
}

int NeighborList::image_slot(int owner, const std::array<std::int16_t, 3>& shift) const {
  if (shift == std::array<std::int16_t, 3>{0, 0, 0}) return owner;
  const auto first = image_.begin() + image_begin_[owner], last = image_.begin() + image_begin_[owner + 1];
  const auto found = std::lower_bound(first, last, shift, [](const Image& i, const auto& s) { return i.shift < s; });
  assert(found != last && found->shift == shift);
  return placed_ + static_cast<int>(found - image_.begin());
}

// The finest grid that still spans all slots, with room for the motion until the next build. The slots lie between the
// corners of a parallelepiped.
void NeighborList::choose_unit(const Box& box) {
  Vec3 low{INFINITY, INFINITY, INFINITY}, high = -low;
  for (int corner = 0; corner < 8; ++corner) {
    Vec3 s;
    for (int k = 0; k < 3; ++k) s[k] = corner >> k & 1 ? extent_high_[k] : extent_low_[k];
    const Vec3 r = box.cartesian(s);
    for (int k = 0; k < 3; ++k) low[k] = std::min(low[k], r[k]), high[k] = std::max(high[k], r[k]);
  }
  const double spread = std::max({high.x - low.x, high.y - low.y, high.z - low.z});
  check_spread(spread);
  const double margin = 0.1 * spread + settings_.skin + 1.0;
  const double extent = std::max(spread, 2 * reach_) + 2 * margin;
  unit_ = extent / grid_span;
  origin_ = low - Vec3{margin, margin, margin};
}

// Slot coordinates of this step. Images are their owner plus whole lattice vectors, in integers: exactly so.
void NeighborList::refresh(const std::vector<Vec3>& position, const Box& box) {
  assert(position.size() == built_position_.size());
  position_.resize(nowhere_ + 1);
  grid_point_.resize(nowhere_ + 1);
  const double per_unit = 1 / unit_;
  std::int64_t lattice[3][3];
  for (int k = 0; k < 3; ++k)
    for (int d = 0; d < 3; ++d) lattice[k][d] = nearest_within<std::int64_t>(box.h().m[k][d] * per_unit);
  // Out of reach of all slots and of each other, so that an empty lane sees nothing at distance zero.
  const GridPoint far{-grid_span + 1, -grid_span + 1, -grid_span + 1, 0}, padding{-grid_span + 1, -grid_span + 1, 0, 0};
  const Vec3 far_position = origin_ - Vec3{1, 1, 1} * (grid_span * unit_);
  const Vec3 padding_position = origin_ - Vec3{1, 1, 0} * (grid_span * unit_);
  parallel_for(
      placed_,
      [&](std::ptrdiff_t slot) {
        const int atom = atom_[slot];
        if (atom < 0) {
          position_[slot] = padding_position, grid_point_[slot] = padding;
          return;
        }
        const auto& c = cell_shift_[slot];
        const Vec3 r = position[atom] + c[0] * box.h().row(0) + c[1] * box.h().row(1) + c[2] * box.h().row(2);
        const Vec3 g = per_unit * (r - origin_);
        position_[slot] = r;
        grid_point_[slot] = {nearest_within<std::int32_t>(g.x), nearest_within<std::int32_t>(g.y),
                             nearest_within<std::int32_t>(g.z), slot_type_[slot]};
      },
      slot_grain);
  parallel_for(
      static_cast<std::ptrdiff_t>(image_.size()),
      [&](std::ptrdiff_t g) {
        const Image& image = image_[g];
        const GridPoint& owner = grid_point_[image.owner];
        std::int32_t moved[3];
        const std::int32_t home[3] = {owner.x, owner.y, owner.z};
        for (int d = 0; d < 3; ++d)
          moved[d] = static_cast<std::int32_t>(home[d] + image.shift[0] * lattice[0][d] +
                                               image.shift[1] * lattice[1][d] + image.shift[2] * lattice[2][d]);
        position_[placed_ + g] =
            position_[image.owner] + lattice_vector(box, image.shift[0], image.shift[1], image.shift[2]);
        grid_point_[placed_ + g] = {moved[0], moved[1], moved[2], owner.type};
      },
      slot_grain);
  position_[nowhere_] = far_position;
  grid_point_[nowhere_] = far;
}

double NeighborList::mean_neighbors() const {
  if (built_own_ == 0) return 0;
  const auto real = std::count_if(neighbor_.begin(), neighbor_.end(), [&](int s) { return s != nowhere_; });
  return static_cast<double>(real) / static_cast<double>(built_own_);
}

std::size_t NeighborList::bytes() const {
  const auto of = [](const auto& v) { return v.capacity() * sizeof(v[0]); };
  return of(built_position_) + of(built_type_) + of(atom_) + of(slot_type_) + of(cell_shift_) + of(image_) +
         of(image_begin_) + of(position_) + of(grid_point_) + of(begin_) + of(inner_steps_) + of(neighbor_) +
         of(reverse_) + search_.bytes();
}

void NeighborList::save(Record& record) const {
  record.put_integer("built", built_ ? 1 : 0);
  if (!built_) return;
  record.put("built_position", built_position_);
  record.put("built_cell", built_box_.h());
  std::vector<std::int64_t> periodic, type(built_type_.begin(), built_type_.end());
  for (const bool p : built_box_.periodic()) periodic.push_back(p);
  record.integers["built_periodic"] = periodic;
  record.integers["built_type"] = type;
}

void NeighborList::load(const Record& record) {
  reset();
  if (record.integer("built") == 0) return;
  const auto periodic = integers_of(record, "built_periodic", 3);
  const Box box(record.matrix("built_cell"), {periodic[0] != 0, periodic[1] != 0, periodic[2] != 0});
  const auto position = record.vectors("built_position");
  std::vector<int> type;
  for (const std::int64_t t : integers_of(record, "built_type", position.size()))
    type.push_back(whole<int>(t, {"the saved type"}, 0, settings_.types - 1));
  build(position, type, box, position.size());
}

}  // namespace nacre

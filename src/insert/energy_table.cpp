#include "insert/energy_table.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "device/parallel.h"
#include "neighbor/point_search.h"

namespace nacre::insert {

namespace {

bool same_cell(const Box& a, const Box& b) {
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j)
      if (a.h()[i][j] != b.h()[i][j]) return false;
  return a.periodic() == b.periodic();
}

/// Points near which something happened.
std::vector<char> near_changes(const std::vector<Vec3>& changes, const Box& box, double distance,
                               const std::vector<Vec3>& points) {
  std::vector<char> near(points.size(), 0);
  if (changes.empty()) return near;
  const PointSearch bins(changes, box, distance);
  constexpr std::ptrdiff_t chunk = 1024;
  const auto count = static_cast<std::ptrdiff_t>(points.size());
  parallel_for((count + chunk - 1) / chunk,
               [&](std::ptrdiff_t c) {
                 std::vector<int> places;
                 for (std::ptrdiff_t p = c * chunk; p < std::min(count, (c + 1) * chunk); ++p)
                   near[p] = bins.any_within(bins.wrap(points[p]), distance, places);
               },
               2);
  return near;
}

}  // namespace

EnergyTable::EnergyTable(Screening& screening, int type, EnergyTableSettings settings)
    : screening_(screening), type_(type), settings_(settings) {}

/// Where atoms came, left or arrived since they were last looked at; looks at them.
std::vector<Vec3> EnergyTable::changes(const Atoms& atoms, const Box& box) {
  std::vector<Vec3> where;
  const bool known = !index_.empty() && same_cell(box, box_) && atoms.size() >= looked_at_.size() &&
                     std::equal(atom_type_.begin(), atom_type_.end(), atoms.type.begin());
  if (!known || settings_.exact) {
    index_.clear();
    looked_at_ = atoms.position;
  }
  for (std::size_t i = 0; i < looked_at_.size(); ++i) {
    if (norm(atoms.position[i] - looked_at_[i]) <= settings_.tolerance) continue;
    where.push_back(looked_at_[i]);
    where.push_back(atoms.position[i]);
    looked_at_[i] = atoms.position[i];
  }
  for (std::size_t i = looked_at_.size(); i < atoms.size(); ++i) {
    where.push_back(atoms.position[i]);
    looked_at_.push_back(atoms.position[i]);
  }
  atom_type_ = atoms.type;
  box_ = box;
  return where;
}

const std::vector<double>& EnergyTable::update(const Atoms& atoms, const Box& box,
                                               const std::vector<std::int64_t>& index,
                                               const std::vector<Vec3>& points) {
  const std::vector<char> stale = near_changes(changes(atoms, box), box, 2 * screening_.reach(), points);
  std::vector<double> energy(points.size());
  std::vector<int> wanted;
  std::vector<Vec3> wanted_points;
  std::size_t old = 0;
  for (std::size_t c = 0; c < points.size(); ++c) {
    while (old < index_.size() && index_[old] < index[c]) ++old;
    if (stale[c] == 0 && old < index_.size() && index_[old] == index[c]) {
      energy[c] = energy_[old];
    } else {
      wanted.push_back(static_cast<int>(c));
      wanted_points.push_back(points[c]);
    }
  }
  computed_ = static_cast<std::int64_t>(wanted.size());
  if (!wanted.empty()) {
    std::vector<double> computed;
    screening_.prepare(atoms, box);
    screening_.energies(type_, wanted_points, computed);
    for (std::size_t i = 0; i < wanted.size(); ++i) energy[wanted[i]] = computed[i];
  }
  index_ = index;
  energy_ = std::move(energy);
  return energy_;
}

void EnergyTable::save(Record& record) const {
  record.integers["index"] = index_;
  record.put("energy", energy_);
  record.put("looked_at", looked_at_);
  record.integers["atom_type"].assign(atom_type_.begin(), atom_type_.end());
  record.put("cell", box_.h());
  record.integers["periodic"] = {box_.is_periodic(0), box_.is_periodic(1), box_.is_periodic(2)};
}

void EnergyTable::load(const Record& record) {
  index_ = record.integers_at("index");
  energy_ = record.reals_at("energy");
  looked_at_ = record.vectors("looked_at");
  const auto& types = record.integers_at("atom_type");
  atom_type_.assign(types.begin(), types.end());
  const auto& periodic = record.integers_at("periodic");
  if (periodic.size() != 3 || index_.size() != energy_.size() || looked_at_.size() != atom_type_.size())
    throw Error("the checkpoint's table of energies has the wrong size", Error::Kind::failed);
  box_ = Box(record.matrix("cell"), {periodic[0] != 0, periodic[1] != 0, periodic[2] != 0});
}

std::vector<int> EnergyTable::lowest(int count) const {
  std::vector<int> order;
  for (std::size_t c = 0; c < energy_.size(); ++c)
    if (std::isfinite(energy_[c])) order.push_back(static_cast<int>(c));
  const auto less = [&](int a, int b) { return energy_[a] != energy_[b] ? energy_[a] < energy_[b] : a < b; };
  const auto end =
      order.begin() + std::min<std::ptrdiff_t>(std::max(count, 0), static_cast<std::ptrdiff_t>(order.size()));
  std::partial_sort(order.begin(), end, order.end(), less);
  order.erase(end, order.end());
  return order;
}

}  // namespace nacre::insert

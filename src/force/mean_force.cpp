#include "force/mean_force.h"

#include <fmt/format.h>

#include <algorithm>

namespace nacre {

namespace {
void add(Evaluation& sum, const Evaluation& e) {
  sum.energy += e.energy;
  sum.virial += e.virial;
  for (std::size_t i = 0; i < e.force.size(); ++i) sum.force[i] += e.force[i];
  for (std::size_t i = 0; i < e.atom_energy.size(); ++i) sum.atom_energy[i] += e.atom_energy[i];
  for (std::size_t i = 0; i < e.atom_virial.size(); ++i) sum.atom_virial[i] += e.atom_virial[i];
}

void scale(Evaluation& e, double factor) {
  e.energy *= factor;
  e.virial *= factor;
  for (Vec3& f : e.force) f *= factor;
  for (double& u : e.atom_energy) u *= factor;
  for (Mat3& w : e.atom_virial) w *= factor;
}

/// Entries of member m are called "m name".
template <class Map>
void put_entries(Map& all, const Map& entries, std::size_t m) {
  for (const auto& [name, value] : entries) all[fmt::format("{} {}", m, name)] = value;
}
template <class Map>
void take_entries(Map& entries, const Map& all, std::size_t m) {
  const std::string begin = fmt::format("{} ", m);
  for (const auto& [name, value] : all)
    if (name.starts_with(begin)) entries[name.substr(begin.size())] = value;
}

class MeanForce final : public Force {
 public:
  explicit MeanForce(std::vector<std::unique_ptr<Force>> members) : members_(std::move(members)) {
    for (const auto& member : members_) expect_same_elements(*member);
  }

  std::string name() const override {
    std::string names;
    for (const auto& member : members_) names += (names.empty() ? "" : ", ") + member->name();
    return fmt::format("mean of {} potentials ({})", members_.size(), names);
  }
  const std::vector<std::string>& species() const override { return members_.front()->species(); }
  double cutoff() const override {
    double largest = 0;
    for (const auto& member : members_) largest = std::max(largest, member->cutoff());
    return largest;
  }
  void compute(const Atoms& atoms, const Box& box, Request request, Evaluation& out) override {
    members_.front()->compute(atoms, box, request, out);
    for (std::size_t m = 1; m < members_.size(); ++m) {
      members_[m]->compute(atoms, box, request, one_);
      add(out, one_);
    }
    scale(out, 1 / static_cast<double>(members_.size()));
  }
  void reset() override {
    for (const auto& member : members_) member->reset();
  }
  void save(Record& record) const override {
    for (std::size_t m = 0; m < members_.size(); ++m) {
      Record one;
      members_[m]->save(one);
      put_entries(record.reals, one.reals, m), put_entries(record.integers, one.integers, m);
      put_entries(record.texts, one.texts, m);
    }
  }
  void load(const Record& record) override {
    for (std::size_t m = 0; m < members_.size(); ++m) {
      Record one;
      take_entries(one.reals, record.reals, m), take_entries(one.integers, record.integers, m);
      take_entries(one.texts, record.texts, m);
      members_[m]->load(one);
    }
  }
  /// Rebuilds, seconds and bytes of all; the neighbours of the first.
  NeighborCounts neighbor_counts() const override {
    NeighborCounts all = members_.front()->neighbor_counts();
    for (std::size_t m = 1; m < members_.size(); ++m) {
      const NeighborCounts one = members_[m]->neighbor_counts();
      all.rebuilds += one.rebuilds, all.seconds += one.seconds, all.bytes += one.bytes;
    }
    return all;
  }

 private:
  void expect_same_elements(const Force& member) const {
    if (member.species() != species())
      throw Error("the mean of potentials needs the same elements in the same order in each")
          .key("potential")
          .value(fmt::format("{}", fmt::join(member.species(), " ")))
          .allowed(fmt::format("{}", fmt::join(species(), " ")));
  }

  std::vector<std::unique_ptr<Force>> members_;
  Evaluation one_;
};
}  // namespace

std::unique_ptr<Force> make_mean_force(std::vector<std::unique_ptr<Force>> members) {
  return std::make_unique<MeanForce>(std::move(members));
}

}  // namespace nacre

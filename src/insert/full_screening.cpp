// The plain way: two full energies. Any potential, a few structures at a time.
#include <algorithm>

#include "force/batch.h"
#include "insert/screening.h"

namespace nacre::insert {

namespace {

class FullScreening final : public Screening {
 public:
  explicit FullScreening(std::unique_ptr<BatchForce> force) : force_(std::move(force)) {}
  const std::vector<std::string>& species() const override { return force_->species(); }
  double reach() const override { return force_->cutoff(); }
  void prepare(const Atoms& atoms, const Box& box) override {
    atoms_ = atoms.clone();
    box_ = box;
    force_->compute({{&atoms_, &box_}}, {}, results_);
    without_ = results_[0].energy;
  }
  void energies(int type, const std::vector<Vec3>& points, std::vector<double>& energy) override {
    energy.resize(points.size());
    std::vector<Atoms> with;
    for (std::size_t i = 0; i < std::min(points.size(), at_once); ++i) {
      with.push_back(atoms_.clone());
      with.back().resize(atoms_.size() + 1);
      with.back().type.back() = type;
    }
    for (std::size_t first = 0; first < points.size(); first += at_once) {
      const std::size_t count = std::min(at_once, points.size() - first);
      std::vector<BatchItem> batch;
      for (std::size_t i = 0; i < count; ++i) {
        with[i].position.back() = points[first + i];
        batch.push_back({&with[i], &box_});
      }
      force_->compute(batch, {}, results_);
      for (std::size_t i = 0; i < count; ++i) energy[first + i] = results_[i].energy - without_;
    }
  }

 private:
  static constexpr std::size_t at_once = 64;
  std::unique_ptr<BatchForce> force_;
  Atoms atoms_;
  Box box_;
  double without_ = 0;
  std::vector<Evaluation> results_;
};

}  // namespace

std::unique_ptr<Screening> make_full_screening(const std::string& potential_path) {
  return std::make_unique<FullScreening>(make_batch_force(potential_path, Precision::full));
}

}  // namespace nacre::insert

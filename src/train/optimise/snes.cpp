#include "train/optimise/snes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/random.h"
#include "core/record_sizes.h"
#include "device/parallel.h"

namespace nacre::train {

namespace {
std::vector<double> utilities_of(int population) {
  std::vector<double> u(population);
  for (int r = 0; r < population; ++r) u[r] = std::max(0.0, std::log(0.5 * population + 1) - std::log(r + 1.0));
  const double sum = std::accumulate(u.begin(), u.end(), 0.0);
  for (double& v : u) v = v / sum - 1.0 / population;
  return u;
}
}  // namespace

Snes::Snes(std::uint64_t seed, int population, int types, std::vector<double> mu, std::vector<double> sigma,
           std::vector<int> kind)
    : seed_(seed),
      population_(population),
      mu_(std::move(mu)),
      sigma_(std::move(sigma)),
      utility_(utilities_of(population)),
      kind_(std::move(kind)),
      normal_(population * mu_.size()),
      member_(population * mu_.size()) {
  const double n = std::max(1.0, static_cast<double>(mu_.size()) / types);
  rate_ = (3 + std::log(n)) / (10 * std::sqrt(n));
}

const std::vector<double>& Snes::sample() {
  const std::size_t count = mu_.size(), quarters = (count + 3) / 4, pairs = (population_ + 1) / 2;
  parallel_for(
      static_cast<std::ptrdiff_t>(pairs * quarters),
      [&](std::ptrdiff_t at) {
        const std::size_t pair = at / quarters, first = at % quarters * 4;
        const auto s = random_normal(seed_, generation_, at, Purpose::train_sample);
        for (std::size_t i = first; i < std::min(count, first + 4); ++i) {
          set_member(2 * pair, i, s[i - first]);
          if (2 * pair + 1 < static_cast<std::size_t>(population_)) set_member(2 * pair + 1, i, -s[i - first]);
        }
      },
      256);
  return member_;
}

std::vector<int> ranking(const std::vector<double>& loss) {
  const auto value = [&](int i) { return std::isfinite(loss[i]) ? loss[i] : std::numeric_limits<double>::infinity(); };
  std::vector<int> order(loss.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return value(a) < value(b); });
  return order;
}

void Snes::update(const std::vector<std::vector<double>>& loss) {
  // Utility of each member, for each kind of parameter.
  std::vector<std::vector<double>> utility(loss.size(), std::vector<double>(population_));
  for (std::size_t kind = 0; kind < loss.size(); ++kind) {
    const std::vector<int> order = ranking(loss[kind]);
    for (int r = 0; r < population_; ++r) utility[kind][order[r]] = utility_[r];
  }
  const std::size_t count = mu_.size();
  parallel_for(
      static_cast<std::ptrdiff_t>(count),
      [&](std::ptrdiff_t i) {
        const std::vector<double>& u = utility[kind_[i]];
        double first = 0, second = 0;
        for (int m = 0; m < population_; ++m) {
          const double s = normal_[m * count + i];
          first += u[m] * s, second += u[m] * (s * s - 1);
        }
        mu_[i] += sigma_[i] * first;
        sigma_[i] = std::min(1.0, sigma_[i] * std::exp(rate_ * second));
      },
      256);
  ++generation_;
}

void Snes::save(Record& record) const {
  record.put("mu", mu_);
  record.put("sigma", sigma_);
  record.put_integer("generation", generation_);
}

void Snes::load(const Record& record) {
  mu_ = reals_of(record, "mu", mu_.size()), sigma_ = reals_of(record, "sigma", mu_.size());
  generation_ = count_of(record, "generation");
}

}  // namespace nacre::train

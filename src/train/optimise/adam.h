// Adam (Kingma, Ba 2015, arXiv:1412.6980), its learning rate and its clipping.
//   m = beta1 m + (1 - beta1) g     v = beta2 v + (1 - beta2) g^2
//   z -= rate m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon)
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/record.h"
#include "train/optimise/descent.h"

namespace nacre::train {

class Adam : public Descent {
 public:
  static constexpr double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-10;
  explicit Adam(std::size_t count) : first_(count), second_(count) {}

  void step(double rate, const std::vector<double>& gradient, const std::vector<char>& frozen,
            std::vector<double>& parameters) override;
  std::int64_t steps() const { return steps_; }
  void save(Record& record) const override;
  void load(const Record& record) override;

 private:
  std::vector<double> first_, second_;
  std::int64_t steps_ = 0;
};

/// Rises over the first `warm_up` of all steps to `peak`, then falls as a cosine to `peak` * 1e-3; `done` of `total`.
double learning_rate(std::int64_t done, std::int64_t total, double peak);
inline constexpr double warm_up = 0.02;

/// Shortens gradients that are much longer than usual: to at most `clip_factor` times the running mean of lengths.
class Clipping {
 public:
  static constexpr double clip_factor = 3, memory = 0.98;
  /// Returns the factor that was applied.
  double apply(std::vector<double>& gradient);
  double mean() const { return mean_; }
  void set_mean(double mean) { mean_ = mean; }

 private:
  double mean_ = 0;  ///< 0: none yet
};

}  // namespace nacre::train

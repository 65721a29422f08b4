// Number, mean, standard deviation, range and histogram of values that arrive one by one.
#pragma once
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>

#include "core/whole_number.h"

namespace nacre {

/// Number, mean, standard deviation and range of values, and a histogram of them.
class Spread {
 public:
  explicit Spread(double bin_width = 0) : width_(bin_width) {}
  void add(double v) {
    ++count_, sum_ += v, square_ += v * v;
    low_ = std::fmin(low_, v), high_ = std::fmax(high_, v);
    if (width_ > 0) ++bins_[within<int>(std::floor(v / width_))];
  }
  /// Values that came later, in bins of the same width.
  void add(const Spread& later) {
    count_ += later.count_, sum_ += later.sum_, square_ += later.square_;
    low_ = std::fmin(low_, later.low_), high_ = std::fmax(high_, later.high_);
    for (const auto& [k, n] : later.bins_) bins_[k] += n;
  }
  std::int64_t count() const { return count_; }
  double mean() const { return count_ > 0 ? sum_ / static_cast<double>(count_) : 0; }
  double deviation() const {
    return count_ > 0 ? std::sqrt(std::fmax(0.0, square_ / static_cast<double>(count_) - mean() * mean())) : 0;
  }
  double low() const { return count_ > 0 ? low_ : 0; }
  double high() const { return count_ > 0 ? high_ : 0; }
  double bin_width() const { return width_; }
  const std::map<int, std::int64_t>& bins() const { return bins_; }  ///< [k] values in [k, k + 1) * bin_width

 private:
  double width_, sum_ = 0, square_ = 0;
  double low_ = std::numeric_limits<double>::infinity(), high_ = -std::numeric_limits<double>::infinity();
  std::int64_t count_ = 0;
  std::map<int, std::int64_t> bins_;
};

}  // namespace nacre

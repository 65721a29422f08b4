#include "analysis/motion/window_correlation.h"

#include <algorithm>

#include "core/record_sizes.h"
#include "device/parallel.h"

namespace nacre {

WindowCorrelation::WindowCorrelation(Correlated kind, std::int64_t window, const std::vector<int>& curve, int curves)
    : kind_(kind), window_(window), begin_(curves + 1, 0), sums_(window * curves) {
  for (int c = 0; c < curves; ++c) {
    for (std::size_t i = 0; i < curve.size(); ++i)
      if (curve[i] == c) atom_.push_back(static_cast<int>(i));
    begin_[c + 1] = chosen();
  }
  buffer_.resize(window * chosen());
}

void WindowCorrelation::add(const std::vector<Vec3>& values) {
  Vec3* now = buffer_.data() + (samples_ % window_) * chosen();
  for (std::size_t e = 0; e < atom_.size(); ++e) now[e] = values[atom_[e]];
  const std::int64_t lags = std::min(samples_ + 1, window_);
  constexpr std::int64_t grain = 20000;  // multiply-adds that are worth the waking of a thread
  parallel_for(
      lags,
      [&](std::ptrdiff_t lag) {
        if (kind_ == Correlated::product)
          add_lag<Correlated::product>(lag);
        else
          add_lag<Correlated::displacement>(lag);
      },
      std::max<std::int64_t>(1, grain / std::max<std::int64_t>(1, chosen())));
  ++samples_;
}

template <Correlated kind>
void WindowCorrelation::add_lag(std::int64_t lag) {
  const Vec3 *later = sample(samples_), *earlier = sample(samples_ - lag);
  const std::size_t curves = begin_.size() - 1;
  for (std::size_t c = 0; c < curves; ++c) {
    Vec3 sum;
    for (std::int64_t e = begin_[c]; e < begin_[c + 1]; ++e) sum += correlate<kind>(later[e], earlier[e]);
    sums_[lag * curves + c] += sum;
  }
}

std::vector<Vec3> WindowCorrelation::mean(int curve) const {
  const std::size_t curves = begin_.size() - 1;
  std::vector<Vec3> out(std::min(samples_, window_));
  for (std::size_t m = 0; m < out.size(); ++m) {
    const std::int64_t terms = (samples_ - static_cast<std::int64_t>(m)) * atoms(curve);
    if (terms > 0) out[m] = 1 / static_cast<double>(terms) * sums_[m * curves + curve];
  }
  return out;
}

void WindowCorrelation::save(Record& record) const {
  record.put_integer("samples", samples_);
  record.put("buffer", buffer_);
  record.put("sums", sums_);
}

void WindowCorrelation::load(const Record& record) {
  samples_ = count_of(record, "samples");
  buffer_ = vectors_of(record, "buffer", buffer_.size());
  sums_ = vectors_of(record, "sums", sums_.size());
}

}  // namespace nacre

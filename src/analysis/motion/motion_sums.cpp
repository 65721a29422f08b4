#include "analysis/motion/motion_sums.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/motion/series_correlation.h"
#include "core/error.h"
#include "core/whole_number.h"
#include "device/parallel.h"

namespace nacre {

namespace {
constexpr std::ptrdiff_t most_parts = 64;

std::int64_t lag_of(double ps, double spacing) { return within<std::int64_t>(std::round(ps / spacing)); }

void add_to(std::vector<Vec3>& sum, const std::vector<Vec3>& more) {
  for (std::size_t m = 0; m < sum.size(); ++m) sum[m] += more[m];
}

/// Six series of one atom, x y z of path and velocity, and their correlations.
class AtomSeries {
 public:
  explicit AtomSeries(const MotionPlan& plan)
      : plan_(plan),
        whole_(plan.frames, plan.lags),
        piece_(std::max<std::int64_t>(plan.piece_frames, 1), plan.pieces > 0 ? plan.window.last + 1 : 1),
        series_(6, std::vector<double>(plan.frames)),
        sums_(6, std::vector<double>(plan.lags)) {}

  void load(const FrameVectors& frames, std::size_t atom, int first) {
    for (std::size_t t = 0; t < frames.size(); ++t)
      for (int k = 0; k < 3; ++k) series_[first + k][t] = frames[t][atom][k];
  }
  void correlate(CurveSums& one) {
    std::vector<Vec3> none;
    run(whole_, 0, plan_.frames, one.msd, one.vacf);
    for (int p = 0; p < plan_.pieces; ++p)
      run(piece_, p * plan_.piece_frames, plan_.piece_frames, one.piece_msd[p],
          one.vacf.empty() ? none : one.piece_vacf[p]);
  }

 private:
  void run(SeriesCorrelation& c, std::int64_t begin, std::int64_t frames, std::vector<Vec3>& msd,
           std::vector<Vec3>& vacf) {
    const auto x = [&](int k) { return series_[k].data() + begin; };
    const auto sum = [&](int k) { return sums_[k].data(); };
    c.squares(x(0), x(1), sum(0), sum(1));
    c.squares(x(2), x(2), sum(2), sum(3));
    take(0, frames, msd);
    if (vacf.empty()) return;
    c.products(x(3), x(4), sum(3), sum(4));
    c.products(x(5), x(5), sum(5), sum(0));
    take(3, frames, vacf);
  }
  void take(int first, std::int64_t frames, std::vector<Vec3>& mean) const {
    for (std::size_t m = 0; m < mean.size(); ++m)
      mean[m] = 1 / static_cast<double>(frames - static_cast<std::int64_t>(m)) *
                Vec3{sums_[first][m], sums_[first + 1][m], sums_[first + 2][m]};
  }

  const MotionPlan& plan_;
  SeriesCorrelation whole_, piece_;
  std::vector<std::vector<double>> series_, sums_;
};
}  // namespace

MotionPlan::MotionPlan(const MotionSettings& s, std::int64_t frames, double spacing) : frames(frames) {
  const double trajectory = static_cast<double>(frames - 1) * spacing;
  const double longest = s.longest_ps > 0 ? s.longest_ps : 0.5 * trajectory;
  if (lag_of(longest, spacing) > frames - 1)
    throw Error("longer than the trajectory")
        .key("max-time")
        .value(fmt::format("{} ps", s.longest_ps))
        .allowed(fmt::format("up to {:g} ps", trajectory));
  lags = lag_of(longest, spacing) + 1;
  const double last = static_cast<double>(lags - 1) * spacing;
  window.first = lag_of(s.fit_from_ps < 0 ? 0.1 * last : s.fit_from_ps, spacing);
  window.last = lag_of(s.fit_to_ps < 0 ? 0.4 * last : s.fit_to_ps, spacing);
  check_window(spacing);
  pieces = static_cast<int>(std::min<std::int64_t>(frames / (2 * window.last), s.pieces));
  if (pieces < 2) pieces = 0;
  if (pieces > 0) piece_frames = frames / pieces;
}

void MotionPlan::check_window(double spacing) const {
  if (window.last > window.first + 1 && window.last < lags) return;
  throw Error("no window for the fit: it needs three lags or more, none beyond the longest")
      .key("fit-from, fit-to")
      .value(fmt::format("{:g} to {:g} ps", static_cast<double>(window.first) * spacing,
                         static_cast<double>(window.last) * spacing))
      .allowed(fmt::format("within 0 to {:g} ps ({} frames, one every {:g} ps)",
                           static_cast<double>(lags - 1) * spacing, frames, spacing));
}

CurveSums::CurveSums(const MotionPlan& plan, bool velocities)
    : msd(plan.lags),
      vacf(velocities ? plan.lags : 0),
      piece_msd(plan.pieces, std::vector<Vec3>(plan.window.last + 1)),
      piece_vacf(velocities ? plan.pieces : 0, std::vector<Vec3>(plan.window.last + 1)) {}

void CurveSums::add(const CurveSums& o) {
  add_to(msd, o.msd);
  add_to(vacf, o.vacf);
  for (std::size_t p = 0; p < piece_msd.size(); ++p) add_to(piece_msd[p], o.piece_msd[p]);
  for (std::size_t p = 0; p < piece_vacf.size(); ++p) add_to(piece_vacf[p], o.piece_vacf[p]);
}

void CurveSums::scale(double factor) {
  const auto one = [factor](std::vector<Vec3>& curve) {
    for (Vec3& v : curve) v *= factor;
  };
  one(msd), one(vacf);
  for (auto& p : piece_msd) one(p);
  for (auto& p : piece_vacf) one(p);
}

// Parts of atoms, each with sums of its own, which are added in order; their number does not depend on the threads.
MotionSums motion_sums(const MotionPlan& plan, const FrameVectors& path, const FrameVectors& velocity,
                       const std::vector<int>& curve, int curves, double spacing) {
  const std::vector<double> einstein = einstein_weights(plan.window, spacing),
                            green_kubo = green_kubo_weights(plan.window, spacing);
  const bool velocities = !velocity.empty();
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < curve.size(); ++i)
    if (curve[i] >= 0) chosen.push_back(i);
  const auto n = static_cast<std::ptrdiff_t>(chosen.size()), parts = std::min(n, most_parts);
  MotionSums out{std::vector<CurveSums>(curves, CurveSums(plan, velocities)), std::vector<AtomDiffusion>(curve.size())};
  std::vector<std::vector<CurveSums>> part_sums(parts, std::vector<CurveSums>(curves));
  const auto part = [&](std::ptrdiff_t p) {
    AtomSeries series(plan);
    CurveSums one(plan, velocities);
    for (std::ptrdiff_t e = n * p / parts; e < n * (p + 1) / parts; ++e) {
      const std::size_t atom = chosen[e];
      series.load(path, atom, 0);
      if (velocities) series.load(velocity, atom, 3);
      series.correlate(one);
      out.atom[atom].einstein = weighted_sum(einstein, one.msd);
      if (velocities) out.atom[atom].green_kubo = weighted_sum(green_kubo, one.vacf);
      CurveSums& sum = part_sums[p][curve[atom]];
      if (sum.msd.empty()) sum = CurveSums(plan, velocities);
      sum.add(one);
    }
  };
  parallel_for(parts, part, 1);
  for (const auto& sums : part_sums)
    for (int c = 0; c < curves; ++c)
      if (!sums[c].msd.empty()) out.curve[c].add(sums[c]);
  return out;
}

}  // namespace nacre

#include "analysis/pairs/rdf.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "core/error.h"
#include "core/whole_number.h"

namespace nacre {

namespace {
constexpr double smoothing = 0.03;   ///< Å
constexpr double peak_reach = 0.15;  ///< Å: a peak is the highest within this distance

double shell(double width, std::size_t k) {
  const double r1 = width * static_cast<double>(k), r2 = width * static_cast<double>(k + 1);
  return 4 * std::numbers::pi / 3 * (r2 * r2 * r2 - r1 * r1 * r1);
}

}  // namespace

std::vector<double> smooth(const std::vector<double>& g, double width) {
  const int n = static_cast<int>(g.size()), reach = within<int>(std::ceil(4 * smoothing / width), 0, n);
  std::vector<double> out(g.size());
  for (int k = 0; k < n; ++k) {
    double sum = 0, weight = 0;
    for (int j = std::max(0, k - reach); j <= std::min(n - 1, k + reach); ++j) {
      const double x = (j - k) * width / smoothing, w = std::exp(-0.5 * x * x);
      sum += w * g[j], weight += w;
    }
    out[k] = sum / weight;
  }
  return out;
}

namespace {
/// First bin from `begin` on that is above 1 and the highest of its surroundings; the size of g when there is none.
int next_peak(const std::vector<double>& g, int begin, double width) {
  const int n = static_cast<int>(g.size()), reach = within<int>(peak_reach / width, 1, std::max(1, n));
  for (int k = begin; k < n - 1; ++k)
    if (g[k] > 1 &&
        *std::max_element(g.begin() + std::max(0, k - reach), g.begin() + std::min(n, k + reach + 1)) == g[k])
      return k;
  return n;
}

/// Middle of the lowest stretch between two bins.
int lowest(const std::vector<double>& g, int begin, int end) {
  const auto low = std::min_element(g.begin() + begin, g.begin() + end);
  const int first = static_cast<int>(low - g.begin());
  int last = first;
  while (last + 1 < end && g[last + 1] <= *low + 1e-12) ++last;
  return (first + last) / 2;
}

/// Bins [low, high] above half height.
std::pair<int, int> above_half(const std::vector<double>& g, int peak) {
  int low = peak, high = peak;
  while (low > 0 && g[low - 1] > 0.5 * g[peak]) --low;
  while (high + 1 < static_cast<int>(g.size()) && g[high + 1] > 0.5 * g[peak]) ++high;
  return {low, high};
}

/// Å, of bins [low, high].
double gravity_centre(const std::vector<double>& g, int low, int high, double width) {
  double sum = 0, weight = 0;
  for (int k = low; k <= high; ++k) sum += g[k] * (k + 0.5) * width, weight += g[k];
  return sum / weight;
}

/// Å. With x from the centre of gravity and p_n = sum g x^n, l_n = sum g ln(g) x^n, the parabola a + b x + c x^2 solves
/// the three normal equations; its top is -b / 2c.
double fitted_centre(const std::vector<double>& g, int low, int high, double width) {
  const double centre = gravity_centre(g, low, high, width);
  double p[5] = {}, l[3] = {};
  int points = 0;
  for (int k = low; k <= high; ++k) {
    if (!(g[k] > 0)) continue;
    const double x = (k + 0.5) * width - centre;
    double power = g[k];
    for (int n = 0; n < 5; ++n, power *= x) {
      p[n] += power;
      if (n < 3) l[n] += power * std::log(g[k]);
    }
    ++points;
  }
  constexpr int fewest = 4;
  if (points < fewest) return centre;
  // Cramer's rule for b and c.
  const double det_b =
      p[0] * (l[1] * p[4] - p[3] * l[2]) - l[0] * (p[1] * p[4] - p[3] * p[2]) + p[2] * (p[1] * l[2] - l[1] * p[2]);
  const double det_c =
      p[0] * (p[2] * l[2] - l[1] * p[3]) - p[1] * (p[1] * l[2] - l[1] * p[2]) + l[0] * (p[1] * p[3] - p[2] * p[2]);
  const double det =
      p[0] * (p[2] * p[4] - p[3] * p[3]) - p[1] * (p[1] * p[4] - p[3] * p[2]) + p[2] * (p[1] * p[3] - p[2] * p[2]);
  const double top = centre - 0.5 * det_b / det_c;
  const bool is_top = det != 0 && det_c / det < 0 && top > low * width && top < (high + 1) * width;
  return is_top ? top : centre;
}

/// Å. `fine`: the curve in equal parts of the bins; empty: only the bins are known.
double position_of(const std::vector<double>& g, const std::vector<double>& fine, const std::vector<double>& smoothed,
                   int peak, double width) {
  const auto [low, high] = above_half(smoothed, peak);
  if (fine.empty()) return fitted_centre(g, low, high, width);
  const int parts = static_cast<int>(fine.size() / g.size());
  return fitted_centre(fine, low * parts, (high + 1) * parts - 1, width / parts);
}

std::vector<double> positions(const std::vector<double>& g, const std::vector<double>& fine, double width, int most) {
  const std::vector<double> smoothed = smooth(g, width);
  const int n = static_cast<int>(g.size());
  std::vector<double> found;
  for (int k = next_peak(smoothed, 0, width); k < n && static_cast<int>(found.size()) < most;) {
    found.push_back(position_of(g, fine, smoothed, k, width));
    k = next_peak(smoothed, k + 1, width);
  }
  return found;
}
}  // namespace

FirstPeak first_peak(const RdfCurve& curve, double width) {
  const std::vector<double> g = smooth(curve.g, width);
  const int n = static_cast<int>(g.size()), peak = next_peak(g, 0, width);
  if (peak == n) return {};
  const int minimum = lowest(g, peak, std::min(n, next_peak(g, peak + 1, width) + 1));
  FirstPeak result;
  result.position = position_of(curve.g, curve.fine, g, peak, width);
  result.height = *std::max_element(curve.g.begin() + std::max(0, peak - 2), curve.g.begin() + std::min(n, peak + 3));
  result.minimum = (minimum + 1) * width;
  result.coordination = curve.coordination[minimum];
  return result;
}

std::vector<double> peak_positions(const std::vector<double>& g, double width, int most) {
  return positions(g, {}, width, most);
}

std::vector<double> peak_positions(const RdfCurve& curve, double width, int most) {
  return positions(curve.g, curve.fine, width, most);
}

Rdf::Rdf(const RdfSettings& settings) : settings_(settings) {
  if (!(settings.r_max > 0)) throw Error("not a distance").key("rmax").allowed("> 0 A");
  if (settings.bins < 1) throw Error("too few bins").key("bins").allowed(">= 1");
  if (settings.parts < 1 || (settings.parts & (settings.parts - 1)) != 0)
    throw Error("not a power of two").key("parts").value(std::to_string(settings.parts));
  if (settings.blocks < 2) throw Error("too few blocks").key("blocks").allowed(">= 2");
}

void Rdf::Sums::add(const Sums& other) {
  if (pairs.empty()) pairs.assign(other.pairs.size(), 0), fine.assign(other.fine.size(), 0);
  if (fine.size() != other.fine.size()) fine.clear();  // not counted in every frame
  for (std::size_t k = 0; k < pairs.size(); ++k) pairs[k] += other.pairs[k];
  for (std::size_t k = 0; k < fine.size(); ++k) fine[k] += other.fine[k];
  norm += other.norm, centres += other.centres;
}

void Rdf::Block::add(const Block& other) {
  for (const auto& [key, sums] : other.curves) curves[key].add(sums);
  frames += other.frames;
}

namespace {
/// Each pair counted in its bin, from the parts of the bins.
std::vector<std::int64_t> whole_bins(const std::int64_t* fine, int bins, int parts) {
  std::vector<std::int64_t> out(bins);
  for (int k = 0; k < bins; ++k) out[k] = std::accumulate(fine + k * parts, fine + (k + 1) * parts, std::int64_t{0});
  return out;
}
}  // namespace

/// Parts that fit into the histogram's table.
int Rdf::parts_of(const Atoms& atoms) const {
  const auto types = static_cast<std::int64_t>(atoms.species.size());
  const bool fits = types * types * settings_.bins * settings_.parts <= PairHistogram::most_counts;
  return fits ? settings_.parts : 1;
}

Rdf::Block Rdf::measure(const Atoms& atoms, const Box& box) const {
  const int bins = settings_.bins, parts = parts_of(atoms);
  const PairHistogram h = settings_.histogram(atoms, box, settings_.r_max, bins * parts);
  std::vector<double> number(h.types, 0.0);
  for (const int t : atoms.type) number[t] += 1;
  const double volume = box.volume(), all = static_cast<double>(atoms.size());
  Block frame;
  frame.frames = 1, frame.all_periodic = box.all_periodic();
  Sums& total = frame.curves[{"", ""}];
  total = {std::vector<std::int64_t>(bins, 0), std::vector<std::int64_t>(parts > 1 ? h.bins : 0, 0), all * all / volume,
           all};
  for (int a = 0; a < h.types; ++a)
    for (int b = 0; b < h.types; ++b) {
      if (number[a] == 0 || number[b] == 0) continue;
      Sums& sums = frame.curves[{atoms.species[a], atoms.species[b]}];
      sums = {whole_bins(h.pair(a, b), bins, parts), {}, number[a] * number[b] / volume, number[a]};
      for (int k = 0; k < bins; ++k) total.pairs[k] += sums.pairs[k];
      if (parts == 1) continue;
      sums.fine.assign(h.pair(a, b), h.pair(a, b) + h.bins);
      for (int k = 0; k < h.bins; ++k) total.fine[k] += sums.fine[k];
    }
  return frame;
}

void Rdf::add(const Block& frame) {
  if (blocks_.empty() || blocks_.back().frames == block_frames_) blocks_.emplace_back();
  blocks_.back().add(frame);
  ++frames_;
  all_periodic_ = all_periodic_ && frame.all_periodic;
  // Twice as many blocks as asked for, all full: pairs of them become one.
  if (static_cast<int>(blocks_.size()) < 2 * settings_.blocks || blocks_.back().frames < block_frames_) return;
  for (std::size_t i = 0; i < blocks_.size() / 2; ++i) {
    blocks_[2 * i].add(blocks_[2 * i + 1]);
    std::swap(blocks_[i], blocks_[2 * i]);
  }
  blocks_.resize(blocks_.size() / 2);
  block_frames_ *= 2;
}

int Rdf::complete_blocks() const {
  return static_cast<int>(
      std::count_if(blocks_.begin(), blocks_.end(), [&](const Block& b) { return b.frames == block_frames_; }));
}

Rdf::Block Rdf::all() const {
  Block sum;
  for (const Block& b : blocks_) sum.add(b);
  return sum;
}

RdfCurve Rdf::curve(const Key& key, const Sums& sums) const {
  RdfCurve c{key.first, key.second, sums.pairs, {}, {}, {}, {}};
  std::int64_t inside = 0;
  for (std::size_t k = 0; k < sums.pairs.size(); ++k) {
    const double expected = sums.norm * shell(width(), k), n = static_cast<double>(sums.pairs[k]);
    inside += sums.pairs[k];
    c.g.push_back(n / expected);
    // Unordered pairs: half of the ordered ones within one species.
    c.error.push_back(std::sqrt(key.first == key.second ? 2 * n : n) / expected);
    c.coordination.push_back(static_cast<double>(inside) / sums.centres);
  }
  const double part = width() * static_cast<double>(sums.pairs.size()) / static_cast<double>(sums.fine.size());
  for (std::size_t k = 0; k < sums.fine.size(); ++k)
    c.fine.push_back(static_cast<double>(sums.fine[k]) / (sums.norm * shell(part, k)));
  add_errors(c, key);
  return c;
}

void Rdf::add_errors(RdfCurve& c, const Key& key) const {
  const int blocks = complete_blocks();
  if (blocks < 2) return;
  for (std::size_t k = 0; k < c.g.size(); ++k) {
    double sum = 0, squares = 0;
    for (int i = 0; i < blocks; ++i) {
      const auto found = blocks_[i].curves.find(key);
      const double g = found == blocks_[i].curves.end()
                           ? 0
                           : static_cast<double>(found->second.pairs[k]) / (found->second.norm * shell(width(), k));
      sum += g, squares += (g - c.g[k]) * (g - c.g[k]);
    }
    const double off = sum / blocks - c.g[k];
    c.error[k] = std::sqrt(std::max(0.0, squares / blocks - off * off) / (blocks - 1));
  }
}

RdfCurve Rdf::total() const {
  const Block sum = all();
  const Key key{"", ""};
  const auto found = sum.curves.find(key);
  if (found == sum.curves.end()) throw Error("no frame to analyse");
  return curve(key, found->second);
}

std::vector<RdfCurve> Rdf::partials() const {
  std::vector<RdfCurve> curves;
  for (const auto& [key, sums] : all().curves)
    if (!key.first.empty()) curves.push_back(curve(key, sums));
  return curves;
}

}  // namespace nacre

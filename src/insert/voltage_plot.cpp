#include "insert/voltage_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "insert/voltage_frame.h"

namespace nacre::insert {

namespace {
using report::blue, report::orange;

/// mAh/g of each atom; 0 where the capacity does not grow evenly with N, to the ledger's rounding: of the total mass.
double even_capacity(const std::vector<BandRow>& band) {
  constexpr double rounding = 1e-5;
  if (band.empty() || band.back().number == 0) return 0;
  const double each = band.back().capacity / static_cast<double>(band.back().number);
  for (const BandRow& b : band)
    if (std::abs(b.capacity - each * static_cast<double>(b.number)) > rounding * b.capacity) return 0;
  return each;
}
}  // namespace

// A voltage belongs to the step from N' to N and is drawn halfway.
std::string voltage_plot(const LedgerBase& base, const std::vector<LedgerRow>& rows,
                         const std::vector<Regime>& regimes) {
  Points raw;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (std::isfinite(rows[i].voltage))
      raw.emplace_back(middle(rows[i].number, i == 0 ? base.start_number : rows[i - 1].number), rows[i].voltage);
  const Points smooth = smoothed_points(base, rows);
  VoltageFrame frame({raw}, capacity_an_atom(base));
  frame.shade(regimes);
  frame.axes(base.species + " atoms");
  frame.svg().dots(frame.place(raw), blue, raw.size() > 300 ? 3 : 5);
  report::Legend legend = frame.legend();
  legend.words("each row", blue);
  if (smooth.size() > 1) {
    frame.svg().path(frame.place(smooth), orange, false);
    legend.words(fmt::format("mean of {} rows", base.window), orange);
  }
  return frame.svg().finish();
}

std::string band_plot(const std::vector<BandRow>& band, std::size_t runs) {
  Points raw, mean, high, low;
  for (const BandRow& b : band) {
    const double n = static_cast<double>(b.number), back = 0.5 * b.window;
    raw.emplace_back(n - 0.5, b.mean);
    mean.emplace_back(n - back, b.smoothed_mean);
    high.emplace_back(n - back, b.smoothed_high);
    low.emplace_back(n - back, b.smoothed_low);
  }
  VoltageFrame frame({raw, high, low}, even_capacity(band));
  frame.axes("inserted atoms");
  report::band(frame.svg(), frame.place(high), frame.place(low), orange);
  frame.svg().dots(frame.place(raw), blue, raw.size() > 300 ? 3 : 5);
  frame.svg().path(frame.place(mean), orange, false);
  report::Legend legend = frame.legend();
  legend.words(fmt::format("mean of {} runs", runs), blue);
  legend.words("smoothed, lowest to highest", orange);
  return frame.svg().finish();
}

}  // namespace nacre::insert

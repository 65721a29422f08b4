#include "insert/voltage_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "insert/voltage_frame.h"

namespace nacre::insert {

namespace {
// Colours that stay apart for most eyes (Okabe and Ito).
constexpr const char* blue = "#0072b2";
constexpr const char* orange = "#d55e00";
}  // namespace

// A voltage belongs to the step from N' to N and is drawn halfway.
std::string voltage_plot(const LedgerBase& base, const std::vector<LedgerRow>& rows,
                         const std::vector<Regime>& regimes) {
  Points raw;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (std::isfinite(rows[i].voltage))
      raw.emplace_back(middle(rows[i].number, i == 0 ? base.start_number : rows[i - 1].number), rows[i].voltage);
  const Points smooth = smoothed_points(base, rows);
  VoltageFrame frame({raw}, capacity_mAh_g(1, base.host_atoms, base.host_molar_mass));
  frame.shade(regimes);
  frame.axes(base.species + " atoms");
  frame.svg().dots(frame.place(raw), blue, raw.size() > 300 ? 3 : 5);
  frame.legend(0, "each row", blue);
  if (smooth.size() > 1) {
    frame.svg().path(frame.place(smooth), orange, false);
    frame.legend(1, fmt::format("mean of {} rows", base.window), orange);
  }
  return frame.svg().finish();
}

std::string band_plot(const std::vector<BandRow>& band, std::size_t runs) {
  Points raw, mean, edge, low;
  for (const BandRow& b : band) {
    const double n = static_cast<double>(b.number), back = 0.5 * b.window;
    raw.emplace_back(n - 0.5, b.mean);
    mean.emplace_back(n - back, b.smoothed_mean);
    edge.emplace_back(n - back, b.smoothed_high);
    low.emplace_back(n - back, b.smoothed_low);
  }
  edge.insert(edge.end(), low.rbegin(), low.rend());
  const bool known = !band.empty() && band.back().number != 0;
  VoltageFrame frame({raw, edge}, known ? band.back().capacity / static_cast<double>(band.back().number) : 0);
  frame.axes("inserted atoms");
  frame.svg().area(frame.place(edge), orange, 0.25);
  frame.svg().dots(frame.place(raw), blue, raw.size() > 300 ? 3 : 5);
  frame.svg().path(frame.place(mean), orange, false);
  frame.legend(0, fmt::format("mean of {} runs", runs), blue);
  frame.legend(1, "smoothed, lowest to highest", orange);
  return frame.svg().finish();
}

}  // namespace nacre::insert

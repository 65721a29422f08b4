#include "analysis/pores/pore_peak.h"

#include <algorithm>
#include <cmath>

#include "core/whole_number.h"

namespace nacre {

PorePeak main_pore_peak(const Pores& result, double least) {
  const double bin = result.settings().bin;
  const std::vector<Share> shares = result.distribution();
  const auto window = nearest_within<std::size_t>(1 / bin, 1);
  const auto first = within<std::size_t>(std::floor(least / bin + 1e-9));
  PorePeak peak;
  double all = 0, most = 0;
  for (std::size_t low = first; low < shares.size(); ++low) {
    double volume = 0, moment = 0;
    for (std::size_t b = low; b < std::min(shares.size(), low + window); ++b)
      volume += shares[b].all, moment += shares[b].all * (static_cast<double>(b) + 0.5) * bin;
    if (volume > most) most = volume, peak.diameter = moment / volume;
    all += shares[low].all;
  }
  if (all > 0) peak.share = most / all;
  return peak;
}

}  // namespace nacre

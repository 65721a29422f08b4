// insert.svg and band.svg: voltage against the number of inserted atoms (below) and the capacity (above).
#pragma once
#include <string>
#include <vector>

#include "insert/ledger.h"

namespace nacre::insert {

/// A part of the axis that is shaded and named, as site labels give it.
struct Regime {
  double begin = 0, end = 0;  ///< atoms
  std::string name;
};

/// Raw voltages as dots; the smoothed one, where its window is full, as a line through the middles of the windows.
std::string voltage_plot(const LedgerBase& base, const std::vector<LedgerRow>& rows,
                         const std::vector<Regime>& regimes = {});
/// Means of raw voltages as dots; mean, lowest and highest smoothed voltage as a line in a band.
std::string band_plot(const std::vector<BandRow>& band, std::size_t runs);

}  // namespace nacre::insert

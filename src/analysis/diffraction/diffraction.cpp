#include "analysis/diffraction/diffraction.h"

#include "analysis/diffraction/form_factors.h"
#include "core/error.h"

namespace nacre {

void AngleGrid::check() const {
  if (!(wavelength > 0)) throw Error("not a wavelength").key("wavelength").allowed("> 0 A");
  if (!(low > 0 && low < high && high < 180))
    throw Error("not a range of 2 theta").allowed("0 < low < high < 180 degrees");
  if (!(step > 0) || (high - low) / step > 1e6) throw Error("not a step of 2 theta").key("step").allowed("> 0 degrees");
}

ScatteringFactors::ScatteringFactors(const AngleGrid& grid, const std::map<std::string, double>& numbers) {
  f2_.assign(grid.size(), 0);
  for (int i = 0; i < grid.size(); ++i) p_.push_back(grid.polarization_factor(grid.two_theta(i)));
  for (const auto& entry : numbers) atoms_ += entry.second;
  for (const auto& [species, number] : numbers)
    for (int i = 0; i < grid.size(); ++i) {
      const double f = form_factor(species, grid.Q(i));
      f_[species].push_back(f);
      f2_[i] += number / atoms_ * f * f;
    }
}

}  // namespace nacre

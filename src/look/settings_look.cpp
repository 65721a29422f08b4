#include "look/settings_look.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace nacre::look {

namespace {
// A stretching mode of the lightest atom needs some ten steps a period: 2 fs for hydrogen, 7 fs for carbon, 13 for argon.
constexpr double longest_of_hydrogen_fs = 2, hydrogen = 1.008;
constexpr double shortest_fs = 1e-3;
constexpr double least_chain_steps = 10, least_barostat_steps = 20, least_barostat_fs = 10;

double lightest(const Atoms& atoms) {
  double least = std::numeric_limits<double>::infinity();
  for (const double m : atoms.mass) least = std::min(least, m);
  return least;
}
}  // namespace

std::vector<std::string> look_at_time_step(const Atoms& atoms, double dt_fs, bool limited) {
  if (dt_fs == 0) return {};  // the frame of the start is asked for
  if (dt_fs < shortest_fs) return {fmt::format("a time step of {:g} fs: atoms hardly move in it", dt_fs)};
  const double longest = longest_of_hydrogen_fs * std::sqrt(lightest(atoms) / hydrogen);
  if (limited || !(dt_fs > longest)) return {};
  return {
      fmt::format("a time step of {:g} fs is long for the lightest atoms ({:.4g} amu): above {:.2g} fs energy is "
                  "rarely conserved",
                  dt_fs, lightest(atoms), longest)};
}

std::vector<std::string> look_at_coupling(double dt_fs, double thermostat_steps, double barostat_steps, bool chain) {
  std::vector<std::string> all;
  if (chain && thermostat_steps > 0 && thermostat_steps < least_chain_steps)
    all.push_back(
        fmt::format("a Nose-Hoover chain with a coupling time of {:g} steps oscillates faster than the steps "
                    "can follow; {:g} or more",
                    thermostat_steps, least_chain_steps));
  if (dt_fs == 0) return all;  // nothing moves
  if (barostat_steps > 0 && (barostat_steps < least_barostat_steps || barostat_steps * dt_fs < least_barostat_fs))
    all.push_back(
        fmt::format("the barostat couples within {:g} steps ({:.3g} fs), faster than a cell can follow: "
                    "hundreds of steps are usual",
                    barostat_steps, barostat_steps * dt_fs));
  return all;
}

std::vector<std::string> look_at_elements(const std::string& option, const std::vector<std::string>& named,
                                          const std::vector<std::string>& present) {
  std::vector<std::string> all;
  const std::set<std::string> known(present.begin(), present.end());
  for (const std::string& element : std::set<std::string>(named.begin(), named.end()))
    if (known.count(element) == 0)
      all.push_back(fmt::format("{} names {}, and there is no atom of it", option, element));
  return all;
}

}  // namespace nacre::look

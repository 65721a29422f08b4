// A look at what a run is told: time steps and coupling times that do not fit the atoms. Warnings, never errors: the
// guards of the run see what really happens.
#pragma once
#include <string>
#include <vector>

#include "core/atoms.h"

namespace nacre::look {

/// `dt_fs`: the time step; `limited`: it is shortened so that no atom moves far.
std::vector<std::string> look_at_time_step(const Atoms& atoms, double dt_fs, bool limited);
/// Coupling times in steps of `dt_fs`; 0 or less: there is none. `chain`: a Nose-Hoover chain, whose own oscillation must
/// be resolved.
std::vector<std::string> look_at_coupling(double dt_fs, double thermostat_steps, double barostat_steps, bool chain);
/// Elements that an option names and no atom is: "cutoff names Na, which ...".
std::vector<std::string> look_at_elements(const std::string& option, const std::vector<std::string>& named,
                                          const std::vector<std::string>& present);

}  // namespace nacre::look

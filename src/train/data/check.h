// What `nacre train --check` says of a data set before anything is trained: its sizes and ranges, its classes, how many
// neighbours the cutoffs see, and what looks wrong.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "force/nep_write.h"
#include "train/data/train_set.h"
#include "train/settings.h"

namespace nacre::train {

struct Span {
  double low = 0, high = 0, mean = 0;
  std::size_t count = 0;
  void add(double v);  ///< mean: of all values so far
};

struct SetStatistics {
  std::size_t frames = 0, atoms = 0, with_energy = 0, with_force = 0, with_virial = 0;
  std::vector<std::size_t> atoms_of_type;
  std::map<std::string, std::size_t> frames_of_class;  ///< config_type; "" when some have none
  Span sizes;                                          ///< atoms a frame
  Span energy;                                         ///< eV/atom, less reference energies
  Span force;                                          ///< |F|, eV/Å
  Span virial;                                         ///< trace / 3, eV/atom
  Span density;                                        ///< g/cm3
  Span difference;                                     ///< eV an inserted atom, less reference energies
  Span closest;  ///< of each frame the smallest distance, Å; only frames with pairs inside the cutoff
  Span radial_neighbors, angular_neighbors;  ///< of each atom
  NepNeighbors most_neighbors() const;
};

/// Warnings (with file and line) are appended: atoms that see no other, energies far from the others
/// of their composition, energies of which single precision loses digits.
SetStatistics check_train_set(const TrainSet& set, const NepModel& shape, std::vector<std::string>& warnings);
/// A table for the terminal.
std::string describe(const SetStatistics& statistics, const std::vector<std::string>& species);

inline constexpr double deep_energy = 100;    ///< eV/atom, beyond which float loses 1e-5 eV/atom
inline constexpr double outlier_sigmas = 10;  ///< robust standard deviations, and at least 0.5 eV/atom

}  // namespace nacre::train

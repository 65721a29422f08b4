// Reads train.xyz and test.xyz: structures with labels, from extended XYZ (formats: docs/train.md).
//   virial W = -V stress (eV); both given must agree to 1e-3 eV/atom
//   reference energies: E = E_file - sum over atoms of e[type]
// What cannot be used for training is an error with file, frame and line; what is only unusual is a warning.
#pragma once
#include <string>
#include <vector>

#include "train/data/train_set.h"
#include "train/settings.h"

namespace nacre::train {

struct ReadOptions {
  bool labels_needed = true;      ///< false for prediction: frames may lack energies
  std::size_t frames = 0;         ///< at most so many; 0: all
  std::string* unused = nullptr;  ///< gets what of the file is read by nobody, in words; "" when nothing
};

/// Warnings (with file and line) are appended. Throws Error.
TrainSet read_train_set(const std::string& path, const TrainSettings& settings, std::vector<std::string>& warnings,
                        const ReadOptions& options = {});

inline constexpr double warned_force = 100, largest_force = 1e4;  ///< eV/Å
inline constexpr double virial_stress_agreement = 1e-3;           ///< eV/atom

/// Energies e[type] (eV) that fit the sets' energies best: least squares of E/N - sum_t (n_t/N) e_t over the frames, of
/// all solutions the smallest where the compositions do not decide.
std::vector<double> fit_reference_energies(const TrainSet& set, int types);
/// The same for frames of which only this is known: x_t = n_t / N of each, and E / N (eV).
std::vector<double> fit_reference_energies(const std::vector<std::vector<double>>& shares,
                                           const std::vector<double>& energy);
/// x_t = n_t / N.
std::vector<double> shares_of(const Atoms& atoms, int types);
/// Subtracts them from every frame's energy.
void subtract_reference_energies(TrainSet& set, const std::vector<double>& energies);
/// Sum over the frame's atoms; 0 when `energies` is empty.
double reference_energy_of(const TrainFrame& frame, const std::vector<double>& energies);

/// The training and the test set of a folder with the reference energies taken off.
struct TrainData {
  TrainSet train, test;                  ///< test without frames: there is no test.xyz
  std::vector<double> reference_energy;  ///< of each type, eV; empty: none
  std::vector<std::string> warnings;
  std::vector<std::string> notes;  ///< what of the files is read by nobody
};
/// Whether the data decide on reference energies: a search by gradient, and nep.in has no line of them.
bool leaves_reference_open(const TrainSettings& settings);
/// Takes off the reference energies that nep.in names. A training by gradient that starts from nothing and finds energies
/// below -deep_energy (check.h) takes off those of `reference_energy least_squares` unless nep.in says otherwise.
TrainData read_train_data(const TrainSettings& settings);

}  // namespace nacre::train

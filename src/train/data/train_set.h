// Structures with labels, as train.xyz and test.xyz hold them (formats: docs/train.md).
#pragma once
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/atoms.h"
#include "core/box.h"

namespace nacre::train {

/// The energy of a frame counts against that of another, the same without the atoms that were put in (differences.h).
struct Difference {
  std::size_t reference = 0;  ///< TrainFrame::number of the other frame
  double atoms = 1;           ///< that one of the two holds and the other does not
};

struct TrainFrame {
  Atoms atoms;                   ///< types index the model's species
  Box box;                       ///< periodic in all directions unless the file says otherwise
  std::optional<double> energy;  ///< eV, total, less the reference energies of the atoms
  std::vector<Vec3> force;       ///< eV/Å; empty: not labelled
  std::optional<Mat3> virial;    ///< eV, total
  double weight = 1;             ///< enters the loss squared, as published
  std::string config_type;       ///< class, for errors by class; empty: none
  long line = 0;                 ///< of the frame in its file
  std::size_t number = 0;        ///< in its set, from 0
  std::vector<Difference> differences;
};

struct TrainSet {
  std::string file;
  std::vector<TrainFrame> frames;
  std::size_t atoms() const {
    std::size_t n = 0;
    for (const TrainFrame& f : frames) n += f.atoms.size();
    return n;
  }
  std::size_t differences() const {
    std::size_t n = 0;
    for (const TrainFrame& f : frames) n += f.differences.size();
    return n;
  }
};

/// Energy, forces and virials that a model gives for a frame.
struct Prediction {
  double energy = 0;        ///< eV, total
  std::vector<Vec3> force;  ///< eV/Å
  Mat3 virial;              ///< eV
};

}  // namespace nacre::train

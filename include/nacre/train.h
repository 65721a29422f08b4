// Training of a NEP: nep.in, train.xyz and, if there is one, test.xyz in a folder (docs/train.md), as `nacre train` does
// it. nep.txt, loss.out and the other files are written into the folder.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <nacre/potential.h>

namespace nacre::v1 {

struct TrainOptions {
  bool resume = false;          ///< go on from nacre.train, with the bits of a training that was not cut
  std::int64_t stop_after = 0;  ///< steps of this call at most, then a checkpoint is written; 0: no limit
  Device device = Device::cpu;
  int cuda_device = 0;
};

/// Root mean square errors; NaN where the data have no such label.
struct TrainErrors {
  double energy = 0;      ///< eV/atom
  double force = 0;       ///< eV/Å
  double virial = 0;      ///< eV/atom
  double difference = 0;  ///< eV an inserted atom; 0 where no frame counts against another
};

struct TrainStatus {
  std::string unit;  ///< "generation" or "epoch"
  std::int64_t done = 0, total = 0;
  double loss = 0;
  TrainErrors errors;  ///< as the optimiser saw them last, on its batch
  double seconds = 0;
};

struct TrainCalls {
  std::function<bool()> stop;                        ///< true: write a checkpoint after this step and stop
  std::function<void(const TrainStatus&)> progress;  ///< after each step
  std::function<void(const std::string&)> notice;
};

struct TrainReport {
  bool interrupted = false;
  std::string unit;
  std::int64_t done = 0, total = 0;
  double loss = 0;  ///< of the model in nep.txt on the whole training set
  TrainErrors train;
  bool has_test = false;
  TrainErrors test;
  double seconds = 0;  ///< parts before a resume included
};

/// `folder`: with nep.in, or nep.in itself. Throws Error with file and line; where several lines are wrong the first,
/// and their number.
TrainReport train(const std::string& folder, const TrainOptions& options = {}, const TrainCalls& calls = {});

}  // namespace nacre::v1

// The rounds of `nacre learn`: a committee is trained, explores, what it disagrees on is labelled and joins the data.
//   OUTPUT/round-01/member-1/ ..    trainings          OUTPUT/round-01/explore-NAME/    decks and insertions
//   OUTPUT/round-01/candidates.xyz, chosen.xyz         OUTPUT/round-01/label/           a frame a file, as labelled
//   OUTPUT/round-01/train.xyz       the data of the next round
// Every step leaves a file when it is done, written whole: a loop that is killed goes on at the step it was in, trainings
// and runs from their checkpoints, and no frame is labelled again whose labels are there.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "io/extxyz.h"
#include "jobs/job.h"
#include "jobs/learn/class_errors.h"
#include "jobs/learn/settings.h"
#include "train/report/outputs.h"

namespace nacre::jobs::learn {

struct RoundReport {
  std::int64_t round = 0, frames = 0;  ///< frames: trained on
  train::LossRow errors;               ///< of the first member
  bool with_test = false;
  double largest_spread = 0;  ///< of the candidates, eV/Å
  std::int64_t candidates = 0, chosen = 0, labelled = 0, failed = 0;
  std::map<std::string, std::int64_t> added;  ///< of each class
  std::vector<RoundErrors> classes;           ///< of the first member
};

class Rounds {
 public:
  Rounds(const LoopSettings& settings, const Surroundings& around);
  /// The whole round; only the trainings when `last`.
  RoundReport round(std::int64_t number, bool last);
  std::string model(std::int64_t round) const { return file(round, "member-1/nep.txt"); }

 private:
  std::string file(std::int64_t round, const std::string& name) const;
  std::string data(std::int64_t round) const;
  std::string explored(std::int64_t round, const std::string& folder) const;
  void train_member(std::int64_t round, std::int64_t member) const;
  void explore(std::int64_t round, const std::string& folder) const;
  void gather(std::int64_t round) const;
  void choose(std::int64_t round, RoundReport& report) const;
  void label(std::int64_t round, RoundReport& report) const;
  bool label_frame(const std::string& place, const Frame& frame) const;
  void join(std::int64_t round, RoundReport& report) const;
  void see_whether_to_stop() const;

  const LoopSettings& settings_;
  const Surroundings& around_;
};

}  // namespace nacre::jobs::learn

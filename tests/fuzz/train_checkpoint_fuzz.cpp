// nacre.train: trainings of two atoms by both optimisers go on from it by one step.
#include "device/parallel.h"
#include "fuzz.h"
#include "resumed.h"
#include "train/training.h"

namespace nacre::fuzz {

namespace {
class TrainWork {
 public:
  explicit TrainWork(const std::string& optimizer)
      : files_("train-" + optimizer, "nacre.train",
               {{"training", "settings"}, {"training", "data"}, {"training", "loss_bytes"}}) {
    set_threads(1);
    files_.put("nep.in",
               "type 1 Ar\ncutoff 5 4\nn_max 0 0\nbasis_size 0 0\nl_max 0\nneuron 1\npopulation 10\nbatch 1\n"
               "optimizer " +
                   optimizer + "\n");
    files_.put("train.xyz",
               "2\nLattice=\"12 0 0 0 12 0 0 0 12\" energy=-0.01 Properties=species:S:1:pos:R:3:forces:R:3\n"
               "Ar 0 0 0 0.01 0 0\nAr 3.8 0 0 -0.01 0 0\n");
    std::vector<Error> errors;
    settings_ = train::read_nep_in(files_.path("nep.in"), errors);
    require(errors.empty(), "the nep.in of this target is right");
    step(false);
    files_.remember({"loss.out"});
  }
  void go_on(Bytes bytes) {
    files_.restore(bytes);
    step(true);
  }

 private:
  void step(bool resume) const {
    train::TrainCalls calls;
    calls.stop = [] { return true; };
    train::Training(settings_, train::read_train_data(settings_), resume, calls).go();
  }
  Resumed files_;
  train::TrainSettings settings_;
};
}  // namespace

void train_checkpoint(Bytes bytes) {
  static TrainWork snes("snes"), adam("adam");
  try {
    snes.go_on(bytes);
  } catch (const Error&) {  // of the other optimiser
  }
  adam.go_on(bytes);
}

}  // namespace nacre::fuzz

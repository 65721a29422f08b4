// nacre.checkpoint: a run of two atoms goes on from it by one step.
#include "device/parallel.h"
#include "fuzz.h"
#include "resumed.h"
#include "run/runner.h"

namespace nacre::fuzz {

namespace {
class RunWork {
 public:
  RunWork()
      : files_("run", "nacre.checkpoint",
               {{"deck", "deck_hash"}, {"deck", "last_count"}, {"deck", "potential_hash"}, {"outputs", ""}}) {
    set_threads(1);
    files_.put("Ar.lj", "lj 1 Ar\n0.0103 3.4 5\n");
    files_.put("model.xyz",
               "2\nLattice=\"12 0 0 0 12 0 0 0 12\" Properties=species:S:1:pos:R:3\nAr 0 0 0\nAr 3.8 0 0\n");
    files_.put("run.in",
               "potential Ar.lj\nvelocity 90 seed 1\ntime_step 1\nensemble nvt_nhc 90 90 100\ndump_thermo 1\n"
               "compute_msd 1 2\nrun 3\n");
    std::vector<Error> errors;
    deck_ = run::read_deck(files_.path("run.in"), errors);
    require(errors.empty(), "the deck of this target is right");
    step(false);
    files_.remember({"thermo.out"});
  }
  void go_on(Bytes bytes) {
    files_.restore(bytes);
    step(true);
  }

 private:
  void step(bool resume) const {
    run::RunOptions options;
    options.resume = resume;
    run::RunCalls calls;
    calls.stop = [] { return true; };
    run::Runner(deck_, options, calls).go();
  }
  Resumed files_;
  run::Deck deck_;
};
}  // namespace

void run_checkpoint(Bytes bytes) {
  static RunWork work;
  work.go_on(bytes);
}

}  // namespace nacre::fuzz

// NEP under molecular dynamics on the GPU: what the tests of the steps, which use cheap forces, cannot show.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "build/random_structure.h"
#include "core/random.h"
#include "core/units.h"
#include "force/force.h"
#include "integrate/device_dynamics.h"
#include "integrate/registry.h"
#include "integrate/steps.h"
#include "integrate/velocity.h"
#include "io/words.h"
#include "needs_data.h"
#include "needs_gpu.h"
#include "source_dir.h"
#include "unit/scratch.h"

namespace nacre::cuda_nep_run_test {
namespace {

// Atoms of carbon at 1.4 g/cm3, on the device.
class NepRun {
 public:
  NepRun(const std::string& model, int atoms, double seconds_per_step) : device_(make_cuda_dynamics(model)) {
    const double edge = 41.4 * std::cbrt(atoms / 5000.0);
    Structure s = random_structure({{"C"}, {atoms}, {edge, edge, edge}, 1.2, 1});
    system_.atoms = std::move(s.atoms);
    system_.box = s.box;
    system_.seed = 3;
    system_.atoms.use_species(device_->species());
    system_.atoms.mass.assign(atoms, 12.011);
    initialize_velocities(system_.atoms, 1000, 3);
    dynamics_.dt = seconds_per_step;
    dynamics_.steps_in_run = 1000;
    ensemble_ = make_ensemble(Words("run.in", 1, {"ensemble", "nvt_bdp", "1000", "1000", "20"}));
    device_->evaluate(dynamics_);
    ensemble_->start(dynamics_);
    DeviceRun run;
    run.dt = dynamics_.dt;
    run.conserved_start = kinetic_energy(dynamics_) + now_.energy;
    device_->begin(dynamics_, *ensemble_, run, false);
  }
  DeviceDynamics& device() { return *device_; }
  const System& system() const { return system_; }
  double bytes_per_atom() const { return static_cast<double>(device_->bytes()) / system_.atoms.size(); }

 private:
  std::unique_ptr<DeviceDynamics> device_;
  System system_;
  Evaluation now_;
  std::unique_ptr<Ensemble> ensemble_;
  Dynamics dynamics_{system_, nullptr, now_, 0, {}, 0, 1, {}};
};

std::string random_model() { return nacre_test::source_dir() + "/tests/data/nep-random/nep4_NaC_higher_body/nep.txt"; }

TEST(CudaNepRun, VirialChangesNoBitOfTheTrajectory) {
  NACRE_NEEDS_GPU();
  NepRun with(random_model(), 60, 0.02), without(random_model(), 60, 0.02);
  for (int k = 0; k < 12; ++k) {
    with.device().advance(1, {true});
    without.device().advance(1, {false});
  }
  with.device().download({}), without.device().download({});
  const auto &a = with.system().atoms.position, &b = without.system().atoms.position;
  EXPECT_EQ(std::memcmp(a.data(), b.data(), a.size() * sizeof(Vec3)), 0);
}

/// The head of the general carbon model of 2024 and small random parameters: as large, and as slow.
std::string large_model(const nacre_test::Scratch& folder) {
  constexpr int invariants = 13 + 9 * 6, parameters = 100 * (invariants + 2) + 1 + 13 * 17 + 9 * 13;
  std::string text = "nep4 1 C\ncutoff 7 4 358 71\nn_max 12 8\nbasis_size 16 12\nl_max 4 2 1\nANN 100 0\n";
  for (int k = 0; k < parameters; ++k)
    text += std::to_string(0.1 * random_uniform(9, 0, static_cast<std::uint64_t>(k), Purpose::build_random)[0] - 0.05) +
            "\n";
  for (int k = 0; k < invariants; ++k) text += "0.1\n";  // scales of the invariants
  return folder.write("nep.txt", text);
}

void expect_small_memory(const std::string& model) {
  constexpr double allowed = 3000;
  NepRun run(model, 1500, 0.001);
  run.device().advance(1, {true});
  run.device().start_snapshot({true, true, true});
  run.device().wait_snapshot();
  std::printf("  %.0f bytes an atom, snapshots included; allowed %.0f\n", run.bytes_per_atom(), allowed);
  EXPECT_LT(run.bytes_per_atom(), allowed);
  EXPECT_GT(run.bytes_per_atom(), 1000);
}

// The promise for large systems: a million atoms of the general carbon model in 80 GB with room to spare. Sizes that do
// not grow with the atoms (the model, CUB's scratch) weigh less there than here.
TEST(CudaNepRun, GeneralCarbonModelTakesAtMostThreeKilobytesAnAtom) {
  NACRE_NEEDS_GPU();
  const auto model = nacre_test::shared_folder() / "reference/nep/C_2024_NEP4/nep.txt";
  NACRE_NEEDS_DATA(model);
  expect_small_memory(model);
}

TEST(CudaNepRun, ModelOfThatSizeTakesAtMostThreeKilobytesAnAtom) {
  NACRE_NEEDS_GPU();
  const nacre_test::Scratch folder;
  expect_small_memory(large_model(folder));
}

}  // namespace
}  // namespace nacre::cuda_nep_run_test

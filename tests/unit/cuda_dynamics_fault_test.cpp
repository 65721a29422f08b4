// Runs on the GPU that go wrong stop at the step at which the CPU's do, for the same reason, in the same words.
#include <limits>

#include "cuda_dynamics.h"
#include "run/watch.h"

namespace cuda_dynamics_fault_test {

namespace {

using namespace side_by_side;

/// The sentence that the CPU ends with, and after which step; and the same of the GPU's way, as the application does
/// it.
struct End {
  std::string why;
  std::int64_t step = 0;
  DeviceFault fault = DeviceFault::none;
};
End cpu_end(const Plan& setup) {
  CpuRun cpu(setup);
  const run::Watch watch(cpu.world.dynamics, cpu.e->conserves_momentum());
  try {
    for (std::int64_t k = 0; k < setup.steps; ++k) {
      cpu.step();
      watch.check_step(cpu.world.dynamics, cpu.e->target_temperature(cpu.world.dynamics));
    }
  } catch (const Error& e) {
    return {e.what(), cpu.world.system.step};
  }
  return {};
}
End gpu_end(const Plan& setup) {
  GpuRun gpu(setup);
  const run::Watch watch(gpu.world.dynamics, gpu.e->conserves_momentum());
  const std::int64_t done = gpu.device->advance(setup.steps);
  EXPECT_EQ(done, gpu.world.dynamics.step_in_run);
  const DeviceFault fault = gpu.device->fault();
  const std::int64_t step = gpu.world.system.step;
  if (fault == DeviceFault::strain) return {gpu.e->too_much_strain().what(), step, fault};
  gpu.device->download(everything);
  try {
    watch.check_step(gpu.world.dynamics, gpu.e->target_temperature(gpu.world.dynamics));
  } catch (const Error& e) {
    return {e.what(), step, fault};
  }
  return {"", step, fault};
}
void expect_same_end(const Plan& setup, DeviceFault fault) {
  const End cpu = cpu_end(setup), gpu = gpu_end(setup);
  std::cout << "    step " << cpu.step << ": " << cpu.why << "\n";
  EXPECT_FALSE(cpu.why.empty());
  EXPECT_EQ(gpu.fault, fault);
  EXPECT_EQ(gpu.step, cpu.step);
  if (fault != DeviceFault::position) {
    EXPECT_EQ(gpu.why, cpu.why);
  } else {
    EXPECT_NE(gpu.why.find("not finite"), std::string::npos) << gpu.why;
  }
}

TEST_F(CudaDynamics, RunawayTemperatureStopsAtItsStep) {
  Plan setup;
  setup.change = [](System& s) {  // flies into its neighbour
    const Vec3 d = s.atoms.position[1] - s.atoms.position[0];
    s.atoms.velocity[0] = (0.35 / norm(d)) * d;
  };
  setup.dt_fs = 20;
  expect_same_end(setup, DeviceFault::temperature);
}

// 10 x target, 400,000 K at the start, comes down with the ramp to where the atoms are.
TEST_F(CudaDynamics, LimitOfTheTemperatureFollowsItsTarget) {
  Plan setup;
  setup.line = "nvt_ber 40000 1 1000", setup.temperature = 150000, setup.dt_fs = 0.05;
  setup.steps = 20;
  expect_same_end(setup, DeviceFault::temperature);
  EXPECT_GT(gpu_end(setup).step, 1005);
}

TEST_F(CudaDynamics, StrainThatIsTooLargeStopsAtItsStep) {
  Plan setup;
  setup.line = "npt_ber 300 300 20 2000 5 1";
  expect_same_end(setup, DeviceFault::strain);
}

TEST_F(CudaDynamics, LostAtomStopsAtItsStep) {
  Plan setup;
  setup.periodic = {true, true, false}, setup.dt_fs = 10;
  setup.change = [](System& s) { s.atoms.velocity[s.atoms.size() - 1].z = 20; };
  // The atom alone would be stopped for its leap.
  const End gpu = gpu_end(setup);
  EXPECT_EQ(gpu.fault, DeviceFault::leap);
  setup.change = [](System& s) {
    s.atoms.position[s.atoms.size() - 1].z += 10.9 * s.box.h()[2][2];
    s.atoms.velocity[s.atoms.size() - 1].z = 0.2;
  };
  expect_same_end(setup, DeviceFault::lost);
}

TEST_F(CudaDynamics, PositionThatIsNotFiniteStopsItsStep) {
  Plan setup;
  setup.change = [](System& s) { s.atoms.velocity[3].x = std::numeric_limits<double>::infinity(); };
  expect_same_end(setup, DeviceFault::position);
}

TEST_F(CudaDynamics, EnergyThatIsNotFiniteStopsAtItsStep) {
  Plan setup;
  setup.dt_fs = 10, setup.count = {4, 4, 4};
  setup.change = [](System& s) {  // lands on its neighbour to 1e-9 A within one step
    const Vec3 d = s.atoms.position[1] - s.atoms.position[0];
    s.atoms.velocity[0] = (1 / (10 * fs)) * d;
    s.atoms.velocity[1] = {};
    s.atoms.mass[0] = s.atoms.mass[1] = 1e14;  // forces do not matter
  };
  GuardLimits& off = setup.limits;  // they would stop it before
  off.temperature_K = off.pressure_GPa = off.force_eV_per_A = off.distance_A = std::numeric_limits<double>::infinity();
  GpuRun gpu(setup);
  gpu.device->advance(5);
  EXPECT_EQ(gpu.device->fault(), DeviceFault::energy);
  EXPECT_EQ(gpu.world.dynamics.step_in_run, 1);
  gpu.device->download(everything);
  const run::Watch watch(gpu.world.dynamics, true, setup.limits);
  const Error e = nacre_test::error_of([&] { watch.check_step(gpu.world.dynamics, -1); });
  EXPECT_TRUE(nacre_test::mentions(e, "the potential energy of atom 0")) << e.what();
}

TEST_F(CudaDynamics, StartThatIsNotFiniteIsNamed) {
  Plan setup;
  setup.change = [](System& s) { s.atoms.position[4].y = NAN; };
  const Error e = nacre_test::error_of([&] { GpuRun gpu(setup); });
  EXPECT_TRUE(nacre_test::mentions(e, "the position of atom 4 is not finite")) << e.what();
}

}  // namespace

}  // namespace cuda_dynamics_fault_test

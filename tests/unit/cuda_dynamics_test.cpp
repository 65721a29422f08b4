// Molecular dynamics on the GPU (integrate/device_dynamics.h) against the ensembles of the CPU, which share formulas
// but no loop, no sum and no order with it; and against itself: cut, resumed, halted, backwards. On a machine without a
// GPU the kernels run on the host (device/emulated). How runs end when they go wrong: cuda_dynamics_fault_test.cpp.
#include "cuda_dynamics.h"
#include "integrate/registry.h"
#include "integrate/thermostat_math.h"
#include "neighbor/list_layout.h"
#include "neighbor/neighbor_list.h"

namespace cuda_dynamics_test {

namespace {

using namespace side_by_side;

// One line for each way to write each ensemble, the ramp included.
const std::vector<std::string> lines{
    "nve",
    "nvt_ber 400 200 20",
    "nvt_nhc 400 200 20",
    "nvt_bdp 400 200 20",
    "nvt_lan 400 200 20",
    "nvt_bao 400 200 20",
    "npt_ber 400 200 20 1 20 100",
    "npt_ber 400 200 20 1 2 3 20 20 20 100",
    "npt_ber 400 200 20 1 2 3 0.1 0.2 0.3 20 20 20 10 10 10 100",
    "npt_ber 400 200 200000 1 20 100",
    "npt_scr 400 200 20 1 20 100",
    "npt_scr 400 200 20 1 2 3 20 20 20 100",
    "npt_scr 400 200 20 1 2 3 0.1 0.2 0.3 20 20 20 10 10 10 100",
    "nvt_mttk temp 400 200 tperiod 20",
    "npt_mttk temp 400 200 iso 1 2 tperiod 20 pperiod 200",
    "npt_mttk temp 400 200 x 1 1 y 2 2 z 3 3 yz 0.1 0.1 xz 0.2 0.2 xy 0.3 0.3 tperiod 20 pperiod 200",
    "nph_mttk tri 1 1 pperiod 200",
};
bool has_barostat(const std::string& line) { return line.rfind("np", 0) == 0; }
Plan plan_of(const std::string& line) {
  Plan s;
  s.line = line;
  if (split_words(line).size() == 11) s.shear = 0;  // three pressures want a rectangular cell
  return s;
}

class CudaEnsembles : public CudaDynamics, public testing::WithParamInterface<std::string> {};

TEST_P(CudaEnsembles, FollowsTheCpu) {
  Plan setup = plan_of(GetParam());
  if (has_barostat(GetParam())) setup.fixed = 3;  // they follow the cell
  const Outcome cpu = CpuRun(setup).run(), gpu = GpuRun(setup).finish();
  expect_agree(gpu, cpu, has_barostat(GetParam()) ? follows_cell : follows);
  EXPECT_GE(gpu.rebuilds, 2);  // one at the start
  if (GetParam() != "nve") {
    EXPECT_GT(std::abs(cpu.scalars[2]), 1e-3) << "the bath did nothing";
  }
}

TEST_P(CudaEnsembles, SameBitsHoweverItIsRun) {
  Plan setup = plan_of(GetParam());
  setup.count = {4, 4, 3};
  setup.steps = 12, setup.fixed = 2, setup.dt_fs = 8;
  const Outcome once = GpuRun(setup).finish();
  EXPECT_TRUE(same_bits(once, GpuRun(setup).finish())) << "twice";
  {
    GpuRun cut(setup);
    for (const int n : {1, 0, 4, 2}) EXPECT_EQ(cut.advance(n), n), cut.device->download(everything);
    EXPECT_TRUE(same_bits(once, cut.finish())) << "in pieces";
  }
  {
    const Environment plain("NACRE_CUDA_GRAPH", "0");
    EXPECT_TRUE(same_bits(once, GpuRun(setup).finish())) << "without a graph";
  }
  {
    const Environment reverse("NACRE_EMULATED_ORDER", "reverse");
    EXPECT_TRUE(same_bits(once, GpuRun(setup).finish())) << "blocks and lanes backwards";
  }
  {
    GpuRun narrow(setup);
    narrow.device->limit_list_room(10);
    EXPECT_TRUE(same_bits(once, narrow.finish())) << "the list outgrew its room";
    EXPECT_GE(once.rebuilds, 2) << "no rebuild, so the room was not needed";
  }
}

/// What a checkpoint carries, into a new process.
Outcome resumed(const Plan& setup, std::int64_t cut) {
  GpuRun first(setup);
  first.advance(cut);
  first.device->download(everything);
  Record list, baths;
  first.device->save(list);
  first.e->save(baths);

  GpuRun second(setup);
  System& s = second.world.system;
  s.atoms = first.world.system.atoms.clone();
  s.box = first.world.system.box, s.step = first.world.system.step, s.time_fs = first.world.system.time_fs;
  second.world.now = first.world.now;
  second.world.dynamics.step_in_run = first.world.dynamics.step_in_run;
  second.e = ensemble(setup.line);
  second.e->load(baths);
  second.device = make_cuda_dynamics(potential(setup.carbon));
  second.device->load(list);
  second.run.drift = first.device->drift();
  second.device->begin(second.world.dynamics, *second.e, second.run, true);
  return second.finish();
}

TEST_P(CudaEnsembles, ResumedGivesTheSameBits) {
  Plan setup = plan_of(GetParam());
  setup.count = {4, 4, 3};
  setup.steps = 12, setup.dt_fs = 8;
  const Outcome once = GpuRun(setup).finish();
  for (const std::int64_t cut : {1, 7}) EXPECT_TRUE(same_bits(once, resumed(setup, cut))) << cut;
}

std::string case_name(const testing::TestParamInfo<std::string>& info) {
  const auto words = split_words(info.param);
  if (words[0] == "npt_mttk") return words[0] + "_" + words[4];
  const std::string shape = words.size() == 7    ? "_isotropic"
                            : words.size() == 11 ? "_orthogonal"
                            : words.size() == 17 ? "_triclinic"
                                                 : "";
  return words[0] + shape + (info.param.find("200000") != std::string::npos ? "_no_thermostat" : "");
}
INSTANTIATE_TEST_SUITE_P(All, CudaEnsembles, testing::ValuesIn(lines), case_name);

TEST_F(CudaDynamics, EveryEnsembleOfTheRegistryIsTested) {
  for (const std::string& known : known_ensembles())
    EXPECT_TRUE(std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
      return split_words(line)[0] == known;
    })) << known;
}

TEST(CudaShortExponential, IsTheExponential) {
  for (double x = -0.05; x < 0.05; x += 1e-5)  // across both ends of the series; half a unit of rounding each
    EXPECT_NEAR(ShortExponential()(x), std::exp(x), 2.3e-16) << x;
}

TEST_F(CudaDynamics, CarbonAndSlabsFollowTheCpu) {
  Plan carbon;
  carbon.carbon = true, carbon.line = "nvt_nhc 2000 1000 30";
  carbon.spacing = 1.7, carbon.count = {4, 3, 3}, carbon.dt_fs = 0.5, carbon.temperature = 2000, carbon.steps = 40;
  expect_agree(GpuRun(carbon).finish(), CpuRun(carbon).run(), follows);
  Plan slab;
  slab.periodic = {true, true, false}, slab.line = "nvt_lan 300 300 30";
  expect_agree(GpuRun(slab).finish(), CpuRun(slab).run(), follows);
  slab.periodic = {false, false, false}, slab.line = "nve";
  expect_agree(GpuRun(slab).finish(), CpuRun(slab).run(), follows);
  slab.periodic = {true, false, true}, slab.shear = 0, slab.line = "npt_ber 300 300 20 0 0 0 20 20 20 50";
  expect_agree(GpuRun(slab).finish(), CpuRun(slab).run(), follows_cell);
}

// What happens between runs: atoms and cell change, the device is asked again.
TEST_F(CudaDynamics, ForcesAreThoseOfTheMatterAsItIs) {
  Plan setup;
  setup.count = {4, 4, 3};
  World cpu(setup), gpu(setup);
  const auto device = make_cuda_dynamics(potential(false));
  const auto expect_same = [&](const char* what) {
    cpu.system.box = gpu.system.box, cpu.system.atoms = gpu.system.atoms.clone();
    nacre::force(cpu.dynamics);
    device->evaluate(gpu.dynamics);
    EXPECT_LT(largest_difference(flat(gpu.now.force), flat(cpu.now.force)), follows) << what;
    EXPECT_LT(largest_difference(gpu.now.atom_energy, cpu.now.atom_energy), follows) << what;
    EXPECT_NEAR(gpu.now.energy, cpu.now.energy, follows) << what;
    EXPECT_LT(largest_difference(flat(gpu.now.virial), flat(cpu.now.virial)), same_pressure) << what;
  };
  expect_same("at first");
  const long lists = device->neighbor_counts().rebuilds;
  for (Vec3& r : gpu.system.atoms.position) r.x += 0.1;
  expect_same("moved a little");
  EXPECT_EQ(device->neighbor_counts().rebuilds, lists);
  gpu.system.atoms.position[5].z += 0.7;
  expect_same("moved far");
  EXPECT_EQ(device->neighbor_counts().rebuilds, lists + 1);
  gpu.system.box = Box(gpu.system.box.h(), {true, false, true});
  expect_same("opened");
  scale_cell(gpu.system, 0.9 * identity());
  expect_same("compressed");
  device->reset();
  expect_same("forgotten");
}

TEST_F(CudaDynamics, FixedAtomsStayWhereTheyAre) {
  for (const char* line : {"nve", "nvt_lan 300 300 10", "nvt_bao 300 300 10", "nvt_bdp 300 300 10"}) {
    Plan setup;
    setup.line = line, setup.fixed = 5;
    GpuRun gpu(setup);
    const std::vector<Vec3> before = gpu.world.system.atoms.position;
    const Outcome o = gpu.finish();
    for (int i = 0; i < 5; ++i) {
      EXPECT_EQ(norm(gpu.world.system.atoms.position[7 * i] - before[7 * i]), 0);
      EXPECT_EQ(norm(gpu.world.system.atoms.velocity[7 * i]), 0);
      EXPECT_EQ(norm(gpu.world.now.force[7 * i]), 0);
    }
    expect_agree(o, CpuRun(setup).run(), follows);
  }
}

TEST_F(CudaDynamics, DrivenAtomsFollowTheCpu) {
  for (const char* line :
       {"nve", "nvt_bao 300 300 10", "npt_scr 300 300 20 1 20 100", "nph_mttk tri 1 1 pperiod 200"}) {
    Plan setup;
    setup.line = line, setup.fixed = 4, setup.drive = {0.01, -0.02, 0.005};
    GpuRun gpu(setup);
    const Vec3 before = gpu.world.system.atoms.position[7];
    const Outcome o = gpu.finish();
    EXPECT_GT(norm(gpu.world.system.atoms.position[7] - before), 0.1) << line;
    expect_agree(o, CpuRun(setup).run(), has_barostat(line) ? follows_cell : follows);
  }
}

TEST_F(CudaDynamics, AGrowingCellFollowsTheCpu) {
  for (const char* line : {"npt_ber 300 300 20 0 0 0 20 20 20 50", "npt_scr 300 300 20 0 0 0 20 3000 20 50"}) {
    Plan setup;
    setup.line = line, setup.shear = 0, setup.growth = {{true, true, false}, {0.01, -0.005, 0}};
    GpuRun gpu(setup);
    const double length = gpu.world.system.box.h()[0][0];
    const Outcome o = gpu.finish();
    EXPECT_NEAR(gpu.world.system.box.h()[0][0], length + 0.01 * static_cast<double>(setup.steps), 1e-11) << line;
    expect_agree(o, CpuRun(setup).run(), follows_cell);
  }
}

TEST_F(CudaDynamics, TimeStepIsLimited) {
  for (const char* line : {"nve", "nvt_nhc 600 300 30", "nvt_ber 600 300 5"}) {
    Plan setup;
    setup.line = line, setup.max_distance = 0.02, setup.steps = 40;
    const Outcome gpu = GpuRun(setup).finish();
    expect_agree(gpu, CpuRun(setup).run(), follows);
    EXPECT_LT(gpu.scalars[4], 0.9 * setup.dt_fs * fs) << "nothing was limited";
  }
}

TEST_F(CudaDynamics, AtomVirialsAreDownloaded) {
  Plan setup;
  CpuRun cpu(setup);
  GpuRun gpu(setup);
  cpu.world.dynamics.request.atom_virial = true;
  cpu.run();
  gpu.finish();
  ASSERT_EQ(gpu.world.now.atom_virial.size(), cpu.world.now.atom_virial.size());
  for (std::size_t i = 0; i < gpu.world.now.atom_virial.size(); ++i)
    for (int c = 0; c < 9; ++c)  // float, virials of a few eV
      EXPECT_NEAR(gpu.world.now.atom_virial[i].m[c / 3][c % 3], cpu.world.now.atom_virial[i].m[c / 3][c % 3], 1e-6);
}

// The cell shrinks until it needs one more copy, or grows until two are too many: the list is laid out anew in the
// middle of a step.
TEST_F(CudaDynamics, CellMayChangeItsNumberOfCopies) {
  for (const char* line : {"npt_ber 100 100 20 5 20 20", "npt_ber 100 100 20 -40 20 20"}) {
    Plan setup;
    setup.line = line, setup.count = {4, 3, 2}, setup.steps = 30, setup.dt_fs = 2, setup.rattle = 0.01;
    setup.temperature = 50, setup.shear = 0,
    setup.spacing = std::string(line).find('-') != std::string::npos ? 3.85 : 4.0;
    const double skin = NeighborSettings{}.skin, reach = 6.5 + skin;
    GpuRun gpu(setup);
    const double start = gpu.world.system.box.thickness(2);
    const Outcome once = gpu.finish();
    expect_agree(once, CpuRun(setup).run(), follows_cell);
    const double end = gpu.world.system.box.thickness(2);
    EXPECT_FALSE(copies_serve(static_cast<int>(wanted_copies(start, reach, skin)), end, reach, skin))
        << "the cell stayed as it was: " << start << " A, " << end << " A";
    for (const std::int64_t cut : {9, 20}) EXPECT_TRUE(same_bits(once, resumed(setup, cut))) << cut;
  }
}

TEST_F(CudaDynamics, SnapshotIsOfItsOwnStep) {
  Plan setup;
  setup.line = "nvt_ber 400 200 20";
  GpuRun plain(setup), overlapped(setup);
  plain.advance(10);
  const Outcome at_ten = plain.outcome();
  overlapped.advance(10);
  overlapped.device->start_snapshot(everything);
  overlapped.device->start_steps(15, {true});
  overlapped.device->wait_snapshot();
  EXPECT_EQ(overlapped.world.dynamics.step_in_run, 10);
  EXPECT_TRUE(same_bits(
      at_ten, overlapped.world.outcome(*overlapped.e, overlapped.device->thermo(), overlapped.device->drift())));
  EXPECT_EQ(overlapped.device->wait_steps(), 15);
  EXPECT_TRUE(same_bits(plain.finish(), overlapped.outcome()));
}

TEST_F(CudaDynamics, VelocitiesMayBeChangedBetweenSteps) {
  Plan setup;
  setup.line = "nvt_nhc 400 200 20";
  CpuRun cpu(setup);
  GpuRun gpu(setup);
  for (int k = 0; k < 3; ++k) {
    for (int n = 0; n < 6; ++n) cpu.step();
    gpu.advance(6);
    gpu.device->download({});
    correct_velocities(cpu.world.system.atoms);
    correct_velocities(gpu.world.system.atoms);
    gpu.device->upload_velocities();
  }
  gpu.advance(7);
  for (int n = 0; n < 7; ++n) cpu.step();
  expect_agree(gpu.outcome(), cpu.world.outcome(*cpu.e, measure(cpu.world.dynamics, true), cpu.drift), follows);
}

TEST_F(CudaDynamics, VirialOnlyWhenWantedChangesNothingElse) {
  Plan setup;
  GpuRun with(setup), without(setup);
  for (int k = 0; k < 10; ++k) with.advance(1);
  without.device->advance(10);
  with.device->download({true, true, false}), without.device->download({true, true, false});
  EXPECT_EQ(flat(with.world.system.atoms.position), flat(without.world.system.atoms.position));
  EXPECT_EQ(with.world.now.energy, without.world.now.energy);
}

TEST_F(CudaDynamics, CheckpointsOfOneDeviceServeTheOther) {
  Plan setup;
  setup.line = "npt_scr 400 200 20 1 20 100";
  CpuRun cpu(setup);
  for (int k = 0; k < 10; ++k) cpu.step();
  Record list, baths;
  cpu.world.force->save(list);
  cpu.e->save(baths);
  GpuRun gpu(setup);
  const auto carry = [&](World& from, World& to) {
    to.system.atoms = from.system.atoms.clone();
    to.system.box = from.system.box, to.system.step = from.system.step, to.system.time_fs = from.system.time_fs;
    to.now = from.now;
    to.dynamics.step_in_run = from.dynamics.step_in_run;
  };
  carry(cpu.world, gpu.world);
  gpu.e->load(baths);
  gpu.device->load(list);
  gpu.run.drift = cpu.drift;
  gpu.run.conserved_start = cpu.start;
  gpu.device->begin(gpu.world.dynamics, *gpu.e, gpu.run, true);
  gpu.advance(5);
  gpu.device->download(everything);
  Record back, baths_back;
  gpu.device->save(back);
  gpu.e->save(baths_back);
  CpuRun last(setup);
  carry(gpu.world, last.world);
  last.world.force->load(back);
  last.e->load(baths_back);
  last.drift = gpu.device->drift(), last.start = cpu.start;
  for (int k = 0; k < 10; ++k) last.step();
  const Outcome mixed = last.world.outcome(*last.e, measure(last.world.dynamics, true), last.drift);
  expect_agree(mixed, CpuRun(setup).run(), follows_cell);
}

}  // namespace

}  // namespace cuda_dynamics_test

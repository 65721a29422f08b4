// What every ensemble of the registry promises: the same bits on any number of threads and after a resume at any step,
// fixed atoms that do not move, a conserved quantity, and truth about its name and its temperature.
#include "integrate/registry.h"

#include <algorithm>
#include <cstring>
#include <set>

#include "../physics/toy_systems.h"
#include "device/parallel.h"
#include "integrate/mttk.h"

namespace integrator_contract_test {

namespace {

using namespace toy;

// One line for each way to write each ensemble. EveryEnsembleIsHere fails when the registry grows and this does not.
const std::vector<std::string> lines{
    "nve",
    "nvt_ber 600 300 20",
    "nvt_nhc 600 300 20",
    "nvt_bdp 600 300 20",
    "nvt_lan 600 300 20",
    "nvt_bao 600 300 20",
    "npt_ber 600 300 20 1 100 100",
    "npt_ber 600 300 20 1 2 3 100 100 100 100",
    "npt_ber 600 300 20 1 2 3 0.1 0.2 0.3 100 100 100 80 80 80 100",
    "npt_ber 600 300 200000 1 100 100",
    "npt_scr 600 300 20 1 100 100",
    "npt_scr 600 300 20 1 2 3 100 100 100 100",
    "npt_scr 600 300 20 1 2 3 0.1 0.2 0.3 100 100 100 80 80 80 100",
    "nvt_mttk temp 600 300 tperiod 20",
    "npt_mttk temp 600 300 iso 1 1 tperiod 20 pperiod 400",
    "npt_mttk aniso 1 2 tperiod 20 pperiod 400 temp 600 300",
    "npt_mttk temp 600 300 tri 1 1 tperiod 20 pperiod 400",
    "npt_mttk temp 600 300 x 1 1 y 2 2 z 3 3 yz 0.1 0.1 xz 0.2 0.2 xy 0.3 0.3 tperiod 20 pperiod 400",
    "nph_mttk iso 1 2 pperiod 400",
    "nph_mttk x 1 1 z 2 2 xy 0.1 0.1 pperiod 400",
};

std::string method(const std::string& line) { return nacre::split_words(line)[0]; }

class Contract : public testing::TestWithParam<std::string> {
 protected:
  void TearDown() override { nacre::set_threads(0); }
};

// All bits that a checkpoint holds of a world and its ensemble.
std::vector<double> bits(const World& w, const Ensemble& e) {
  nacre::Record r;
  e.save(r);
  r.put("position", w.system.atoms.position);
  r.put("velocity", w.system.atoms.velocity);
  r.put("force", w.now.force);
  r.put("cell", w.system.box.h());
  r.put("energies", std::vector<double>{w.now.energy, e.bath_energy()});
  std::vector<double> all;
  for (const auto& [name, values] : r.reals) all.insert(all.end(), values.begin(), values.end());
  return all;
}
bool equal_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

std::vector<double> short_run(const std::string& line, int threads) {
  nacre::set_threads(threads);
  World w = wells(11, 600, 5, 1, 3);  // 5324 atoms: enough for several threads in every loop and every sum
  const auto e = ensemble(line);
  run(w, *e, 6);
  return bits(w, *e);
}

TEST_P(Contract, SameBitsOnOneAndMoreThreads) {
  const auto one = short_run(GetParam(), 1);
  EXPECT_TRUE(equal_bits(one, short_run(GetParam(), 2)));
  EXPECT_TRUE(equal_bits(one, short_run(GetParam(), 3)));
}

// Carries over what a checkpoint carries: System, the ensemble's Record, the counters; forces are evaluated anew.
std::vector<double> resumed(const std::string& line, std::int64_t cut, std::int64_t total) {
  World first = spring_crystal(2, 600, 1, 3);
  const auto e = ensemble(line);
  e->start(first.dynamics);
  run_part(first, *e, 0, cut, total);
  nacre::Record record;
  e->save(record);

  System s;
  s.atoms = first.system.atoms.clone();
  s.box = first.system.box;
  s.step = first.system.step;
  s.seed = first.system.seed;
  World second(std::move(s), std::move(first.force), 1);
  second.dynamics.dt = first.dynamics.dt;
  const auto f = ensemble(line);
  f->load(record);
  run_part(second, *f, cut, total, total);
  return bits(second, *f);
}

TEST_P(Contract, ResumedAtAnyStepGivesTheSameBits) {
  constexpr std::int64_t total = 12;
  const auto uncut = resumed(GetParam(), total, total);
  for (std::int64_t cut = 0; cut < total; ++cut) EXPECT_TRUE(equal_bits(uncut, resumed(GetParam(), cut, total))) << cut;
}

TEST_P(Contract, FixedAtomsDoNotMove) {
  World w = spring_crystal(2, 600, 1, 3);
  w.dynamics.fixed.assign(w.size(), 0);
  const std::set<std::size_t> held{0, 13, 31};
  for (const std::size_t i : held) w.dynamics.fixed[i] = 1;
  nacre::force(w.dynamics);
  std::vector<Vec3> before;
  for (const Vec3& r : w.system.atoms.position) before.push_back(w.system.box.fractional(r));
  run(w, *ensemble(GetParam()), 50);
  // Against the cell: with pressure control all positions follow it.
  for (std::size_t i = 0; i < w.size(); ++i) {
    const double moved = norm(w.system.box.fractional(w.system.atoms.position[i]) - before[i]);
    if (held.count(i) != 0) {
      EXPECT_LT(moved, 1e-14) << i;
      EXPECT_EQ(norm(w.system.atoms.velocity[i]), 0) << i;
      EXPECT_EQ(norm(w.now.force[i]), 0) << i;
    } else {
      EXPECT_GT(moved, 1e-5) << i;
    }
  }
}

// They go their way whatever the forces, keep no velocity of their own, and count as fixed atoms do.
TEST_P(Contract, DrivenAtomsGoTheirWay) {
  World w = spring_crystal(2, 600, 1, 3);
  w.dynamics.fixed.assign(w.size(), 0);
  w.dynamics.fixed[0] = Dynamics::still, w.dynamics.fixed[13] = Dynamics::driven;
  w.dynamics.drive = {1e-3, -2e-3, 5e-4};
  nacre::force(w.dynamics);
  EXPECT_EQ(w.dynamics.moving(), w.size() - 2);
  const Vec3 before = w.system.box.fractional(w.system.atoms.position[13]);
  double inverse_length = 0;  // mean of 1/L_x over the steps, for cells that change
  constexpr int steps = 50;
  const auto e = ensemble(GetParam());
  run(w, *e, steps, [&] { inverse_length += inverse(w.system.box.h())[0][0] / steps; });
  const Vec3 s = w.system.box.fractional(w.system.atoms.position[13]) - before;
  const double way = steps * w.dynamics.dt * 1e-3;
  constexpr double cell_changes = 0.02;  // shear, and the cell within a step
  EXPECT_NEAR(s.x, way * inverse_length, (GetParam()[1] == 'p' ? cell_changes : 1e-10) * way * inverse_length);
  EXPECT_EQ(norm(w.system.atoms.velocity[13]), 0);
  EXPECT_EQ(norm(w.now.force[13]), 0);
}

// A crystal without disorder at 1200 K comes to 600 K, and the ramp takes it to 300 K: the bath takes up 3 N k_B 300 K.
// What is left of the sum is the ripple of the energy at a finite time step, (w dt)^2 / 8 = 0.2 % of the kinetic
// energy.
TEST_P(Contract, ConservedQuantityDoesNotDrift) {
  World w = spring_crystal(3, 1200, 0.5, 3);
  const auto e = ensemble(GetParam());
  e->start(w.dynamics);
  const double start = w.kinetic() + w.potential(), heat = 3 * static_cast<double>(w.size()) * kt(300);
  double worst = 0;
  run_part(w, *e, 0, 4000, 4000,
           [&] { worst = std::max(worst, std::abs(w.kinetic() + w.potential() + e->bath_energy() - start)); });
  std::cout << "    worst change " << worst << " eV, bath " << e->bath_energy() << " eV, 3 N k_B 300 K " << heat
            << " eV\n";
  EXPECT_LT(worst, 0.005 * heat);
  if (e->target_temperature(w.dynamics) > 0) {
    EXPECT_GT(e->bath_energy(), 0.7 * heat);
  }
}

TEST_P(Contract, MomentumIsAsDeclared) {
  World w = spring_crystal(2, 600, 1, 3);
  const auto e = ensemble(GetParam());
  run(w, *e, 100);
  Vec3 p;
  for (const Vec3& v : w.system.atoms.velocity) p += 12.0 * v;
  if (e->conserves_momentum()) {
    EXPECT_LT(norm(p), 1e-11);  // sums of 32 terms of size 1, 100 steps
  } else {
    EXPECT_GT(norm(p), 1e-3);
  }
}

TEST_P(Contract, NameAndTargetTemperature) {
  World w = ideal_gas(1, 300, 1);
  const auto e = ensemble(GetParam());
  EXPECT_EQ(e->name(), method(GetParam()));
  EXPECT_EQ(nacre::make_ensemble(deck("ensemble " + GetParam()))->bath_energy(), 0);
  w.dynamics.steps_in_run = 10;
  w.dynamics.step_in_run = 5;
  const double t = e->target_temperature(w.dynamics);
  const bool held =
      GetParam() != "nve" && GetParam().find("nph") != 0 && GetParam().find("200000") == std::string::npos;
  EXPECT_NEAR(t, held ? 450 : -1, 1e-9);
}

// Streams are keyed by the system's step and seed: another seed, another path; a deterministic ensemble does not care.
TEST_P(Contract, SeedMattersOnlyWhereNoiseIs) {
  const auto path = [](std::uint64_t seed, const std::string& line) {
    World w = spring_crystal(2, 600, 1, 3);
    w.system.seed = seed;
    const auto e = ensemble(line);
    run(w, *e, 5);
    return bits(w, *e);
  };
  const std::set<std::string> noisy{"nvt_bdp", "nvt_lan", "nvt_bao", "npt_scr"};
  EXPECT_EQ(equal_bits(path(1, GetParam()), path(2, GetParam())), noisy.count(method(GetParam())) == 0);
}

std::string case_name(const testing::TestParamInfo<std::string>& info) {
  const auto words = nacre::split_words(info.param);
  if (words[0].ends_with("_mttk")) {
    std::string name = words[0];
    for (const std::string& word : words) name += nacre::is_mttk_direction(word) ? "_" + word : "";
    return name;
  }
  const std::string shape = words.size() == 7    ? "_isotropic"
                            : words.size() == 11 ? "_orthogonal"
                            : words.size() == 17 ? "_triclinic"
                                                 : "";
  const bool bare = info.param.find("200000") != std::string::npos;
  return words[0] + shape + (bare ? "_no_thermostat" : "");
}
INSTANTIATE_TEST_SUITE_P(All, Contract, testing::ValuesIn(lines), case_name);

TEST(Registry, EveryEnsembleIsHere) {
  std::set<std::string> tested;
  for (const auto& line : lines) tested.insert(method(line));
  const auto known = nacre::known_ensembles();
  EXPECT_EQ(tested, std::set<std::string>(known.begin(), known.end()));
}

TEST(Registry, EveryRowSaysWhatItIs) {
  for (const auto& row : nacre::ensemble_table()) {
    EXPECT_FALSE(row.description.empty()) << row.name;
    EXPECT_EQ(row.description.back(), '.') << row.name;
    EXPECT_EQ(row.syntax.empty(), row.most == 0) << row.name;
  }
}

TEST(Resume, RefusesARecordOfAnotherEnsemble) {
  nacre::Record record;
  ensemble("nvt_ber 300 300 100")->save(record);
  EXPECT_THROW(ensemble("nvt_nhc 300 300 100")->load(record), nacre::Error);
  EXPECT_THROW(ensemble("npt_scr 300 300 100 0 100 100")->load(record), nacre::Error);
}

}  // namespace

}  // namespace integrator_contract_test

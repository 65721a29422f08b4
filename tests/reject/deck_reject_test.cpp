// Every keyword of run.in: what it accepts, and that what it refuses is named with file, line, value and what is
// allowed.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "run/deck/deck.h"
#include "run/deck/keywords.h"

namespace deck_reject_test {

namespace {

using namespace nacre;
using namespace nacre::run;

Command parse(const std::string& line) { return parse_command(Words("run.in", 7, split_words(line))); }

template <class T>
T accepted(const std::string& line) {
  const Command c = parse(line);
  const T* value = c.as<T>();
  if (value == nullptr) throw std::runtime_error("read as something else: " + line);
  return *value;
}

/// The message must contain the place and all of `parts`.
void expect_rejected(const std::string& line, const std::vector<std::string>& parts) {
  try {
    parse(line);
    ADD_FAILURE() << "accepted: " << line;
  } catch (const Error& e) {
    const std::string what = e.what();
    EXPECT_EQ(e.kind(), Error::Kind::bad_input) << line;
    EXPECT_EQ(what.rfind("run.in:7: ", 0), 0u) << what;
    for (const auto& part : parts) EXPECT_NE(what.find(part), std::string::npos) << what << "\n  lacks " << part;
  }
}

/// Numbers that no integer keyword takes.
void expect_integers_rejected(const std::string& before, const std::string& after = "") {
  for (const std::string word : {"0", "-1", "1.5", "1e3", "ten", "10x", "0x10", "99999999999999999999"})
    expect_rejected(before + " " + word + after, {"given '" + word + "'", "allowed"});
}

TEST(DeckReject, Potential) {
  EXPECT_EQ(accepted<UsePotential>("potential nep.txt").file, "nep.txt");
  EXPECT_EQ(accepted<UsePotential>("potential nep.txt x").file, "nep.txt");
  expect_rejected("potential", {"too few", "potential <file>"});
  expect_rejected("potential nep.txt w", {"w", "x | y | z"});
  expect_rejected("potential a b c", {"too many"});
  for (const std::string numbers : {"0", "0 1", "0 1 2 3"})
    EXPECT_EQ(accepted<UsePotential>("potential nep.txt " + numbers).file, "nep.txt");
  expect_rejected("potential nep.txt 0 x", {"too many"});
}

TEST(DeckReject, Guard) {
  const Guard g = accepted<Guard>("guard force 1e7 volume off");
  ASSERT_EQ(g.limits.size(), 2u);
  EXPECT_EQ(g.limits[0].first, &GuardLimits::force_eV_per_A);
  EXPECT_EQ(g.limits[0].second, 1e7);
  EXPECT_TRUE(std::isinf(g.limits[1].second));
  EXPECT_EQ(accepted<Guard>("guard height off").limits[0].second, 0);
  expect_rejected("guard", {"too few"});
  expect_rejected("guard forces 1", {"forces", "temperature | volume", "did you mean 'force'"});
  expect_rejected("guard force", {"too few"});
  expect_rejected("guard force 1 volume", {"ratio of volumes", "missing"});
  expect_rejected("guard volume 1", {"given '1'", "> 1"});
  expect_rejected("guard drift -1", {"given '-1'", "> 0"});
  expect_rejected("guard drift nan", {"given 'nan'"});
}

TEST(DeckReject, Replicate) {
  EXPECT_EQ(accepted<Replicate>("replicate 2 3 4").count[2], 4);
  expect_integers_rejected("replicate 2", " 3");
  expect_rejected("replicate 2 2", {"too few", "<na> <nb> <nc>"});
  expect_rejected("replicate 2 2 2 2", {"too many"});
}

TEST(DeckReject, Velocity) {
  EXPECT_EQ(accepted<SetVelocity>("velocity 300.5").temperature_K, 300.5);
  EXPECT_EQ(accepted<SetVelocity>("velocity 300 seed 12").seed, 12u);
  for (const std::string t : {"0", "-300", "nan", "inf", "hot", "300K"})
    expect_rejected("velocity " + t, {"temperature (K)", t, "> 0"});
  expect_rejected("velocity", {"too few", "velocity <T_K>"});
  expect_rejected("velocity 300 sed 1", {"sed", "did you mean 'seed'"});
  expect_rejected("velocity 300 seed", {"seed", "missing"});
  expect_rejected("velocity 300 seed -1", {"seed", "-1", ">= 0"});
  expect_rejected("velocity 300 seed 1 2", {"too many"});
}

TEST(DeckReject, CorrectVelocity) {
  EXPECT_EQ(accepted<CorrectVelocity>("correct_velocity 10").method, -1);
  EXPECT_EQ(accepted<CorrectVelocity>("correct_velocity 100 1").method, 1);
  expect_integers_rejected("correct_velocity");
  expect_rejected("correct_velocity 9", {"9", ">= 10"});
  expect_rejected("correct_velocity 10 -1", {"group method", "-1"});
  expect_rejected("correct_velocity", {"too few"});
  expect_rejected("correct_velocity 10 0 0", {"too many"});
}

TEST(DeckReject, TimeStep) {
  EXPECT_EQ(accepted<TimeStep>("time_step 0.5").dt_fs, 0.5);
  EXPECT_EQ(accepted<TimeStep>("time_step 0.5 0.1").max_distance_A, 0.1);
  EXPECT_EQ(accepted<TimeStep>("time_step 0").dt_fs, 0);
  for (const std::string t : {"-1", "nan", "fast"}) {
    expect_rejected("time_step " + t, {"time step (fs)", t, "0 .. 1e+12"});
    expect_rejected("time_step 1 " + t, {"distance", t, "> 0"});
  }
  expect_rejected("time_step 1 0", {"distance", "> 0"});
  expect_rejected("time_step", {"too few"});
  expect_rejected("time_step 1 1 1", {"too many"});
}

TEST(DeckReject, ChangeBox) {
  for (const std::string good : {"0.1", "0.1 -0.2 0", "0.1 0.1 0.1 0.01 0 0"})
    EXPECT_NO_THROW(parse("change_box " + good));
  for (const std::string bad : {"", " 1 2", " 1 2 3 4", " 1 2 3 4 5", " 1 2 3 4 5 6 7"})
    expect_rejected("change_box" + bad, {"wrong number", "1 (A), 3 (A), or 6"});
  expect_rejected("change_box x", {"x", "not a number"});
  expect_rejected("change_box 0 0 0 nan 0 0", {"nan"});
}

TEST(DeckReject, Ensemble) {  // every method: ensemble_reject_test.cpp
  EXPECT_NO_THROW(parse("ensemble nvt_bdp 300 300 100"));
  expect_rejected("ensemble", {"nve"});
  expect_rejected("ensemble nev", {"did you mean 'nve'"});
  expect_rejected("ensemble nvt_bdp 300 300", {"too few"});
}

TEST(DeckReject, Fix) {
  EXPECT_EQ(accepted<Fix>("fix 3").group.method, 0);
  EXPECT_EQ(accepted<Fix>("fix 3").group.label, 3);
  EXPECT_EQ(accepted<Fix>("fix 1 2").group.method, 1);
  EXPECT_EQ(accepted<Fix>("fix 1 2").group.label, 2);
  expect_rejected("fix", {"too few"});
  expect_rejected("fix 1 2 3", {"too many"});
  expect_rejected("fix -1", {"group", "-1", ">= 0"});
  expect_rejected("fix 0 x", {"group", "x"});
}

TEST(DeckReject, Move) {
  const Move one = accepted<Move>("move 3 0.01 -0.02 0");
  EXPECT_EQ(one.group.method, 0);
  EXPECT_EQ(one.group.label, 3);
  EXPECT_EQ(one.velocity_A_fs.y, -0.02);
  EXPECT_EQ(accepted<Move>("move 1 3 0 0 0").group.method, 1);
  EXPECT_EQ(accepted<Move>("move 1 3 0 0 0").group.label, 3);
  expect_rejected("move 0 0 0", {"too few", "<vx> <vy> <vz>"});
  expect_rejected("move 1 2 0 0 0 0", {"too many"});
  expect_rejected("move x 0 0 0", {"group", "x"});
  expect_rejected("move 1 0 11 0", {"vy (A/fs)", "given '11'", "-10 .. 10"});
}

TEST(DeckReject, Deform) {
  const CellGrowth one = accepted<Deform>("deform 1e-4 1 0 1").growth;
  EXPECT_TRUE(one.holds[0] && !one.holds[1] && one.holds[2]);
  EXPECT_EQ(one.rate.z, 1e-4);
  EXPECT_EQ(accepted<Deform>("deform 1e-4 2e-4 -3e-4 1 1 1").growth.rate.z, -3e-4);
  expect_rejected("deform 1 1 1", {"wrong number", "flags 0 or 1"});
  expect_rejected("deform 1 1 1 1 1", {"wrong number"});
  expect_rejected("deform 1 0 0 0", {"no direction"});
  expect_rejected("deform 1 0 2 0", {"flag of y", "given '2'", "0 .. 1"});
  expect_rejected("deform 20 1 0 0", {"rate", "given '20'"});
}

TEST(DeckReject, Run) {
  EXPECT_EQ(accepted<run::Run>("run 1000").steps, 1000);
  expect_integers_rejected("run");
  expect_rejected("run", {"too few", "run <steps>"});
  expect_rejected("run 10 10", {"too many"});
}

TEST(DeckReject, ComputeRdf) {
  const auto c = accepted<RdfCompute>("compute_rdf 8.0 400 1000");
  EXPECT_EQ(c.cutoff_A, 8);
  EXPECT_EQ(c.bins, 400);
  EXPECT_EQ(c.interval, 1000);
  EXPECT_TRUE(c.pairs.empty());
  const auto pairs = accepted<RdfCompute>("compute_rdf 8 400 1000 atom 0 0 atom 0 1").pairs;
  ASSERT_EQ(pairs.size(), 2u);
  EXPECT_EQ(pairs[1].second, 1);
  expect_rejected("compute_rdf 8 400", {"too few", "<cutoff_A> <bins> <interval>"});
  for (const std::string r : {"0", "-1", "nan"})
    expect_rejected("compute_rdf " + r + " 400 10", {"cutoff (A)", r, "> 0"});
  expect_integers_rejected("compute_rdf 8", " 10");
  expect_integers_rejected("compute_rdf 8 100");
  expect_rejected("compute_rdf 8 100 10 atm 0 0", {"atm", "did you mean 'atom'"});
  expect_rejected("compute_rdf 8 100 10 atom 0", {"element j", "missing"});
  expect_rejected("compute_rdf 8 100 10 atom 0 -1", {"element j", "-1", ">= 0"});
}

TEST(DeckReject, ComputeAdf) {
  const auto global = accepted<AdfCompute>("compute_adf 100 30 0.0 1.2");
  EXPECT_TRUE(global.global());
  EXPECT_EQ(global.triples[0].second_to, 1.2);
  const auto local = accepted<AdfCompute>("compute_adf 500 50 0 1 1 0.0 1.2 0.0 1.3 1 0 1 0.0 1.2 0.5 1.3");
  EXPECT_FALSE(local.global());
  ASSERT_EQ(local.triples.size(), 2u);
  EXPECT_EQ(local.triples[1].centre, 1);
  EXPECT_EQ(local.triples[1].second_from, 0.5);
  expect_rejected("compute_adf 100 30 0", {"too few"});
  expect_rejected("compute_adf 100 30 0 1 1 0.0", {"wrong number", "6 arguments"});
  expect_rejected("compute_adf 100 30 1.2 1.2", {"distance to (A)", "1.2", "> 1.2"});
  expect_rejected("compute_adf 100 30 -1 1.2", {"distance from (A)", "-1", ">= 0"});
  expect_integers_rejected("compute_adf", " 30 0 1.2");
  expect_integers_rejected("compute_adf 10", " 0 1.2");
  expect_rejected("compute_adf 500 50 0 1 x 0.0 1.2 0.0 1.3", {"element k", "x"});
  expect_rejected("compute_adf 500 50 0 1 1 0.0 1.2 1.4 1.3", {"distance i-k to (A)", "1.3", "> 1.4"});
}

TEST(DeckReject, ComputeMsd) {
  const auto plain = accepted<MotionCompute>("compute_msd 5 200");
  EXPECT_EQ(plain.quantity, MotionCompute::Quantity::displacement);
  EXPECT_EQ(plain.window, 200);
  EXPECT_TRUE(plain.group.all());
  EXPECT_EQ(accepted<MotionCompute>("compute_msd 5 200 group 1 2").group.label, 2);
  const auto all = accepted<MotionCompute>("compute_msd 5 200 save_every 1000 all_groups 1");
  EXPECT_EQ(all.all_groups, 1);
  EXPECT_EQ(all.save_every, 1000);
  expect_rejected("compute_msd 5", {"too few", "<interval> <lags>"});
  expect_integers_rejected("compute_msd", " 10");
  expect_integers_rejected("compute_msd 5");
  expect_integers_rejected("compute_msd 5 10 save_every");
  expect_rejected("compute_msd 5 10 group 0 0 all_groups 0", {"chosen already", "all_groups"});
  expect_rejected("compute_msd 5 10 grop 0 0", {"did you mean 'group'"});
  expect_rejected("compute_msd 5 10 group 0", {"group", "missing"});
}

TEST(DeckReject, ComputeSdc) {
  EXPECT_EQ(accepted<MotionCompute>("compute_sdc 5 200 group 0 1").quantity, MotionCompute::Quantity::velocity);
  expect_rejected("compute_sdc 5", {"too few"});
  expect_rejected("compute_sdc 5 10 all_groups 0", {"all_groups", "group"});
  expect_rejected("compute_sdc 5 10 group 0 0 0", {"too many"});
}

TEST(DeckReject, ComputeExtrapolation) {
  const auto c = accepted<Extrapolation>(
      "compute_extrapolation asi_file a.asi gamma_low 2 gamma_high 10 check_interval 5 dump_interval 50");
  EXPECT_EQ(c.file, "a.asi");
  EXPECT_EQ(c.low, 2);
  EXPECT_EQ(c.high, 10);
  EXPECT_EQ(c.check_interval, 5);
  EXPECT_EQ(c.dump_interval, 50);
  EXPECT_EQ(accepted<Extrapolation>("compute_extrapolation asi_file a.asi").low, 0);
  expect_rejected("compute_extrapolation gamma_low 2", {"the active set is missing"});
  expect_rejected("compute_extrapolation asi_file a.asi gamma_lo 2", {"did you mean 'gamma_low'"});
  expect_rejected("compute_extrapolation asi_file a.asi gamma_low", {"value is missing"});
  expect_rejected("compute_extrapolation asi_file a.asi gamma_low 3 gamma_high 2", {"above gamma_high"});
  expect_rejected("compute_extrapolation asi_file a.asi check_interval 0", {"interval (steps)"});
}

TEST(DeckReject, Active) {
  const auto a = accepted<Active>("active 10 0 1 1 0.05");
  EXPECT_EQ(a.interval, 10);
  EXPECT_FALSE(a.velocity);
  EXPECT_TRUE(a.force && a.spread);
  EXPECT_EQ(a.threshold, 0.05);
  expect_rejected("active 10 0 1 1", {"too few"});
  expect_rejected("active 10 0 2 1 0.05", {"has_force", "0 .. 1"});
  expect_rejected("active 10 0 1 1 -1", {"threshold"});
}

TEST(DeckReject, DumpObserver) {
  const Observer o = accepted<Observer>("dump_observer average 10 100 1 0");
  EXPECT_TRUE(o.average && o.velocity && !o.force);
  EXPECT_EQ(o.frame_interval, 100);
  EXPECT_FALSE(accepted<Observer>("dump_observer observe 1 1 0 0").average);
  expect_rejected("dump_observer mean 1 1 0 0", {"mode", "mean", "observe | average"});
  expect_integers_rejected("dump_observer observe", " 1 0 0");
  expect_integers_rejected("dump_observer observe 1", " 0 0");
  expect_rejected("dump_observer observe 1 1 2 0", {"has_velocity", "2", "0 .. 1"});
  expect_rejected("dump_observer observe 1 1 0 2", {"has_force"});
  expect_rejected("dump_observer observe 1 1 0", {"too few"});
  expect_rejected("dump_observer observe 1 1 0 0 0", {"too many"});
}

TEST(DeckReject, ComputeOfGroups) {
  const GroupCompute c = accepted<GroupCompute>("compute 1 10 5 jp temperature momentum");
  EXPECT_EQ(c.method, 1);
  EXPECT_EQ(c.samples, 5);
  using enum GroupCompute::Quantity;
  EXPECT_EQ(c.quantities, (std::vector{temperature, jp, momentum})) << "in the order of the columns";
  expect_rejected("compute 0 1 1", {"too few", "temperature | potential"});
  expect_rejected("compute 0 1 1 pressure", {"quantity", "pressure", "virial"});
  expect_rejected("compute 0 1 1 force force", {"named twice", "force"});
  expect_rejected("compute -1 1 1 force", {"group method", "-1", ">= 0"});
  expect_integers_rejected("compute 0", " 1 force");
  expect_integers_rejected("compute 0 1", " force");
}

TEST(DeckReject, ComputeDos) {
  const DosCompute c = accepted<DosCompute>("compute_dos 5 200 400.0 num_dos_points 300 group 1 2");
  EXPECT_EQ(c.largest, 400);
  EXPECT_EQ(c.points, 300);
  EXPECT_EQ(c.group.method, 1);
  EXPECT_EQ(c.group.label, 2);
  EXPECT_EQ(accepted<DosCompute>("compute_dos 5 200 400").points, 200);
  expect_integers_rejected("compute_dos", " 200 400");
  expect_integers_rejected("compute_dos 5", " 400");
  expect_rejected("compute_dos 5 200 0", {"omega_max (THz)", "> 0"});
  expect_rejected("compute_dos 5 200 400 groups 0 0", {"did you mean 'group'"});
  expect_rejected("compute_dos 5 200 400 group 0", {"group", "missing"});
  expect_rejected("compute_dos 5 200 400 group 0 0 group 0 1", {"too many"});
  expect_integers_rejected("compute_dos 5 200 400 num_dos_points");
}

TEST(DeckReject, ComputeHacAndViscosity) {
  const FluxCompute c = accepted<FluxCompute>("compute_hac 10 1000 20");
  EXPECT_EQ(c.quantity, FluxCompute::Quantity::heat);
  EXPECT_EQ(c.output, 20);
  EXPECT_EQ(accepted<FluxCompute>("compute_viscosity 10 1000").quantity, FluxCompute::Quantity::stress);
  expect_rejected("compute_hac 10 1000", {"too few"});
  expect_rejected("compute_hac 10 1000 1001", {"output interval (lags)", "1001", "1 .. 1000"});
  expect_rejected("compute_viscosity 10 1000 1", {"too many"});
  for (const std::string keyword : {"compute_hac", "compute_viscosity"}) {
    const std::string rest = keyword == "compute_hac" ? " 1" : "";
    expect_integers_rejected(keyword, " 10" + rest);
    expect_integers_rejected(keyword + " 10", rest);
  }
}

TEST(DeckReject, ComputeCohesiveAndElastic) {
  const CellCompute c = accepted<CellCompute>("compute_cohesive 0.9 1.1 3");
  EXPECT_EQ(c.points, 201);
  EXPECT_TRUE(c.along[0] && c.along[1] && !c.along[2]);
  EXPECT_EQ(accepted<CellCompute>("compute_cohesive 0.9 1.2 301").points, 301);
  expect_rejected("compute_cohesive 1.1 0.9 6", {"e2", "0.9", "> 1.1, <= 10"});
  expect_rejected("compute_cohesive 0 1 6", {"e1", "0"});
  expect_rejected("compute_cohesive 0.9 1.1 -1", {"direction", "-1"});
  expect_rejected("compute_cohesive 0.9 1.1", {"too few"});
  EXPECT_EQ(accepted<CellCompute>("compute_elastic 0.01 cubic").strain, 0.01);
  for (const std::string strain : {"0", "-0.01", "0.2", "nan"})
    expect_rejected("compute_elastic " + strain, {"strain", strain});
  expect_rejected("compute_elastic 0.01 cube", {"did you mean 'cubic'"});
  expect_rejected("compute_elastic", {"too few"});
}

TEST(DeckReject, Minimize) {
  const auto plain = accepted<Minimize>("minimize sd 1e-4 1000");
  EXPECT_EQ(plain.method, "sd");
  EXPECT_EQ(plain.force_tolerance, 1e-4);
  EXPECT_EQ(plain.steps, 1000);
  EXPECT_EQ(plain.cell, CellFreedom::fixed);
  EXPECT_EQ(accepted<Minimize>("minimize fire -1 10").force_tolerance, -1);
  const struct {
    const char* box;
    CellFreedom cell;
  } boxes[] = {{"0", CellFreedom::fixed},
               {"1", CellFreedom::full},
               {"0 1", CellFreedom::fixed},
               {"1 0", CellFreedom::full},
               {"1 1", CellFreedom::hydrostatic},
               {"hydrostatic", CellFreedom::hydrostatic},
               {"orthogonal", CellFreedom::orthogonal},
               {"full", CellFreedom::full}};
  for (const auto& b : boxes)
    EXPECT_EQ(accepted<Minimize>(std::string("minimize fire 1e-4 10 ") + b.box).cell, b.cell) << b.box;
  const auto all =
      accepted<Minimize>("minimize lbfgs 1e-3 9 full dump 2 a.xyz pressure 1 2 -3 stress_tolerance 0.1 max_move 0.05");
  EXPECT_EQ(all.pressure_GPa.z, -3);
  EXPECT_EQ(all.stress_tolerance_GPa, 0.1);
  EXPECT_EQ(all.max_move_A, 0.05);
  EXPECT_EQ(all.dump_interval, 2);
  EXPECT_EQ(all.dump_file, "a.xyz");
  EXPECT_EQ(accepted<Minimize>("minimize cg 1e-3 9 full pressure 5 max_move 0.1").pressure_GPa.y, 5);
  expect_rejected("minimize sd 1e-4", {"too few", "<max_steps>"});
  expect_rejected("minimize bfgs 1e-4 10", {"method", "bfgs", "did you mean 'lbfgs'"});
  expect_rejected("minimize cg tiny 10", {"force tolerance (eV/A)", "tiny"});
  expect_integers_rejected("minimize cg 1e-4");
  expect_rejected("minimize cg 1e-4 10 2", {"given '2'", "hydrostatic | orthogonal | full"});
  expect_rejected("minimize cg 1e-4 10 1 2", {"hydrostatic", "given '2'", "0 .. 1"});
  expect_rejected("minimize cg 1e-4 10 ful", {"did you mean 'full'"});
  expect_rejected("minimize cg 1e-4 10 full hydrostatic", {"option", "hydrostatic"});
  expect_rejected("minimize cg 1e-4 10 pressure 1", {"pressure", "box that may change"});
  expect_rejected("minimize cg 1e-4 10 full pressure", {"pressure (GPa)", "missing"});
  expect_rejected("minimize cg 1e-4 10 full pressure 1 2", {"pressure (GPa)", "missing"});
  expect_rejected("minimize cg 1e-4 10 full pressure 1 2 3 4", {"option", "given '4'"});
  expect_rejected("minimize cg 1e-4 10 full stress_tolerance 0", {"stress tolerance (GPa)", "> 0"});
  expect_rejected("minimize cg 1e-4 10 max_move 0", {"largest move", "given '0'", "> 0, <= 1"});
  expect_rejected("minimize cg 1e-4 10 dump 0 a.xyz", {"interval", "given '0'"});
  expect_rejected("minimize cg 1e-4 10 dump 1", {"dump", "missing"});
  expect_rejected("minimize cg 1e-4 10 max_mov 1", {"did you mean 'max_move'"});
}

TEST(DeckReject, DumpThermo) {
  EXPECT_EQ(accepted<ThermoDump>("dump_thermo 10").interval, 10);
  expect_integers_rejected("dump_thermo");
  expect_rejected("dump_thermo", {"too few"});
  expect_rejected("dump_thermo 10 10", {"too many"});
}

TEST(DeckReject, DumpXyzNewOrder) {
  const auto d = accepted<FrameDump>("dump_xyz 10 f.xyz group 1 2 precision double velocity unwrapped_position");
  EXPECT_EQ(d.interval, 10);
  EXPECT_EQ(d.file, "f.xyz");
  EXPECT_EQ(d.group.method, 1);
  EXPECT_EQ(d.group.label, 2);
  EXPECT_EQ(d.digits, 17);
  EXPECT_TRUE(d.columns.velocity && d.columns.unwrapped_position && !d.columns.force && d.totals);
  EXPECT_TRUE(accepted<FrameDump>("dump_xyz 10 f*.xyz").separate());
  expect_integers_rejected("dump_xyz", " f.xyz");
  expect_rejected("dump_xyz 10", {"too few"});
  expect_rejected("dump_xyz 10 f.xyz velocities", {"velocities", "did you mean 'velocity'"});
  expect_rejected("dump_xyz 10 f.xyz group 0", {"group", "missing"});
  expect_rejected("dump_xyz 10 f.xyz group -1 0", {"group method", "-1"});
  expect_rejected("dump_xyz 10 f.xyz precision half", {"half", "single | double"});
  expect_rejected("dump_xyz 10 f.xyz charge", {"charge", "no charges"});
  expect_rejected("dump_xyz 10 f**.xyz", {"one *"});
}

TEST(DeckReject, DumpXyzOldOrder) {
  const auto d = accepted<FrameDump>("dump_xyz 1 2 10 f.xyz force group");
  EXPECT_EQ(d.interval, 10);
  EXPECT_EQ(d.file, "f.xyz");
  EXPECT_EQ(d.group.method, 1);
  EXPECT_EQ(d.group.label, 2);
  EXPECT_TRUE(d.columns.force && d.columns.group);
  EXPECT_TRUE(accepted<FrameDump>("dump_xyz -1 0 10 f.xyz").group.all());
  expect_rejected("dump_xyz 0 0 0 f.xyz", {"interval", "given '0'"});
  expect_rejected("dump_xyz 0 -1 10 f.xyz", {"group", "-1"});
  expect_rejected("dump_xyz 0 0 10 f.xyz speed", {"speed"});
}

TEST(DeckReject, DumpExyz) {
  const auto d = accepted<FrameDump>("dump_exyz 10 1 0 1");
  EXPECT_EQ(d.file, "dump.xyz");
  EXPECT_TRUE(d.columns.velocity && !d.columns.force && d.columns.atom_energy);
  EXPECT_EQ(accepted<FrameDump>("dump_exyz 10 0 0 0 1").file, "dump.*.xyz");
  expect_integers_rejected("dump_exyz");
  expect_rejected("dump_exyz", {"too few"});
  expect_rejected("dump_exyz 10 2", {"has_velocity", "given '2'", "0 .. 1"});
  expect_rejected("dump_exyz 10 1 x", {"has_force", "x"});
  expect_rejected("dump_exyz 10 1 1 1 1 1", {"too many"});
}

TEST(DeckReject, DumpPosition) {
  const auto d = accepted<FrameDump>("dump_position 10 group 0 1 precision double");
  EXPECT_EQ(d.file, "movie.xyz");
  EXPECT_EQ(d.group.label, 1);
  EXPECT_EQ(d.digits, 17);
  EXPECT_FALSE(d.totals);
  expect_integers_rejected("dump_position");
  expect_rejected("dump_position 10 velocity", {"velocity", "unexpected"});
  expect_rejected("dump_position 10 group", {"group method", "missing"});
}

TEST(DeckReject, DumpVelocityAndForce) {
  for (const std::string name : {"dump_velocity", "dump_force"}) {
    const auto d = accepted<ColumnDump>(name + " 10 group 0 1");
    EXPECT_EQ(d.file, name.substr(5) + ".out");
    EXPECT_EQ(d.group.label, 1);
    EXPECT_TRUE(accepted<ColumnDump>(name + " 10").group.all());
    expect_integers_rejected(name);
    expect_rejected(name, {"too few"});
    expect_rejected(name + " 10 grup 0 1", {"grup", "did you mean 'group'"});
    expect_rejected(name + " 10 group 0 -1", {"group", "-1"});
  }
}

TEST(DeckReject, DumpRestart) {
  EXPECT_EQ(accepted<RestartDump>("dump_restart 10").interval, 10);
  expect_integers_rejected("dump_restart");
  expect_rejected("dump_restart", {"too few"});
  expect_rejected("dump_restart 10 restart.xyz", {"too many"});
}

TEST(DeckReject, KeywordsThatNacreLacksAreNamed) {
  EXPECT_GE(missing_keywords().size(), 20u);  // fewer with every version
  for (const std::string& name : missing_keywords())
    expect_rejected(name + " 1 2 3", {name, "GPUMD keyword that nacre does not have yet"});
}

TEST(DeckReject, UnknownKeywordsNameTheNearest) {
  expect_rejected("ensembel nve", {"unknown keyword", "did you mean 'ensemble'"});
  expect_rejected("dump_thremo 10", {"did you mean 'dump_thermo'"});
  expect_rejected("rnu 10", {"did you mean 'run'"});
  expect_rejected("RUN 10", {"unknown keyword", "RUN"});
}

/// Errors of a whole deck, as "line: message".
std::vector<std::string> deck_errors(const std::string& text) {
  const auto path = std::filesystem::temp_directory_path() / ("nacre-deck-" + std::to_string(::getpid()) + ".in");
  std::ofstream(path) << text;
  std::vector<Error> errors;
  read_deck(path.string(), errors);
  std::filesystem::remove(path);
  std::vector<std::string> texts;
  for (const Error& e : errors) texts.push_back(std::to_string(e.line()) + ": " + e.message());
  return texts;
}

void expect_only(const std::string& deck, const std::string& error) {
  const auto errors = deck_errors(deck);
  ASSERT_EQ(errors.size(), 1u) << deck;
  EXPECT_NE(errors[0].find(error), std::string::npos) << errors[0];
}

TEST(DeckOrder, LinesThatNeedOthers) {
  EXPECT_TRUE(deck_errors("potential a\nensemble nve\nrun 1\nensemble nve\nrun 1\n").empty());
  expect_only("ensemble nve\nrun 1\n", "2: run: no `potential`");
  expect_only("potential a\nrun 1\n", "2: run: no `ensemble`");
  EXPECT_TRUE(deck_errors("potential a\nensemble nve\nrun 1\nrun 1\n").empty());  // takes that of line 2
  expect_only("potential a\nreplicate 2 2 2\nensemble nve\nrun 1\n", "2: replicate: must stand before `potential`");
  expect_only("potential a\npotential b\nensemble nve\nrun 1\n", "2: potential: a second potential");
  expect_only("potential a\nensemble nve\nensemble nve\nrun 1\n", "3: ensemble: there is an ensemble");
  EXPECT_TRUE(deck_errors("potential a\nensemble nve\nfix 0\nfix 1\nrun 1\n").empty());
  expect_only("potential a\nensemble nve\nmove 1 0 0 0\nrun 1\n", "3: move: needs a `fix`");
  expect_only("potential a\nensemble nve\nfix 1 0\nmove 1 0 0 0\nrun 1\n",
              "4: move: needs a `fix` of another group of the same method");
  EXPECT_TRUE(deck_errors("potential a\nensemble nve\nmove 1 1 0 0 0\nfix 1 0\nrun 1\n").empty());
  expect_only("potential a\nensemble nve\nfix 0\nrun 1\nmove 1 0 0 0\nrun 1\n", "5: move: needs a `fix`");
  expect_only("potential a\nensemble nve\nfix 0\nmove 1 0 0 0\nmove 2 0 0 0\nrun 1\n", "5: move: a group moves");
  expect_only("potential a\nensemble nve\ndeform 1 1 0 0\ndeform 1 0 1 0\nrun 1\n", "4: deform: the cell is deformed");
  EXPECT_TRUE(deck_errors("potential a\nfix 0\nminimize cg 1e-3 9\n").empty());
  EXPECT_TRUE(deck_errors("potential a\nensemble nve\nfix 0\nminimize cg 1e-3 9\nrun 1\n").empty());
  expect_only("minimize cg 1e-3 9\n", "1: minimize: no `potential`");
  expect_only("potential a\nensemble nve\n", "no `run`");
  expect_only("# nothing\n", "no `run`");
}

TEST(DeckOrder, SettingsReachOneRunOnly) {
  const auto path = std::filesystem::temp_directory_path() / ("nacre-deck-" + std::to_string(::getpid()) + ".in");
  std::ofstream(path)
      << "potential a\ntime_step 2 0.1\nfix 1\ncorrect_velocity 50\ndump_thermo 5\nensemble nve\nrun 1\n"
         "ensemble nvt_bdp 1 1 1\nrun 2\n";
  std::vector<Error> errors;
  const Deck deck = read_deck(path.string(), errors);
  std::filesystem::remove(path);
  ASSERT_TRUE(errors.empty());
  const RunSettings first = settings_of_run(deck, 6), second = settings_of_run(deck, 8);
  EXPECT_EQ(first.time_step.max_distance_A, 0.1);
  ASSERT_EQ(first.fixes.size(), 1u);
  EXPECT_EQ(first.fixes[0]->as<Fix>()->group.label, 1);
  EXPECT_EQ(first.correct_velocity.interval, 50);
  EXPECT_EQ(first.dumps.size(), 1u);
  EXPECT_EQ(second.time_step.dt_fs, 2);
  EXPECT_EQ(second.time_step.max_distance_A, 0);
  EXPECT_TRUE(second.fixes.empty());
  EXPECT_EQ(second.correct_velocity.interval, 0);
  EXPECT_TRUE(second.dumps.empty());
  EXPECT_EQ(second.ensemble->words[1], "nvt_bdp");
}

}  // namespace

}  // namespace deck_reject_test

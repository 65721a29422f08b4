// The loop of the insertion: with lattice gases, whose voltages are known, and with a potential, cut at every possible
// moment and resumed.
#include "insert/insertion.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <iostream>

#include "build/crystal.h"
#include "build/random_structure.h"
#include "io/checkpoint.h"
#include "io/extxyz.h"
#include "scratch.h"
#include "source_dir.h"

namespace nacre::insert::insert_loop_test {
namespace {

using nacre_test::content;
using nacre_test::error_of;
using nacre_test::mentions;
using nacre_test::Scratch;

const std::string data = nacre_test::source_dir() + "/tests/data/";

/// Sites on a cubic lattice of 3 A in a cell of 12 A, two carbons in a corner. An atom relaxes onto the nearest free
/// site and has its energy: no interaction but that a site holds one atom. All energies are multiples of 1/8 eV, so
/// that sums are exact.
class LatticeGas final : public Energetics {
 public:
  explicit LatticeGas(std::function<double(int)> energy) {
    for (int i = 0; i < 64; ++i) {
      site_.push_back({1.5 + 3 * (i / 16), 1.5 + 3 * (i / 4 % 4), 1.5 + 3 * (i % 4)});
      energy_.push_back(energy(i));
    }
  }
  static Structure host() {
    Structure s;
    Mat3 h;
    for (int k = 0; k < 3; ++k) h[k][k] = 12;
    s.box = Box(h);
    s.atoms.species = {"C", "Na"};
    s.atoms.resize(2);
    s.atoms.position[1] = {1.25, 0, 0};
    s.atoms.mass = {12, 12};
    return s;
  }
  const std::vector<std::string>& species() const override { return species_; }
  std::vector<double> screen(const Structure& s, int type, const Candidates& c) override {
    EXPECT_EQ(type, 1);
    std::vector<double> energies;
    for (const Vec3& p : c.position) {
      const int site = nearest(p);
      energies.push_back(is_taken(s, site, -1) ? INFINITY : blind ? 0 : energy_[site]);
    }
    return energies;
  }
  std::vector<double> without(const Structure& s, const std::vector<int>& atoms) override {
    std::vector<double> energies;
    for (const int a : atoms) energies.push_back(total(without_atom(s, a)));
    return energies;
  }
  void relax(std::vector<Trial>& trials, const RelaxOptions& options) override {
    for (Trial& t : trials) {
      const int last = static_cast<int>(t.structure.atoms.size()) - 1;
      if (t.structure.atoms.type[last] == 1) {
        const int site = nearest(t.structure.atoms.position[last]);
        if (!is_taken(t.structure, site, last)) t.structure.atoms.position[last] = site_[site];
      }
      t.result.energy =
          total(t.structure) +
          (noise && t.structure.atoms.type[last] == 1 ? noise(nearest(t.structure.atoms.position[last])) : 0);
      t.result.reason = RelaxReason::converged;
      t.result.steps = 1, t.result.calls = 2;
    }
    if (options.stop) options.stop();
  }
  void evaluate(const Structure& s, Evaluation& now) override {
    now.energy = total(s);
    now.atom_energy.assign(s.atoms.size(), 0.0);
    now.force.assign(s.atoms.size(), Vec3{});
  }
  bool blind = false;                ///< the screening tells free sites from taken ones, no more
  std::function<double(int)> noise;  ///< of relaxed energies, by site

 private:
  static int nearest(Vec3 p) {
    const auto cell = [](double x) { return static_cast<int>(std::floor((x - 12 * std::floor(x / 12)) / 3)) % 4; };
    return 16 * cell(p.x) + 4 * cell(p.y) + cell(p.z);
  }
  bool is_taken(const Structure& s, int site, int but) const {
    for (int i = 0; i < static_cast<int>(s.atoms.size()); ++i)
      if (i != but && s.atoms.type[i] == 1 && nearest(s.atoms.position[i]) == site) return true;
    return false;
  }
  double total(const Structure& s) const {
    double sum = -16;
    std::vector<int> count(64, 0);
    for (std::size_t i = 0; i < s.atoms.size(); ++i)
      if (s.atoms.type[i] == 1) {
        const int site = nearest(s.atoms.position[i]);
        sum += energy_[site] + 128.0 * count[site]++;
      }
    return sum;
  }
  std::vector<std::string> species_{"C", "Na"};
  std::vector<Vec3> site_;
  std::vector<double> energy_;
};

/// Settings that need no files to be read.
InsertSettings settings(const Scratch& folder, std::int64_t count) {
  InsertSettings s;
  s.folder = s.output_folder = folder.path("");
  s.file = folder.path("insert.yaml");
  s.structure = "structure.xyz", s.potential = "nep.txt";
  s.until.count = count;
  s.spacing = 0.75;
  s.keep = 6;
  s.min_distance["Na"] = 2.0;
  s.smoothing = 1;
  return s;
}

InsertReport run(const InsertSettings& s, Energetics& gas, Structure start, double bulk, bool resume = false,
                 InsertCalls calls = {}) {
  return Insertion(s, std::move(start), gas, bulk, resume, std::move(calls)).go();
}

TEST(InsertLoop, OneSiteEnergyGivesAFlatVoltage) {
  const Scratch folder;
  LatticeGas gas([](int) { return -1.75; });
  const InsertReport r = run(settings(folder, 30), gas, LatticeGas::host(), -1.25);
  EXPECT_EQ(r.end, "count");
  ASSERT_EQ(r.rows.size(), 30u);
  for (const LedgerRow& row : r.rows) EXPECT_EQ(row.voltage, 0.5) << row.number;
  EXPECT_EQ(r.rows[4].binding, 0.5);
  EXPECT_EQ(r.rows[4].formation, -2.5);
  EXPECT_EQ(r.rows[4].relaxed, 6);
  EXPECT_GE(r.rows[4].near_winner, 1) << "all sites are equal";
  EXPECT_LE(r.rows[4].near_winner, 5);
  EXPECT_EQ(r.inserted(), 30);
}

TEST(InsertLoop, BulkEnergyGivesZero) {
  const Scratch folder;
  LatticeGas gas([](int) { return -1.25; });
  for (const LedgerRow& row : run(settings(folder, 5), gas, LatticeGas::host(), -1.25).rows) EXPECT_EQ(row.voltage, 0);
}

TEST(InsertLoop, TwoSiteEnergiesGiveAStepAtTheRightNumber) {
  const Scratch folder;
  LatticeGas gas([](int i) { return i % 4 == 1 ? -2.5 : -1.0; });  // sixteen deep sites
  const InsertReport r = run(settings(folder, 24), gas, LatticeGas::host(), -1.25);
  double sum = 0;
  for (const LedgerRow& row : r.rows) {
    EXPECT_EQ(row.voltage, row.number <= 16 ? 1.25 : -0.25) << row.number;
    sum += row.voltage;
  }
  EXPECT_EQ(sum, -r.rows.back().formation);
}

TEST(InsertLoop, RelaxationDecidesNotScreening) {
  const Scratch folder;
  LatticeGas gas([](int i) { return i % 4 == 1 ? -2.5 : i % 4 == 2 ? -1.0 : -0.5; });
  gas.blind = true;
  InsertSettings s = settings(folder, 20);
  s.keep = 10000;
  s.relax.finalists = 1;
  for (const LedgerRow& row : run(s, gas, LatticeGas::host(), -1.25).rows)
    EXPECT_EQ(row.voltage, row.number <= 16 ? 1.25 : -0.25) << row.number;
}

TEST(InsertLoop, TheWindowAndTheScopeChooseWhoGoesOn) {
  const Scratch folder;
  LatticeGas gas([](int i) { return i % 4 == 1 ? -2.5 : -1.0; });
  gas.blind = true;
  InsertSettings s = settings(folder, 1);
  s.keep = 10000;
  s.relax.finalists = 1000;
  const auto calls_after_the_first_stage = [&] {
    const LedgerRow row = run(s, gas, LatticeGas::host(), -1.25).rows[0];
    return row.calls - 2 * row.relaxed;  // two calls a relaxation
  };
  EXPECT_EQ(calls_after_the_first_stage(), 2 * 16) << "one trial of each deep site";
  s.relax.window = 10;
  EXPECT_EQ(calls_after_the_first_stage(), 2 * 64);
  s.relax.local = false;
  EXPECT_EQ(calls_after_the_first_stage(), 0);
}

TEST(InsertLoop, DoublePrecisionDecidesWhatSingleCannotTellApart) {
  const Scratch folder;
  constexpr double small = 0x1p-17;  // 8e-6 eV
  LatticeGas gas([](int i) { return i == 22 ? -2 - small : i == 21 || i == 41 ? -2.0 : -1.0; });
  gas.noise = [](int i) { return i == 22 ? 0.5 * small : i == 41 ? -small : 0; };
  InsertSettings s = settings(folder, 3);
  s.keep = 1000;
  const InsertReport r = run(s, gas, LatticeGas::host(), -1.25);
  EXPECT_EQ(r.rows[0].voltage, 0.75 + small);
  EXPECT_EQ(r.rows[1].voltage, 0.75);
  EXPECT_EQ(nearest_distance(LatticeGas::host().box, *r.rows[1].position, {4.5, 4.5, 4.5}), 0)
      << "of equal energies the first in the order of the screening";
}

TEST(InsertLoop, EndsAtRatioVoltageAndWhereNoRoomIsLeft) {
  const Scratch folder;
  LatticeGas gas([](int i) { return i % 4 == 1 ? -2.5 : -1.0; });
  InsertSettings s = settings(folder, 1000);
  EXPECT_EQ(run(s, gas, LatticeGas::host(), -1.25).end, "no room");
  s.until.voltage = 0;
  s.smoothing = 2;
  const InsertReport by_voltage = run(s, gas, LatticeGas::host(), -1.25);
  EXPECT_EQ(by_voltage.end, "voltage");
  EXPECT_EQ(by_voltage.rows.size(), 18u) << "17 has the mean (1.25 - 0.25) / 2, 18 has -0.25";
  s.until = {};
  s.until.ratio = 3.5;
  const InsertReport by_ratio = run(s, gas, LatticeGas::host(), -1.25);
  EXPECT_EQ(by_ratio.end, "ratio");
  EXPECT_EQ(by_ratio.rows.size(), 7u);
}

TEST(InsertLoop, RemovalUndoesInsertion) {
  const Scratch folder;
  LatticeGas gas([](int i) { return -0.125 * (i % 13); });
  const InsertReport in = run(settings(folder, 12), gas, LatticeGas::host(), -1.25);
  Structure full{read_frame(folder.path("final.xyz")).atoms, LatticeGas::host().box};
  const Scratch other;
  InsertSettings back = settings(other, 0);
  back.mode = Mode::remove;
  back.keep = 3;
  back.host_energy = -16;
  const InsertReport out = run(back, gas, std::move(full), -1.25);
  EXPECT_EQ(out.end, "nothing left");
  ASSERT_EQ(out.rows.size(), 12u);
  bool differ = false;
  for (std::size_t i = 0; i < 12; ++i) {
    EXPECT_EQ(out.rows[i].voltage, in.rows[11 - i].voltage);
    EXPECT_EQ(out.rows[i].binding, in.rows[11 - i].binding);
    EXPECT_EQ(out.rows[i].change, -1);
    EXPECT_EQ(out.rows[i].formation, i == 11 ? 0 : in.rows[10 - i].formation);
    differ = differ || in.rows[i].voltage != in.rows[0].voltage;
  }
  EXPECT_TRUE(differ);
}

TEST(InsertLoop, RandomBatchesFillUpToTheCount) {
  const Scratch folder;
  LatticeGas gas([](int) { return -1.0; });
  InsertSettings s = settings(folder, 7);
  s.mode = Mode::random;
  s.batch_size = 3;
  s.min_distance["Na"] = 3.2;
  const InsertReport r = run(s, gas, LatticeGas::host(), -1.25);
  ASSERT_EQ(r.rows.size(), 3u);
  EXPECT_EQ(r.rows[0].change, 3);
  EXPECT_EQ(r.rows[2].change, 1);
  EXPECT_FALSE(r.rows[0].position);
  EXPECT_TRUE(r.rows[2].position);
  const Frame end = read_frame(folder.path("final.xyz"));
  EXPECT_EQ(end.atoms.size(), 9u);
  const std::string first = content(folder.path("final.xyz"));
  run(s, gas, LatticeGas::host(), -1.25);
  EXPECT_EQ(content(folder.path("final.xyz")), first);
  s.seeds = {2};
  run(s, gas, LatticeGas::host(), -1.25);
  EXPECT_NE(content(folder.path("final.xyz")), first);
}

TEST(InsertLoop, FilesAndTheirOlderGeneration) {
  const Scratch folder;
  LatticeGas gas([](int) { return -1.0; });
  InsertSettings s = settings(folder, 5);
  s.structures_every = 2;
  run(s, gas, LatticeGas::host(), -1.25);
  EXPECT_EQ(read_frames(folder.path("structures.xyz")).size(), 3u) << "0, 2 and 4 atoms";
  EXPECT_EQ(read_frame(folder.path("final.xyz")).atom_energy.size(), 7u);
  const ReadLedger ledger = read_ledger(folder.path("insert.csv"));
  EXPECT_EQ(ledger.rows.size(), 5u);
  EXPECT_NE(content(folder.path("insert.svg")).find("</svg>"), std::string::npos);
  s.until.count = 2;
  run(s, gas, LatticeGas::host(), -1.25);
  EXPECT_EQ(read_ledger(folder.path("insert.csv")).rows.size(), 2u);
  EXPECT_EQ(read_ledger(folder.path("insert.csv.old")).rows.size(), 5u);
}

// ---------------------------------------------------------------- with potentials

/// Ends the run, as a killed program ends, at the n-th call.
class Killed : public std::exception {};
class Killer final : public Energetics {
 public:
  Killer(std::unique_ptr<Energetics> inner, int at) : inner_(std::move(inner)), left_(at) {}
  const std::vector<std::string>& species() const override { return inner_->species(); }
  std::vector<double> screen(const Structure& s, int type, const Candidates& c) override {
    count();
    return inner_->screen(s, type, c);
  }
  std::vector<double> without(const Structure& s, const std::vector<int>& atoms) override {
    count();
    return inner_->without(s, atoms);
  }
  void relax(std::vector<Trial>& trials, const RelaxOptions& options) override {
    count();
    inner_->relax(trials, options);
  }
  void evaluate(const Structure& s, Evaluation& now) override {
    count();
    inner_->evaluate(s, now);
  }
  /// Comes when ledger and trajectory are written and the checkpoint is not.
  void save(Record& record) const override {
    count();
    inner_->save(record);
  }
  void load(const Record& record) override { inner_->load(record); }

 private:
  void count() const {
    if (--left_ == 0) throw Killed();
  }
  std::unique_ptr<Energetics> inner_;
  mutable int left_;
};

/// Random carbon in a cell so long that most candidate energies are kept from row to row.
Structure carbon() { return random_structure({{"C"}, {70}, {32, 7.5, 7.5}, 1.4, 3}); }

InsertSettings nep_settings(const Scratch& folder) {
  InsertSettings s = settings(folder, 3);
  s.potential = data + "nep-random/nep4_zbl_NaC/nep.txt";
  s.spacing = 1.2;
  s.min_distance = {{"C", 1.7}, {"Na", 2.5}};
  s.keep = 4;
  s.tolerance = 0.3;  // wide, so that kept energies are not those of the present structure
  s.relax.local_steps = 4;
  s.relax.max_steps = 4;
  s.relax.radius = 5;
  s.relax.finalists = 2;
  s.structures_every = 1;
  return s;
}

std::unique_ptr<Energetics> nep(const InsertSettings& s) {
  return make_energetics(s, make_batch_force(potential_path(s)), make_screening(potential_path(s)));
}

/// The ledger without its column of seconds.
std::string rows_of(const std::string& file) {
  std::istringstream in(content(file));
  std::string out;
  for (std::string line; std::getline(in, line);) {
    std::istringstream fields(line);
    int place = 0;
    for (std::string field; std::getline(fields, field, ','); ++place) out += place == 15 ? "," : field + ",";
    out += "\n";
  }
  return out;
}

std::string result(const Scratch& folder) {
  std::string table;  // kept energies: what the next row would begin with
  const Checkpoint checkpoint = read_checkpoint(folder.path(checkpoint_file));
  for (const auto& [name, values] : checkpoint.parts.at("energetics").reals)
    for (const double v : values) table += fmt::format("{} {:a}\n", name, v);
  return table + rows_of(folder.path("insert.csv")) + content(folder.path("structures.xyz")) +
         content(folder.path("final.xyz")) + content(folder.path("insert.svg"));
}

void killed_and_resumed_gives_the_same_bits(Mode mode) {
  const auto configure = [&](const Scratch& folder) {
    InsertSettings s = nep_settings(folder);
    s.mode = mode;
    if (mode == Mode::remove) s.until.count = 0;
    if (mode == Mode::random) s.batch_size = 2, s.until.count = 5;
    return s;
  };
  const auto start = [&] {
    Structure s = carbon();
    s.atoms.use_species({"Na", "C"});
    if (mode == Mode::remove)
      for (const int i : {3, 20, 40}) s.atoms.type[i] = 0;
    return s;
  };
  const Scratch whole;
  const InsertSettings uncut = configure(whole);
  const InsertReport report = run(uncut, *nep(uncut), start(), -1);
  ASSERT_EQ(report.rows.size(), 3u);
  const std::string expected = result(whole);
  int at = 1;
  for (bool killed = true; killed; ++at) {
    const Scratch folder;
    const InsertSettings s = configure(folder);
    killed = false;
    try {
      Killer killer(nep(s), at);
      run(s, killer, start(), -1);
    } catch (const Killed&) {
      killed = true;
    }
    const bool known = std::filesystem::exists(folder.path(checkpoint_file));
    if (killed) run(s, *nep(s), start(), -1, known);
    ASSERT_EQ(result(folder), expected) << "killed at call " << at;
    ASSERT_LT(at, 200);
  }
  std::cout << "    killed at " << at - 2 << " calls\n";
  EXPECT_GT(at, mode == Mode::random ? 10 : 20);
}
TEST(InsertResume, InsertKilledAtEveryCall) { killed_and_resumed_gives_the_same_bits(Mode::insert); }
TEST(InsertResume, RemoveKilledAtEveryCall) { killed_and_resumed_gives_the_same_bits(Mode::remove); }
TEST(InsertResume, RandomKilledAtEveryCall) { killed_and_resumed_gives_the_same_bits(Mode::random); }

TEST(InsertResume, InterruptedAndContinuedFurther) {
  const Scratch folder, whole;
  InsertSettings s = nep_settings(folder);
  int asked = 0;
  InsertCalls calls;
  calls.stop = [&] { return ++asked > 40; };
  const InsertReport cut = run(s, *nep(s), carbon(), -1, false, calls);
  ASSERT_EQ(cut.end, "interrupted");
  EXPECT_TRUE(cut.interrupted && cut.is_saved);
  EXPECT_LT(cut.rows.size(), 3u);
  s.until.count = 2;
  run(s, *nep(s), carbon(), -1, true);
  s.until.count = 3;
  run(s, *nep(s), carbon(), -1, true);
  const InsertSettings uncut = nep_settings(whole);
  run(uncut, *nep(uncut), carbon(), -1);
  EXPECT_EQ(result(folder), result(whole));
}

TEST(InsertResume, RefusesAnotherInsertion) {
  const Scratch folder;
  InsertSettings s = nep_settings(folder);
  s.until.count = 1;
  s.given = {{"screen.keep", "4"}, {"until.count", "1"}};
  run(s, *nep(s), carbon(), -1);
  const auto refused = [&](const InsertSettings& other) {
    return error_of([&] { run(other, *nep(other), carbon(), -1, true); });
  };
  InsertSettings other = s;
  other.given["screen.keep"] = "5";
  EXPECT_TRUE(mentions(refused(other), "screen.keep"));
  other = s;
  other.seeds = {7};
  EXPECT_TRUE(mentions(refused(other), "seed"));
  folder.write("structure.xyz", "other");
  EXPECT_TRUE(mentions(refused(s), "the structure is not what it was"));
}

/// A vacancy of a crystal, filled back: the voltage against the crystal itself is the vacancy's formation energy, which
/// two energies of whole crystals give. Nothing else may move.
TEST(InsertLennardJones, AFilledVacancyGivesItsEnergyAgainstTheBulk) {
  const Scratch folder;
  InsertSettings s = settings(folder, 54);
  s.potential = data + "lj/NaC.lj";
  Crystal request;
  request.name = "bcc", request.repeat = {3, 3, 3}, request.a = relax_bulk(s.potential, "Na").lattice_constant;
  const Structure perfect = crystal(request);
  const Structure start = without_atom(perfect, 20);
  s.min_distance["Na"] = 2.0;
  s.spacing = 0.5;
  s.relax.host = false;
  s.relax.local_steps = 200;
  s.relax.radius = 0.1;  // the new atom alone
  s.relax.force_tolerance = 100, s.relax.local_tolerance = 1e-6;
  const auto energetics =
      make_energetics(s, make_batch_force(potential_path(s), Precision::full), make_full_screening(potential_path(s)));
  Structure all = {perfect.atoms.clone(), perfect.box}, less = without_atom(perfect, 20);
  all.atoms.use_species(energetics->species()), less.atoms.use_species(energetics->species());
  Evaluation with, without;
  energetics->evaluate(all, with), energetics->evaluate(less, without);
  const double bulk = with.energy / 54;
  const InsertReport r = run(s, *energetics, Structure{start.atoms.clone(), start.box}, bulk);
  ASSERT_EQ(r.rows.size(), 1u);
  const double vacancy = without.energy - 53 * bulk;  // > 0
  EXPECT_GT(vacancy, 0);
  EXPECT_NEAR(r.rows[0].voltage, vacancy, 1e-8);
  ASSERT_TRUE(r.rows[0].binding);
  EXPECT_NEAR(*r.rows[0].binding, vacancy, 1e-8);
  EXPECT_LT(nearest_distance(perfect.box, *r.rows[0].position, perfect.atoms.position[20]), 1e-4);
  EXPECT_TRUE(std::isinf(r.rows[0].capacity)) << "no host";
}

TEST(InsertLennardJones, TheStartIsRelaxedWithItsVolume) {
  const Scratch folder;
  InsertSettings s = settings(folder, 16);
  s.potential = data + "lj/NaC.lj";
  s.relax.force_tolerance = 1e-4;
  const double a = relax_bulk(s.potential, "Na").lattice_constant;
  const auto edge = [&](CellFreedom box) {
    s.relax.box = box;
    Crystal request;
    request.name = "bcc", request.repeat = {2, 2, 2}, request.a = 1.02 * a;
    const auto energetics =
        make_energetics(s, make_batch_force(s.potential, Precision::full), make_full_screening(s.potential));
    EXPECT_EQ(run(s, *energetics, crystal(request), -1).end, "count");
    return norm(read_frame(folder.path("final.xyz")).box.h().row(0)) / 2;
  };
  // A stress of 1e-4 GPa against some GPa of stiffness: parts in 1e4.
  EXPECT_NEAR(edge(CellFreedom::hydrostatic), a, 1e-3 * a);
  EXPECT_NEAR(edge(CellFreedom::fixed), 1.02 * a, 1e-12);
}

TEST(InsertBulk, BccAtTheLeastEnergyOfAScan) {
  const std::string file = data + "lj/NaC.lj";
  const Bulk bulk = relax_bulk(file, "Na");
  const auto force = make_force(file, Precision::full);
  const auto energy = [&](double a) {
    Crystal request;
    request.name = "bcc", request.a = a;
    Structure s = crystal(request);
    s.atoms.use_species(force->species());
    Evaluation e;
    force->reset();
    force->compute(s.atoms, s.box, {}, e);
    return e.energy / 2;
  };
  EXPECT_NEAR(bulk.energy, energy(bulk.lattice_constant), 1e-12);
  EXPECT_LT(bulk.energy, energy(bulk.lattice_constant * 1.002));
  EXPECT_LT(bulk.energy, energy(bulk.lattice_constant * 0.998));
  EXPECT_TRUE(mentions(error_of([&] { relax_bulk(file, "Mg"); }), "bulk_energy"));
}

}  // namespace
}  // namespace nacre::insert::insert_loop_test

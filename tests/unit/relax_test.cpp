// Relaxation of atoms and cells, one structure or many: against minima that are known from symmetry, from scans of
// energies by the reference programs, and from each other.
#include "minimize/relax.h"

#include <gtest/gtest.h>

#include <cmath>
#include <iostream>

#include "build/crystal.h"
#include "contract/samples.h"
#include "core/units.h"
#include "force/cuda_host.h"
#include "force/registry.h"
#include "minimize/minimizer.h"
#include "minimize/one_structure.h"
#include "needs_gpu.h"
#include "reference/lennard_jones.h"
#include "reference/tersoff.h"
#include "scratch.h"
#include "source_dir.h"

namespace relax_test {

namespace {

using namespace nacre;
using samples::Sample;

constexpr double gpa = 1 / units::gpa_per_pressure;
const std::string root = nacre_test::source_dir();
const std::string nep_file = root + "/tests/data/nep-random/nep4_C_l8/nep.txt";

/// What a strain of the cell adds to a length that is converged to 1e-4 GPa: 1e-4 GPa / (3 x 400 GPa), in A; and float
/// or scan errors beside it.
constexpr double length_tolerance = 2e-6;

Sample diamond(int n, double rattle = 0, std::uint64_t seed = 1) {
  Crystal c;
  c.name = "diamond", c.repeat = {n, n, n}, c.rattle = rattle, c.seed = seed;
  Structure s = crystal(c);
  return {std::move(s.atoms), s.box};
}

/// The cell and the atoms in it multiplied by mu.
Sample strained(Sample s, const Mat3& mu) {
  s.box = s.box.with_cell(s.box.h() * mu);
  for (Vec3& r : s.atoms.position) r = r * mu;
  return s;
}
Mat3 strain(double xx, double yy, double zz, double yz = 0, double xz = 0, double xy = 0) {
  return {{{1 + xx, xy, xz}, {xy, 1 + yy, yz}, {xz, yz, 1 + zz}}};
}

RelaxResult relax_one(BatchForce& force, Sample& s, const RelaxOptions& options, std::vector<char> fixed = {}) {
  s.atoms.use_species(force.species());
  return relax(force, {{&s.atoms, &s.box, std::move(fixed)}}, options).at(0);
}

RelaxOptions to(const std::string& method, double tolerance, std::int64_t steps = 3000) {
  RelaxOptions o;
  o.method = method, o.force_tolerance = tolerance, o.max_steps = steps;
  return o;
}
RelaxOptions cell_to(const std::string& method, CellFreedom cell, Vec3 pressure_GPa = {}) {
  RelaxOptions o = to(method, 1e-5);
  o.cell = cell, o.pressure = gpa * pressure_GPa;
  return o;
}

/// Where a function that has one minimum between a and b has it, by golden section; good to 1e-8 of x and to where its
/// values differ by rounding.
template <class Function>
double minimum_between(double a, double b, Function&& f) {
  const double golden = (std::sqrt(5.0) - 1) / 2;
  double x = b - golden * (b - a), y = a + golden * (b - a), fx = f(x), fy = f(y);
  while (b - a > 1e-8) {
    if (fx < fy)
      b = y, y = x, fy = fx, x = b - golden * (b - a), fx = f(x);
    else
      a = x, x = y, fx = fy, y = a + golden * (b - a), fy = f(y);
  }
  return 0.5 * (a + b);
}

/// Energy of 8 atoms of diamond with edges a, b, c, by the reference program (eV).
double reference_energy(double a, double b, double c) {
  return reference::tersoff(
             samples::to_reference(strained(diamond(1), strain(a / 3.567 - 1, b / 3.567 - 1, c / 3.567 - 1))))
      .energy;
}
double lattice_constant(double pressure_GPa = 0) {
  return minimum_between(3.3, 3.8,
                         [&](double a) { return reference_energy(a, a, a) + gpa * pressure_GPa * a * a * a; });
}

double edge(const Sample& s, int k) { return norm(s.box.h().row(k)); }

/// Largest distance of an atom from its place in `other`, up to a shift of the whole.
double largest_distance(const Sample& s, const Sample& other) {
  const auto n = static_cast<double>(s.atoms.size());
  Vec3 mean;
  for (std::size_t i = 0; i < s.atoms.size(); ++i) mean += (1 / n) * (s.atoms.position[i] - other.atoms.position[i]);
  double largest = 0;
  for (std::size_t i = 0; i < s.atoms.size(); ++i)
    largest = std::max(largest, norm(s.atoms.position[i] - other.atoms.position[i] - mean));
  return largest;
}

class EveryMethod : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(All, EveryMethod, testing::ValuesIn(known_minimizers()),
                         [](const auto& info) { return info.param; });

TEST_P(EveryMethod, RattledDiamondFindsItsLattice) {
  const auto force = make_batch_force(default_force);
  Sample s = diamond(2, 0.1);
  const Sample perfect = diamond(2);
  const RelaxResult r = relax_one(*force, s, to(GetParam(), 1e-6));
  EXPECT_EQ(r.reason, RelaxReason::converged);
  // The softest phonon of 64 atoms has a stiffness of some eV/A^2: 1e-6 eV/A are less than 1e-6 A.
  EXPECT_LT(largest_distance(s, perfect), 1e-6);
  EXPECT_NEAR(r.energy / 64, reference_energy(3.567, 3.567, 3.567) / 8, 1e-9);
  EXPECT_LT(r.max_force, 1e-6);
  EXPECT_EQ(r.now.energy, r.energy);
  std::cout << "    " << GetParam() << ": " << r.steps << " steps, " << r.calls << " calls\n";
}

TEST_P(EveryMethod, StrainedDiamondFindsItsLatticeConstantInEveryFreedom) {
  const auto force = make_batch_force(default_force);
  const double a = lattice_constant();
  const struct {
    CellFreedom cell;
    Mat3 start;
  } cases[] = {{CellFreedom::hydrostatic, strain(0.03, 0.03, 0.03)},
               {CellFreedom::orthogonal, strain(0.03, -0.03, 0.02)},
               {CellFreedom::full, strain(-0.03, 0.02, 0.03, 0.02, -0.03, 0.01)}};
  for (const auto& one : cases) {
    Sample s = strained(diamond(2, 0.02), one.start);
    const RelaxResult r = relax_one(*force, s, cell_to(GetParam(), one.cell));
    EXPECT_EQ(r.reason, RelaxReason::converged) << cell_freedom_text(one.cell);
    EXPECT_NEAR(std::cbrt(s.box.volume()) / 2, a, length_tolerance) << cell_freedom_text(one.cell);
    for (int k = 0; k < 3; ++k) EXPECT_NEAR(edge(s, k) / 2, a, length_tolerance) << cell_freedom_text(one.cell);
    EXPECT_NEAR(dot(s.box.h().row(0), s.box.h().row(1)) / 4, 0, 1e-5);
    EXPECT_NEAR(r.energy / 8, reference_energy(a, a, a), 1e-8);
    EXPECT_LT(r.stress_error / gpa, 1e-4);
    std::cout << "    " << GetParam() << " " << cell_freedom_text(one.cell) << ": " << r.calls << " calls\n";
  }
}

TEST_P(EveryMethod, CellUnderPressureHasTheLeastEnthalpy) {
  const auto force = make_batch_force(default_force);
  Sample s = diamond(1, 0.02);
  const RelaxResult r = relax_one(*force, s, cell_to(GetParam(), CellFreedom::full, {50, 50, 50}));
  const double a = lattice_constant(50);
  EXPECT_LT(a, lattice_constant() - 0.05);
  EXPECT_EQ(r.reason, RelaxReason::converged);
  EXPECT_NEAR(std::cbrt(s.box.volume()), a, length_tolerance);
  EXPECT_NEAR(r.enthalpy, reference_energy(a, a, a) + 50 * gpa * a * a * a, 1e-7);
}

// Along the cubic axes no strain moves the atoms within the cell, so the energies of the scan need no relaxation.
TEST_P(EveryMethod, CellUnderUnequalPressuresHoldsThem) {
  const auto force = make_batch_force(default_force);
  const Vec3 pressure{40, -10, 5};
  Sample s = diamond(1, 0.02);
  const RelaxResult r = relax_one(*force, s, cell_to(GetParam(), CellFreedom::orthogonal, pressure));
  EXPECT_EQ(r.reason, RelaxReason::converged);
  const double a = edge(s, 0), b = edge(s, 1), c = edge(s, 2);
  EXPECT_LT(a, c);
  EXPECT_LT(c, b);
  // The force on each face by differences of the reference's energies, and the minimum of E + P_x A_x a over a alone.
  const double d = 1e-4;
  EXPECT_NEAR(-(reference_energy(a + d, b, c) - reference_energy(a - d, b, c)) / (2 * d * b * c) / gpa, 40, 1e-3);
  EXPECT_NEAR(-(reference_energy(a, b + d, c) - reference_energy(a, b - d, c)) / (2 * d * a * c) / gpa, -10, 1e-3);
  EXPECT_NEAR(-(reference_energy(a, b, c + d) - reference_energy(a, b, c - d)) / (2 * d * a * b) / gpa, 5, 1e-3);
  EXPECT_NEAR(minimum_between(3.2, 3.9, [&](double x) { return reference_energy(x, b, c) + 40 * gpa * b * c * x; }), a,
              length_tolerance);
}

TEST_P(EveryMethod, LennardJonesCrystalFindsItsLatticeConstant) {
  // The cutoff lies between two shells over the whole way, so that the truncated energy does not jump.
  const nacre_test::Scratch folder;
  const auto force = make_batch_force(folder.write("Ar.lj", "lj 1 Ar\n0.0104 3.4 7.86\n"));
  const auto fcc = [](double a) {
    Sample s{Atoms{}, Box(a * identity())};
    s.atoms.species = {"Ar"};
    s.atoms.resize(4);
    s.atoms.position = {{0, 0, 0}, {a / 2, a / 2, 0}, {a / 2, 0, a / 2}, {0, a / 2, a / 2}};
    return s;
  };
  const double a = minimum_between(5.12, 5.45, [&](double x) {
    return reference::lennard_jones(samples::to_reference(fcc(x)), 0.0104, 3.4, 7.86).energy;
  });
  Sample s = strained(fcc(a), strain(0.02, -0.015, 0.01, 0.005));
  RelaxOptions o = cell_to(GetParam(), CellFreedom::full);
  o.force_tolerance = 1e-6, o.stress_tolerance = 1e-5 * gpa;  // argon is a hundred times softer than diamond
  const RelaxResult r = relax_one(*force, s, o);
  EXPECT_EQ(r.reason, RelaxReason::converged);
  for (int k = 0; k < 3; ++k) EXPECT_NEAR(edge(s, k), a, 4e-5);  // 1e-5 GPa over 2 C' = 1.5 GPa
}

TEST_P(EveryMethod, FixedAtomsKeepTheirBits) {
  const auto force = make_batch_force(default_force);
  Sample s = diamond(2, 0.1);
  const Sample before = s.clone();
  std::vector<char> fixed(64, 0);
  for (std::size_t i = 0; i < 64; i += 3) fixed[i] = 1;
  const RelaxResult r = relax_one(*force, s, to(GetParam(), 1e-4), fixed);
  EXPECT_EQ(r.reason, RelaxReason::converged);
  double moved = 0;
  for (std::size_t i = 0; i < 64; ++i) {
    const Vec3 a = s.atoms.position[i], b = before.atoms.position[i];
    EXPECT_TRUE(!fixed[i] || (a.x == b.x && a.y == b.y && a.z == b.z)) << i;
    moved = std::max(moved, norm(a - b));
    for (int c = 0; c < 3 && !fixed[i]; ++c) EXPECT_LT(std::abs(r.now.force[i][c]), 1e-4);
  }
  EXPECT_GT(moved, 0.05);
  // Their forces do not count: they are large still.
  EXPECT_GT(norm(r.now.force[0]), 0.1);
}

TEST_P(EveryMethod, FixedAtomsKeepTheirPlaceInACellThatChanges) {
  const auto force = make_batch_force(default_force);
  Sample s = diamond(1, 0.05);
  const Sample before = s.clone();
  const RelaxResult r = relax_one(*force, s, cell_to(GetParam(), CellFreedom::full), {1, 1, 0, 0, 0, 0, 0, 0});
  EXPECT_EQ(r.reason, RelaxReason::converged);
  for (int i = 0; i < 2; ++i)
    EXPECT_LT(norm(s.box.fractional(s.atoms.position[i]) - before.box.fractional(before.atoms.position[i])), 1e-13);
  EXPECT_GT(std::abs(s.box.volume() - before.box.volume()), 0.01);
}

// The public program's FIRE lets cells of a few atoms grow without end.
TEST_P(EveryMethod, SmallCellsNeitherInflateNorCollapse) {
  const auto force = make_batch_force(default_force);
  for (const char* name : {"diamond", "graphite", "graphene"}) {
    for (const double off : {-0.06, 0.06}) {
      Crystal c;
      c.name = name, c.rattle = 0.02;
      Structure made = crystal(c);
      Sample s =
          strained({std::move(made.atoms), made.box}, strain(off, off, std::string(name) == "diamond" ? off : 0));
      RelaxOptions o = cell_to(GetParam(), CellFreedom::full);
      o.force_tolerance = 1e-4, o.stress_tolerance = 1e-2 * gpa;
      const double start = s.box.volume();
      double least = 1, most = 1;
      o.on_step = [&](const RelaxStep& step) {
        least = std::min(least, step.box.volume() / start), most = std::max(most, step.box.volume() / start);
      };
      const RelaxResult r = relax_one(*force, s, o);
      EXPECT_EQ(r.reason, RelaxReason::converged) << name << " " << off << " " << r.stress_error / gpa;
      EXPECT_GT(least, 0.75) << name;
      EXPECT_LT(most, 1.35) << name;
    }
  }
}

class Descending : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(All, Descending, testing::Values("sd", "cg", "lbfgs"),
                         [](const auto& info) { return info.param; });

TEST_P(Descending, NeverRaisesTheEnthalpy) {
  const auto force = make_batch_force(default_force);
  for (const CellFreedom cell : {CellFreedom::fixed, CellFreedom::full}) {
    Sample s = strained(diamond(2, 0.15), strain(0.02, 0.01, -0.02, 0.02));
    RelaxOptions o = cell_to(GetParam(), cell, {5, 5, 5});
    o.force_tolerance = 1e-7;
    double last = INFINITY, rise = 0;
    o.on_step = [&](const RelaxStep& step) {
      const double value = step.now.energy + (cell == CellFreedom::full ? 5 * gpa * step.box.volume() : 0);
      EXPECT_NEAR(value, step.value, 1e-9);
      rise = std::max(rise, value - last), last = value;
    };
    const RelaxResult r = relax_one(*force, s, o);
    EXPECT_EQ(r.reason, RelaxReason::converged);
    EXPECT_LE(rise, 1e-11);  // rounding of a sum of 472 eV: 64 terms of 7 eV, 1e-15 each
  }
}

TEST(Methods, AgreeInTheSameBasinOfANeuroevolutionPotential) {
  const auto force = make_batch_force(nep_file);
  // First down to some minimum of this random landscape, then out of it again by less than its width.
  Sample bottom = diamond(1, 0.05);
  ASSERT_EQ(relax_one(*force, bottom, to("lbfgs", 1e-4)).reason, RelaxReason::converged);
  samples::Random random(4);
  Sample start = bottom.clone();
  for (Vec3& r : start.atoms.position) r += random.cube(0.01);
  double lowest = INFINITY, highest = -INFINITY;
  for (const std::string& method : known_minimizers()) {
    Sample s = start.clone();
    const RelaxResult r = relax_one(*force, s, to(method, 1e-3, 20000));
    EXPECT_EQ(r.reason, RelaxReason::converged) << method;
    lowest = std::min(lowest, r.energy / 8), highest = std::max(highest, r.energy / 8);
    std::cout << "    " << method << ": " << r.calls << " calls\n";
  }
  EXPECT_LT(highest - lowest, 1e-6);
}

// --- many at once

std::vector<Sample> assorted() {
  std::vector<Sample> all;
  for (int k = 0; k < 6; ++k)
    all.push_back(strained(diamond(1 + k % 2, 0.03 + 0.02 * k, k + 1), strain(0.01 * k, 0, 0)));
  Sample nothing{Atoms{}, Box(10.0 * identity())};
  all.insert(all.begin() + 2, std::move(nothing));
  return all;
}

std::vector<RelaxItem> items(std::vector<Sample>& all, BatchForce& force) {
  std::vector<RelaxItem> list;
  for (Sample& s : all) {
    s.atoms.use_species(force.species());
    std::vector<char> fixed(s.atoms.size(), 0);
    if (!fixed.empty() && list.size() % 2 == 0) fixed[0] = 1;
    list.push_back({&s.atoms, &s.box, fixed});
  }
  return list;
}

bool same_bits(const Sample& a, const Sample& b) {
  bool same = a.box.volume() == b.box.volume() && a.atoms.size() == b.atoms.size();
  for (std::size_t i = 0; same && i < a.atoms.size(); ++i)
    for (int c = 0; c < 3; ++c) same = same && a.atoms.position[i][c] == b.atoms.position[i][c];
  return same;
}

TEST(Batches, GiveTheBitsOfOneByOne) {
  const auto force = make_batch_force(default_force);
  for (const std::string& method : known_minimizers()) {
    RelaxOptions o = cell_to(method, CellFreedom::full);
    o.max_steps = 60;
    std::vector<Sample> together = assorted(), alone = assorted();
    const auto results = relax(*force, items(together, *force), o);
    std::vector<RelaxItem> list = items(alone, *force);
    long calls = 0;
    for (std::size_t k = 0; k < alone.size(); ++k) {
      const RelaxResult r = relax(*force, {list[k]}, o).at(0);
      EXPECT_TRUE(same_bits(together[k], alone[k])) << method << " " << k;
      EXPECT_EQ(r.energy, results[k].energy);
      EXPECT_EQ(r.steps, results[k].steps);
      EXPECT_EQ(r.calls, results[k].calls);
      EXPECT_EQ(r.reason, results[k].reason);
      calls += r.calls;
    }
    EXPECT_GT(calls, 60);
  }
}

/// Counts calls; blames the structure with `bad` atoms, or gives it an energy that is no number.
class Moody final : public BatchForce {
 public:
  explicit Moody(std::unique_ptr<BatchForce> inside) : inside_(std::move(inside)) {}
  std::string name() const override { return inside_->name(); }
  const std::vector<std::string>& species() const override { return inside_->species(); }
  double cutoff() const override { return inside_->cutoff(); }
  void compute(const std::vector<BatchItem>& batch, Request request, std::vector<Evaluation>& out) override {
    ++calls;
    inside_->compute(batch, request, out);
    for (std::size_t k = 0; k < batch.size(); ++k) {
      if (calls < bad_from || batch[k].atoms->size() != bad_size) continue;
      if (throws) throw StructureError(k, Error("no mood", Error::Kind::failed));
      out[k].energy = std::nan("");
    }
  }
  int calls = 0, bad_from = 0;
  std::size_t bad_size = 64;
  bool throws = false;

 private:
  std::unique_ptr<BatchForce> inside_;
};

TEST(Batches, OneBadStructureDoesNotStopTheOthers) {
  for (const bool throws : {false, true})
    for (const int from : {1, 5}) {
      Moody force(make_batch_force(default_force));
      force.throws = throws, force.bad_from = from;
      std::vector<Sample> all;
      all.push_back(diamond(1, 0.05, 1)), all.push_back(diamond(2, 0.05, 2)), all.push_back(diamond(1, 0.05, 3));
      const Sample before = all[1].clone();
      const auto results = relax(force, items(all, force), to("cg", 1e-4));
      EXPECT_EQ(results[0].reason, RelaxReason::converged);
      EXPECT_EQ(results[2].reason, RelaxReason::converged);
      EXPECT_EQ(results[1].reason, throws ? RelaxReason::failed : RelaxReason::not_finite);
      EXPECT_NE(results[1].message.find(throws ? "no mood" : "not finite"), std::string::npos) << results[1].message;
      EXPECT_FALSE(results[1].is_usable());
      // Nothing is lost: the input, or the last good step.
      EXPECT_EQ(same_bits(all[1], before), from == 1);
      EXPECT_TRUE(from == 1 || results[1].energy < -64 * 7.2);
    }
}

TEST(Batches, StopAndStepLimitsLeaveTheLastStep) {
  const auto force = make_batch_force(default_force);
  for (const std::string& method : known_minimizers()) {
    Sample s = diamond(2, 0.1), same = diamond(2, 0.1);
    EXPECT_EQ(relax_one(*force, s, to(method, 1e-9, 7)).steps, 7);
    RelaxOptions o = to(method, -1, 1000);  // negative: all steps, until told to stop
    std::int64_t steps = 0;
    o.on_step = [&](const RelaxStep& step) { steps = step.step; };
    o.stop = [&] { return steps == 7; };
    const RelaxResult r = relax_one(*force, same, o);
    EXPECT_EQ(r.reason, RelaxReason::interrupted);
    EXPECT_TRUE(same_bits(s, same)) << method;
  }
  Sample s = diamond(1, 0.02);
  const RelaxResult all = relax_one(*force, s, to("fire", -1, 300));
  EXPECT_EQ(all.steps, 300);
  EXPECT_EQ(all.reason, RelaxReason::all_steps);
  EXPECT_LT(all.max_force, 0.01);
}

TEST(Cells, RunawaysAreStopped) {
  // Nothing holds the cell against a pull of 20 GPa but argon.
  const auto force = make_batch_force(root + "/input/potentials/Ar.lj");
  Sample s = samples::one_atom({"Ar"}, 4.0 * identity());
  const RelaxResult r = relax_one(*force, s, cell_to("fire", CellFreedom::full, {-20, -20, -20}));
  EXPECT_EQ(r.reason, RelaxReason::runaway);
  EXPECT_LT(s.box.volume(), 64 * 11.0);
}

TEST(Cells, OpenDirectionsStay) {
  const auto force = make_batch_force(default_force);
  Crystal c;
  c.name = "graphene", c.repeat = {2, 2, 1}, c.rattle = 0.02;
  Structure made = crystal(c);
  Sample s{std::move(made.atoms), made.box};
  ASSERT_FALSE(s.box.is_periodic(2));
  const RelaxResult r = relax_one(*force, s, cell_to("lbfgs", CellFreedom::full));
  EXPECT_EQ(r.reason, RelaxReason::converged);
  EXPECT_EQ(s.box.h().m[2][2], 20);
  EXPECT_EQ(s.box.h().m[2][0], 0);
  // Tersoff's graphite has 2.530 A (Lindsay and Broido 2010, 10.1103/PhysRevB.81.205441).
  EXPECT_NEAR(edge(s, 0) / 2, 2.530, 1e-3);
  EXPECT_NEAR(edge(s, 1) / 2, edge(s, 0) / 2, 1e-4);
}

TEST(Cells, ThatCannotBeRelaxedAreRefused) {
  const auto force = make_batch_force(default_force);
  Sample open = diamond(1), skew = diamond(1);
  open.box = Box(open.box.h(), {false, false, false});
  skew.box = Box(Mat3{{{4, 0, 0}, {0, 4, 0}, {1, 0, 4}}}, {true, true, false});
  for (Sample* s : {&open, &skew}) {
    const Error e = nacre_test::error_of([&] { relax_one(*force, *s, cell_to("cg", CellFreedom::full)); });
    EXPECT_TRUE(nacre_test::mentions(e, "open")) << e.what();
  }
}

// --- on the GPU, real or emulated

TEST(RelaxGpu, AgreesWithTheCpu) {
  NACRE_NEEDS_GPU();
  for (const std::string& file : {std::string(default_force), nep_file}) {
    const auto cpu = make_batch_force(file), gpu = make_cuda_batch_force(file);
    for (const std::string method : {"cg", "fire"}) {
      RelaxOptions o = cell_to(method, CellFreedom::full);
      o.max_steps = 5;  // rounding is carried on from step to step; the emulated GPU is slow
      std::vector<Sample> on_cpu, on_gpu;
      for (int k = 0; k < 3; ++k) on_cpu.push_back(diamond(1, 0.03, k + 1)), on_gpu.push_back(diamond(1, 0.03, k + 1));
      const auto expected = relax(*cpu, items(on_cpu, *cpu), o);
      const auto results = relax(*gpu, items(on_gpu, *gpu), o);
      for (std::size_t k = 0; k < 3; ++k) {
        // Float energies: 1e-6 eV an atom where terms are 10 to 100 eV; the steps follow them.
        EXPECT_NEAR(results[k].energy / 8, expected[k].energy / 8, file == nep_file ? 1e-4 : 1e-7) << file << method;
        EXPECT_EQ(results[k].steps, expected[k].steps);
        EXPECT_LT(results[k].energy, 1e3);
      }
    }
  }
}

TEST(RelaxGpu, BatchesGiveTheBitsOfOneByOneInAnyOrderOfThreads) {
  NACRE_NEEDS_GPU();
  const auto force = make_cuda_batch_force(nep_file);
  RelaxOptions o = cell_to("lbfgs", CellFreedom::orthogonal);
  o.max_steps = 3;
  const auto make = [] {
    std::vector<Sample> all;
    for (int k = 0; k < 2; ++k) all.push_back(diamond(1, 0.03, k + 1));
    return all;
  };
  std::vector<Sample> together = make(), alone = make();
  relax(*force, items(together, *force), o);
  setenv("NACRE_EMULATED_ORDER", "reverse", 1);
  for (const RelaxItem& item : items(alone, *force)) relax(*force, {item}, o);
  unsetenv("NACRE_EMULATED_ORDER");
  for (std::size_t k = 0; k < 2; ++k) EXPECT_TRUE(same_bits(together[k], alone[k])) << k;
}

TEST(RelaxGpu, DiamondFindsItsLatticeConstant) {
  NACRE_NEEDS_GPU();
  const auto force = make_cuda_host_force(default_force);
  OneStructure one(*force);
  Sample s = strained(diamond(1, 0.02), strain(0.03, 0.03, 0.03));
  RelaxOptions o = cell_to("lbfgs", CellFreedom::full);
  o.stress_tolerance = 1e-3 * gpa;  // virials of atoms are floats there
  const RelaxResult r = relax_one(one, s, o);
  EXPECT_EQ(r.reason, RelaxReason::converged);
  EXPECT_NEAR(std::cbrt(s.box.volume()), lattice_constant(), 10 * length_tolerance);
}

}  // namespace

}  // namespace relax_test

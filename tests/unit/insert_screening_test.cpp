// Screening against whole energies in double precision, and against the independent program.
#include "insert/screening.h"

#include <cstring>

#include "contract/zoo.h"
#include "core/error.h"
#include "device/parallel.h"
#include "force/nep_model.h"
#include "insert/insertion_math.h"
#include "insert/prepared_structure.h"
#include "insert/screening_model.h"
#include "insert_samples.h"
#include "reference/nep.h"
#include "source_dir.h"

namespace nacre::insert_screening_test {
namespace {

using namespace insert_samples;

TEST(InsertMath, DifferencesOfTanhDoNotCancel) {
  for (const double y : {-40.0, -17.0, -3.0, -1e-3, 0.0, 0.2, 2.0, 9.0, 18.0, 40.0})
    for (const double d : {-60.0, -20.0, -1.5, -1e-4, -1e-12, 0.0, 1e-13, 1e-6, 0.3, 4.0, 17.5, 100.0}) {
      const long double exact = std::tanh(static_cast<long double>(y) + d) - std::tanh(static_cast<long double>(y));
      double s, s_other;
      insert::sigmoids(y, s, s_other);
      const double got = 2 * insert::half_tanh_difference(d, insert::growth(d), s, s_other);
      // The oracle itself cancels: it is right to 1e-19 of 1.
      EXPECT_NEAR(got, static_cast<double>(exact), 1e-15 * std::fabs(static_cast<double>(exact)) * 20 + 5e-19)
          << "y " << y << ", d " << d;
    }
}

class InsertNepScreening : public ::testing::TestWithParam<std::string> {};

TEST_P(InsertNepScreening, EqualsWholeEnergiesInRandomCarbon) {
  const auto screening = insert::make_screening(GetParam());
  const auto force = make_nep(GetParam(), Precision::full);
  for (const int sodiums : {0, 1, 60}) {
    if (sodiums > 0 && force->species().size() == 1) continue;
    const Sample sample = carbon(180, sodiums, 7 + sodiums);
    const Compared c = compare(*screening, *force, sample.clone(), random_points(sample, 5, 1.3, 3));
    std::printf("    %-28s %2d Na   largest energy %6.2f eV, off by %8.1e, allowed %8.1e\n",
                model_name(GetParam()).c_str(), sodiums, c.size, c.error, allowed);
    EXPECT_GT(c.size, 0.05);
    EXPECT_LE(c.error, allowed);
  }
}

TEST_P(InsertNepScreening, EqualsWholeEnergiesInSmallCells) {
  const auto screening = insert::make_screening(GetParam());
  const auto force = make_nep(GetParam(), Precision::full);
  for (const auto& named : samples::zoo(force->species(), 2.4)) {
    const double error =
        largest_error(*screening, *force, named.sample.clone(), random_points(named.sample, 3, 0.9, 5));
    std::printf("    %-32s %-10s off by %8.1e eV\n", model_name(GetParam()).c_str(), named.name.c_str(), error);
    EXPECT_LE(error, allowed) << named.name;
  }
}

std::string test_name(const ::testing::TestParamInfo<std::string>& info) { return model_name(info.param); }
INSTANTIATE_TEST_SUITE_P(Models, InsertNepScreening, ::testing::ValuesIn(random_models()), test_name);

class InsertPublishedNepScreening : public ::testing::TestWithParam<std::string> {};
TEST_P(InsertPublishedNepScreening, EqualsWholeEnergies) {
  const auto screening = insert::make_screening(GetParam());
  const auto force = make_nep(GetParam(), Precision::full);
  const Sample sample = mixture(force->species(), 270, 5);
  const Compared c = compare(*screening, *force, sample.clone(), random_points(sample, 4, 1.5, 3));
  std::printf("    %-28s largest energy %6.2f eV, off by %8.1e, allowed %8.1e\n", model_name(GetParam()).c_str(),
              c.size, c.error, allowed);
  EXPECT_GT(c.size, 0.05);
  EXPECT_LE(c.error, allowed);
}
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(InsertPublishedNepScreening);
INSTANTIATE_TEST_SUITE_P(Models, InsertPublishedNepScreening, ::testing::ValuesIn(published_models()), test_name);

const std::string some_model = nacre_test::source_dir() + "/tests/data/nep-random/nep4_NaC/nep.txt";

TEST(InsertNepScreeningCases, TwoHundredSodiumAtoms) {
  const auto screening = insert::make_screening(some_model);
  const auto force = make_nep(some_model, Precision::full);
  const Sample sample = carbon(600, 200, 11);
  EXPECT_LE(largest_error(*screening, *force, sample.clone(), random_points(sample, 6, 1.5, 2)), allowed);
}

TEST(InsertNepScreeningCases, EqualsTheIndependentProgram) {
  const reference::Nep oracle(some_model);
  const auto screening = insert::make_screening(some_model);
  Sample sample = samples::lattice({"Na", "C"}, {{4, 4, 3}, 2.3, 0.2, 0.1}, 9);
  const auto points = random_points(sample, 4, 1.0, 8);
  screening->prepare(sample.atoms, sample.box);
  const double without = oracle.evaluate(samples::to_reference(sample)).energy;
  for (int type = 0; type < 2; ++type) {
    std::vector<double> energy;
    screening->energies(type, points, energy);
    for (std::size_t p = 0; p < points.size(); ++p) {
      Sample with = sample.clone();
      with.atoms.resize(sample.atoms.size() + 1);
      with.atoms.position.back() = points[p];
      with.atoms.type.back() = type;
      EXPECT_NEAR(energy[p], oracle.evaluate(samples::to_reference(with)).energy - without, allowed);
    }
  }
}

TEST(InsertNepScreeningCases, CandidatesExactlyAtTheCutoffs) {
  // One carbon, and the new atom on either side of the radial cutoff, the angular cutoff, and on them.
  const auto screening = insert::make_screening(some_model);  // 7 and 4.5 A
  const auto force = make_nep(some_model, Precision::full);
  Sample sample{Atoms{}, Box(40.0 * identity())};
  sample.atoms.species = {"C"};
  sample.atoms.resize(1);
  sample.atoms.position[0] = {3, 4, 5};
  std::vector<Vec3> points;
  for (const double cutoff : {4.5, 7.0})
    for (const double offset : {-1e-3, -1e-9, 0.0, 1e-9, 1e-3})
      points.push_back(sample.atoms.position[0] + Vec3{0, 0, cutoff + offset});
  EXPECT_LE(largest_error(*screening, *force, sample.clone(), points), allowed);
}

TEST(InsertNepScreeningCases, ADifferentPointDoesNotChangeAnother) {
  // The same bits alone, in a batch, on one thread, and when the point is named by another of its images.
  const Sample base = carbon(150, 20, 4);
  const auto points = random_points(base, 37, 1.4, 6);
  Sample sample = base.clone();
  const auto screening = insert::make_screening(some_model);
  sample.atoms.use_species(screening->species());
  screening->prepare(sample.atoms, sample.box);
  std::vector<double> together, alone;
  set_threads(3);
  screening->energies(0, points, together);
  set_threads(1);
  for (std::size_t p = 0; p < points.size(); ++p) {
    screening->energies(0, {points[p]}, alone);
    EXPECT_EQ(std::memcmp(&alone[0], &together[p], sizeof(double)), 0) << p;
  }
  screening->prepare(sample.atoms, sample.box);
  screening->energies(0, points, alone);
  set_threads(0);
  EXPECT_EQ(alone, together);
}

TEST(InsertNepScreeningCases, AnotherStructureLeavesNothingOfTheLast) {
  const auto used = insert::make_screening(some_model), fresh = insert::make_screening(some_model);
  std::vector<double> a, b;
  Sample first = carbon(200, 20, 4), second = carbon(150, 40, 5);
  for (Sample* s : {&first, &second}) s->atoms.use_species(used->species());
  const auto points = random_points(second, 5, 1.4, 6);
  used->prepare(first.atoms, first.box);
  used->energies(0, points, a);
  used->prepare(second.atoms, second.box);
  used->energies(0, points, a);
  fresh->prepare(second.atoms, second.box);
  fresh->energies(0, points, b);
  EXPECT_EQ(a, b);
}

TEST(InsertNepScreeningCases, APointThatIsNoNumberIsRefused) {
  const auto screening = insert::make_screening(some_model);
  Sample sample = carbon(30, 0, 5);
  sample.atoms.use_species(screening->species());
  screening->prepare(sample.atoms, sample.box);
  std::vector<double> energy;
  EXPECT_THROW(screening->energies(0, {{0, NAN, 0}}, energy), Error);
  sample.atoms.position[3].x = INFINITY;
  EXPECT_THROW(screening->prepare(sample.atoms, sample.box), Error);
}

TEST(InsertNepScreeningCases, OnTopOfAnAtomTheEnergyIsInfinite) {
  const Sample sample = carbon(30, 0, 5);
  Sample prepared = sample.clone();
  const auto screening = insert::make_screening(some_model);
  prepared.atoms.use_species(screening->species());
  screening->prepare(prepared.atoms, prepared.box);
  std::vector<double> energy;
  screening->energies(0, {sample.atoms.position[3]}, energy);
  EXPECT_EQ(energy[0], INFINITY);
}

TEST(InsertNepScreeningCases, NoAtomsAtAll) {
  const auto screening = insert::make_screening(some_model);
  const auto force = make_nep(some_model, Precision::full);
  Sample sample{Atoms{}, Box(9.0 * identity())};
  sample.atoms.species = {"C"};
  EXPECT_LE(largest_error(*screening, *force, sample.clone(), {{1, 2, 3}}), allowed);  // the atom and its own images
}

TEST(InsertNepScreeningCases, FullScreeningIsTheSame) {
  const auto quick = insert::make_screening(some_model), full = insert::make_full_screening(some_model);
  Sample sample = carbon(100, 10, 8);
  sample.atoms.use_species(quick->species());
  const auto points = random_points(sample, 3, 1.4, 6);
  std::vector<double> a, b;
  for (auto* s : {quick.get(), full.get()}) s->prepare(sample.atoms, sample.box);
  quick->energies(0, points, a);
  full->energies(0, points, b);
  for (std::size_t p = 0; p < points.size(); ++p) EXPECT_NEAR(a[p], b[p], allowed);
}

TEST(InsertTables, InaccurateTablesAreSeen) {
  alignas(64) double values[insert::table_nodes] = {}, table[insert::table_reals];
  EXPECT_TRUE(insert::fit_table(values, table));
  values[5 * insert::cell_nodes + insert::table_terms] = 3e-9;  // a check that is off by three times the tolerance
  EXPECT_FALSE(insert::fit_table(values, table));
  values[5 * insert::cell_nodes + insert::table_terms] = NAN;
  EXPECT_FALSE(insert::fit_table(values, table));
}

/// A table that is refused costs the exact sum at every point, and no energy shows it: so the tables are counted.
TEST(InsertTables, APotentialsTablesAreAccurate) {
  const insert::ScreeningModel model(read_nep(some_model));
  insert::PreparedStructure structure(model);
  Sample sample = carbon(100, 10, 8);
  sample.atoms.use_species(make_nep(some_model, Precision::full)->species());
  structure.prepare(sample.atoms, sample.box);
  const int types = model.view().types;
  for (int new_type = 0; new_type < types; ++new_type) {
    structure.need_tables(new_type);
    for (int i = 0; i < structure.atoms(); ++i) {
      const bool wanted = !model.zone(structure.type(i), new_type).growth.empty();
      EXPECT_EQ(structure.table(i, new_type) != nullptr, wanted) << "atom " << i << ", new type " << new_type;
    }
  }
}

}  // namespace
}  // namespace nacre::insert_screening_test

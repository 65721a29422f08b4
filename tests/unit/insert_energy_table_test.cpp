// Energies kept between insertions: what is computed again, and that the winner is that of a table made anew.
#include "insert/energy_table.h"

#include "insert/candidates.h"
#include "insert_samples.h"
#include "source_dir.h"

namespace nacre::insert_energy_table_test {
namespace {

using namespace insert_samples;

const std::string some_model = nacre_test::source_dir() + "/tests/data/nep-random/nep4_zbl_NaC/nep.txt";

/// A cell of 40 A, so that twice the reach (12 A) does not cover it; sodium is type 0 of the model.
class InsertEnergyTable : public ::testing::Test {
 protected:
  void SetUp() override {
    screening_ = insert::make_screening(some_model);
    RandomStructure request{{"C"}, {640}, {40, 20, 20}, 1.4, 3};
    Structure s = random_structure(request);
    sample_ = {std::move(s.atoms), s.box};
    sample_.atoms.use_species(screening_->species());
  }
  insert::Candidates candidates() const {
    insert::DistanceField field(sample_.box, 2, 1.0, 3.5);
    field.compute(sample_.atoms);
    return find_candidates(field, {{3.0, 1.6}, insert::Reduction::all, 1, 1});
  }
  void add_sodium(Vec3 at) {
    sample_.atoms.resize(sample_.atoms.size() + 1);
    sample_.atoms.position.back() = at;
    sample_.atoms.type.back() = 0;
  }
  void jiggle(double size, unsigned seed) {
    samples::Random random(seed);
    for (Vec3& r : sample_.atoms.position) r += random.cube(size);
  }

  std::unique_ptr<insert::Screening> screening_;
  Sample sample_{Atoms{}, Box()};
};

TEST_F(InsertEnergyTable, SameWinnersAsATableMadeAnew) {
  insert::EnergyTable kept(*screening_, 0, {0.02, false}), exact(*screening_, 0, {0.02, true});
  std::int64_t computed = 0, all = 0;
  double largest_difference = 0;
  for (int step = 0; step < 6; ++step) {
    const insert::Candidates c = candidates();
    const std::vector<double> some = kept.update(sample_.atoms, sample_.box, c.index, c.position);
    const std::vector<double> every = exact.update(sample_.atoms, sample_.box, c.index, c.position);
    ASSERT_GT(some.size(), 500u);
    EXPECT_EQ(exact.computed(), static_cast<std::int64_t>(every.size()));
    if (step > 0) computed += kept.computed(), all += exact.computed();
    for (std::size_t i = 0; i < some.size(); ++i)
      largest_difference = std::max(largest_difference, std::fabs(some[i] - every[i]));
    ASSERT_EQ(kept.lowest(1), exact.lowest(1)) << "step " << step;
    add_sodium(c.position[kept.lowest(1)[0]]);
    jiggle(0.001, 50 + step);  // below the tolerance: kept energies are not exact
  }
  std::printf("    computed %.0f %% of the energies; kept ones off by up to %.1e eV\n", 100.0 * computed / all,
              largest_difference);
  EXPECT_LT(computed, all * 4 / 5);
  EXPECT_GT(largest_difference, 0);
  EXPECT_LT(largest_difference, 0.05);
}

TEST_F(InsertEnergyTable, ExactWhereNothingButTheInsertedAtomChanged) {
  insert::EnergyTable kept(*screening_, 0, {0.02, false});
  insert::Candidates c = candidates();
  kept.update(sample_.atoms, sample_.box, c.index, c.position);
  add_sodium(c.position[kept.lowest(1)[0]]);
  c = candidates();
  const std::vector<double> some = kept.update(sample_.atoms, sample_.box, c.index, c.position);
  EXPECT_LT(kept.computed(), static_cast<std::int64_t>(c.index.size()));
  EXPECT_GT(kept.computed(), 0);
  std::vector<double> every;
  screening_->prepare(sample_.atoms, sample_.box);
  screening_->energies(0, c.position, every);
  // The order of the bins may have changed, not the neighbours: rounding of sums.
  for (std::size_t i = 0; i < some.size(); ++i) EXPECT_NEAR(some[i], every[i], 1e-11);
}

TEST_F(InsertEnergyTable, AMovedAtomSpoilsItsSurroundingsOnly) {
  insert::EnergyTable kept(*screening_, 0, {0.02, false});
  const insert::Candidates c = candidates();
  kept.update(sample_.atoms, sample_.box, c.index, c.position);
  EXPECT_EQ(kept.computed(), static_cast<std::int64_t>(c.index.size()));
  kept.update(sample_.atoms, sample_.box, c.index, c.position);
  EXPECT_EQ(kept.computed(), 0);
  const Vec3 from = sample_.atoms.position[7];
  sample_.atoms.position[7] += {0.1, 0, 0};
  kept.update(sample_.atoms, sample_.box, c.index, c.position);
  const double reach = 2 * screening_->reach();
  std::int64_t expected = 0;
  for (const Vec3& p : c.position) {
    bool near = false;
    for (const Vec3& r : {from, sample_.atoms.position[7]})
      for (int i = -1; i <= 1; ++i)
        for (int j = -1; j <= 1; ++j)
          for (int k = -1; k <= 1; ++k) near = near || norm(p - r + Vec3{40.0 * i, 20.0 * j, 20.0 * k}) <= reach;
    expected += near;
  }
  EXPECT_EQ(kept.computed(), expected);
  EXPECT_LT(expected, static_cast<std::int64_t>(c.index.size()));
}

TEST_F(InsertEnergyTable, AnotherCellOrFewerAtomsSpoilAll) {
  insert::EnergyTable kept(*screening_, 0, {0.02, false});
  const insert::Candidates c = candidates();
  const auto all = static_cast<std::int64_t>(c.index.size());
  kept.update(sample_.atoms, sample_.box, c.index, c.position);
  sample_.atoms.resize(sample_.atoms.size() - 1);
  kept.update(sample_.atoms, sample_.box, c.index, c.position);
  EXPECT_EQ(kept.computed(), all);
  Mat3 h = sample_.box.h();
  h[0][0] += 1e-9;
  kept.update(sample_.atoms, sample_.box.with_cell(h), c.index, c.position);
  EXPECT_EQ(kept.computed(), all);
}

TEST_F(InsertEnergyTable, AResumedTableGoesOnWithTheSameBits) {
  insert::EnergyTable whole(*screening_, 0, {0.02, false});
  insert::Candidates c = candidates();
  whole.update(sample_.atoms, sample_.box, c.index, c.position);
  add_sodium(c.position[whole.lowest(1)[0]]);
  Record record;
  whole.save(record);
  insert::EnergyTable resumed(*screening_, 0, {0.02, false});
  resumed.load(record);
  jiggle(0.008, 4);  // below the tolerance: a fresh table would differ
  c = candidates();
  whole.update(sample_.atoms, sample_.box, c.index, c.position);
  resumed.update(sample_.atoms, sample_.box, c.index, c.position);
  EXPECT_EQ(resumed.computed(), whole.computed());
  EXPECT_EQ(resumed.energies(), whole.energies());
  insert::EnergyTable fresh(*screening_, 0, {0.02, false});
  EXPECT_NE(fresh.update(sample_.atoms, sample_.box, c.index, c.position), whole.energies());
  record.reals["energy"].pop_back();
  EXPECT_THROW(resumed.load(record), Error);
}

TEST_F(InsertEnergyTable, LowestInOrder) {
  insert::EnergyTable table(*screening_, 0, {});
  const insert::Candidates c = candidates();
  table.update(sample_.atoms, sample_.box, c.index, c.position);
  const auto& e = table.energies();
  const std::vector<int> lowest = table.lowest(20);
  ASSERT_EQ(lowest.size(), 20u);
  for (std::size_t i = 1; i < lowest.size(); ++i) EXPECT_LE(e[lowest[i - 1]], e[lowest[i]]);
  EXPECT_EQ(std::count_if(e.begin(), e.end(), [&](double v) { return v < e[lowest.back()]; }), 19);
  EXPECT_EQ(table.lowest(1 << 20).size(), e.size());
}

}  // namespace
}  // namespace nacre::insert_energy_table_test

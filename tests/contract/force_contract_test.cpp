// One body, run over every force of the registry and every random NEP model: the identities that hold for any
// potential.
#include <cstring>
#include <set>

#include "contract/force_contract.h"

namespace contract::force_contract_test {
namespace {

constexpr const char* too_coarse =
    "float energies are too coarse for differences; the double path has the same formulas";

class ForceContract : public SubjectTest {
 protected:
  /// 27 atoms in a skewed cell that is thinner than the cutoff of most forces.
  Sample sample(unsigned seed = 1, std::array<int, 3> count = {3, 3, 3},
                std::array<bool, 3> periodic = {true, true, true}) const {
    return samples::lattice(species(), {count, subject().spacing, 0.15, 0.1, periodic}, seed);
  }
  std::vector<std::string> species() const { return subject().make()->species(); }
  /// For finite differences: eight atoms, no pair near a kink.
  Sample smooth_sample() const {
    for (unsigned seed = 1; seed < 20000; ++seed) {
      Sample s = sample(seed, {2, 2, 2});
      if (is_clear_of_kinks(s, subject().kinks)) return s;
    }
    throw std::runtime_error("no sample is clear of the kinks");
  }
};

// Only subjects in full precision: float energies are too coarse for differences. In single precision the same loop
// runs, and its forces and virials are compared with stored numbers (tests/unit/nep_test.cpp).
class ForceGradient : public ForceContract {};

TEST_P(ForceGradient, ForceIsMinusEnergyGradient) {
  Sample s = smooth_sample();
  const auto force = subject().make();
  const Evaluation expected = evaluate(*force, s);
  ASSERT_GT(largest(expected.force), 0.01) << "forces are nearly zero: nothing is tested";
  double worst = 0;
  for (std::size_t i = 0; i < s.atoms.size(); ++i)
    for (int k = 0; k < 3; ++k) {
      const double home = s.atoms.position[i][k];
      const double slope = slope_at_zero([&](double shift) {
        s.atoms.position[i][k] = home + shift;
        return evaluate(*force, s).energy;
      });
      s.atoms.position[i][k] = home;
      worst = std::max(worst, std::fabs(expected.force[i][k] + slope));
    }
  expect_within("force (eV/A)", worst, tolerances::force_by_difference.at(largest(expected.force)));
}

TEST_P(ForceGradient, VirialIsMinusEnergyByStrain) {
  const Sample s = smooth_sample();
  const auto force = subject().make();
  const Evaluation expected = evaluate(*force, s);
  const double n = static_cast<double>(s.atoms.size());
  ASSERT_GT(largest(expected.virial), 0.01 * n) << "the virial is nearly zero: nothing is tested";
  Mat3 by_difference;
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j)
      by_difference[i][j] = -slope_at_zero([&](double strain) {
        Mat3 deformation = identity();
        deformation[i][j] += strain;
        return evaluate(*force, deformed(s, deformation)).energy;
      });
  expect_within("virial (eV/atom)", largest(difference(by_difference, expected.virial)) / n,
                (subject().is_on_gpu() ? tolerances::float_virial_by_difference : tolerances::virial_by_difference)
                    .at(largest(expected.virial) / n));
}

TEST_P(ForceContract, AtomsSumToTotals) {
  const Evaluation e = evaluate(subject(), sample());
  double energy = 0;
  Mat3 virial;
  for (const double u : e.atom_energy) energy += u;
  for (const Mat3& w : e.atom_virial) virial += w;
  expect_within("energy (eV)", std::fabs(energy - e.energy), tolerances::sum_of_atoms.at(27 * std::fabs(e.energy)));
  expect_within("virial (eV)", largest(difference(virial, e.virial)),
                tolerances::sum_of_atoms.at(27 * largest(e.virial)));
}

TEST_P(ForceContract, NoNetForce) {
  const Evaluation e = evaluate(subject(), sample());
  Vec3 net;
  for (const Vec3& f : e.force) net += f;
  if (subject().is_on_gpu()) {  // sums of integers: forces are whole quanta, which a double adds without rounding
    EXPECT_EQ(net.x, 0);
    EXPECT_EQ(net.y, 0);
    EXPECT_EQ(net.z, 0);
  }
  // p_ij enters F_i and -F_j as the same number, so even float forces cancel to the rounding of their sums.
  const double rounding = subject().is_single() ? 1e-5 : 1e-12;
  expect_within("net force (eV/A)", norm(net), rounding * (1 + 27 * largest(e.force)));
}

TEST_P(ForceContract, VirialIsSymmetric) {
  const Evaluation e = evaluate(subject(), sample());
  const double allowed = 27 * subject().same().virial.at(largest(e.virial) / 27);
  expect_within("antisymmetric part (eV)", largest(difference(e.virial, transpose(e.virial))), allowed);
}

TEST_P(ForceContract, Translation) {
  const Sample s = sample();
  Sample moved = s.clone();
  for (Vec3& r : moved.atoms.position) r += Vec3{3.1, -17.7, 12.3};
  expect_same(evaluate(subject(), moved), evaluate(subject(), s), subject().same());
}

TEST_P(ForceContract, Rotation) {
  const Sample s = sample();
  const Mat3 q = some_rotation();
  Evaluation expected = evaluate(subject(), s);
  const auto rotate = [&](const Mat3& w) { return transpose(q) * w * q; };
  expected.virial = rotate(expected.virial);
  for (Mat3& w : expected.atom_virial) w = rotate(w);
  for (Vec3& f : expected.force) f = f * q;
  expect_same(evaluate(subject(), deformed(s, q)), expected, subject().same());
}

TEST_P(ForceContract, Permutation) {
  const Sample s = sample();
  const Evaluation expected = evaluate(subject(), s);
  const std::size_t n = s.atoms.size();
  const auto from = [n](std::size_t i) { return (5 * i + 3) % n; };  // 5 and 27 have no common factor
  Sample shuffled = s.clone();
  for (std::size_t i = 0; i < n; ++i) {
    shuffled.atoms.position[i] = s.atoms.position[from(i)];
    shuffled.atoms.type[i] = s.atoms.type[from(i)];
  }
  Evaluation got = evaluate(subject(), shuffled), back = got;
  for (std::size_t i = 0; i < n; ++i) {
    back.force[from(i)] = got.force[i];
    back.atom_energy[from(i)] = got.atom_energy[i];
    back.atom_virial[from(i)] = got.atom_virial[i];
  }
  expect_same(back, expected, subject().same());
}

TEST_P(ForceContract, ResetAfterReorderingOnTheSameObject) {
  Sample s = sample();
  const auto force = subject().make();
  evaluate(*force, s);
  std::reverse(s.atoms.position.begin(), s.atoms.position.end());
  std::reverse(s.atoms.type.begin(), s.atoms.type.end());
  force->reset();
  expect_same(evaluate(*force, s), evaluate(subject(), s), subject().same());
}

TEST_P(ForceContract, WholeLatticeVectorsDoNotMatter) {
  const Sample s = sample();
  Sample strayed = s.clone();
  samples::Random random(7);
  for (Vec3& r : strayed.atoms.position)
    for (int k = 0; k < 3; ++k) r += static_cast<double>(random.integer(-4, 4)) * s.box.h().row(k);
  strayed.atoms.position[0] += 200.0 * s.box.h().row(1);  // positions are not wrapped: atoms diffuse far from home
  tolerances::Evaluated tolerance = subject().same();
  tolerance.force.relative *= 10;  // 1000 A away, a double resolves 1e-13 A instead of 1e-15
  tolerance.virial.relative *= 10;
  expect_same(evaluate(subject(), strayed), evaluate(subject(), s), tolerance);
}

TEST_P(ForceContract, OneAtomCellEqualsItsRepetitions) {
  const double a = subject().spacing;
  const Mat3 h{{{a, 0.1 * a, 0}, {0.3 * a, 1.1 * a, 0.05 * a}, {-0.2 * a, 0.15 * a, 1.05 * a}}};
  const auto names = species();
  for (int type = 0; type < static_cast<int>(names.size()); ++type) {
    const Sample one = samples::one_atom(names, h, type);
    const Evaluation small = evaluate(subject(), one);
    const auto same = subject().same();
    EXPECT_LE(norm(small.force[0]), same.force.at(1)) << "an atom pulls at its own images";
    ASSERT_GT(std::fabs(small.energy), 1e-4);
    const Evaluation large = evaluate(subject(), repeated(repeated(repeated(one, 0, 3), 1, 2), 2, 4));
    Evaluation expected = large;
    expected.energy = 24 * small.energy;
    expected.virial = 24.0 * small.virial;
    for (int i = 0; i < 24; ++i) {
      expected.force[i] = small.force[0];
      expected.atom_energy[i] = small.atom_energy[0];
      expected.atom_virial[i] = small.atom_virial[0];
    }
    expect_same(large, expected, same);
  }
}

TEST_P(ForceContract, DoubledCellsGiveDoubleEnergy) {
  const Sample s = sample(2, {2, 3, 2});
  const Evaluation single = evaluate(subject(), s);
  const std::size_t n = s.atoms.size();
  for (int direction = 0; direction < 3; ++direction) {
    const Evaluation doubled = evaluate(subject(), repeated(s, direction, 2));
    Evaluation expected = doubled;
    expected.energy = 2 * single.energy;
    expected.virial = 2.0 * single.virial;
    for (std::size_t i = 0; i < 2 * n; ++i) {
      expected.force[i] = single.force[i % n];
      expected.atom_energy[i] = single.atom_energy[i % n];
      expected.atom_virial[i] = single.atom_virial[i % n];
    }
    expect_same(doubled, expected, subject().same());
  }
}

// Open directions against a periodic cell with more vacuum than any cutoff.
TEST_P(ForceContract, OpenDirectionsEqualVacuum) {
  for (const std::array<bool, 3> periodic :
       {std::array{false, false, false}, std::array{true, true, false}, std::array{false, true, false}}) {
    const Sample open = sample(3, {3, 3, 3}, periodic);
    Mat3 h = open.box.h();
    for (int k = 0; k < 3; ++k)
      for (int d = 0; d < 3; ++d) h[k][d] *= periodic[k] ? 1 : 8;
    const Sample vacuum{open.atoms.clone(), Box(h)};
    expect_same(evaluate(subject(), open), evaluate(subject(), vacuum), subject().same());
  }
}

TEST_P(ForceContract, OneLonelyAtomFeelsNothing) {
  Sample s = samples::one_atom(species(), 50.0 * identity());
  s.box = Box(50.0 * identity(), {false, false, false});
  const Evaluation e = evaluate(subject(), s);
  EXPECT_EQ(norm(e.force[0]), 0);
  EXPECT_EQ(largest(e.virial), 0);
  EXPECT_TRUE(std::isfinite(e.energy));
}

TEST_P(ForceContract, NoAtomsNoEnergy) {
  Sample s{Atoms{}, Box(10.0 * identity())};
  s.atoms.species = species();
  Evaluation e;
  e.energy = 7;
  e.force.resize(3);
  subject().make()->compute(s.atoms, s.box, {true}, e);
  EXPECT_EQ(e.energy, 0);
  EXPECT_EQ(largest(e.virial), 0);
  EXPECT_TRUE(e.force.empty());
  EXPECT_TRUE(e.atom_energy.empty());
  EXPECT_TRUE(e.atom_virial.empty());
}

TEST_P(ForceContract, OneElementOfSeveral) {
  Sample s = sample();
  const int last = static_cast<int>(s.atoms.species.size()) - 1;
  std::fill(s.atoms.type.begin(), s.atoms.type.end(), last);
  const Evaluation e = evaluate(subject(), s);
  EXPECT_TRUE(std::isfinite(e.energy));
  EXPECT_GT(largest(e.force), 0);
}

TEST_P(ForceContract, InputUntouched) {
  const Sample s = sample();
  const Sample before = s.clone();
  evaluate(subject(), s);
  EXPECT_TRUE(same_bytes(s.atoms.position, before.atoms.position));
  EXPECT_TRUE(same_bytes(s.atoms.velocity, before.atoms.velocity));
  EXPECT_TRUE(same_bytes(s.atoms.mass, before.atoms.mass));
  EXPECT_TRUE(same_bytes(s.atoms.type, before.atoms.type));
  EXPECT_EQ(s.atoms.species, before.atoms.species);
  EXPECT_EQ(std::memcmp(&s.box.h(), &before.box.h(), sizeof(Mat3)), 0);
}

TEST_P(ForceContract, SizesAndAtomicVirialsOnRequest) {
  const auto force = subject().make();
  const Sample s = sample();
  const Evaluation with = evaluate(*force, s, {true}), without = evaluate(*force, s, {false});
  EXPECT_EQ(with.force.size(), s.atoms.size());
  EXPECT_EQ(with.atom_energy.size(), s.atoms.size());
  EXPECT_EQ(with.atom_virial.size(), s.atoms.size());
  EXPECT_TRUE(without.atom_virial.empty());
  EXPECT_TRUE(same_bytes(with.force, without.force));
  expect_within("virial (eV/atom)", largest(difference(with.virial, without.virial)) / 27,
                subject().same().virial.at(largest(with.virial) / 27));
  EXPECT_LE(force->cutoff(), 20);
  EXPECT_GT(force->cutoff(), 1);
  EXPECT_GT(force->neighbor_counts().mean_neighbors, 0);
  EXPECT_GT(force->neighbor_counts().bytes, 0u);
}

TEST_P(ForceContract, TwoRunsSameBits) {
  const Sample s = sample();
  const auto force = subject().make();
  const Evaluation first = evaluate(*force, s);
  EXPECT_TRUE(same_bits(first, evaluate(*force, s))) << "the same object";
  EXPECT_TRUE(same_bits(first, evaluate(subject(), s))) << "a new object";
}

TEST_P(ForceContract, ThreadsDoNotChangeBits) {
  if (subject().is_on_gpu()) {
    const Sample s = sample(4, {4, 4, 3});
    const Evaluation forwards = evaluate(subject(), s);
    const ReversedThreads reversed;
    EXPECT_TRUE(same_bits(forwards, evaluate(subject(), s)));
    return;
  }
  const Sample s = sample(4, {11, 16, 13});  // more than two blocks of every loop
  set_threads(1);
  const Evaluation one = evaluate(subject(), s);
  for (const int threads : {2, 3}) {
    set_threads(threads);
    EXPECT_TRUE(same_bits(one, evaluate(subject(), s))) << threads << " threads";
  }
  set_threads(0);
}

// Steps small enough that the list serves several of them, then beyond the skin.
TEST_P(ForceContract, MovingAtomsEqualFreshLists) {
  Sample s = sample(5);
  const auto force = subject().make();
  samples::Random random(11);
  constexpr int steps = 12;
  for (int step = 0; step < steps; ++step) {
    for (Vec3& r : s.atoms.position) r += random.cube(0.05);
    const Evaluation moved = evaluate(*force, s);
    if (step % 3 == 2) expect_same(moved, evaluate(subject(), s), subject().same());
  }
  EXPECT_LT(force->neighbor_counts().rebuilds, steps) << "the skin is of no use";
}

TEST_P(ForceContract, DeformingCellEqualsFreshLists) {
  const Sample s = sample(6);
  const auto force = subject().make();
  for (const double strain : {0.0, 1e-4, 0.01, 0.08, -0.06}) {
    Mat3 deformation = identity();
    deformation[0][0] += strain, deformation[1][2] -= strain;
    const Sample now = deformed(s, deformation);
    expect_same(evaluate(*force, now), evaluate(subject(), now), subject().same());
  }
}

TEST_P(ForceContract, OneObjectServesManySystems) {
  const auto force = subject().make();
  for (const std::array<int, 3> count : {std::array{3, 3, 3}, std::array{1, 1, 1}, std::array{4, 2, 3}}) {
    const Sample s = sample(8, count);
    expect_same(evaluate(*force, s), evaluate(subject(), s), subject().same());
  }
}

TEST_P(ForceContract, CheckpointGivesTheSameBits) {
  Sample s = sample(9);
  const auto force = subject().make(), resumed = subject().make();
  samples::Random random(12);
  const auto move = [&] {
    for (Vec3& r : s.atoms.position) r += random.cube(0.03);
  };
  evaluate(*force, s);  // the list is of these positions
  move();
  evaluate(*force, s);
  Record record;
  force->save(record);
  resumed->load(record);
  move();
  EXPECT_TRUE(same_bits(evaluate(*force, s), evaluate(*resumed, s)));
  EXPECT_EQ(force->neighbor_counts().rebuilds, 1) << "the test wants an old list";
}

TEST_P(ForceContract, PositionsThatAreNoNumbersAreNamed) {
  for (const double bad : {std::nan(""), static_cast<double>(INFINITY)}) {
    Sample s = sample();
    const auto force = subject().make();
    evaluate(*force, s);
    s.atoms.position[13].y = bad;
    try {
      evaluate(*force, s);
      ADD_FAILURE() << "accepted " << bad;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), Error::Kind::failed);
      EXPECT_NE(std::string(error.what()).find("13"), std::string::npos) << error.what();
    }
  }
}

std::vector<Subject> full_precision_subjects() {
  auto all = subjects();
  std::erase_if(all, [](const auto& s) { return s.is_single(); });
  return all;
}
INSTANTIATE_TEST_SUITE_P(All, ForceGradient, ::testing::ValuesIn(full_precision_subjects()), test_name);
INSTANTIATE_TEST_SUITE_P(All, ForceContract, ::testing::ValuesIn(subjects()), test_name);

TEST(ForceRegistry, EveryRowHasASubject) {
  std::set<std::string> covered;
  for (const Subject& subject : subjects()) {
    std::string word;
    std::ifstream(subject.path) >> word;
    covered.insert(word);
  }
  for (const auto& row : force_table()) {
    EXPECT_TRUE(covered.contains(row.first_word)) << row.first_word;
    EXPECT_FALSE(row.sentence.empty());
  }
}

}  // namespace
}  // namespace contract::force_contract_test

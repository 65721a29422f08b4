// MaxVol against the largest determinant by brute force, grades against their definition, the file of an active set.
#include "train/data/active_set.h"

#include <gtest/gtest.h>

#include <cmath>

#include "force/nep.h"
#include "scratch.h"
#include "train/data/max_volume.h"
#include "train_frames.h"

namespace nacre::train::train_active_set_test {
namespace {

using nacre_test::random_model;
using nacre_test::Scratch;

double determinant(std::vector<std::vector<double>> a) {
  double value = 1;
  for (std::size_t k = 0; k < a.size(); ++k) {
    std::size_t pivot = k;
    for (std::size_t r = k; r < a.size(); ++r)
      if (std::abs(a[r][k]) > std::abs(a[pivot][k])) pivot = r;
    if (pivot != k) std::swap(a[pivot], a[k]), value = -value;
    value *= a[k][k];
    if (value == 0) return 0;
    for (std::size_t r = k + 1; r < a.size(); ++r) {
      const double factor = a[r][k] / a[k][k];
      for (std::size_t c = k; c < a.size(); ++c) a[r][c] -= factor * a[k][c];
    }
  }
  return value;
}

/// A model that is linear in 1, x, x^2, x^3, at 21 places between -1 and 1.
std::vector<std::vector<double>> polynomial_rows() {
  std::vector<std::vector<double>> rows;
  for (int i = 0; i <= 20; ++i) {
    const double x = 0.1 * i - 1;
    rows.push_back({1, x, x * x, x * x * x});
  }
  return rows;
}

/// The largest |det| of all choices of four rows, by trying them.
double largest_volume(const std::vector<std::vector<double>>& rows) {
  double largest = 0;
  for (std::size_t a = 0; a < rows.size(); ++a)
    for (std::size_t b = 0; b < a; ++b)
      for (std::size_t c = 0; c < b; ++c)
        for (std::size_t d = 0; d < c; ++d)
          largest = std::max(largest, std::abs(determinant({rows[a], rows[b], rows[c], rows[d]})));
  return largest;
}

TEST(TrainMaxVolume, FindsTheLargestDeterminant) {
  const auto rows = polynomial_rows();
  MaxVolume volume(4);
  volume.choose(rows, 0);
  std::vector<std::vector<double>> chosen;
  for (const std::size_t row : volume.taken()) {
    ASSERT_NE(row, MaxVolume::no_row);
    chosen.push_back(rows[row]);
  }
  EXPECT_NEAR(std::abs(determinant(chosen)), largest_volume(rows), 1e-9);
  // A^-1 is that of the rows at their places.
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t k = 0; k < 4; ++k) {
      double sum = 0;
      for (std::size_t r = 0; r < 4; ++r) sum += chosen[i][r] * volume.inverse()[r * 4 + k];
      EXPECT_NEAR(sum, i == k ? 1 : 0, 1e-9);
    }
}

TEST(TrainMaxVolume, NoRowIsAboveOneAndAStrangerIs) {
  const auto rows = polynomial_rows();
  MaxVolume volume(4);
  volume.choose(rows, 0);
  const ActiveSet set{{"C"}, 4, {volume.inverse()}, 0};
  for (const auto& row : rows) EXPECT_LE(grade_of(set, 0, row), 1 + volume_tolerance);
  const double x = 1.5;
  EXPECT_GT(grade_of(set, 0, {1, x, x * x, x * x * x}), 2);
}

TEST(TrainMaxVolume, PlacesThatNothingFillsStayOpen) {
  MaxVolume volume(3);
  volume.choose({{1, 0, 0}, {1, 0.5, 0}, {1, 1, 0}}, 7);
  EXPECT_EQ(std::count(volume.taken().begin(), volume.taken().end(), MaxVolume::no_row), 1);
  const ActiveSet set{{"C"}, 3, {volume.inverse()}, 0};
  EXPECT_LE(grade_of(set, 0, {1, 0.25, 0}), 1 + volume_tolerance);
  EXPECT_GT(grade_of(set, 0, {1, 0.25, 0.1}), 1000) << "a direction that was never seen";
}

struct Sample {
  NepModel model = read_nep(random_model("nep4_NaC", "nep.txt"));
  std::vector<TrainFrame> frames;
  Sample() {
    for (const auto& f : reference::read_frames(random_model("nep4_NaC", "reference.xyz")))
      frames.push_back(nacre_test::to_frame(f, model.species));
  }
};

TEST(TrainActiveSet, EnergiesAreLinearInItsRows) {
  const Sample s;
  for (const TrainFrame& f : s.frames) {
    const auto phi = last_layer_inputs(s.model, f.atoms, f.box);
    double energy = 0;
    for (std::size_t i = 0; i < phi.size(); ++i) {
      const int t = f.atoms.type[i];
      for (int mu = 0; mu < s.model.neurons; ++mu) energy += s.model.w1[t * s.model.neurons + mu] * phi[i][mu];
      energy -= s.model.b1 * phi[i].back();
    }
    EXPECT_NEAR(energy, *f.energy, 1e-6 * std::abs(*f.energy));
  }
}

TEST(TrainActiveSet, FramesOfItAreNotExtrapolatedAndItsFileSaysTheSame) {
  const Sample s;
  ActiveSetBuilder builder(s.model);
  for (const TrainFrame& f : s.frames) builder.add(f.atoms, f.box);
  const ActiveSet set = builder.finish();
  const Scratch scratch;
  const std::string path = scratch.write("nep.asi", format_active_set(set));
  const ActiveSet read = read_active_set(path, s.model);
  EXPECT_EQ(read.inverse, set.inverse);
  double largest = 0;
  for (const TrainFrame& f : s.frames)
    for (const double g : extrapolation_grades(s.model, read, f.atoms, f.box)) largest = std::max(largest, g);
  EXPECT_LE(largest, 1.001 + 1e-9);
  EXPECT_GT(largest, 0.999);
  // Atoms pushed together are strangers.
  TrainFrame squeezed =
      nacre_test::to_frame(reference::read_frames(random_model("nep4_NaC", "reference.xyz"))[0], s.model.species);
  squeezed.box = Box(0.8 * squeezed.box.h());
  for (Vec3& r : squeezed.atoms.position) r *= 0.8;
  double worst = 0;
  for (const double g : extrapolation_grades(s.model, set, squeezed.atoms, squeezed.box)) worst = std::max(worst, g);
  EXPECT_GT(worst, 2);
}

TEST(TrainActiveSet, OfAnotherModelIsRefused) {
  const Sample s;
  ActiveSetBuilder builder(s.model);
  builder.add(s.frames[0].atoms, s.frames[0].box);
  const Scratch scratch;
  const std::string path = scratch.write("nep.asi", format_active_set(builder.finish()));
  NepModel other = s.model;
  other.w0[3] += 0.1;
  const Error e = nacre_test::error_of([&] { read_active_set(path, other); });
  EXPECT_NE(std::string(e.what()).find("another potential"), std::string::npos) << e.what();
  EXPECT_EQ(e.line(), 2);
  scratch.write("short.asi", nacre_test::content(path).substr(0, 3000));
  EXPECT_THROW(read_active_set(scratch.path("short.asi"), s.model), Error);
}

}  // namespace
}  // namespace nacre::train::train_active_set_test

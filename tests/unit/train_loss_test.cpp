// The loss against sums written out here, its seeds against finite differences; the vector of parameters.
#include "train/model/loss.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "source_dir.h"
#include "train/model/parameters.h"

namespace nacre::train::train_loss_test {
namespace {

/// In [-1, 1), spread evenly.
double draw(int i) {
  const double x = 0.6180339887498949 * (i + 1);
  return 2 * (x - std::floor(x)) - 1;
}

/// Three frames: all labels; no forces and a weight; forces only.
struct Sample {
  std::vector<TrainFrame> frames;
  std::vector<Prediction> predictions;
  std::vector<const TrainFrame*> list;
  LossSettings settings;

  Sample() {
    int next = 0;
    for (int f = 0; f < 3; ++f) {
      TrainFrame frame;
      frame.atoms.resize(3 + f);
      for (std::size_t i = 0; i < frame.atoms.size(); ++i) frame.atoms.type[i] = static_cast<int>(i % 2);
      Prediction p;
      p.energy = 3 * draw(next++);
      p.force.resize(frame.atoms.size());
      for (Vec3& v : p.force) v = {draw(next), draw(next + 1), draw(next + 2)}, next += 3;
      for (int c = 0; c < 9; ++c) p.virial.m[c / 3][c % 3] = draw(next++);
      if (f != 2) frame.energy = draw(next++);
      if (f != 1) {
        frame.force.resize(frame.atoms.size());
        for (Vec3& v : frame.force) v = {draw(next), draw(next + 1), draw(next + 2)}, next += 3;
      }
      if (f != 2) {
        frame.virial.emplace();
        for (int c = 0; c < 9; ++c) frame.virial->m[c / 3][c % 3] = draw(next++);
      }
      if (f == 1) frame.weight = 2.5;
      if (f == 2) frame.weight = 0.5;
      frames.push_back(std::move(frame));
      predictions.push_back(std::move(p));
    }
    for (const TrainFrame& f : frames) list.push_back(&f);
    settings.energy = 1.3, settings.force = 0.7, settings.virial = 0.4, settings.shear = 1.5;
    settings.force_delta = 0.8;
    settings.type_weight = {1.0, 2.0};
  }
  LossValue value(std::vector<LossSeed>* seeds = nullptr) const {
    return loss_of(settings, list, predictions, {}, seeds);
  }
};

TEST(TrainLoss, IsTheWeightedRootMeanSquare) {
  const Sample s;
  double energy = 0, plain_energy = 0, force = 0, plain_force = 0, virial = 0, plain_virial = 0;
  int energies = 0, components = 0, virials = 0;
  for (int f = 0; f < 3; ++f) {
    const TrainFrame& t = s.frames[f];
    const Prediction& p = s.predictions[f];
    const double n = 3.0 + f, w2 = std::pow(t.weight, 2);
    if (f != 2) {
      const double e = (p.energy - *t.energy) / n;
      energy += w2 * e * e, plain_energy += e * e, ++energies;
      const double v[6] = {p.virial.m[0][0] - t.virial->m[0][0], p.virial.m[1][1] - t.virial->m[1][1],
                           p.virial.m[2][2] - t.virial->m[2][2], p.virial.m[0][1] - t.virial->m[0][1],
                           p.virial.m[1][2] - t.virial->m[1][2], p.virial.m[2][0] - t.virial->m[2][0]};
      for (int c = 0; c < 6; ++c) {
        const double d = v[c] / n * (c < 3 ? 1.0 : 1.5);
        virial += w2 * d * d, plain_virial += v[c] * v[c] / (n * n), ++virials;
      }
    }
    for (std::size_t i = 0; i < t.force.size(); ++i) {
      const double size = std::sqrt(dot(t.force[i], t.force[i])), damped = 0.8 / (0.8 + size);
      const Vec3 d = p.force[i] - t.force[i];
      force += w2 * (i % 2 == 0 ? 1 : 4) * damped * dot(d, d);
      plain_force += dot(d, d);
      components += 3;
    }
  }
  const LossValue l = s.value();
  EXPECT_NEAR(l.rmse_energy, std::sqrt(plain_energy / energies), 1e-14);
  EXPECT_NEAR(l.rmse_force, std::sqrt(plain_force / components), 1e-14);
  EXPECT_NEAR(l.rmse_virial, std::sqrt(plain_virial / virials), 1e-14);
  EXPECT_NEAR(
      l.total,
      1.3 * std::sqrt(energy / energies) + 0.7 * std::sqrt(force / components) + 0.4 * std::sqrt(virial / virials),
      1e-14);
}

TEST(TrainLoss, SeedsAreItsDerivatives) {
  Sample s;
  std::vector<LossSeed> seeds;
  s.value(&seeds);
  // Central differences of numbers near 1: step^2 and 1e-16/step, both below 1e-10.
  constexpr double step = 1e-5, allowed = 1e-9;
  int compared = 0;
  const auto compare = [&](double& x, double seed) {
    const double middle = x;
    x = middle + step;
    const double above = s.value().total;
    x = middle - step;
    const double below = s.value().total;
    x = middle;
    EXPECT_NEAR(seed, (above - below) / (2 * step), allowed);
    compared += seed != 0;
  };
  for (int f = 0; f < 3; ++f) {
    Prediction& p = s.predictions[f];
    compare(p.energy, seeds[f].energy);
    for (std::size_t i = 0; i < p.force.size(); ++i)
      for (int c = 0; c < 3; ++c) compare(p.force[i][c], seeds[f].force.empty() ? 0 : seeds[f].force[i][c]);
    for (int c = 0; c < 9; ++c) compare(p.virial.m[c / 3][c % 3], seeds[f].virial.m[c / 3][c % 3]);
  }
  EXPECT_EQ(compared, 2 + 24 + 12);  // energies, force components and virial components with a label
}

TEST(TrainLoss, OfPerfectPredictionsHasNoSeeds) {
  Sample s;
  for (int f = 0; f < 3; ++f) {
    if (s.frames[f].energy) s.predictions[f].energy = *s.frames[f].energy;
    if (!s.frames[f].force.empty()) s.predictions[f].force = s.frames[f].force;
    if (s.frames[f].virial) s.predictions[f].virial = *s.frames[f].virial;
  }
  std::vector<LossSeed> seeds;
  EXPECT_EQ(s.value(&seeds).total, 0);
  EXPECT_EQ(seeds[0].energy, 0);
  EXPECT_EQ(seeds[0].force[0].x, 0);
}

TEST(TrainLoss, RegularisationAndItsDerivative) {
  LossSettings settings;
  settings.l1 = 0.3, settings.l2 = 0.6;
  std::vector<double> z = {1, -2, 0.5, 4};
  EXPECT_NEAR(loss_of(settings, {}, {}, z, nullptr).l1, 0.3 * 7.5 / 4, 1e-15);
  EXPECT_NEAR(loss_of(settings, {}, {}, z, nullptr).l2, 0.6 * std::sqrt((1 + 4 + 0.25 + 16) / 4), 1e-15);
  std::vector<double> gradient(4, 10.0);
  add_regularisation(settings, z, gradient);
  for (std::size_t i = 0; i < z.size(); ++i) {
    const double middle = z[i];
    z[i] = middle + 1e-5;
    const double above = loss_of(settings, {}, {}, z, nullptr).total;
    z[i] = middle - 1e-5;
    EXPECT_NEAR(gradient[i] - 10, (above - loss_of(settings, {}, {}, z, nullptr).total) / 2e-5, 1e-9);
    z[i] = middle;
  }
}

// The order is that of nep.txt, which read_nep reads on its own.
TEST(TrainParameters, AreThoseOfTheFileInItsOrder) {
  const std::string folder = nacre_test::source_dir() + "/tests/data/nep-random/";
  for (const char* name : {"nep3_NaC", "nep4_NaC", "nep5_NaC"}) {
    NepModel m = read_nep(folder + name + "/nep.txt");
    const std::vector<double> p = parameters_of(m);
    ASSERT_EQ(p.size(), parameter_count(m));
    const std::size_t network = static_cast<std::size_t>(m.neurons) * (m.components() + 2) + (m.version == 5);
    EXPECT_EQ(p[0], m.w0[0]);
    EXPECT_EQ(p[static_cast<std::size_t>(m.neurons) * m.components()], m.b0[0]);
    EXPECT_EQ(p[m.networks() * network], m.b1);
    if (m.version == 5) {
      EXPECT_EQ(p[2 * network - 1], m.type_bias[1]);
    }
    if (m.version != 3) {
      EXPECT_EQ(p[network], m.w0[static_cast<std::size_t>(m.neurons) * m.components()]);
    }
    EXPECT_EQ(p.back(), m.angular_c.back());

    const std::vector<int> types = parameter_types(m);
    ASSERT_EQ(types.size(), p.size());
    EXPECT_EQ(types[0], m.version == 3 ? -1 : 0);
    EXPECT_EQ(types[m.networks() * network - 1], m.version == 3 ? -1 : 1);
    EXPECT_EQ(types[m.networks() * network], -1);
    // c^R of n = k = 0: t_i t_j = 00, 01, 10, 11
    for (int pair = 0; pair < 4; ++pair) EXPECT_EQ(types[m.networks() * network + 1 + pair], pair / 2);

    std::vector<double> other(p.size());
    for (std::size_t i = 0; i < p.size(); ++i) other[i] = static_cast<double>(i);
    set_parameters(m, other);
    EXPECT_EQ(parameters_of(m), other);
    other.pop_back();
    EXPECT_THROW(set_parameters(m, other), Error);
  }
}

}  // namespace
}  // namespace nacre::train::train_loss_test

// The evolution strategy on functions whose minimum is known, its ranking by type, its resume; and on a small NEP.
#include "train/optimise/snes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "device/parallel.h"
#include "scratch.h"
#include "train/model/parameters.h"
#include "train/optimise/snes_optimizer.h"
#include "train/optimise/start.h"
#include "train_problem.h"

namespace nacre::train::train_snes_test {
namespace {

using Function = std::function<double(const double*, std::size_t)>;

std::vector<double> losses_of(const std::vector<double>& members, std::size_t count, const Function& f) {
  std::vector<double> loss;
  for (std::size_t m = 0; m < members.size(); m += count) loss.push_back(f(members.data() + m, count));
  return loss;
}

double sphere(const double* z, std::size_t n) {
  return std::accumulate(z, z + n, 0.0, [](double sum, double v) { return sum + v * v; });
}
double rosenbrock(const double* z, std::size_t n) {
  double sum = 0;
  for (std::size_t i = 0; i + 1 < n; ++i) sum += 100 * std::pow(z[i + 1] - z[i] * z[i], 2) + std::pow(1 - z[i], 2);
  return sum;
}
double slope(const double* z, std::size_t) { return z[0] + z[1]; }

Snes search(std::size_t n, double centre, double sigma, int population = 50, int types = 1) {
  return Snes(7, population, types, std::vector<double>(n, centre), std::vector<double>(n, sigma),
              std::vector<int>(n, 0));
}
void run(Snes& snes, int generations, const Function& f) {
  for (int g = 0; g < generations; ++g) {
    const auto loss = losses_of(snes.sample(), snes.mu().size(), f);
    snes.update({loss});
  }
}
double largest(const std::vector<double>& v) { return *std::max_element(v.begin(), v.end()); }

TEST(TrainSnes, UtilitiesAndRateAreThePublishedOnes) {
  const Snes snes = search(600, 0, 0.1, 10, 2);
  const auto& u = snes.utilities();
  EXPECT_NEAR(std::accumulate(u.begin(), u.end(), 0.0), 0, 1e-14);
  // ln 6 - ln r for r = 1..5, 0 beyond
  const double raw[5] = {1.791759469228055, 1.0986122886681098, 0.6931471805599453, 0.4054651081081644,
                         0.1823215567939546};
  const double sum =
      1.791759469228055 + 1.0986122886681098 + 0.6931471805599453 + 0.4054651081081644 + 0.1823215567939546;
  for (int r = 0; r < 10; ++r) EXPECT_NEAR(u[r], (r < 5 ? raw[r] / sum : 0) - 0.1, 1e-14);
  EXPECT_NEAR(snes.rate(), (3 + 5.703782474656201) / (10 * 17.320508075688775), 1e-14);  // n = 300
}

TEST(TrainSnes, FindsTheMinimumOfASphereAndNarrows) {
  Snes snes = search(20, 1, 0.3);
  run(snes, 100, sphere);
  const double early = std::sqrt(sphere(snes.mu().data(), 20)), early_sigma = largest(snes.sigma());
  run(snes, 200, sphere);
  const double late = std::sqrt(sphere(snes.mu().data(), 20)), late_sigma = largest(snes.sigma());
  EXPECT_LT(early, 0.5);
  // Linear convergence: centre and spread shrink together, many times over.
  EXPECT_LT(late, early / 50);
  EXPECT_LT(late_sigma, early_sigma / 50);
  EXPECT_GT(late_sigma, late / 1e3);
}

TEST(TrainSnes, FollowsTheValleyOfRosenbrock) {
  Snes snes = search(4, -0.5, 0.3);
  run(snes, 3000, rosenbrock);
  EXPECT_LT(rosenbrock(snes.mu().data(), 4), 1e-2);
}

TEST(TrainSnes, WidensOnASlopeUpToOne) {
  Snes snes = search(2, 0, 0.1);
  run(snes, 400, slope);
  EXPECT_LT(snes.mu()[0], -3);
  EXPECT_LE(largest(snes.sigma()), 1.0);
  EXPECT_GT(largest(snes.sigma()), 0.9);
}

TEST(TrainSnes, AnUpdateIsThatOfTheEquations) {
  Snes snes = search(3, 0.5, 0.2, 10);
  const std::vector<double> members = snes.sample();
  std::vector<double> loss;
  for (int m = 0; m < 10; ++m) loss.push_back((m * 7) % 10);  // member m has rank (7 m mod 10)
  snes.update({loss});
  for (int i = 0; i < 3; ++i) {
    double first = 0, second = 0;
    for (int m = 0; m < 10; ++m) {
      const double s = (members[3 * m + i] - 0.5) / 0.2, u = snes.utilities()[(m * 7) % 10];
      first += u * s, second += u * (s * s - 1);
    }
    EXPECT_NEAR(snes.mu()[i], 0.5 + 0.2 * first, 1e-12);
    EXPECT_NEAR(snes.sigma()[i], 0.2 * std::exp((3 + std::log(3.0)) / (10 * std::sqrt(3.0)) * second), 1e-12);
  }
}

TEST(TrainSnes, SamplesAreStandardNormalInMirroredPairs) {
  constexpr std::size_t count = 4000;
  Snes snes = search(count, 0, 1, 49);
  const auto& s = snes.sample();
  double n = 0, sum = 0, square = 0, neighbour = 0;
  for (std::size_t m = 0; m < 49; m += 2)
    for (std::size_t i = 0; i < count; ++i) {
      const double v = s[m * count + i];
      n += 1, sum += v, square += v * v;
      if (i > 0) neighbour += v * s[m * count + i - 1];
      if (m + 1 < 49) {
        EXPECT_EQ(s[(m + 1) * count + i], -v);
      }
    }
  EXPECT_LT(std::abs(sum), 5 * std::sqrt(n));
  EXPECT_LT(std::abs(square - n), 5 * std::sqrt(2 * n));
  EXPECT_LT(std::abs(neighbour), 5 * std::sqrt(n));
}

TEST(TrainSnes, EachKindOfParameterHasItsRanking) {
  const auto after = [](bool change) {
    Snes snes(3, 20, 2, std::vector<double>(6, 0.0), std::vector<double>(6, 0.5), {0, 1, 0, 1, 2, 0});
    const auto& z = snes.sample();
    std::vector<std::vector<double>> loss(3);
    for (int m = 0; m < 20; ++m) {
      loss[0].push_back(z[6 * m]);
      loss[1].push_back(change ? -z[6 * m + 1] : z[6 * m + 1]);
      loss[2].push_back(z[6 * m + 4]);
    }
    snes.update(loss);
    return snes.mu();
  };
  const auto a = after(false), b = after(true);
  for (int i : {0, 2, 4, 5}) EXPECT_EQ(a[i], b[i]);
  EXPECT_LT(a[1], 0);
  EXPECT_GT(b[1], 0);
  EXPECT_NE(a[3], b[3]);
}

TEST(TrainSnes, NotANumberRanksLast) {
  const double nan = std::nan("");
  EXPECT_EQ(ranking({nan, 2, 1, HUGE_VAL, 1}), (std::vector<int>{2, 4, 1, 0, 3}));
}

TEST(TrainSnes, ThreadsAndResumeLeaveNoTrace) {
  set_threads(1);
  Snes uncut = search(3001, 0.3, 0.1);
  run(uncut, 6, sphere);
  set_threads(2);
  Snes first = search(3001, 0.3, 0.1);
  run(first, 3, sphere);
  Record record;
  first.save(record);
  Snes second = search(3001, 0, 0.7);
  second.load(record);
  run(second, 3, sphere);
  set_threads(0);
  EXPECT_EQ(uncut.mu(), second.mu());
  EXPECT_EQ(uncut.sigma(), second.sigma());
}

// --- on a NEP whose labels another NEP of the same shape made

struct Problem : nacre_test::SmallTraining {
  explicit Problem(const std::string& name, std::int64_t batch = 1000) : SmallTraining(name) {
    settings.loss.l1 = settings.loss.l2 = 0.01;
    settings.batch = batch;
    settings.population = 20;
    settings.generations = 100;
  }
};

TEST(TrainSnesOptimizer, TheScalerIsThatOfUnitCoefficients) {
  const Problem p("nep4_NaC_higher_body");
  nacre_test::ModelText text(nacre_test::random_model("nep4_NaC_higher_body", "nep.txt"));
  std::fill(text.numbers.begin(), text.numbers.end(), 1.0);
  nacre_test::Scratch scratch;
  text.write(scratch.path("nep.txt"));
  const reference::Nep nep(scratch.path("nep.txt"));
  std::vector<double> low(p.model.components(), 1e300), high(p.model.components(), -1e300);
  for (const auto& f : reference::read_frames(nacre_test::random_model("nep4_NaC_higher_body", "reference.xyz")))
    for (const auto& q : nep.descriptors(f.structure))
      for (std::size_t i = 0; i < q.size(); ++i) low[i] = std::min(low[i], q[i]), high[i] = std::max(high[i], q[i]);
  const auto scaler = make_q_scaler({}, p.model, p.set, 1.0);
  for (std::size_t i = 0; i < scaler.size(); ++i)
    EXPECT_NEAR(scaler[i] * (high[i] - low[i]), 1, 1e-4) << "component " << i;
}

TEST(TrainSnesOptimizer, TheLossOfASmallModelFalls) {
  for (const char* name : {"nep4_NaC", "nep5_NaC", "nep3_NaC"}) {
    Problem p(name);
    const auto optimizer = make_snes_optimizer(p.problem);
    optimizer->step();
    const double first = optimizer->loss().total;
    for (int g = 1; g < 100; ++g) optimizer->step();
    EXPECT_LT(optimizer->loss().total, 0.6 * first) << name;
    EXPECT_EQ(optimizer->progress().done, 100);
    EXPECT_EQ(optimizer->best().size(), parameter_count(p.model));
  }
}

TEST(TrainSnesOptimizer, ThreadsAndResumeLeaveNoTrace) {
  for (std::int64_t batch : {1000, 2}) {  // one batch, and two
    Problem p("nep4_NaC", batch);
    nacre_test::expect_no_trace_of_threads_and_resume([&] { return make_snes_optimizer(p.problem); }, 9, 5);
  }
}

TEST(TrainSnesOptimizer, FixedParametersStay) {
  Problem p("nep4_NaC");
  p.problem.start.assign(parameter_count(p.model), 0.25);
  p.problem.start_sigma.assign(p.problem.start.size(), 0.1);
  p.problem.start_sigma[3] = 0;
  const auto optimizer = make_snes_optimizer(p.problem);
  for (int g = 0; g < 5; ++g) optimizer->step();
  EXPECT_EQ(optimizer->mean()[3], 0.25);
  EXPECT_NE(optimizer->mean()[4], 0.25);
}

TEST(TrainSnesOptimizer, BatchesAreDealtByEnergy) {
  TrainSet set;
  for (double e : {5.0, 1.0, 3.0, 2.0, 4.0}) {
    TrainFrame f;
    f.atoms.resize(2);
    f.energy = 2 * e;
    set.frames.push_back(std::move(f));
  }
  const auto batches = deal_batches(set, 2);  // three batches of at most two
  ASSERT_EQ(batches.size(), 3u);
  EXPECT_EQ(*batches[0][0]->energy, 2);
  EXPECT_EQ(*batches[0][1]->energy, 8);
  EXPECT_EQ(*batches[1][0]->energy, 4);
  EXPECT_EQ(*batches[1][1]->energy, 10);
  EXPECT_EQ(*batches[2][0]->energy, 6);
}

}  // namespace
}  // namespace nacre::train::train_snes_test

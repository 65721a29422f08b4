// SOAP: which parameters form its matrices, and its steps against a plain version, known answers and identities.
#include "train/optimise/soap.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "train/model/parameters.h"
#include "train/optimise/adam.h"
#include "train/optimise/gradient_optimizer.h"
#include "train_problem.h"

namespace nacre::train::train_soap_test {
namespace {

using Eigen::MatrixXd;

MatrixXd random_matrix(int rows, int columns, unsigned seed) {
  std::mt19937 engine(seed);
  std::normal_distribution<double> normal;
  return MatrixXd::NullaryExpr(rows, columns, [&] { return normal(engine); });
}

MatrixOfParameters whole(int rows, int columns) {
  MatrixOfParameters m{static_cast<std::size_t>(rows), static_cast<std::size_t>(columns), {}};
  m.index.resize(m.rows * m.columns);
  std::iota(m.index.begin(), m.index.end(), std::size_t(0));
  return m;
}

std::vector<double> by_rows(const MatrixXd& m) {
  std::vector<double> v;
  for (int i = 0; i < m.rows(); ++i)
    for (int j = 0; j < m.cols(); ++j) v.push_back(m(i, j));
  return v;
}

/// Z after these gradients, from zero.
MatrixXd moved(const std::vector<MatrixXd>& gradients, double rate) {
  const int rows = static_cast<int>(gradients[0].rows()), columns = static_cast<int>(gradients[0].cols());
  Soap soap({whole(rows, columns)});
  std::vector<double> z(static_cast<std::size_t>(rows) * columns);
  for (const MatrixXd& g : gradients) soap.step(rate, by_rows(g), {}, z);
  MatrixXd m(rows, columns);
  for (int i = 0; i < rows; ++i)
    for (int j = 0; j < columns; ++j) m(i, j) = z[static_cast<std::size_t>(i) * columns + j];
  return m;
}

TEST(TrainSoap, TheFirstStepIsTheNearestOrthogonalMatrix) {
  // Q_L^T G Q_R is diagonal: its signs remain, and Q_L sign Q_R^T = U V^T of the singular value decomposition.
  const MatrixXd g = random_matrix(4, 4, 1);
  const Eigen::JacobiSVD<MatrixXd> svd(g, Eigen::ComputeFullU | Eigen::ComputeFullV);
  const MatrixXd expected = -0.1 * svd.matrixU() * svd.matrixV().transpose();
  EXPECT_LT((moved({g}, 0.1) - expected).cwiseAbs().maxCoeff(), 1e-5);  // 1e-16 / epsilon off the diagonal
}

TEST(TrainSoap, OneNumberMovesAsInAdamOfTheSameBetas) {
  Soap soap({whole(1, 1)});
  std::vector<double> z = {1};
  double m = 0, v = 0, expected = 1;
  for (int t = 1; t <= 25; ++t) {
    const double g = std::cos(t) + 0.3;
    soap.step(0.01, {g}, {}, z);
    m = 0.9 * m + 0.1 * g, v = 0.98 * v + 0.02 * g * g;
    expected -= 0.01 * m / (1 - std::pow(0.9, t)) / (std::sqrt(v / (1 - std::pow(0.98, t))) + 1e-10);
    EXPECT_NEAR(z[0], expected, 1e-14);
  }
}

TEST(TrainSoap, TurnedGradientsTurnTheSteps) {
  // Adam depends on the axes, SOAP does not: gradients U G W^T give steps U dZ W^T.
  const auto turn = [](int n, unsigned seed) -> MatrixXd {
    return Eigen::HouseholderQR<MatrixXd>(random_matrix(n, n, seed)).householderQ();
  };
  const MatrixXd u = turn(5, 7), w = turn(5, 8);
  std::vector<MatrixXd> gradients, turned;
  for (unsigned t = 0; t < 33; ++t) {  // three times over the interval of the bases
    gradients.push_back(random_matrix(5, 5, 100 + t) + MatrixXd::Identity(5, 5));
    turned.push_back(u * gradients.back() * w.transpose());
  }
  const MatrixXd plain = moved(gradients, 0.1);
  EXPECT_GT(plain.cwiseAbs().maxCoeff(), 0.1);
  EXPECT_LT((moved(turned, 0.1) - u * plain * w.transpose()).cwiseAbs().maxCoeff(), 1e-5);
}

/// The equations of the header with nothing but loops; the bases by Jacobi rotations and by Gram and Schmidt.
class Plain {
 public:
  explicit Plain(int n) : n_(n) {}
  MatrixXd change(const MatrixXd& g) {
    ++t_;
    l_ = 0.9 * l_ + 0.1 * product(g, transposed(g)), r_ = 0.9 * r_ + 0.1 * product(transposed(g), g);
    if (t_ == 1) ql_ = jacobi(l_), qr_ = jacobi(r_);
    if (t_ > 1 && t_ % 10 == 0) ql_ = gram_schmidt(product(l_, ql_)), qr_ = gram_schmidt(product(r_, qr_));
    m_ = 0.9 * m_ + 0.1 * g;
    const MatrixXd turned = product(product(transposed(ql_), g), qr_);
    MatrixXd step = product(product(transposed(ql_), m_), qr_);
    for (int i = 0; i < n_; ++i)
      for (int j = 0; j < n_; ++j) {
        v_(i, j) = 0.98 * v_(i, j) + 0.02 * turned(i, j) * turned(i, j);
        step(i, j) /= (1 - std::pow(0.9, t_)) * (std::sqrt(v_(i, j) / (1 - std::pow(0.98, t_))) + 1e-10);
      }
    return product(product(ql_, step), transposed(qr_));
  }

 private:
  MatrixXd product(const MatrixXd& a, const MatrixXd& b) const {
    MatrixXd c = MatrixXd::Zero(n_, n_);
    for (int i = 0; i < n_; ++i)
      for (int j = 0; j < n_; ++j)
        for (int k = 0; k < n_; ++k) c(i, j) += a(i, k) * b(k, j);
    return c;
  }
  MatrixXd transposed(const MatrixXd& a) const {
    MatrixXd c(n_, n_);
    for (int i = 0; i < n_; ++i)
      for (int j = 0; j < n_; ++j) c(j, i) = a(i, j);
    return c;
  }
  /// Columns by falling eigenvalue.
  MatrixXd jacobi(MatrixXd a) const {
    MatrixXd q = MatrixXd::Identity(n_, n_);
    for (int sweep = 0; sweep < 60; ++sweep)
      for (int p = 0; p < n_; ++p)
        for (int k = p + 1; k < n_; ++k) {
          const double angle = 0.5 * std::atan2(2 * a(p, k), a(k, k) - a(p, p));
          MatrixXd turn = MatrixXd::Identity(n_, n_);
          turn(p, p) = turn(k, k) = std::cos(angle), turn(p, k) = std::sin(angle), turn(k, p) = -std::sin(angle);
          a = product(product(transposed(turn), a), turn), q = product(q, turn);
        }
    std::vector<int> order(n_);
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](int x, int y) { return a(x, x) > a(y, y); });
    MatrixXd sorted(n_, n_);
    for (int j = 0; j < n_; ++j) sorted.col(j) = q.col(order[j]);
    return sorted;
  }
  MatrixXd gram_schmidt(MatrixXd a) const {
    for (int j = 0; j < n_; ++j) {
      for (int twice = 0; twice < 2; ++twice)
        for (int k = 0; k < j; ++k) a.col(j) -= a.col(k).dot(a.col(j)) * a.col(k);
      a.col(j) /= a.col(j).norm();
    }
    return a;
  }

  int n_, t_ = 0;
  MatrixXd l_ = MatrixXd::Zero(n_, n_), r_ = l_, m_ = l_, v_ = l_, ql_, qr_;
};

TEST(TrainSoap, StepsAreThoseOfTheEquations) {
  constexpr int n = 4;
  Plain plain(n);
  std::vector<MatrixXd> gradients;
  MatrixXd expected = MatrixXd::Zero(n, n);
  for (unsigned t = 0; t < 31; ++t) {
    gradients.push_back(random_matrix(n, n, 500 + t));
    if (t == 0) gradients.back() += MatrixXd::Identity(n, n) * 3;
    expected -= 0.01 * plain.change(gradients.back());
  }
  // The sign of a column of a basis changes no step. The first step's divisions by epsilon fade with b2: 1e-7 a step.
  EXPECT_LT((moved(gradients, 0.01) - expected).cwiseAbs().maxCoeff(), 1e-6);
}

TEST(TrainSoap, FixedParametersStayAndDoNotMoveOthers) {
  Soap alone({whole(1, 3)}), with({whole(2, 3)});
  std::vector<double> a = {1, 2, 3}, b = {7, 8, 9, 1, 2, 3};
  for (int t = 1; t <= 12; ++t) {
    const std::vector<double> g = {0.5 * t, -1, std::sin(t)};
    alone.step(0.1, g, {}, a);
    with.step(0.1, {9, 9, 9, g[0], g[1], g[2]}, {1, 1, 1, 0, 0, 0}, b);
  }
  EXPECT_EQ(std::vector<double>(b.begin(), b.begin() + 3), std::vector<double>({7, 8, 9}));
  for (int i = 0; i < 3; ++i) EXPECT_NEAR(b[3 + i], a[i], 1e-6);
}

TEST(TrainSoap, EveryParameterIsInOneMatrix) {
  for (const char* name : {"nep3_NaC", "nep4_NaC", "nep5_NaC"}) {
    const NepModel m = read_nep(nacre_test::random_model(name, "nep.txt"));
    std::vector<std::size_t> all;
    const auto types = parameter_types(m);
    const auto parts = parameter_parts(m);
    for (const MatrixOfParameters& matrix : parameter_matrices(m)) {
      ASSERT_EQ(matrix.index.size(), matrix.rows * matrix.columns);
      for (const std::size_t i : matrix.index) {
        EXPECT_EQ(types[i], types[matrix.index[0]]) << name << ": one type a matrix";
        const bool network = parts[i] == "hidden" || parts[i] == "output";
        EXPECT_TRUE(network || parts[i] == parts[matrix.index[0]]) << name;
      }
      all.insert(all.end(), matrix.index.begin(), matrix.index.end());
    }
    std::sort(all.begin(), all.end());
    ASSERT_EQ(all.size(), parameter_count(m)) << name;
    for (std::size_t i = 0; i < all.size(); ++i) ASSERT_EQ(all[i], i) << name;
  }
}

TEST(TrainSoap, ARowIsANeuronAndAPairOfTypes) {
  NepModel m = read_nep(nacre_test::random_model("nep4_NaC", "nep.txt"));
  const std::size_t neurons = m.neurons, components = m.components();
  // Numbers that say where they belong, put in by the arrays of the model and found in the vector of parameters.
  for (std::size_t i = 0; i < m.w0.size(); ++i) m.w0[i] = static_cast<double>(i / components);  // network and neuron
  for (std::size_t i = 0; i < m.b0.size(); ++i) m.b0[i] = m.w1[i] = static_cast<double>(i);
  for (std::size_t i = 0; i < m.radial_c.size(); ++i)
    m.radial_c[i] = static_cast<double>(i % 4 + 10 * (i / 4 / (m.radial_k + 1)));  // pair of types and n
  const std::vector<double> z = parameters_of(m);
  const auto matrices = parameter_matrices(m);
  for (std::size_t network = 0; network < 2; ++network)
    for (std::size_t k = 0; k < matrices[network].index.size(); ++k)
      EXPECT_EQ(z[matrices[network].index[k]], static_cast<double>(network * neurons + k / (components + 2)));
  for (std::size_t pair = 0; pair < 4; ++pair) {
    const MatrixOfParameters& c = matrices[3 + pair];
    for (std::size_t k = 0; k < c.index.size(); ++k)
      EXPECT_EQ(z[c.index[k]], static_cast<double>(pair + 10 * (k / c.columns)));
  }
}

TEST(TrainSoap, LearnsASmallModelInFewerEpochsThanAdam) {
  const auto loss_with = [](TrainSettings::Descent descent) {
    nacre_test::SmallTraining p("nep4_NaC");
    p.settings.epochs = 60, p.settings.learning_rate = 0.02, p.settings.descent = descent;
    const auto optimizer = make_gradient_optimizer(p.problem);
    for (int e = 0; e < 60; ++e) optimizer->step();
    return optimizer->loss().rmse_force;
  };
  EXPECT_LT(loss_with(TrainSettings::Descent::soap), loss_with(TrainSettings::Descent::adam));
}

}  // namespace
}  // namespace nacre::train::train_soap_test

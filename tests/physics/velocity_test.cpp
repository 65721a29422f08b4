// Initial velocities and the removal of momenta.
#include "toy_systems.h"

namespace velocity_test {

namespace {

using namespace toy;

Vec3 momentum(const Atoms& a) {
  Vec3 p;
  for (std::size_t i = 0; i < a.size(); ++i) p += a.mass[i] * a.velocity[i];
  return p;
}
Vec3 angular_momentum(const Atoms& a) {  // about the origin; the same about any point when the momentum is zero
  Vec3 l;
  for (std::size_t i = 0; i < a.size(); ++i) l += a.mass[i] * cross(a.position[i], a.velocity[i]);
  return l;
}
double kinetic(const Atoms& a) {
  double k = 0;
  for (std::size_t i = 0; i < a.size(); ++i) k += 0.5 * a.mass[i] * dot(a.velocity[i], a.velocity[i]);
  return k;
}
bool same(Vec3 a, Vec3 b) { return a.x == b.x && a.y == b.y && a.z == b.z; }

Atoms row(int n, Vec3 direction) {
  Atoms a;
  for (int i = 0; i < n; ++i) a.position.push_back(static_cast<double>(i) * direction);
  a.resize(a.position.size());
  a.mass.assign(n, 12.0);
  return a;
}

// Sums of 4000 terms m v of size 1, m |r| |v| of size 50.
constexpr double momentum_rounding = 1e-10, angular_rounding = 1e-8;

TEST(Velocity, ExactTemperatureAndNoMomenta) {
  System s = fcc(10, 4.0);
  for (std::size_t i = 0; i < s.atoms.size(); i += 3) s.atoms.mass[i] = 23;
  nacre::initialize_velocities(s.atoms, 700, 42);
  EXPECT_TRUE(s.atoms.has_velocity);
  EXPECT_NEAR(kinetic(s.atoms), 0.5 * (3 * 4000 - 3) * kt(700), 1e-9);
  EXPECT_LT(norm(momentum(s.atoms)), momentum_rounding);
  EXPECT_LT(norm(angular_momentum(s.atoms)), angular_rounding);
}

// Variance k_B T / m for either mass, and the fourth moment 3 of the normal distribution (uniform numbers give 1.8).
TEST(Velocity, FollowsMaxwell) {
  System s = fcc(20, 4.0);
  for (std::size_t i = 0; i < s.atoms.size(); i += 2) s.atoms.mass[i] = 23;
  nacre::initialize_velocities(s.atoms, 700, 43);
  for (const std::size_t first : {0, 1}) {
    double n = 0, second = 0, fourth = 0;
    for (std::size_t i = first; i < s.atoms.size(); i += 2)
      for (int k = 0; k < 3; ++k) {
        const double x = s.atoms.velocity[i][k] * std::sqrt(s.atoms.mass[i] / kt(700));
        n += 1, second += x * x, fourth += x * x * x * x;
      }
    EXPECT_NEAR(second / n, 1, 4.5 * std::sqrt(2 / n));
    EXPECT_NEAR(fourth / n, 3, 4.5 * std::sqrt(96 / n));
  }
}

TEST(Velocity, SeedDecides) {
  System a = fcc(2, 4.0), b = fcc(2, 4.0), c = fcc(2, 4.0);
  nacre::initialize_velocities(a.atoms, 300, 1);
  nacre::initialize_velocities(b.atoms, 300, 1);
  nacre::initialize_velocities(c.atoms, 300, 2);
  for (std::size_t i = 0; i < a.atoms.size(); ++i) {
    EXPECT_TRUE(same(a.atoms.velocity[i], b.atoms.velocity[i]));
    EXPECT_FALSE(same(a.atoms.velocity[i], c.atoms.velocity[i]));
  }
}

TEST(Velocity, FixedAtomsStayAtRestAndDoNotCount) {
  System s = fcc(2, 4.0);
  std::vector<char> fixed(32, 0);
  fixed[0] = fixed[7] = 1;
  nacre::initialize_velocities(s.atoms, 300, 1, fixed);
  EXPECT_TRUE(same(s.atoms.velocity[0], {}) && same(s.atoms.velocity[7], {}));
  EXPECT_NEAR(kinetic(s.atoms), 0.5 * 90 * kt(300), 1e-12);
}

TEST(Velocity, OneTwoAndCollinearAtoms) {
  for (const int n : {1, 2, 3, 5}) {
    Atoms a = row(n, {1.0, 2.0, -0.5});
    nacre::initialize_velocities(a, 300, 4);
    EXPECT_NEAR(kinetic(a), 0.5 * (n == 1 ? 3 : 3 * n - 3) * kt(300), 1e-12) << n;
    if (n > 1) {
      EXPECT_LT(norm(momentum(a)), 1e-12) << n;
    }
    if (n > 2) {
      EXPECT_LT(norm(angular_momentum(a)), 1e-11) << n;
    }
  }
}

TEST(Velocity, AtomsAtOnePointDoNotMakeNaN) {
  Atoms a = row(4, {0, 0, 0});
  nacre::initialize_velocities(a, 300, 4);
  EXPECT_NEAR(kinetic(a), 4.5 * kt(300), 1e-12);
}

TEST(Velocity, RefusesTemperaturesThatAreNot) {
  System s = fcc(1, 4.0);
  EXPECT_THROW(nacre::initialize_velocities(s.atoms, 0, 1), nacre::Error);
  EXPECT_THROW(nacre::initialize_velocities(s.atoms, -3, 1), nacre::Error);
  EXPECT_THROW(nacre::initialize_velocities(s.atoms, std::nan(""), 1), nacre::Error);
}

void spin(Atoms& a) {
  for (std::size_t i = 0; i < a.size(); ++i)
    a.velocity[i] += Vec3{0.3, -0.1, 0.2} + cross(Vec3{0.01, 0.02, -0.03}, a.position[i]);
}

TEST(CorrectVelocity, RemovesMomentaAndKeepsTheEnergy) {
  System s = fcc(3, 4.0);
  nacre::initialize_velocities(s.atoms, 300, 9);
  spin(s.atoms);
  const double before = kinetic(s.atoms);
  ASSERT_GT(norm(momentum(s.atoms)), 1);
  ASSERT_GT(norm(angular_momentum(s.atoms)), 1);
  nacre::correct_velocities(s.atoms);
  EXPECT_LT(norm(momentum(s.atoms)), momentum_rounding);
  EXPECT_LT(norm(angular_momentum(s.atoms)), angular_rounding);
  EXPECT_NEAR(kinetic(s.atoms), before, 1e-11 * before);
}

TEST(CorrectVelocity, EachGroupOnItsOwn) {
  System s = fcc(3, 4.0);
  nacre::initialize_velocities(s.atoms, 300, 9);
  spin(s.atoms);
  std::vector<int> labels(s.atoms.size());
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = i == 5 ? 2 : static_cast<int>(i % 2);
  const auto part = [&](int label) {
    Atoms a;
    for (std::size_t i = 0; i < labels.size(); ++i)
      if (labels[i] == label) a.position.push_back(s.atoms.position[i]), a.velocity.push_back(s.atoms.velocity[i]);
    a.resize(a.position.size());
    a.mass.assign(a.size(), 12.0);
    return a;
  };
  const std::array<double, 2> before{kinetic(part(0)), kinetic(part(1))};
  nacre::correct_velocities(s.atoms, &labels);
  for (const int label : {0, 1}) {
    EXPECT_LT(norm(momentum(part(label))), momentum_rounding);
    EXPECT_LT(norm(angular_momentum(part(label))), angular_rounding);
    EXPECT_NEAR(kinetic(part(label)), before[label], 1e-11 * before[label]);
  }
  EXPECT_EQ(kinetic(part(2)), 0);  // a single atom comes to rest
}

TEST(CorrectVelocity, FixedAtomsTakeNoPart) {
  System s = fcc(2, 4.0);
  std::vector<char> fixed(32, 0);
  fixed[4] = 1;
  nacre::initialize_velocities(s.atoms, 300, 1, fixed);
  nacre::correct_velocities(s.atoms, nullptr, fixed);
  EXPECT_TRUE(same(s.atoms.velocity[4], {}));
  EXPECT_LT(norm(momentum(s.atoms)), momentum_rounding);
  const std::vector<int> wrong(3);
  EXPECT_THROW(nacre::correct_velocities(s.atoms, &wrong), nacre::Error);
}

}  // namespace

}  // namespace velocity_test

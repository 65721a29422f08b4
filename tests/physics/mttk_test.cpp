// The pistons of Martyna, Tobias and Klein. Oracles: the equations of motion of an ideal gas, which are closed, solved by
// Runge and Kutta; the virial expansion of a dilute Lennard-Jones gas; the elastic constants of a crystal of springs;
// reversibility, and the order of the integrator in the time step.
#include <algorithm>

#include "toy_systems.h"

namespace mttk_test {

namespace {

using namespace toy;

constexpr double gpa = 160.2176634;  // in one eV/A^3

// --- equations of motion

/// An ideal gas under pistons: T = sum m v (x) v (eV), cell h, rates v_g, chain w of the atoms, u of each piston.
struct Gas {
  Mat3 t, h, rate;
  std::array<double, 4> w{};
  std::array<std::array<double, 4>, 6> u{};
};

Gas sum(const Gas& a, double factor, const Gas& b) {
  Gas c{a.t + factor * b.t, a.h + factor * b.h, a.rate + factor * b.rate, a.w, a.u};
  for (int j = 0; j < 4; ++j) c.w[j] += factor * b.w[j];
  for (int k = 0; k < 24; ++k) c.u[k / 4][k % 4] += factor * b.u[k / 4][k % 4];
  return c;
}

struct GasEquations {
  double freedom, kt, tau_t, tau_p;
  Mat3 pressure;  // eV/A^3
  bool isotropic;

  double mass() const { return (freedom + 3) / 3 * kt * tau_p * tau_p; }

  /// d/dt of a chain whose first link is driven by `energy`, twice the kinetic energy of `count` degrees of freedom.
  std::array<double, 4> chain(const std::array<double, 4>& x, double energy, double count, double tau) const {
    std::array<double, 4> slope{};
    for (int j = 0; j < 4; ++j) {
      const double q = (j == 0 ? count : 1) * kt * tau * tau;
      const double drive =
          j == 0 ? energy - count * kt : (j == 1 ? count : 1) * kt * tau * tau * x[j - 1] * x[j - 1] - kt;
      slope[j] = drive / q - (j < 3 ? x[j] * x[j + 1] : 0);
    }
    return slope;
  }

  Gas slope(const Gas& g) const {
    const double volume = std::abs(determinant(g.h)), two_k = trace(g.t);
    const Mat3 drag = g.rate + (trace(g.rate) / freedom + g.w[0]) * nacre::identity();
    Mat3 push = g.t + -volume * pressure + (two_k / freedom) * nacre::identity();
    if (isotropic) push = trace(push) / 3 * nacre::identity();
    Gas d;
    d.t = -1.0 * (drag * g.t + g.t * drag);
    d.h = g.h * g.rate;
    d.rate = (1 / mass()) * push;
    d.w = chain(g.w, two_k, freedom, tau_t);
    constexpr int at[6][2] = {{0, 0}, {1, 1}, {2, 2}, {1, 2}, {0, 2}, {0, 1}};
    for (int c = 0; c < (isotropic ? 1 : 6); ++c) {
      const int i = at[c][0], j = at[c][1];
      const double v = g.rate[i][j];
      d.u[c] = chain(g.u[c], mass() * v * v * (isotropic ? 3 : i == j ? 1 : 2), 1, tau_p);
      d.rate[i][j] -= g.u[c][0] * v;
      if (i != j) d.rate[j][i] = d.rate[i][j];
    }
    if (isotropic) d.rate = d.rate[0][0] * nacre::identity();
    return d;
  }

  Gas after(Gas g, double dt) const {
    const Gas a = slope(g), b = slope(sum(g, dt / 2, a)), c = slope(sum(g, dt / 2, b)), d = slope(sum(g, dt, c));
    return sum(sum(sum(sum(g, dt / 6, a), dt / 3, b), dt / 3, c), dt / 6, d);
  }
};

// Over five periods of the piston; the splitting's error is (dt/tau)^2 of each number, 1e-4, the RK's far below.
void expect_equations(const std::string& pressures, bool isotropic, const Mat3& target) {
  World w = ideal_gas(2, 900, 1, 31);
  nacre::scale_cell(w.system, {{{1, 0.05, 0}, {0.02, 1.1, 0.1}, {0, 0, 1}}});
  const auto e = ensemble("npt_mttk temp 600 600 " + pressures + " tperiod 100 pperiod 300");
  const double freedom = 3 * 32 - 3;
  const GasEquations equations{freedom,  kt(600), 100 * w.dynamics.dt, 300 * w.dynamics.dt, (1 / gpa) * target,
                               isotropic};
  Gas gas;
  gas.t = nacre::kinetic_tensor(w.dynamics), gas.h = w.system.box.h();
  double worst = 0;
  const Mat3 h0 = gas.h;
  run(w, *e, 3000, [&] {
    gas = equations.after(gas, w.dynamics.dt);
    const Mat3 t = nacre::kinetic_tensor(w.dynamics);
    for (int i = 0; i < 9; ++i) {
      worst = std::max(worst, std::abs(t.m[i / 3][i % 3] - gas.t.m[i / 3][i % 3]) / trace(gas.t));
      worst = std::max(worst, std::abs(w.system.box.h().m[i / 3][i % 3] - gas.h.m[i / 3][i % 3]) / 8);
    }
  });
  std::cout << "    largest difference " << worst << ", volume " << w.volume() / std::abs(determinant(h0)) << "\n";
  EXPECT_LT(worst, 1e-3);
  EXPECT_GT(std::abs(w.volume() / std::abs(determinant(h0)) - 1), 0.03) << "the pistons did nothing";
}

TEST(Mttk, AnIdealGasFollowsTheEquations) {
  expect_equations("iso 0.5 0.5", true, 0.5 * nacre::identity());
  expect_equations("tri 0.5 0.5", false, 0.5 * nacre::identity());
  expect_equations("x 0.6 0.6 y 0.5 0.5 z 0.4 0.4 yz 0.05 0.05 xz -0.1 -0.1 xy 0.02 0.02", false,
                   {{{0.6, 0.02, -0.1}, {0.02, 0.5, 0.05}, {-0.1, 0.05, 0.4}}});
}

/// Turns the velocities of atoms, pistons and chains round.
void turn_back(World& w, Ensemble& e) {
  nacre::scale_velocities(w.dynamics, -1);
  nacre::Record record;
  e.save(record);
  for (auto& [name, values] : record.reals)
    if (name.ends_with("chain_velocity") || name == "piston_rate")
      for (double& x : values) x = -x;
  e.load(record);
}

TEST(Mttk, RunsBackToItsStart) {
  for (const char* line :
       {"npt_mttk temp 600 600 iso 2 2 tperiod 50 pperiod 400",
        "npt_mttk temp 600 600 x 1 1 y 3 3 xy 0.5 0.5 tperiod 50 pperiod 400", "nph_mttk tri 2 2 pperiod 400"}) {
    World w = soft_fluid(600, 1, 7);
    const std::vector<Vec3> before = w.system.atoms.position;
    const Mat3 cell = w.system.box.h();
    const auto e = ensemble(line);
    run(w, *e, 200);
    EXPECT_GT(std::abs(w.volume() / std::abs(determinant(cell)) - 1), 1e-4) << line;
    turn_back(w, *e);
    run_part(w, *e, 0, 200, 200);
    double worst = 0;
    for (std::size_t i = 0; i < w.size(); ++i) worst = std::max(worst, norm(w.system.atoms.position[i] - before[i]));
    for (int i = 0; i < 9; ++i)
      worst = std::max(worst, std::abs(w.system.box.h().m[i / 3][i % 3] - cell.m[i / 3][i % 3]));
    EXPECT_LT(worst, 1e-9) << line;  // rounding, grown by the collisions of 400 steps
  }
}

// --- the conserved quantity

double conserved_fluctuation(const std::string& start, double dt_fs) {
  World w = spring_crystal(2, 600, dt_fs, 5);
  const auto steps = [&](double fs) { return std::to_string(fs / dt_fs); };
  const std::string heat = start[1] == 'p' && start[2] == 't' ? " tperiod " + steps(400) : "";
  const auto e = ensemble(start + heat + " pperiod " + steps(1600));
  std::vector<double> energy;
  run(w, *e, std::lround(1600 / dt_fs), [&] { energy.push_back(w.kinetic() + w.potential() + e->bath_energy()); });
  return std::sqrt(variance(energy, estimate(energy, 1).mean).mean);
}

TEST(Mttk, TheConservedQuantityIsOffByTheSquareOfTheTimeStep) {
  for (const char* line :
       {"npt_mttk temp 600 400 iso 10 5", "npt_mttk temp 600 600 tri 3 3", "nph_mttk x 3 3 y 1 1 xz 1 1"}) {
    const double coarse = conserved_fluctuation(line, 4), middle = conserved_fluctuation(line, 2),
                 fine = conserved_fluctuation(line, 1);
    std::cout << "    rms (eV) at 4, 2, 1 fs: " << coarse << " " << middle << " " << fine << ", ratios "
              << coarse / middle << " " << middle / fine << "\n";
    EXPECT_NEAR(coarse / middle, 4, 0.6) << line;  // as for nve: chaos, and the next order
    EXPECT_NEAR(middle / fine, 4, 0.4) << line;
  }
}

// --- distributions

/// Lennard-Jones, cut and shifted to zero at c, between nearest images.
class LennardJones : public Force {
 public:
  LennardJones(double epsilon, double sigma, double c) : epsilon_(epsilon), sigma_(sigma), c_(c) {}
  double energy(double r) const { return r < c_ ? bare(r) - bare(c_) : 0; }

 private:
  double bare(double r) const {
    const double x = std::pow(sigma_ / r, 6);
    return 4 * epsilon_ * (x * x - x);
  }
  void evaluate(const Atoms& atoms, const Box& box, Evaluation& out) const override {
    const double length = box.h()[0][0];
    for (std::size_t i = 0; i < atoms.size(); ++i)
      for (std::size_t j = i + 1; j < atoms.size(); ++j) {
        Vec3 d = atoms.position[j] - atoms.position[i];
        for (int k = 0; k < 3; ++k) d[k] -= length * std::round(d[k] / length);
        const double r2 = dot(d, d);
        if (r2 >= c_ * c_) continue;
        const double y = sigma_ * sigma_ / r2, x = y * y * y;
        add_pair(out, i, j, d, 4 * epsilon_ * (x * x - x) - bare(c_), -24 * epsilon_ * (2 * x * x - x) / r2);
      }
  }
  double epsilon_, sigma_, c_;
};

/// B_2 = -2 pi integral (exp(-U/kT) - 1) r^2 dr (A^3).
double second_virial(const LennardJones& u, double kt, double cutoff) {
  double sum = 0;
  constexpr int points = 20000;
  for (int i = 0; i < points; ++i) {
    const double r = (i + 0.5) * cutoff / points;
    sum += (std::exp(-u.energy(r) / kt) - 1) * r * r;
  }
  return -2 * std::acos(-1.0) * sum * cutoff / points;
}

/// Mean and variance of p(V) ~ V^(N-1) exp(-P V / kT - N (N - 1) B_2 / V): N - 1 free momenta, pairs that meet.
std::pair<double, double> volume_of_gas(double n, double p, double kt, double b2) {
  double norm = 0, mean = 0, square = 0;
  const double unit = kt / p;
  for (double v = 0.1 * n * unit; v < 4 * n * unit; v += 1e-3 * n * unit) {
    const double weight = std::exp((n - 1) * std::log(v / (n * unit)) - (v / unit - n) - n * (n - 1) * b2 / v);
    norm += weight, mean += weight * v, square += weight * v * v;
  }
  mean /= norm;
  return {mean, square / norm - mean * mean};
}

// 16 atoms of 0.04 per sigma^3; the third virial coefficient would add 0.3 %. N + 1 in place of N, as without the term
// 2 K / N_f of the piston, makes the mean 6 % larger or smaller.
TEST(Mttk, ADiluteLennardJonesGasHasItsVolumes) {
  constexpr double epsilon = 0.0104, sigma = 3.4, cutoff = 2.2 * sigma, t = 240, atoms = 16;
  const double volume = atoms / 0.04 * std::pow(sigma, 3), p = atoms * kt(t) / volume;
  System s = fcc(2, std::cbrt(volume) / 2, 3);
  for (std::size_t i = 0; i < 16; ++i) s.atoms.position[i] = s.atoms.position[2 * i];
  s.atoms.resize(16);
  nacre::initialize_velocities(s.atoms, t, 3);
  auto force = std::make_unique<LennardJones>(epsilon, sigma, cutoff);
  const auto [mean, square] = volume_of_gas(atoms, p, kt(t), second_virial(*force, kt(t), cutoff));
  World w(std::move(s), std::move(force), 4);
  const std::string pressure = std::to_string(p * gpa);
  const auto e = ensemble("npt_mttk temp 240 240 iso " + pressure + " " + pressure + " tperiod 100 pperiod 200");
  run(w, *e, 10000);
  std::vector<double> volumes;
  run(w, *e, 400000, [&] { volumes.push_back(w.volume()); });
  expect_matches("<V>", estimate(volumes), mean, 0.005);
  expect_matches("var V", variance(volumes, mean), square, 0.01);
  EXPECT_GT(std::abs(mean / (atoms * kt(t) / p) - 1), 0.01) << "the gas is ideal";
}

// Springs k between nearest neighbours of a face-centred cubic crystal a: C_11 = 2 k/a, C_12 = C_44 = k/a, B = 4 k/(3 a).
// var V = kT V/B; var e_xx = kT S_11/V with S_11 = 3 a/(4 k); var e_xy = kT/(4 C_44 V). At 300 K
// anharmonic by a percent. One chain for all six pistons would leave them out of equilibrium: var V four times too large.
constexpr double spring = 5, lattice = 4, warm = 300, softening = 0.03;
const std::string periods = " tperiod 50 pperiod 500";

TEST(Mttk, ACrystalsVolumeFluctuatesByItsBulkModulus) {
  World w = spring_crystal(2, warm, 1, 11);
  const auto e = ensemble("npt_mttk temp 300 300 iso 0 0" + periods);
  run(w, *e, 20000);
  std::vector<double> volume;
  run(w, *e, 200000, [&] { volume.push_back(w.volume()); });
  const double mean = estimate(volume).mean;
  EXPECT_NEAR(mean, 512, 0.03 * 512);
  expect_matches("var V", variance(volume, mean), kt(warm) * mean / (4 * spring / (3 * lattice)), softening);
}

TEST(Mttk, ACrystalsStrainsFluctuateByItsElasticConstants) {
  World w = spring_crystal(2, warm, 1, 12);
  const auto e = ensemble("npt_mttk temp 300 300 tri 0 0" + periods);
  run(w, *e, 20000);
  const Mat3 reference = inverse(w.system.box.h());
  std::array<std::vector<double>, 9> strain;
  run(w, *e, 200000, [&] {
    const Mat3 now = lagrangian_strain(reference, w.system.box.h());
    for (int i = 0; i < 9; ++i) strain[i].push_back(now[i / 3][i % 3]);
  });
  const auto mean_variance = [&](std::array<int, 3> which) {
    std::vector<double> square(strain[0].size());
    for (const int i : which) {
      const double mean = estimate(strain[i]).mean;
      for (std::size_t k = 0; k < square.size(); ++k) square[k] += std::pow(strain[i][k] - mean, 2) / 3;
    }
    return estimate(square);
  };
  expect_matches("var e_ii", mean_variance({0, 4, 8}), kt(warm) * 3 * lattice / (4 * spring) / 512, softening);
  expect_matches("var e_ij", mean_variance({1, 2, 5}), kt(warm) * lattice / (4 * spring) / 512, softening);
}

// --- what the words mean

TEST(Mttk, NvtIsTheNoseHooverChain) {
  World a = soft_fluid(600, 1, 3), b = soft_fluid(600, 1, 3);
  run(a, *ensemble("nvt_mttk temp 600 300"), 50);
  run(b, *ensemble("nvt_nhc 600 300 100"), 50);
  for (std::size_t i = 0; i < a.size(); ++i)
    EXPECT_EQ(norm(a.system.atoms.position[i] - b.system.atoms.position[i]), 0);
}

Mat3 strain_after(const std::string& line, std::array<bool, 3> periodic = {true, true, true}) {
  World w = spring_crystal(2, 300, 1, 43);
  w.system.box = Box(w.system.box.h(), periodic);
  nacre::force(w.dynamics);
  run(w, *ensemble(line), 100);
  return 0.125 * w.system.box.h() + -1.0 * nacre::identity();
}

void expect_moved(const Mat3& strain, std::array<int, 9> moved, const char* line) {
  for (int i = 0; i < 9; ++i) {
    if (moved[i] != 0) {
      EXPECT_GT(std::abs(strain.m[i / 3][i % 3]), 1e-6) << line << " " << i;
    } else {
      EXPECT_EQ(strain.m[i / 3][i % 3], 0) << line << " " << i;
    }
  }
}

TEST(Mttk, OnlyWhatIsNamedMoves) {
  const auto look = [](const char* line, std::array<int, 9> moved, std::array<bool, 3> periodic = {true, true, true}) {
    expect_moved(strain_after(line, periodic), moved, line);
  };
  look("npt_mttk temp 300 300 x 5 5", {1, 0, 0, 0, 0, 0, 0, 0, 0});
  look("npt_mttk y 5 5 z 1 1 temp 300 300", {0, 0, 0, 0, 1, 0, 0, 0, 1});
  look("nph_mttk xz 1 1", {1, 0, 1, 0, 0, 0, 1, 0, 1});  // cosh on the diagonal
  look("nph_mttk aniso 5 5", {1, 0, 0, 0, 1, 0, 0, 0, 1});
  look("nph_mttk tri 5 5 pperiod 300", {1, 1, 1, 1, 1, 1, 1, 1, 1});
  look("npt_mttk tri 5 5 temp 300 300", {1, 1, 0, 1, 1, 0, 0, 0, 0}, {true, true, false});
  look("npt_mttk iso 5 5 temp 300 300", {1, 0, 0, 0, 1, 0, 0, 0, 0}, {true, true, false});
}

TEST(Mttk, IsotropicKeepsTheShapeOfATriclinicCell) {
  World w = spring_crystal(2, 300, 1, 44);
  nacre::scale_cell(w.system, {{{1, 0.05, 0}, {0.05, 1, 0.02}, {0, 0.02, 1}}});
  nacre::force(w.dynamics);
  const Mat3 before = w.system.box.h();
  run(w, *ensemble("nph_mttk iso 5 5"), 100);
  const double factor = w.system.box.h()[0][0] / before[0][0];
  EXPECT_GT(std::abs(factor - 1), 1e-5);
  for (int i = 0; i < 9; ++i) EXPECT_NEAR(w.system.box.h()[i / 3][i % 3], factor * before[i / 3][i % 3], 1e-12);
}

TEST(Mttk, StopsWhenThePistonIsAbsurd) {
  World w = spring_crystal(2, 300, 1, 44);
  const auto e = ensemble("npt_mttk temp 300 300 iso 100000 100000 pperiod 200");
  try {
    run(w, *e, 10);
    FAIL();
  } catch (const nacre::Error& error) {
    EXPECT_EQ(error.kind(), nacre::Error::Kind::failed);
    EXPECT_NE(std::string(error.what()).find("run.in:7"), std::string::npos) << error.what();
  }
}

// A crystal without any motion gives the piston the mass of 300 K; the cell then answers, and stays finite.
TEST(Mttk, NphOfAtomsAtRest) {
  World w = spring_crystal(2, 300, 1, 44);
  for (Vec3& v : w.system.atoms.velocity) v = {};
  run(w, *ensemble("nph_mttk iso 5 5 pperiod 500"), 200);
  EXPECT_LT(w.volume(), 512);
  EXPECT_GT(w.volume(), 400);
}

}  // namespace

}  // namespace mttk_test

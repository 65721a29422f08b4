// Small forces with known physics, a run loop, and statistics with error bars, for the tests of dynamics.
#pragma once
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "core/units.h"
#include "integrate/dynamics.h"
#include "integrate/steps.h"
#include "integrate/velocity.h"

namespace toy {

using nacre::Atoms;
using nacre::Box;
using nacre::Dynamics;
using nacre::Ensemble;
using nacre::Evaluation;
using nacre::Mat3;
using nacre::System;
using nacre::Vec3;
using nacre::Words;

inline constexpr double fs = 1 / nacre::units::fs_per_time;  ///< internal time units in a femtosecond
inline double kt(double temperature) { return nacre::units::boltzmann * temperature; }

inline Words deck(const std::string& text) { return Words("run.in", 7, nacre::split_words(text)); }
inline std::unique_ptr<Ensemble> ensemble(const std::string& text) {
  return nacre::make_ensemble(deck("ensemble " + text));
}

// --- forces

class Force : public nacre::Force {
 public:
  std::string name() const override { return "toy"; }
  const std::vector<std::string>& species() const override { return species_; }
  double cutoff() const override { return 0; }
  void compute(const Atoms& atoms, const Box& box, nacre::Request, Evaluation& out) override {
    out.energy = 0;
    out.virial = {};
    out.force.assign(atoms.size(), {});
    out.atom_energy.assign(atoms.size(), 0.0);
    evaluate(atoms, box, out);
  }
  void reset() override {}
  void save(nacre::Record&) const override {}
  void load(const nacre::Record&) override {}
  nacre::NeighborCounts neighbor_counts() const override { return {}; }

 protected:
  virtual void evaluate(const Atoms& atoms, const Box& box, Evaluation& out) const = 0;

 private:
  std::vector<std::string> species_{"C"};
};

/// No force at all.
class IdealGas : public Force {
  void evaluate(const Atoms&, const Box&, Evaluation&) const override {}
};

/// E = sum k |r - r_0|^2 / 2: one isotropic oscillator an atom.
class Wells : public Force {
 public:
  Wells(std::vector<Vec3> sites, double k) : sites_(std::move(sites)), k_(k) {}

 private:
  void evaluate(const Atoms& atoms, const Box&, Evaluation& out) const override {
    for (std::size_t i = 0; i < atoms.size(); ++i) {
      const Vec3 d = atoms.position[i] - sites_[i];
      out.energy += out.atom_energy[i] = 0.5 * k_ * dot(d, d);
      out.force[i] = -k_ * d;
    }
  }
  std::vector<Vec3> sites_;
  double k_;
};

inline void add_pair(Evaluation& out, std::size_t i, std::size_t j, Vec3 d, double energy, double slope_over_r) {
  const Vec3 f = slope_over_r * d;  // on i, d = r_j - r_i, slope = dU/dr
  out.energy += energy;
  out.force[i] += f;
  out.force[j] -= f;
  out.virial += -1.0 * outer(d, f);
}

/// E = sum over pairs e (1 - r^2/c^2)^3 for r < c: soft, repulsive, two continuous derivatives. Nearest images only:
/// the cell must be thicker than 2 c.
class SoftFluid : public Force {
 public:
  SoftFluid(double e, double c) : e_(e), c2_(c * c) {}

 private:
  void evaluate(const Atoms& atoms, const Box& box, Evaluation& out) const override {
    for (std::size_t i = 0; i < atoms.size(); ++i)
      for (std::size_t j = i + 1; j < atoms.size(); ++j) {
        Vec3 s = box.fractional(atoms.position[j] - atoms.position[i]);
        for (int k = 0; k < 3; ++k) s[k] -= std::round(s[k]);
        const Vec3 d = box.cartesian(s);
        const double x = 1 - dot(d, d) / c2_;
        if (x > 0) add_pair(out, i, j, d, e_ * x * x * x, -6 * e_ * x * x / c2_);
      }
  }
  double e_, c2_;
};

/// Springs k (r - r_0)^2 / 2 between the nearest neighbours of the starting structure, for ever: an elastic solid.
class SpringCrystal : public Force {
 public:
  SpringCrystal(const Atoms& atoms, const Box& box, double k, double length) : k_(k), length_(length) {
    for (std::size_t i = 0; i < atoms.size(); ++i)
      for (std::size_t j = i + 1; j < atoms.size(); ++j) {
        const Vec3 s = box.fractional(atoms.position[j] - atoms.position[i]);
        const Vec3 shift{-std::round(s.x), -std::round(s.y), -std::round(s.z)};
        if (norm(box.cartesian(s + shift)) < 1.1 * length) bonds_.push_back({i, j, shift});
      }
  }

 private:
  struct Bond {
    std::size_t i, j;
    Vec3 shift;  // lattice vectors
  };
  void evaluate(const Atoms& atoms, const Box& box, Evaluation& out) const override {
    for (const Bond& b : bonds_) {
      const Vec3 d = atoms.position[b.j] - atoms.position[b.i] + box.cartesian(b.shift);
      const double r = norm(d), x = r - length_;
      add_pair(out, b.i, b.j, d, 0.5 * k_ * x * x, k_ * x / r);
    }
  }
  double k_, length_;
  std::vector<Bond> bonds_;
};

/// Lagrangian strain of the cell: e = (F F^T - 1)/2 with h = h_0 F; blind to rotations h -> h R.
inline Mat3 lagrangian_strain(const Mat3& h0_inverse, const Mat3& h) {
  const Mat3 f = h0_inverse * h;
  return 0.5 * (f * transpose(f) + -1.0 * nacre::identity());
}

/// The cell alone is elastic: E = kappa sum_ij e_ij^2 / 2; no force on atoms. W = -kappa F^T e F.
class ElasticCell : public Force {
 public:
  ElasticCell(const Mat3& h0, double kappa) : h0_inverse_(inverse(h0)), kappa_(kappa) {}

 private:
  void evaluate(const Atoms&, const Box& box, Evaluation& out) const override {
    const Mat3 f = h0_inverse_ * box.h(), e = lagrangian_strain(h0_inverse_, box.h());
    for (int i = 0; i < 3; ++i) out.energy += 0.5 * kappa_ * dot(e.row(i), e.row(i));
    out.virial = -kappa_ * (transpose(f) * e * f);
  }
  Mat3 h0_inverse_;
  double kappa_;
};

// --- systems

/// Face-centred cubic, lattice constant a (A), mass 12 amu.
inline System fcc(int repeats, double a, std::uint64_t seed = 1) {
  System s;
  s.seed = seed;
  s.box = Box((repeats * a) * nacre::identity());
  s.atoms.species = {"C"};
  const std::array<Vec3, 4> basis{{{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}}};
  for (int x = 0; x < repeats; ++x)
    for (int y = 0; y < repeats; ++y)
      for (int z = 0; z < repeats; ++z)
        for (const Vec3& b : basis) s.atoms.position.push_back(a * (b + Vec3{1.0 * x, 1.0 * y, 1.0 * z}));
  s.atoms.mass.assign(s.atoms.position.size(), 12.0);
  s.atoms.resize(s.atoms.position.size());
  return s;
}

/// A system, its force and the Dynamics that refers to both; stays where it is made.
struct World {
  System system;
  std::unique_ptr<nacre::Force> force;
  Evaluation now;
  Dynamics dynamics;

  World(System s, std::unique_ptr<nacre::Force> f, double dt_fs)
      : system(std::move(s)), force(std::move(f)), dynamics{system, force.get(), now, 0, {}, 0, 1, {}} {
    dynamics.dt = dt_fs * fs;
    nacre::force(dynamics);
  }
  World(const World&) = delete;
  std::size_t size() const { return system.atoms.size(); }
  double kinetic() const { return nacre::kinetic_energy(dynamics); }
  double potential() const { return now.energy; }
  double volume() const { return system.box.volume(); }
};

inline World soft_fluid(double temperature, double dt_fs, std::uint64_t seed = 1) {
  System s = fcc(2, 4.0, seed);
  nacre::initialize_velocities(s.atoms, temperature, seed);
  return World(std::move(s), std::make_unique<SoftFluid>(0.3, 3.5), dt_fs);
}

inline World spring_crystal(int repeats, double temperature, double dt_fs, std::uint64_t seed = 1) {
  System s = fcc(repeats, 4.0, seed);
  nacre::initialize_velocities(s.atoms, temperature, seed);
  auto f = std::make_unique<SpringCrystal>(s.atoms, s.box, 5.0, 4.0 / std::sqrt(2.0));
  return World(std::move(s), std::move(f), dt_fs);
}

inline World wells(int repeats, double temperature, double k, double dt_fs, std::uint64_t seed = 1) {
  System s = fcc(repeats, 4.0, seed);
  auto f = std::make_unique<Wells>(s.atoms.position, k);
  nacre::initialize_velocities(s.atoms, temperature, seed);
  return World(std::move(s), std::move(f), dt_fs);
}

inline World ideal_gas(int repeats, double temperature, double dt_fs, std::uint64_t seed = 1) {
  System s = fcc(repeats, 4.0, seed);
  nacre::initialize_velocities(s.atoms, temperature, seed);
  return World(std::move(s), std::make_unique<IdealGas>(), dt_fs);
}

// --- running

/// Steps [first, last) of a run of `total` steps, as the application's loop makes them.
inline void run_part(World& w, Ensemble& e, std::int64_t first, std::int64_t last, std::int64_t total,
                     const std::function<void()>& each = {}) {
  w.dynamics.steps_in_run = total;
  for (std::int64_t step = first; step < last; ++step) {
    w.dynamics.step_in_run = step;
    e.step(w.dynamics);
    ++w.system.step;
    if (each) each();
  }
}

inline void run(World& w, Ensemble& e, std::int64_t steps, const std::function<void()>& each = {}) {
  e.start(w.dynamics);
  run_part(w, e, 0, steps, steps, each);
}

// --- statistics

struct Estimate {
  double mean = 0, error = 0;
};

/// Mean and its standard error from `blocks` block means; blocks must be much longer than the correlation time.
inline Estimate estimate(const std::vector<double>& series, std::size_t blocks = 40) {
  const std::size_t length = series.size() / blocks;
  double sum = 0, square = 0;
  for (std::size_t b = 0; b < blocks; ++b) {
    double mean = 0;
    for (std::size_t i = b * length; i < (b + 1) * length; ++i) mean += series[i] / static_cast<double>(length);
    sum += mean, square += mean * mean;
  }
  const double n = static_cast<double>(blocks), mean = sum / n;
  return {mean, std::sqrt(std::max(square / n - mean * mean, 0.0) / (n - 1))};
}

/// Variance about a known mean, with its error.
inline Estimate variance(std::vector<double> series, double mean) {
  for (double& x : series) x = (x - mean) * (x - mean);
  return estimate(series);
}

/// Block averages of 40 blocks: 4.5 of their sigmas happen by chance once in 15,000 (Student, 39 degrees of freedom).
inline constexpr double sigmas = 4.5;

/// `bias`: share of `expected` by which the finite time step may shift the mean; 0 where the theory is exact.
inline void expect_matches(const std::string& what, Estimate e, double expected, double bias = 0) {
  std::cout << "    " << what << ": " << e.mean << " +- " << e.error << ", expected " << expected << ", "
            << (e.mean - expected) / e.error << " sigma\n";
  EXPECT_NEAR(e.mean, expected, sigmas * e.error + bias * std::abs(expected)) << what;
  EXPECT_GT(std::abs(e.mean) + std::abs(expected), 0) << what;
}

}  // namespace toy

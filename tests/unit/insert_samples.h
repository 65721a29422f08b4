// Structures, models and points for the tests of the insertion's screening, on the CPU and on the GPU.
#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "build/random_structure.h"
#include "contract/samples.h"
#include "force/nep.h"
#include "insert/screening.h"
#include "needs_data.h"
#include "source_dir.h"

namespace insert_samples {

using namespace nacre;
using samples::Sample;
namespace fs = std::filesystem;

/// eV: a hundred radial tables, each off by up to 1e-9 eV (screening_model.h). Sums of doubles are off by less.
constexpr double allowed = 1e-7;

inline std::vector<std::string> random_models() {
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator(fs::path(nacre_test::source_dir()) / "tests/data/nep-random"))
    found.push_back(entry.path() / "nep.txt");
  std::sort(found.begin(), found.end());
  return found;
}
inline std::string model_name(const std::string& path) { return fs::path(path).parent_path().filename(); }

/// Models of others, where ../shared is at hand.
inline std::vector<std::string> published_models() {
  const fs::path folder = nacre_test::shared_folder() / "reference/nep";
  std::vector<std::string> found;
  if (!fs::is_directory(folder)) return found;
  for (const auto& entry : fs::directory_iterator(folder))
    if (fs::exists(entry.path() / "nep.txt")) found.push_back(entry.path() / "nep.txt");
  std::sort(found.begin(), found.end());
  return found;
}

/// Equal numbers of all species at random, 0.07 atoms/A3.
inline Sample mixture(const std::vector<std::string>& species, int atoms, unsigned seed) {
  const double edge = std::cbrt(atoms / 0.07);
  const std::vector<int> counts(species.size(), atoms / static_cast<int>(species.size()));
  Structure s = random_structure({species, counts, {edge, edge, edge}, 1.4, seed});
  return {std::move(s.atoms), s.box};
}

/// Random carbon with sodium, 0.07 atoms/A3.
inline Sample carbon(int carbons, int sodiums, unsigned seed) {
  const double edge = std::cbrt((carbons + sodiums) / 0.07);
  RandomStructure request{{"C"}, {carbons}, {edge, edge, edge}, 1.25, seed};
  if (sodiums > 0) request.species.push_back("Na"), request.counts.push_back(sodiums);
  Structure s = random_structure(request);
  return {std::move(s.atoms), s.box};
}

/// Points at random, at least `distance` from every atom.
inline std::vector<Vec3> random_points(const Sample& sample, int count, double distance, unsigned seed) {
  samples::Random random(seed);
  std::vector<Vec3> points;
  for (int tries = 0; static_cast<int>(points.size()) < count && tries < 100000; ++tries) {
    const Vec3 p =
        sample.box.cartesian({random.uniform(-0.2, 1.2), random.uniform(-0.2, 1.2), random.uniform(-0.2, 1.2)});
    bool free = true;
    for (const Vec3& r : sample.atoms.position)
      for (int a = -3; a <= 3 && free; ++a)
        for (int b = -3; b <= 3 && free; ++b)
          for (int c = -3; c <= 3 && free; ++c) {
            bool exists = true;
            for (int k = 0; k < 3; ++k)
              exists = exists && ((k == 0 ? a : k == 1 ? b : c) == 0 || sample.box.is_periodic(k));
            free = !exists || norm(r - p + sample.box.cartesian({double(a), double(b), double(c)})) > distance;
          }
    if (free) points.push_back(p);
  }
  return points;
}

/// E(with) - E(without) by two whole energies in double.
inline double full_difference(Force& force, const Sample& sample, int type, Vec3 point) {
  Evaluation without, with;
  force.reset();
  force.compute(sample.atoms, sample.box, {}, without);
  Atoms more = sample.atoms.clone();
  more.resize(more.size() + 1);
  more.position.back() = point;
  more.type.back() = type;
  force.reset();
  force.compute(more, sample.box, {}, with);
  return with.energy - without.energy;
}

struct Compared {
  double error = 0, size = 0;  ///< eV: the largest difference and the largest energy
};
/// Screens `points` with every type and compares with whole energies.
inline Compared compare(insert::Screening& screening, Force& force, Sample sample, const std::vector<Vec3>& points) {
  sample.atoms.use_species(force.species());
  screening.prepare(sample.atoms, sample.box);
  Compared c;
  std::vector<double> energy;
  for (int type = 0; type < static_cast<int>(force.species().size()); ++type) {
    screening.energies(type, points, energy);
    for (std::size_t p = 0; p < points.size(); ++p) {
      const double expected = full_difference(force, sample, type, points[p]), error = std::fabs(energy[p] - expected);
      c.error = std::isnan(error) ? INFINITY : std::max(c.error, error);
      c.size = std::max(c.size, std::fabs(expected));
    }
  }
  return c;
}
inline double largest_error(insert::Screening& screening, Force& force, Sample sample,
                            const std::vector<Vec3>& points) {
  return compare(screening, force, std::move(sample), points).error;
}

}  // namespace insert_samples

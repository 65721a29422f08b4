// Models of tests/data/nep-random with frames and labels, for tests of batch models on either device.
#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "reference/nep.h"
#include "reference/structure.h"
#include "source_dir.h"
#include "train/model/batch/batch_model.h"
#include "train/model/parameters.h"

namespace nacre::train::batch_tests {

namespace fs = std::filesystem;

struct Model {
  std::string name;
  fs::path folder;
};
inline void PrintTo(const Model& m, std::ostream* out) { *out << m.name; }

inline std::vector<Model> all_models() {
  std::vector<Model> found;
  for (const auto& entry : fs::directory_iterator(fs::path(nacre_test::source_dir()) / "tests/data/nep-random"))
    found.push_back({entry.path().filename(), entry.path()});
  std::sort(found.begin(), found.end(), [](const Model& a, const Model& b) { return a.name < b.name; });
  return found;
}

/// A number in [-1, 1) from two counters: spread evenly, the same on every machine.
inline double spread(std::size_t i, std::size_t k) {
  const double x = 0.7548776662466927 * static_cast<double>(i + 1) + 0.5698402909980532 * static_cast<double>(k + 1);
  return 2 * (x - std::floor(x)) - 1;
}

inline TrainFrame frame_of(const reference::Structure& s, const std::vector<std::string>& species) {
  TrainFrame f;
  Mat3 h;
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) h[i][j] = s.cell[i][j];
  f.box = Box(h, s.periodic);
  f.atoms.resize(s.position.size());
  for (std::size_t i = 0; i < s.position.size(); ++i) {
    f.atoms.position[i] = {s.position[i][0], s.position[i][1], s.position[i][2]};
    f.atoms.type[i] = static_cast<int>(std::find(species.begin(), species.end(), s.species[i]) - species.begin());
  }
  f.atoms.species = species;
  return f;
}

/// One atom in a skewed cell that is thinner than the cutoffs.
inline TrainFrame lonely_atom(const NepModel& m) {
  TrainFrame f;
  f.box = Box({{{2.6, 0, 0}, {0.5, 2.9, 0}, {-0.4, 0.7, 3.3}}});
  f.atoms.resize(1);
  f.atoms.type[0] = m.types() - 1;
  f.atoms.species = m.species;
  return f;
}

/// Frames of a model with its own labels, shifted so that every residual is of ordinary size; some labels missing.
struct Sample {
  NepModel model;
  std::vector<reference::Frame> stored;
  std::vector<TrainFrame> frames;
  std::vector<const TrainFrame*> list;

  Sample() = default;
  explicit Sample(const fs::path& folder)
      : model(read_nep(folder / "nep.txt")), stored(reference::read_frames(folder / "reference.xyz")) {
    for (const auto& s : stored) frames.push_back(frame_of(s.structure, model.species));
    frames.push_back(lonely_atom(model));
    for (const TrainFrame& f : frames) list.push_back(&f);
  }
  void label(const std::vector<Prediction>& p) {
    for (std::size_t i = 0; i < frames.size(); ++i) {
      TrainFrame& f = frames[i];
      const double atoms = static_cast<double>(f.atoms.size());
      f.weight = i == 1 ? 1.7 : 1.0;
      if (i % 4 != 2) f.energy = p[i].energy + 0.3 * atoms * spread(i, 0);
      if (i % 4 != 3)
        for (std::size_t a = 0; a < f.atoms.size(); ++a)
          f.force.push_back(p[i].force[a] + Vec3{spread(i, a), spread(a, i + 1), spread(a + 7, i)});
      if (i % 3 != 1) {
        f.virial = p[i].virial;
        for (int c = 0; c < 9; ++c) f.virial->m[c / 3][c % 3] += 0.5 * atoms * spread(i, 100 + c);
      }
    }
  }
};

inline LossSettings loss_settings() {
  LossSettings s;
  s.energy = 1.1, s.force = 0.9, s.virial = 0.3, s.shear = 1.3, s.force_delta = 2;
  return s;
}

/// Loss and gradient as a trainer sees them.
struct Trainer {
  Trainer(Sample& sample, std::unique_ptr<BatchModel> model) : s(sample), batch(std::move(model)) {}
  Sample& s;
  std::unique_ptr<BatchModel> batch;
  LossSettings settings = loss_settings();
  std::vector<Prediction> p;

  double loss(const std::vector<double>& z, std::vector<LossSeed>* seeds = nullptr) {
    batch->predict(z, p);
    return loss_of(settings, s.list, p, {}, seeds).total;
  }
  std::vector<double> gradient(const std::vector<double>& z) {
    std::vector<LossSeed> seeds;
    std::vector<double> g;
    loss(z, &seeds);
    batch->add_gradient(z, seeds, g);
    return g;
  }
};

/// Parameters by kind: w0, b0, w1 of each network, bias, b1, c of both parts.
inline std::map<std::string, std::vector<std::size_t>> kinds(const NepModel& m) {
  std::map<std::string, std::vector<std::size_t>> found;
  std::size_t next = 0;
  const auto add = [&](const std::string& kind, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) found[kind].push_back(next++);
  };
  for (int n = 0; n < m.networks(); ++n) {
    const std::string of = " of network " + std::to_string(n);
    add("w0" + of, m.w0.size() / m.networks());
    add("b0" + of, m.neurons);
    add("w1" + of, m.neurons);
    if (m.version == 5) add("bias" + of, 1);
  }
  add("b1", 1);
  add("radial c", m.radial_c.size());
  add("angular c", m.angular_c.size());
  return found;
}

inline double largest(const std::vector<double>& v) {
  double m = 0;
  for (const double x : v) m = std::max(m, std::abs(x));
  return m;
}

inline Sample usual_sample() {
  return Sample(fs::path(nacre_test::source_dir()) / "tests/data/nep-random/nep4_NaC_higher_body");
}

/// Sizes that fill no register block, three types: what the files do not have.
inline Sample unusual_sample(int radial_n, int radial_k, int angular_n, int angular_k, int l_max, int neurons) {
  const Sample usual = usual_sample();
  Sample s;
  NepModel& m = s.model;
  m.species = {"Na", "C", "O"};
  m.atomic_number = {11, 6, 8};
  m.radial_cutoff = {5, 4.5, 4};
  m.angular_cutoff = {4.5, 3.5, 4};
  m.radial_n = radial_n, m.radial_k = radial_k, m.angular_n = angular_n, m.angular_k = angular_k;
  m.l_max = l_max, m.neurons = neurons;
  m.higher[q1111] = l_max >= 1;
  m.higher[q222] = l_max >= 2;
  for (int nu = 0; nu < m.components(); ++nu) m.q_scaler.push_back(0.2 + 0.1 * spread(nu, 5));
  std::vector<double> z(parameter_count(m));
  for (std::size_t i = 0; i < z.size(); ++i) z[i] = 0.5 * spread(i, 11);
  set_parameters(m, z);
  for (const TrainFrame& f : usual.frames) {
    TrainFrame& copy = s.frames.emplace_back();
    copy.atoms = f.atoms.clone();
    copy.box = f.box;
    for (std::size_t i = 0; i < f.atoms.size(); ++i) copy.atoms.type[i] = static_cast<int>((i + 1) % 3);
  }
  for (const TrainFrame& f : s.frames) s.list.push_back(&f);
  return s;
}

}  // namespace nacre::train::batch_tests

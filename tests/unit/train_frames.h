// Structures and labels for tests of the training: those of tests/data/nep-random, and models with changed numbers.
#pragma once
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "core/random.h"
#include "reference/nep.h"
#include "reference/structure.h"
#include "source_dir.h"
#include "train/data/train_set.h"

namespace nacre_test {

inline std::string random_model(const std::string& name, const std::string& file = "") {
  return nacre_test::source_dir() + "/tests/data/nep-random/" + name + "/" + file;
}
inline const std::vector<std::string>& random_models() {
  static const std::vector<std::string> names = {"nep3_NaC",
                                                 "nep3_zbl_NaC",
                                                 "nep4_C_l8",
                                                 "nep4_NaC",
                                                 "nep4_NaC_higher_body",
                                                 "nep4_NaC_other_flags",
                                                 "nep4_NaC_some_flags",
                                                 "nep4_NaC_typewise_cutoff",
                                                 "nep4_zbl_NaC",
                                                 "nep4_zbl_flexible_NaC",
                                                 "nep4_zbl_typewise_NaC",
                                                 "nep4_zbl_typewise_wide_NaC",
                                                 "nep5_NaC",
                                                 "nep5_zbl_NaC"};
  return names;
}

inline nacre::train::TrainFrame to_frame(const reference::Frame& from, const std::vector<std::string>& species) {
  nacre::train::TrainFrame f;
  nacre::Mat3 h, virial;
  for (int i = 0; i < 9; ++i) {
    h[i / 3][i % 3] = from.structure.cell[i / 3][i % 3];
    virial[i / 3][i % 3] = from.labels.virial[i];
  }
  f.box = nacre::Box(h, from.structure.periodic);
  f.atoms.resize(from.structure.position.size());
  f.atoms.species = species;
  for (std::size_t i = 0; i < from.structure.position.size(); ++i) {
    const auto& r = from.structure.position[i];
    f.atoms.position[i] = {r[0], r[1], r[2]};
    f.atoms.type[i] =
        static_cast<int>(std::find(species.begin(), species.end(), from.structure.species[i]) - species.begin());
    const auto& g = from.labels.force[i];
    f.force.push_back({g[0], g[1], g[2]});
  }
  f.energy = from.labels.energy;
  f.virial = virial;
  return f;
}

/// The text of a nep.txt: header, then numbers in their order.
struct ModelText {
  std::string header;
  std::vector<double> numbers;
  explicit ModelText(const std::string& path) {
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);) {
      header += line + "\n";
      if (line.rfind("ANN", 0) == 0) break;
    }
    for (double x; in >> x;) numbers.push_back(x);
  }
  void write(const std::string& path) const {
    std::ofstream out(path);
    out << header;
    char text[40];
    for (double x : numbers) std::snprintf(text, sizeof text, "%.17g\n", x), out << text;
  }
};

}  // namespace nacre_test

// Decks that the tests of the GPU share, and how far numbers of the two devices may differ.
#pragma once
#include <iostream>
#include <map>

#include "../needs_gpu.h"
#include "nacre_command.h"

namespace gpu {

using namespace program;

/// Of the largest number in its column. Positions, velocities and Tersoff's forces are doubles on both devices, added
/// in another order (1e-16); hot atoms carry the difference on for some tens of steps.
inline constexpr double agree = 1e-9;
/// The GPU keeps virials of atoms as floats (6e-8), and the total is a sum of numbers that cancel.
inline constexpr double agree_virial = 3e-6;
/// A cell under pressure control follows the virial.
inline constexpr double agree_cell = 2e-5;
/// Random parameters make energies of 1 eV/atom from terms of 100 eV: forces of 0.3 eV/A are off by 1e-6 on both
/// devices.
inline constexpr double agree_nep = 2e-5;

/// Two runs of hot diamond, so that neighbour lists are rebuilt within them; every kind of output. The cell grows
/// between the runs.
inline std::string deck(const std::string& ensemble, const std::string& more = "") {
  return "potential tersoff-carbon\nvelocity 6000 seed 11\ntime_step 1 0.05\ncorrect_velocity 10\n"
         "ensemble nvt_ber 6000 5000 20\ndump_thermo 4\ndump_exyz 8 1 1 1\nrun 21\nchange_box 0.05 0 0.1 0 0.01 0\n" +
         more + "ensemble " + ensemble +
         "\ndump_thermo 3\ndump_position 5\ndump_velocity 7 group 0 0\ndump_force 9\ndump_restart 10\n"
         "dump_xyz 6 late.xyz virial group_labels unwrapped_position precision double\n"
         "compute_rdf 4 40 5\ncompute_adf 10 30 0 1.9\ncompute_msd 2 5\ncompute_sdc 2 5\n"
         "compute 0 5 2 temperature jk\ncompute_dos 2 5 500\ncompute_hac 10 2 1\ncompute_viscosity 5 4\nrun 30\n";
}
inline const std::vector<std::string> deck_files{"thermo.out", "dump.xyz", "movie.xyz",   "velocity.out",
                                                 "force.out",  "late.xyz", "restart.xyz", "rdf.out",
                                                 "adf.out",    "msd.out",  "sdc.out"};

inline void prepare(const Workspace& w, const std::string& run_in, const std::string& model = diamond(2)) {
  w.write("model.xyz", model);
  w.write("run.in", run_in);
}

/// Largest difference of the numbers in two texts, as a share of the largest number that stands in the same column of
/// lines with as many words. Words that are no numbers must be the same. At most one failure.
class Difference {
 public:
  Difference(const std::string& a, const std::string& b) {
    std::istringstream left(a), right(b);
    std::string x, y;
    while (std::getline(left, x)) {
      y = "no line";
      if (!std::getline(right, y) || !add(words(x), words(y))) {
        misfit_ = "'" + x + "' and '" + y + "'";
        return;
      }
    }
    if (std::getline(right, y)) misfit_ = "more lines: '" + y + "'";
  }
  double largest() const {
    double share = 0;
    for (const auto& [place, column] : columns_)
      if (column.difference > 0) share = std::max(share, column.difference / column.size);
    return share;
  }
  const std::string& misfit() const { return misfit_; }

 private:
  struct Column {
    double size = 0, difference = 0;
  };
  static std::vector<std::string> words(std::string line) {
    for (char& c : line)
      if (c == '"' || c == '=' || c == ':') c = ' ';
    std::istringstream in(line);
    return {std::istream_iterator<std::string>(in), {}};
  }
  bool add(const std::vector<std::string>& x, const std::vector<std::string>& y) {
    if (x.size() != y.size()) return false;
    for (std::size_t i = 0; i < x.size(); ++i) {
      char *x_end = nullptr, *y_end = nullptr;
      const double u = std::strtod(x[i].c_str(), &x_end), v = std::strtod(y[i].c_str(), &y_end);
      if (*x_end != 0 || *y_end != 0) {
        if (x[i] != y[i]) return false;
        continue;
      }
      Column& column = columns_[{x.size(), i}];
      column.size = std::max({column.size, std::abs(u), std::abs(v)});
      if (!(std::abs(u - v) <= column.difference)) column.difference = std::abs(u - v);
    }
    return true;
  }
  std::map<std::pair<std::size_t, std::size_t>, Column> columns_;
  std::string misfit_;
};

inline void expect_close(const std::string& a, const std::string& b, double share, const std::string& what) {
  EXPECT_GT(a.size(), 0u) << what;
  const Difference found(a, b);
  EXPECT_EQ(found.misfit(), "") << what;
  EXPECT_LE(found.largest(), share) << what;
  std::cout << "    " << what << ": largest difference " << found.largest() << " of " << share << "\n";
}

/// Totals of the virial, virials of atoms, or the pressure.
inline bool holds_virial(const std::string& text) {
  return text.find("virial") != std::string::npos || text.find("sxx") != std::string::npos;
}

inline void expect_close_files(const Workspace& a, const Workspace& b, const std::vector<std::string>& files,
                               double share, const std::string& what = "") {
  for (const auto& name : files) {
    const std::string text = b.read(name);
    expect_close(a.read(name), text, holds_virial(text) ? std::max(share, agree_virial) : share, what + " " + name);
  }
}

inline void expect_same_bytes(const Workspace& a, const Workspace& b, const std::vector<std::string>& files,
                              const std::string& what) {
  for (const auto& name : files) {
    EXPECT_TRUE(a.has(name)) << what << ": " << name;
    EXPECT_TRUE(a.read(name) == b.read(name)) << what << ": " << name << " differs";
  }
}

}  // namespace gpu

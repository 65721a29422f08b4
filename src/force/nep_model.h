// NEP model: everything that a nep.txt says, in double precision. Shapes come from the file's header, never from a
// constant. Papers: Fan et al., Phys. Rev. B 104, 104309 (2021); J. Chem. Phys. 157, 114801 (2022) (NEP3);
// Song et al., Nat. Commun. 15, 10208 (2024) (NEP4). Formulas: force/nep_math.h; page: docs/physics/nep.md.
#pragma once
#include <string>
#include <vector>

namespace nacre {

/// The higher-body invariants, in the order of the descriptor.
enum HigherBody { q222, q1111, q112, q123, q233, q134, higher_body_kinds };

struct NepZbl {
  bool enabled = false, flexible = false;
  double inner = 0, outer = 0;  ///< Å, fixed form
  double typewise_factor = 0;   ///< 0: not type-wise
  /// Flexible form: [pair][10] inner, outer, then (amplitude, exponent) four times; pairs t_i <= t_j row by row.
  std::vector<double> table;
};

struct NepModel {
  int version = 4;  ///< 3, 4 or 5
  std::vector<std::string> species;
  std::vector<int> atomic_number;                     ///< of each type
  std::vector<double> radial_cutoff, angular_cutoff;  ///< of each type, Å; a pair's cutoff is the mean of the two
  int radial_n = 0, radial_k = 0;                     ///< n = 0..radial_n, k = 0..radial_k
  int angular_n = 0, angular_k = 0;
  int l_max = 0;
  bool higher[higher_body_kinds] = {};
  int neurons = 0;
  NepZbl zbl;

  /// [network][neuron][component]; NEP3 has one network, NEP4 and NEP5 one a type.
  std::vector<double> w0, b0, w1;
  std::vector<double> type_bias;  ///< NEP5: of each type, else empty
  double b1 = 0;
  /// ((n * (K + 1) + k) * T + t_i) * T + t_j
  std::vector<double> radial_c, angular_c;
  std::vector<double> q_scaler;  ///< [component]

  int types() const { return static_cast<int>(species.size()); }
  int networks() const { return version == 3 ? 1 : types(); }
  int network_of(int type) const { return version == 3 ? 0 : type; }
  int angular_terms() const { return l_max * (l_max + 2); }  ///< number of b_lm
  int higher_count() const;
  int components() const { return radial_n + 1 + (angular_n + 1) * (l_max + higher_count()); }
  double radial_cutoff_of(int ti, int tj) const { return 0.5 * (radial_cutoff[ti] + radial_cutoff[tj]); }
  double angular_cutoff_of(int ti, int tj) const { return 0.5 * (angular_cutoff[ti] + angular_cutoff[tj]); }
};

/// Reads nep.txt (either generation of headers). Throws Error with file, line, key, value and what is allowed.
NepModel read_nep(const std::string& path);

/// ZBL constants of a pair of types, ready for force/zbl_math.h.
struct ZblPair {
  double inner = 0, outer = 0;                 ///< Å; outer 0: none
  double prefactor = 0;                        ///< K Zi Zj, eV A
  double amplitude[4] = {}, exponent[4] = {};  ///< phi(r) = sum amplitude exp(-exponent r), exponent in 1/Å
};
ZblPair zbl_pair(const NepModel& model, int ti, int tj);

}  // namespace nacre

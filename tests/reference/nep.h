// The neuroevolution potential in double precision, written from the equations: NEP3, NEP4 and NEP5, with or without
// ZBL.
//
// Descriptor of atom i, with types t and neighbours j:
//   x = 2 (r/rc - 1)^2 - 1,  fc = (1 + cos(pi r/rc))/2,  f_k = (T_k(x) + 1)/2 fc
//   g_n(r_ij) = sum_k c[n][k][t_i][t_j] f_k(r_ij)         (own c and rc for the radial and the angular part)
//   radial:  q_n = sum_j g^R_n(r_ij)
//   angular: s_{n,lm} = sum_j g^A_n(r_ij) b_lm(r_ij/|r_ij|), then invariants of s_{n,..} for every L entry and n
// Energy: U_i = sum_mu w1[mu] tanh(sum_nu w0[mu][nu] q_nu q_scaler_nu - b0[mu]) - b1 [- bias of the type] [+ ZBL]
#pragma once

#include <string>
#include <vector>

#include "nep_tables.h"
#include "structure.h"

namespace reference {

// b_lm at the direction of r and their gradients with respect to r (1/A), in the storage order of the sums:
// b_l0 = P_l0(z), b_lm = P_lm(z) {Re, Im}(x + i y)^m with (x, y, z) = r/|r|.
struct AngularBasis {
  std::array<double, angular_terms> value{};
  std::array<Vector, angular_terms> gradient{};
};

AngularBasis angular_basis(const Vector& r, int l_max);

// C_l0 s_l0^2 + 2 sum_{m>=1} C_lm (s_re^2 + s_im^2) as a list of terms.
std::vector<Monomial> three_body_terms(int l);

// The polynomial sum of terms at the sums s.
double evaluate_terms(const std::vector<Monomial>& terms, const std::vector<double>& s);

class Nep {
 public:
  // Reads nep.txt; throws std::runtime_error on a file that is malformed or has too few or too many parameters.
  explicit Nep(const std::string& nep_txt_path);

  // Throws std::runtime_error where the structure has an element that the model lacks.
  Result evaluate(const Structure& structure) const;

  // Per atom, before the q_scaler.
  std::vector<std::vector<double>> descriptors(const Structure& structure) const;

  const std::vector<std::string>& species() const { return species_; }

 private:
  struct Network {
    std::vector<std::vector<double>> w0;  // [neuron][descriptor component]
    std::vector<double> b0;
    std::vector<double> w1;
    double bias = 0;  // of the type, NEP5 (eV)
  };

  // One kind of g_n: coefficients [n][k][t_i][t_j], flat, and a cutoff for each type (A).
  struct RadialFunctions {
    int n_max = 0;
    int k_max = 0;
    std::vector<double> cutoff;
    std::vector<double> coefficient;
  };

  // K Zi Zj / r * sum_p amplitude_p exp(-exponent_p r/a) * fcz(r), one for each pair of types.
  struct Zbl {
    double charge_product = 0;  // K Zi Zj (eV A)
    double length = 1;          // a (A)
    double inner = 0;           // A
    double outer = 0;           // A
    std::array<double, 4> amplitude{};
    std::array<double, 4> exponent{};

    std::array<double, 2> energy_and_slope(double r) const;
  };

  struct ZblLine {
    double inner = 0;
    double outer = 0;
    double factor = 0;  // 0: not type-wise
    bool flexible() const { return inner == 0 && outer == 0; }
  };

  // g_n(r) for all n, and its derivative (1/A).
  struct RadialValues {
    std::vector<double> value;
    std::vector<double> slope;
  };

  // What the descriptor of one atom is made of.
  struct AtomState {
    std::vector<RadialValues> radial;       // of each pair; empty beyond the radial cutoff
    std::vector<RadialValues> angular;      // of each pair; empty beyond the angular cutoff
    std::vector<AngularBasis> basis;        // of each pair; zero beyond the angular cutoff
    std::vector<std::vector<double>> sums;  // [n][lm]
    std::vector<double> descriptor;
  };

  int types() const { return static_cast<int>(species_.size()); }
  int components() const;

  void read_cutoffs(const std::string& line);
  void read_l_max(const std::string& line);
  void read_parameters(std::istream& stream);
  Network read_network(std::istream& stream) const;
  void set_fixed_zbl();
  void read_flexible_zbl(std::istream& stream);
  Zbl screened_charges(int i, int j) const;
  const Zbl& zbl_of(int i, int j) const { return zbl_[i * types() + j]; }

  std::vector<int> types_of(const Structure& structure) const;
  double largest_cutoff() const;
  RadialValues radial_values(const RadialFunctions& functions, int ti, int tj, double r) const;
  AtomState atom_state(const std::vector<int>& type, std::size_t i, const std::vector<Pair>& neighbours) const;
  double network_energy(int type, const std::vector<double>& descriptor, std::vector<double>& gradient) const;
  std::vector<std::vector<double>> sums_gradient(const AtomState& state, const std::vector<double>& gradient) const;
  Vector pair_gradient(const AtomState& state, const std::vector<double>& gradient,
                       const std::vector<std::vector<double>>& gradient_of_sums, std::size_t pair,
                       const Vector& direction) const;

  int version_ = 0;  // 3, 4 or 5
  std::vector<std::string> species_;
  bool has_zbl_ = false;
  ZblLine zbl_line_;
  RadialFunctions radial_;
  RadialFunctions angular_;
  int l_max_ = 0;
  std::vector<std::vector<Monomial>> invariants_;  // the L entries, in the order of the descriptor
  int neurons_ = 0;
  std::vector<Network> networks_;  // one for all types (NEP3) or one for each
  double b1_ = 0;                  // eV
  std::vector<double> q_scaler_;
  std::vector<Zbl> zbl_;  // [t_i * T + t_j]; empty without ZBL
};

}  // namespace reference

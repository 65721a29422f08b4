#include "nep.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace reference {

namespace {

constexpr double zbl_constant = 14.399645;       // K = e^2/(4 pi epsilon_0) (eV A)
constexpr double zbl_inverse_length = 2.134563;  // 1/a = 2.134563 (Zi^0.23 + Zj^0.23) (1/A)
constexpr std::array<double, 4> zbl_amplitude = {0.18175, 0.50986, 0.28022, 0.02817};
constexpr std::array<double, 4> zbl_exponent = {3.1998, 0.94229, 0.4029, 0.20162};

// A function of one variable and its derivative.
struct Value {
  double f = 0;
  double df = 0;
};

[[noreturn]] void fail(const std::string& reason) { throw std::runtime_error("nep.txt: " + reason); }

double next_number(std::istream& stream) {
  double value = 0;
  if (!(stream >> value)) fail("too few parameters, or one that is not a number");
  return value;
}

// The numbers after the keyword of a header line.
std::vector<double> header_numbers(const std::string& line, const std::string& keyword) {
  std::istringstream stream(line);
  std::string word;
  stream >> word;
  if (word != keyword) fail("expected the line " + keyword + ", found: " + line);
  std::vector<double> values;
  while (stream >> word) {
    char* end = nullptr;
    values.push_back(std::strtod(word.c_str(), &end));
    if (*end != '\0') fail("not a number in: " + line);
  }
  return values;
}

std::vector<double> next_header(std::istream& stream, const std::string& keyword, std::size_t least) {
  std::string line;
  std::getline(stream, line);
  const auto values = header_numbers(line, keyword);
  if (values.size() < least) fail("too few numbers in: " + line);
  return values;
}

// Atomic number of an element symbol.
int atomic_number(const std::string& symbol) {
  for (std::size_t z = 0; z < elements.size(); ++z) {
    if (symbol == elements[z].symbol) return static_cast<int>(z) + 1;
  }
  fail("ZBL does not know the element " + symbol);
}

double covalent_radius(const std::string& symbol) { return elements[atomic_number(symbol) - 1].covalent_radius; }

// Cosine switch: 1 below inner, 0 beyond outer.
Value zbl_cutoff(double r, double inner, double outer) {
  if (r < inner) return {1, 0};
  if (r >= outer) return {0, 0};
  const double k = pi / (outer - inner);
  return {0.5 * (1 + std::cos(k * (r - inner))), -0.5 * k * std::sin(k * (r - inner))};
}

// f_k(r) = (T_k(x) + 1)/2 fc(r), k = 0..k_max, x = 2 (r/rc - 1)^2 - 1, with
// T_{k+1} = 2 x T_k - T_{k-1} and its derivative T'_{k+1} = 2 T_k + 2 x T'_k - T'_{k-1}.
std::vector<Value> radial_basis(int k_max, double rc, double r) {
  const double x = 2 * (r / rc - 1) * (r / rc - 1) - 1;
  const double dx = 4 * (r / rc - 1) / rc;  // dx/dr
  const double fc = 0.5 * (1 + std::cos(pi * r / rc));
  const double dfc = -0.5 * pi / rc * std::sin(pi * r / rc);
  std::vector<Value> t(std::max(k_max + 1, 2));  // T_k and dT_k/dx
  t[0] = {1, 0};
  t[1] = {x, 1};
  for (int k = 2; k <= k_max; ++k) {
    t[k].f = 2 * x * t[k - 1].f - t[k - 2].f;
    t[k].df = 2 * t[k - 1].f + 2 * x * t[k - 1].df - t[k - 2].df;
  }
  std::vector<Value> basis(k_max + 1);
  for (int k = 0; k <= k_max; ++k) {
    basis[k].f = 0.5 * (t[k].f + 1) * fc;
    basis[k].df = 0.5 * t[k].df * dx * fc + 0.5 * (t[k].f + 1) * dfc;
  }
  return basis;
}

// P_lm(z) and dP_lm/dz.
Value legendre_polynomial(int l, int m, double z) {
  Value p;
  for (int power = l; power >= 0; --power) {  // Horner
    p.df = p.df * z + p.f;
    p.f = p.f * z + legendre[l][m][power];
  }
  return p;
}

// Gradient with respect to r of a function of the direction u = r/|r|, given its gradient with respect to u.
Vector gradient_of_direction(const Vector& gradient_u, const Vector& u, double r) {
  const double along = dot(gradient_u, u);
  return {(gradient_u[0] - along * u[0]) / r, (gradient_u[1] - along * u[1]) / r, (gradient_u[2] - along * u[2]) / r};
}

double product(const std::vector<int>& index, const std::vector<double>& s, std::size_t skip) {
  double value = 1;
  for (std::size_t k = 0; k < index.size(); ++k) {
    if (k != skip) value *= s[index[k]];
  }
  return value;
}

// gradient[lm] += weight * d(polynomial)/ds[lm]
void add_terms_gradient(const std::vector<Monomial>& terms, const std::vector<double>& s, double weight,
                        std::vector<double>& gradient) {
  for (const Monomial& term : terms) {
    for (std::size_t k = 0; k < term.index.size(); ++k) {
      gradient[term.index[k]] += weight * term.coefficient * product(term.index, s, k);
    }
  }
}

// A higher-body invariant: its name, terms, and the highest l of its sums.
struct HigherBody {
  const char* name;
  const std::vector<Monomial>* terms;
  int least_l_max;
};

// In the order of the flags of the l_max line and of the descriptor.
const std::array<HigherBody, 6> higher_bodies = {{{"222", &q_222_terms, 2},
                                                  {"1111", &q_1111_terms, 1},
                                                  {"112", &q_112_terms, 2},
                                                  {"123", &q_123_terms, 3},
                                                  {"233", &q_233_terms, 3},
                                                  {"134", &q_134_terms, 4}}};

}  // namespace

AngularBasis angular_basis(const Vector& r, int l_max) {
  AngularBasis basis;
  const double length = norm(r);
  const Vector u = {r[0] / length, r[1] / length, r[2] / length};
  std::array<double, max_l + 1> re{};  // Re (x + i y)^m
  std::array<double, max_l + 1> im{};
  re[0] = 1;
  for (int m = 1; m <= l_max; ++m) {
    re[m] = re[m - 1] * u[0] - im[m - 1] * u[1];
    im[m] = re[m - 1] * u[1] + im[m - 1] * u[0];
  }
  for (int l = 1; l <= l_max; ++l) {
    const int first = angular_offset(l);
    const Value p0 = legendre_polynomial(l, 0, u[2]);
    basis.value[first] = p0.f;
    basis.gradient[first] = gradient_of_direction({0, 0, p0.df}, u, length);
    for (int m = 1; m <= l; ++m) {
      const Value p = legendre_polynomial(l, m, u[2]);
      const int at = first + 2 * m - 1;
      basis.value[at] = p.f * re[m];
      basis.value[at + 1] = p.f * im[m];
      // d(x + i y)^m/dx = m (x + i y)^(m-1), d(x + i y)^m/dy = i m (x + i y)^(m-1)
      const Vector gradient_re = {p.f * m * re[m - 1], -p.f * m * im[m - 1], p.df * re[m]};
      const Vector gradient_im = {p.f * m * im[m - 1], p.f * m * re[m - 1], p.df * im[m]};
      basis.gradient[at] = gradient_of_direction(gradient_re, u, length);
      basis.gradient[at + 1] = gradient_of_direction(gradient_im, u, length);
    }
  }
  return basis;
}

std::vector<Monomial> three_body_terms(int l) {
  const int first = angular_offset(l);
  std::vector<Monomial> terms = {{three_body_coefficients[first], {first, first}}};
  for (int lm = first + 1; lm < angular_offset(l + 1); ++lm) {
    terms.push_back({2 * three_body_coefficients[lm], {lm, lm}});
  }
  return terms;
}

double evaluate_terms(const std::vector<Monomial>& terms, const std::vector<double>& s) {
  double value = 0;
  for (const Monomial& term : terms) value += term.coefficient * product(term.index, s, term.index.size());
  return value;
}

Nep::Nep(const std::string& nep_txt_path) {
  std::ifstream stream(nep_txt_path);
  if (!stream) throw std::runtime_error("cannot open " + nep_txt_path);

  std::string line, word;
  std::getline(stream, line);
  std::istringstream first(line);
  int type_count = 0;
  if (!(first >> word >> type_count) || type_count < 1) fail("first line: " + line);
  const std::string::size_type suffix = word.find("_zbl");
  has_zbl_ = suffix != std::string::npos;
  const std::string name = word.substr(0, suffix);
  if (name != "nep3" && name != "nep4" && name != "nep5") fail("unknown kind of model " + word);
  if (has_zbl_ && suffix + 4 != word.size()) fail("unknown kind of model " + word);
  version_ = name[3] - '0';
  while (first >> word) species_.push_back(word);
  if (types() != type_count) fail("number of elements: " + line);

  if (has_zbl_) {
    const auto zbl = next_header(stream, "zbl", 2);
    zbl_line_ = {zbl[0], zbl[1], zbl.size() > 2 ? zbl[2] : 0.0};
  }
  std::getline(stream, line);
  read_cutoffs(line);
  const auto n_max = next_header(stream, "n_max", 2);
  const auto basis_size = next_header(stream, "basis_size", 2);
  radial_.n_max = static_cast<int>(n_max[0]);
  angular_.n_max = static_cast<int>(n_max[1]);
  radial_.k_max = static_cast<int>(basis_size[0]);
  angular_.k_max = static_cast<int>(basis_size[1]);
  std::getline(stream, line);
  read_l_max(line);
  neurons_ = static_cast<int>(next_header(stream, "ANN", 1)[0]);
  read_parameters(stream);
}

// R A for all types, or R_0 A_0 R_1 A_1 ..; then two numbers that are no part of the model.
void Nep::read_cutoffs(const std::string& line) {
  const auto values = header_numbers(line, "cutoff");
  const bool typewise = types() > 1 && values.size() == 2 * species_.size() + 2;
  if (!typewise && values.size() != 4) fail("number of cutoffs: " + line);
  for (int t = 0; t < types(); ++t) {
    radial_.cutoff.push_back(values[typewise ? 2 * t : 0]);
    angular_.cutoff.push_back(values[typewise ? 2 * t + 1 : 1]);
  }
}

// l_max and then (older) 4-body: 0 or 2, 5-body: 0 or 1, or (newer) six flags. A second number above 1 marks the older
// convention; with the second number 0 both read the same.
void Nep::read_l_max(const std::string& line) {
  const auto values = header_numbers(line, "l_max");
  if (values.empty() || values.size() > 7) fail("number of flags: " + line);
  l_max_ = static_cast<int>(values[0]);
  if (l_max_ < 0 || l_max_ > max_l) fail("l_max out of range: " + line);
  std::array<double, 6> flag{};
  std::copy(values.begin() + 1, values.end(), flag.begin());
  if (flag[0] > 1) {
    if (flag[0] != 2 || values.size() > 3) fail("l_max of the older kind: " + line);
    flag[0] = 1;
  }
  for (int l = 1; l <= l_max_; ++l) invariants_.push_back(three_body_terms(l));
  for (std::size_t k = 0; k < flag.size(); ++k) {
    if (flag[k] != 0 && flag[k] != 1) fail("flag that is neither 0 nor 1: " + line);
    if (flag[k] == 0) continue;
    if (l_max_ < higher_bodies[k].least_l_max) fail("l_max too small for q_" + std::string(higher_bodies[k].name));
    invariants_.push_back(*higher_bodies[k].terms);
  }
}

int Nep::components() const { return radial_.n_max + 1 + static_cast<int>(invariants_.size()) * (angular_.n_max + 1); }

Nep::Network Nep::read_network(std::istream& stream) const {
  Network network;
  network.w0.assign(neurons_, std::vector<double>(components()));
  network.b0.assign(neurons_, 0);
  network.w1.assign(neurons_, 0);
  for (auto& row : network.w0) {
    for (double& w : row) w = next_number(stream);
  }
  for (double& b : network.b0) b = next_number(stream);
  for (double& w : network.w1) w = next_number(stream);
  if (version_ == 5) network.bias = next_number(stream);
  return network;
}

void Nep::read_parameters(std::istream& stream) {
  const int networks = version_ == 3 ? 1 : types();
  for (int k = 0; k < networks; ++k) networks_.push_back(read_network(stream));
  b1_ = next_number(stream);
  for (RadialFunctions* functions : {&radial_, &angular_}) {
    functions->coefficient.resize((functions->n_max + 1) * (functions->k_max + 1) * types() * types());
    for (double& c : functions->coefficient) c = next_number(stream);
  }
  q_scaler_.resize(components());
  for (double& q : q_scaler_) q = next_number(stream);
  if (has_zbl_) {
    zbl_.resize(types() * types());
    if (zbl_line_.flexible()) {
      read_flexible_zbl(stream);
    } else {
      set_fixed_zbl();
    }
  }
  std::string rest;
  if (stream >> rest) fail("more parameters than the header calls for, from: " + rest);
}

// The part of ZBL that all kinds share.
Nep::Zbl Nep::screened_charges(int i, int j) const {
  const int zi = atomic_number(species_[i]);
  const int zj = atomic_number(species_[j]);
  Zbl zbl;
  zbl.charge_product = zbl_constant * zi * zj;
  zbl.length = 1 / (zbl_inverse_length * (std::pow(zi, 0.23) + std::pow(zj, 0.23)));
  return zbl;
}

void Nep::set_fixed_zbl() {
  for (int i = 0; i < types(); ++i) {
    for (int j = 0; j < types(); ++j) {
      Zbl zbl = screened_charges(i, j);
      zbl.amplitude = zbl_amplitude;
      zbl.exponent = zbl_exponent;
      zbl.inner = zbl_line_.inner;
      zbl.outer = zbl_line_.outer;
      if (zbl_line_.factor > 0) {
        const double radii = covalent_radius(species_[i]) + covalent_radius(species_[j]);
        zbl.inner = 0;
        zbl.outer = std::min(zbl_line_.outer, zbl_line_.factor * radii);
      }
      zbl_[i * types() + j] = zbl;
    }
  }
}

void Nep::read_flexible_zbl(std::istream& stream) {
  for (int i = 0; i < types(); ++i) {
    for (int j = i; j < types(); ++j) {
      Zbl zbl = screened_charges(i, j);
      zbl.inner = next_number(stream);
      zbl.outer = next_number(stream);
      for (int p = 0; p < 4; ++p) {
        zbl.amplitude[p] = next_number(stream);
        zbl.exponent[p] = next_number(stream);
      }
      zbl_[i * types() + j] = zbl;
      zbl_[j * types() + i] = zbl;
    }
  }
}

// Energy of the pair (eV) and its derivative by r (eV/A): K Zi Zj / r * phi(r/a) * fcz(r).
std::array<double, 2> Nep::Zbl::energy_and_slope(double r) const {
  Value phi;  // and its derivative by r
  for (int p = 0; p < 4; ++p) {
    const double term = amplitude[p] * std::exp(-exponent[p] * r / length);
    phi.f += term;
    phi.df -= exponent[p] / length * term;
  }
  const Value fc = zbl_cutoff(r, inner, outer);
  const double coulomb = charge_product / r;
  return {coulomb * phi.f * fc.f, coulomb * (phi.df * fc.f + phi.f * fc.df - phi.f * fc.f / r)};
}

std::vector<int> Nep::types_of(const Structure& structure) const {
  std::vector<int> type;
  for (const std::string& symbol : structure.species) {
    const auto found = std::find(species_.begin(), species_.end(), symbol);
    if (found == species_.end()) throw std::runtime_error("the model has no element " + symbol);
    type.push_back(static_cast<int>(found - species_.begin()));
  }
  return type;
}

double Nep::largest_cutoff() const {
  double largest = 0;
  for (const double rc : radial_.cutoff) largest = std::max(largest, rc);
  for (const double rc : angular_.cutoff) largest = std::max(largest, rc);
  for (const Zbl& zbl : zbl_) largest = std::max(largest, zbl.outer);
  return largest;
}

// Empty where r is not inside the cutoff of the two types.
Nep::RadialValues Nep::radial_values(const RadialFunctions& functions, int ti, int tj, double r) const {
  const double rc = 0.5 * (functions.cutoff[ti] + functions.cutoff[tj]);
  if (r >= rc) return {};
  const std::vector<Value> basis = radial_basis(functions.k_max, rc, r);
  RadialValues g{std::vector<double>(functions.n_max + 1), std::vector<double>(functions.n_max + 1)};
  for (int n = 0; n <= functions.n_max; ++n) {
    for (int k = 0; k <= functions.k_max; ++k) {
      const double c = functions.coefficient[((n * (functions.k_max + 1) + k) * types() + ti) * types() + tj];
      g.value[n] += c * basis[k].f;
      g.slope[n] += c * basis[k].df;
    }
  }
  return g;
}

Nep::AtomState Nep::atom_state(const std::vector<int>& type, std::size_t i, const std::vector<Pair>& neighbours) const {
  AtomState state;
  std::vector<double> q(radial_.n_max + 1);
  state.sums.assign(angular_.n_max + 1, std::vector<double>(angular_terms));
  for (const Pair& pair : neighbours) {
    state.radial.push_back(radial_values(radial_, type[i], type[pair.other], pair.distance));
    const RadialValues& radial = state.radial.back();
    for (std::size_t n = 0; n < radial.value.size(); ++n) q[n] += radial.value[n];

    state.angular.push_back(radial_values(angular_, type[i], type[pair.other], pair.distance));
    const RadialValues& angular = state.angular.back();
    state.basis.push_back(angular.value.empty() ? AngularBasis{} : angular_basis(pair.vector, l_max_));
    for (std::size_t n = 0; n < angular.value.size(); ++n) {
      for (int lm = 0; lm < angular_terms; ++lm) state.sums[n][lm] += angular.value[n] * state.basis.back().value[lm];
    }
  }
  state.descriptor = q;
  for (const auto& terms : invariants_) {
    for (const auto& s : state.sums) state.descriptor.push_back(evaluate_terms(terms, s));
  }
  return state;
}

// U_i (eV) without ZBL; gradient[nu] = dU_i/dq_nu with the descriptor before the q_scaler.
// dU/dq_nu = q_scaler_nu sum_mu w1[mu] (1 - tanh^2) w0[mu][nu]
double Nep::network_energy(int type, const std::vector<double>& descriptor, std::vector<double>& gradient) const {
  const Network& network = networks_[version_ == 3 ? 0 : type];
  gradient.assign(descriptor.size(), 0);
  double energy = -b1_ - network.bias;
  for (int mu = 0; mu < neurons_; ++mu) {
    double y = -network.b0[mu];
    for (std::size_t nu = 0; nu < descriptor.size(); ++nu) y += network.w0[mu][nu] * descriptor[nu] * q_scaler_[nu];
    const double t = std::tanh(y);
    energy += network.w1[mu] * t;
    for (std::size_t nu = 0; nu < descriptor.size(); ++nu) {
      gradient[nu] += network.w1[mu] * (1 - t * t) * network.w0[mu][nu] * q_scaler_[nu];
    }
  }
  return energy;
}

// dU_i/ds_{n,lm} = sum over L entries of dU_i/dq * dq/ds_{n,lm}
std::vector<std::vector<double>> Nep::sums_gradient(const AtomState& state, const std::vector<double>& gradient) const {
  std::vector<std::vector<double>> result(state.sums.size(), std::vector<double>(angular_terms));
  std::size_t component = radial_.n_max + 1;
  for (const auto& terms : invariants_) {
    for (std::size_t n = 0; n < state.sums.size(); ++n) {
      add_terms_gradient(terms, state.sums[n], gradient[component], result[n]);
      ++component;
    }
  }
  return result;
}

// p_ij = sum_n dU/dq_n g'_n r^ + sum_{n,lm} dU/ds_{n,lm} (g'_n b_lm r^ + g_n grad b_lm), r^ the direction of the pair.
Vector Nep::pair_gradient(const AtomState& state, const std::vector<double>& gradient,
                          const std::vector<std::vector<double>>& gradient_of_sums, std::size_t pair,
                          const Vector& direction) const {
  double along = 0;
  Vector p{};
  const RadialValues& radial = state.radial[pair];
  for (std::size_t n = 0; n < radial.value.size(); ++n) along += gradient[n] * radial.slope[n];
  const RadialValues& angular = state.angular[pair];
  const AngularBasis& basis = state.basis[pair];
  for (std::size_t n = 0; n < angular.value.size(); ++n) {
    for (int lm = 0; lm < angular_offset(l_max_ + 1); ++lm) {
      const double weight = gradient_of_sums[n][lm];
      along += weight * angular.slope[n] * basis.value[lm];
      for (int a = 0; a < 3; ++a) p[a] += weight * angular.value[n] * basis.gradient[lm][a];
    }
  }
  for (int a = 0; a < 3; ++a) p[a] += along * direction[a];
  return p;
}

std::vector<std::vector<double>> Nep::descriptors(const Structure& structure) const {
  const std::vector<int> type = types_of(structure);
  const PairList pairs = periodic_pairs(structure, largest_cutoff());
  std::vector<std::vector<double>> result;
  for (std::size_t i = 0; i < pairs.size(); ++i) result.push_back(atom_state(type, i, pairs[i]).descriptor);
  return result;
}

Result Nep::evaluate(const Structure& structure) const {
  const std::vector<int> type = types_of(structure);
  const PairList pairs = periodic_pairs(structure, largest_cutoff());
  Result result = zero_result(type.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const AtomState state = atom_state(type, i, pairs[i]);
    std::vector<double> gradient;
    result.energy_atom[i] += network_energy(type[i], state.descriptor, gradient);
    const auto gradient_of_sums = sums_gradient(state, gradient);
    for (std::size_t k = 0; k < pairs[i].size(); ++k) {
      const Pair& pair = pairs[i][k];
      const double r = pair.distance;
      const Vector direction = {pair.vector[0] / r, pair.vector[1] / r, pair.vector[2] / r};
      Vector p = pair_gradient(state, gradient, gradient_of_sums, k, direction);
      if (has_zbl_) {
        // the pair is met twice, once from each end, and each time half of it goes to atom i
        const auto [energy, slope] = zbl_of(type[i], type[pair.other]).energy_and_slope(r);
        result.energy_atom[i] += 0.5 * energy;
        for (int a = 0; a < 3; ++a) p[a] += 0.5 * slope * direction[a];
      }
      add_gradient(result, i, pair, p);
    }
  }
  sum_atoms(result);
  return result;
}

}  // namespace reference

#include "tersoff.h"

namespace reference {

namespace {

// A function of one variable and its derivative.
struct Value {
  double f = 0;
  double df = 0;
};

Value cutoff_function(const TersoffParameters& p, double r) {
  if (r < p.inner) return {1, 0};
  if (r >= p.outer) return {0, 0};
  const double k = pi / (p.outer - p.inner);
  const double phase = k * (r - p.inner);
  return {0.5 + 0.5 * std::cos(phase), -0.5 * k * std::sin(phase)};
}

Value angular_function(const TersoffParameters& p, double cosine) {
  const double c2 = p.c * p.c;
  const double d2 = p.d * p.d;
  const double difference = p.h - cosine;
  const double denominator = d2 + difference * difference;
  return {1 + c2 / d2 - c2 / denominator, -2 * c2 * difference / (denominator * denominator)};
}

// b(zeta) and db/dzeta. With zeta = 0 (no third atom) b = 1, and its infinite slope meets no gradient of zeta.
Value bond_order(const TersoffParameters& p, double zeta) {
  if (zeta <= 0) return {1, 0};
  const double x = std::pow(p.beta * zeta, p.n);
  const double b = std::pow(1 + x, -1 / (2 * p.n));
  return {b, -0.5 * b / (1 + x) * x / zeta};
}

Vector unit(const Pair& pair) {
  const double r = pair.distance;
  return {pair.vector[0] / r, pair.vector[1] / r, pair.vector[2] / r};
}

// zeta_ij over all neighbours k of i other than j (images of the same atom are different neighbours).
double zeta_of(const TersoffParameters& p, const std::vector<Pair>& neighbours, std::size_t j) {
  double zeta = 0;
  for (std::size_t k = 0; k < neighbours.size(); ++k) {
    if (k == j) continue;
    const double cosine = dot(unit(neighbours[j]), unit(neighbours[k]));
    zeta += cutoff_function(p, neighbours[k].distance).f * angular_function(p, cosine).f;
  }
  return zeta;
}

// Adds weight * dzeta_ij/dr of all pairs of atom i.
// d cos/dr_ij = (u_ik - cos u_ij)/r_ij, and the same with j and k exchanged.
void add_zeta_gradient(const TersoffParameters& p, const std::vector<Pair>& neighbours, std::size_t i, std::size_t j,
                       double weight, Result& result) {
  const Vector u_ij = unit(neighbours[j]);
  for (std::size_t k = 0; k < neighbours.size(); ++k) {
    if (k == j) continue;
    const Vector u_ik = unit(neighbours[k]);
    const double cosine = dot(u_ij, u_ik);
    const Value g = angular_function(p, cosine);
    const Value fc = cutoff_function(p, neighbours[k].distance);
    Vector gradient_ij{};
    Vector gradient_ik{};
    for (int a = 0; a < 3; ++a) {
      gradient_ij[a] = weight * fc.f * g.df * (u_ik[a] - cosine * u_ij[a]) / neighbours[j].distance;
      gradient_ik[a] =
          weight * (fc.df * g.f * u_ik[a] + fc.f * g.df * (u_ij[a] - cosine * u_ik[a]) / neighbours[k].distance);
    }
    add_gradient(result, i, neighbours[j], gradient_ij);
    add_gradient(result, i, neighbours[k], gradient_ik);
  }
}

// The energy of the ordered pair (i, j) and its gradients.
void add_bond(const TersoffParameters& p, const std::vector<Pair>& neighbours, std::size_t i, std::size_t j,
              Result& result) {
  const Pair& pair = neighbours[j];
  const double r = pair.distance;
  const Value fc = cutoff_function(p, r);
  const double repulsion = p.repulsive * std::exp(-p.lambda1 * r);
  const double attraction = p.attractive * std::exp(-p.lambda2 * r);
  const Value b = bond_order(p, zeta_of(p, neighbours, j));

  const double energy = 0.5 * fc.f * (repulsion - b.f * attraction);
  result.energy_atom[i] += 0.5 * energy;
  result.energy_atom[pair.other] += 0.5 * energy;

  const double slope =
      0.5 * (fc.df * (repulsion - b.f * attraction) + fc.f * (-p.lambda1 * repulsion + p.lambda2 * b.f * attraction));
  const Vector u = unit(pair);
  add_gradient(result, i, pair, {slope * u[0], slope * u[1], slope * u[2]});
  add_zeta_gradient(p, neighbours, i, j, -0.5 * fc.f * attraction * b.df, result);
}

}  // namespace

Result tersoff(const Structure& structure, const TersoffParameters& parameters) {
  const PairList pairs = periodic_pairs(structure, parameters.outer);
  Result result = zero_result(structure.position.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    for (std::size_t j = 0; j < pairs[i].size(); ++j) add_bond(parameters, pairs[i], i, j, result);
  }
  sum_atoms(result);
  return result;
}

}  // namespace reference

#include "train/optimise/soap.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "core/record_sizes.h"

namespace nacre::train {

namespace {
using Eigen::Index;
using Eigen::MatrixXd;

MatrixOfParameters network_matrix(std::size_t first, std::size_t neurons, std::size_t components) {
  const std::size_t b0 = first + neurons * components, w1 = b0 + neurons;
  MatrixOfParameters m{neurons, components + 2, {}};
  for (std::size_t mu = 0; mu < neurons; ++mu) {
    for (std::size_t nu = 0; nu < components; ++nu) m.index.push_back(first + mu * components + nu);
    m.index.push_back(b0 + mu);
    m.index.push_back(w1 + mu);
  }
  return m;
}

/// c[n][k] of one of `pairs` pairs of types; the pair is the innermost index of c.
MatrixOfParameters pair_matrix(std::size_t first, std::size_t ns, std::size_t ks, std::size_t pairs, std::size_t pair) {
  MatrixOfParameters m{ns, ks, {}};
  for (std::size_t i = 0; i < ns * ks; ++i) m.index.push_back(first + i * pairs + pair);
  return m;
}

MatrixXd eigenvectors(const MatrixXd& symmetric) {
  return Eigen::SelfAdjointEigenSolver<MatrixXd>(symmetric).eigenvectors().rowwise().reverse();
}

/// One step of orthogonal iteration towards the eigenvectors.
MatrixXd followed(const MatrixXd& symmetric, const MatrixXd& basis) {
  const Eigen::HouseholderQR<MatrixXd> qr(symmetric * basis);
  return qr.householderQ() * MatrixXd::Identity(basis.rows(), basis.cols());
}

MatrixXd taken(const MatrixOfParameters& place, const std::vector<double>& from, const std::vector<char>& frozen) {
  MatrixXd m(static_cast<Index>(place.rows), static_cast<Index>(place.columns));
  for (Index i = 0, k = 0; i < m.rows(); ++i)
    for (Index j = 0; j < m.cols(); ++j, ++k) {
      const std::size_t at = place.index[k];
      m(i, j) = !frozen.empty() && frozen[at] ? 0 : from[at];
    }
  return m;
}
}  // namespace

std::vector<MatrixOfParameters> parameter_matrices(const NepModel& m) {
  std::vector<MatrixOfParameters> all;
  const std::size_t neurons = m.neurons, components = m.components(), types = m.types(), pairs = types * types;
  std::size_t at = 0;
  for (int network = 0; network < m.networks(); ++network) {
    all.push_back(network_matrix(at, neurons, components));
    at += neurons * (components + 2);
    if (m.version == 5) all.push_back({1, 1, {at++}});
  }
  all.push_back({1, 1, {at++}});
  const auto add_pairs = [&](std::size_t ns, std::size_t ks) {
    for (std::size_t pair = 0; pair < pairs; ++pair) all.push_back(pair_matrix(at, ns, ks, pairs, pair));
    at += ns * ks * pairs;
  };
  add_pairs(m.radial_n + 1, m.radial_k + 1);
  add_pairs(m.angular_n + 1, m.angular_k + 1);
  return all;
}

Soap::Soap(std::vector<MatrixOfParameters> matrices) {
  for (MatrixOfParameters& place : matrices) {
    const auto rows = static_cast<Index>(place.rows), columns = static_cast<Index>(place.columns);
    const MatrixXd of_rows = MatrixXd::Zero(rows, rows), of_columns = MatrixXd::Zero(columns, columns),
                   as_place = MatrixXd::Zero(rows, columns);
    blocks_.push_back({std::move(place), of_rows, of_columns, of_rows, of_columns, as_place, as_place});
  }
}

void Soap::follow(Block& b, const MatrixXd& g) const {
  b.left = shampoo_beta * b.left + (1 - shampoo_beta) * g * g.transpose();
  b.right = shampoo_beta * b.right + (1 - shampoo_beta) * g.transpose() * g;
  if (steps_ == 1) {
    b.left_basis = eigenvectors(b.left), b.right_basis = eigenvectors(b.right);
  } else if (steps_ % interval == 0) {
    b.left_basis = followed(b.left, b.left_basis), b.right_basis = followed(b.right, b.right_basis);
  }
}

MatrixXd Soap::direction(Block& b, const MatrixXd& g) const {
  const double unbias1 = 1 - std::pow(beta1, static_cast<double>(steps_));
  const double unbias2 = 1 - std::pow(beta2, static_cast<double>(steps_));
  const auto turned = [&](const MatrixXd& m) -> MatrixXd { return b.left_basis.transpose() * m * b.right_basis; };
  b.first = beta1 * b.first + (1 - beta1) * g;
  b.second = beta2 * b.second + (1 - beta2) * turned(g).cwiseAbs2();
  const MatrixXd scaled = (turned(b.first) / unbias1).array() / ((b.second / unbias2).array().sqrt() + epsilon);
  return b.left_basis * scaled * b.right_basis.transpose();
}

void Soap::step(double rate, const std::vector<double>& gradient, const std::vector<char>& frozen,
                std::vector<double>& parameters) {
  ++steps_;
  for (Block& b : blocks_) {
    const MatrixXd g = taken(b.place, gradient, frozen);
    follow(b, g);
    const MatrixXd change = direction(b, g);
    for (Index i = 0, k = 0; i < change.rows(); ++i)
      for (Index j = 0; j < change.cols(); ++j, ++k) {
        const std::size_t at = b.place.index[k];
        if (frozen.empty() || !frozen[at]) parameters[at] -= rate * change(i, j);
      }
  }
}

template <class Blocks, class Visit>
void Soap::for_each_matrix(Blocks& blocks, Visit&& visit) {
  for (auto& b : blocks) {
    visit("left", b.left), visit("right", b.right);
    visit("left_basis", b.left_basis), visit("right_basis", b.right_basis);
    visit("first_moment", b.first), visit("second_moment", b.second);
  }
}

void Soap::save(Record& record) const {
  std::map<std::string, std::vector<double>> all;
  for_each_matrix(blocks_, [&](const char* name, const MatrixXd& m) {
    all[name].insert(all[name].end(), m.data(), m.data() + m.size());
  });
  for (const auto& [name, numbers] : all) record.put(name, numbers);
  record.put_integer("steps", steps_);
}

void Soap::load(const Record& record) {
  std::map<std::string, std::size_t> size;
  for_each_matrix(blocks_, [&](const char* name, const MatrixXd& m) { size[name] += m.size(); });
  std::map<std::string, std::vector<double>> all;
  for (const auto& [name, count] : size) all[name] = reals_of(record, name, count), size[name] = 0;
  for_each_matrix(blocks_, [&](const char* name, MatrixXd& m) {
    std::copy_n(all[name].data() + size[name], m.size(), m.data());
    size[name] += m.size();
  });
  steps_ = count_of(record, "steps");
}

}  // namespace nacre::train

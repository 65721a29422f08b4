#include "reference/shapley.h"

#include <bit>
#include <cmath>

namespace nacre_reference {

namespace {
double value_below(const ReferenceTree& tree, int node, const std::vector<double>& x, unsigned known) {
  const ReferenceTree::Node& n = tree.nodes[node];
  if (n.feature < 0) return n.value;
  const double left = value_below(tree, n.left, x, known), right = value_below(tree, n.right, x, known);
  if (known >> n.feature & 1u) return x[n.feature] <= n.threshold ? left : right;
  return (tree.nodes[n.left].samples * left + tree.nodes[n.right].samples * right) / n.samples;
}

double factorial(int n) { return std::tgamma(n + 1.0); }
}  // namespace

double tree_value(const ReferenceTree& tree, const std::vector<double>& x, unsigned known) {
  return value_below(tree, 0, x, known);
}

std::vector<double> shapley_values(const ReferenceTree& tree, const std::vector<double>& x) {
  const int m = static_cast<int>(x.size());
  std::vector<double> f(std::size_t{1} << m), phi(m, 0.0);
  for (unsigned known = 0; known < f.size(); ++known) f[known] = tree_value(tree, x, known);
  for (int i = 0; i < m; ++i)
    for (unsigned known = 0; known < f.size(); ++known) {
      if (known >> i & 1u) continue;
      const int size = std::popcount(known);
      phi[i] += factorial(size) * factorial(m - size - 1) / factorial(m) * (f[known | 1u << i] - f[known]);
    }
  return phi;
}

}  // namespace nacre_reference
